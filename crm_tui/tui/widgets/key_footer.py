"""The line at the bottom: the few keys that matter here, greyed where a rule forbids them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.strip import Strip

from crm_tui.i18n import _
from crm_tui.tui.keys import KeyCommand, Scope, command, footer_of
from crm_tui.tui.widgets.pieces import Piece, PieceLine, total_width

_MOST_KEYS = 8


def nothing_forbidden(_command: KeyCommand) -> str | None:
    """Forbid nothing."""
    return None


class KeyFooter(PieceLine):
    """The keys of a kind of screen; one that is refused stands in brackets."""

    @dataclass
    class Chosen(Message):
        """A key of the footer was clicked; `refusal` says why it will not do, if so."""

        command: KeyCommand
        refusal: str | None

    def __init__(
        self,
        screen: Scope,
        *,
        why_not: Callable[[KeyCommand], str | None] = nothing_forbidden,
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(id=id)
        self._screen = screen
        self._why_not = why_not
        self._told: list[Piece] | None = None

    def tell_anew(self) -> None:
        """Paint the keys anew when they would be told otherwise than they are now."""
        if self._told is None or list(self.pieces(self.size.width)) != self._told:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line, and remember what it tells."""
        self._told = list(self.pieces(self.size.width))
        return super().render_line(y)

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return the keys that fit whole; help is always among them if it belongs here."""
        groups = [self._group(each) for each in self._commands()]
        while groups and sum(map(total_width, groups)) > width:
            del groups[-2 if len(groups) > 1 else -1]
        return [piece for group in groups for piece in group]

    def chosen(self, target: str) -> None:
        """Announce the command that was clicked."""
        each = command(target)
        self.post_message(self.Chosen(each, self._why_not(each)))

    def belongs(self, each: KeyCommand) -> bool:
        """Return whether a key of this kind of screen is shown at all."""
        return True

    def offered(self) -> Sequence[KeyCommand]:
        """Return the keys of this kind of screen, the most important first."""
        return footer_of(self._screen)

    def _commands(self) -> list[KeyCommand]:
        commands = [each for each in self.offered() if self.belongs(each)]
        spare = max(0, len(commands) - _MOST_KEYS)
        # What cannot be done now gives way to what can.
        refused = [each for each in reversed(commands[:-1]) if self._why_not(each) is not None]
        commands = [each for each in commands if each not in refused[:spare]]
        return [*commands[: _MOST_KEYS - 1], *commands[-1:]] if commands[_MOST_KEYS:] else commands

    def _group(self, each: KeyCommand) -> list[Piece]:
        label = _(each.label)
        if label.isascii():  # a Latin word needs a blank after its key, a Chinese one does not
            label = " " + label
        if self._why_not(each) is not None:
            return [Piece(f" ({each.shown_key}{label})", "dim", each.id)]
        return [Piece(f" {each.shown_key}", "key", each.id), Piece(label, "normal", each.id)]
