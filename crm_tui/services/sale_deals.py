"""One sale is one deal: what was won is not confirmed or signed as another.

Whatever of a sale is a deal first stands for all of it; when that is taken back, what else of it
counts is the deal in its place.
"""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import customers, deals, sale_deals
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contracts import papers as contract_papers
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import DealId, UserId
from crm_tui.domain.orders import papers as order_papers
from crm_tui.domain.sale_deals import SalePaper, SaleRoad, SaleStep, heirs, is_covered
from crm_tui.services.deals import record_deal, void_deal
from crm_tui.services.paper_settings import stored_settings


def record_once(
    unit: Unit, customer: Any, step: SaleStep, road: SaleRoad, deal: DealFields, owner_id: UserId
) -> DealId | None:
    """Record the deal of a paper where the office counts it and its sale is none already."""
    if step not in _counting(unit):
        return None
    sale = sale_deals.sale(unit, road)
    paper = SalePaper(
        step=step,
        id=0,
        deal=deal,
        owner_id=owner_id,
        deal_id=None,
        is_deal=False,
        order_id=road.order_id,
        first_quote_id=sale.first_quote_id,
    )
    return None if is_covered(paper, sale.papers) else record_deal(unit, customer, deal, owner_id)


def take_back(
    unit: Unit, customer: Any, road: SaleRoad, deal_id: DealId | None, reason: str
) -> None:
    """Void the deal of a paper unless somebody has; what else counts of its sale is the deal then.

    To be called while the paper itself still counts.
    """
    deal = None if deal_id is None else deals.deal(unit, deal_id)
    if deal is None or deal.is_void:
        return
    found = sale_deals.sale(unit, road).papers
    leaving = next(each for each in found if each.deal_id == deal.id)
    for heir in heirs(leaving, found, _counting(unit)):
        row = customers.stored(unit, customer.id)
        sale_deals.set_deal(unit, heir, record_deal(unit, row, heir.deal, heir.owner_id))
    void_deal(unit, customers.stored(unit, customer.id), deal, reason)


def _counting(view: View) -> set[SaleStep]:
    """Return what of a sale this office counts as a deal."""
    orders = stored_settings(view, order_papers.SETTINGS)
    contracts = stored_settings(view, contract_papers.SETTINGS)
    counts = {
        SaleStep.WON: view.office.work.won_is_deal,
        SaleStep.CONFIRMED: orders.confirmed_is_deal,
        SaleStep.SIGNED: contracts.signed_is_deal,
    }
    return {step for step, is_deal in counts.items() if is_deal}
