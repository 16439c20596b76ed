"""Who asks, in which office, by which calendar: read anew when somebody has written since."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from crm_tui.clock import Clock
from crm_tui.db.queries import calendars as calendar_queries
from crm_tui.db.queries import offices as office_queries
from crm_tui.db.queries import users as user_queries
from crm_tui.domain.days import WorkCalendar, day_of
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.offices import Office
from crm_tui.domain.users import Person
from crm_tui.values import dataclass

_KNOWN = "crm facts"


@dataclass(frozen=True, slots=True)
class Facts:
    """What every transaction knows before it asks anything."""

    now: datetime
    office: Office
    calendar: WorkCalendar
    person: Person
    kept: dict[Hashable, Any] = field(default_factory=dict)
    """What was read besides, by its name; it is as true as the facts are."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Facts as one connection read them, and in which state of the file."""

    state: Hashable
    facts: Facts


class FactReader:
    """Reads the facts of transactions; the clock is asked when they have begun."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calendars: dict[int, WorkCalendar] = {}
        self.office: Office | None = None
        """The office as it was last read; None before that."""

    @property
    def calendar(self) -> WorkCalendar:
        """The office's calendar as it was last read; plain weeks before that."""
        newest = max(self._calendars, default=None)
        return WorkCalendar() if newest is None else self._calendars[newest]

    def read(self, connection: Connection, user_id: UserId) -> Facts:
        """Return the facts of a transaction."""
        office = office_queries.office(connection)
        if self.office is None or office.max_seen_at >= self.office.max_seen_at:
            # What began earlier may be read later.
            self.office = office
        calendar = self._calendars.get(office.calendar_version)
        if calendar is None:
            calendar = calendar_queries.calendar(connection)
            self._calendars[office.calendar_version] = calendar
        now = self._clock.now()
        person = user_queries.person(connection, user_id, day_of(now, office.zone))
        return Facts(now, office, calendar, person)

    def glance(self, connection: Connection, user_id: UserId) -> Facts:
        """Return the same for a transaction that only reads, mostly without a question."""
        if connection.dialect.name != "sqlite":
            return self.read(connection, user_id)
        state = (user_id, *_state(connection))
        known: _Known | None = connection.info.get(_KNOWN)
        if known is not None and known.state == state:
            now = self._clock.now()
            if known.facts.person.as_of_day == day_of(now, known.facts.office.zone):
                found = known.facts
                return Facts(now, found.office, found.calendar, found.person, found.kept)
        facts = self.read(connection, user_id)
        connection.info[_KNOWN] = _Known(state, facts)
        return facts


def _state(connection: Connection) -> tuple[Any, ...]:
    """Return what differs when anybody wrote: another connection, or this one itself."""
    # Of the driver itself: each page of a list asks, and to wrap the answer takes most of the time.
    driver: Any = connection.connection.driver_connection
    return (driver.execute("PRAGMA data_version").fetchone()[0], driver.total_changes)
