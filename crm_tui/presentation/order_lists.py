"""Orders as lists show them: columns, what they come to."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.orders.records import DeliveryState, OrderRow, OrderStatus
from crm_tui.i18n import N_, ngettext
from crm_tui.presentation.approvals import paper_tone
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import NO_DAY, short_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.orders import delivery_word, standing_word, status_word
from crm_tui.presentation.record_columns import RecordColumn, by_choice, by_name
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align

_TONES = {
    OrderStatus.DRAFT: Tone.DIM,
    OrderStatus.CONFIRMED: Tone.GOOD,
    OrderStatus.CLOSED: Tone.NORMAL,
    OrderStatus.VOID: Tone.DIM,
}
_DELIVERY_TONES = {
    DeliveryState.NONE: Tone.DIM,
    DeliveryState.PART: Tone.ACCENT,
    DeliveryState.WHOLE: Tone.GOOD,
}


def count_words(count: int, shown: str) -> str:
    """Return how many orders there are."""
    return ngettext("{count} order", "{count} orders", count).format(count=shown)


def _due(row: OrderRow, at: Moment) -> str:
    day = row.due_day if row.status is OrderStatus.DRAFT else row.next_due_day
    return NO_DAY if day is None else short_day(day, at.today)


def _due_tone(row: OrderRow, at: Moment) -> Tone:
    day = row.next_due_day
    if day is None or day > at.today:
        return Tone.NORMAL
    return Tone.WARN if day == at.today else Tone.BAD


def _returned(row: OrderRow, _at: Moment) -> str:
    return amount(-row.returned_minor, row.currency) if row.returned_minor else ""


def _tone(row: OrderRow, _at: Moment) -> Tone:
    is_draft = row.status is OrderStatus.DRAFT
    return paper_tone(_TONES[row.status], row.asked, is_draft=is_draft)


Column = RecordColumn[OrderRow]
_COLUMNS = (
    Column("number", N_("Number"), 14, lambda row, _at: row.number, widest=24),
    Column("customer", N_("Customer"), 16, lambda row, _at: row.customer, 0, widest=36),
    Column("title", N_("Subject of the order"), 10, lambda row, _at: row.title, 3, widest=30),
    Column(
        "total",
        N_("Total"),
        13,
        lambda row, _at: amount(row.total_minor, row.currency),
        align=Align.RIGHT,
    ),
    Column(
        "status",
        N_("Status"),
        9,
        lambda row, _at: standing_word(row),
        1,
        widest=11,
        tone=_tone,
        group=by_choice(OrderStatus, status_word),
    ),
    Column(
        "delivery",
        N_("Delivered"),
        11,
        lambda row, _at: delivery_word(row.delivery),
        1,
        tone=lambda row, _at: _DELIVERY_TONES[row.delivery],
        sortable=False,
        group=by_choice(DeliveryState, delivery_word),
    ),
    Column("due", N_("Delivery due"), 9, _due, 1, tone=_due_tone, group=by_name),
    Column(
        "day",
        N_("Ordered"),
        9,
        lambda row, at: short_day(row.order_day, at.today),
        2,
        group=by_name,
    ),
    Column("owner", N_("Owner"), 8, lambda row, _at: row.owner, 2, group=by_name),
    Column("contact", N_("Contact"), 8, lambda row, _at: row.contact, 5, sortable=False),
    Column("returned", N_("Returned"), 12, _returned, 5, Align.RIGHT, sortable=False),
)
COLUMNS: Mapping[str, Column] = {each.key: each for each in _COLUMNS}
"""Every column that a list of orders may have."""
USUAL_COLUMNS = (
    "number",
    "customer",
    "title",
    "total",
    "status",
    "delivery",
    "due",
    "day",
    "owner",
)
