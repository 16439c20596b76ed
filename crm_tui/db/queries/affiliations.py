"""Where contacts belong besides their home customer, and where they belonged before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, delete, insert, select, update

from crm_tui.db.schema.contacts import CONTACT, CONTACT_AFFILIATION
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.affiliations import Affiliation, FormerContact, Ties
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.identifiers import ContactId, CustomerId

Kept = dict[str, Any]
"""An affiliation as an event keeps it."""
_AT = CONTACT_AFFILIATION.c
_IS_CURRENT = and_(_AT.until_day.is_(None), _AT.deleted_at.is_(None))
_SAID = tuple(Affiliation.__dataclass_fields__)
MOST = 5_000
"""So many affiliations of the contacts of one customer are read."""


def ties_of(view: View, contact: ContactRow) -> Ties:
    """Return a contact with all customers they belong or belonged to."""
    found = _affiliations(view, _AT.contact_id == contact.id)
    return Ties(contact.fields.name, contact.customer_id, tuple(found))


def affiliations_of(
    view: View, contact_ids: Sequence[ContactId]
) -> Mapping[ContactId, list[Affiliation]]:
    """Return the affiliations of contacts, the oldest first, those of nobody left out."""
    found: dict[ContactId, list[Affiliation]] = {}
    for each in _affiliations(view, _AT.contact_id.in_(contact_ids)) if contact_ids else ():
        found.setdefault(each.contact_id, []).append(each)
    return found


def current_customers(view: View, contact_id: ContactId) -> list[CustomerId]:
    """Return the further customers that a contact belongs to now, in the order of their ids."""
    rows = view.connection.execute(
        select(_AT.customer_id)
        .where(_AT.contact_id == contact_id, _IS_CURRENT)
        .order_by(_AT.customer_id)
        .limit(MOST)
    )
    return [CustomerId(row.customer_id) for row in rows]


def sharing_customers(view: View, customer_id: CustomerId) -> list[CustomerId]:
    """Return the customers to which contacts of a home customer belong besides."""
    rows = view.connection.execute(
        select(_AT.customer_id)
        .join(CONTACT, CONTACT.c.id == _AT.contact_id)
        .where(CONTACT.c.customer_id == customer_id, CONTACT.c.deleted_at.is_(None), _IS_CURRENT)
        .distinct()
        .order_by(_AT.customer_id)
        .limit(MOST)
    )
    return [CustomerId(row.customer_id) for row in rows]


def is_current(view: View, contact_id: ContactId, customer_id: CustomerId) -> bool:
    """Return whether a contact belongs to a customer that is not their home one."""
    return customer_id in current_customers(view, contact_id)


def former_of(view: View, customer_id: CustomerId) -> list[FormerContact]:
    """Return who belonged to a customer (its visibility was checked), the last to leave first."""
    rows = view.connection.execute(
        select(CONTACT_AFFILIATION, CONTACT.c.name, CONTACT.c.customer_id.label("home_id"))
        .join(CONTACT, CONTACT.c.id == _AT.contact_id)
        .where(
            _AT.customer_id == customer_id,
            _AT.until_day.is_not(None),
            _AT.deleted_at.is_(None),
            CONTACT.c.deleted_at.is_(None),
        )
        .order_by(_AT.until_day.desc(), _AT.id.desc())
        .limit(MOST)
    )
    return [
        FormerContact(
            ContactId(row.contact_id), row.name, CustomerId(row.home_id), _affiliation(row)
        )
        for row in rows
    ]


def add(unit: Unit, affiliation: Affiliation) -> None:
    """Store where a contact belongs, or belonged."""
    values = {name: getattr(affiliation, name) for name in _SAID}
    unit.connection.execute(insert(CONTACT_AFFILIATION).values(**values, **_stamps(unit)))


def end(unit: Unit, affiliation: Affiliation, until_day: int) -> None:
    """Let a contact belong to a customer no longer than a day."""
    _set_until(unit, affiliation, _AT.until_day.is_(None), until_day)


def reopen(unit: Unit, affiliation: Affiliation, until_day: int) -> None:
    """Let a contact belong again to a customer that they left on a day."""
    _set_until(unit, affiliation, _AT.until_day == until_day, None)


def remove(unit: Unit, affiliation: Affiliation) -> None:
    """Take back that a contact belongs to a customer, or belonged to it until that day."""
    until = affiliation.until_day
    ended = _AT.until_day.is_(None) if until is None else _AT.until_day == until
    newest = (
        select(_AT.id).where(_at(affiliation), ended).order_by(_AT.id.desc()).limit(1)
    ).scalar_subquery()
    unit.connection.execute(delete(CONTACT_AFFILIATION).where(_AT.id == newest))


def kept(affiliation: Affiliation) -> Kept:
    """Return an affiliation as an event keeps it."""
    return {name: getattr(affiliation, name) for name in _SAID}


def from_kept(values: Mapping[str, Any]) -> Affiliation:
    """Return an affiliation that an event kept."""
    return Affiliation(**values)


def _affiliations(view: View, condition: Any) -> list[Affiliation]:
    asked: Select[Any] = (
        select(CONTACT_AFFILIATION)
        .where(condition, _AT.deleted_at.is_(None))
        .order_by(_AT.id)
        .limit(MOST)
    )
    return [_affiliation(row) for row in view.connection.execute(asked)]


def _affiliation(row: Any) -> Affiliation:
    return Affiliation(**{name: getattr(row, name) for name in _SAID})


def _at(affiliation: Affiliation) -> Any:
    contact_id, customer_id = affiliation.contact_id, affiliation.customer_id
    return and_(
        _AT.contact_id == contact_id, _AT.customer_id == customer_id, _AT.deleted_at.is_(None)
    )


def _set_until(unit: Unit, affiliation: Affiliation, which: Any, until_day: int | None) -> None:
    newest = (
        select(_AT.id).where(_at(affiliation), which).order_by(_AT.id.desc()).limit(1)
    ).scalar_subquery()
    unit.connection.execute(
        update(CONTACT_AFFILIATION)
        .where(_AT.id == newest)
        .values(
            until_day=until_day,
            version=_AT.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def _stamps(unit: Unit) -> dict[str, object]:
    return {
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
