"""A contract as it is printed: its texts and what each is called."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.contracts.pages import ContractSource
from crm_tui.domain.contracts.records import Contract, ContractStatus
from crm_tui.domain.quotes.pages import PaperPage
from crm_tui.domain.quotes.papers import QuoteSettings
from crm_tui.i18n import N_, _
from crm_tui.presentation.contracts import span_words
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.quote_pages import (
    LABELS,
    amount_in_words,
    page_language,
    printed_amount,
    printed_line,
)

_LABELS: Mapping[str, str] = {
    **LABELS,
    "heading": N_("Contract"),
    "number": N_("Contract no."),
    "their_party": N_("Party A (buyer)"),
    "our_party": N_("Party B (seller)"),
    "sign_day": N_("Day of signing"),
    "span": N_("Runs"),
    "source": N_("Made from"),
    "lines": N_("Goods and services"),
    "total": N_("Total"),
    "payee": N_("Pay to"),
    "their_seal": N_("Party A (buyer) (seal)"),
    "our_seal": N_("Party B (seller) (seal)"),
    "seal": N_("(seal)"),
    "signatory": N_("Represented by:"),
    "date": N_("Date: __________"),
}


def contract_page(
    contract: Contract, source: ContractSource | None, settings: QuoteSettings, office: str
) -> PaperPage:
    """Return the texts of a contract in the language in use; its lines are those of its source."""
    row, fields, currency = contract.row, contract.fields, contract.row.currency
    said = {
        "number": row.number,
        "title": row.title,
        "their_party": fields.their_party or row.customer,
        "their_signatory": fields.their_signatory,
        "our_party": fields.our_party or settings.issuer_name or office,
        "our_signatory": fields.our_signatory,
        "sign_day": "" if row.sign_day is None else iso_day(row.sign_day) or "",
        "span": span_words(row),
        "currency": currency,
        "contract_amount": printed_amount(row.amount_minor, currency),
        "in_words": amount_in_words(row.amount_minor, currency),
        "issuer_tax_number": settings.issuer_tax_number,
        "issuer_bank": settings.issuer_bank,
        "issuer_account": settings.issuer_account,
        "draft": _("DRAFT") if row.status is ContractStatus.DRAFT else "",
        **_of_source(source, currency),
    }
    listed = () if source is None else source.lines
    lines = tuple(printed_line(each, at, currency) for at, each in enumerate(listed, start=1))
    return PaperPage(
        said, lines, {name: _(label) for name, label in _LABELS.items()}, page_language()
    )


def _of_source(source: ContractSource | None, currency: str) -> Mapping[str, str]:
    if source is None:
        return {}
    price = source.price
    return {
        "source": source.number,
        "listed": source.number,
        "tax_note": _("prices include tax") if source.includes_tax else _("prices without tax"),
        "amount": printed_amount(price.amount_minor, currency),
        "reduced": printed_amount(-price.reduced_minor, currency) if price.reduced_minor else "",
        "net": printed_amount(price.net_minor, currency),
        "tax": printed_amount(price.tax_minor, currency),
        "total": printed_amount(price.total_minor, currency),
        "terms": source.terms,
    }
