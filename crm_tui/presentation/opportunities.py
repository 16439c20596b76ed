"""Opportunities as lists and panes show them: columns, what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.days import day_of
from crm_tui.domain.opportunities import (
    Concern,
    CustomerTotals,
    OpportunityDetail,
    OpportunityKind,
    OpportunityRow,
    OpportunityState,
    OpportunitySums,
    concerns,
)
from crm_tui.domain.quotes.records import full_number
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation import contracts, orders, quotes
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import NO_DAY, happened_moment, relative_day, short_day
from crm_tui.presentation.money import amount, short_amount
from crm_tui.presentation.record_columns import RecordColumn, by_choice, by_name
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import word

_TONES = {
    OpportunityState.OPEN: Tone.NORMAL,
    OpportunityState.WON: Tone.GOOD,
    OpportunityState.LOST: Tone.BAD,
    OpportunityState.VOID: Tone.DIM,
}
_IN_ORDER = (Concern.OVERDUE, Concern.ROTTING, Concern.IDLE)


def concerns_of(row: OpportunityRow, at: Moment) -> frozenset[Concern]:
    """Return what asks for attention on an opportunity as of a moment."""
    return concerns(row, today=at.today, stage_day=day_of(row.stage_since, at.zone))


def concern_words(row: OpportunityRow, at: Moment) -> str:
    """Return what asks for attention, in words, the gravest first."""
    found = concerns_of(row, at)
    return " · ".join(word(each) for each in _IN_ORDER if each in found)


def sums_words(sums: OpportunitySums, currency: str) -> str:
    """Return what opportunities come to, and weighted by their chances."""
    return _("{amount}, weighted {weighted}").format(
        amount=short_amount(sums.amount_minor, currency),
        weighted=short_amount(sums.weighted_minor, currency),
    )


def totals_words(totals: CustomerTotals, currency: str) -> str:
    """Return 商机总额 of a customer and its open part; nothing where there is none."""
    if not totals.count:
        return ""
    return _("{total}, open {open}").format(
        total=amount(totals.total_minor, currency), open=amount(totals.open_minor, currency)
    )


def count_words(count: int, shown: str) -> str:
    """Return how many opportunities there are."""
    return ngettext("{count} opportunity", "{count} opportunities", count).format(count=shown)


def _day(day: int | None, at: Moment) -> str:
    return NO_DAY if day is None else short_day(day, at.today)


def _next(row: OpportunityRow, at: Moment) -> str:
    if row.fields.next_day is None:
        return row.fields.next_step or NO_DAY
    words = (relative_day(row.fields.next_day, at.today), row.fields.next_step)
    return " ".join(filter(None, words))


def _expected_tone(row: OpportunityRow, at: Moment) -> Tone:
    return Tone.WARN if Concern.OVERDUE in concerns_of(row, at) else Tone.NORMAL


def _next_tone(row: OpportunityRow, at: Moment) -> Tone:
    return Tone.WARN if Concern.IDLE in concerns_of(row, at) else Tone.NORMAL


def _stage_tone(row: OpportunityRow, at: Moment) -> Tone:
    return Tone.WARN if Concern.ROTTING in concerns_of(row, at) else Tone.NORMAL


Column = RecordColumn[OpportunityRow]


def opportunity_columns(currency: str) -> Mapping[str, Column]:
    """Return every column of a list of opportunities, in an office with a currency."""
    columns = (
        Column("name", N_("Opportunity"), 16, lambda row, _at: row.name, widest=36),
        Column("customer", N_("Customer"), 16, lambda row, _at: row.customer, 1, widest=36),
        Column(
            "stage",
            N_("Opportunity stage"),
            10,
            lambda row, _at: row.stage,
            1,
            tone=_stage_tone,
            group=by_name,
        ),
        Column(
            "amount",
            N_("Amount"),
            12,
            lambda row, _at: amount(row.fields.amount_minor, row.fields.currency),
            align=Align.RIGHT,
        ),
        Column(
            "expected",
            N_("Expected"),
            10,
            lambda row, at: _day(row.fields.expected_day, at),
            2,
            tone=_expected_tone,
            group=by_name,
        ),
        Column("next", N_("Next step"), 14, _next, 3, widest=30, tone=_next_tone),
        Column("owner", N_("Owner"), 8, lambda row, _at: row.owner or NO_DAY, 2, group=by_name),
        Column(
            "weighted",
            N_("Weighted"),
            12,
            lambda row, _at: amount(row.weighted_minor, currency),
            4,
            align=Align.RIGHT,
        ),
        Column(
            "state",
            N_("State"),
            6,
            lambda row, _at: word(row.state),
            4,
            tone=lambda row, _at: _TONES[row.state],
            group=by_choice(OpportunityState, word),
        ),
        Column(
            "kind",
            N_("Business type"),
            8,
            lambda row, _at: word(row.fields.kind),
            5,
            group=by_choice(OpportunityKind, word),
        ),
        Column(
            "stage_since",
            N_("In the stage since"),
            11,
            lambda row, at: happened_moment(row.stage_since, at.now, at.zone),
            5,
        ),
        Column(
            "closed", N_("Ended"), 9, lambda row, at: _day(row.closed_day, at), 5, group=by_name
        ),
        Column("reason", N_("Reason"), 12, lambda row, _at: row.close_reason, 6, sortable=False),
        Column("source", N_("Source"), 8, lambda row, _at: row.source, 6, group=by_name),
        Column(
            "competitors",
            N_("Competitors"),
            12,
            lambda row, _at: _(", ").join(row.fields.competitors),
            6,
            sortable=False,
        ),
        Column(
            "pipeline",
            N_("Pipeline"),
            10,
            lambda row, _at: row.pipeline,
            6,
            sortable=False,
            group=by_name,
        ),
        Column("concerns", N_("Wants attention"), 14, concern_words, 4, widest=30, sortable=False),
        Column(
            "created_at",
            N_("Entered"),
            11,
            lambda row, at: happened_moment(row.created_at, at.now, at.zone),
            6,
        ),
    )
    return {each.key: each for each in columns}


USUAL_COLUMNS = ("name", "customer", "stage", "amount", "expected", "next", "owner", "concerns")
ENDED_COLUMNS = ("name", "customer", "state", "amount", "closed", "reason", "owner")


def paper_lines(found: OpportunityDetail) -> Iterator[tuple[str, str]]:
    """Return the papers of an opportunity, each with its number: where it stands, its sum."""
    for quote in found.quotes:
        said = (quotes.standing_word(quote), amount(quote.total_minor, quote.currency))
        yield full_number(quote), _paper(_("Quotation"), *said, quote.title)
    for order in found.orders:
        said = (orders.standing_word(order), amount(order.total_minor, order.currency))
        yield order.number, _paper(_("Order"), *said, order.title)
    for contract in found.contracts:
        said = (
            contracts.standing_word(contract),
            amount(contract.amount_minor, contract.currency),
        )
        yield contract.number, _paper(_("Contract"), *said, contract.title)


def _paper(*parts: str) -> str:
    return " · ".join(filter(None, parts))
