"""Orders and contracts as what is paid, and which contracts an order covers."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, UserId
from crm_tui.domain.orders.records import COUNTED, OrderStatus
from crm_tui.domain.payments.records import Document, Target
from crm_tui.errors import NotFoundError

_O, _C = SALES_ORDER.c, CONTRACT.c


def document(view: View, target: Target) -> Document:
    """Return the order or contract of a target; raise NotFoundError for none to be seen."""
    if target.order_id is not None:
        found = _orders(view, _O.id == target.order_id)
        if found:
            return found[0]
        raise NotFoundError("order", str(target.order_id))
    found = _contracts(view, _C.id == target.contract_id)
    if found:
        return found[0]
    raise NotFoundError("contract", str(target.contract_id))


def documents_called(view: View, *called: str) -> list[Document]:
    """Return the visible orders and contracts of some numbers."""
    numbers = sorted({*called, *map(str.upper, called)})
    return [
        *_orders(view, _O.number.in_(numbers), len(numbers)),
        *_contracts(view, _C.number.in_(numbers), len(numbers)),
    ]


def documents_of(view: View, customer_id: CustomerId, limit: int) -> list[Document]:
    """Return the orders and contracts of a customer that are not void, the newest first."""
    of_orders = and_(_O.customer_id == customer_id, _O.status != OrderStatus.VOID)
    of_contracts = and_(_C.customer_id == customer_id, _C.status != ContractStatus.VOID)
    return [*_orders(view, of_orders, limit), *_contracts(view, of_contracts, limit)]


def _orders(view: View, which: ColumnElement[bool], limit: int = 20) -> list[Document]:
    statement = (
        select(SALES_ORDER, CUSTOMER.c.name.label("customer"))
        .join(CUSTOMER, CUSTOMER.c.id == _O.customer_id)
        .where(_O.deleted_at.is_(None), CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
        .where(which)
    )
    return [
        _document(
            row,
            Target(order_id=OrderId(row.id)),
            row.total_minor - row.returned_minor,
            is_void=row.status is OrderStatus.VOID,
        )
        for row in view.connection.execute(statement.order_by(_O.id.desc()).limit(limit))
    ]


def _contracts(view: View, which: ColumnElement[bool], limit: int = 20) -> list[Document]:
    statement = (
        select(CONTRACT, CUSTOMER.c.name.label("customer"))
        .join(CUSTOMER, CUSTOMER.c.id == _C.customer_id)
        .where(_C.deleted_at.is_(None), CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
        .where(which)
    )
    return [
        _document(
            row,
            Target(contract_id=ContractId(row.id)),
            row.amount_minor,
            is_void=row.status is ContractStatus.VOID,
        )
        for row in view.connection.execute(statement.order_by(_C.id.desc()).limit(limit))
    ]


def _document(row: Any, target: Target, total_minor: int, *, is_void: bool) -> Document:
    return Document(
        target=target,
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        owner_id=UserId(row.owner_id),
        currency=row.currency,
        total_minor=total_minor,
        is_void=is_void,
    )


@cache
def covering_order() -> ColumnElement[Any]:
    """Return, for a contract, the order that counts in its place.

    It is the one that it was made from, or one made from the same quote.
    """
    quoted, ordered = QUOTE.alias("quoted"), QUOTE.alias("ordered")
    # Not void besides: so the index of the orders of quotes serves.
    stands = and_(_O.deleted_at.is_(None), _O.status != OrderStatus.VOID, _O.status.in_(COUNTED))
    named = select(_O.id).where(_O.id == _C.order_id, stands)
    of_quote = (
        select(_O.id)
        .join(ordered, ordered.c.id == _O.quote_id)
        .join(quoted, quoted.c.first_id == ordered.c.first_id)
        .where(quoted.c.id == _C.quote_id, stands)
        .order_by(_O.id)
        .limit(1)
    )
    return func.coalesce(
        named.correlate(CONTRACT).scalar_subquery(), of_quote.correlate(CONTRACT).scalar_subquery()
    )


def counts() -> ColumnElement[bool]:
    """Return whether a contract stands: signed, and not taken back or terminated."""
    return and_(_C.status == ContractStatus.SIGNED, _C.deleted_at.is_(None))


def is_open_order() -> ColumnElement[bool]:
    """Return whether an order counts."""
    return and_(_O.status.in_(COUNTED), _O.deleted_at.is_(None))


def of_target(table: Any, target: Target) -> ColumnElement[bool]:
    """Return whether a row is for the order or contract of a target."""
    if target.order_id is not None:
        return table.order_id == target.order_id  # type: ignore[no-any-return]  # a column
    return table.contract_id == target.contract_id  # type: ignore[no-any-return]  # a column
