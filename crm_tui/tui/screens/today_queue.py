"""The day's work as one queue: what, with whom, until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from crm_tui.domain.approvals.records import ApprovalRow
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.days import day_of
from crm_tui.domain.disputes import DisputeRow
from crm_tui.domain.extensions import ExtensionRow
from crm_tui.domain.handovers import HandoverLineRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.today import About, DayEntry, Pressing, Today, Waiting
from crm_tui.i18n import _, current_language
from crm_tui.presentation.columns import BY_KEY, Moment
from crm_tui.presentation.dates import (
    clock_time,
    happened_moment,
    relative_day,
    relative_moment,
)
from crm_tui.presentation.day_headings import (
    HEADINGS,
    Heading,
    contact_heading,
    standing_in_words,
)
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import optional_word
from crm_tui.tui.widgets.record_list import Cell, Column
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.presentation.day_entries import EntryWords

_SECTION_SHIFT = 48  # record ids stay far below


_TONES = {
    Heading.OVERDUE: Tone.BAD,
    Heading.CONTACT: Tone.ACCENT,
    Heading.EXPIRING: Tone.WARN,
    Heading.TASK: Tone.GOOD,
    Heading.HANDED_OVER: Tone.ACCENT,
    Heading.ASKED: Tone.ACCENT,
    Heading.CLASH: Tone.ACCENT,
    Heading.APPROVAL: Tone.ACCENT,
    Heading.STAFF_EXPIRING: Tone.WARN,
    Heading.COVERED: Tone.ACCENT,
    Heading.LEAD: Tone.ACCENT,
    Heading.OPPORTUNITY: Tone.ACCENT,
    Heading.NOTICE: Tone.ACCENT,
    Heading.KEY_DATE: Tone.GOOD,
    Heading.PAYMENT: Tone.WARN,
    Heading.CLAIM: Tone.ACCENT,
    Heading.FESTIVAL: Tone.GOOD,
    Heading.STAFF: Tone.WARN,
    Heading.LEVELS: Tone.ACCENT,
    Heading.UNPLANNED: Tone.WARN,
    Heading.BEHIND: Tone.WARN,
    Heading.MEANWHILE: Tone.DIM,
    Heading.FRESH: Tone.GOOD,
    Heading.INCOMPLETE: Tone.DIM,
    Heading.TAKEN_BACK: Tone.DIM,
    Heading.UPCOMING: Tone.DIM,
}


WaitingRow = HandoverLineRow | ExtensionRow | DisputeRow | ApprovalRow
"""What somebody waits for."""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One thing to do: with a customer, a task, or something that waits for a decision."""

    id: int
    heading: Heading
    row: CustomerRow | None = None
    task: TaskRow | None = None
    asked: WaitingRow | None = None
    """What somebody waits for: a confirmation, more days, a decision."""
    entry: DayEntry | None = None
    """What was said, a day that comes, or who is behind."""

    @property
    def about(self) -> About | None:
        """What a line of the day is about where it is neither a customer nor a task."""
        return None if self.entry is None else self.entry.about

    @property
    def customer_id(self) -> CustomerId | None:
        """The customer it is about."""
        if self.row is not None:
            return self.row.id
        if self.asked is not None:
            return self.asked.customer_id
        if self.entry is not None:
            return self.entry.customer_id
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


def queue_of(today: Today, waiting: Waiting, at: Moment) -> Queue:
    """Return the day's work in the order of urgency."""
    return Queue(tuple(_items(today, waiting, at)))


def queue_begun(pressing: Pressing, at: Moment) -> Queue:
    """Return what the queue of the day begins with."""
    return Queue(tuple(_pressing(pressing, at)))


def _pressing(found: Pressing | Today, at: Moment) -> Iterator[QueueItem]:
    for row in found.contacts:
        yield _of_customer(contact_heading(row, at), row)
    yield from _of_customers(Heading.EXPIRING, found.expiring)


