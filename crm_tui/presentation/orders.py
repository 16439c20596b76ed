"""Orders in words: their status, what was delivered, their lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.orders.records import (
    DeliveryState,
    GoodsMove,
    OrderLine,
    OrderRow,
    OrderStatus,
)
from crm_tui.domain.orders.requests import DueSpan
from crm_tui.domain.quotes.records import QuoteLine
from crm_tui.i18n import N_, _
from crm_tui.presentation.approvals import paper_word
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.products import quantity_text, quantity_words
from crm_tui.presentation.quotes import line_words
from crm_tui.presentation.words import name_in_sentence, word

_DELIVERIES: Mapping[DeliveryState, str] = {
    DeliveryState.NONE: N_("undelivered"),
    DeliveryState.PART: N_("in part"),
    DeliveryState.WHOLE: N_("delivered"),
}
_SPANS: Mapping[DueSpan, str] = {
    DueSpan.OVERDUE: N_("overdue"),
    DueSpan.TODAY: N_("today"),
    DueSpan.TOMORROW: N_("tomorrow"),
    DueSpan.WEEK: N_("the next 7 days"),
    DueSpan.ALL: N_("all"),
}


def status_word(status: OrderStatus) -> str:
    """Return the word for where an order stands."""
    return word(status)


def standing_word(row: OrderRow) -> str:
    """Return the same of an order that is listed: of a draft also that it waits for approval."""
    is_draft = row.status is OrderStatus.DRAFT
    return paper_word(status_word(row.status), row.asked, is_draft=is_draft)


def delivery_word(state: DeliveryState) -> str:
    """Return how much was delivered."""
    return _(_DELIVERIES[state])


def delivery_words(state: DeliveryState) -> str:
    """Return the same where no heading says that it is about deliveries."""
    return _("delivered in part") if state is DeliveryState.PART else delivery_word(state)


def span_word(span: DueSpan) -> str:
    """Return the word for when goods are due."""
    return _(_SPANS[span])


def due_words(day: int | None) -> str:
    """Return the day on which goods are due; nothing for none."""
    return "" if day is None else iso_day(day) or ""


def order_line_words(line: OrderLine, currency: str) -> str:
    """Return a line in one, with its own day and what moved of it."""
    sale, unit = line.fields.sale, line.fields.sale.unit
    parts = [line_words(QuoteLine(sale, line.price), currency)]
    if line.fields.due_day is not None:
        parts.append(_("due {day}").format(day=iso_day(line.fields.due_day)))
    if line.delivered_milli:
        quantity = quantity_words(line.delivered_milli, unit)
        parts.append(_("delivered {quantity}").format(quantity=quantity))
    if line.returned_milli:
        quantity = quantity_words(line.returned_milli, unit)
        parts.append(_("returned {quantity}").format(quantity=quantity))
    return " · ".join(parts)


def move_words(move: GoodsMove, currency: str) -> str:
    """Return what went out or came back in one line."""
    facts = {
        "day": iso_day(move.day),
        "line": move.line,
        "quantity": quantity_text(move.quantity_milli),
    }
    said = (
        _("{day} delivered: line {line}, {quantity}").format(**facts)
        if move.amount_minor is None
        else _("{day} returned: line {line}, {quantity}, {amount}").format(
            amount=amount(move.amount_minor, currency), **facts
        )
    )
    return " · ".join(filter(None, (said, name_in_sentence(move.note))))


def totals_words(totals: Sequence[MoneyTotal]) -> str:
    """Return what orders come to, one amount for each currency; nothing for none."""
    return " + ".join(amount(each.amount_minor, each.currency) for each in totals)
