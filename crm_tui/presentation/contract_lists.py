"""Contracts as lists show them: columns, what they come to."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.contracts.records import (
    ENDING_DAYS,
    STANDING,
    ContractRow,
    ContractStatus,
)
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.approvals import paper_tone
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.contracts import standing_word, status_tone, status_word
from crm_tui.presentation.dates import NO_DAY, short_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.record_columns import RecordColumn, by_choice, by_name
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align


def count_words(count: int, shown: str) -> str:
    """Return how many contracts there are."""
    return ngettext("{count} contract", "{count} contracts", count).format(count=shown)


def _day(day: int | None, at: Moment) -> str:
    return NO_DAY if day is None else short_day(day, at.today)


def _end(row: ContractRow, at: Moment) -> str:
    if row.end_day is None and row.status in STANDING:
        return _("no end")
    return _day(row.end_day, at)


def _end_tone(row: ContractRow, at: Moment) -> Tone:
    is_near = row.end_day is not None and at.today <= row.end_day <= at.today + ENDING_DAYS
    return Tone.WARN if is_near and row.status in STANDING else Tone.NORMAL


def _tone(row: ContractRow, _at: Moment) -> Tone:
    is_draft = row.status is ContractStatus.DRAFT
    return paper_tone(status_tone(row.status), row.asked, is_draft=is_draft)


Column = RecordColumn[ContractRow]
_COLUMNS = (
    Column("number", N_("Number"), 14, lambda row, _at: row.number, widest=24),
    Column("customer", N_("Customer"), 16, lambda row, _at: row.customer, 0, widest=36),
    Column("title", N_("Subject of the contract"), 12, lambda row, _at: row.title, 2, widest=36),
    Column(
        "amount",
        N_("Amount"),
        13,
        lambda row, _at: amount(row.amount_minor, row.currency),
        align=Align.RIGHT,
    ),
    Column(
        "status",
        N_("Status"),
        10,
        lambda row, _at: standing_word(row),
        1,
        widest=11,
        tone=_tone,
        sortable=False,
        group=by_choice(ContractStatus, status_word),
    ),
    Column("signed", N_("Signed on"), 10, lambda row, at: _day(row.sign_day, at), 3, group=by_name),
    Column("start", N_("First day"), 10, lambda row, at: _day(row.start_day, at), 4, group=by_name),
    Column("end", N_("Last day"), 10, _end, 1, tone=_end_tone, group=by_name),
    Column("owner", N_("Owner"), 8, lambda row, _at: row.owner, 2, group=by_name),
    Column("quote", N_("Quotation"), 14, lambda row, _at: row.quote, 6, sortable=False),
    Column("order", N_("Sales order"), 14, lambda row, _at: row.order, 5, sortable=False),
)
COLUMNS: Mapping[str, Column] = {each.key: each for each in _COLUMNS}
"""Every column that a list of contracts may have."""
USUAL_COLUMNS = ("number", "customer", "title", "amount", "status", "signed", "end", "owner")
