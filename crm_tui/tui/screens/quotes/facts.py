"""What stands beside a list about a quote: whose, until when, its sums and lines."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from crm_tui.domain.quotes.records import Quote
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.quotes import line_words, standing_word, totals
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.screens.approvals.facts import approval_sections
from crm_tui.tui.screens.settings.sections import fact, words
from crm_tui.tui.widgets.preview import Section


def quote_sections(quote: Quote, zone: ZoneInfo) -> Iterable[Section]:
    """Return what stands beside a list about a quote."""
    row, fields = quote.row, quote.fields
    said = [
        (field_label("quote_title"), row.title),
        (_("Customer"), name_in_sentence(row.customer)),
        (field_label("contact_id"), row.contact),
        (field_label("opportunity_id"), quote.opportunity),
        (_("Status"), standing_word(row)),
        (field_label("quote_day"), iso_day(row.quote_day) or ""),
        (field_label("valid_until_day"), iso_day(row.valid_until_day) or ""),
        (field_label("reason"), quote.reason),
    ]
    lines = [fact(label, text) for label, text in said if text]
    yield Section(quote.full_number, tuple(lines))
    yield from approval_sections(quote.approval, zone)
    yield Section(field_label("total"), tuple(fact(label, text) for label, text in totals(quote)))
    if quote.lines:
        entries = tuple(words(line_words(each, fields.currency)) for each in quote.lines)
        yield Section(field_label("lines"), entries)
