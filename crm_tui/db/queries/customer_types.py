"""Won customers without a deal for long, and the tasks to win them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.customer_types import WIN_BACK, TypeRule
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.events import CustomerTypeChanged, DealRecorded, DealVoided
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.tasks import ClosedReason

_FOR_THE_OFFICE = "the rule is the office's, whoever's program finds that it is time"


def last_deal_days(view: View, *, after: int, until_day: int, limit: int) -> list[tuple[int, int]]:
    """Return (customer, day of the last valid deal) for the next of those without a later deal."""
    last = func.max(DEAL.c.deal_day)
    rows = view.connection.execute(
        select(DEAL.c.customer_id, last)
        .where(DEAL.c.customer_id > after, DEAL.c.voided_day.is_(None), DEAL.c.deleted_at.is_(None))
        .group_by(DEAL.c.customer_id)
        .having(last <= until_day)
        .order_by(DEAL.c.customer_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def last_deal_day(view: View, customer_id: CustomerId) -> int | None:
    """Return the day of a customer's last valid deal, or None where there is none."""
    last: int | None = view.connection.execute(
        select(func.max(DEAL.c.deal_day)).where(
            DEAL.c.customer_id == customer_id,
            DEAL.c.voided_day.is_(None),
            DEAL.c.deleted_at.is_(None),
        )
    ).scalar_one()
    return last


def won(view: View, customer_ids: Sequence[int]) -> list[Any]:
    """Return id, name, level and owner of those of these that are won, whoever may see them."""
    rows = view.connection.execute(
        select(
            CUSTOMER.c.id,
            CUSTOMER.c.name,
            CUSTOMER.c.level,
            CUSTOMER.c.owner_id,
            USER.c.name.label("owner"),
        )
        .outerjoin(USER, USER.c.id == CUSTOMER.c.owner_id)
        .where(
            CUSTOMER.c.id.in_(customer_ids),
            CUSTOMER.c.type == CustomerType.DEAL,
            CUSTOMER.c.deleted_at.is_(None),
            unscoped(_FOR_THE_OFFICE),
        )
        .order_by(CUSTOMER.c.id)
    )
    return list(rows)


def warned_of(view: View, customer_ids: Sequence[int]) -> set[int]:
    """Return those whose last word on deals and type was a warning: somebody took it back."""
    kinds = (CustomerTypeChanged.kind(), DealRecorded.kind(), DealVoided.kind())
    rows = view.connection.execute(
        select(EVENT.c.customer_id, EVENT.c.after)
        .where(EVENT.c.customer_id.in_(customer_ids), EVENT.c.kind.in_(kinds))
        .order_by(EVENT.c.id)
    )
    last = {row.customer_id: (row.after or {}).get("rule") for row in rows}
    return {each for each, rule in last.items() if rule == TypeRule.NO_DEAL.value}


def close_win_back(unit: Unit, customer_id: CustomerId, reason: ClosedReason) -> list[int]:
    """Close the open tasks to win a customer back; return which those were."""
    closed = unit.connection.execute(
        update(TASK)
        .where(
            TASK.c.customer_id == customer_id,
            TASK.c.origin == WIN_BACK,
            TASK.c.done_at.is_(None),
            TASK.c.deleted_at.is_(None),
        )
        .values(done_at=unit.now, closed_reason=reason.value, version=TASK.c.version + 1)
        .returning(TASK.c.id)
    )
    return sorted(closed.scalars())
