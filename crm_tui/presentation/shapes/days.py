"""The day as shapes for other programs: its further lines, and the evening."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.day_summaries import DaySummary
from crm_tui.domain.today import DayEntry, StaffPace
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.day_entries import EntryWords, said_of
from crm_tui.presentation.json_shapes import Shape


def day_entry(entry: DayEntry, words: EntryWords) -> Shape:
    """Return a line of the day; `record_id` is the record that its reason is about."""
    subject = words.subject or None
    is_customer = entry.customer_id is not None
    is_person = isinstance(entry.about, StaffPace)
    is_titled = is_customer or is_person
    has_number = is_titled or entry.why in {"lead", "claim"}
    return {
        "why": entry.why,
        "customer_id": entry.customer_id,
        "customer": subject if is_customer else None,
        "task_id": None,
        "title": words.what if is_titled else said_of(words.subject, words.what),
        "due_at": None,
        "last_day": None,
        "deadline": None,
        "days_left": None,
        "person": subject if is_person else None,
        "record_id": entry.record_id if has_number else None,
    }


def day_summary(summary: DaySummary, lines: Sequence[str]) -> Shape:
    """Return what somebody did on a day, in numbers and as the text of the evening."""
    return {
        "day": iso_day(summary.day),
        "person": summary.person,
        "follow_ups": len(summary.follow_ups),
        "customers": summary.customers,
        "deals": len(summary.deals),
        "new_customers": len(summary.taken),
        "tasks_done": len(summary.tasks),
        "contacts_left": summary.contacts_left,
        "tasks_left": summary.tasks_left,
        "planned_tomorrow": summary.tomorrow,
        "text": "\n".join(lines),
    }
