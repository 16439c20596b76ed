"""What may stand in an order: cleaned, within bounds, of people and products there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import NEVER
from crm_tui.domain.orders.records import OrderFields, OrderLineFields
from crm_tui.domain.quotes.pricing import PricedQuote
from crm_tui.domain.quotes.records import QuoteLine
from crm_tui.domain.quotes.rules import QuoteOwnerNotYours
from crm_tui.errors import FieldError
from crm_tui.services import access
from crm_tui.services.checks import checked_text
from crm_tui.services.follow_ups.writing import refuse_foreign_contact
from crm_tui.services.quotes.checking import checked_currency, checked_lines
from crm_tui.values import dataclass

NOTE_LIMIT = 2_000
_LIMITS = {"title": 200, "terms": 4_000, "note": NOTE_LIMIT}
_LABELS = {"title": "order_title"}


@dataclass(frozen=True, slots=True)
class CheckedOrder:
    """The contents of an order as they may be stored: each line with its price and its day."""

    fields: OrderFields
    lines: tuple[tuple[QuoteLine, int | None], ...]
    sums: PricedQuote


def checked_order(
    unit: Unit,
    customer: Any,
    fields: OrderFields,
    lines: Sequence[OrderLineFields],
    old: Sequence[QuoteLine] = (),
) -> CheckedOrder:
    """Return contents cleaned and priced; raise FieldError for the first that cannot be stored.

    A line keeps what its product cost when it was entered; `old` are the lines until now.
    """
    fields = checked_fields(unit, customer, fields)
    days = [checked_due(each.due_day, fields.order_day) for each in lines]
    priced, sums = checked_lines(
        unit,
        [each.sale for each in lines],
        fields.discount,
        old,
        includes_tax=fields.includes_tax,
    )
    return CheckedOrder(fields, tuple(zip(priced, days, strict=True)), sums)


def checked_fields(unit: Unit, customer: Any, fields: OrderFields) -> OrderFields:
    """Return the fields cleaned, with whose order it is; raise for what cannot be stored."""
    texts = {
        name: checked_text(
            _LABELS.get(name, name), getattr(fields, name), limit=limit, multiline=name != "title"
        )
        for name, limit in _LIMITS.items()
    }
    if not 1 <= fields.order_day <= NEVER:
        raise FieldError("order_day", "out_of_range", str(fields.order_day)[:20])
    checked_due(fields.due_day, fields.order_day)
    refuse_foreign_contact(unit, customer.id, fields.contact_id)
    return replace(
        fields,
        title=texts["title"],
        terms=texts["terms"],
        note=texts["note"],
        currency=checked_currency(fields.currency),
        owner_id=access.owner_of_paper(unit, customer, fields.owner_id, QuoteOwnerNotYours),
    )


def checked_due(due_day: int | None, order_day: int) -> int | None:
    """Return a day on which goods are due; raise FieldError for one before the order."""
    if due_day is not None and not order_day <= due_day <= NEVER:
        raise FieldError("due_day", "before_order")
    return due_day
