"""Count in local business days: integer day numbers, holidays, working days and leave.

A day number is `date.toordinal()` of the day in the office's zone, so 1 is a Monday.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from operator import attrgetter
from zoneinfo import ZoneInfo

from crm_tui.values import dataclass

NEVER = date(9999, 12, 31).toordinal()
"""The day that stands for "not at all"; every count stops here."""

_FIRST_DAY = 1
_DAYS_A_WEEK = 7
_WORKDAYS_A_WEEK = 5
_UNBOUNDED = 10 * NEVER
_FIRST_OF = attrgetter("first")


class DayUnit(StrEnum):
    """Which days a rule counts."""

    ALL = "all"
    NON_HOLIDAY = "non_holiday"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days from first to last, both included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the range ends on day {self.last}, before its first {self.first}")

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last


Leave = tuple[DayRange, ...]


def date_of(day: int) -> date:
    """Return the calendar date of a day number."""
    return date.fromordinal(day)


def day_of(instant: datetime, zone: ZoneInfo) -> int:
    """Return the day number on which the instant falls in the zone.

    Instants beyond the calendar's ends belong to its first or last day; a naive one is an error.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset")
    try:
        return instant.astimezone(zone).toordinal()
    except OverflowError:
        return _FIRST_DAY if instant.year == 1 else NEVER


def start_of_day(day: int, zone: ZoneInfo) -> datetime:
    """Return the first instant of the local day, in UTC.

    Where the clock jumps over midnight it is the instant of the jump; where midnight comes
    twice it is the first. Days outside the calendar are taken as its first or last day.
    """
    midnight = datetime.combine(date_of(min(max(day, _FIRST_DAY), NEVER)), time())
    try:
        before = midnight.replace(tzinfo=zone).astimezone(UTC)
        after = midnight.replace(tzinfo=zone, fold=1).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
    if after < before:
        return _jump_between(after, before, midnight, zone)
    return before


