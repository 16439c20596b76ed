"""A quote as it is printed: its texts and what each is called."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.money import minor_digits
from crm_tui.domain.quotes.pages import PaperPage
from crm_tui.domain.quotes.papers import QuoteSettings
from crm_tui.domain.quotes.records import Quote, QuoteLine, QuoteStatus
from crm_tui.domain.written_amounts import written_amount
from crm_tui.i18n import N_, _, current_language
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import plain_amount
from crm_tui.presentation.products import quantity_text, share_text

LABELS: Mapping[str, str] = {
    "heading": N_("Quotation"),
    "customer": N_("Customer"),
    "contact": N_("Contact"),
    "number": N_("Quote no."),
    "day": N_("Day of the quote"),
    "valid_until": N_("Valid until"),
    "title": N_("Subject of the quote"),
    "owner": N_("Issued by"),
    "currency": N_("Currency"),
    "no": N_("Line no."),
    "name": N_("Name and description"),
    "quantity": N_("Quantity"),
    "unit": N_("Unit of sale"),
    "unit_price": N_("Unit price"),
    "discount": N_("Discount"),
    "tax_rate": N_("Tax rate"),
    "amount": N_("Amount"),
    "sum": N_("Sum of the lines"),
    "reduced": N_("Discount of the whole"),
    "net": N_("Without tax"),
    "tax": N_("Tax"),
    "total": N_("Total"),
    "in_words": N_("Total in words"),
    "terms": N_("Terms"),
    "issuer_phone": N_("Phone"),
    "issuer_tax_number": N_("Tax number"),
    "issuer_bank": N_("Bank"),
    "issuer_account": N_("Account"),
    "sign_issuer": N_("Issuer (seal)"),
    "sign_customer": N_("Customer (seal)"),
    "sign_day": N_("Date: __________"),
}
_IN_WORDS: Mapping[str, str] = {
    "CNY": "人民币",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "HKD": "港币",
    "JPY": "日元",
}
"""How an amount in words begins, by its currency; of others it is not written so."""


def quote_page(quote: Quote, settings: QuoteSettings, office: str) -> PaperPage:
    """Return the texts of a quote in the language in use."""
    row, fields, price, currency = quote.row, quote.fields, quote.price, quote.fields.currency
    is_draft = row.status is QuoteStatus.DRAFT
    said = {
        "number": quote.full_number,
        "title": row.title,
        "customer": row.customer,
        "contact": row.contact,
        "owner": row.owner,
        "day": iso_day(row.quote_day) or "",
        "valid_until": iso_day(row.valid_until_day) or "",
        "currency": currency,
        "tax_note": _("prices include tax") if fields.includes_tax else _("prices without tax"),
        "issuer_name": settings.issuer_name or office,
        "issuer_address": settings.issuer_address,
        "issuer_phone": settings.issuer_phone,
        "issuer_tax_number": settings.issuer_tax_number,
        "issuer_bank": settings.issuer_bank,
        "issuer_account": settings.issuer_account,
        "amount": printed_amount(price.amount_minor, currency),
        "reduced": printed_amount(-price.reduced_minor, currency) if price.reduced_minor else "",
        "net": printed_amount(price.net_minor, currency),
        "tax": printed_amount(price.tax_minor, currency),
        "total": printed_amount(price.total_minor, currency),
        "in_words": amount_in_words(price.total_minor, currency),
        "terms": fields.terms,
        "draft": _("DRAFT") if is_draft else "",
    }
    lines = tuple(printed_line(each, at, currency) for at, each in enumerate(quote.lines, start=1))
    labels = {name: _(label) for name, label in LABELS.items()}
    return PaperPage(said, lines, labels, page_language())


def page_language() -> str:
    """Return the language in use as a page names it."""
    return "zh-CN" if current_language() == "zh" else "en"


def amount_in_words(minor: int, currency: str) -> str:
    """Return 人民币 and the amount in characters; nothing for a currency not written so."""
    lead = _IN_WORDS.get(currency)
    written = None if lead is None else written_amount(minor, minor_digits(currency))
    return "" if written is None else f"{lead}{written}"


def printed_amount(minor: int, currency: str) -> str:
    """Return an amount with all its decimals, thousands apart: 12,000.00."""
    whole, point, decimals = plain_amount(minor, currency).partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole != "-0" else f"-0{point}{decimals}"


def printed_line(line: QuoteLine, at: int, currency: str) -> dict[str, str]:
    """Return a line in the texts that are printed."""
    fields = line.fields
    off = f"-{share_text(fields.discount_share)}" if fields.discount_share else ""
    return {
        "no": str(at),
        "code": fields.code,
        "name": fields.name,
        "note": fields.note,
        "quantity": quantity_text(fields.quantity_milli),
        "unit": fields.unit,
        "unit_price": printed_amount(fields.unit_price_minor, currency),
        "discount": off,
        "tax_rate": share_text(fields.tax_share),
        "amount": printed_amount(line.price.amount_minor, currency),
        "total": printed_amount(line.price.total_minor, currency),
    }
