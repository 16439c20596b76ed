"""What somebody is reminded of: short lists, each read from one index."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, assert_never

from sqlalchemy import ColumnElement, case, or_, select

from crm_tui.db.queries import key_dates, notices
from crm_tui.db.queries import today as today_queries
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.queries.tasks.lists import is_shared_task
from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.deliveries import (
    Reminder,
    ReminderKind,
    millisecond,
    parts_of,
    reminder_key,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.key_dates import DueDate
from crm_tui.domain.masking import mask_text
from crm_tui.domain.notices import GIVING, NoticeKind, NoticeRow
from crm_tui.domain.pools import warning_lead
from crm_tui.values import dataclass

LIMIT = 200
MANAGER_LEAD = 1
"""From so many days left on a manager is reminded of their staff's customers too."""
_SAID = 200
"""Characters of what was said last that are told."""


@dataclass(frozen=True, slots=True)
class Warned:
    """A customer about to be taken back, and the warning that has begun."""

    customer_id: CustomerId
    name: str
    last_day: int
    lead: int
    owned_since: datetime | None


def due_tasks(view: View, since: datetime, until: datetime, limit: int = LIMIT) -> list[Reminder]:
    """Return the open tasks that became due after `since`, by their time.

    One's own, and those of whom one stands in for, but for what they remind themselves of.
    """
    row, seen = TASK.c, visible_to(view.person)
    name = case((seen, CUSTOMER.c.name), else_="").label("customer")
    rows = view.connection.execute(
        select(row.id, row.title, row.due_at, row.customer_id, name)
        .outerjoin(CUSTOMER, CUSTOMER.c.id == row.customer_id)
        .where(*_tasks_to_do(view), row.due_at > since, row.due_at <= until)
        .order_by(row.due_at, row.id)
        .limit(limit)
    ).all()
    hidden = hidden_ids(view, [each.customer_id for each in rows if each.customer_id is not None])
    return [
        Reminder(
            ReminderKind.TASK,
            reminder_key(ReminderKind.TASK, each.id, millisecond(each.due_at)),
            each.due_at,
            mask_text(each.title) if each.customer_id in hidden else each.title,
            each.customer or "",
            # One's own task stays when its customer is out of sight, and leads nowhere.
            each.customer_id if each.customer else None,
        )
        for each in rows
    ]


def due_contacts(
    view: View, since: datetime, until: datetime, limit: int = LIMIT
) -> list[Reminder]:
    """Return one's own customers whose next contact became due after `since`, by its time."""
    row = CUSTOMER.c
    rows = view.connection.execute(
        select(row.id, row.name, row.next_contact_at, row.next_contact_note)
        .where(
            *_held(view),
            row.next_contact_at > since,
            row.next_contact_at <= until,
            visible_to(view.person),
        )
        .order_by(row.next_contact_at, row.id)
        .limit(limit)
    )
    return [
        Reminder(
            ReminderKind.CONTACT,
            reminder_key(ReminderKind.CONTACT, each.id, millisecond(each.next_contact_at)),
            each.next_contact_at,
            each.name,
            each.next_contact_note,
            CustomerId(each.id),
        )
        for each in rows
    ]


def warned(view: View, *, of_staff: bool) -> list[Warned]:
    """Return the customers that are about to be taken back, one's own or one's staff's."""
    longest = today_queries.longest_lead(view)
    if of_staff:
        longest = min(MANAGER_LEAD, longest)
        found = today_queries.expiring_of_staff(view, longest, limit=LIMIT)
    else:
        found = today_queries.expiring(view, longest, limit=LIMIT)
    leads = {
        each.customer_id: (each.last_day, lead)
        for each in found
        if (lead := warning_lead(each.last_day, view.today, each.leads)) is not None
    }
    row = CUSTOMER.c
    rows = view.connection.execute(
        select(row.id, row.name, row.owned_since)
        .where(row.id.in_(list(leads)), visible_to(view.person))
        .order_by(row.last_day, row.id)
        .limit(LIMIT)
    )
    return [
        Warned(CustomerId(each.id), each.name, *leads[each.id], each.owned_since) for each in rows
    ]


def dates(view: View) -> list[DueDate]:
    """Return the key dates that remind today, of one's own customers and those one covers."""
    return key_dates.due(view, limit=LIMIT)


def told(view: View) -> list[Reminder]:
    """Return what this person has not seen yet of what others did, the newest first."""
    return [_told(each) for each in notices.unseen(view, LIMIT)]


def _told(notice: NoticeRow) -> Reminder:
    is_report = notice.kind is NoticeKind.ESCALATION
    kind = ReminderKind.ESCALATION if is_report else ReminderKind.NOTICE
    is_about = notice.customer or notice.kind in GIVING
    return Reminder(
        kind,
        reminder_key(kind, notice.id, *(() if is_report else (notice.kind.value,))),
        notice.at,
        _subject(notice) if is_about else notice.author,
        ": ".join(filter(None, (notice.author, notice.words))) if is_about else notice.words,
        notice.customer_id,
    )


def _subject(notice: NoticeRow) -> str:
    """Return the customer's name, or the number of customers that somebody was given."""
    return notice.customer or str(notice.how_many)


