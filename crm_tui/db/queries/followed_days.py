"""Key dates that follow a field: a contact's birthday, and the day a customer was founded on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, insert, select, update

from crm_tui.db.schema.key_dates import KEY_DATE
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import date_of
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.key_dates import KeyDateKind, KeyDateSource, KeyDay, birthday_day

_DAY = ("is_lunar", "year", "month", "day")
_STAMPS = ("created_at", "created_by_id", "updated_at", "updated_by_id")


def follow_birthday(
    unit: Unit, contact_id: ContactId, customer_id: CustomerId, birthday: str, *, is_lunar: bool
) -> None:
    """Keep the key date of a contact's birthday as the contact has it now."""
    followed = (
        KEY_DATE.c.contact_id == contact_id,
        KEY_DATE.c.source == KeyDateSource.CONTACT_BIRTHDAY,
    )
    _follow(
        unit,
        followed,
        birthday_day(birthday, is_lunar=is_lunar),
        {
            "customer_id": customer_id,
            "contact_id": contact_id,
            "kind": KeyDateKind.BIRTHDAY,
            "source": KeyDateSource.CONTACT_BIRTHDAY,
        },
    )


def forget_birthday(unit: Unit, contact_id: ContactId) -> None:
    """Remind of nothing about a contact that was deleted."""
    unit.connection.execute(
        update(KEY_DATE)
        .where(KEY_DATE.c.contact_id == contact_id, KEY_DATE.c.deleted_at.is_(None))
        .values(deleted_at=unit.now)
    )


def move_birthday(unit: Unit, contact_id: ContactId, customer_id: CustomerId) -> None:
    """Let the key date of a contact's birthday go with them to another customer."""
    unit.connection.execute(
        update(KEY_DATE)
        .where(
            KEY_DATE.c.contact_id == contact_id,
            KEY_DATE.c.source == KeyDateSource.CONTACT_BIRTHDAY,
        )
        .values(customer_id=customer_id)
    )


def follow_founding(unit: Unit, customer_id: CustomerId, founded_on: int | None) -> None:
    """Keep the key date of a customer's founding as the customer has it now."""
    followed = (
        KEY_DATE.c.customer_id == customer_id,
        KEY_DATE.c.source == KeyDateSource.CUSTOMER_FOUNDING,
    )
    _follow(
        unit,
        followed,
        None if founded_on is None else founding_day(founded_on),
        {
            "customer_id": customer_id,
            "contact_id": None,
            "kind": KeyDateKind.ANNIVERSARY,
            "source": KeyDateSource.CUSTOMER_FOUNDING,
        },
    )


def founding_day(founded_on: int) -> KeyDay:
    """Return the day of each year on which something was founded."""
    founded = date_of(founded_on)
    return KeyDay(year=founded.year, month=founded.month, day=founded.day)


def _follow(
    unit: Unit, followed: tuple[ColumnElement[bool], ...], on: KeyDay | None, values: dict[str, Any]
) -> None:
    row = unit.connection.execute(select(KEY_DATE).where(*followed).limit(1)).one_or_none()
    if on is None:
        if row is not None and row.deleted_at is None:
            _change(unit, row.id, {"deleted_at": unit.now})
        return
    wanted = {name: getattr(on, name) for name in _DAY}
    if row is None:
        stamps = {
            "created_at": unit.now,
            "created_by_id": unit.person.user_id,
            "updated_at": unit.now,
            "updated_by_id": unit.person.user_id,
        }
        unit.connection.execute(insert(KEY_DATE).values(**values, **wanted, **stamps))
    elif row.deleted_at is not None or any(getattr(row, name) != wanted[name] for name in _DAY):
        _change(unit, row.id, {**wanted, "is_leap_month": False, "deleted_at": None})


def _change(unit: Unit, key_date_id: int, values: dict[str, Any]) -> None:
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


def rows_of_bulk(
    customer_id: int,
    founded_on: object,
    contacts: Iterable[tuple[int, Mapping[str, object]]],
    *,
    stamps: Mapping[str, object],
) -> Iterator[dict[str, object]]:
    """Yield the key dates of a customer that is written with many others."""
    people = (
        (contact_id, str(contact.get("birthday") or ""), bool(contact.get("birthday_is_lunar")))
        for contact_id, contact in contacts
    )
    for followed in followed_days(founded_on if isinstance(founded_on, int) else None, people):
        yield {
            "customer_id": customer_id,
            "contact_id": followed.contact_id,
            "kind": followed.kind,
            "source": followed.source,
            **{name: getattr(followed.on, name) for name in _DAY},
            **{name: stamps[name] for name in _STAMPS},
        }


class FollowedDay(NamedTuple):
    """A key date that follows a field; of the customer where it is no contact's."""

    contact_id: int | None
    kind: KeyDateKind
    source: KeyDateSource
    on: KeyDay


def followed_days(
    founded_on: int | None, people: Iterable[tuple[int, str, bool]]
) -> Iterator[FollowedDay]:
    """Yield the key dates of a founding day and of birthdays: whose, as written, whether lunar."""
    if founded_on is not None:
        kept = KeyDateKind.ANNIVERSARY, KeyDateSource.CUSTOMER_FOUNDING
        yield FollowedDay(None, *kept, founding_day(founded_on))
    for contact_id, birthday, is_lunar in people:
        on = birthday_day(birthday, is_lunar=is_lunar) if birthday else None
        if on is not None:
            kept = KeyDateKind.BIRTHDAY, KeyDateSource.CONTACT_BIRTHDAY
            yield FollowedDay(contact_id, *kept, on)
