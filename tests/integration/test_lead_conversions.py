"""转客户: what else a lead becomes besides a customer, and whose find that is."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError
from crm_tui.services.opportunities.writing import NewOpportunity
from tests import invariants, make

pytestmark = pytest.mark.usefixtures("usual_levels")


def customers(crm: Crm, actor: Actor) -> int:
    return crm.customers.page(actor, ListRequest(CustomerView.ALL)).total


def test_a_lead_brings_an_opportunity_and_undo_takes_all_of_it_back(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina, source="website")
    new = NewOpportunity(OpportunityFields(name="一期", amount_minor=320_000_00))
    made = crm.leads.convert(lina, lead, opportunity=new)
    assert made.opportunity_id is not None
    sale = crm.opportunities.detail(lina, made.opportunity_id).row
    assert (sale.customer_id, sale.owner_id, sale.name) == (made.customer_id, lina.user_id, "一期")
    assert sale.fields.source_id == crm.leads.detail(lina, lead).row.fields.source_id
    assert not invariants.broken(crm)
    crm.history.undo(lina)
    assert customers(crm, lina) == 0
    assert crm.leads.convert(lina, lead).opportunity_id is None


def test_a_lead_whose_opportunity_cannot_be_stored_stays_a_lead(crm: Crm, lina: Actor) -> None:
    lead = make.lead(crm, lina)
    with pytest.raises(FieldError):
        crm.leads.convert(lina, lead, opportunity=NewOpportunity(OpportunityFields(name=" ")))
    assert crm.leads.detail(lina, lead).row.stage is LeadStage.NEW
    assert customers(crm, lina) == 0


def test_only_who_entered_the_lead_found_the_customer_themselves(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    given = make.lead(crm, boss, company="公司给的")
    crm.leads.assign(boss, [given], lina.user_id)
    form = make.sent(crm, lina, company="表单来的", id="7")
    crm.leads.claim(lina, [form])
    leads = (make.lead(crm, lina, company="自己的"), given, form)
    made = [crm.leads.convert(lina, each).customer_id for each in leads]
    found = make.query(crm, "SELECT id FROM customer WHERE is_self_found")
    assert found == [(made[0],)]
    assert not invariants.broken(crm)