def _jump_between(early: datetime, late: datetime, midnight: datetime, zone: ZoneInfo) -> datetime:
    """Return the second in (early, late] at which the local clock first shows midnight or more."""
    low, high = 0, int((late - early).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        local = (early + timedelta(seconds=middle)).astimezone(zone).replace(tzinfo=None)
        low, high = (low, middle) if local >= midnight else (middle, high)
    return early + timedelta(seconds=high)


class _Counter:
    """Ranks the counted days of one unit, so that counting is two searches and no walk.

    A week has its first `days_a_week` days; exceptions, sorted, take a day out (-1) or put one
    in (+1). The rank of a day is how many counted days there are up to and including it.
    """

    __slots__ = ("_bounds", "_days_a_week", "_exceptions", "_ranks", "_shifts")

    def __init__(self, days_a_week: int, *, out: Iterable[int], put_in: Iterable[int]) -> None:
        signed = sorted([(day, -1) for day in out] + [(day, 1) for day in put_in])
        self._days_a_week = days_a_week
        self._exceptions = [day for day, _ in signed]
        self._bounds = [*self._exceptions, _UNBOUNDED]
        self._shifts = [0]
        for _, sign in signed:
            self._shifts.append(self._shifts[-1] + sign)
        self._ranks = [self.rank(day) for day in self._exceptions]

    def rank(self, day: int) -> int:
        """Return how many days count up to and including this one."""
        weeks, rest = divmod(day, _DAYS_A_WEEK)
        per_week = self._days_a_week
        regular = weeks * per_week + (rest if rest < per_week else per_week)
        return regular + self._shifts[bisect_right(self._exceptions, day)]

    def day_ranked(self, rank: int) -> int:
        """Return the first day of this rank."""
        place = bisect_left(self._ranks, rank)
        weeks, rest = divmod(rank - self._shifts[place] - 1, self._days_a_week)
        day = weeks * _DAYS_A_WEEK + rest + 1
        if day >= self._bounds[place]:
            return self._bounds[place]
        return day


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The office's calendar: which days count, by unit.

    `holidays` are the public holidays' days off, `extra_workdays` the weekend days worked in
    exchange (调休), `extra_rest_days` weekdays off that are no holiday; a day in several is a
    holiday. `first_day` to `last_day` is the range whose holidays are known: outside it Monday to
    Friday are worked and there are no holidays.
    """

    holidays: frozenset[int] = frozenset()
    extra_workdays: frozenset[int] = frozenset()
    first_day: int = NEVER
    last_day: int = NEVER
    extra_rest_days: frozenset[int] = frozenset()
    _counters: dict[DayUnit, _Counter] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weekdays_off = [day for day in self.holidays | self.extra_rest_days if _is_weekday(day)]
        weekends_worked = [
            day for day in self.extra_workdays - self.holidays if not _is_weekday(day)
        ]
        counters = {
            DayUnit.ALL: _Counter(_DAYS_A_WEEK, out=(), put_in=()),
            DayUnit.NON_HOLIDAY: _Counter(_DAYS_A_WEEK, out=self.holidays, put_in=()),
            DayUnit.WORKING: _Counter(_WORKDAYS_A_WEEK, out=weekdays_off, put_in=weekends_worked),
        }
        object.__setattr__(self, "_counters", counters)

    def covers(self, first: int, last: int) -> bool:
        """Tell whether the holidays of all these days are known."""
        return self.first_day <= first and last <= self.last_day

    def counts(self, day: int, unit: DayUnit = DayUnit.NON_HOLIDAY, leave: Leave = ()) -> bool:
        """Tell whether the day counts for somebody with this leave."""
        if any(day in away for away in leave):
            return False
        match unit:
            case DayUnit.ALL:
                return True
            case DayUnit.NON_HOLIDAY:
                return day not in self.holidays
            case DayUnit.WORKING:
                if _is_weekday(day):
                    return day not in self.holidays and day not in self.extra_rest_days
                return day in self.extra_workdays and day not in self.holidays

    def nth_counted_day(
        self, anchor_day: int, n: int, unit: DayUnit = DayUnit.NON_HOLIDAY, leave: Leave = ()
    ) -> int:
        """Return the n-th counted day after the anchor's day, NEVER where the calendar ends.

        With n = 0 it is the anchor's own day, or the next one that counts.
        """
        if n < 1:
            if n < 0:
                raise ValueError(f"cannot count {n} days")
            anchor_day, n = anchor_day - 1, 1
        counter = self._counters[unit]
        rank = counter.rank(anchor_day) + n
        day = _past_leave(counter, anchor_day, rank, leave) if leave else counter.day_ranked(rank)
        return day if day < NEVER else NEVER

    def counted_between(
        self, after: int, until: int, unit: DayUnit = DayUnit.NON_HOLIDAY, leave: Leave = ()
    ) -> int:
        """Return how many days count after the one day, up to and including the other."""
        if until <= after:
            return 0
        counter = self._counters[unit]
        total = counter.rank(until) - counter.rank(after)
        for first, last in _apart(leave, after):
            if first > until:
                break
            total -= counter.rank(min(last, until)) - counter.rank(first - 1)
        return total


def _is_weekday(day: int) -> bool:
    """Tell Monday to Friday from the weekend."""
    return 1 <= day % _DAYS_A_WEEK <= _WORKDAYS_A_WEEK


def _past_leave(counter: _Counter, anchor_day: int, rank: int, leave: Leave) -> int:
    """Return the day of this rank, pushed on by every counted day spent away before it."""
    day = counter.day_ranked(rank)
    for first, last in _apart(leave, anchor_day):
        if first > day:
            break
        rank += counter.rank(last) - counter.rank(first - 1)
        day = counter.day_ranked(rank)
    return day


def _apart(leave: Leave, after: int) -> Iterator[tuple[int, int]]:
    """Yield first and last of the leave after a day, in order, no day twice."""
    in_order = sorted(leave, key=_FIRST_OF) if len(leave) > 1 else leave
    for away in in_order:
        if away.last > after:
            yield max(away.first, after + 1), away.last
            after = away.last
