"""What a typed date is made of, and what it comes to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from crm_tui.domain.days import WorkCalendar
from crm_tui.values import dataclass

Direction = Literal["future", "past"]
"""Where to look for what was left out: the year, the week, the day of a bare time."""

YEARS = range(1900, 2101)
"""The years a typed date may lie in."""

NO_CALENDAR = WorkCalendar()
"""Monday to Friday are worked, and festivals last as long as they usually do."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC, its local day, and whether a time was said or only a day."""

    instant: datetime
    has_time: bool
    day: int


class MomentTrouble(StrEnum):
    """Why a text is no moment."""

    EMPTY = "empty"
    NOT_UNDERSTOOD = "not_understood"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    CONTRADICTION = "contradiction"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class MomentFault:
    """The part of the text that is wrong, where it starts, and why."""

    trouble: MomentTrouble
    part: str
    at: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances in which a text is read; `now` is local."""

    now: datetime
    zone: ZoneInfo
    default_hour: int
    prefer: Direction
    calendar: WorkCalendar = NO_CALENDAR

    @property
    def today(self) -> int:
        """Return the local day number of now."""
        return self.now.toordinal()

    @property
    def step(self) -> int:
        """Return 1 to look ahead, -1 to look back."""
        return 1 if self.prefer == "future" else -1

    def is_ahead(self, day: int) -> bool:
        """Tell whether the day lies in the direction asked; today does."""
        return (day - self.today) * self.step >= 0


@dataclass(frozen=True, slots=True)
class DayPart:
    """A stretch of the day: the hour meant by its bare name, and the hours it may hold."""

    typical_hour: int
    first_hour: int
    last_hour: int

    def hour(self, said: int) -> int | None:
        """Return the hour of 24 that is meant by an hour said in this part, None if none is."""
        for hour in (said, said + 12, said + 24, said - 12):
            if self.first_hour <= hour <= self.last_hour:
                return hour
        return None


@dataclass(frozen=True, slots=True)
class OnDay:
    """Exactly this day."""

    day: int


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """Some day that is this weekday (Monday is 0)."""

    weekday: int


@dataclass(frozen=True, slots=True)
class AtClock:
    """A time of day; `spoken` ones (3点) may mean the afternoon without saying so."""

    hour: int
    minute: int = 0
    second: int = 0
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class InPart:
    """A part of the day, with or without an hour beside it."""

    part: DayPart


@dataclass(frozen=True, slots=True)
class Later:
    """So many months and days from today; negative is earlier."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class MinutesLater:
    """So many minutes from now; negative is earlier."""

    minutes: int


Piece = OnDay | OnWeekday | AtClock | InPart | Later | MinutesLater


def day_number(year: int, month: int, day: int) -> int | None:
    """Return the day's number, None where there is no such day."""
    try:
        return date(year, month, day).toordinal()
    except (ValueError, OverflowError):
        return None


def last_of_month(year: int, month: int) -> int:
    """Return the last day of a month; months past 12 run on into later years."""
    year, month = year + month // 12, month % 12 + 1
    return date(year, month, 1).toordinal() - 1


def days_in_month(year: int, month: int) -> int:
    """Return how many days a month has."""
    return date.fromordinal(last_of_month(year, month)).day


def months_later(day: int, months: int) -> int | None:
    """Return the same day of a later month, or that month's last; None beyond the calendar."""
    start = date.fromordinal(day)
    year, index = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year not in YEARS:
        return None
    return min(last_of_month(year, index + 1), date(year, index + 1, 1).toordinal() + start.day - 1)
