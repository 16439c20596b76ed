"""The day's work as one queue: what, with whom, until when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.days import day_of
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.today import Today
from crm_tui.i18n import N_, _, current_language
from crm_tui.presentation.columns import BY_KEY, Moment
from crm_tui.presentation.dates import clock_time, relative_day, relative_moment
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import optional_word
from crm_tui.tui.widgets.record_list import Cell, Column

_SECTION_SHIFT = 48  # record ids stay far below


class Heading(Enum):
    """Why something stands in the queue; the most urgent first."""

    OVERDUE = N_("Overdue")
    CONTACT = N_("Contact today")
    EXPIRING = N_("Soon lost")
    TASK = N_("Reminder")
    INCOMPLETE = N_("To be completed")
    TAKEN_BACK = N_("Taken back")
    UPCOMING = N_("Coming up")


_TONES = {
    Heading.OVERDUE: Tone.BAD,
    Heading.CONTACT: Tone.ACCENT,
    Heading.EXPIRING: Tone.WARN,
    Heading.TASK: Tone.GOOD,
    Heading.INCOMPLETE: Tone.DIM,
    Heading.TAKEN_BACK: Tone.DIM,
    Heading.UPCOMING: Tone.DIM,
}


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One thing to do: with a customer, or a task."""

    id: int
    heading: Heading
    row: CustomerRow | None = None
    task: TaskRow | None = None

    @property
    def customer_id(self) -> CustomerId | None:
        """The customer it is about."""
        if self.row is not None:
            return self.row.id
        return None if self.task is None else self.task.customer_id


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue in memory, as the source of a list."""

    items: tuple[QueueItem, ...] = ()

    def count(self) -> int:
        """Return how much there is to do."""
        return len(self.items)

    def fetch(self, start: int, n: int) -> Sequence[QueueItem]:
        """Return a stretch of the queue."""
        return self.items[start : start + n]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of an item, or None when it is done."""
        return next((at for at, item in enumerate(self.items) if item.id == record_id), None)

    def item(self, record_id: int) -> QueueItem | None:
        """Return an item by its id."""
        return next((item for item in self.items if item.id == record_id), None)


def queue_of(today: Today, at: Moment) -> Queue:
    """Return the day's work in the order of urgency."""
    return Queue(tuple(_items(today, at)))


def _items(today: Today, at: Moment) -> Iterator[QueueItem]:
    for row in today.contacts:
        yield _of_customer(_contact_heading(row, at), row)
    for row in today.expiring:
        yield _of_customer(Heading.EXPIRING, row)
    for task in today.tasks:
        yield QueueItem(_identity(Heading.TASK, task.id), Heading.TASK, task=task)
    for row in today.incomplete:
        yield _of_customer(Heading.INCOMPLETE, row)
    for row in today.taken_back:
        yield _of_customer(Heading.TAKEN_BACK, row)
    for row in today.upcoming:
        yield _of_customer(Heading.UPCOMING, row)


def _contact_heading(row: CustomerRow, at: Moment) -> Heading:
    planned = row.next_contact_at
    if planned is not None and day_of(planned, at.zone) < at.today:
        return Heading.OVERDUE
    return Heading.CONTACT


def _of_customer(heading: Heading, row: CustomerRow) -> QueueItem:
    return QueueItem(_identity(heading, row.id), heading, row=row)


def _identity(heading: Heading, record_id: int) -> int:
    # A contact that becomes overdue at midnight stays the same item under the cursor.
    place = list(Heading).index(Heading.CONTACT if heading is Heading.OVERDUE else heading)
    return place << _SECTION_SHIFT | record_id


def queue_columns(moment: Callable[[], Moment]) -> tuple[Column[QueueItem], ...]:
    """Return the columns of the queue; dates are told as of `moment`."""
    return (
        Column[QueueItem](
            "what", _("Why now"), 13 if current_language() == "en" else 8, _what, sortable=False
        ),
        Column[QueueItem](
            "name", _("Customer"), 26, _name, flexible=True, widest=32, sortable=False
        ),
        Column[QueueItem](
            "when",
            _("When"),
            15 if current_language() == "en" else 11,
            lambda item: _when(item, moment()),
            sortable=False,
        ),
        Column[QueueItem](
            "note",
            _("What for"),
            12,
            _note,
            priority=1,
            flexible=True,
            widest=40,
            sortable=False,
        ),
        Column[QueueItem](
            "left",
            BY_KEY["last_day"].label,
            9 if current_language() == "en" else 7,
            lambda item: _left(item, moment()),
            align=BY_KEY["last_day"].align,
            sortable=False,
        ),
        Column[QueueItem]("level", _("Level"), 5, _level, priority=3, sortable=False),
        Column[QueueItem]("stage", _("Stage"), 10, _stage, priority=4, sortable=False),
    )


def _what(item: QueueItem) -> Cell:
    return Cell(_(item.heading.value), _TONES[item.heading])


def _name(item: QueueItem) -> Cell:
    if item.row is not None:
        return Cell(item.row.name)
    return Cell(item.task.customer if item.task is not None else "")


def _when(item: QueueItem, at: Moment) -> Cell:
    match item.heading:
        case Heading.EXPIRING if item.row is not None:
            return Cell(relative_day(item.row.last_day, at.today), Tone.WARN)
        case Heading.TASK if item.task is not None:
            return _task_due(item.task, at)
        case Heading.OVERDUE | Heading.CONTACT | Heading.UPCOMING if item.row is not None:
            return _planned(item.row, at)
        case _:
            return Cell("")


def _task_due(task: TaskRow, at: Moment) -> Cell:
    if day_of(task.due_at, at.zone) == at.today and not task.has_time:
        return Cell(_("today"))
    tone = Tone.WARN if task.due_at < at.now else Tone.NORMAL
    return Cell(relative_moment(task.due_at, at.now, at.zone), tone)


def _planned(row: CustomerRow, at: Moment) -> Cell:
    planned = row.next_contact_at
    if planned is None:
        return Cell("")
    if day_of(planned, at.zone) == at.today:
        return Cell(clock_time(planned, at.zone), Tone.WARN if planned < at.now else Tone.NORMAL)
    tone = Tone.BAD if planned < at.now else Tone.NORMAL
    return Cell(relative_moment(planned, at.now, at.zone), tone)


def _note(item: QueueItem) -> Cell:
    if item.task is not None:
        return Cell(item.task.title)
    row = item.row
    if row is None:
        return Cell("")
    match item.heading:
        case Heading.INCOMPLETE:
            return Cell(_("no contact yet"), Tone.DIM)
        case Heading.TAKEN_BACK:
            return Cell(_("in {pool} now").format(pool=row.pool), Tone.DIM)
        case _:
            return Cell(row.next_contact_note)


def _left(item: QueueItem, at: Moment) -> Cell:
    column = BY_KEY["last_day"]
    if item.row is None or column.tone is None:
        return Cell("")
    return Cell(column.text(item.row, at), column.tone(item.row, at))


def _level(item: QueueItem) -> Cell:
    return Cell("" if item.row is None else optional_word(item.row.level))


def _stage(item: QueueItem) -> Cell:
    return Cell("" if item.row is None else item.row.stage)
