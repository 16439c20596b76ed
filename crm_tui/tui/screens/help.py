"""Help: what has the focus, and the keys of one screen, read from the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from crm_tui.i18n import N_, _
from crm_tui.presentation.widths import cell_width, pad
from crm_tui.tui.keys import SCREENS, KeyCommand, Scope, bindings_of, commands_on, key_label
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton
from crm_tui.tui.widgets.preview import wrap_content

if TYPE_CHECKING:
    from crm_tui.tui.screens.widget_help import About

_KEYS_WIDTH = 14
_SHOWN_KEYS = 3
_LISTS = frozenset({Scope.LIST, Scope.TIMELINE})
_EVERYWHERE = frozenset({Scope.EVERYWHERE, Scope.TABS})
_RECORD = frozenset({Scope.RECORD})
_GROUPS: tuple[tuple[str, frozenset[Scope]], ...] = (
    (N_("With a customer"), _RECORD),
    (N_("This screen"), frozenset(Scope) - _RECORD - _LISTS - _EVERYWHERE),
    (N_("In the list"), _LISTS),
    (N_("Everywhere"), _EVERYWHERE),
)


class HelpDialog(Dialog[bool]):
    """Lists every key of a kind of screen; answers whether somebody wants to change them."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.HELP)]

    def __init__(
        self,
        screen: Scope,
        why_not: Callable[[KeyCommand], str | None],
        is_meant: Callable[[KeyCommand], bool] = lambda _each: True,
        *,
        about: About | None = None,
    ) -> None:
        close = DialogButton("close", _("Close"), "dialog.cancel")
        change = DialogButton("change", _("Change keys"), "help.keys")
        # In a form what was typed comes before other keys for it.
        has_settings = Scope.EVERYWHERE in SCREENS.get(screen, frozenset())
        super().__init__(_("Keys of this screen"), (change, close) if has_settings else (close,))
        self._has_settings = has_settings
        self._commands = [each for each in commands_on(screen) if is_meant(each)]
        self._why_not = why_not
        self._about = about

    def compose_body(self) -> ComposeResult:
        """Show the keys; they scroll."""
        with VerticalScroll(classes="dialog--body"):
            yield Static(markup=False, id="keys")

    def on_mount(self) -> None:
        """Let the keys scroll at once."""
        self.query_one(VerticalScroll).focus()
        self.call_after_refresh(self._wrap)

    def on_resize(self) -> None:
        """Wrap anew."""
        self.call_after_refresh(self._wrap)

    def _wrap(self) -> None:
        width = self.query_one(VerticalScroll).scrollable_content_region.width
        lines = [part for line in self.lines() for part in _hanging(*line, width)]
        self.query_one("#keys", Static).update(Content("\n").join(lines))

    def tell_keys_anew(self) -> None:
        """Tell anew what cannot be done now."""
        self.call_after_refresh(self._wrap)

    def pressed(self, answer: str) -> None:
        """Close, or go where keys are changed."""
        if answer == "change":
            self.action_change_keys()
        else:
            self.dismiss(None)

    def action_change_keys(self) -> None:
        """Go where keys are changed."""
        if self._has_settings:
            self.dismiss(True)

    def action_help(self) -> None:
        """Close: the key that opened it was pressed again."""
        self.dismiss(None)

    def lines(self) -> Iterator[tuple[Content, Content]]:
        """Yield what has the focus, then the keys in their groups: a beginning, and what it means.

        What is wrapped stands under the meaning.
        """
        nothing = Content("")
        if self._about is not None:
            yield nothing, Content.styled(self._about.title, "bold")
            yield from ((nothing, Content(line)) for line in self._about.lines)
            yield nothing, nothing
        left = list(self._commands)
        for title, scopes in _GROUPS:
            group = [each for each in left if each.scopes & scopes]
            left = [each for each in left if not each.scopes & scopes]
            if group:
                yield nothing, Content.styled(_(title), "bold")
                yield from self._group(group)
                yield nothing, nothing
        ending = _("With a Chinese input method on, use the F-keys or ： and the name.")
        yield nothing, Content.styled(ending, "dim")

    def _group(self, commands: Iterable[KeyCommand]) -> Iterator[tuple[Content, Content]]:
        listed = list(commands)
        width = max(cell_width(_(each.label)) for each in listed)
        for each in listed:
            keys = " ".join(dict.fromkeys(key_label(key) for key in each.keys[:_SHOWN_KEYS]))
            refusal = self._why_not(each)
            told = f"({refusal})" if refusal else _(each.help)
            label = Content(pad(_(each.label), width + 2))
            yield (
                Content.styled(pad(keys, max(_KEYS_WIDTH, cell_width(keys) + 1)), "bold") + label,
                Content.styled(told, "dim"),
            )


def _hanging(beginning: Content, text: Content, width: int) -> Iterator[Content]:
    """Yield a line wrapped into so many cells; what does not fit stands under its meaning."""
    indent = Content(" " * beginning.cell_length)
    for at, part in enumerate(wrap_content(text, max(width - beginning.cell_length, 2))):
        yield (indent if at else beginning) + part
