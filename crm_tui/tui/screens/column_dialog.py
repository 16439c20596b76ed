"""Choose columns: which are shown, in which order, how wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from crm_tui.i18n import _
from crm_tui.presentation.widths import fit
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.widgets.choice_list import ChoiceList
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton
from crm_tui.tui.widgets.record_list.columns import LEAST_WIDTH, MOST_WIDTH
from crm_tui.values import dataclass

_LABEL_CELLS = 28
_FIRST_WIDTH = 12


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column: whether it is shown, and the width it was given, None for its own."""

    key: str
    label: str
    is_shown: bool
    width: int | None


class ColumnDialog(Dialog[Sequence[ColumnChoice]]):
    """All columns in their order; answers with what was chosen, closing changes nothing."""

    scope = Scope.COLUMNS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.COLUMNS)]

    def __init__(self, choices: Sequence[ColumnChoice], usual: Sequence[ColumnChoice]) -> None:
        buttons = (
            DialogButton("save", _("Take over"), "columns.save"),
            DialogButton("reset", _("As at first"), "columns.reset"),
            DialogButton("close", _("Cancel"), "dialog.cancel"),
        )
        super().__init__(_("Columns"), buttons)
        self._choices = list(choices)
        self._usual = tuple(usual)
        self._at_first = tuple(choices)

    def compose_body(self) -> ComposeResult:
        """Show the columns, and which keys change them."""
        hint = _("space show/hide · K J move · + - width · 0 own width")
        yield Static(Content(hint), markup=False, classes="dialog--lines")
        yield ChoiceList(markup=False, compact=True, classes="dialog--choices")

    def on_mount(self) -> None:
        """Begin with the first column."""
        self._list.focus()
        self._show(0)

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def is_dirty(self) -> bool:
        """Whether closing would lose something."""
        return tuple(self._choices) != self._at_first

    @property
    def _at(self) -> int:
        return self._list.highlighted or 0

    def _show(self, at: int) -> None:
        self._list.clear_options()
        self._list.add_options([Option(_line(each)) for each in self._choices])
        self._list.highlighted = at

    def _change(self, choice: ColumnChoice) -> None:
        at = self._at
        self._choices[at] = choice
        self._list.replace_option_prompt_at_index(at, _line(choice))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Show or hide the column that was clicked."""
        event.stop()
        self.action_tick_column()

    def action_tick_column(self) -> None:
        """Show the column, or hide it; one is always shown."""
        choice = self._choices[self._at]
        shown = sum(each.is_shown for each in self._choices)
        if not choice.is_shown or shown > 1:
            self._change(replace(choice, is_shown=not choice.is_shown))

    def action_shift_choice(self, by: int) -> None:
        """Let the column come earlier or later."""
        at, to = self._at, self._at + by
        if 0 <= to < len(self._choices):
            self._choices.insert(to, self._choices.pop(at))
            self._show(to)

    def action_widen_choice(self, by: int) -> None:
        """Give the column more room or less; 0 gives it its own width again."""
        choice = self._choices[self._at]
        wished = (choice.width or _FIRST_WIDTH) + by
        width = max(LEAST_WIDTH, min(wished, MOST_WIDTH)) if by else None
        self._change(replace(choice, width=width))

    def action_reset_columns(self) -> None:
        """Choose what the list shows to whoever chose nothing."""
        usual = {each.key for each in self._usual}
        others = [
            replace(each, is_shown=False, width=None)
            for each in self._choices
            if each.key not in usual
        ]
        self._choices = [*self._usual, *others]
        self._show(0)

    def action_save(self) -> None:
        """Answer with what is chosen."""
        self.dismiss(tuple(self._choices))

    def pressed(self, answer: str) -> None:
        """Do what a button means."""
        match answer:
            case "save":
                self.action_save()
            case "reset":
                self.action_reset_columns()
            case _:
                self.action_cancel()


def _line(choice: ColumnChoice) -> Content:
    tick = "x" if choice.is_shown else " "
    width = "" if choice.width is None else str(choice.width)
    return Content(f"[{tick}] {fit(choice.label, _LABEL_CELLS)} {width}")
