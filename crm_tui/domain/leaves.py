"""Leave: the days somebody is away, which do not count against the customers they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from crm_tui.domain.days import DayRange, DayUnit, WorkCalendar
from crm_tui.domain.identifiers import LeaveId, UserId
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass

LONGEST_LEAVE_DAYS = 15
"""Whoever is away longer hands their customers over instead."""
PARTING_WORKDAYS = 3
"""Leaves with fewer working days than this between them are one."""
_FIRST_OF = attrgetter("first")


@dataclass(frozen=True, slots=True)
class LeavePlan:
    """The days somebody will be away, and who looks after their customers meanwhile."""

    user_id: UserId
    days: DayRange
    reason: str = ""
    cover_id: UserId | None = None


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """A leave as listed."""

    id: LeaveId
    user_id: UserId
    person: str
    first_day: int
    last_day: int
    reason: str
    cover_id: UserId | None
    cover: str
    is_cancelled: bool

    @property
    def days(self) -> DayRange:
        """Return the days of it."""
        return DayRange(self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class LeaveNotYours:
    """Only somebody above the person, or an admin, records or cancels their leave."""

    person: str


@dataclass(frozen=True, slots=True)
class LeaveTooLong:
    """The days away, leave close before and after counted in, are so many that a 交接 is asked."""

    person: str
    days: int
    limit: int


@dataclass(frozen=True, slots=True)
class LeaveOverlaps:
    """The person is away on some of these days already."""

    person: str
    first_day: int
    last_day: int


LeaveRefusal = LeaveNotYours | LeaveTooLong | LeaveOverlaps


def why_not_leave(
    person: str,
    days: DayRange,
    *,
    others: Sequence[DayRange],
    calendar: WorkCalendar,
    by: Person,
    stands_above: bool,
) -> LeaveRefusal | None:
    """Return why these days cannot be recorded as leave of somebody, or None.

    `others` are the days they are away already. Somebody's own leave lengthens what they hold,
    so nobody but an admin records their own.
    """
    if refusal := why_not_record(person, by=by, stands_above=stands_above):
        return refusal
    for other in others:
        if days.first <= other.last and other.first <= days.last:
            return LeaveOverlaps(person, other.first, other.last)
    away = days_away(days, others, calendar)
    return LeaveTooLong(person, away, LONGEST_LEAVE_DAYS) if away > LONGEST_LEAVE_DAYS else None


def why_not_record(person: str, *, by: Person, stands_above: bool) -> LeaveNotYours | None:
    """Return why this person may not record or cancel leave of somebody, or None."""
    above = stands_above and by.may(Permission.RECORD_LEAVE)
    return None if by.is_admin or above else LeaveNotYours(person)


def as_told(leave: LeaveRow, *, by: Person, stands_above: bool) -> LeaveRow:
    """Return a leave as this person may read it.

    Why somebody is away is told to themselves, to those above them and to admins; the others
    read the days and who looks after the customers.
    """
    if by.is_admin or stands_above or leave.user_id == by.user_id:
        return leave
    return replace(leave, reason="")


def days_away(days: DayRange, others: Sequence[DayRange], calendar: WorkCalendar) -> int:
    """Return how many days somebody is away with every leave that is one with these days.

    However many in a row: each is parted from the next by few working days, which do not count.
    """
    first, last, worked = days.first, days.last, 0
    for other in sorted(others, key=_FIRST_OF, reverse=True):
        between = calendar.counted_between(other.last, first - 1, DayUnit.WORKING)
        if other.last < first and between < PARTING_WORKDAYS:
            first, worked = other.first, worked + between
    for other in sorted(others, key=_FIRST_OF):
        between = calendar.counted_between(last, other.first - 1, DayUnit.WORKING)
        if other.first > last and between < PARTING_WORKDAYS:
            last, worked = other.last, worked + between
    return last - first + 1 - worked
