"""The columns of a list of leads."""

from __future__ import annotations

from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.leads.values import LeadStage
from crm_tui.i18n import N_, _
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.leads import contact_words, end_words
from crm_tui.presentation.record_columns import RecordColumn, by_choice, by_name
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import word


def _contact(row: LeadRow, at: Moment) -> str:
    return contact_words(row, at.now, at.zone)


def _contact_tone(row: LeadRow, at: Moment) -> Tone:
    planned = row.next_contact_at
    return Tone.BAD if planned is not None and planned < at.now and row.is_open else Tone.NORMAL


def _last(row: LeadRow, at: Moment) -> str:
    last = row.last_follow_up_at
    return "" if last is None else happened_moment(last, at.now, at.zone)


LEAD_COLUMNS: tuple[RecordColumn[LeadRow], ...] = (
    RecordColumn("called", N_("Lead"), 16, lambda row, _at: row.called, widest=36),
    RecordColumn(
        "person", N_("Contact"), 8, lambda row, _at: row.fields.name, 4, sortable=False, widest=14
    ),
    RecordColumn(
        "stage", N_("Lead stage"), 10, lambda row, _at: word(row.stage), widest=16,
        group=by_choice(LeadStage, word),
    ),
    RecordColumn("score", N_("Score"), 4, lambda row, _at: str(row.score), align=Align.RIGHT),
    RecordColumn(
        "owner", N_("Owner"), 8, lambda row, _at: row.owner or _("unowned"), 1, widest=12,
        group=lambda name: by_name(name) if name else _("unowned"),
    ),
    RecordColumn(
        "source", N_("Source"), 8, lambda row, _at: row.source, 2, widest=12, group=by_name
    ),
    RecordColumn(
        "campaign", N_("Campaign"), 8, lambda row, _at: row.fields.campaign, 7, sortable=False,
        widest=20, group=by_name,
    ),
    RecordColumn(
        "next_contact_at", N_("Next contact"), 14, _contact, 2, widest=24, tone=_contact_tone
    ),
    RecordColumn("last_follow_up_at", N_("Last follow-up"), 9, _last, 5, widest=14),
    RecordColumn(
        "city", N_("City"), 6, lambda row, _at: row.fields.city, 6, widest=10, group=by_name
    ),
    RecordColumn(
        "end", N_("What it came to"), 8, lambda row, _at: end_words(row), 8, sortable=False,
        widest=24,
    ),
    RecordColumn(
        "created_at", N_("Came in"), 9,
        lambda row, at: happened_moment(row.created_at, at.now, at.zone), 3, widest=14,
    ),
)  # fmt: skip
