"""Help: the keys of one screen, read from the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from crm_tui.i18n import N_, _
from crm_tui.presentation.widths import cell_width, pad
from crm_tui.tui.keys import KeyCommand, Scope, commands_on, key_label
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton

_KEYS_WIDTH = 14
_SHOWN_KEYS = 3

_GROUPS: tuple[tuple[str, frozenset[Scope]], ...] = (
    (N_("With a customer"), frozenset({Scope.RECORD})),
    (
        N_("This screen"),
        frozenset(
            {
                *(Scope.TODAY, Scope.CUSTOMERS, Scope.POOL, Scope.DETAIL, Scope.SETTINGS),
                *(Scope.SETTINGS_PART, Scope.ROUTES, Scope.RULES, Scope.CALENDAR),
            }
        ),
    ),
    (N_("In the list"), frozenset({Scope.LIST, Scope.TIMELINE})),
    (N_("Everywhere"), frozenset({Scope.EVERYWHERE, Scope.TABS})),
)


class HelpDialog(Dialog[None]):
    """Lists every key of a kind of screen; what a rule forbids now says why."""

    def __init__(
        self,
        screen: Scope,
        why_not: Callable[[KeyCommand], str | None],
        is_meant: Callable[[KeyCommand], bool] = lambda _each: True,
    ) -> None:
        super().__init__(
            _("Keys of this screen"), (DialogButton("close", _("Close"), "dialog.cancel"),)
        )
        self._commands = [each for each in commands_on(screen) if is_meant(each)]
        self._why_not = why_not

    def compose_body(self) -> ComposeResult:
        """Show the keys; they scroll."""
        with VerticalScroll(classes="dialog--body"):
            yield Static(Content("\n").join(self._lines()), markup=False)

    def pressed(self, answer: str) -> None:
        """Close."""
        self.dismiss(None)

    def _lines(self) -> Iterator[Content]:
        left = list(self._commands)
        for title, scopes in _GROUPS:
            group = [each for each in left if each.scopes & scopes]
            left = [each for each in left if not each.scopes & scopes]
            if group:
                yield Content.styled(_(title), "bold")
                yield from self._group(group)
                yield Content("")
        yield Content.styled(
            _("With a Chinese input method on, use the F-keys or ： and the name."), "dim"
        )

    def _group(self, commands: Iterable[KeyCommand]) -> Iterator[Content]:
        listed = list(commands)
        width = max(cell_width(_(each.label)) for each in listed)
        for each in listed:
            keys = " ".join(dict.fromkeys(key_label(key) for key in each.keys[:_SHOWN_KEYS]))
            refusal = self._why_not(each)
            told = f"({refusal})" if refusal else _(each.help)
            yield (
                Content.styled(pad(keys, _KEYS_WIDTH), "bold")
                + Content(pad(_(each.label), width + 2))
                + Content.styled(told, "dim")
            )
