"""What the pool's rules count of receipts: a fact that follows from how each one stands."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from crm_tui.db.schema.payments import PAYMENT
from crm_tui.db.schema.pools import PERIOD_FACT
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import PaymentId, PeriodId
from crm_tui.domain.pools import FactKind

_P, _FACT = PAYMENT.c, PERIOD_FACT.c


def write_facts(unit: Unit, receipt_id: PaymentId, period_id: PeriodId | None) -> None:
    """Let the rules count a receipt as it stands now; deleted or given back whole it is struck out.

    In the period that runs it is written anew where it was not there.
    """
    row = unit.connection.execute(
        select(_P.day, _P.amount_minor, _P.deleted_at).where(_P.id == receipt_id)
    ).one()
    is_it = (_FACT.kind == FactKind.RECEIPT, _FACT.subject_id == receipt_id)
    if row.deleted_at is not None or row.amount_minor + _refunded(unit, receipt_id) <= 0:
        struck = update(PERIOD_FACT).where(*is_it, _FACT.voided_day.is_(None))
        unit.connection.execute(struck.values(voided_day=unit.today))
        return
    values = {"day": row.day, "voided_day": None}
    unit.connection.execute(update(PERIOD_FACT).where(*is_it).values(**values))
    here = select(_FACT.id).where(*is_it, _FACT.period_id == period_id).limit(1)
    if period_id is None or unit.connection.execute(here).first() is not None:
        return
    unit.connection.execute(
        insert(PERIOD_FACT).values(
            period_id=period_id, kind=FactKind.RECEIPT, subject_id=receipt_id, **values
        )
    )


def _refunded(unit: Unit, receipt_id: PaymentId) -> int:
    """Return what was given back of a receipt, below zero."""
    whole = select(func.coalesce(func.sum(_P.amount_minor), 0)).where(
        _P.refund_of_id == receipt_id, _P.deleted_at.is_(None)
    )
    return int(unit.connection.execute(whole).scalar_one())
