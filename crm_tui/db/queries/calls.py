"""Customers by a phone number, as far as this person may see both."""

from __future__ import annotations

from sqlalchemy import not_, select

from crm_tui.db.queries.reveals import hidden
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.identifiers import CustomerId


def customers_by_phone(view: View, digits: str, limit: int) -> list[CustomerId]:
    """Return the customers one of whose numbers this is; one that is hidden belongs to nobody."""
    rows = view.connection.execute(
        select(CUSTOMER.c.id)
        .join(DUPLICATE_KEY, DUPLICATE_KEY.c.customer_id == CUSTOMER.c.id)
        .where(
            DUPLICATE_KEY.c.kind == "phone",
            DUPLICATE_KEY.c.key == digits,
            DUPLICATE_KEY.c.kept_until_day.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
            not_(hidden(view)),
        )
        .distinct()
        .order_by(CUSTOMER.c.id)
        .limit(limit)
    )
    return [CustomerId(row.id) for row in rows]
