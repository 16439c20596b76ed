"""Receipts and refunds as lists show them: columns, how many they are."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.payments.records import PaymentKind, PaymentMethod, PaymentRow
from crm_tui.i18n import N_, ngettext
from crm_tui.presentation.dates import short_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import money_word, payment_tone, payment_words
from crm_tui.presentation.record_columns import RecordColumn, by_choice, by_name
from crm_tui.presentation.widths import Align


def count_words(count: int, shown: str) -> str:
    """Return how many payments there are."""
    return ngettext("{count} payment", "{count} payments", count).format(count=shown)


Column = RecordColumn[PaymentRow]
_COLUMNS = (
    Column("number", N_("Number"), 14, lambda row, _at: row.number, 1, widest=24),
    Column("day", N_("Day"), 9, lambda row, at: short_day(row.day, at.today), group=by_name),
    Column("customer", N_("Customer"), 16, lambda row, _at: row.customer, 0, widest=36),
    Column(
        "kind",
        N_("Kind"),
        8,
        lambda row, _at: payment_words(row),
        2,
        widest=16,
        tone=lambda row, _at: payment_tone(row),
        group=by_choice(PaymentKind, money_word),
    ),
    Column(
        "amount",
        N_("Amount"),
        13,
        lambda row, _at: amount(row.amount_minor, row.currency),
        align=Align.RIGHT,
    ),
    Column(
        "method",
        N_("Way of payment"),
        8,
        lambda row, _at: money_word(row.method),
        3,
        sortable=False,
        group=by_choice(PaymentMethod, money_word),
    ),
    Column("payer", N_("Payer"), 12, lambda row, _at: row.payer, 4, widest=30, sortable=False),
    Column(
        "settles",
        N_("What it settles"),
        14,
        lambda row, _at: row.settles,
        2,
        widest=30,
        sortable=False,
    ),
    Column("reference", N_("Reference"), 10, lambda row, _at: row.reference, 6, sortable=False),
    Column("owner", N_("Owner"), 8, lambda row, _at: row.owner, 2, group=by_name),
)
COLUMNS: Mapping[str, Column] = {each.key: each for each in _COLUMNS}
"""Every column that a list of receipts and refunds may have."""
USUAL_COLUMNS = ("day", "number", "customer", "amount", "kind", "method", "settles", "owner")
