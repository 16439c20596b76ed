"""What customers may owe, and how long."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from crm_tui.db.schema.payments import CUSTOMER_CREDIT
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId

_C = CUSTOMER_CREDIT.c
NAMES = ("limit_minor", "payment_days")


def credit(view: View, customer_id: CustomerId) -> dict[str, Any]:
    """Return a customer's credit as events keep it: its limit and days; None is the office's."""
    statement = select(CUSTOMER_CREDIT).where(_C.customer_id == customer_id)
    row = view.connection.execute(statement).one_or_none()
    return {name: None if row is None else getattr(row, name) for name in NAMES}


def set_credit(unit: Unit, customer_id: CustomerId, values: dict[str, Any]) -> None:
    """Store a customer's credit."""
    which = _C.customer_id == customer_id
    found = unit.connection.execute(update(CUSTOMER_CREDIT).where(which).values(**values))
    if not found.rowcount:
        unit.connection.execute(insert(CUSTOMER_CREDIT).values(customer_id=customer_id, **values))
