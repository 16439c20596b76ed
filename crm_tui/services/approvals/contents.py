"""What is asked for of papers as they now are, and whether the office wants it to be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from crm_tui.db.queries import approvals, contracts, currencies, orders, papers, products, quotes
from crm_tui.db.queries.payments import receipts
from crm_tui.db.unit_of_work import View
from crm_tui.domain.approvals import contents
from crm_tui.domain.approvals.discounts import Reduction
from crm_tui.domain.approvals.papers import KIND, ApprovalSettings, from_json
from crm_tui.domain.approvals.records import (
    ApprovalAct,
    ApprovalContent,
    ApprovalWish,
)
from crm_tui.domain.approvals.rules import ApprovalNeeded, needs_approval
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.identifiers import ContractId, OrderId, PaymentId, ProductId, QuoteId
from crm_tui.domain.orders.records import Order
from crm_tui.domain.payments.records import Payment
from crm_tui.domain.quotes.records import Quote
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would be asked for, whether it has to be, and the quote whose grant counts as well."""

    content: ApprovalContent
    is_needed: bool
    quote_id: QuoteId | None = None


def settings_of(view: View) -> ApprovalSettings:
    """Return what the office wants to be asked for."""
    return from_json(papers.paper(view, KIND).settings)


def of_quote(view: View, quote: Quote) -> Weighed:
    """Return what is asked for of a quote."""
    prices = _prices(view, (each.fields.product_id for each in quote.lines))
    found = contents.quote_content(quote, prices, view.office.currency)
    return Weighed(found.content, _needed(view, found.content, found.reduction))


def of_order(view: View, order: Order) -> Weighed:
    """Return what is asked for of an order; what was granted of its quote need not be again."""
    prices = _prices(view, (each.fields.sale.product_id for each in order.lines))
    found = contents.order_content(order, prices, view.office.currency)
    return Weighed(found.content, _needed(view, found.content, found.reduction), order.quote_id)


def of_contract(view: View, contract: Contract) -> Weighed:
    """Return what is asked for of a contract."""
    content = contents.contract_content(contract)
    return Weighed(content, _needed(view, content))


def of_refund(view: View, receipt: Payment, amount_minor: int) -> Weighed:
    """Return what is asked for of a refund."""
    content = contents.refund_content(receipt, amount_minor)
    return Weighed(content, _needed(view, content))


def of_wish(view: View, wish: ApprovalWish) -> Weighed:
    """Return what is asked for by its number; raise NotFoundError for a paper out of sight."""
    match wish.act:
        case ApprovalAct.QUOTE:
            return of_quote(view, quotes.quote(view, QuoteId(wish.record_id)))
        case ApprovalAct.ORDER:
            return of_order(view, orders.order(view, OrderId(wish.record_id)))
        case ApprovalAct.CONTRACT:
            return of_contract(view, contracts.contract(view, ContractId(wish.record_id)))
        case ApprovalAct.REFUND:
            receipt = receipts.payment(view, PaymentId(wish.record_id))
            left = receipt.row.amount_minor - receipt.row.refunded_minor
            minor = left if wish.amount_minor is None else wish.amount_minor
            return of_refund(view, receipt, minor)
        case _:
            assert_never(wish.act)


def refusal_of(view: View, weighed: Weighed) -> ApprovalNeeded:
    """Return that this has to be granted first, and how what was asked of it stands."""
    content = weighed.content
    asked = approvals.last_of(view, content)
    return ApprovalNeeded(
        act=content.act,
        record_id=content.record_id,
        number=content.number,
        amount_minor=content.amount_minor,
        currency=content.currency,
        discount_share=content.discount_share,
        asked_id=None if asked is None else asked.id,
        status=None if asked is None else asked.status,
        answer="" if asked is None else asked.note,
        was_granted=asked is None and approvals.has_grant(view, content),
    )


def by_its_quote(view: View, weighed: Weighed) -> bool:
    """Return whether this very content was granted of the quote that it was made from."""
    quote_id = weighed.quote_id
    if quote_id is None:
        return False
    return approvals.is_granted(view, ApprovalAct.QUOTE, quote_id, weighed.content.mark)


def _needed(view: View, content: ApprovalContent, found: Reduction | None = None) -> bool:
    minor, currency = content.amount_minor, content.currency
    reported = currencies.Rates(view).in_own(minor, currency, view.today)
    return needs_approval(content.act, settings_of(view), reduction=found, reported_minor=reported)


def _prices(view: View, ids: Iterable[ProductId | None]) -> contents.Prices:
    return products.products_by_id(view, [each for each in ids if each is not None])
