"""The lists of tasks: whose, in which state; customers without a plan; people by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum

from textual.content import Content
from textual.dom import DOMNode

from crm_tui.domain.days import date_of
from crm_tui.domain.identifiers import CustomerId, LeadId, OpportunityId, UserId
from crm_tui.domain.tasks import (
    DayCount,
    PersonDays,
    TaskOverview,
    TaskRequest,
    TaskRow,
    TaskState,
    TaskWhose,
    Unplanned,
)
from crm_tui.i18n import N_, _
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import relative_day, weekday
from crm_tui.presentation.task_words import (
    PRIORITY_MARKS,
    closed_words,
    day_cell,
    due_words,
    is_overdue,
    state_words,
)
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line
from crm_tui.tui.widgets.record_list import Cell, Column
from crm_tui.values import dataclass

LISTED = 500
WEEK = 7


class TaskPart(Enum):
    """What the list shows."""

    CUSTOMER = "customer"
    MINE = "mine"
    OVERDUE = "overdue"
    DONE = "done"
    MISSING = "missing"
    STAFF = "staff"
    STAFF_OVERDUE = "staff_overdue"
    STAFF_DONE = "staff_done"
    STAFF_MISSING = "staff_missing"
    PEOPLE = "people"


LABELS = {
    TaskPart.CUSTOMER: N_("Its tasks"),
    TaskPart.MINE: N_("My tasks"),
    TaskPart.OVERDUE: N_("Past due"),
    TaskPart.DONE: N_("Done"),
    TaskPart.MISSING: N_("Nothing planned"),
    TaskPart.STAFF: N_("Staff's tasks"),
    TaskPart.STAFF_OVERDUE: N_("Staff: past due"),
    TaskPart.STAFF_DONE: N_("Staff: done"),
    TaskPart.STAFF_MISSING: N_("Staff: nothing planned"),
    TaskPart.PEOPLE: N_("Who does what when"),
}
SHORT_LABELS = {
    TaskPart.CUSTOMER: N_("Here"),
    TaskPart.MINE: N_("Own"),
    TaskPart.OVERDUE: N_("Late"),
    TaskPart.DONE: N_("Done"),
    TaskPart.MISSING: N_("No plan"),
    TaskPart.STAFF: N_("Staff"),
    TaskPart.STAFF_OVERDUE: N_("Staff late"),
    TaskPart.STAFF_DONE: N_("Staff done"),
    TaskPart.STAFF_MISSING: N_("Staff no plan"),
    TaskPart.PEOPLE: N_("Weeks"),
}
"""What they are called in a narrow terminal."""
OF_STAFF = frozenset(
    {TaskPart.STAFF, TaskPart.STAFF_OVERDUE, TaskPart.STAFF_DONE, TaskPart.STAFF_MISSING}
)
_REQUESTS = {
    TaskPart.MINE: TaskRequest(limit=LISTED),
    TaskPart.OVERDUE: TaskRequest(state=TaskState.OVERDUE, limit=LISTED),
    TaskPart.DONE: TaskRequest(state=TaskState.DONE, limit=LISTED),
    TaskPart.STAFF: TaskRequest(TaskWhose.STAFF, limit=LISTED),
    TaskPart.STAFF_OVERDUE: TaskRequest(TaskWhose.STAFF, TaskState.OVERDUE, limit=LISTED),
    TaskPart.STAFF_DONE: TaskRequest(TaskWhose.STAFF, TaskState.DONE, limit=LISTED),
}


def numbered(parts: Sequence[TaskPart]) -> list[tuple[TaskPart, str]]:
    """Return the lists with their digits; those of everybody are the same on every page."""
    first = 0 if TaskPart.CUSTOMER in parts else 1
    return [(part, str(digit)) for digit, part in enumerate(parts, start=first)]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A line of a list: a task, a customer without a plan, or somebody's week."""

    id: int
    task: TaskRow | None = None
    unplanned: Unplanned | None = None
    person: PersonDays | None = None

    @property
    def customer_id(self) -> CustomerId | None:
        """The customer it is about."""
        if self.unplanned is not None:
            return self.unplanned.customer_id
        return None if self.task is None else self.task.customer_id


