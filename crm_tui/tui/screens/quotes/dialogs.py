"""What is asked of a quote and of its lines, each read as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.decimals import parse_discount_share, parse_quantity, parse_share
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.pinyin import initials
from crm_tui.domain.products import Product, products_fitting
from crm_tui.domain.quotes.entries import LineEntry, free_line, line_of, parse_entry
from crm_tui.domain.quotes.pricing import (
    NO_DISCOUNT,
    Discount,
    DiscountKind,
    line_fault,
    priced,
)
from crm_tui.domain.quotes.records import QuoteFields, QuoteLine, QuoteLineFields
from crm_tui.i18n import _
from crm_tui.presentation.money import amount_fault, plain_amount
from crm_tui.presentation.products import quantity_text, share_text
from crm_tui.presentation.quotes import discount_words, line_words
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.record_commands.fields import person_words
from crm_tui.tui.screens.form_choices import moment_reader, yes_or_no
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import Values
from crm_tui.values import dataclass

_LINE_LIMIT = 300
_SHORT = 60
_TITLE_LIMIT, _TERMS_LIMIT, _NOTE_LIMIT, _NAME_LIMIT, _LINE_NOTE_LIMIT = 200, 4000, 2000, 500, 500


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads lines as they are typed, of products that were read before."""

    products: Sequence[Product]
    currency: str
    office_currency: str
    tax_share: int

    def field(self) -> LineField:
        """Return the field for a line."""
        return LineField(self)

    def line(self, text: str) -> QuoteLineFields | None:
        """Return the line that was typed, or None for none."""
        entry = parse_entry(text, self.currency)
        fitting = products_fitting(self.products, entry.words)
        if not fitting:
            is_free = bool(entry.words) and entry.price_minor is not None
            return free_line(entry, self.tax_share) if is_free else None
        return None if self.needs_price(entry) else line_of(fitting[0], entry)

    def needs_price(self, entry: LineEntry) -> bool:
        """Return whether products are priced in another currency, and no price was typed."""
        return entry.price_minor is None and self.currency != self.office_currency

    def why_wrong(self, text: str) -> str | None:
        """Return why nothing can be made of what was typed, or None."""
        line = self.line(text)
        if line is None:
            if products_fitting(self.products, parse_entry(text, self.currency).words):
                return _("Type @PRICE: products are priced in another currency.")
            return _("No product is called so; with @PRICE it is a line of its own.")
        fault = line_fault(line.saleable)
        if fault is None:
            return None
        return _("{field} is out of range.").format(field=field_label(fault.value))

    def understood(self, text: str) -> str:
        """Return what was understood: the line with what it comes to, and what else fits."""
        line = self.line(text)
        if line is None or line_fault(line.saleable) is not None:
            return ""
        said = line_words(QuoteLine(line, priced([line.saleable]).lines[0]), self.currency)
        words = parse_entry(text, self.currency).words
        others = len(products_fitting(self.products, words)) - 1
        if others < 1:
            return said
        return _("{line} (and {count} more fit)").format(line=said, count=others)


class LineField(TextField):
    """A line of a quote in one go; below it stands what was understood."""

    def __init__(self, reader: LineReader) -> None:
        super().__init__(
            _("Product line"),
            required=True,
            placeholder=_("code, name or pinyin, then how many"),
            limit=_LINE_LIMIT,
            why_wrong=reader.why_wrong,
            id="line",
        )
        self._reader = reader

    def hint(self) -> str:
        """Return what was understood."""
        return "" if self.is_blank else self._reader.understood(self.value)


def line_fields(line: QuoteLineFields, currency: str) -> Sequence[FormField[Any]]:
    """Return the fields of a line; their values are read by `line_changes`."""
    return [
        TextField(field_label("line_name"), line.name, required=True, limit=_NAME_LIMIT, id="name"),
        _read_field("quantity", quantity_text(line.quantity_milli), parse_quantity, _("2 or 2.5")),
        TextField(field_label("unit_of_sale"), line.unit, limit=20, id="unit"),
        _price_field(line.unit_price_minor, currency),
        _read_field(
            "line_discount", share_text(line.discount_share), parse_discount_share, _("10%")
        ),
        _read_field("tax_rate", share_text(line.tax_share), parse_share, "13%"),
        TextField(field_label("note"), line.note, limit=_LINE_NOTE_LIMIT, id="note"),
    ]


def line_changes(values: Values, currency: str) -> dict[str, Any]:
    """Return what the fields of a line say."""
    return {
        "name": str(values["name"]),
        "quantity_milli": parse_quantity(str(values["quantity"])) or 0,
        "unit": str(values["unit"]),
        "unit_price_minor": parse_amount(str(values["unit_price"]), currency),
        "discount_share": parse_discount_share(str(values["line_discount"]) or "0") or 0,
        "tax_share": parse_share(str(values["tax_rate"]) or "0") or 0,
        "note": str(values["note"]),
    }


