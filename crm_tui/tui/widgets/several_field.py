"""A field for several choices in one line, with signs between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

from textual.widgets import Input

from crm_tui.i18n import _
from crm_tui.presentation.widths import cut
from crm_tui.tui.widgets.choice_field import ListedField
from crm_tui.tui.widgets.choices import Choice, ValueT, matching

_SIGNS = ",，、;；"
_LINE_LIMIT = 4000
_SHOWN_CELLS = 30


def between() -> str:
    """Return what stands between several choices in the language in use."""
    return _(", ")


class SeveralField(ListedField[tuple[ValueT, ...], ValueT], Generic[ValueT]):
    """Any number of choices, or none; enter takes one and awaits the next."""

    def __init__(
        self,
        label: str,
        choices: Sequence[Choice[ValueT]],
        values: Sequence[ValueT] = (),
        *,
        required: bool = False,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        shown = [each.shown for value in values for each in choices if each.value == value]
        text = between().join(dict.fromkeys(shown))
        super().__init__(
            label,
            choices,
            text,
            required=required,
            placeholder=placeholder or _("several, as many as you like"),
            id=id,
            limit=_LINE_LIMIT,
        )
        self._initial = text
        self._is_moving = False

    @property
    def value(self) -> tuple[ValueT, ...]:
        """The choices that the text names, each once."""
        named = {each.shown: each.value for each in reversed(self._choices)}
        found = (named[part] for part in self._parts() if part in named)
        return tuple(dict.fromkeys(found))

    @property
    def is_dirty(self) -> bool:
        """Whether something else is chosen, or typed, than at first."""
        return self._parts() != _split(self._initial, self._names())

    def why_wrong(self) -> str | None:
        """Return which part of the text names no choice."""
        names = self._names()
        unknown = next((part for part in self._parts() if part not in names), None)
        if unknown is None:
            return None
        return _("“{part}” is not in the list.").format(part=cut(unknown, _SHOWN_CELLS))

    def take(self, choice: Choice[ValueT]) -> None:
        """Put a choice in place of what was typed last; one that is there already goes."""
        parts = self._parts()
        wish = self.wished()
        if wish and parts and parts[-1] == wish:
            del parts[-1]
        if choice.shown in parts:
            parts.remove(choice.shown)
        else:
            parts.append(choice.shown)
        with self.prevent(Input.Changed):
            self._input.value = "".join(part + between() for part in parts)
        self._input.cursor_position = len(self._input.value)
        self.announce_change()

    def wished(self) -> str:
        """Return what stands after the last sign: the part that is being typed."""
        text = self._input.value.rstrip()
        if not text or text[-1] in _SIGNS:
            return ""
        parts = self._parts()
        return "" if not parts or parts[-1] in self._names() else parts[-1]

    def settle(self) -> None:
        """Take what is highlighted only where something was typed that names nothing yet."""
        if self.wished() and matching(self._choices, self.wished()):
            self.take_highlighted()
        else:
            self.action_close()
        text = self._input.value.strip().rstrip(_SIGNS)
        if text != self._input.value:
            with self.prevent(Input.Changed):
                self._input.value = text

    def action_move(self, by: int) -> None:
        """Open the choices, or move among them."""
        self._is_moving = True
        super().action_move(by)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the choices to what is typed."""
        self._is_moving = False
        super().on_input_changed(event)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the highlighted choice; with none open go on to the next field."""
        event.stop()
        if not self.is_open:
            self.screen.focus_next()
        elif self._is_moving or not self._ends_in_a_name():
            self.take_highlighted()
        else:
            # A name was typed whole: to choose it would take it out again.
            with self.prevent(Input.Changed):
                self._input.value = self._input.value.rstrip() + between()
            self._input.cursor_position = len(self._input.value)
            self.action_close()

    def _ends_in_a_name(self) -> bool:
        parts = self._parts()
        text = self._input.value.rstrip()
        return bool(parts) and text[-1] not in _SIGNS and parts[-1] in self._names()

    def _names(self) -> frozenset[str]:
        return frozenset(each.shown for each in self._choices)

    def _parts(self) -> list[str]:
        return _split(self._input.value, self._names())


class WordsField(SeveralField[str]):
    """Any number of words; the list only proposes some."""

    def __init__(
        self,
        label: str,
        choices: Sequence[Choice[str]],
        values: Sequence[str] = (),
        *,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        known = {each.value for each in choices}
        own = [Choice(value, value) for value in values if value not in known]
        super().__init__(label, [*choices, *own], values, placeholder=placeholder, id=id)

    @property
    def value(self) -> tuple[str, ...]:
        """The words, each once."""
        return tuple(dict.fromkeys(self._parts()))

    def why_wrong(self) -> str | None:
        """Any word will do."""
        return None

    def settle(self) -> None:
        """Keep what was typed as it is."""
        self.action_close()
        text = self._input.value.strip().rstrip(_SIGNS)
        if text != self._input.value:
            with self.prevent(Input.Changed):
                self._input.value = text


def _split(text: str, names: frozenset[str]) -> list[str]:
    """Return the parts between signs; a name that has such a sign in it stays whole."""
    with_signs = sorted((name for name in names if set(name) & set(_SIGNS)), key=len, reverse=True)
    parts: list[str] = []
    rest = text.strip()
    while rest:
        whole = next((name for name in with_signs if _begins_with(rest, name)), None)
        if whole is not None:
            part, rest = whole, rest[len(whole) :]
        else:
            end = next((at for at, sign in enumerate(rest) if sign in _SIGNS), len(rest))
            part, rest = rest[:end].strip(), rest[end:]
        if part:
            parts.append(part)
        rest = rest.lstrip(_SIGNS + " ")
    return parts


def _begins_with(text: str, name: str) -> bool:
    after = text[len(name) :].lstrip()
    return text.startswith(name) and (not after or after[0] in _SIGNS)