def _items(today: Today, waiting: Waiting, at: Moment) -> Iterator[QueueItem]:
    yield from _pressing(today, at)
    yield from _of_customers(Heading.COVERED, waiting.covered)
    yield from _of_tasks(Heading.COVERED, waiting.covered_tasks)
    yield from _of_tasks(Heading.TASK, today.tasks)
    yield from _entries(waiting.urgent)
    yield from _waiting(waiting)
    yield from _of_customers(Heading.STAFF_EXPIRING, today.staff_expiring)
    yield from _entries(waiting.upward)
    yield from _neglected(today, waiting)
    yield from _of_customers(Heading.INCOMPLETE, today.incomplete)
    yield from _of_customers(Heading.TAKEN_BACK, today.taken_back)
    told = {row.id for row in today.taken_back}
    fresh = [row for row in waiting.new_in_pools if row.id not in told]
    yield from _of_customers(Heading.FRESH, fresh)
    yield from _entries(waiting.reported)
    behind = {row.id for row in waiting.behind}
    yield from _of_customers(Heading.UPCOMING, (r for r in today.upcoming if r.id not in behind))


def _entries(entries: Iterable[DayEntry]) -> Iterator[QueueItem]:
    for each in entries:
        heading = HEADINGS[each.why]
        yield QueueItem(_identity(heading, each.record_id), heading, entry=each)


def _neglected(today: Today, waiting: Waiting) -> Iterator[QueueItem]:
    """Yield what has no plan or is behind, unless it stands above for today."""
    above = {row.id for row in (*today.contacts, *today.expiring)}
    forgotten = waiting.forgotten(above)
    yield from _entries(forgotten)
    above |= {each.customer_id for each in forgotten if each.customer_id is not None}
    yield from _of_customers(Heading.BEHIND, (r for r in waiting.behind if r.id not in above))


def _of_customers(heading: Heading, rows: Iterable[CustomerRow]) -> Iterator[QueueItem]:
    return (_of_customer(heading, row) for row in rows)


def _of_tasks(heading: Heading, tasks: Iterable[TaskRow]) -> Iterator[QueueItem]:
    return (QueueItem(_identity(Heading.TASK, task.id), heading, task=task) for task in tasks)


def _waiting(waiting: Waiting) -> Iterator[QueueItem]:
    for line in waiting.handed_over:
        identity = _identity(Heading.HANDED_OVER, line.customer_id)
        yield QueueItem(identity, Heading.HANDED_OVER, asked=line)
    for request in waiting.extensions:
        yield QueueItem(_identity(Heading.ASKED, request.id), Heading.ASKED, asked=request)
    for dispute in waiting.disputes:
        yield QueueItem(_identity(Heading.CLASH, dispute.id), Heading.CLASH, asked=dispute)
    for each in waiting.approvals:
        yield QueueItem(_identity(Heading.APPROVAL, each.id), Heading.APPROVAL, asked=each)


def _of_customer(heading: Heading, row: CustomerRow) -> QueueItem:
    return QueueItem(_identity(heading, row.id), heading, row=row)


def _identity(heading: Heading, record_id: int) -> int:
    # A contact that becomes overdue at midnight stays the same item under the cursor.
    place = list(Heading).index(Heading.CONTACT if heading is Heading.OVERDUE else heading)
    return place << _SECTION_SHIFT | record_id


def queue_columns(moment: Callable[[], Moment]) -> tuple[Column[QueueItem], ...]:
    """Return the columns of the queue; dates are told as of `moment`.

    In 80 columns there is room for what something is for, before the level of its customer.
    """
    is_english = current_language() == "en"
    return (
        Column[QueueItem]("what", _("Why now"), 13 if is_english else 8, _what, sortable=False),
        Column[QueueItem](
            "name",
            _("Customer"),
            18 if is_english else 22,
            lambda item: _name(item, moment()),
            flexible=True,
            widest=32,
            sortable=False,
        ),
        Column[QueueItem](
            "when",
            _("When"),
            15 if is_english else 11,
            lambda item: _told_when(item, moment()),
            sortable=False,
        ),
        Column[QueueItem](
            "note",
            _("What for"),
            12 if is_english else 18,
            lambda item: _note(item, moment()),
            priority=1,
            flexible=True,
            widest=40,
            sortable=False,
        ),
        Column[QueueItem](
            "left",
            BY_KEY["last_day"].label,
            9 if is_english else 7,
            lambda item: _left(item, moment()),
            align=BY_KEY["last_day"].align,
            sortable=False,
        ),
        Column[QueueItem]("level", _("Level"), 5, _level, priority=3, sortable=False),
        Column[QueueItem]("stage", _("Stage"), 10, _stage, priority=4, sortable=False),
    )


