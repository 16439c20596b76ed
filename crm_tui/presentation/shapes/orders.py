"""Orders as dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.orders.records import (
    DueLine,
    GoodsMove,
    Order,
    OrderLine,
    OrderRow,
)
from crm_tui.domain.quotes.records import QuoteLine
from crm_tui.domain.written_amounts import written_amount
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount
from crm_tui.presentation.shapes.approvals import standing
from crm_tui.presentation.shapes.quotes import discount_text, line_shape

KEYS = (
    "id", "number", "customer_id", "customer", "contact", "owner", "title", "status", "delivery",
    "day", "due", "total", "returned", "currency", "approval",
)  # fmt: skip
DUE_KEYS = (
    "order_id", "number", "line", "customer_id", "customer", "owner", "name", "unit", "quantity",
    "left", "due",
)  # fmt: skip


def row(order: OrderRow, logins: Mapping[UserId, str]) -> Shape:
    """Return an order as a list gives it."""
    return {
        "id": order.id,
        "number": order.number,
        "customer_id": order.customer_id,
        "customer": order.customer,
        "contact": order.contact or None,
        "owner": logins.get(order.owner_id),
        "title": order.title or None,
        "status": order.status.value,
        "delivery": order.delivery.value,
        "day": iso_day(order.order_day),
        "due": _day(order.due_day),
        "total": plain_amount(order.total_minor, order.currency),
        "returned": plain_amount(order.returned_minor, order.currency),
        "currency": order.currency,
        "approval": standing(order.asked),
    }


def whole(
    order: Order,
    logins: Mapping[UserId, str],
    moves: Sequence[GoodsMove] = (),
    totals: Sequence[MoneyTotal] = (),
) -> Shape:
    """Return an order with its lines and sums, its goods, and what its customer's come to."""
    fields, price, currency = order.fields, order.price, order.fields.currency
    return {
        **row(order.row, logins),
        "quote": order.quote or None,
        "opportunity": order.opportunity or None,
        "includes_tax": fields.includes_tax,
        "discount": discount_text(fields.discount, currency),
        "lines": [_line(each, at, currency) for at, each in enumerate(order.lines, start=1)],
        "amount": plain_amount(price.amount_minor, currency),
        "reduced": plain_amount(price.reduced_minor, currency),
        "net": plain_amount(price.net_minor, currency),
        "tax": plain_amount(price.tax_minor, currency),
        "in_words": written_amount(price.total_minor) if currency == "CNY" else None,
        "terms": fields.terms or None,
        "note": fields.note or None,
        "deal_id": order.deal_id,
        "confirmed_on": _day(order.confirmed_day),
        "decided_on": _day(order.decided_day),
        "reason": order.reason or None,
        "goods": [_move(each, currency) for each in moves],
        "customer_totals": [
            {
                "currency": each.currency,
                "amount": plain_amount(each.amount_minor, each.currency),
                "orders": each.records,
            }
            for each in totals
        ],
    }


def due(line: DueLine, logins: Mapping[UserId, str]) -> Shape:
    """Return goods to be delivered."""
    return {
        "order_id": line.order_id,
        "number": line.number,
        "line": line.line,
        "customer_id": line.customer_id,
        "customer": line.customer,
        "owner": logins.get(line.owner_id),
        "name": line.name,
        "unit": line.unit or None,
        "quantity": decimal_text(line.quantity_milli, 3),
        "left": decimal_text(line.left_milli, 3),
        "due": _day(line.due_day),
    }


def _line(line: OrderLine, at: int, currency: str) -> Shape:
    return {
        **line_shape(QuoteLine(line.fields.sale, line.price), at, currency),
        "due": _day(line.fields.due_day),
        "delivered": decimal_text(line.delivered_milli, 3),
        "returned": decimal_text(line.returned_milli, 3),
        "returned_amount": plain_amount(line.returned_minor, currency),
    }


def _move(move: GoodsMove, currency: str) -> Shape:
    is_return = move.amount_minor is not None
    return {
        "kind": "return" if is_return else "delivery",
        "line": move.line,
        "quantity": decimal_text(move.quantity_milli, 3),
        "day": iso_day(move.day),
        "amount": None if move.amount_minor is None else plain_amount(move.amount_minor, currency),
        "note": move.note or None,
    }


def _day(day: int | None) -> str | None:
    return None if day is None else iso_day(day)
