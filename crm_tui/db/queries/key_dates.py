"""Key dates of customers: listed, due, between two days, and what was done about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    between,
    delete,
    false,
    insert,
    or_,
    select,
    update,
)

from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.key_dates import KEY_DATE, KEY_DATE_HANDLING
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain import lunar
from crm_tui.domain.days import DayRange, date_of
from crm_tui.domain.identifiers import ContactId, CustomerId, KeyDateId, UserId
from crm_tui.domain.key_dates import (
    LATE_DAYS,
    DueDate,
    Handled,
    Handling,
    KeyDateFields,
    KeyDateKind,
    KeyDateRow,
    KeyDay,
    Occurrence,
    due_days,
    is_open,
    occurrences,
)
from crm_tui.domain.lead_times import longest
from crm_tui.domain.masking import mask_text
from crm_tui.domain.users import Person
from crm_tui.errors import NotFoundError

MOST_OF_A_CUSTOMER = 500
MOST_READ = 5_000
"""Key dates that may come within a span, of all customers of one person."""
_ALL_YEAR_DAYS = 300
_CHUNK = 500
_DAY = ("is_lunar", "year", "month", "day", "is_leap_month", "once_day")


def key_dates_of(view: View, customer_id: CustomerId) -> list[KeyDateRow]:
    """Return the key dates of a customer that this person may see."""
    statement = _seen_by(view.person).where(KEY_DATE.c.customer_id == customer_id)
    rows = view.connection.execute(statement.limit(MOST_OF_A_CUSTOMER)).all()
    return _as_shown(view, [_key_date(row) for row in rows])


def coming_of(view: View, customer_id: CustomerId, days: int) -> list[Occurrence]:
    """Return what comes of a customer within some days and is not dealt with, by day.

    What was missed lately stands in it too.
    """
    first = view.today - LATE_DAYS
    rows = key_dates_of(view, customer_id)
    handled = _handled(view, [row.id for row in rows], first)
    found = [
        Occurrence(row, day, _of(handled, row.id, day), view.person.user_id)
        for row in rows
        for day in occurrences(row.fields.on, first, view.today + days, kind=row.fields.kind)
    ]
    left = [each for each in found if each.handled is None or not each.handled.is_settled]
    return sorted(left, key=lambda each: (each.day, each.date.id))


def key_date(view: View, key_date_id: KeyDateId) -> KeyDateRow:
    """Return a key date as stored; raise NotFoundError when there is none this person may see."""
    statement = _seen_by(view.person).where(KEY_DATE.c.id == key_date_id)
    row = view.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("key_date", str(key_date_id))
    return _key_date(row)


def due(view: View, *, limit: int, owner_ids: Collection[UserId] | None = None) -> list[DueDate]:
    """Return what reminds today of one's own customers and those one covers, the nearest first.

    An occurrence reminds from its first lead time on until somebody dealt with it, or long after.
    """
    work = view.office.work
    usual = {kind: work.lead_times_of(kind) for kind in KeyDateKind}
    first = view.today - LATE_DAYS
    found = []
    for row in _held(view, owner_ids, _may_remind(usual, view.today)):
        lead_times = usual[row.kind] if row.lead_days is None else tuple(row.lead_days)
        for day, begun in due_days(_on(row), row.kind, lead_times, view.today):
            found.append((day, row.id, begun, UserId(row.owner_id)))
    found.sort()
    handled = _handled(view, [key for _day, key, *_rest in found], first)
    still = [each for each in found if is_open(_of(handled, each[1], each[0]), view.today)][:limit]
    dates = _whole(view, [each[1] for each in still])
    return [DueDate(dates[key], day, begun, owner) for day, key, begun, owner in still]


def still_open(view: View, asked: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return which occurrences (key date, day) of what one holds or covers still remind."""
    person = view.person
    holders = sorted({person.user_id, *person.covered_ids})
    keys = sorted({key for key, _day in asked})
    rows = view.connection.execute(
        _seen_by(view.person).where(KEY_DATE.c.id.in_(keys), CUSTOMER.c.owner_id.in_(holders))
    )
    there = {row.id: _key_date(row).fields for row in rows}
    handled = _handled(view, keys, min((day for _key, day in asked), default=0))
    return {
        (key, day)
        for key, day in asked
        if key in there
        and occurrences(there[key].on, day, day, kind=there[key].kind)
        and is_open(_of(handled, key, day), view.today)
    }


def between_days(
    view: View,
    first_day: int,
    last_day: int,
    *,
    owner_ids: Collection[UserId] | None = None,
    limit: int,
) -> list[Occurrence]:
    """Return what comes from one day to another of the customers of these people, by day."""
    found = sorted(
        (day, row.id, UserId(row.owner_id))
        for row in _held(view, owner_ids, _comes_between(first_day, last_day))
        for day in occurrences(_on(row), first_day, last_day, kind=row.kind)
    )[:limit]
    keys = [key for _day, key, _owner in found]
    handled, dates = _handled(view, keys, first_day), _whole(view, keys)
    return [Occurrence(dates[key], day, _of(handled, key, day), owner) for day, key, owner in found]


