"""The line to search and filter in: it proposes what may follow and tells what it understood."""

from __future__ import annotations

from typing import ClassVar

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from crm_tui.domain.queries import QUERY_LENGTH, Circumstances, QueryFault, Vocabulary, bind, parse
from crm_tui.domain.queries.completion import Completion, complete
from crm_tui.domain.queries.faults import QueryTrouble
from crm_tui.domain.queries.fields import BY_KEY, CUSTOMERS, Subject
from crm_tui.errors import QuerySyntaxError
from crm_tui.i18n import _, current_language
from crm_tui.presentation.queries import (
    description,
    fault_of,
    fault_sentence,
    field_example,
    field_name,
)
from crm_tui.presentation.spoken_queries import spoken
from crm_tui.presentation.widths import cell_width, cut, wrap
from crm_tui.tui.keys import Scope, bindings_of, command
from crm_tui.tui.widgets.choice_list import ChoiceList
from crm_tui.tui.widgets.editors import LineEditor

_LIST_CELLS = 36
_FRAME_CELLS = 4
"""The border of the choices, and their scrollbar."""
_LINE_MARGIN = 3
_WRONG = Style(bold=True, reverse=True)
_FIRST_NAMES = 4
_UNFINISHED = frozenset({QueryTrouble.VALUE_MISSING, QueryTrouble.OPEN_QUOTE})
"""What is wrong only until more is typed."""


class _MarkedPlace(Highlighter):
    """Reverses the place of a query that is wrong."""

    def __init__(self) -> None:
        self.fault: QueryFault | None = None

    def highlight(self, text: Text) -> None:
        """Mark the place."""
        if self.fault is not None:
            text.stylize(_WRONG, self.fault.start, self.fault.end)


class SearchBox(LineEditor):
    """The line itself; at its end `→` takes what is proposed."""

    def action_cursor_right(self, select: bool = False) -> None:
        """Take what is proposed, or go on to the right."""
        box = self.parent
        is_at_end = self.cursor_position == len(self.value)
        if is_at_end and isinstance(box, QueryBox) and box.has_suggestions:
            box.action_accept_suggestion()
        else:
            super().action_cursor_right(select)