def fact_fields(
    session: Session,
    fields: QuoteFields,
    people: Sequence[ContactRow],
    sales: Sequence[OpportunityRow],
) -> Sequence[FormField[Any]]:
    """Return the fields of a quote besides its lines; they are read by `fact_changes`."""
    contacts = [
        Choice(each.id, name_in_sentence(each.fields.name), person_words(each.fields.name, ""))
        for each in people
    ]
    return [
        TextField(field_label("quote_title"), fields.title, limit=_TITLE_LIMIT, id="title"),
        ChoiceField(field_label("contact_id"), contacts, fields.contact_id, id="contact_id"),
        ChoiceField(
            field_label("opportunity_id"),
            _opportunities(sales, fields.opportunity_id),
            fields.opportunity_id,
            id="opportunity_id",
        ),
        day_line(session, "quote_day", fields.quote_day),
        day_line(session, "valid_until_day", fields.valid_until_day),
        ChoiceField(
            field_label("includes_tax"),
            yes_or_no(),
            fields.includes_tax,
            required=True,
            id="includes_tax",
        ),
        ValueField(
            field_label("discount"),
            discount_words(fields.discount, fields.currency),
            placeholder=_("5% or an amount"),
            limit=_SHORT,
            why_wrong=lambda text: discount_fault(text, fields.currency),
            id="discount",
        ),
        MultiLineField(field_label("terms"), fields.terms, limit=_TERMS_LIMIT, id="terms"),
        TextField(field_label("note"), fields.note, limit=_NOTE_LIMIT, id="note"),
    ]


def _opportunities(
    sales: Sequence[OpportunityRow], held: OpportunityId | None
) -> list[Choice[OpportunityId]]:
    """Return the opportunities to choose from; one that is held stays, though it was deleted."""
    choices = [Choice(each.id, name_in_sentence(each.name), initials(each.name)) for each in sales]
    if held is not None and held not in {each.id for each in sales}:
        choices.append(Choice(held, _("(gone)")))
    return choices


def fact_changes(session: Session, values: Values, fields: QuoteFields) -> dict[str, object]:
    """Return what the fields of a quote say."""
    return {
        "title": str(values["title"]),
        "contact_id": values["contact_id"],
        "opportunity_id": values["opportunity_id"],
        "quote_day": day_of(values["quote_day"], session.zone),
        "valid_until_day": day_of(values["valid_until_day"], session.zone),
        "includes_tax": values["includes_tax"] is True,
        "discount": read_discount(str(values["discount"]), fields.currency) or NO_DISCOUNT,
        "terms": str(values["terms"]),
        "note": str(values["note"]),
    }


def read_discount(text: str, currency: str) -> Discount | None:
    """Return what the whole is reduced by: 5%, 95折 or an amount; None for another text."""
    if not text:
        return NO_DISCOUNT
    if text.endswith(("%", "％", "折")):
        share = parse_discount_share(text)
        return None if share is None else Discount(DiscountKind.PERCENT, share)
    found = parse_amount(text, currency)
    if isinstance(found, AmountFault) or found < 0:
        return None
    return Discount(DiscountKind.AMOUNT, found)


def discount_fault(text: str, currency: str) -> str | None:
    """Return why a text is no discount, or None."""
    if read_discount(text, currency) is not None:
        return None
    return _("Write 5% or an amount.")


def day_line(session: Session, name: str, day: int | None) -> MomentField:
    """Return the line for a day; without one at first it may stay empty."""
    return MomentField(
        field_label(name),
        moment_reader(session, prefer="future", only_day=True),
        "" if day is None else date_of(day).isoformat(),
        required=day is not None,
        placeholder=_("11-25, next Monday, +2w"),
        id=name,
    )


def _read_field(
    name: str, shown: str, read: Callable[[str], int | None], example: str
) -> TextField:
    def wrong(text: str) -> str | None:
        return (
            None if read(text) is not None else _("Write it so: {example}").format(example=example)
        )

    return ValueField(field_label(name), shown, limit=_SHORT, why_wrong=wrong, id=name)


def _price_field(minor: int, currency: str) -> TextField:
    def wrong(text: str) -> str | None:
        found = parse_amount(text, currency)
        return amount_fault(found) if isinstance(found, AmountFault) else None

    return ValueField(
        field_label("unit_price"),
        plain_amount(minor, currency),
        required=True,
        limit=_SHORT,
        why_wrong=wrong,
        id="unit_price",
    )
