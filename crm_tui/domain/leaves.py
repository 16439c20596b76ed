"""Leave: the days somebody is away, which do not count against the customers they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import LeaveId, UserId
from crm_tui.domain.users import Permission, Person

LONGEST_LEAVE_DAYS = 15
"""Whoever is away longer hands their customers over instead."""


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
    """The days away, those that adjoin counted in, are so many that a 交接 is asked."""

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
    joined = joined_with(days, others)
    length = joined.last - joined.first + 1
    if length > LONGEST_LEAVE_DAYS:
        return LeaveTooLong(person, length, LONGEST_LEAVE_DAYS)
    return None


def why_not_record(person: str, *, by: Person, stands_above: bool) -> LeaveNotYours | None:
    """Return why this person may not record or cancel leave of somebody, or None."""
    above = stands_above and by.may(Permission.RECORD_LEAVE)
    return None if by.is_admin or above else LeaveNotYours(person)


def joined_with(days: DayRange, others: Iterable[DayRange]) -> DayRange:
    """Return the days with every leave that adjoins them, however many in a row."""
    first, last = days.first, days.last
    for other in sorted(others, key=lambda each: each.first, reverse=True):
        if other.last + 1 == first:
            first = other.first
    for other in sorted(others, key=lambda each: each.first):
        if other.first - 1 == last:
            last = other.last
    return DayRange(first, last)
