"""What tests of approvals begin with: papers that have to be granted, and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import (
    ApprovalAct,
    ApprovalRequest,
    ApprovalRow,
    ApprovalStatus,
    ApprovalWish,
)
from crm_tui.domain.approvals.rules import ApprovalNeeded
from crm_tui.domain.identifiers import (
    ApprovalId,
    ContractId,
    CustomerId,
    PaymentId,
    ProductId,
    QuoteId,
)
from crm_tui.domain.products import ProductFields
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from tests import make
from tests.answers import refusal_of

TODAY = make.NOW.toordinal()
PERCENT = DiscountKind.PERCENT
ALL = ApprovalRequest()


def want(crm: Crm, **settings: str) -> None:
    crm.approvals.change_settings(make.admin(crm), settings)


def product(crm: Crm, price: int = 100_00) -> ProductId:
    fields = ProductFields(code="SV-1", name="服务器", price_minor=price)
    return ProductId(crm.products.add(make.admin(crm), fields).record_id or 0)


def quote(
    crm: Crm, actor: Actor, customer: CustomerId, *lines: QuoteLineFields, discount: int = 0
) -> QuoteId:
    blank = crm.quotes.blank(actor, customer)
    fields = replace(blank, discount=Discount(PERCENT, discount) if discount else blank.discount)
    line = QuoteLineFields(name="安装", unit_price_minor=100_00)
    return crm.quotes.add(actor, customer, fields, lines or (line,)).quote_id


def contract(crm: Crm, actor: Actor, customer: CustomerId, minor: int = 500_00) -> ContractId:
    blank = replace(crm.contracts.blank(actor, customer), title="框架", amount_minor=minor)
    return crm.contracts.add(actor, customer, blank).contract_id


def receipt(crm: Crm, actor: Actor, customer: CustomerId, minor: int = 500_00) -> PaymentId:
    blank = replace(crm.payments.blank(actor, customer), amount_minor=minor)
    return crm.payments.add(actor, customer, blank).payment_id


def ask(crm: Crm, actor: Actor, act: ApprovalAct, record_id: int, **more: int) -> ApprovalId:
    return crm.approvals.ask(actor, ApprovalWish(act, record_id, **more), "老客户").approval_id


def asked_quote(crm: Crm, actor: Actor, customer: CustomerId) -> tuple[QuoteId, ApprovalId]:
    made = quote(crm, actor, customer, discount=20_00)
    return made, ask(crm, actor, ApprovalAct.QUOTE, made)


def status(crm: Crm, actor: Actor, approval: ApprovalId) -> ApprovalStatus:
    return crm.approvals.show(actor, approval).row.status


def needed(call: Callable[[], object]) -> ApprovalNeeded:
    found = refusal_of(call)
    assert isinstance(found, ApprovalNeeded)
    return found


def only(rows: list[ApprovalRow]) -> ApprovalRow:
    (row,) = rows
    return row
