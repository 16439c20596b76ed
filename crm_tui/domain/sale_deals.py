"""What of one sale is its deal: the opportunity, its orders, their contracts, or their receipts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum

from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    DealId,
    OpportunityId,
    OrderId,
    QuoteId,
    UserId,
)
from crm_tui.values import dataclass


class SaleStep(Enum):
    """What of a sale may be a deal, each where the office says so; the first goes before."""

    WON = "won"
    CONFIRMED = "confirmed"
    SIGNED = "signed"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class SaleRoad:
    """Where a sale is found: by its opportunity, or what a paper was made from."""

    customer_id: CustomerId
    opportunity_id: OpportunityId | None = None
    quote_id: QuoteId | None = None
    order_id: OrderId | None = None
    contract_id: ContractId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalePaper:
    """What of a sale counts: a won opportunity, a confirmed order, a signed contract, a receipt.

    A receipt is one for each order or contract that it settles.
    """

    step: SaleStep
    id: int
    deal: DealFields
    """The deal that it would be."""
    owner_id: UserId
    deal_id: DealId | None
    """The deal that it was made, void by now or not."""
    is_deal: bool
    """Whether that deal stands."""
    order_id: OrderId | None = None
    """An order itself, that which a contract was made from, or that which a receipt settles."""
    contract_id: ContractId | None = None
    """A contract itself, or that which a receipt settles."""
    first_quote_id: QuoteId | None = None
    """The first version of the quote that it follows, a contract also through its order."""

    def settles(self, road: SaleRoad) -> bool:
        """Return whether it is a receipt for the contract of a road, or for its order."""
        if self.step is not SaleStep.RECEIVED or self.contract_id != road.contract_id:
            return False
        return road.contract_id is not None or self.order_id == road.order_id


@dataclass(frozen=True, slots=True)
class Sale:
    """What counts of a sale, and the order and quote by which it was found, its first version."""

    papers: tuple[SalePaper, ...]
    first_quote_id: QuoteId | None = None
    order_id: OrderId | None = None


def is_covered(paper: SalePaper, papers: Collection[SalePaper]) -> bool:
    """Return whether another paper of its sale is the deal in its place."""
    return any(each.is_deal and is_same_sale(each, paper) for each in papers)


def heirs(
    leaving: SalePaper, papers: Sequence[SalePaper], counting: Collection[SaleStep]
) -> list[SalePaper]:
    """Return which papers are deals once that of one of them is taken back.

    None whose own deal somebody took back: they said that it is none.
    """
    deals = [each for each in papers if each.is_deal and not _is_same(each, leaving)]
    found: list[SalePaper] = []
    for each in sorted(papers, key=_place):
        if each.step not in counting or each.deal_id is not None:
            continue
        covering = [other for other in (*deals, *found) if is_same_sale(other, each)]
        if is_same_sale(leaving, each) and not covering:
            found.append(each)
    return found


def _place(paper: SalePaper) -> tuple[int, int]:
    return list(SaleStep).index(paper.step), paper.id


def _is_same(paper: SalePaper, other: SalePaper) -> bool:
    return (paper.step, paper.id) == (other.step, other.id)


def is_same_sale(paper: SalePaper, other: SalePaper) -> bool:
    """Return whether two papers of one road say the same sale; two orders of it are two.

    So are two receipts: each is a part of what was sold.
    """
    if paper.step is other.step:
        return False
    if SaleStep.WON in {paper.step, other.step}:
        return True
    if paper.step is SaleStep.RECEIVED:
        return _is_for(paper, other)
    return _is_for(other, paper) if other.step is SaleStep.RECEIVED else _is_of(paper, other)


def _is_for(receipt: SalePaper, paper: SalePaper) -> bool:
    """Return whether a receipt settles an order or contract, or what is the same sale as that."""
    is_signed = paper.step is SaleStep.SIGNED
    if (receipt.contract_id is not None) is not is_signed:
        return _is_of(receipt, paper)
    if is_signed:
        return receipt.contract_id == paper.contract_id
    return receipt.order_id == paper.order_id


def _is_of(paper: SalePaper, other: SalePaper) -> bool:
    """Return whether an order and a contract are one: by the order, or by the quote."""
    is_of_order = paper.order_id is not None and paper.order_id == other.order_id
    quote_id = paper.first_quote_id
    return is_of_order or (quote_id is not None and quote_id == other.first_quote_id)
