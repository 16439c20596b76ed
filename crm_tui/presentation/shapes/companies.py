"""The companies of contacts as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.affiliations import Company, FormerContact
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape

KEYS = ("customer_id", "customer", "tie", "title", "since", "until", "note")


def company(each: Company) -> Shape:
    """Return a company of a contact."""
    return {
        "customer_id": each.customer_id,
        "customer": each.name,
        "tie": each.tie.value,
        "title": each.title,
        "since": _day(each.since_day),
        "until": _day(each.until_day),
        "note": each.note,
    }


def former(each: FormerContact) -> Shape:
    """Return somebody who belonged to a customer before."""
    return {
        "id": each.contact_id,
        "name": each.name,
        "title": each.at.title,
        "since": _day(each.at.since_day),
        "until": _day(each.at.until_day),
    }


def _day(day: int | None) -> str | None:
    return None if day is None else iso_day(day)
