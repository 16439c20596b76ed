"""What may stand in a quote: cleaned, within bounds, of people and products there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import opportunities, products
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, OpportunityId
from crm_tui.domain.products import ProductFields
from crm_tui.domain.quotes.pricing import (
    Discount,
    DiscountKind,
    PricedQuote,
    PricingFault,
    discount_fault,
    line_fault,
    priced,
)
from crm_tui.domain.quotes.records import MOST_LINES, QuoteFields, QuoteLine, QuoteLineFields
from crm_tui.domain.quotes.rules import QuoteOwnerNotYours
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.services import access
from crm_tui.services.checks import checked_text
from crm_tui.services.follow_ups.writing import refuse_foreign_contact
from crm_tui.values import dataclass

_LIMITS = {"title": 200, "terms": 4_000, "note": 2_000}
_LINE_LIMITS = {"code": 60, "name": 500, "unit": 20, "note": 500}
_LABELS = {"title": "quote_title"}
_CURRENCY_LENGTH = 3


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """The contents of a quote as they may be stored: each line with what it comes to."""

    fields: QuoteFields
    lines: tuple[QuoteLine, ...]
    sums: PricedQuote


def checked_quote(
    unit: Unit,
    customer: Any,
    fields: QuoteFields,
    lines: Sequence[QuoteLineFields],
    old: Sequence[QuoteLine] = (),
) -> CheckedQuote:
    """Return contents cleaned and priced; raise FieldError for the first that cannot be stored."""
    fields = _checked_fields(unit, customer, fields)
    checked, price = checked_lines(
        unit, lines, fields.discount, old, includes_tax=fields.includes_tax
    )
    return CheckedQuote(fields, checked, price)


def checked_lines(
    unit: Unit,
    lines: Sequence[QuoteLineFields],
    discount: Discount,
    old: Sequence[QuoteLine] = (),
    *,
    includes_tax: bool,
) -> tuple[tuple[QuoteLine, ...], PricedQuote]:
    """Return lines cleaned and priced, and what they come to; raise for the first that cannot be.

    A line keeps what its product cost when it was entered; `old` are the lines until now.
    """
    if len(lines) > MOST_LINES:
        raise FieldError("lines", "too_many", limit=MOST_LINES)
    known = products.products_by_id(unit, [each.product_id for each in lines if each.product_id])
    checked = [_checked_line(each, at) for at, each in enumerate(lines, start=1)]
    for each in checked:
        if each.product_id is not None and each.product_id not in known:
            raise NotFoundError("product", str(each.product_id))
    _refuse_discount(checked, discount)
    price = priced([each.saleable for each in checked], discount, includes_tax=includes_tax)
    costs = {each.fields.product_id: each.fields.cost_minor for each in old}
    with_costs = [replace(each, cost_minor=_cost(unit, each, costs)) for each in checked]
    return tuple(map(QuoteLine, with_costs, price.lines)), price


def _checked_fields(unit: Unit, customer: Any, fields: QuoteFields) -> QuoteFields:
    texts = {
        name: checked_text(
            _LABELS.get(name, name), getattr(fields, name), limit=limit, multiline=name != "title"
        )
        for name, limit in _LIMITS.items()
    }
    for name in ("quote_day", "valid_until_day"):
        if not 1 <= getattr(fields, name) <= NEVER:
            raise FieldError(name, "out_of_range", str(getattr(fields, name))[:20])
    if fields.valid_until_day < fields.quote_day:
        raise FieldError("valid_until_day", "before_quote")
    currency = checked_currency(fields.currency)
    refuse_foreign_contact(unit, customer.id, fields.contact_id)
    return replace(
        fields,
        title=texts["title"],
        terms=texts["terms"],
        note=texts["note"],
        currency=currency,
        owner_id=access.owner_of_paper(unit, customer, fields.owner_id, QuoteOwnerNotYours),
    )


def refuse_foreign_opportunity(
    unit: Unit, customer_id: CustomerId, opportunity_id: OpportunityId | None
) -> None:
    """Raise for an opportunity with another customer, or one that was deleted."""
    if opportunity_id is None:
        return
    row = opportunities.opportunity(unit, opportunity_id)
    if row.customer_id != customer_id or row.is_deleted:
        raise NotFoundError("opportunity", str(opportunity_id))


def checked_currency(text: str) -> str:
    """Return the code of a currency; raise FieldError for what cannot be one."""
    currency = text.strip().upper()
    if len(currency) != _CURRENCY_LENGTH or not (currency.isascii() and currency.isalpha()):
        raise FieldError("currency", "not_one_of", text[:20])
    return currency


def _checked_line(line: QuoteLineFields, at: int) -> QuoteLineFields:
    texts = {
        name: checked_text(name, getattr(line, name), limit=limit, multiline=name == "note")
        for name, limit in _LINE_LIMITS.items()
    }
    if not texts["name"]:
        raise FieldError("line_name", "required_in_line", str(at))
    if fault := line_fault(line.saleable):
        raise FieldError(fault.value, "out_of_range_in_line", str(at))
    return replace(
        line, code=texts["code"], name=texts["name"], unit=texts["unit"], note=texts["note"]
    )


def _refuse_discount(lines: Sequence[QuoteLineFields], discount: Discount) -> None:
    fault = discount_fault([each.saleable for each in lines], discount)
    if fault is PricingFault.DISCOUNT and discount.kind is DiscountKind.AMOUNT:
        raise FieldError("discount", "beyond_lines")
    if fault is not None:
        raise FieldError(fault.value, "out_of_range")


def _cost(view: View, line: QuoteLineFields, known: dict[Any, int | None]) -> int | None:
    if line.product_id is None:
        return None
    if line.product_id in known and known[line.product_id] is not None:
        return known[line.product_id]
    stored: ProductFields = products.stored_fields(view, line.product_id)
    return stored.cost_minor