class QueryBox(Vertical):
    """A line for a query; under it what it means, or what is wrong, and over that the choices."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.QUERY)]

    def __init__(self, placeholder: str, currency: str, subject: Subject = CUSTOMERS) -> None:
        super().__init__()
        self._subject = subject
        self._currency = currency
        self._names: Vocabulary | None = None
        self._at: Circumstances | None = None
        self._completion: Completion | None = None
        self._fault: QueryFault | None = None
        self._place = _MarkedPlace()
        self._line = SearchBox(
            placeholder=placeholder,
            compact=True,
            id="search",
            max_length=QUERY_LENGTH,
            highlighter=self._place,
            select_on_focus=False,
        )
        self._choices = ChoiceList(markup=False, compact=True, classes="query--choices")
        self._choices.can_focus = False
        self._words_shown = ""
        self._words = Static("", classes="query--words", markup=False)

    def compose(self) -> ComposeResult:
        """Hold the line and the words under it; the choices come when they are first wanted."""
        yield self._line
        yield self._words

    # What is asked ------------------------------------------------------------------------------

    @property
    def value(self) -> str:
        """What was typed."""
        return self._line.value.strip()

    @value.setter
    def value(self, text: str) -> None:
        self._line.value = text
        self._line.cursor_position = len(text)
        self._read()

    @property
    def is_sound(self) -> bool:
        """Whether what was typed is a query."""
        return self._fault is None

    @property
    def has_suggestions(self) -> bool:
        """Whether something is proposed to go on with."""
        return self._completion is not None

    @property
    def is_open(self) -> bool:
        """Whether choices are listed, in which up and down move."""
        return self.has_class("-open")

    def learn(self, names: Vocabulary, at: Circumstances) -> None:
        """Know the names of the office and the day, by which names and days are checked."""
        self._names, self._at = names, at
        self._read()

    def begin(self, text: str) -> None:
        """Put a text into the line and go on typing behind it."""
        self.value = text
        self._line.focus()

    def show_error(self, error: QuerySyntaxError) -> None:
        """Show what the office knows to be wrong, if that is still what stands there."""
        if error.text == self.value:
            self._mark(fault_of(error))
            self._show_words()

    # Reading what is typed ----------------------------------------------------------------------

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Read the line anew; the screen hears of it as well."""
        self._read()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Propose nothing while nobody types."""
        self._propose(None)
        self._show_words()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Tell again what was understood."""
        self._show_words()

    def _read(self) -> None:
        text = self._line.value
        found = parse(text.strip(), self._currency, self._subject)
        if not isinstance(found, QueryFault) and self._names is not None and self._at is not None:
            bound = bind(found, self._names, self._at)
            found = bound if isinstance(bound, QueryFault) else found
        self._mark(found if isinstance(found, QueryFault) else None)
        names = self._names or Vocabulary()
        cursor = self._line.cursor_position
        is_typing = self._line.has_focus and cursor == len(text)
        language = current_language()
        proposed = complete(text, cursor, names, language, self._subject) if is_typing else None
        self._propose(proposed)
        self._show_words()

    def _mark(self, fault: QueryFault | None) -> None:
        self._fault = fault
        blanks = len(self._line.value) - len(self._line.value.lstrip())
        self._place.fault = fault
        if fault is not None and blanks:
            self._place.fault = QueryFault(
                fault.trouble, fault.start + blanks, fault.end + blanks, fault.part
            )
        self._line.refresh()

    def _show_words(self) -> None:
        words, is_wrong = self._words_under()
        width = max(self.size.width - 2 * _LINE_MARGIN, 20)
        # A fault is told whole; what is understood takes one line, so that the list stays.
        shown = "\n".join(wrap(words, width)) if is_wrong else cut(words, width)
        if shown != self._words_shown:
            # Words of as many lines do not need the whole screen laid out with every letter.
            lays_out = shown.count("\n") != self._words_shown.count("\n")
            self._words_shown = shown
            self._words.update(Content(shown), layout=lays_out)
        self._words.set_class(is_wrong, "-wrong")
        is_needed = bool(words) and (is_wrong or self._line.has_focus)
        self.set_class(is_needed, "-telling")

    def _words_under(self) -> tuple[str, bool]:
        """Return what stands under the line, and whether that is a fault."""
        fault, completion = self._fault, self._completion
        if fault is not None and completion is not None and completion.field:
            field = BY_KEY[completion.field]
            words = _("{field}: {meaning}").format(
                field=field_name(field), meaning=description(field)
            )
            return words, False
        if fault is not None:
            return fault_sentence(fault), fault.trouble not in _UNFINISHED
        if completion is not None and not completion.field:
            names = "  ".join(each.label for each in completion.suggestions[:_FIRST_NAMES])
            return f"{command('query.accept').shown_key}  {names}", False
        query = parse(self.value, self._currency, self._subject)
        if isinstance(query, QueryFault) or not (query.terms or query.sort):
            return self._hint(), False
        return spoken(query, self._currency), False

    def _hint(self) -> str:
        """Return what may be typed besides words."""
        if self._subject is CUSTOMERS:
            words = _("Also level:A owner:me due:<3d …   {key} puts a filter together")
            return words.format(key=command("filter").shown_key)
        shown = (field_example(each) for each in self._subject.fields[2:6])
        return _("Also {examples} …").format(examples=" ".join(shown))

    # Choices ------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave tab and escape to the screen while nothing is proposed."""
        match action:
            case "accept_suggestion":
                return self.has_suggestions
            case "close_suggestions":
                return self.is_open
            case _:
                return True

    def action_accept_suggestion(self) -> None:
        """Put in what is proposed: the choice under the cursor, or the first."""
        completion = self._completion
        if completion is None:
            return
        at = self._choices.highlighted if self.is_open else None
        chosen = completion.suggestions[at or 0]
        value = self._line.value
        end = completion.start + len(chosen.text)
        self._line.value = value[: completion.start] + chosen.text + value[completion.end :]
        self._line.cursor_position = end
        self._read()

    def action_close_suggestions(self) -> None:
        """Propose nothing until something else is typed."""
        self._propose(None)
        self._show_words()

    async def action_step(self, by: int) -> None:
        """Move among the choices, or in the list below while none are shown."""
        if not self.is_open:
            await self.run_action(f"screen.move_in_list({by})")
        elif self._choices.highlighted is None:
            self._choices.highlighted = 0 if by > 0 else self._choices.option_count - 1
        elif by > 0:
            self._choices.action_cursor_down()
        else:
            self._choices.action_cursor_up()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the choice under the cursor; with none the screen hears that this is the query."""
        if self.is_open and self._choices.highlighted is not None:
            event.stop()
            self.action_accept_suggestion()
        else:
            self.action_close_suggestions()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the choice that was clicked."""
        event.stop()
        self.action_accept_suggestion()

    def _propose(self, completion: Completion | None) -> None:
        self._completion = completion
        is_list = completion is not None and bool(completion.field)
        self.set_class(is_list, "-open")
        if completion is None or not is_list:
            return
        if not self._choices.is_attached:
            self.mount(self._choices)
        self._choices.clear_options()
        labels = (Option(Content(cut(each.label, _LIST_CELLS))) for each in completion.suggestions)
        self._choices.add_options(labels)
        self._choices.highlighted = None
        before = cell_width(self._line.value[: completion.start])
        room = max(self.size.width - _LIST_CELLS - _FRAME_CELLS, 0)
        self._choices.styles.margin = (0, 0, 0, min(_LINE_MARGIN + before, room))