def _held(
    view: View, owner_ids: Collection[UserId] | None, wanted: ColumnElement[bool]
) -> Iterator[Any]:
    """Yield the days of customers that somebody holds, found from the holders' customers."""
    person, row = view.person, KEY_DATE.c
    if owner_ids is None:
        holders = sorted({person.user_id, *person.covered_ids})
        seen = unscoped("what one holds or covers is always seen")
    else:
        holders, seen = sorted(owner_ids), visible_to(person)
    statement = (
        select(row.id, row.kind, *(row[name] for name in _DAY), row.lead_days, CUSTOMER.c.owner_id)
        .join(CUSTOMER, CUSTOMER.c.id == row.customer_id)
        .where(
            CUSTOMER.c.owner_id.in_(holders),
            CUSTOMER.c.deleted_at.is_(None),
            row.deleted_at.is_(None),
            seen,
            wanted,
        )
        .limit(MOST_READ)
    )
    yield from view.connection.execute(statement)


def _whole(view: View, ids: Sequence[int]) -> dict[int, KeyDateRow]:
    """Return key dates that were found among what the person sees."""
    found = {}
    for start in range(0, len(ids), _CHUNK):
        statement = _seen_by(view.person).where(KEY_DATE.c.id.in_(ids[start : start + _CHUNK]))
        found.update({row.id: _key_date(row) for row in view.connection.execute(statement)})
    return found


def _may_remind(usual: Mapping[KeyDateKind, Sequence[str]], today: int) -> ColumnElement[bool]:
    """Return which key dates may remind on a day, by the lead times of each kind."""
    ahead = {
        kind: max(map(longest, lead_times)) for kind, lead_times in usual.items() if lead_times
    }
    spans = {days: DayRange(today - LATE_DAYS, today + days) for days in ahead.values()}
    kinds = (
        and_(
            KEY_DATE.c.kind.in_([kind for kind, each in ahead.items() if each == days]),
            _is_between(span),
        )
        for days, span in spans.items()
    )
    longest_span = spans[max(spans)] if spans else DayRange(today, today)
    return or_(
        and_(_may_be_between(longest_span), or_(false(), *kinds)),
        # Leads of its own may be longer than those of any kind.
        KEY_DATE.c.lead_days.is_not(None),
    )


def _comes_between(first_day: int, last_day: int) -> ColumnElement[bool]:
    """Return which key dates may come between two days."""
    if last_day - first_day > _ALL_YEAR_DAYS:
        once_day = KEY_DATE.c.once_day
        return or_(once_day.is_(None), between(once_day, first_day, last_day))
    span = DayRange(first_day, last_day)
    return and_(_may_be_between(span), _is_between(span))


def _may_be_between(days: DayRange) -> ColumnElement[bool]:
    """Return the same as far as the index on customer, month and day tells it."""
    spans = sorted({*_spans(days, is_lunar=False), *_spans(days, is_lunar=True)})
    return or_(KEY_DATE.c.month.is_(None), *map(_in_month, spans))


def _is_between(days: DayRange) -> ColumnElement[bool]:
    row = KEY_DATE.c
    return or_(
        and_(row.month.is_(None), row.once_day.is_(None)),
        and_(row.month.is_(None), between(row.once_day, days.first, days.last)),
        and_(row.is_lunar.is_(False), or_(*map(_in_month, _spans(days, is_lunar=False)))),
        and_(row.is_lunar.is_(True), or_(false(), *map(_in_month, _spans(days, is_lunar=True)))),
    )


def _in_month(span: tuple[int, int, int]) -> ColumnElement[bool]:
    month, first, last = span
    return and_(KEY_DATE.c.month == month, between(KEY_DATE.c.day, first, last))


@lru_cache(maxsize=64)
def _spans(days: DayRange, *, is_lunar: bool) -> tuple[tuple[int, int, int], ...]:
    """Return the days that come, month by month; on a month's last one come those after it too."""
    spans = []
    within = _lunar_days(days) if is_lunar else _solar_days(days)
    for month, group in groupby(sorted(within), key=lambda each: each[0]):
        found = list(group)
        last = 31 if any(is_last for *_day, is_last in found) else found[-1][1]
        spans.append((month, found[0][1], last))
    return tuple(spans)


def _solar_days(days: DayRange) -> Iterator[tuple[int, int, bool]]:
    for number in range(days.first, days.last + 1):
        day = date_of(number)
        yield day.month, day.day, date_of(number + 1).day == 1


