"""What customers ordered, paid and were invoiced, by currency: each the sum of its rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from crm_tui.db.functions import unindexed
from crm_tui.db.queries.payments.documents import counts, covering_order, is_open_order
from crm_tui.db.queries.record_lists import in_reach
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import INVOICE, PAYMENT, PAYMENT_SPLIT
from crm_tui.db.unit_of_work import View
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.payments.records import InvoiceStatus
from crm_tui.domain.payments.totals import MoneyTotals

_O, _C, _P, _I, _S = SALES_ORDER.c, CONTRACT.c, PAYMENT.c, INVOICE.c, PAYMENT_SPLIT.c
_Sums = dict[tuple[int, str], int]


def totals(view: View, customer_id: CustomerId | None) -> dict[CustomerId, list[MoneyTotals]]:
    """Return what a customer's money comes to, or every visible one's, by currency.

    An order counts once it is confirmed, net of what came back; a contract once it is signed,
    unless an order that counts was made on the same road. Of a terminated one counts what was
    received for it.
    """
    ordered: _Sums = {}
    for statement in (_orders(), _contracts(), _terminated()):
        for key, minor in _sums(view, customer_id, statement).items():
            ordered[key] = ordered.get(key, 0) + minor
    received = _sums(view, customer_id, _received())
    invoiced = _sums(view, customer_id, _invoiced())
    found: dict[CustomerId, list[MoneyTotals]] = {}
    for key in sorted({*ordered, *received, *invoiced}):
        money = MoneyTotals(key[1], *(sums.get(key, 0) for sums in (ordered, received, invoiced)))
        found.setdefault(CustomerId(key[0]), []).append(money)
    return found


def _sums(view: View, customer_id: CustomerId | None, statement: Select[Any]) -> _Sums:
    """Return sums by customer and currency; of one customer, or of all that may be seen."""
    column = statement.selected_columns[0]
    if customer_id is not None:
        statement = statement.where(column == customer_id)
    else:
        # What is sold is read once, rather than looked for customer by customer.
        statement = statement.where(in_reach(view, unindexed(column)))
    grouped = statement.group_by(*list(statement.selected_columns)[:2])
    return {(row[0], row[1]): int(row[2]) for row in view.connection.execute(grouped)}


def _orders() -> Select[Any]:
    minor = func.sum(_O.total_minor - _O.returned_minor)
    return select(_O.customer_id, _O.currency, minor).where(is_open_order())


def _contracts() -> Select[Any]:
    minor = func.sum(_C.amount_minor)
    return select(_C.customer_id, _C.currency, minor).where(counts(), covering_order().is_(None))


def _terminated() -> Select[Any]:
    minor = func.sum(_S.amount_minor)
    return (
        select(_C.customer_id, _C.currency, minor)
        .join(PAYMENT_SPLIT, _S.contract_id == _C.id)
        .join(PAYMENT, _P.id == _S.payment_id)
        .where(
            _C.status == ContractStatus.TERMINATED,
            _C.deleted_at.is_(None),
            _P.deleted_at.is_(None),
            covering_order().is_(None),
        )
    )


def _received() -> Select[Any]:
    minor = func.sum(_P.amount_minor)
    return select(_P.customer_id, _P.currency, minor).where(_P.deleted_at.is_(None))


def _invoiced() -> Select[Any]:
    stands = (_I.status == InvoiceStatus.ISSUED, _I.deleted_at.is_(None))
    return select(_I.customer_id, _I.currency, func.sum(_I.amount_minor)).where(*stands)