@dataclass(frozen=True, slots=True)
class TaskLines:
    """The lines in memory, as the source of a list."""

    lines: tuple[TaskLine, ...] = ()

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self.lines)

    def fetch(self, start: int, n: int) -> Sequence[TaskLine]:
        """Return a stretch of the lines."""
        return self.lines[start : start + n]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a line, or None."""
        return next((at for at, line in enumerate(self.lines) if line.id == record_id), None)


@dataclass(frozen=True, slots=True)
class TaskSubject:
    """What tasks are for: a customer, an opportunity of one, or a lead."""

    name: str = ""
    customer_id: CustomerId | None = None
    lead_id: LeadId | None = None
    opportunity_id: OpportunityId | None = None

    @property
    def request(self) -> TaskRequest:
        """Return what lists its tasks, those that are done too."""
        is_customer = self.opportunity_id is None and self.lead_id is None
        return TaskRequest(
            state=TaskState.ALL,
            customer_id=self.customer_id if is_customer else None,
            lead_id=self.lead_id,
            opportunity_id=self.opportunity_id,
            limit=LISTED,
        )


def subject_of(task: TaskRow) -> TaskSubject:
    """Return what a task is for."""
    return TaskSubject(task.subject, task.customer_id, task.lead_id, task.opportunity_id)


def task_lines(session: Session, rows: Sequence[TaskRow]) -> Iterator[Line]:
    """Return open tasks as lines of a page: when, what, by whom."""
    at = Moment(session.now, session.zone, session.today)
    for row in rows:
        style = "$text-error" if is_overdue(row, at) else ""
        said = " · ".join((row.title, row.assignee))
        yield Line(due_words(row, at), Content.styled(said, style))


def new_task_for(node: DOMNode, session: Session, subject: TaskSubject) -> None:
    """Open the form of a new task for something."""
    from crm_tui.tui.screens.tasks.form import open_task_form  # noqa: PLC0415

    open_task_form(
        node,
        session,
        subject.customer_id,
        subject.name,
        lead_id=None if subject.customer_id is not None else subject.lead_id,
        opportunity_id=subject.opportunity_id,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What is listed: a part, or the tasks asked for by a cell or a customer's page."""

    part: TaskPart
    request: TaskRequest | None = None
    title: str = ""
    """What the tasks asked for are called."""
    first_day: int = 0
    """Where days are counted, the first of the week."""


def read_lines(session: Session, shown: Shown) -> TaskLines:
    """Return the lines to show, read from the database."""
    tasks, actor = session.crm.tasks, session.actor
    request = shown.request or _REQUESTS.get(shown.part)
    if request is not None:
        return TaskLines(tuple(TaskLine(row.id, task=row) for row in tasks.find(actor, request)))
    if shown.part is TaskPart.PEOPLE:
        found: TaskOverview = tasks.overview(actor, shown.first_day, days=WEEK)
        return TaskLines(tuple(TaskLine(each.user_id, person=each) for each in found.people))
    of_staff = shown.part is TaskPart.STAFF_MISSING
    rows = tasks.missing(actor, of_staff=of_staff, limit=LISTED)
    return TaskLines(tuple(TaskLine(row.customer_id, unplanned=row) for row in rows))


def columns_of(session: Session, shown: Shown) -> tuple[Column[TaskLine], ...]:
    """Return the columns of what is shown."""
    if shown.request is None and shown.part is TaskPart.PEOPLE:
        return _people_columns(session, shown.first_day)
    if shown.request is None and shown.part in {TaskPart.MISSING, TaskPart.STAFF_MISSING}:
        return _missing_columns(session, with_owner=shown.part is TaskPart.STAFF_MISSING)
    with_assignee = shown.request is not None or shown.part in OF_STAFF
    is_over = shown.part in {TaskPart.DONE, TaskPart.STAFF_DONE} or shown.request is not None
    return tuple(_task_columns(session, with_assignee=with_assignee, with_outcome=is_over))


_Render = Callable[[TaskLine], Cell]


def _column(key: str, label: str, width: int, render: _Render, **more: object) -> Column[TaskLine]:
    return Column[TaskLine](key, label, width, render, sortable=False, **more)  # type: ignore[arg-type]  # by name


def _of_task(say: Callable[[TaskRow], Cell]) -> _Render:
    return lambda line: Cell("") if line.task is None else say(line.task)


