"""Orders and contracts that count, what was received for them, and how they are to be paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true, union_all

from crm_tui.db.queries.payments.documents import counts, covering_order, is_open_order
from crm_tui.db.queries.payments.plans import received_by_name
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import CUSTOMER_CREDIT, PAYMENT, PAYMENT_PLAN, PAYMENT_SPLIT
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, PaymentPlanId, UserId
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.payments.dues import OpenDocument, PlainDue, PlannedLine
from crm_tui.domain.payments.records import Target

_O, _C, _P, _S, _L = SALES_ORDER.c, CONTRACT.c, PAYMENT.c, PAYMENT_SPLIT.c, PAYMENT_PLAN.c
Open = dict[Target, OpenDocument]
Planned = dict[Target, list[PlannedLine]]
Whose = Sequence[CustomerId] | None
"""Of which customers; None for all whom one may see."""


def open_documents(
    view: View,
    whose: Whose,
    payment_days: int | None,
    *,
    without_plain: bool = False,
) -> tuple[Open, Planned]:
    """Return what counts of some customers, with its planned lines.

    Without plain orders only what `plain_dues` does not tell.

    What was planned or received for a contract in whose place an order counts is the order's.
    Orders and contracts that are paid whole are left out.
    """
    place = _covered(view, whose)
    which = ~_is_plain(whose) if without_plain else true()
    found = {
        **_orders(view, whose, payment_days, which),
        **_contracts(view, whose, payment_days),
    }
    # Without such a contract there is nothing to look for among thousands of receipts.
    received = _received_for(view, whose, _S.contract_id) if place else {}
    for contract, minor in received.items():
        order = place.get(Target(contract_id=ContractId(contract)))
        if order in found:
            met = found[order]
            found[order] = replace(met, received_minor=met.received_minor + minor)
    return found, _planned(view, whose, place, found)


def plain_dues(view: View, whose: Whose, payment_days: int | None) -> list[PlainDue]:
    """Return what is left to pay of plain orders, together for each customer, currency and day.

    An order is plain for which nothing is planned and on whose road no contract may lie: of these
    a customer may have thousands.
    """
    received = _received(whose, _S.order_id).subquery()
    left = _O.total_minor - _O.returned_minor - func.coalesce(received.c.minor, 0)
    days = func.coalesce(CUSTOMER_CREDIT.c.payment_days, payment_days)
    due_day = (_O.order_day + days).label("due_day")
    statement = (
        select(
            CUSTOMER.c.id,
            CUSTOMER.c.name,
            func.min(USER.c.name).label("owner"),
            _O.currency,
            due_day,
            func.sum(left).label("left"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == _O.customer_id)
        .join(USER, USER.c.id == _O.owner_id)
        .outerjoin(CUSTOMER_CREDIT, CUSTOMER_CREDIT.c.customer_id == CUSTOMER.c.id)
        .outerjoin(received, received.c.document == _O.id)
        .where(
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
            _of(SALES_ORDER, whose),
            is_open_order(),
            left > 0,
            _is_plain(whose),
        )
        .group_by(CUSTOMER.c.id, CUSTOMER.c.name, _O.currency, due_day)
    )
    return [
        PlainDue(CustomerId(row.id), row.name, row.owner, row.currency, row.due_day, int(row.left))
        for row in view.connection.execute(statement)
    ]


def _is_plain(whose: Whose) -> ColumnElement[bool]:
    """Return whether an order is none of the few that follow a quote, are planned or contracted.

    They are found from their own side: of some customers without a look at each of its orders.
    """
    quoted = SALES_ORDER.alias("quoted_order")
    of_quotes = select(quoted.c.id).where(quoted.c.quote_id.is_not(None))
    if whose is not None:
        # Not void besides: so the index of the orders of quotes serves, and what is void is open
        # in no case.
        its = select(QUOTE.c.id).where(QUOTE.c.customer_id.in_(whose))
        of_quotes = select(quoted.c.id).where(
            quoted.c.quote_id.in_(its),
            quoted.c.deleted_at.is_(None),
            quoted.c.status != OrderStatus.VOID,
        )
    planned = select(_L.order_id).where(
        _L.order_id.is_not(None), _L.deleted_at.is_(None), _of(PAYMENT_PLAN, whose)
    )
    contracted = select(_C.order_id).where(_C.order_id.is_not(None), _of(CONTRACT, whose))
    few = union_all(of_quotes, planned, contracted).subquery("few")
    return _O.id.not_in(select(few.c.id))


def _orders(view: View, whose: Whose, days: int | None, which: ColumnElement[bool]) -> Open:
    received = _received(whose, _S.order_id).subquery()
    paid = func.coalesce(received.c.minor, 0)
    statement = (
        _named(view, SALES_ORDER, whose)
        .outerjoin(received, received.c.document == _O.id)
        .add_columns(paid.label("paid"))
        .where(is_open_order(), _O.total_minor - _O.returned_minor > paid, which)
    )
    return {
        Target(order_id=OrderId(row.id)): _document(
            row, Target(order_id=OrderId(row.id)), row.total_minor - row.returned_minor,
            _rest_day(row, row.order_day, days),
        )
        for row in view.connection.execute(statement)
    }  # fmt: skip


def _contracts(view: View, whose: Whose, days: int | None) -> Open:
    received = _received(whose, _S.contract_id).subquery()
    paid = func.coalesce(received.c.minor, 0)
    statement = (
        _named(view, CONTRACT, whose)
        .outerjoin(received, received.c.document == _C.id)
        .add_columns(paid.label("paid"))
        .where(counts(), covering_order().is_(None), _C.amount_minor > paid)
    )
    return {
        Target(contract_id=ContractId(row.id)): _document(
            row, Target(contract_id=ContractId(row.id)), row.amount_minor,
            _rest_day(row, row.sign_day, days),
        )
        for row in view.connection.execute(statement)
    }  # fmt: skip


def _named(view: View, table: Any, whose: Whose) -> Select[Any]:
    return (
        select(
            table,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("owner"),
            CUSTOMER_CREDIT.c.payment_days,
        )
        .join(CUSTOMER, CUSTOMER.c.id == table.c.customer_id)
        .join(USER, USER.c.id == table.c.owner_id)
        .outerjoin(CUSTOMER_CREDIT, CUSTOMER_CREDIT.c.customer_id == table.c.customer_id)
        .where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person), _of(table, whose))
    )


def _document(row: Any, target: Target, counted: int, rest_day: int | None) -> OpenDocument:
    return OpenDocument(
        target=target,
        number=row.number,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        currency=row.currency,
        counted_minor=counted,
        received_minor=int(row.paid),
        rest_day=rest_day,
    )


def _rest_day(row: Any, day: int | None, usual_days: int | None) -> int | None:
    days = usual_days if row.payment_days is None else row.payment_days
    return None if day is None or days is None else day + days


def _received(whose: Whose, document: Any) -> Select[Any]:
    """Return what was received for each order, or each contract, net of refunds."""
    return (
        select(document.label("document"), func.sum(_S.amount_minor).label("minor"))
        .join(PAYMENT, _P.id == _S.payment_id)
        .where(_P.deleted_at.is_(None), document.is_not(None), _of(PAYMENT, whose))
        .group_by(document)
    )


def _received_for(view: View, whose: Whose, document: Any) -> dict[int, int]:
    found = view.connection.execute(_received(whose, document))
    return {row.document: int(row.minor) for row in found}


def _covered(view: View, whose: Whose) -> Mapping[Target, Target]:
    """Return the order that counts in the place of each contract that has one."""
    order = covering_order()
    statement = select(_C.id, order.label("order_id")).where(
        _of(CONTRACT, whose), order.is_not(None)
    )
    return {
        Target(contract_id=ContractId(row.id)): Target(order_id=OrderId(row.order_id))
        for row in view.connection.execute(statement)
    }


def _planned(view: View, whose: Whose, place: Mapping[Target, Target], found: Open) -> Planned:
    statement = select(PAYMENT_PLAN, received_by_name().label("received")).where(
        _L.deleted_at.is_(None), _of(PAYMENT_PLAN, whose)
    )
    lines: Planned = {}
    for row in view.connection.execute(statement.order_by(_L.due_day, _L.id)):
        target = (
            Target(contract_id=ContractId(row.contract_id))
            if row.order_id is None
            else Target(order_id=OrderId(row.order_id))
        )
        target = place.get(target, target)
        if target in found:
            line = PlannedLine(
                PaymentPlanId(row.id), row.kind, row.due_day, row.amount_minor, int(row.received)
            )
            lines.setdefault(target, []).append(line)
    return lines


def _of(table: Any, whose: Whose) -> Any:
    return true() if whose is None else table.c.customer_id.in_(whose)
