"""Take back edits of the calendar."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import calendars
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.calendars import CalendarDay, DayKind
from crm_tui.domain.events import EventRow
from crm_tui.services.calendars.recounting import begin_change
from crm_tui.services.undo.events import TakeBack


def _unchange_days(unit: Unit, event: EventRow) -> bool:
    """Let the days be as they were; False when one of them was edited again since.

    What follows from it is counted anew by the next sweep, before it takes anybody.
    """
    old, new = _days(event.before), _days(event.after)
    stored = calendars.days_between(unit.connection, new[0].day, new[-1].day)
    if not set(new) <= set(stored):
        return False
    calendars.store_days(unit.connection, old)
    begin_change(unit)
    return True


def _days(values: Any) -> list[CalendarDay]:
    return [
        CalendarDay(day, DayKind(kind), name, is_edited)
        for day, kind, name, is_edited in values["days"]
    ]


TAKE_BACK: dict[str, TakeBack] = {"calendar_changed": _unchange_days}
