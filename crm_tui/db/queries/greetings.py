"""Whom to greet of one's own customers, and who was greeted already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from crm_tui.db.queries import contacts, key_dates
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.key_dates import KEY_DATE_HANDLING
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.festivals import Festival
from crm_tui.domain.greetings import Greeting
from crm_tui.domain.identifiers import CustomerId, KeyDateId
from crm_tui.domain.key_dates import KeyDateKind

MOST = 5_000
"""Customers on one list; who holds more greets them view by view."""
_CHUNK = 500
_SEEN = "what one holds or covers is always seen"


def held_ids(view: View) -> list[int]:
    """Return one's own customers and those one covers."""
    statement = (
        select(CUSTOMER.c.id)
        .where(*_held(view), unscoped(_SEEN))
        .order_by(CUSTOMER.c.id)
        .limit(MOST)
    )
    return [row.id for row in view.connection.execute(statement)]


def count_ungreeted(view: View, festival: Festival, day: int) -> int:
    """Return how many of one's own customers nobody dealt with for a festival."""
    done = (
        select(KEY_DATE_HANDLING.c.id)
        .where(
            KEY_DATE_HANDLING.c.holiday == festival.value,
            KEY_DATE_HANDLING.c.occurs_day == day,
            KEY_DATE_HANDLING.c.customer_id == CUSTOMER.c.id,
        )
        .correlate(CUSTOMER)
        .exists()
    )
    statement = (
        select(func.count()).select_from(CUSTOMER).where(*_held(view), ~done, unscoped(_SEEN))
    )
    return int(view.connection.execute(statement).scalar_one())


def greeted_ids(
    view: View, festival: Festival, day: int, customer_ids: Sequence[int]
) -> frozenset[int]:
    """Return which of these customers somebody dealt with for a festival already."""
    row = KEY_DATE_HANDLING.c
    found: set[int] = set()
    for start in range(0, len(customer_ids), _CHUNK):
        statement = select(row.customer_id).where(
            row.holiday == festival.value,
            row.occurs_day == day,
            row.customer_id.in_(customer_ids[start : start + _CHUNK]),
        )
        found.update(each.customer_id for each in view.connection.execute(statement))
    return frozenset(found)


def festival_greetings(
    view: View, festival: Festival, day: int, customer_ids: Sequence[int]
) -> list[Greeting]:
    """Return the key contact of each of these customers, with whether it was greeted."""
    names = _companies(view, customer_ids)
    people = _key_contacts(view, list(names))
    greeted = greeted_ids(view, festival, day, list(names))
    return [
        _greeting(
            names[each], people.get(each), occurs_day=day, key_date_id=None,
            is_greeted=each in greeted,
        )
        for each in names
    ]  # fmt: skip


def birthday_greetings(
    view: View, first_day: int, last_day: int, among: Collection[int] | None
) -> list[Greeting]:
    """Return whose birthday is from one day to another, of one's own customers, by day."""
    comes = [
        each
        for each in key_dates.between_days(view, first_day, last_day, limit=MOST)
        if each.date.fields.kind is KeyDateKind.BIRTHDAY
        and (among is None or each.date.customer_id in among)
    ]
    names = _companies(view, list({each.date.customer_id for each in comes}))
    people = {row.id: row for row in _contacts(view, list(names))}
    return [
        _greeting(
            names[each.date.customer_id],
            people.get(each.date.fields.contact_id) if each.date.fields.contact_id else None,
            occurs_day=each.day,
            key_date_id=each.date.id,
            is_greeted=each.handled is not None and each.handled.is_settled,
        )
        for each in comes
        if each.date.customer_id in names
    ]


def _held(view: View) -> tuple[Any, ...]:
    person = view.person
    return (
        CUSTOMER.c.owner_id.in_(sorted({person.user_id, *person.covered_ids})),
        CUSTOMER.c.deleted_at.is_(None),
    )


def _companies(view: View, customer_ids: Sequence[int]) -> dict[int, Any]:
    """Return what customers are called, in the order asked; those that nobody here holds not."""
    found: dict[int, Any] = {}
    for start in range(0, len(customer_ids), _CHUNK):
        statement = select(CUSTOMER.c.id, CUSTOMER.c.name, CUSTOMER.c.short_name).where(
            CUSTOMER.c.id.in_(customer_ids[start : start + _CHUNK]), *_held(view), unscoped(_SEEN)
        )
        found.update({row.id: row for row in view.connection.execute(statement)})
    return {each: found[each] for each in customer_ids if each in found}


def _contacts(view: View, customer_ids: Sequence[int]) -> list[ContactRow]:
    found: list[ContactRow] = []
    for start in range(0, len(customer_ids), _CHUNK):
        found += contacts.contacts_among(view, customer_ids[start : start + _CHUNK])
    return found


def _key_contacts(view: View, customer_ids: Sequence[int]) -> dict[int, ContactRow]:
    found: dict[int, ContactRow] = {}
    for row in _contacts(view, customer_ids):
        found.setdefault(row.customer_id, row)
    return found


def _greeting(
    company: Any,
    person: ContactRow | None,
    *,
    occurs_day: int,
    key_date_id: KeyDateId | None,
    is_greeted: bool,
) -> Greeting:
    fields = None if person is None else person.fields
    return Greeting(
        customer_id=CustomerId(company.id),
        customer=company.name,
        company=company.short_name or company.name,
        contact_id=None if person is None else person.id,
        name=fields.name if fields else "",
        title=fields.title if fields else "",
        gender=fields.gender if fields else "",
        phone=fields.phones[0].number if fields and fields.phones else "",
        email=fields.email if fields else "",
        occurs_day=occurs_day,
        key_date_id=key_date_id,
        is_greeted=is_greeted,
    )
