"""Quotes in words: their status, discounts, totals, and how they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.quotes.differences import LineChange, QuoteDifference
from crm_tui.domain.quotes.pricing import Discount, DiscountKind, PricedQuote
from crm_tui.domain.quotes.records import Quote, QuoteFields, QuoteLine, QuoteRow, QuoteStatus
from crm_tui.i18n import _
from crm_tui.presentation.approvals import paper_tone, paper_word
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.products import quantity_words, share_text
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import field_label, name_in_sentence, word

_TONES: Mapping[QuoteStatus, Tone] = {
    QuoteStatus.DRAFT: Tone.DIM,
    QuoteStatus.SENT: Tone.ACCENT,
    QuoteStatus.ACCEPTED: Tone.GOOD,
    QuoteStatus.REFUSED: Tone.WARN,
    QuoteStatus.EXPIRED: Tone.WARN,
    QuoteStatus.VOID: Tone.DIM,
}
_LINE_FIELDS: Mapping[str, str] = {
    "quantity_milli": "quantity",
    "unit_price_minor": "unit_price",
    "discount_share": "line_discount",
    "tax_share": "tax_rate",
    "unit": "unit_of_sale",
    "name": "line_name",
    "code": "product_code",
}


def status_word(status: QuoteStatus) -> str:
    """Return the word for where a quote stands."""
    return word(status)


def standing_word(row: QuoteRow) -> str:
    """Return the same of a quote that is listed: of a draft also that it waits for approval."""
    is_draft = row.status is QuoteStatus.DRAFT
    return paper_word(status_word(row.status), row.asked, is_draft=is_draft)


def status_tone(status: QuoteStatus) -> Tone:
    """Return how the word is coloured."""
    return _TONES[status]


def standing_tone(row: QuoteRow) -> Tone:
    """Return how that word is coloured."""
    is_draft = row.status is QuoteStatus.DRAFT
    return paper_tone(status_tone(row.status), row.asked, is_draft=is_draft)


def discount_words(discount: Discount, currency: str) -> str:
    """Return what the whole is reduced by, nothing for nothing."""
    match discount.kind:
        case DiscountKind.NONE:
            return ""
        case DiscountKind.PERCENT:
            return share_text(discount.value)
        case DiscountKind.AMOUNT:
            return amount(discount.value, currency)


def totals(quote: Quote) -> list[tuple[str, str]]:
    """Return what a quote comes to, each sum with its label; a discount only where there is one."""
    return sums(quote.price, quote.fields.currency)


def sums(price: PricedQuote, currency: str) -> list[tuple[str, str]]:
    """Return what lines come to, each sum with its label; a discount only where there is one."""
    parts = [(_("Sum of the lines"), price.amount_minor)]
    if price.reduced_minor:
        parts.append((_("Discount"), -price.reduced_minor))
    parts += [
        (_("Without tax"), price.net_minor),
        (_("Tax"), price.tax_minor),
        (_("Total"), price.total_minor),
    ]
    return [(label, amount(minor, currency)) for label, minor in parts]


def total_words(price: PricedQuote, currency: str) -> str:
    """Return what lines come to in one: how the total differs from their sum, where it does."""
    total = amount(price.total_minor, currency)
    if price.total_minor == price.amount_minor:
        return f"{_('Total')} {total}"
    added = price.total_minor - price.amount_minor + price.reduced_minor
    parts = [
        (_("Sum of the lines"), price.amount_minor),
        (_("Discount"), -price.reduced_minor),
        (_("Tax"), added),
    ]
    said = [f"{label} {amount(minor, currency)}" for label, minor in parts if minor]
    return " · ".join([*said, f"{_('Total')} {total}"])


def line_words(line: QuoteLine, currency: str) -> str:
    """Return a line in one: 云服务器 3台 × ¥11,500 −10% = ¥31,050."""
    fields = line.fields
    off = f" −{share_text(fields.discount_share)}" if fields.discount_share else ""
    return _("{name} {quantity} × {price}{off} = {amount}").format(
        name=name_in_sentence(fields.name),
        quantity=quantity_words(fields.quantity_milli, fields.unit),
        price=amount(fields.unit_price_minor, currency),
        off=off,
        amount=amount(line.price.amount_minor, currency),
    )


def difference_lines(before: Quote, after: Quote, found: QuoteDifference) -> Iterator[str]:
    """Yield what differs between two versions, the totals last."""
    for name in found.fields:
        if name.endswith("_id"):
            yield _("also changed: {fields}").format(fields=field_label(name))
            continue
        label = field_label("quote_title" if name == "title" else name)
        yield _("{field}: {before} → {after}").format(
            field=label,
            before=_value(name, before.fields) or "—",
            after=_value(name, after.fields) or "—",
        )
    for change in found.lines:
        yield _line_change(change, before.fields.currency, after.fields.currency)
    yield _("Total: {before} → {after}").format(
        before=amount(before.price.total_minor, before.fields.currency),
        after=amount(after.price.total_minor, after.fields.currency),
    )


def _line_change(change: LineChange, old_currency: str, new_currency: str) -> str:
    old, new = change.before, change.after
    if old is None and new is not None:
        return _("added: {line}").format(line=line_words(new, new_currency))
    if new is None and old is not None:
        return _("taken out: {line}").format(line=line_words(old, old_currency))
    if old is None or new is None:
        return ""
    names = _(", ").join(field_label(_LINE_FIELDS.get(each, each)) for each in change.fields)
    return _("changed ({fields}): {before} → {after}").format(
        fields=names,
        before=line_words(old, old_currency),
        after=line_words(new, new_currency),
    )


def _value(name: str, fields: QuoteFields) -> str:
    match name:
        case "quote_day" | "valid_until_day":
            return iso_day(getattr(fields, name)) or ""
        case "discount":
            return discount_words(fields.discount, fields.currency)
        case "includes_tax":
            return _("yes") if fields.includes_tax else _("no")
        case _:
            return name_in_sentence(str(getattr(fields, name)))
