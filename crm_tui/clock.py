"""Time as something that is handed in, so that every rule can be tried at midnight."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the instant; the only source of "now" in the program."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def monotonic_seconds(self) -> float:
        """Return seconds that never run backwards, for timers and drift checks."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic_seconds(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()


class Drift:
    """How far the wall clock has left the monotonic one since this was made or begun anew."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.begin()

    def begin(self) -> None:
        """Count from now on."""
        self._ahead = self._wall_ahead()

    def seconds(self) -> float:
        """Return by how much the wall clock was moved; negative when it was moved back."""
        return self._wall_ahead() - self._ahead

    def _wall_ahead(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic_seconds()


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._seconds = 0.0

    def now(self) -> datetime:
        """Return the instant the clock was set to."""
        return self._now

    def monotonic_seconds(self) -> float:
        """Return the seconds the clock was advanced by."""
        return self._seconds

    def advance(self, by: timedelta) -> None:
        """Move both the wall clock and the monotonic one."""
        self._now += by
        self._seconds += by.total_seconds()

    def set_wall(self, now: datetime) -> None:
        """Move only the wall clock, as a person does who corrects it."""
        self._now = now.astimezone(UTC)
