"""What stands in papers, money and deals of customers whose contact details a pool hides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import ContractId, CustomerId, DealId, OpportunityId, QuoteId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.queries.fields import CONTRACTS, OPPORTUNITIES
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor
from tests import make
from tests.sold_offices import LINE

NUMBER = "13812345678"
NOTE = f"打{NUMBER}找张敏"


@pytest.fixture
def pooled(crm: Crm, lina: Actor) -> CustomerId:
    """A customer of a pool that hides contact details, with a number in every paper."""
    customer = make.customer(crm, lina)
    blank = crm.quotes.blank(lina, customer)
    crm.quotes.add(lina, customer, replace(blank, title=NOTE, terms=NOTE), [LINE])
    contract = replace(crm.contracts.blank(lina, customer), title=NOTE, note=NOTE, amount_minor=1)
    crm.contracts.add(lina, customer, contract)
    crm.opportunities.add(lina, customer, OpportunityFields(name="二期", next_step=NOTE))
    crm.deals.record(lina, customer, DealFields(100, make.NOW.toordinal(), note=NOTE))
    make.set_pool(crm, masks_contacts=True)
    make.meddle(crm, "UPDATE customer SET owner_id = NULL")
    return customer


def read(crm: Crm, actor: Actor) -> list[str]:
    return [
        repr(answer)
        for answer in (
            crm.quotes.list(actor, QuoteRequest()),
            crm.quotes.quote(actor, QuoteId(1)),
            crm.contracts.list(actor, ContractRequest()),
            crm.contracts.contract(actor, ContractId(1)),
            crm.contracts.window(actor, RecordRequest(CONTRACTS)).open(9).rows,
            crm.opportunities.list(actor, RecordRequest(OPPORTUNITIES), limit=9),
            crm.opportunities.detail(actor, OpportunityId(1)),
            crm.deals.list(actor),
            crm.deals.deal(actor, DealId(1)),
            crm.finding.find(actor, "张敏"),
        )
    ]


@pytest.mark.usefixtures("pooled")
def test_no_number_is_read_in_papers_deals_and_opportunities(crm: Crm) -> None:
    sun = make.rep(crm, "sun", "孙悦", department="销售部")
    told = read(crm, sun)
    assert [each for each in told if NUMBER in each] == []
    assert all("138****5678" in each for each in told[:9])


@pytest.mark.usefixtures("pooled")
def test_who_administers_the_pool_reads_all_of_it(crm: Crm) -> None:
    assert all(NUMBER in each for each in read(crm, make.admin(crm))[:9])
