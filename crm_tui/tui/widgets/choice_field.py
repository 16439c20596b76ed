"""Fields with a list of choices that narrows as one types."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from crm_tui.i18n import _
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.widgets.choice_list import ChoiceList
from crm_tui.tui.widgets.choices import Choice, ValueT, matching
from crm_tui.tui.widgets.editors import LineEditor
from crm_tui.tui.widgets.fields import FormField

_MOST_SHOWN = 50
FieldT = TypeVar("FieldT")


class ListedField(FormField[FieldT], Generic[FieldT, ValueT]):
    """A line to type into, over a list of choices that opens below it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.CHOICE)]

    def __init__(  # noqa: PLR0913 - the knobs of a field
        self,
        label: str,
        choices: Sequence[Choice[ValueT]],
        text: str,
        *,
        required: bool = False,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - the library's own name
        limit: int = 500,
    ) -> None:
        super().__init__(label, required=required, id=id)
        self._choices = tuple(choices)
        self._shown: list[Choice[ValueT]] = []
        self._input = LineEditor(
            text,
            placeholder=placeholder,
            max_length=limit,
            compact=True,
            classes="field--editor",
        )
        self._options = ChoiceList(markup=False, compact=True, classes="field--choices")
        self._options.can_focus = False

    def compose(self) -> ComposeResult:
        """Hold the editor; the list that opens over what is below comes when it is first wanted."""
        yield self._input

    @abstractmethod
    def take(self, choice: Choice[ValueT]) -> None:
        """Put a choice into the field."""

    @abstractmethod
    def wished(self) -> str:
        """Return the part of the text that narrows the choices."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not self._input.value.strip()

    @property
    def is_open(self) -> bool:
        """Whether the choices are shown."""
        return self.has_class("-open")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape and up to the form while the choices are closed."""
        return self.is_open if action == "close" else True

    def action_move(self, by: int) -> None:
        """Open the choices, or move among them."""
        if not self.is_open:
            self.open_choices("")
        elif by > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()

    def action_close(self) -> None:
        """Close the choices."""
        self.remove_class("-open")

    def open_choices(self, typed: str) -> None:
        """Show the choices that fit what was typed."""
        if not self._options.is_attached:
            self.mount(self._options)
        self._shown = matching(self._choices, typed)[:_MOST_SHOWN]
        self._options.clear_options()
        self._options.add_options([Option(Content(each.shown)) for each in self._shown])
        self._options.highlighted = 0 if self._shown else None
        self.set_class(bool(self._shown), "-open")

    def take_highlighted(self) -> None:
        """Take the choice under the cursor, if the choices are open, and close them."""
        at = self._options.highlighted
        if self.is_open and at is not None and at < len(self._shown):
            self.take(self._shown[at])
        self.action_close()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the choices to what is typed."""
        event.stop()
        if self._input.has_focus:
            self.open_choices(self.wished())
        self.announce_change()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the choice that was clicked."""
        event.stop()
        self.take_highlighted()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Take what is highlighted when the field is left with a text that narrows."""
        self.settle()

    def check(self) -> bool:
        """Take what is highlighted, as on leaving the field, then check."""
        self.settle()
        return super().check()

    def settle(self) -> None:
        """Take what is highlighted, or close the choices over a blank field."""
        if self.is_blank:
            self.action_close()
        else:
            self.take_highlighted()


class ChoiceField(ListedField[ValueT | None, ValueT], Generic[ValueT]):
    """One of several choices, or none; pinyin initials find them too."""

    def __init__(
        self,
        label: str,
        choices: Sequence[Choice[ValueT]],
        value: ValueT | None = None,
        *,
        required: bool = False,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        shown = next((each.shown for each in choices if each.value == value), "")
        super().__init__(label, choices, shown, required=required, placeholder=placeholder, id=id)
        self._initial = value

    def _label_of(self, value: ValueT | None) -> str:
        return next((each.shown for each in self._choices if each.value == value), "")

    @property
    def value(self) -> ValueT | None:
        """The choice that the text names, or None."""
        text = self._input.value.strip()
        return next((each.value for each in self._choices if each.shown == text), None)

    @value.setter
    def value(self, value: ValueT | None) -> None:
        with self.prevent(Input.Changed):
            self._input.value = self._label_of(value)
        self._input.cursor_position = len(self._input.value)
        self.announce_change()

    @property
    def is_dirty(self) -> bool:
        """Whether something else is chosen, or typed, than at first."""
        return self._input.value.strip() != self._label_of(self._initial)

    def why_wrong(self) -> str | None:
        """Return that the text names no choice."""
        return _("Choose one from the list.") if self.value is None else None

    def take(self, choice: Choice[ValueT]) -> None:
        """Let this be the choice."""
        self.value = choice.value

    def wished(self) -> str:
        """Return the text: all of it narrows the choices."""
        return self._input.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the highlighted choice and go on to the next field."""
        event.stop()
        self.take_highlighted()
        self.screen.focus_next()
