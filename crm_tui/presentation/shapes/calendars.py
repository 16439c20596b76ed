"""Days of the calendar as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.calendars import CalendarDay
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape

KEYS = ("day", "kind", "name", "edited")


def calendar_day(each: CalendarDay) -> Shape:
    """Return one day that differs from a plain week."""
    return {
        "day": iso_day(each.day),
        "kind": each.kind.value,
        "name": each.name,
        "edited": each.is_edited,
    }
