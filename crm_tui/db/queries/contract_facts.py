"""What the pool's rules count of contracts: facts that follow from how each one stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, bindparam, delete, insert, literal, or_, select, update

from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.pools import PERIOD_FACT
from crm_tui.db.types import value_type
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.identifiers import ContractId, CustomerId, PeriodId
from crm_tui.domain.pools import FactKind

_C, _FACT = CONTRACT.c, PERIOD_FACT.c
# Written with each period that begins, so it is built once.
_CARRY = insert(PERIOD_FACT).from_select(
    ["period_id", "kind", "subject_id", "day", "until_day", "detail"],
    select(
        bindparam("asked_period_id", type_=Integer),
        literal(FactKind.CONTRACT, value_type(FactKind)),
        _C.id,
        _C.sign_day,
        _C.end_day,
        literal(""),
    ).where(
        _C.customer_id == bindparam("asked_customer_id", type_=Integer),
        _C.status == ContractStatus.SIGNED,
        or_(_C.end_day.is_(None), _C.end_day >= bindparam("asked_day", type_=Integer)),
        _C.deleted_at.is_(None),
    ),
)


def carry_in_force(unit: Unit, customer_id: CustomerId, period_id: PeriodId) -> None:
    """Let the contracts of a customer that are not over protect it in a period that begins.

    Each keeps the day of its signing: what another signed is no milestone of the new holder.
    """
    asked = {
        "asked_customer_id": customer_id,
        "asked_period_id": period_id,
        "asked_day": unit.today,
    }
    unit.connection.execute(_CARRY, asked)


def write_facts(unit: Unit, contract_id: ContractId, period_id: PeriodId | None) -> None:
    """Let the rules count a contract as it stands now: to its last day, struck out, or never.

    In the period that runs it is written anew where it protects and was not there.
    """
    row = unit.connection.execute(select(CONTRACT).where(_C.id == contract_id)).one()
    is_it = (_FACT.kind == FactKind.CONTRACT, _FACT.subject_id == contract_id)
    match row.status:
        case ContractStatus.DRAFT:
            unit.connection.execute(delete(PERIOD_FACT).where(*is_it))
        case ContractStatus.VOID:
            struck = {"voided_day": row.closed_day}
            unit.connection.execute(update(PERIOD_FACT).where(*is_it).values(**struck))
        case _:
            is_over = row.status is ContractStatus.TERMINATED
            until_day = row.closed_day if is_over else row.end_day
            _write(unit, row, period_id, {"until_day": until_day, "voided_day": None})


def _write(unit: Unit, row: Any, period_id: PeriodId | None, values: dict[str, Any]) -> None:
    is_it = (_FACT.kind == FactKind.CONTRACT, _FACT.subject_id == row.id)
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
                kind=FactKind.CONTRACT,
                subject_id=row.id,
                day=row.sign_day,
                **values,
            )
        )
