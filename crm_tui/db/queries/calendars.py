"""The office's calendar: one row a day, with what SQL counts by."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from crm_tui.db.schema.offices import CALENDAR_DAY, OFFICE
from crm_tui.domain.calendars import CalendarDay, DayKind, counted
from crm_tui.domain.days import NEVER, DayRange, WorkCalendar

_LISTED_DAYS = 100_000


def add_calendar(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Insert calendar days."""
    connection.execute(insert(CALENDAR_DAY), rows)


# Day 1 was a Monday, so (day - 1) % 7 >= 5 is a weekend.
_IS_UNLIKE_A_PLAIN_WEEK = or_(
    CALENDAR_DAY.c.is_holiday,
    CALENDAR_DAY.c.is_working == ((CALENDAR_DAY.c.day - 1) % 7 >= 5),
)
# Every program reads the calendar as it opens, so what reads it is built once.
_BOUNDS = select(func.min(CALENDAR_DAY.c.day), func.max(CALENDAR_DAY.c.day))
_UNLIKE = select(CALENDAR_DAY.c.day, CALENDAR_DAY.c.is_holiday, CALENDAR_DAY.c.is_working).where(
    _IS_UNLIKE_A_PLAIN_WEEK
)


def calendar(connection: Connection) -> WorkCalendar:
    """Return the calendar, read from the days that differ from a plain week and its bounds."""
    first, last = connection.execute(_BOUNDS).one()
    rows = [tuple(row) for row in connection.execute(_UNLIKE)]
    return WorkCalendar(
        holidays=frozenset(day for day, is_holiday, _ in rows if is_holiday),
        extra_workdays=frozenset(day for day, _, is_working in rows if is_working),
        first_day=first or 1,
        last_day=last or 0,
        extra_rest_days=frozenset(
            day for day, is_holiday, is_working in rows if not is_holiday and not is_working
        ),
    )


def days_between(
    connection: Connection, first: int, last: int, *, only_unlike: bool = False
) -> list[CalendarDay]:
    """Return the stored days of a range, or only those that differ from a plain week or edited."""
    statement = (
        select(CALENDAR_DAY)
        .where(CALENDAR_DAY.c.day.between(first, last))
        .order_by(CALENDAR_DAY.c.day)
        .limit(_LISTED_DAYS)
    )
    if only_unlike:
        statement = statement.where(or_(_IS_UNLIKE_A_PLAIN_WEEK, CALENDAR_DAY.c.is_edited))
    return [
        CalendarDay(row.day, _kind(row.is_holiday, row.is_working), row.name, row.is_edited)
        for row in connection.execute(statement)
    ]


def bounds(connection: Connection) -> DayRange:
    """Return the days the calendar holds."""
    first, last = connection.execute(_BOUNDS).one()
    return DayRange(first or 1, last or 1)


def store_days(connection: Connection, days: Sequence[CalendarDay]) -> None:
    """Change days of the calendar, count those from the first of them anew, and say so to all."""
    if not days:
        return
    _write_days(connection, days)
    first = min(each.day for each in days)
    before = connection.execute(
        select(CALENDAR_DAY.c.non_holiday_ordinal, CALENDAR_DAY.c.working_ordinal).where(
            CALENDAR_DAY.c.day == first - 1
        )
    ).one_or_none()
    non_holidays, workdays = (0, 0) if before is None else before
    rest = days_between(connection, first, NEVER)
    connection.execute(
        update(CALENDAR_DAY).where(CALENDAR_DAY.c.day == bindparam("at")),
        [
            {
                "at": each.day.day,
                "non_holiday_ordinal": each.non_holiday_ordinal,
                "working_ordinal": each.working_ordinal,
            }
            for each in counted(rest, non_holidays=non_holidays, workdays=workdays)
        ],
    )
    connection.execute(update(OFFICE).values(calendar_version=OFFICE.c.calendar_version + 1))


def _write_days(connection: Connection, days: Sequence[CalendarDay]) -> None:
    connection.execute(
        update(CALENDAR_DAY).where(CALENDAR_DAY.c.day == bindparam("at")),
        [
            {
                "at": each.day,
                "is_holiday": each.kind is DayKind.HOLIDAY,
                "is_working": each.kind is DayKind.WORKDAY,
                "name": each.name,
                "is_edited": each.is_edited,
            }
            for each in days
        ],
    )


def _kind(is_holiday: bool, is_working: bool) -> DayKind:
    if is_holiday:
        return DayKind.HOLIDAY
    return DayKind.WORKDAY if is_working else DayKind.REST
