"""One sale is one deal: what was won is not confirmed, signed or received as another.

Whatever of a sale is a deal first stands for all of it; when that is taken back, what else of it
counts is the deal in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from crm_tui.db.queries import customers, deals, sale_deals
from crm_tui.db.queries.payments import receipts
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contracts import papers as contract_papers
from crm_tui.domain.deals import DealFields, DealRow
from crm_tui.domain.identifiers import CustomerId, DealId, PaymentId, UserId
from crm_tui.domain.orders import papers as order_papers
from crm_tui.domain.payments import papers as payment_papers
from crm_tui.domain.payments.papers import ReceiptDeal
from crm_tui.domain.payments.records import Payment, PaymentFields, Split, Target, settled
from crm_tui.domain.sale_deals import (
    SalePaper,
    SaleRoad,
    SaleStep,
    heirs,
    is_covered,
    is_same_sale,
)
from crm_tui.services.deals import record_deal, void_deal
from crm_tui.services.paper_settings import stored_settings


def record_once(
    unit: Unit, customer: Any, step: SaleStep, road: SaleRoad, deal: DealFields, owner_id: UserId
) -> DealId | None:
    """Record the deal of a paper where the office counts it and its sale is none already."""
    if step not in _counting(unit):
        return None
    if _covers(unit, step, road):
        return None
    return record_deal(unit, customer, deal, owner_id)


def take_back(
    unit: Unit, customer: Any, road: SaleRoad, deal_id: DealId | None, reason: str
) -> None:
    """Void the deal of a paper unless somebody has; what else counts of its sale is the deal then.

    To be called while the paper itself still counts.
    """
    deal = standing_deal(unit, deal_id)
    if deal is None:
        return
    found = sale_deals.sale(unit, road).papers
    leaving = next(each for each in found if each.deal_id == deal.id)
    _hand_on(unit, customer, leaving, found)
    for receipt_id in dict.fromkeys(
        each.id for each in found if each.step is SaleStep.RECEIVED and is_same_sale(leaving, each)
    ):
        _count_now(unit, customer, PaymentId(receipt_id), but=deal.id)
    void_deal(unit, customers.stored(unit, customer.id), deal, reason)


def record_received(
    unit: Unit, customer: Any, fields: PaymentFields, number: str, splits: Sequence[Split]
) -> DealId | None:
    """Record the deal of a receipt: all of it but what settles a sale that is one already."""
    minor = fields.amount_minor - covered_minor(unit, customer.id, splits)
    if fields.owner_id is None or minor <= 0:
        return None
    deal = DealFields(minor, fields.day, number, currency=fields.currency)
    return record_deal(unit, customer, deal, fields.owner_id)


def covered_minor(
    unit: Unit, customer_id: CustomerId, splits: Sequence[Split], *, but: DealId | None = None
) -> int:
    """Return what of the parts of a receipt settles sales that are deals already, without one."""
    return settled(
        each
        for each in splits
        if _covers(unit, SaleStep.RECEIVED, _road(customer_id, each.target), but=but)
    )


def leave(unit: Unit, customer: Any, receipt: Payment, targets: Collection[Target]) -> None:
    """Let orders and contracts be deals for which a receipt stood, before it settles them no more.

    Nothing happens where it is no deal, or none by now.
    """
    if standing_deal(unit, receipt.deal_id) is None:
        return
    for target in targets:
        road = _road(receipt.row.customer_id, target)
        found = sale_deals.sale(unit, road).papers
        its = [each for each in found if each.id == receipt.row.id and each.settles(road)]
        for leaving in its[:1]:
            _hand_on(unit, customer, leaving, found)


def standing_deal(unit: Unit, deal_id: DealId | None) -> DealRow | None:
    """Return a deal unless there is none, or somebody took it back."""
    deal = None if deal_id is None else deals.deal(unit, deal_id)
    return None if deal is None or deal.is_void else deal


def is_counted(unit: Unit, customer_id: CustomerId, but: PaymentId | None = None) -> bool:
    """Return whether the office counts a receipt of a customer as a deal, as far as it is one."""
    match stored_settings(unit, payment_papers.SETTINGS).receipt_is_deal:
        case ReceiptDeal.NO:
            return False
        case ReceiptDeal.FIRST:
            return not receipts.has_receipts(unit, customer_id, before=but)
        case ReceiptDeal.EACH:
            return True


def _covers(unit: Unit, step: SaleStep, road: SaleRoad, *, but: DealId | None = None) -> bool:
    """Return whether the sale of a paper that is not stored yet is a deal already, without one."""
    sale = sale_deals.sale(unit, road)
    paper = SalePaper(
        step=step,
        id=0,
        deal=DealFields(0, 0),
        owner_id=UserId(0),
        deal_id=None,
        is_deal=False,
        order_id=sale.order_id,
        contract_id=road.contract_id,
        first_quote_id=sale.first_quote_id,
    )
    others = [each for each in sale.papers if but is None or each.deal_id != but]
    return is_covered(paper, others)


def _hand_on(unit: Unit, customer: Any, leaving: SalePaper, found: Sequence[SalePaper]) -> None:
    """Record the deals that what else counts of a sale is once one of its papers is none."""
    for heir in heirs(leaving, found, _counting(unit)):
        row = customers.stored(unit, customer.id)
        deal_id = record_deal(unit, row, heir.deal, heir.owner_id)
        sale_deals.set_deal(unit, heir.step, heir.id, deal_id)


def _count_now(unit: Unit, customer: Any, payment_id: PaymentId, *, but: DealId) -> None:
    """Record the deal that a receipt is once another is none, unless somebody took its own back.

    One that is a deal for another part of it already is another, greater one.
    """
    receipt = receipts.payment(unit, payment_id)
    before = standing_deal(unit, receipt.deal_id)
    is_taken_back = receipt.deal_id is not None and before is None
    if is_taken_back or not is_counted(unit, customer.id, payment_id):
        return
    splits = [each.split for each in receipt.splits]
    minor = receipt.row.amount_minor - covered_minor(unit, customer.id, splits, but=but)
    if minor <= (0 if before is None else before.amount_minor):
        return
    row, fields = receipt.row, receipt.fields
    deal = DealFields(minor, row.day, row.number, currency=row.currency)
    deal_id = record_deal(
        unit, customers.stored(unit, customer.id), deal, fields.owner_id or row.owner_id
    )
    sale_deals.set_deal(unit, SaleStep.RECEIVED, payment_id, deal_id)
    if before is not None:
        now = customers.stored(unit, customer.id)
        void_deal(unit, now, before, row.number, receipt_id=payment_id)


def _road(customer_id: CustomerId, target: Target) -> SaleRoad:
    return SaleRoad(customer_id, order_id=target.order_id, contract_id=target.contract_id)


def _counting(view: View) -> set[SaleStep]:
    """Return what of the papers of a sale this office counts as a deal; receipts are apart."""
    orders = stored_settings(view, order_papers.SETTINGS)
    contracts = stored_settings(view, contract_papers.SETTINGS)
    counts = {
        SaleStep.WON: view.office.work.won_is_deal,
        SaleStep.CONFIRMED: orders.confirmed_is_deal,
        SaleStep.SIGNED: contracts.signed_is_deal,
    }
    return {step for step, is_deal in counts.items() if is_deal}
