"""What counts of one sale, whoever asks, and the deal that each of it was made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select, union_all, update

from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import PAYMENT, PAYMENT_SPLIT
from crm_tui.db.schema.quotes import QUOTE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import ContractId, DealId, OrderId, UserId
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.orders.records import COUNTED, OrderStatus
from crm_tui.domain.payments.records import PaymentKind
from crm_tui.domain.sale_deals import Sale, SalePaper, SaleRoad, SaleStep

_C, _O, _P, _Q = CONTRACT.c, SALES_ORDER.c, OPPORTUNITY.c, QUOTE.c
_R, _S = PAYMENT.c, PAYMENT_SPLIT.c
_SIGNED = (ContractStatus.SIGNED, ContractStatus.TERMINATED)


def sale(view: View, road: SaleRoad) -> Sale:
    """Return what counts of a sale: the papers of a quote, or of all quotes of its opportunity."""
    road = _whole(view, road)
    opportunity_id, first_id = road.opportunity_id, None
    quote_id = road.quote_id
    if quote_id is not None:
        found = select(_Q.first_id, _Q.opportunity_id).where(_Q.id == quote_id)
        first_id, opportunity_id = view.connection.execute(found).one()
    quotes = None if first_id is None else select(_Q.id).where(_Q.first_id == first_id)
    won: list[SalePaper] = []
    if opportunity_id is not None:
        quotes = select(_Q.id).where(_Q.opportunity_id == opportunity_id)
        won = _won(view, opportunity_id)
    papers = (*won, *_orders(view, road, quotes), *_contracts(view, road, quotes))
    return Sale((*papers, *_receipts(view, road, quotes)), first_id, road.order_id)


def _whole(view: View, road: SaleRoad) -> SaleRoad:
    """Return a road with what its contract, and then its order, was made from."""
    if road.contract_id is not None and road.order_id is None and road.quote_id is None:
        signed = select(_C.order_id, _C.quote_id).where(_C.id == road.contract_id)
        order_id, quote_id = view.connection.execute(signed).one()
        road = replace(road, order_id=order_id, quote_id=quote_id)
    if road.quote_id is None and road.order_id is not None:
        made_from = select(_O.quote_id).where(_O.id == road.order_id)
        road = replace(road, quote_id=view.connection.execute(made_from).scalar_one())
    return road


def _won(view: View, opportunity_id: int) -> list[SalePaper]:
    statement = _with_deal(OPPORTUNITY).where(
        _P.id == opportunity_id, _P.state == OpportunityState.WON, _P.deleted_at.is_(None)
    )
    return [
        SalePaper(
            step=SaleStep.WON,
            id=row.id,
            deal=DealFields(row.reported_minor, row.closed_day, row.name),
            owner_id=UserId(row.owner_id),
            **_its_deal(row),
        )
        for row in view.connection.execute(statement)
    ]


def _orders(view: View, road: SaleRoad, quotes: Select[Any] | None) -> list[SalePaper]:
    which = _O.id == road.order_id if quotes is None else _O.quote_id.in_(quotes)
    # Not void besides: so the index of the orders of quotes serves.
    stands = and_(_O.deleted_at.is_(None), _O.status != OrderStatus.VOID, _O.status.in_(COUNTED))
    statement = (
        _with_deal(SALES_ORDER, _Q.first_id.label("first_quote_id"))
        .outerjoin(QUOTE, _Q.id == _O.quote_id)
        .where(which, stands, _O.customer_id == road.customer_id)
    )
    return [
        SalePaper(
            step=SaleStep.CONFIRMED,
            id=row.id,
            deal=DealFields(row.total_minor, row.confirmed_day, row.number, currency=row.currency),
            owner_id=UserId(row.owner_id),
            order_id=OrderId(row.id),
            first_quote_id=row.first_quote_id,
            **_its_deal(row),
        )
        for row in view.connection.execute(statement.order_by(_O.id))
    ]


def _contracts(view: View, road: SaleRoad, quotes: Select[Any] | None) -> list[SalePaper]:
    which = _which_contracts(road, quotes)
    statement = (
        _with_deal(CONTRACT, _Q.first_id.label("first_quote_id"))
        .outerjoin(SALES_ORDER, _O.id == _C.order_id)
        .outerjoin(QUOTE, _Q.id == func.coalesce(_C.quote_id, _O.quote_id))
        .where(_C.customer_id == road.customer_id, which)
        .where(_C.status.in_(_SIGNED), _C.deleted_at.is_(None))
    )
    return [
        SalePaper(
            step=SaleStep.SIGNED,
            id=row.id,
            deal=DealFields(
                row.amount_minor, row.sign_day, f"{row.number} {row.title}", currency=row.currency
            ),
            owner_id=UserId(row.owner_id),
            order_id=None if row.order_id is None else OrderId(row.order_id),
            contract_id=ContractId(row.id),
            first_quote_id=row.first_quote_id,
            **_its_deal(row),
        )
        for row in view.connection.execute(statement.order_by(_C.id))
    ]


def _which_contracts(road: SaleRoad, quotes: Select[Any] | None) -> ColumnElement[bool]:
    """Return whether a contract, joined to its order, lies on a road."""
    if quotes is not None:
        return or_(_C.quote_id.in_(quotes), _O.quote_id.in_(quotes))
    if road.order_id is not None:
        return _C.order_id == road.order_id
    return _C.id == road.contract_id


def _receipts(view: View, road: SaleRoad, quotes: Select[Any] | None) -> list[SalePaper]:
    """Return the receipts that settle something of a sale, drafts included."""
    ordered = select(_O.id).where(
        _O.id == road.order_id if quotes is None else _O.quote_id.in_(quotes)
    )
    signed = select(_C.id).outerjoin(SALES_ORDER, _O.id == _C.order_id)
    signed = signed.where(_which_contracts(road, quotes))
    of_orders = select(_S.id).where(_S.order_id.in_(ordered))
    of_contracts = select(_S.id).where(_S.contract_id.in_(signed))
    statement = (
        _with_deal(
            PAYMENT,
            _S.contract_id,
            func.coalesce(_S.order_id, _C.order_id).label("order_id"),
            _Q.first_id.label("first_quote_id"),
        )
        .join(PAYMENT_SPLIT, _S.payment_id == _R.id)
        .outerjoin(CONTRACT, _C.id == _S.contract_id)
        .outerjoin(SALES_ORDER, _O.id == func.coalesce(_S.order_id, _C.order_id))
        .outerjoin(QUOTE, _Q.id == func.coalesce(_C.quote_id, _O.quote_id))
        .where(_S.id.in_(union_all(of_orders, of_contracts)))
        .where(_R.customer_id == road.customer_id, _R.deleted_at.is_(None))
        .where(_R.kind == PaymentKind.RECEIPT)
    )
    return [
        SalePaper(
            step=SaleStep.RECEIVED,
            id=row.id,
            deal=DealFields(row.amount_minor, row.day, row.number, currency=row.currency),
            owner_id=UserId(row.owner_id),
            order_id=None if row.order_id is None else OrderId(row.order_id),
            contract_id=None if row.contract_id is None else ContractId(row.contract_id),
            first_quote_id=row.first_quote_id,
            **_its_deal(row),
        )
        for row in view.connection.execute(statement.order_by(_R.id, _S.id))
    ]


def _with_deal(paper: Table, *more: ColumnElement[Any]) -> Select[Any]:
    stands = and_(
        DEAL.c.id == paper.c.deal_id, DEAL.c.voided_day.is_(None), DEAL.c.deleted_at.is_(None)
    )
    return select(paper, DEAL.c.id.label("standing_id"), *more).outerjoin(DEAL, stands)


def _its_deal(row: Any) -> dict[str, Any]:
    return {
        "deal_id": None if row.deal_id is None else DealId(row.deal_id),
        "is_deal": row.standing_id is not None,
    }


def set_deal(unit: Unit, step: SaleStep, record_id: int, deal_id: DealId) -> None:
    """Let a paper or receipt know the deal that it was made; nobody edited it."""
    table = _table(step)
    unit.connection.execute(update(table).where(table.c.id == record_id).values(deal_id=deal_id))


def forget_deal(unit: Unit, deal_id: DealId) -> None:
    """Let no paper know a deal any more, as if it had never been recorded."""
    customer_id = select(DEAL.c.customer_id).where(DEAL.c.id == deal_id).scalar_subquery()
    for table in map(_table, SaleStep):
        unit.connection.execute(
            update(table)
            .where(table.c.customer_id == customer_id, table.c.deal_id == deal_id)
            .values(deal_id=None)
        )


def _table(step: SaleStep) -> Table:
    match step:
        case SaleStep.WON:
            return OPPORTUNITY
        case SaleStep.CONFIRMED:
            return SALES_ORDER
        case SaleStep.SIGNED:
            return CONTRACT
        case SaleStep.RECEIVED:
            return PAYMENT
        case _:
            assert_never(step)
