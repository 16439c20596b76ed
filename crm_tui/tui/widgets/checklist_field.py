"""A field of things to tick, each on a line of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.widgets.choice_list import ChoiceList
from crm_tui.tui.widgets.choices import Choice, ValueT
from crm_tui.tui.widgets.editors import LineEditor
from crm_tui.tui.widgets.fields import FormField

_BETWEEN = " "


class TickList(ChoiceList):
    """Lines with a box before each; space and enter tick them."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.CHECKLIST)]

    def action_tick(self) -> None:
        """Tick the line under the cursor, or take its tick away."""
        self.action_select()


class ChecklistField(FormField[frozenset[ValueT]], Generic[ValueT]):
    """Things of which any may be ticked; their codes stand in a hidden line, for the draft."""

    def __init__(
        self,
        label: str,
        choices: Sequence[Choice[ValueT]],
        values: frozenset[ValueT] = frozenset(),
        *,
        codes: Sequence[str],
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(label, id=id)
        self._choices = tuple(choices)
        self._codes = tuple(codes)
        ticked = [code for code, each in self._pairs() if each.value in values]
        self._initial = frozenset(ticked)
        self._line = LineEditor(_BETWEEN.join(ticked), classes="field--editor")
        self._line.display = False
        self._list = TickList(markup=False, compact=True, classes="field--ticks")

    def _pairs(self) -> list[tuple[str, Choice[ValueT]]]:
        return list(zip(self._codes, self._choices, strict=True))

    def compose(self) -> ComposeResult:
        """Hold the hidden line and the list."""
        yield self._line
        yield self._list

    def on_mount(self) -> None:
        """Show the lines."""
        self._list.add_options(self._options())
        self._list.highlighted = 0

    @property
    def value(self) -> frozenset[ValueT]:
        """What is ticked."""
        ticked = self._ticked()
        return frozenset(each.value for code, each in self._pairs() if code in ticked)

    @property
    def is_dirty(self) -> bool:
        """Whether something else is ticked than at first."""
        return self._ticked() != self._initial

    @property
    def is_blank(self) -> bool:
        """Whether nothing is ticked."""
        return not self._ticked()

    def why_wrong(self) -> str | None:
        """Any ticks will do."""
        return None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the ticks anew and pass the change on as the field's own."""
        event.stop()
        for at, option in enumerate(self._options()):
            self._list.replace_option_prompt_at_index(at, option.prompt)
        self.announce_change()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tick the line that was chosen, or take its tick away."""
        event.stop()
        ticked = self._ticked() ^ {self._codes[event.option_index]}
        self._line.value = _BETWEEN.join(code for code in self._codes if code in ticked)

    def _ticked(self) -> frozenset[str]:
        return frozenset(self._line.value.split()) & frozenset(self._codes)

    def _options(self) -> list[Option]:
        ticked = self._ticked()
        return [
            Option(Content(f"[{'x' if code in ticked else ' '}] {each.shown}"))
            for code, each in self._pairs()
        ]