def _what(item: QueueItem) -> Cell:
    return Cell(_(item.heading.value), _TONES[item.heading])


def _name(item: QueueItem, at: Moment) -> Cell:
    if item.entry is not None:
        return Cell(_entry_words(item.entry, at).subject)
    if item.row is not None:
        return Cell(item.row.name)
    if item.asked is not None:
        return Cell(item.asked.customer or _("(out of sight)"))
    return Cell(item.task.subject if item.task is not None else "")


def _entry_words(entry: DayEntry, at: Moment) -> EntryWords:
    # The first rows of the day are contacts, and wait for no words of other lines.
    from crm_tui.presentation.day_entries import entry_words  # noqa: PLC0415

    return entry_words(entry.about, at)


def _told_when(item: QueueItem, at: Moment) -> Cell:
    if item.entry is not None:
        return Cell(_entry_words(item.entry, at).when)
    return _when(item, at)


def _when(item: QueueItem, at: Moment) -> Cell:
    match item.asked:
        case (
            HandoverLineRow(created_at=happened)
            | DisputeRow(filed_at=happened)
            | ApprovalRow(asked_at=happened)
        ):
            return Cell(happened_moment(happened, at.now, at.zone))
        case ExtensionRow(until_day=until_day):
            return Cell(_("until {day}").format(day=relative_day(until_day, at.today)))
        case None:
            pass
    match item.heading:
        case Heading.EXPIRING | Heading.STAFF_EXPIRING if item.row is not None:
            return Cell(relative_day(item.row.last_day, at.today), Tone.WARN)
        case Heading.TASK | Heading.COVERED if item.task is not None:
            return _task_due(item.task, at)
        case Heading.OVERDUE | Heading.CONTACT | Heading.COVERED | Heading.UPCOMING if (
            item.row is not None
        ):
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


def _note(item: QueueItem, at: Moment) -> Cell:
    if item.entry is not None:
        return Cell(_entry_words(item.entry, at).what)
    if item.task is not None:
        return Cell(_task_words(item.heading, item.task))
    if item.asked is not None:
        return Cell(_asked_words(item.asked))
    return Cell("") if item.row is None else _customer_note(item.heading, item.row, at)


def _task_words(heading: Heading, task: TaskRow) -> str:
    if heading is Heading.COVERED:
        return standing_in_words(task.assignee, task.title)
    return task.title


def _customer_note(heading: Heading, row: CustomerRow, at: Moment) -> Cell:
    match heading:
        case Heading.COVERED:
            return Cell(standing_in_words(row.owner, row.next_contact_note))
        case Heading.BEHIND:
            return Cell(BY_KEY["rhythm"].text(row, at), Tone.WARN)
        case Heading.STAFF_EXPIRING:
            return Cell(_("held by {owner}").format(owner=row.owner))
        case Heading.INCOMPLETE:
            return Cell(_("no contact yet"), Tone.DIM)
        case Heading.TAKEN_BACK | Heading.FRESH:
            return Cell(_("in {pool} now").format(pool=row.pool), Tone.DIM)
        case _:
            return Cell(row.next_contact_note)


def _asked_words(asked: WaitingRow) -> str:
    match asked:
        case HandoverLineRow(from_user=person):
            return _("from {person}").format(person=person)
        case ExtensionRow(asked_by=person, reason=reason):
            return _("{person}: {reason}").format(person=person, reason=reason)
        case DisputeRow():
            return _("{filer} / {other}: {note}").format(
                filer=asked.filed_by, other=asked.against, note=asked.note
            )
        case ApprovalRow():
            from crm_tui.presentation.approvals import asked_words  # noqa: PLC0415 - seldom there

            return _("{person}: {reason}").format(
                person=asked.asked_by, reason=f"{asked_words(asked.content)} · {asked.reason}"
            )


def _left(item: QueueItem, at: Moment) -> Cell:
    column = BY_KEY["last_day"]
    if item.row is None or column.tone is None:
        return Cell("")
    return Cell(column.text(item.row, at), column.tone(item.row, at))


def _level(item: QueueItem) -> Cell:
    return Cell("" if item.row is None else optional_word(item.row.level))


def _stage(item: QueueItem) -> Cell:
    return Cell("" if item.row is None else item.row.stage)
