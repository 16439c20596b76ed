"""When members may claim what came into a pool: new ones after a while, reclaimed ones by day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crm_tui.domain.days import DayUnit, WorkCalendar, date_of, start_of_day

_MINUTES_AN_HOUR = 60


def opens_after_entry(now: datetime, closed_hours: int | None) -> datetime | None:
    """Return when members may claim a customer that was entered into the pool, None for at once."""
    return now + timedelta(hours=closed_hours) if closed_hours else None


def opens_after_reclaim(
    last_day: int, opening_minute: int | None, calendar: WorkCalendar, zone: ZoneInfo
) -> datetime | None:
    """Return when members may claim a customer that the rules took after `last_day`.

    The minute after midnight of the next working day, so that midnight belongs to nobody; it
    depends on the last protected day and not on when the sweep ran. None for at once.
    """
    if opening_minute is None:
        return None
    day = calendar.nth_counted_day(last_day, 1, DayUnit.WORKING)
    hour, minute = divmod(opening_minute, _MINUTES_AN_HOUR)
    # Told as the clock on the wall shows it, also on a day whose clocks change.
    local = datetime.combine(date_of(day), time(hour, minute), tzinfo=zone)
    return max(local.astimezone(UTC), start_of_day(day, zone))
