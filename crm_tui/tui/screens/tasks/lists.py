"""任务: one's own, the staff's, a customer's; customers without a plan; who does what when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.users import Scope as Reach
from crm_tui.i18n import _
from crm_tui.presentation.dates import short_day, weekday
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.tasks.parts import (
    EMPTY,
    LABELS,
    OF_STAFF,
    SHORT_LABELS,
    WEEK,
    Shown,
    TaskLine,
    TaskLines,
    TaskPart,
    TaskSubject,
    columns_of,
    numbered,
    read_lines,
    request_of_cell,
)
from crm_tui.tui.screens.tasks.working import TaskCommands
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.pieces import Piece, PieceLine, total_width
from crm_tui.tui.widgets.record_list import Opening, RecordList
from crm_tui.tui.widgets.record_list.messages import Highlighted, Opened
from crm_tui.tui.widgets.status_bar import StatusBar


class TaskBar(PieceLine):
    """The lists side by side; each can be clicked."""

    def __init__(self, parts: Sequence[TaskPart]) -> None:
        super().__init__()
        self._parts = tuple(parts)
        self._part = parts[0]

    def show(self, part: TaskPart) -> None:
        """Show which one is listed."""
        self._part = part
        self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return the lists by name, or in short where there is no room."""
        for labels in (LABELS, SHORT_LABELS):
            named = [self._piece(part, _(labels[part])) for part in self._parts]
            if total_width(named) <= width:
                return named
        short = dict(numbered(self._parts))
        short[self._part] = f"{short[self._part]} {_(LABELS[self._part])}"
        return [self._piece(part, label) for part, label in short.items()]

    def _piece(self, part: TaskPart, label: str) -> Piece:
        is_active = part is self._part
        shown = f"[{label}]" if is_active else f" {label} "
        return Piece(shown, "active" if is_active else "normal", part.value)

    def chosen(self, target: str) -> None:
        """Show the list that was clicked."""
        screen = self.screen
        if isinstance(screen, TasksScreen):
            screen.show_part(TaskPart(target))