def _task_columns(
    session: Session, *, with_assignee: bool, with_outcome: bool
) -> list[Column[TaskLine]]:
    at = Moment(session.now, session.zone, session.today)

    def when(row: TaskRow) -> Cell:
        tone = Tone.BAD if is_overdue(row, at) else Tone.NORMAL
        return Cell(state_words(row, at), tone if row.is_open else Tone.DIM)

    columns = [
        _column("!", "!", 1, _of_task(lambda row: Cell(PRIORITY_MARKS[row.priority], Tone.WARN))),
        _column(
            "title", _("What"), 20, _of_task(lambda row: Cell(row.title)), flexible=True, widest=50
        ),
        _column("when", _("When"), 16, _of_task(when), flexible=True, widest=34),
        _column(
            "customer",
            _("Customer"),
            16,
            _of_task(lambda row: Cell(row.subject)),
            priority=1,
            flexible=True,
            widest=30,
        ),
    ]
    if with_assignee:
        columns.append(
            _column("who", _("Assignee"), 8, _of_task(lambda row: Cell(row.assignee)), priority=1)
        )
    if with_outcome:
        columns.append(
            _column(
                "outcome",
                _("Outcome"),
                12,
                _of_task(lambda row: Cell(closed_words(row))),
                priority=2,
                flexible=True,
                widest=40,
            )
        )
    return columns


def _missing_columns(session: Session, *, with_owner: bool) -> tuple[Column[TaskLine], ...]:
    today = session.today

    def of(say: Callable[[Unplanned], str]) -> _Render:
        return lambda line: Cell("" if line.unplanned is None else say(line.unplanned))

    columns = [
        _column(
            "customer", _("Customer"), 24, of(lambda row: row.customer), flexible=True, widest=40
        ),
        _column("level", _("Level"), 5, of(lambda row: row.level)),
        _column(
            "since", _("Nothing since"), 13, of(lambda row: relative_day(row.since_day, today))
        ),
    ]
    if with_owner:
        columns.append(_column("owner", _("Owner"), 10, of(lambda row: row.owner)))
    return tuple(columns)


def _people_columns(session: Session, first_day: int) -> tuple[Column[TaskLine], ...]:
    def name(line: TaskLine) -> Cell:
        return Cell("" if line.person is None else line.person.person)

    def late(line: TaskLine) -> Cell:
        number = 0 if line.person is None else line.person.overdue
        return Cell(str(number) if number else "·", Tone.BAD if number else Tone.DIM)

    columns = [
        _column("who", _("Who"), 8, name, flexible=True, widest=20),
        _column("late", _("Past due"), 4, late, align=Align.RIGHT),
    ]
    for place in range(WEEK):
        day = first_day + place
        label = f"{weekday(day)} {date_of(day).day}"
        columns.append(
            _column(f"{day}", label, 6, _day_of(place, day, session.today), align=Align.RIGHT)
        )
    return tuple(columns)


def _day_of(place: int, day: int, today: int) -> _Render:
    def render(line: TaskLine) -> Cell:
        if line.person is None:
            return Cell("")
        count = line.person.days[place]
        return Cell(day_cell(count), _tone(count, is_today=day == today))

    return render


def _tone(count: DayCount, *, is_today: bool) -> Tone:
    if count.overdue:
        return Tone.BAD
    if not (count.planned or count.done):
        return Tone.DIM
    return Tone.ACCENT if is_today else Tone.NORMAL


def request_of_cell(person: PersonDays, column_key: str) -> tuple[TaskRequest, int | None]:
    """Return what a cell of the overview stands for, and its day; a name stands for all."""
    asked = UserId(person.user_id)
    if column_key.isdecimal():
        day = int(column_key)
        state = TaskState.ALL
        return TaskRequest(state=state, assignee_id=asked, due_days=(day, day), limit=LISTED), day
    state = TaskState.OVERDUE if column_key == "late" else TaskState.OPEN
    return TaskRequest(state=state, assignee_id=asked, limit=LISTED), None


EMPTY: Mapping[TaskPart, str] = {
    TaskPart.MISSING: N_("Something is planned for each of your customers."),
    TaskPart.STAFF_MISSING: N_("Something is planned for each customer of your staff."),
    TaskPart.OVERDUE: N_("Nothing is past due."),
    TaskPart.STAFF_OVERDUE: N_("Nothing of your staff is past due."),
}
