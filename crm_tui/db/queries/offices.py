"""The office row and its calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, or_, select, update

from crm_tui.db.tables.offices import CALENDAR_DAY, OFFICE
from crm_tui.domain.days import WorkCalendar
from crm_tui.domain.offices import Office
from crm_tui.errors import DatabaseUnavailableError


def office(connection: Connection) -> Office:
    """Return the office; raise DatabaseUnavailableError where none was set up."""
    row = connection.execute(select(OFFICE)).one_or_none()
    if row is None:
        raise DatabaseUnavailableError("no_office", "")
    return Office(
        name=row.name,
        zone=ZoneInfo(row.zone),
        currency=row.currency,
        language=row.language,
        holding_limit=row.holding_limit,
        strict_contact=row.strict_contact,
        late_entry_days=row.late_entry_days,
        reserve_days=row.reserve_days,
        is_sample=row.is_sample,
        calendar_version=row.calendar_version,
        max_seen_at=row.max_seen_at,
    )


def has_office(connection: Connection) -> bool:
    """Return whether an office was set up in this database."""
    return connection.execute(select(func.count()).select_from(OFFICE)).scalar_one() > 0


def remember_instant(connection: Connection, now: datetime) -> None:
    """Raise the latest instant this database has seen; never lower it."""
    connection.execute(update(OFFICE).where(OFFICE.c.max_seen_at < now).values(max_seen_at=now))


def add_office(connection: Connection, values: dict[str, object]) -> None:
    """Insert the one office row."""
    connection.execute(insert(OFFICE).values(id=1, **values))


def change_office(connection: Connection, values: Mapping[str, object]) -> None:
    """Change settings of the office."""
    connection.execute(update(OFFICE).values(**values))


def add_calendar(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Insert calendar days."""
    connection.execute(insert(CALENDAR_DAY), rows)


def calendar(connection: Connection) -> WorkCalendar:
    """Return the calendar, read from the days that differ from a plain week and its bounds."""
    day = CALENDAR_DAY.c
    first, last = connection.execute(select(func.min(day.day), func.max(day.day))).one()
    # Day 1 was a Monday, so (day - 1) % 7 >= 5 is a weekend.
    is_weekend = (day.day - 1) % 7 >= 5
    rows = connection.execute(
        select(day.day, day.is_holiday, day.is_working).where(
            or_(day.is_holiday, day.is_working == is_weekend)
        )
    ).all()
    return WorkCalendar(
        holidays=frozenset(row.day for row in rows if row.is_holiday),
        extra_workdays=frozenset(
            row.day for row in rows if row.is_working and (row.day - 1) % 7 >= 5
        ),
        first_day=first or 1,
        last_day=last or 0,
    )
