"""Why something cannot be done with an order, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.orders.rules import (
    BeyondDelivered,
    BeyondOrder,
    OrderHasNoLines,
    OrderInForce,
    OrderIsDelivered,
    OrderNotConfirmed,
    OrderNotCounted,
    OrderNotDraft,
    OrderRefusal,
    QuoteNotOut,
    QuoteOrdered,
)
from crm_tui.i18n import _


def order_refusal(reason: OrderRefusal) -> str:
    """Return why it is refused, and what to do instead."""
    match reason:
        case BeyondOrder():
            return _("{number}, line {line}: only {left} are left to be delivered.").format(
                number=reason.number, line=reason.line, left=decimal_text(reason.left_milli, 3)
            )
        case BeyondDelivered():
            return _("{number}, line {line}: only {left} are with the customer.").format(
                number=reason.number, line=reason.line, left=decimal_text(reason.left_milli, 3)
            )
        case QuoteOrdered():
            return _("{number} was ordered already: {by}.").format(
                number=reason.number, by=reason.by
            )
        case _:
            return _plain(reason).format(number=reason.number)


def _plain(
    reason: (
        OrderNotDraft
        | OrderHasNoLines
        | OrderNotConfirmed
        | OrderNotCounted
        | OrderInForce
        | OrderIsDelivered
        | QuoteNotOut
    ),
) -> str:
    match reason:
        case OrderNotDraft():
            return _("{number} is no draft; once confirmed only its delivery days and note change.")
        case OrderHasNoLines():
            return _("{number} has no lines yet; add what is ordered first.")
        case OrderNotConfirmed() | OrderNotCounted():
            return _("{number} is not confirmed, or is closed or void already.")
        case OrderInForce():
            return _("{number} is confirmed; call it void before it is deleted.")
        case OrderIsDelivered():
            return _("Goods of {number} are with the customer; write down their return first.")
        case QuoteNotOut():
            return _("{number} is not with the customer, or no longer valid; send it first.")
        case _:
            assert_never(reason)
