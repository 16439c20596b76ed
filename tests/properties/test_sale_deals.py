"""A sale counts as one deal after any order of winning, ordering, signing and taking back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    DealId,
    OpportunityId,
    OrderId,
    QuoteId,
)
from crm_tui.domain.opportunities import OpportunityFields, OpportunityState
from crm_tui.domain.orders.records import COUNTED
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError
from crm_tui.services.opportunities.ending import Ending
from tests import make
from tests.long_runs import only_long

SEEDS = (1, *only_long(range(2, 32)))
LINE = QuoteLineFields(name="货", unit_price_minor=90_00)


@dataclass(frozen=True)
class Paper:
    """What counts of a sale, and its deal if that stands."""

    kind: str
    id: int
    opportunity: str
    order: str
    quote: str
    deal_id: DealId | None
    is_deal: bool

    def is_same_sale(self, other: Paper) -> bool:
        if self.kind == other.kind:
            return False
        if "opportunity" in {self.kind, other.kind}:
            return bool(self.opportunity) and self.opportunity == other.opportunity
        is_ordered = bool(self.order) and self.order == other.order
        return is_ordered or (bool(self.quote) and self.quote == other.quote)


def acts(
    crm: Crm, actor: Actor, customer: CustomerId, dice: random.Random
) -> list[Callable[[], object]]:
    """Whatever may be done at this moment, allowed or refused."""
    chosen = OpportunityId(dice.randint(1, 2))
    quotes = [each.id for each in crm.quotes.list(actor, QuoteRequest())] or [QuoteId(9)]
    orders = [each.id for each in crm.orders.list(actor, OrderRequest())] or [OrderId(9)]
    papers = [each.id for each in crm.contracts.list(actor, ContractRequest())] or [ContractId(9)]
    quote, order, contract = dice.choice(quotes), dice.choice(orders), dice.choice(papers)

    def draft(**of: QuoteId | OrderId) -> None:
        fields = crm.contracts.blank(actor, customer, **of)  # type: ignore[arg-type]  # by its name
        written = crm.contracts.add(actor, customer, replace(fields, title="合同"))
        crm.contracts.sign(actor, written.contract_id)

    def ask(opportunity_id: OpportunityId | None) -> None:
        blank = crm.quotes.blank(actor, customer, opportunity_id)
        crm.quotes.send(actor, crm.quotes.add(actor, customer, blank, [LINE]).quote_id)

    return [
        lambda: crm.opportunities.win(actor, chosen, Ending()),
        lambda: crm.opportunities.win(actor, chosen, Ending()),
        lambda: crm.opportunities.reopen(actor, chosen),
        lambda: ask(chosen),
        lambda: ask(None),
        lambda: crm.orders.confirm(actor, crm.orders.add_from_quote(actor, quote).order_id),
        lambda: crm.orders.confirm(actor, crm.orders.add_from_quote(actor, quote).order_id),
        lambda: crm.orders.void(actor, order, "x"),
        lambda: draft(quote_id=quote),
        lambda: draft(order_id=order),
        lambda: crm.contracts.terminate(actor, contract, "x"),
        lambda: crm.contracts.void(actor, contract, "x"),
        lambda: crm.history.undo(actor),
        lambda: crm.history.undo(actor),
    ]


def papers_of(crm: Crm, actor: Actor) -> list[Paper]:
    """What counts, as the services show it."""
    standing = {each.id for each in crm.deals.list(actor) if not each.is_void}
    found: list[Paper] = []
    for number in (1, 2):
        row = crm.opportunities.detail(actor, OpportunityId(number)).row
        if row.state is OpportunityState.WON:
            found.append(
                Paper("opportunity", number, row.name, "", "", row.deal_id, row.deal_id in standing)
            )
    for listed in crm.orders.list(actor, OrderRequest()):
        order = crm.orders.order(actor, listed.id)
        quote = order.quote.partition("-V")[0]
        if listed.status in COUNTED:
            about = (order.opportunity, listed.number, quote, order.deal_id)
            found.append(Paper("order", listed.id, *about, order.deal_id in standing))
    for signed in crm.contracts.list(actor, ContractRequest()):
        contract = crm.contracts.contract(actor, signed.id)
        if signed.status in {ContractStatus.DRAFT, ContractStatus.VOID}:
            continue
        quote, order_id = signed.quote.partition("-V")[0], contract.fields.order_id
        if order_id is not None:
            quote = crm.orders.order(actor, order_id).quote.partition("-V")[0]
        about = (contract.opportunity, signed.order, quote, contract.deal_id)
        found.append(Paper("contract", signed.id, *about, contract.deal_id in standing))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sale_is_one_deal_whatever_was_done_to_it(crm: Crm, admin: Actor, seed: int) -> None:
    dice = random.Random(seed)
    boss = make.rep(crm, "boss", role="admin")
    crm.orders.set_settings(boss, {"confirmed_is_deal": "yes"})
    crm.contracts.change_settings(boss, {"signed_is_deal": "yes"})
    customer = make.customer(crm, boss)
    for name in ("一期", "二期"):
        crm.opportunities.add(boss, customer, OpportunityFields(name=name, amount_minor=100_00))
    done = deals = 0
    for _ in range(50):
        try:
            dice.choice(acts(crm, admin, customer, dice))()
        except CrmError:
            continue
        done += 1
        papers = papers_of(crm, admin)
        for each in papers:
            covering = [other for other in papers if other.is_deal and each.is_same_sale(other)]
            # Once, and not left out: it is the deal itself, or another paper is in its place.
            assert each.is_deal != bool(covering), (each, papers)
        standing = {each.id for each in crm.deals.list(admin) if not each.is_void}
        assert {each.deal_id for each in papers if each.is_deal} == standing
        won = crm.customers.record(admin, customer).row.type.value
        assert (won == "deal") == bool(standing)
        deals = max(deals, len(standing))
    assert done > 15
    assert deals > 1
