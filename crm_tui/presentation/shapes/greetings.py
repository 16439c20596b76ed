"""Greetings and their texts as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.greetings import FestivalReminder, Greeting, Written
from crm_tui.domain.message_templates import MessageTemplateRow
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    "customer_id", "customer", "contact_id", "contact", "salutation", "phone", "email", "day",
    "greeted",
)  # fmt: skip
WRITTEN_KEYS = (*KEYS, "subject", "text")
TEMPLATE_KEYS = ("id", "name", "subject", "text")


def greeting(each: Greeting) -> Shape:
    """Return somebody to greet."""
    return {
        "customer_id": each.customer_id,
        "customer": each.customer,
        "contact_id": each.contact_id,
        "contact": each.name or None,
        "salutation": each.salutation,
        "phone": each.phone or None,
        "email": each.email or None,
        "day": iso_day(each.occurs_day),
        "greeted": each.is_greeted,
    }


def written(each: Written) -> Shape:
    """Return somebody to greet, with the words that are for them."""
    return {**greeting(each.greeting), "subject": each.subject or None, "text": each.body}


def template(row: MessageTemplateRow) -> Shape:
    """Return a text for greetings."""
    return {
        "id": row.id,
        "name": row.fields.name,
        "subject": row.fields.subject or None,
        "text": row.fields.body,
    }


REMINDER_KEYS = ("festival", "day", "ungreeted")


def reminder(each: FestivalReminder) -> Shape:
    """Return a festival that is near."""
    return {
        "festival": each.festival.value,
        "day": iso_day(each.day),
        "ungreeted": each.ungreeted,
    }
