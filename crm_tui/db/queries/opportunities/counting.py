"""What the pool's rules count of opportunities: facts that follow from how each one stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, bindparam, delete, insert, literal, select, update

from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.pools import PERIOD_FACT
from crm_tui.db.types import value_type
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import CustomerId, PeriodId
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.pools import FactKind

_FACT = PERIOD_FACT.c
# Written with each period that begins, so it is built once.
_CARRY = insert(PERIOD_FACT).from_select(
    ["period_id", "kind", "subject_id", "day", "detail"],
    select(
        bindparam("asked_period_id", type_=Integer),
        literal(FactKind.OPPORTUNITY, value_type(FactKind)),
        OPPORTUNITY.c.id,
        bindparam("asked_day", type_=Integer),
        literal(""),
    ).where(
        OPPORTUNITY.c.customer_id == bindparam("asked_customer_id", type_=Integer),
        OPPORTUNITY.c.state == OpportunityState.OPEN,
        OPPORTUNITY.c.deleted_at.is_(None),
    ),
)


def carry_open(unit: Unit, customer_id: CustomerId, period_id: PeriodId) -> None:
    """Let the open opportunities of a customer count in a period that begins."""
    asked = {
        "asked_customer_id": customer_id,
        "asked_period_id": period_id,
        "asked_day": unit.today,
    }
    unit.connection.execute(_CARRY, asked)


def write_facts(unit: Unit, row: Any, period_id: PeriodId | None) -> None:
    """Let the rules count an opportunity as it stands now: open, won on a day, lost, or never.

    In the period that runs it is written anew where it counts and was not there.
    """
    is_it = (_FACT.kind == FactKind.OPPORTUNITY, _FACT.subject_id == row.id)
    if row.deleted_at is not None:
        unit.connection.execute(delete(PERIOD_FACT).where(*is_it))
        return
    won = row.closed_day if row.state is OpportunityState.WON else None
    is_lost = row.state in {OpportunityState.LOST, OpportunityState.VOID}
    values = {"until_day": won, "voided_day": row.closed_day if is_lost else None}
    unit.connection.execute(update(PERIOD_FACT).where(*is_it).values(**values))
    if period_id is None:
        return
    here = unit.connection.execute(
        select(_FACT.id).where(*is_it, _FACT.period_id == period_id).limit(1)
    ).scalar_one_or_none()
    if here is None:
        unit.connection.execute(
            insert(PERIOD_FACT).values(
                period_id=period_id,
                kind=FactKind.OPPORTUNITY,
                subject_id=row.id,
                day=unit.today,
                **values,
            )
        )
