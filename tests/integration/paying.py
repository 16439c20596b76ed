"""What tests of money begin with: orders, contracts, receipts, refunds, and what they come to."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, PaymentId
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.payments.records import PlanFields, Split, Target
from crm_tui.domain.payments.requests import PlanRequest
from crm_tui.domain.payments.totals import CustomerMoney
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from tests import make

TODAY = make.NOW.toordinal()


def order(
    crm: Crm, actor: Actor, customer: CustomerId, minor: int = 1_000_00, **fields: object
) -> Target:
    """Confirm an order of one line worth so much."""
    blank = replace(crm.orders.blank(actor, customer), **fields)  # type: ignore[arg-type]  # its fields
    sale = QuoteLineFields(name="货", quantity_milli=1_000, unit_price_minor=minor)
    made = crm.orders.add(actor, customer, blank, [OrderLineFields(sale)]).order_id
    crm.orders.confirm(actor, made)
    return Target(order_id=made)


def contract(crm: Crm, actor: Actor, customer: CustomerId, minor: int = 500_00) -> Target:
    """Sign a contract of so much."""
    blank = replace(crm.contracts.blank(actor, customer), title="合同", amount_minor=minor)
    made = crm.contracts.add(actor, customer, blank).contract_id
    crm.contracts.sign(actor, made)
    return Target(contract_id=made)


def pay(
    crm: Crm, actor: Actor, customer: CustomerId, minor: int, *splits: Split, **fields: object
) -> PaymentId:
    """Write down a receipt of so much."""
    blank = replace(crm.payments.blank(actor, customer), amount_minor=minor, **fields)  # type: ignore[arg-type]  # its fields
    return crm.payments.add(actor, customer, blank, splits).payment_id


def give_back(crm: Crm, actor: Actor, payment: PaymentId, minor: int) -> PaymentId:
    """Give so much of a receipt back."""
    fields = replace(crm.payments.payment(actor, payment).fields, amount_minor=minor)
    return crm.payments.refund(actor, payment, fields).payment_id


def plan(crm: Crm, actor: Actor, target: Target, *lines: tuple[int, int]) -> list[Target]:
    """Plan lines of an amount and days from today."""
    fields = [PlanFields(due_day=TODAY + days, amount_minor=minor) for minor, days in lines]
    crm.payment_plans.add(actor, target, fields)
    found = crm.payment_plans.list(actor, PlanRequest(target=target))
    return [each.target for each in found]


def money(crm: Crm, actor: Actor, customer: CustomerId) -> CustomerMoney:
    return crm.receivables.money(actor, customer)


def sums(crm: Crm, actor: Actor, customer: CustomerId) -> tuple[int, int, int]:
    """Return what was ordered, received and is outstanding, in the office's currency."""
    found = money(crm, actor, customer).reported
    assert found is not None
    return found.ordered_minor, found.received_minor, found.outstanding_minor
