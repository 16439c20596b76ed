"""The fields an office defines for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Text, func, insert, select, type_coerce, update

from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.custom_fields import CUSTOM_FIELD
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.custom_fields import (
    MOST_FIELDS,
    CustomField,
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
)
from crm_tui.domain.customers import CustomerKind
from crm_tui.domain.identifiers import CustomFieldId
from crm_tui.errors import NotFoundError

_F = CUSTOM_FIELD.c
_ALL = (
    select(CUSTOM_FIELD)
    .where(_F.deleted_at.is_(None))
    .order_by(_F.holder, _F.position, _F.id)
    .limit(2 * MOST_FIELDS)
)


def all_fields(view: View) -> tuple[CustomField, ...]:
    """Return every field of the office: those of contacts, then those of customers, in order."""
    return view.once("own fields", lambda: stored_fields(view.connection))


def stored_fields(connection: Connection) -> tuple[CustomField, ...]:
    """Return the same to whom no view is given: what makes an index anew."""
    return tuple(_field(row) for row in connection.execute(_ALL))


def own_fields(view: View, holder: FieldHolder) -> tuple[CustomField, ...]:
    """Return the fields of customers, or of contacts, in their order."""
    return tuple(each for each in all_fields(view) if each.holder is holder)


def field(view: View, field_id: CustomFieldId) -> CustomField:
    """Return a field; raise NotFoundError when there is none."""
    found = stored(view, field_id)
    if found is None or found.deleted_at is not None:
        raise NotFoundError("custom_field", str(field_id))
    return _field(found)


def stored(view: View, field_id: CustomFieldId) -> Any:
    """Return the stored row of a field, of one that was taken away as well; None for none."""
    statement = select(CUSTOM_FIELD).where(_F.id == field_id)
    return view.connection.execute(statement).one_or_none()


def taken_codes(view: View, holder: FieldHolder) -> frozenset[str]:
    """Return every code that was ever given: a new field must not show the values of an old one."""
    rows = view.connection.execute(select(_F.code).where(_F.holder == holder))
    return frozenset(row.code for row in rows)


def last_position(view: View, holder: FieldHolder) -> int:
    """Return the position of the last field, 0 where there is none."""
    statement = select(func.coalesce(func.max(_F.position), 0)).where(_F.holder == holder)
    return int(view.connection.execute(statement).scalar_one())


def holders_of(view: View, holder: FieldHolder, code: str, after: int, limit: int) -> Sequence[int]:
    """Return the next customers behind an id who hold something in a field, or whose contacts do.

    A few more may be among them: only the key of the field is looked for.
    """
    table = CUSTOMER if holder is FieldHolder.CUSTOMER else CONTACT
    customer_id = table.c.id if holder is FieldHolder.CUSTOMER else table.c.customer_id
    found = view.connection.execute(
        select(customer_id)
        .where(
            customer_id > after,
            type_coerce(table.c.custom, Text).contains(f'"{code}"', autoescape=True),
            unscoped("what a customer is found by follows from its fields, whoever may see it"),
        )
        .distinct()
        .order_by(customer_id)
        .limit(limit)
    )
    return [int(each) for each in found.scalars()]


def add_field(unit: Unit, values: Mapping[str, Any]) -> CustomFieldId:
    """Insert a field and return its id."""
    stamps = {
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    (key,) = unit.connection.execute(
        insert(CUSTOM_FIELD).values(**values, **stamps)
    ).inserted_primary_key or (0,)
    return CustomFieldId(int(key))


def update_field(unit: Unit, field_id: CustomFieldId, values: Mapping[str, Any]) -> None:
    """Change columns of a field."""
    unit.connection.execute(
        update(CUSTOM_FIELD)
        .where(_F.id == field_id)
        .values(
            **values,
            version=_F.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def _field(row: Any) -> CustomField:
    fields = CustomFieldFields(
        name=row.name,
        type=row.type,
        choices=tuple(FieldChoice(*each) for each in row.choices or ()),
        is_required=row.is_required,
        default=row.default or "",
        shown_for=tuple(CustomerKind(each) for each in row.shown_for or ()),
    )
    return CustomField(
        id=CustomFieldId(row.id),
        holder=row.holder,
        code=row.code,
        fields=fields,
        position=row.position,
        version=row.version,
    )
