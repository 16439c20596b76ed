"""What was ordered and agreed, received and invoiced, in the office's currency.

Each amount in another currency is converted by itself at the rate of its own day, so that a rate of
today moves nothing that has happened. The totals of a customer and what it brought in read the
same statements.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from crm_tui.db.queries.currencies import Rates
from crm_tui.db.queries.payments.documents import counts, covering_order, is_open_order
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import INVOICE, PAYMENT, PAYMENT_SPLIT
from crm_tui.db.unit_of_work import View
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.payments.records import InvoiceStatus
from crm_tui.values import dataclass

_O, _C, _P, _I, _S = SALES_ORDER.c, CONTRACT.c, PAYMENT.c, INVOICE.c, PAYMENT_SPLIT.c


@dataclass(frozen=True, slots=True)
class Meant:
    """Which orders and contracts are asked for, of customers that may be seen."""

    orders: ColumnElement[bool]
    contracts: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Reported:
    """A sum in the office's currency, and how many amounts had no rate on their day."""

    minor: int
    unrated: int


def of_customer(customer_id: int) -> Meant:
    """Return what is a customer's that was found to be seen."""
    return Meant(_O.customer_id == customer_id, _C.customer_id == customer_id)


def ordered(view: View, meant: Meant) -> Reported:
    """Return what was ordered and agreed of what is meant.

    As in the totals of a customer an order counts once it is confirmed, net of what came back; a
    contract once it is signed, unless an order counts in its place; of a terminated one what was
    received for it.
    """
    return _reported(view, _of_orders(view, meant), _agreed(view, meant), _ended(view, meant))


def received(view: View, customer_id: int) -> Reported:
    """Return what a customer paid, less what it was given back."""
    minor, day = func.sum(_P.amount_minor), func.max(_P.day)
    return _reported(
        view,
        select(_P.currency, day, minor, func.count())
        .where(_P.customer_id == customer_id, _P.deleted_at.is_(None))
        .group_by(_P.currency, _apart(view, _P.currency, _P.id)),
    )


def invoiced(view: View, customer_id: int) -> Reported:
    """Return what a customer was invoiced."""
    minor, day = func.sum(_I.amount_minor), func.max(_I.day)
    stands = (_I.status == InvoiceStatus.ISSUED, _I.deleted_at.is_(None))
    return _reported(
        view,
        select(_I.currency, day, minor, func.count())
        .where(_I.customer_id == customer_id, *stands)
        .group_by(_I.currency, _apart(view, _I.currency, _I.id)),
    )


def _reported(view: View, *statements: Select[Any]) -> Reported:
    rates, minor, unrated = Rates(view), 0, 0
    for statement in statements:
        for currency, day, amount, count in view.connection.execute(statement):
            found = rates.in_own(int(amount), currency, day)
            minor += found or 0
            unrated += count if found is None else 0
    return Reported(minor, unrated)


def _of_orders(view: View, meant: Meant) -> Select[Any]:
    day = func.max(func.coalesce(_O.confirmed_day, _O.order_day))
    net = func.sum(_O.total_minor - _O.returned_minor)
    return (
        select(_O.currency, day, net, func.count())
        .where(meant.orders, is_open_order())
        .group_by(_O.currency, _apart(view, _O.currency, _O.id))
    )


def _agreed(view: View, meant: Meant) -> Select[Any]:
    minor, day = func.sum(_C.amount_minor), func.max(_C.sign_day)
    return (
        select(_C.currency, day, minor, func.count())
        .where(meant.contracts, counts(), covering_order().is_(None))
        .group_by(_C.currency, _apart(view, _C.currency, _C.id))
    )


def _ended(view: View, meant: Meant) -> Select[Any]:
    minor, day = func.sum(_S.amount_minor), func.max(_P.day)
    return (
        select(_C.currency, day, minor, func.count())
        .join(PAYMENT_SPLIT, _S.contract_id == _C.id)
        .join(PAYMENT, _P.id == _S.payment_id)
        .where(
            meant.contracts,
            _C.status == ContractStatus.TERMINATED,
            _C.deleted_at.is_(None),
            _P.deleted_at.is_(None),
            covering_order().is_(None),
        )
        .group_by(_C.currency, _apart(view, _C.currency, _S.id))
    )


def _apart(view: View, currency: ColumnElement[Any], key: ColumnElement[Any]) -> Any:
    """Return by what sums are grouped: each of another currency is converted by itself."""
    return case((currency == view.office.currency, 0), else_=key)
