"""Customers set aside, and brought back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from crm_tui.db.id_lists import any_of
from crm_tui.db.queries.customers.changes import update_customer
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import set_aside_to, visible_to
from crm_tui.domain.customers import Standing
from crm_tui.domain.identifiers import CustomerId
from crm_tui.errors import MergedAwayError, NotFoundError


def set_aside_row(view: View, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer set aside in this person's reach, or None."""
    return set_aside_rows(view, [customer_id]).get(customer_id)


def set_aside_rows(view: View, ids: Collection[CustomerId]) -> dict[CustomerId, Any]:
    """Return the stored rows of those of some customers that are set aside in one's reach."""
    found = view.connection.execute(
        select(CUSTOMER).where(
            any_of(CUSTOMER.c.id, ids),
            CUSTOMER.c.deleted_at.is_not(None),
            set_aside_to(view.person),
        )
    )
    return {CustomerId(row.id): row for row in found}


def missing(view: View, customer_id: CustomerId) -> NotFoundError:
    """Return why a customer is not to be had: it went over into another, or there is none."""
    gone = CUSTOMER.alias("gone")
    row = view.connection.execute(
        select(gone.c.name, CUSTOMER.c.id, CUSTOMER.c.name.label("into"))
        .select_from(gone.join(CUSTOMER, CUSTOMER.c.id == gone.c.merged_into_id))
        .where(
            gone.c.id == customer_id,
            gone.c.deleted_at.is_not(None),
            # Who does not see where it went is not told that it went there.
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
    ).one_or_none()
    if row is None:
        return NotFoundError("customer", str(customer_id))
    return MergedAwayError("customer", row.name, (), CustomerId(row.id), row.into)


def set_aside(
    unit: Unit, customer_id: CustomerId, standing: Standing, reason_id: int | None, note: str
) -> None:
    """Take a customer that nobody owns out of every list."""
    update_customer(
        unit,
        customer_id,
        {
            "standing": standing,
            "standing_reason_id": reason_id,
            "standing_note": note,
            "deleted_at": unit.now,
            "pool_since": None,
            "reserved_for_id": None,
            "reserved_until_day": None,
        },
        person_edit=True,
    )


def bring_back(unit: Unit, customer_id: CustomerId, values: dict[str, object]) -> None:
    """Put a customer that was set aside among the others again, with these columns."""
    update_customer(
        unit,
        customer_id,
        {
            "standing": Standing.NORMAL,
            "standing_reason_id": None,
            "standing_note": "",
            "deleted_at": None,
            "pool_since": unit.now,
            **values,
        },
        person_edit=True,
    )