def _lunar_days(days: DayRange) -> Iterator[tuple[int, int, bool]]:
    for number in range(days.first, days.last + 1):
        day, after = lunar.lunar_day(number), lunar.lunar_day(number + 1)
        if day is not None:
            yield day.month, day.day, after is not None and after.day == 1


@lru_cache(maxsize=64)
def _seen_by(person: Person) -> Select[Any]:
    return (
        select(KEY_DATE, CUSTOMER.c.name.label("customer"), CONTACT.c.name.label("contact"))
        .join(CUSTOMER, CUSTOMER.c.id == KEY_DATE.c.customer_id)
        .outerjoin(CONTACT, CONTACT.c.id == KEY_DATE.c.contact_id)
        .where(
            KEY_DATE.c.deleted_at.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(person),
        )
        .order_by(KEY_DATE.c.month.nulls_first(), KEY_DATE.c.day.nulls_first(), KEY_DATE.c.id)
    )


def _as_shown(view: View, rows: list[KeyDateRow]) -> list[KeyDateRow]:
    hidden = hidden_ids(view, list({row.customer_id for row in rows}))
    return [_masked(row) if row.customer_id in hidden else row for row in rows]


def _masked(row: KeyDateRow) -> KeyDateRow:
    fields = row.fields
    kept = replace(fields, title=mask_text(fields.title), note=mask_text(fields.note))
    return replace(row, contact=mask_text(row.contact), fields=kept)


def _key_date(row: Any) -> KeyDateRow:
    return KeyDateRow(
        id=KeyDateId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        contact=row.contact or "",
        source=row.source,
        fields=KeyDateFields(
            kind=row.kind,
            on=_on(row),
            title=row.title,
            contact_id=None if row.contact_id is None else ContactId(row.contact_id),
            lead_times=None if row.lead_days is None else tuple(row.lead_days),
            note=row.note,
        ),
        version=row.version,
    )


def _on(row: Any) -> KeyDay:
    return KeyDay(row.is_lunar, row.year, row.month, row.day, row.is_leap_month, row.once_day)


# --- writing -------------------------------------------------------------------------------------


def values_of(fields: KeyDateFields) -> dict[str, Any]:
    """Return what a person says of a key date as column values."""
    return {
        "contact_id": fields.contact_id,
        "kind": fields.kind,
        "title": fields.title,
        **{name: getattr(fields.on, name) for name in _DAY},
        "lead_days": None if fields.lead_times is None else list(fields.lead_times),
        "note": fields.note,
    }


def add_key_date(unit: Unit, customer_id: CustomerId, fields: KeyDateFields) -> KeyDateId:
    """Insert a key date and return the id."""
    values = {
        **values_of(fields),
        "customer_id": customer_id,
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    (key,) = unit.connection.execute(insert(KEY_DATE).values(**values)).inserted_primary_key or (0,)
    return KeyDateId(int(key))


def update_key_date(unit: Unit, key_date_id: KeyDateId, values: Mapping[str, Any]) -> None:
    """Change columns of a key date."""
    unit.connection.execute(
        update(KEY_DATE)
        .where(KEY_DATE.c.id == key_date_id)
        .values(
            **values,
            version=KEY_DATE.c.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def add_handling(unit: Unit, values: Mapping[str, Any]) -> int:
    """Note what was done about one occurrence, and return the id of the note."""
    (key,) = unit.connection.execute(
        insert(KEY_DATE_HANDLING).values(**values, user_id=unit.person.user_id, at=unit.now)
    ).inserted_primary_key or (0,)
    return int(key)


def remove_handling(unit: Unit, handling_id: int) -> None:
    """Let something not have been done about an occurrence."""
    unit.connection.execute(delete(KEY_DATE_HANDLING).where(KEY_DATE_HANDLING.c.id == handling_id))


def handled_days(view: View, key_date_id: KeyDateId, first_day: int) -> Mapping[int, Handled]:
    """Return what was done last about each occurrence of a key date from a day on."""
    return _handled(view, [key_date_id], first_day).get(key_date_id, {})


def _of(handled: Mapping[int, Mapping[int, Handled]], key: int, day: int) -> Handled | None:
    return handled.get(key, {}).get(day)


def _handled(
    view: View, key_date_ids: Sequence[int], first_day: int
) -> dict[int, dict[int, Handled]]:
    row = KEY_DATE_HANDLING.c
    found: dict[int, dict[int, Handled]] = {}
    for start in range(0, len(key_date_ids), _CHUNK):
        chunk = key_date_ids[start : start + _CHUNK]
        statement = (
            select(row.key_date_id, row.occurs_day, row.handling, row.until_day)
            .where(row.key_date_id.in_(chunk), row.occurs_day >= first_day)
            .order_by(row.id)
        )
        for each in view.connection.execute(statement):
            last = Handled(Handling(each.handling), each.until_day)
            found.setdefault(each.key_date_id, {})[each.occurs_day] = last
    return found
