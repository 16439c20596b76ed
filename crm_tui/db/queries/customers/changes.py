"""Customers changed: inserted, and columns of them set."""

from __future__ import annotations

import dataclasses

from sqlalchemy import Integer, bindparam, insert, update

from crm_tui.db.queries.followed_days import follow_founding
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.identifiers import CustomerId

_INSERT = insert(CUSTOMER)
# The columns that are set come with the values.
_CHANGE = update(CUSTOMER).where(CUSTOMER.c.id == bindparam("changed_id", type_=Integer))
_EDIT = _CHANGE.values(version=CUSTOMER.c.version + 1)


def insert_customer(unit: Unit, values: dict[str, object]) -> CustomerId:
    """Insert a customer and return the id."""
    (key,) = unit.connection.execute(_INSERT, values).inserted_primary_key or (0,)
    customer_id = CustomerId(int(key))
    if values.get("founded_on") is not None:
        _follow_founding(unit, customer_id, values)
    return customer_id


def update_customer(
    unit: Unit, customer_id: CustomerId, values: dict[str, object], *, person_edit: bool = False
) -> None:
    """Change columns of a customer; only a person's own edit moves the version."""
    values = {**values, "updated_at": unit.now, "updated_by_id": unit.person.user_id}
    statement = _EDIT if person_edit else _CHANGE
    unit.connection.execute(statement, {**values, "changed_id": customer_id})
    if "founded_on" in values:
        _follow_founding(unit, customer_id, values)


def _follow_founding(unit: Unit, customer_id: CustomerId, values: dict[str, object]) -> None:
    founded_on = values["founded_on"]
    follow_founding(unit, customer_id, founded_on if isinstance(founded_on, int) else None)


def field_values(fields: CustomerFields) -> dict[str, object]:
    """Return the typed fields as column values."""
    # Not `asdict`: it copies every value, and each is as good as its copy.
    values = {each.name: getattr(fields, each.name) for each in dataclasses.fields(fields)}
    return {**values, "tags": list(fields.tags), "need_tags": list(fields.need_tags)}