class TasksScreen(TaskCommands[None]):
    """Lists of tasks, of which one is shown."""

    scope: ClassVar[Scope] = Scope.TASKS
    marks_all = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.TASKS)]

    def __init__(
        self,
        session: Session,
        subject: TaskSubject | None = None,
        *,
        part: TaskPart = TaskPart.MINE,
    ) -> None:
        """Begin with a list, or with the tasks of a customer, lead or opportunity."""
        super().__init__(session)
        self._subject = subject
        first = part if subject is None else TaskPart.CUSTOMER
        self._shown = self._part_shown(first, _monday(session.today))
        self._outer: Shown | None = None
        self._lines = TaskLines()
        self._records: RecordList[TaskLine] = RecordList(columns_of(session, self._shown))

    def compose(self) -> ComposeResult:
        """Put status line, names of the lists, the list and the footer on the screen."""
        yield StatusBar()
        yield TaskBar(self._parts())
        with Horizontal(classes="tab--body"), Vertical(classes="tab--list"):
            yield self._records
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the list."""
        self._records.focus()
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self._show_title()
        self._read()

    def _parts(self) -> list[TaskPart]:
        left_out = set(OF_STAFF) if self.session.person.scope is Reach.SELF else set()
        if self._subject is None:
            left_out.add(TaskPart.CUSTOMER)
        return [part for part in TaskPart if part not in left_out]

    def _part_shown(self, part: TaskPart, first_day: int) -> Shown:
        subject = self._subject
        if part is not TaskPart.CUSTOMER or subject is None:
            return Shown(part, first_day=first_day)
        title = _("Tasks of {customer}").format(customer=name_in_sentence(subject.name))
        return Shown(part, subject.request, title, first_day)

    def _read(self, *, keep_cursor: bool = True) -> None:
        session, shown = self.session, self._shown
        show = partial(self._show, keep_cursor=keep_cursor)
        self.operations.ask(lambda: read_lines(session, shown), show, key="tasks")

    def records_changed(self, _changed: Changed) -> None:
        """Read the list anew."""
        self._read()

    def _show(self, lines: TaskLines, *, keep_cursor: bool) -> None:
        self._lines = lines
        records = self._records
        records.empty = Content(self._empty_words())
        index = lines.index_of(records.cursor_id or 0) if keep_cursor else None
        opening = Opening(len(lines.lines), 0, lines.lines, index)
        records.replace_source(lines, opening=opening, keep_cursor=keep_cursor)
        self._show_title(len(lines.lines))
        self.query_one(KeyFooter).refresh()

    def _empty_words(self) -> str:
        nothing = _("No tasks here.")
        if self._shown.request is None and self._shown.part in EMPTY:
            nothing = _(EMPTY[self._shown.part])
        return nothing + "\n" + _("t makes a task, v shows another list, q goes back")

    def _show_title(self, number: int | None = None) -> None:
        pane = self.query_one(".tab--list")
        title = self._shown.title or _(LABELS[self._shown.part])
        said = title if number is None else f"{title} ({number})"
        pane.border_title = Content(said)
        self.tell_place(title)
        self.query_one(TaskBar).show(self._shown.part)
        is_people = self._shown.part is TaskPart.PEOPLE and self._shown.request is None
        hint = _("done/due !past due · h l a day, enter its tasks · [ ] the week")
        pane.border_subtitle = Content(hint if is_people else "")

    # Which list ---------------------------------------------------------------------------------

    def show_part(self, part: TaskPart | None) -> None:
        """Show another list."""
        if part is not None:
            self._outer = None
            self._turn_to(self._part_shown(part, self._shown.first_day))

    def _turn_to(self, shown: Shown) -> None:
        self._shown = shown
        self._records.set_columns(columns_of(self.session, shown))
        self._show_title()
        self._read(keep_cursor=False)

    def action_choose_part(self) -> None:
        """Choose which list is shown."""
        choices = [
            Choice(part, f"{digit} {_(LABELS[part])}", part.value, digit)
            for part, digit in numbered(self._parts())
        ]
        self.app.push_screen(ChooseDialog(_("Views"), choices), self.show_part)

    def action_turn_week(self, by: int) -> None:
        """Count the days of another week."""
        if self._shown.part is TaskPart.PEOPLE and self._shown.request is None:
            first_day = self._shown.first_day + by * WEEK
            self._turn_to(replace(self._shown, first_day=first_day))

    # What is under the cursor -------------------------------------------------------------------

    def current_task(self) -> TaskRow | None:
        """Return the task under the cursor."""
        line = self._records.cursor_record
        return None if line is None else line.task

    def customer_here(self) -> CustomerId | None:
        """Return the customer of the line under the cursor."""
        line = self._records.cursor_record
        return None if line is None else line.customer_id

    def action_new_task(self) -> None:
        """Make a task, about what the line or the page one came from is about."""
        line = self._records.cursor_record
        if line is not None and line.unplanned is not None:
            found = line.unplanned
            self.make_task(TaskSubject(found.customer, found.customer_id))
        elif self._subject is not None:
            self.make_task(self._subject)
        else:
            super().action_new_task()

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here, or None."""
        if command.id in {"tasks.week", "tasks.week_before"}:
            is_people = self._shown.part is TaskPart.PEOPLE and self._shown.request is None
            return None if is_people else _("Only the days of people are counted by week.")
        return super().why_not(command)

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Let the footer say what can be done with the line."""
        message.stop()
        self.query_one(KeyFooter).refresh()

    def on_record_list_opened(self, message: Opened) -> None:
        """Open the task, the customer, or the tasks that a cell counts."""
        message.stop()
        line = self._records.cursor_record
        if line is None:
            return
        if line.task is not None:
            from crm_tui.tui.screens.tasks.whole import TaskScreen  # noqa: PLC0415

            self.app.push_screen(TaskScreen(self.session, line.task))
        elif line.person is not None:
            self._open_cell(line)
        else:
            self.action_open_customer()

    def _open_cell(self, line: TaskLine) -> None:
        column, person = self._records.current_column, line.person
        if person is None:
            return
        request, day = request_of_cell(person, "" if column is None else column.key)
        title = name_in_sentence(person.person)
        if day is not None:
            title = f"{title} · {short_day(day, self.session.today)} {weekday(day)}"
        self._outer = self._shown
        self._turn_to(replace(self._shown, request=request, title=title))

    def action_open(self) -> None:
        """Open what is under the cursor, wherever the focus is."""
        self._records.action_open()

    def action_back(self) -> None:
        """Go back: from the tasks of a cell to the days first."""
        if self._outer is not None:
            outer, self._outer = self._outer, None
            self._turn_to(outer)
        else:
            self.dismiss(None)


def _monday(day: int) -> int:
    # Day 1 was a Monday.
    return day - (day - 1) % WEEK
