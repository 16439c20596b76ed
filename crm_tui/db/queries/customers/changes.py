"""Customers changed: inserted, and columns of them set."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import insert, update

from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.identifiers import CustomerId


def insert_customer(unit: Unit, values: dict[str, object]) -> CustomerId:
    """Insert a customer and return the id."""
    (key,) = unit.connection.execute(insert(CUSTOMER).values(**values)).inserted_primary_key or (0,)
    return CustomerId(int(key))


def update_customer(
    unit: Unit, customer_id: CustomerId, values: dict[str, object], *, person_edit: bool = False
) -> None:
    """Change columns of a customer; only a person's own edit moves the version."""
    values = {**values, "updated_at": unit.now, "updated_by_id": unit.person.user_id}
    if person_edit:
        values["version"] = CUSTOMER.c.version + 1
    unit.connection.execute(update(CUSTOMER).where(CUSTOMER.c.id == customer_id).values(**values))


def field_values(fields: CustomerFields) -> dict[str, object]:
    """Return the typed fields as column values."""
    values = asdict(fields)
    return {**values, "tags": list(fields.tags), "need_tags": list(fields.need_tags)}
