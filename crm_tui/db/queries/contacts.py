"""Contacts and their phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Integer, bindparam, delete, insert, select, update

from crm_tui.db.queries.followed_days import follow_birthday, forget_birthday, move_birthday
from crm_tui.db.queries.reveals import hidden_ids, is_hidden
from crm_tui.db.schema.contacts import CONTACT, CONTACT_AFFILIATION, CONTACT_PHONE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contacts import ContactFields, ContactRow, Phone, Position
from crm_tui.domain.custom_values import from_stored
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.masking import masked_contact
from crm_tui.errors import NotFoundError

MOST_AMONG = 2_000

_APART = frozenset({"phones", "custom"})
_FIELDS = tuple(name for name in ContactFields.__dataclass_fields__ if name not in _APART)


# What every edit of a customer asks is built once.
_CONTACTS_OF = (
    select(CONTACT)
    .where(
        CONTACT.c.customer_id == bindparam("customer_id", type_=Integer),
        CONTACT.c.deleted_at.is_(None),
    )
    .order_by(CONTACT.c.is_key.desc(), CONTACT.c.id)
    .limit(500)
)
_AFFILIATED = (
    select(
        CONTACT,
        CONTACT_AFFILIATION.c.customer_id.label("at_id"),
        CONTACT_AFFILIATION.c.title.label("title_there"),
        CONTACT_AFFILIATION.c.department.label("department_there"),
    )
    .join(CONTACT, CONTACT.c.id == CONTACT_AFFILIATION.c.contact_id)
    .where(
        CONTACT_AFFILIATION.c.customer_id.in_(bindparam("customer_ids", expanding=True)),
        CONTACT_AFFILIATION.c.until_day.is_(None),
        CONTACT_AFFILIATION.c.deleted_at.is_(None),
        CONTACT.c.deleted_at.is_(None),
    )
    .order_by(CONTACT_AFFILIATION.c.customer_id, CONTACT_AFFILIATION.c.id)
    .limit(MOST_AMONG)
)
_PHONES_OF = (
    select(CONTACT_PHONE)
    .where(CONTACT_PHONE.c.contact_id.in_(bindparam("contact_ids", expanding=True)))
    .order_by(CONTACT_PHONE.c.contact_id, CONTACT_PHONE.c.position, CONTACT_PHONE.c.id)
    .limit(5000)
)


def contacts_of(view: View, customer_id: CustomerId) -> list[ContactRow]:
    """Return the contacts whose home a customer is (its visibility was checked), key ones first."""
    rows = view.connection.execute(_CONTACTS_OF, {"customer_id": customer_id}).all()
    return _with_phones(view, rows)


def people_of(view: View, customer_id: CustomerId) -> list[ContactRow]:
    """Return all who belong to a customer now: its contacts, then those who share their time."""
    return [*contacts_of(view, customer_id), *_affiliated(view, [customer_id]).get(customer_id, ())]


def _affiliated(view: View, customer_ids: Sequence[int]) -> dict[int, list[ContactRow]]:
    """Return the contacts that customers share with the home ones, by customer."""
    asked = {"customer_ids": list(customer_ids)}
    rows = view.connection.execute(_AFFILIATED, asked).all() if customer_ids else ()
    found: dict[int, list[ContactRow]] = {}
    for row, read in zip(rows, _with_phones(view, rows), strict=True):
        position = Position(CustomerId(row.at_id), row.title_there, row.department_there)
        found.setdefault(row.at_id, []).append(replace(read, position=position))
    return found


def shown_contacts(view: View, customer_id: CustomerId) -> list[ContactRow]:
    """Return all who belong to a customer as this person may see them: hidden details masked."""
    found = people_of(view, customer_id)
    if not is_hidden(view, customer_id):
        return found
    return [replace(row, fields=masked_contact(row.fields)) for row in found]


def contacts_among(view: View, customer_ids: Sequence[int]) -> list[ContactRow]:
    """Return the contacts of customers that were shown, with their hidden details masked."""
    rows = view.connection.execute(
        select(CONTACT)
        .where(CONTACT.c.customer_id.in_(customer_ids), CONTACT.c.deleted_at.is_(None))
        .order_by(CONTACT.c.customer_id, CONTACT.c.is_key.desc(), CONTACT.c.id)
        .limit(MOST_AMONG)
    ).all()
    hidden = hidden_ids(view, list(customer_ids))
    return [
        replace(row, fields=masked_contact(row.fields)) if row.customer_id in hidden else row
        for row in _with_phones(view, rows)
    ]


def people_among(view: View, customer_ids: Sequence[int]) -> list[ContactRow]:
    """Return likewise all who belong to customers, once for each: the home ones come first."""
    shared = [row for rows in _affiliated(view, customer_ids).values() for row in rows]
    hidden = hidden_ids(view, [row.at_id for row in shared]) if shared else frozenset()
    return [
        *contacts_among(view, customer_ids),
        *(
            replace(row, fields=masked_contact(row.fields)) if row.at_id in hidden else row
            for row in shared
        ),
    ]


def contact(view: View, contact_id: ContactId) -> ContactRow:
    """Return a contact, raise NotFoundError for none; the caller checks that it may be seen."""
    rows = view.connection.execute(
        select(CONTACT).where(CONTACT.c.id == contact_id, CONTACT.c.deleted_at.is_(None))
    ).all()
    if not rows:
        raise NotFoundError("contact", str(contact_id))
    return _with_phones(view, rows)[0]


def _with_phones(view: View, rows: Sequence[Any]) -> list[ContactRow]:
    phones: dict[int, list[Phone]] = {}
    asked = {"contact_ids": [row.id for row in rows]}
    for row in view.connection.execute(_PHONES_OF, asked) if rows else ():
        phones.setdefault(row.contact_id, []).append(Phone(row.number, row.digits, row.extension))
    return [
        ContactRow(
            ContactId(row.id),
            CustomerId(row.customer_id),
            row.version,
            ContactFields(
                **{name: getattr(row, name) for name in _FIELDS},
                phones=tuple(phones.get(row.id, ())),
                custom=from_stored(row.custom),
            ),
        )
        for row in rows
    ]


def add_contact(
    unit: Unit, customer_id: CustomerId, fields: ContactFields, pinyin: str
) -> ContactId:
    """Insert a contact with its phones and return the id."""
    values = _values(fields) | {
        "customer_id": customer_id,
        "pinyin": pinyin,
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    (key,) = unit.connection.execute(insert(CONTACT), values).inserted_primary_key or (0,)
    contact_id = ContactId(int(key))
    _add_phones(unit, contact_id, fields)
    if fields.birthday:
        is_lunar = fields.birthday_is_lunar
        follow_birthday(unit, contact_id, customer_id, fields.birthday, is_lunar=is_lunar)
    return contact_id


def update_contact(unit: Unit, contact_id: ContactId, fields: ContactFields, pinyin: str) -> None:
    """Replace the fields and phones of a contact."""
    changed = unit.connection.execute(
        update(CONTACT)
        .where(CONTACT.c.id == contact_id)
        .values(
            **_values(fields),
            pinyin=pinyin,
            version=CONTACT.c.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
        .returning(CONTACT.c.customer_id)
    ).scalar_one()
    is_lunar = fields.birthday_is_lunar
    follow_birthday(unit, contact_id, CustomerId(changed), fields.birthday, is_lunar=is_lunar)
    unit.connection.execute(delete(CONTACT_PHONE).where(CONTACT_PHONE.c.contact_id == contact_id))
    _add_phones(unit, contact_id, fields)


def move_home(
    unit: Unit, contact_id: ContactId, to: CustomerId, values: Mapping[str, object]
) -> None:
    """Let a contact be at home at another customer, as what `values` say; the birthday goes too."""
    _change(unit, contact_id, {**values, "customer_id": to})
    move_birthday(unit, contact_id, to)


def touch(unit: Unit, contact_id: ContactId) -> None:
    """Move the version of a contact: where they belong was changed by a person."""
    _change(unit, contact_id, {})


def _change(unit: Unit, contact_id: ContactId, values: Mapping[str, object]) -> None:
    unit.connection.execute(
        update(CONTACT)
        .where(CONTACT.c.id == contact_id)
        .values(
            **values,
            version=CONTACT.c.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def delete_contact(unit: Unit, contact_id: ContactId) -> None:
    """Put a contact into the recycle bin."""
    unit.connection.execute(
        update(CONTACT).where(CONTACT.c.id == contact_id).values(deleted_at=unit.now)
    )
    forget_birthday(unit, contact_id)


def _values(fields: ContactFields) -> dict[str, Any]:
    values = asdict(fields)
    values.pop("phones")
    return values


def _add_phones(unit: Unit, contact_id: ContactId, fields: ContactFields) -> None:
    rows = [
        {
            "contact_id": contact_id,
            "position": position,
            "number": phone.number,
            "digits": phone.digits,
            "extension": phone.extension,
        }
        for position, phone in enumerate(fields.phones)
    ]
    if rows:
        unit.connection.execute(insert(CONTACT_PHONE), rows)
