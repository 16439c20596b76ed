"""Quotes as lists show them: columns, how many they are."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.quotes.records import EXPIRING_DAYS, QuoteRow, QuoteStatus, full_number
from crm_tui.i18n import N_, ngettext
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import short_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.quotes import standing_tone, standing_word, status_word
from crm_tui.presentation.record_columns import RecordColumn, by_choice, by_name
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align


def count_words(count: int, shown: str) -> str:
    """Return how many quotes there are."""
    return ngettext("{count} quote", "{count} quotes", count).format(count=shown)


def _valid_tone(row: QuoteRow, at: Moment) -> Tone:
    is_near = row.valid_until_day <= at.today + EXPIRING_DAYS
    return Tone.WARN if is_near and row.status is QuoteStatus.SENT else Tone.NORMAL


Column = RecordColumn[QuoteRow]
_COLUMNS = (
    Column("number", N_("Number"), 17, lambda row, _at: full_number(row), widest=24),
    Column("customer", N_("Customer"), 16, lambda row, _at: row.customer, 0, widest=36),
    Column("title", N_("Subject of the quote"), 10, lambda row, _at: row.title, 3, widest=30),
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
        12,
        lambda row, _at: standing_word(row),
        1,
        widest=14,
        tone=lambda row, _at: standing_tone(row),
        sortable=False,
        group=by_choice(QuoteStatus, status_word),
    ),
    Column(
        "day",
        N_("Quoted"),
        9,
        lambda row, at: short_day(row.quote_day, at.today),
        2,
        group=by_name,
    ),
    Column(
        "valid",
        N_("Valid until"),
        10,
        lambda row, at: short_day(row.valid_until_day, at.today),
        1,
        tone=_valid_tone,
        group=by_name,
    ),
    Column("owner", N_("Owner"), 8, lambda row, _at: row.owner, 2, group=by_name),
    Column("contact", N_("Contact"), 8, lambda row, _at: row.contact, 5, sortable=False),
)
COLUMNS: Mapping[str, Column] = {each.key: each for each in _COLUMNS}
"""Every column that a list of quotes may have."""
USUAL_COLUMNS = ("number", "customer", "title", "total", "status", "day", "valid", "owner")
