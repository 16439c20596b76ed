"""What a pane or page tells of an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from crm_tui.domain.orders.records import GoodsMove, Order
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.orders import (
    delivery_words,
    due_words,
    move_words,
    order_line_words,
    standing_word,
)
from crm_tui.presentation.quotes import discount_words, sums
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.screens.approvals.facts import approval_sections
from crm_tui.tui.screens.settings.sections import fact, words
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order, and what went out and came back of it."""

    order: Order
    moves: Sequence[GoodsMove]


def order_sections(found: OrderDetail, zone: ZoneInfo) -> Sequence[Section]:
    """Return an order as sections of facts: itself, its sums, its lines, its goods."""
    return tuple(_sections(found, zone))


def _sections(found: OrderDetail, zone: ZoneInfo) -> Iterator[Section]:
    order = found.order
    row, fields, currency = order.row, order.fields, order.fields.currency
    yield Section(
        row.number,
        _filled(
            (field_label("order_title"), row.title),
            (_("Customer"), name_in_sentence(row.customer)),
            (field_label("contact_id"), row.contact),
            (_("Status"), f"{standing_word(row)} · {delivery_words(row.delivery)}"),
            (field_label("order_day"), iso_day(row.order_day) or ""),
            (field_label("due_day"), due_words(row.due_day)),
            (field_label("owner_id"), row.owner),
            (field_label("quote_id"), order.quote),
            (_("Contract"), order.contract),
            (field_label("discount"), discount_words(fields.discount, currency)),
            (field_label("reason"), order.reason),
        ),
    )
    yield from approval_sections(order.approval, zone)
    came_back = amount(-row.returned_minor, currency) if row.returned_minor else ""
    yield Section(
        field_label("total"), _filled(*sums(order.price, currency), (_("Returned"), came_back))
    )
    if order.lines:
        said = (f"{at} {order_line_words(e, currency)}" for at, e in enumerate(order.lines, 1))
        yield Section(_("Order lines"), tuple(map(words, said)))
    if found.moves:
        yield Section(_("Goods"), tuple(words(move_words(each, currency)) for each in found.moves))
    yield Section(
        "", _filled((field_label("terms"), fields.terms), (field_label("note"), fields.note))
    )


def _filled(*said: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(fact(label, text) for label, text in said if text)
