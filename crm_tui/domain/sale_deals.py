"""Which paper of one sale is its deal: the opportunity, its orders, or their contracts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import Enum

from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import CustomerId, DealId, OpportunityId, OrderId, QuoteId, UserId
from crm_tui.values import dataclass


class SaleStep(Enum):
    """What of a sale may be a deal, each where the office says so; the first goes before."""

    WON = "won"
    CONFIRMED = "confirmed"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class SaleRoad:
    """Where a sale is found: by its opportunity, or what a paper was made from."""

    customer_id: CustomerId
    opportunity_id: OpportunityId | None = None
    quote_id: QuoteId | None = None
    order_id: OrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalePaper:
    """A paper of a sale that counts: a won opportunity, a confirmed order, a signed contract."""

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
    """An order itself, or that which a contract was made from."""
    first_quote_id: QuoteId | None = None
    """The first version of the quote that it follows, a contract also through its order."""


@dataclass(frozen=True, slots=True)
class Sale:
    """The papers of a sale that count, and the quote by which it was found, its first version."""

    papers: tuple[SalePaper, ...]
    first_quote_id: QuoteId | None = None


def is_covered(paper: SalePaper, papers: Collection[SalePaper]) -> bool:
    """Return whether another paper of its sale is the deal in its place."""
    return any(each.is_deal and _is_same_sale(each, paper) for each in papers)


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
        covering = [other for other in (*deals, *found) if _is_same_sale(other, each)]
        if _is_same_sale(leaving, each) and not covering:
            found.append(each)
    return found


def _place(paper: SalePaper) -> tuple[int, int]:
    return list(SaleStep).index(paper.step), paper.id


def _is_same(paper: SalePaper, other: SalePaper) -> bool:
    return (paper.step, paper.id) == (other.step, other.id)


def _is_same_sale(paper: SalePaper, other: SalePaper) -> bool:
    """Return whether two papers of one road say the same sale; two orders of it are two."""
    if paper.step is other.step:
        return False
    if SaleStep.WON in {paper.step, other.step}:
        return True
    contract = paper if paper.step is SaleStep.SIGNED else other
    order = other if contract is paper else paper
    is_of_order = contract.order_id is not None and contract.order_id == order.order_id
    quote_id = contract.first_quote_id
    return is_of_order or (quote_id is not None and quote_id == order.first_quote_id)