def still_due(view: View, reminders: Sequence[Reminder]) -> set[str]:
    """Return the keys of those reminders of which what they are about still stands as they say."""
    keys: set[str] = set()
    for kind, found in groupby(sorted(reminders, key=_kind), key=_kind):
        listed = [(each.key, parts_of(each.key)) for each in found]
        keys |= _still_due(view, ReminderKind(kind), listed)
    return keys


def _kind(reminder: Reminder) -> str:
    return reminder.kind.value


def _still_due(
    view: View, kind: ReminderKind, listed: Sequence[tuple[str, tuple[int, ...]]]
) -> set[str]:
    ids = sorted({parts[0] for _key, parts in listed})
    match kind:
        case ReminderKind.TASK:
            stands: Container[object] = _open_tasks(view, ids)
        case ReminderKind.CONTACT:
            stands = _planned_contacts(view, ids)
        case ReminderKind.EXPIRING | ReminderKind.STAFF_EXPIRING:
            stands = _last_days(view, ids, of_staff=kind is ReminderKind.STAFF_EXPIRING)
        case ReminderKind.KEY_DATE:
            stands = key_dates.still_open(view, [(parts[0], parts[1]) for _key, parts in listed])
        case ReminderKind.NOTICE | ReminderKind.ESCALATION:
            unseen = notices.still_unseen(view, ids)
            return {key for key, parts in listed if parts[0] in unseen}
        case ReminderKind.DIGEST | ReminderKind.EARLIER | ReminderKind.GREETING:
            return {key for key, _parts in listed}
        case _:
            assert_never(kind)
    return {key for key, parts in listed if parts[:2] in stands}


def _open_tasks(view: View, ids: Sequence[int]) -> set[tuple[int, int]]:
    row = TASK.c
    found = view.connection.execute(
        select(row.id, row.due_at)
        .outerjoin(CUSTOMER, CUSTOMER.c.id == row.customer_id)
        .where(
            row.id.in_(ids),
            *_tasks_to_do(view),
            unscoped("one's own task stays when its customer is out of sight"),
        )
        .limit(len(ids))
    )
    return {(each.id, millisecond(each.due_at)) for each in found}


def _planned_contacts(view: View, ids: Sequence[int]) -> set[tuple[int, int]]:
    row = CUSTOMER.c
    found = view.connection.execute(
        select(row.id, row.next_contact_at)
        .where(row.id.in_(ids), *_held(view), visible_to(view.person))
        .limit(len(ids))
    )
    return {
        (each.id, millisecond(each.next_contact_at))
        for each in found
        if each.next_contact_at is not None
    }


def _last_days(view: View, ids: Sequence[int], *, of_staff: bool) -> set[tuple[int, int]]:
    row = CUSTOMER.c
    me = view.person.user_id
    whose = row.owner_id.in_(subordinate_ids(me)) if of_staff else row.owner_id == me
    found = view.connection.execute(
        select(row.id, row.last_day)
        .where(
            row.id.in_(ids),
            whose,
            row.last_day >= view.today,
            row.deleted_at.is_(None),
            visible_to(view.person),
        )
        .limit(len(ids))
    )
    return {(each.id, each.last_day) for each in found}


def _tasks_to_do(view: View) -> list[ColumnElement[bool]]:
    """Return which tasks, beside their customers, are this person's to do."""
    row = TASK.c
    return [
        row.assignee_id.in_(_stood_for(view)),
        or_(row.assignee_id == view.person.user_id, is_shared_task()),
        row.done_at.is_(None),
        row.deleted_at.is_(None),
        CUSTOMER.c.deleted_at.is_(None),
    ]


def _held(view: View) -> list[ColumnElement[bool]]:
    """Return which customers this person holds or stands in for."""
    return [CUSTOMER.c.owner_id.in_(_stood_for(view)), CUSTOMER.c.deleted_at.is_(None)]


def last_words(view: View, customer_ids: Sequence[int]) -> Mapping[int, str]:
    """Return what was said last with each of these visible customers."""
    row, own = FOLLOW_UP.c, FOLLOW_UP.alias("own")
    newest = (
        select(own.c.id)
        .where(own.c.customer_id == CUSTOMER.c.id, own.c.deleted_at.is_(None))
        .order_by(own.c.happened_at.desc(), own.c.id.desc())
        .limit(1)
        .correlate(CUSTOMER)
        .scalar_subquery()
    )
    rows: Sequence[Any] = view.connection.execute(
        select(row.customer_id, row.content)
        .join(CUSTOMER, CUSTOMER.c.id == row.customer_id)
        .where(CUSTOMER.c.id.in_(customer_ids), row.id == newest, visible_to(view.person))
        .limit(LIMIT)
    ).all()
    hidden = hidden_ids(view, [each.customer_id for each in rows])
    said = {each.customer_id: each.content for each in rows}
    return {at: _short(mask_text(each) if at in hidden else each) for at, each in said.items()}


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SAID else f"{line[: _SAID - 1]}…"


def _stood_for(view: View) -> list[int]:
    """Return whose work reaches this person: their own, and that of whom they stand in for."""
    return sorted({view.person.user_id, *view.person.covered_ids})
