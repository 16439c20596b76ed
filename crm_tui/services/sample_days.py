"""Days gone by of the sample office: what its people did then is done at that hour, by services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crm_tui.clock import FakeClock
from crm_tui.db.queries import sample_data as queries
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.days import day_of, start_of_day
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor

_OPENING, _APART = timedelta(hours=9, minutes=30), timedelta(minutes=4)


class SampleDays:
    """The database as services see it at an hour of the past, which `go_to` chooses."""

    def __init__(
        self, database: Database, now: datetime, zone: ZoneInfo, held: Mapping[CustomerId, int]
    ) -> None:
        self._clock = FakeClock(now)
        self._now = now
        self._zone = zone
        self._held = held
        self._next: dict[int, datetime] = {}
        self.database = Database(database.location, self._clock)
        self.today = day_of(now, zone)

    def go_to(self, day: int) -> int:
        """Let the next things be done on this day, after what was done on it so far; return it."""
        at = self._next.get(day, start_of_day(day, self._zone) + _OPENING)
        self._next[day] = at + _APART
        self._clock.set_wall(min(at, self._now))
        return day

    def ago(self, customer_id: CustomerId, days: int) -> int:
        """Return the day so many days ago, or when the owner got a customer where that is later."""
        return max(self.today - days, self._held.get(customer_id, self.today))


@contextmanager
def days_gone_by(
    database: Database, actor: Actor, customer_ids: Sequence[CustomerId]
) -> Iterator[SampleDays]:
    """Give the days before today of an office whose people hold these customers."""
    with database.reading(actor) as view:
        held = queries.held_since(view, customer_ids)
        days = SampleDays(database, view.now, view.zone, held)
    try:
        yield days
    finally:
        days.database.close()
