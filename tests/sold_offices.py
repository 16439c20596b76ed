"""What an office sells, in one of each state: leads, opportunities, contracts, orders."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.bootstrap import Crm
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import ExpenseFields
from crm_tui.domain.identifiers import (
    ContractId,
    CustomerId,
    ExpenseId,
    InvoiceId,
    OpportunityId,
    OrderId,
    PaymentId,
    PaymentPlanId,
    PipelineId,
    StageId,
    UsageId,
)
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.payments.records import PlanFields, Target
from crm_tui.domain.pipelines import StageFields
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.usages import UsageFields
from crm_tui.domain.users import Actor
from crm_tui.services.opportunities.ending import Ending
from tests import make

TODAY = make.NOW.toordinal()
LINE = QuoteLineFields(name="仪器", unit_price_minor=100)


def sell(crm: Crm, seller: Actor, customer: CustomerId) -> None:
    """Let somebody sell to a customer of theirs; records are numbered as they are named here."""
    _leads(crm, seller)
    _opportunities(crm, seller, customer)
    _contracts(crm, seller, customer)
    _orders(crm, seller, customer)
    _payments(crm, seller, customer)
    _notes(crm, seller, customer)


def _leads(crm: Crm, seller: Actor) -> None:
    """Lead 1 is nobody's, 2 is the seller's, 3 was discarded; new ones go to the seller."""
    make.lead(crm, nobody=True, company="白杨科技")
    make.lead(crm, seller, company="青禾科技")
    discarded = make.lead(crm, seller, company="榆林科技")
    crm.leads.discard(seller, [discarded], make.word(crm, DictionaryKind.DISCARD_REASON, "no_need"))
    make.lead_route(crm, seller)


def _opportunities(crm: Crm, seller: Actor, customer: CustomerId) -> None:
    """Opportunity 1 is open, 2 lost, 3 deleted; the other pipelines are empty, 3 is out of use."""
    for name in ("一期", "二期", "三期"):
        crm.opportunities.add(seller, customer, OpportunityFields(name=name))
    crm.opportunities.lose(seller, OpportunityId(2), Ending("价格"))
    crm.opportunities.delete(seller, OpportunityId(3))
    admin = make.admin(crm)
    crm.pipelines.add(admin, "渠道", StageFields("接洽", 10))
    crm.pipelines.add_stage(admin, PipelineId(2), StageFields("样品", 30))
    crm.pipelines.remove_stage(admin, StageId(7))
    crm.pipelines.add(admin, "代理", StageFields("接洽", 10))
    crm.pipelines.remove(admin, PipelineId(3))
    crm.currencies.set_rate(admin, "USD", "6.9")


def _contracts(crm: Crm, seller: Actor, customer: CustomerId) -> None:
    """Contract 1 is a draft, 2 signed, 3 deleted."""
    blank = crm.contracts.blank(seller, customer)
    for title in ("框架", "年度", "补充"):
        crm.contracts.add(seller, customer, replace(blank, title=title, amount_minor=100))
    crm.contracts.sign(seller, ContractId(2))
    crm.contracts.delete(seller, ContractId(3))


def _orders(crm: Crm, seller: Actor, customer: CustomerId) -> None:
    """Order 1 is a draft, 2 confirmed, 3 deleted, 4 delivered."""
    blank = crm.orders.blank(seller, customer)
    for _ in range(4):
        crm.orders.add(seller, customer, blank, [OrderLineFields(LINE)])
    crm.orders.confirm(seller, OrderId(2))
    crm.orders.delete(seller, OrderId(3))
    crm.orders.confirm(seller, OrderId(4))
    crm.order_goods.deliver(seller, OrderId(4))


def _payments(crm: Crm, seller: Actor, customer: CustomerId) -> None:
    """Of plans, receipts and invoices, 1 stands and 2 is deleted."""
    money = replace(crm.payments.blank(seller, customer), amount_minor=10)
    paper = replace(crm.invoices.blank(seller, customer), amount_minor=10)
    lines = [PlanFields(due_day=TODAY, amount_minor=40), PlanFields(due_day=TODAY, amount_minor=60)]
    crm.payment_plans.add(seller, Target(order_id=OrderId(2)), lines)
    crm.payment_plans.delete(seller, PaymentPlanId(2))
    for number in ("1", "2"):
        crm.payments.add(seller, customer, money)
        crm.invoices.add(seller, customer, replace(paper, number=number))
    crm.payments.delete(seller, PaymentId(2), "重复")
    crm.invoices.delete(seller, InvoiceId(2))


def _notes(crm: Crm, seller: Actor, customer: CustomerId) -> None:
    """Of expenses and uses, 1 stands and 2 is deleted."""
    kind = make.word(crm, DictionaryKind.EXPENSE_KIND, "travel")
    spent = ExpenseFields(day=TODAY, kind_id=kind, amount_minor=1, customer_id=customer)
    for name in ("树脂", "溶剂"):
        crm.expenses.add(seller, spent)
        crm.usages.add(seller, customer, UsageFields(name=name, quantity_milli=1))
    crm.expenses.delete(seller, ExpenseId(2))
    crm.usages.delete(seller, UsageId(2))
