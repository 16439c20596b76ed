"""China's working calendar as an office starts with it: public holidays and 调休."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

FIRST_YEAR = 2020
LAST_YEAR = 2035


def calendar_days(
    first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR
) -> list[dict[str, object]]:
    """Return one row a day with its two ordinals, for SQL to count days with.

    Holidays and swapped days are the State Council's, as the chinesecalendar package publishes
    them; a year that is not announced yet has none, and Monday to Friday work.
    """
    rows: list[dict[str, object]] = []
    non_holidays = workdays = 0
    day, end = date(first_year, 1, 1), date(last_year, 12, 31)
    while day <= end:
        is_holiday, is_working, name = _kind_of(day)
        non_holidays += not is_holiday
        workdays += is_working
        rows.append(
            {
                "day": day.toordinal(),
                "is_holiday": is_holiday,
                "is_working": is_working,
                "name": name,
                "non_holiday_ordinal": non_holidays,
                "working_ordinal": workdays,
            }
        )
        day += timedelta(days=1)
    return rows


def _kind_of(day: date) -> tuple[bool, bool, str]:
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return False, day.weekday() < 5, ""
    return bool(off and name), not off, name or ""
