"""The calendar as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from crm_tui.domain.schedules import Schedule, ScheduleItem
from crm_tui.presentation.dates import iso, iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.schedules import item_title

KEYS = ("day", "kind", "id", "at", "title", "customer_id", "customer", "done")


def items(schedule: Schedule) -> Iterator[ScheduleItem]:
    """Yield all that stands in a calendar, in order."""
    for day in schedule.days:
        yield from day.items


def item(each: ScheduleItem, zone: ZoneInfo) -> Shape:
    """Return one thing of one day."""
    return {
        "day": iso_day(each.day),
        "kind": each.kind.value,
        "id": each.record_id,
        "at": None if each.at is None else iso(each.at, zone),
        "title": item_title(each),
        "customer_id": each.customer_id,
        "customer": each.customer or None,
        "done": each.is_done,
    }
