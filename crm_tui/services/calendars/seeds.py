"""China's working calendar as an office starts with it: public holidays and 调休."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from crm_tui.domain.calendars import CalendarDay, DayKind, counted

FIRST_YEAR = 2020
LAST_YEAR = 2035


def seeded_days(first_year: int, last_year: int) -> Iterator[CalendarDay]:
    """Yield every day of the years as announced.

    Holidays and swapped days are the State Council's, as the chinesecalendar package publishes
    them; a year that is not announced yet has none, and Monday to Friday work.
    """
    day, end = date(first_year, 1, 1), date(last_year, 12, 31)
    while day <= end:
        kind, name = _kind_of(day)
        yield CalendarDay(day.toordinal(), kind, name)
        day += timedelta(days=1)


def calendar_days(
    first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR
) -> list[dict[str, object]]:
    """Return one row a day with its two ordinals, for SQL to count days with."""
    return [
        {
            "day": each.day.day,
            "is_holiday": each.day.kind is DayKind.HOLIDAY,
            "is_working": each.day.kind is DayKind.WORKDAY,
            "name": each.day.name,
            "non_holiday_ordinal": each.non_holiday_ordinal,
            "working_ordinal": each.working_ordinal,
        }
        for each in counted(seeded_days(first_year, last_year))
    ]


def _kind_of(day: date) -> tuple[DayKind, str]:
    # Needed when an office is set up or a year reset, so not loaded by every start.
    import chinese_calendar  # noqa: PLC0415

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return (DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST), ""
    if off and name:
        return DayKind.HOLIDAY, name
    return (DayKind.REST if off else DayKind.WORKDAY), name or ""
