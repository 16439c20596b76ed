"""Key dates as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.key_dates import Handled, KeyDateRow, next_occurrence
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    "id", "customer_id", "customer", "contact", "kind", "title", "source", "lunar", "year",
    "month", "day", "leap_month", "once_day", "repeat", "leads", "note", "next_day",
)  # fmt: skip
COMING_KEYS = (*KEYS, "occurs_day", "handling", "until_day")


def key_date(row: KeyDateRow, today: int) -> Shape:
    """Return a key date; `leads` is null where those of its kind hold."""
    fields, on = row.fields, row.fields.on
    coming = next_occurrence(fields, today)
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "contact": row.contact or None,
        "kind": fields.kind.value,
        "title": fields.title or None,
        "source": row.source.value,
        "lunar": on.is_lunar,
        "year": on.year,
        "month": on.month,
        "day": on.day,
        "leap_month": on.is_leap_month,
        "once_day": None if on.once_day is None else iso_day(on.once_day),
        "repeat": on.repeat.value,
        "leads": None if fields.lead_times is None else list(fields.lead_times),
        "note": fields.note or None,
        "next_day": None if coming is None else iso_day(coming),
    }


def coming_date(row: KeyDateRow, occurs_day: int, handled: Handled | None, today: int) -> Shape:
    """Return a key date on a day it comes, with what was done about it last."""
    until = None if handled is None else handled.until_day
    return {
        **key_date(row, today),
        "occurs_day": iso_day(occurs_day),
        "handling": None if handled is None else handled.handling.value,
        "until_day": None if until is None else iso_day(until),
    }
