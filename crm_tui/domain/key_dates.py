"""Key dates: birthdays, anniversaries and other days of a customer that come again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from crm_tui.domain import lunar
from crm_tui.domain.days import date_of
from crm_tui.domain.identifiers import ContactId, CustomerId, KeyDateId, UserId
from crm_tui.domain.lead_times import begun_lead_day, longest
from crm_tui.domain.moments.values import day_number, days_in_month
from crm_tui.values import dataclass

LATE_DAYS = 14
"""So long after its day an occurrence that nobody dealt with still reminds."""


class KeyDateKind(Enum):
    """What a day is remembered for."""

    BIRTHDAY = "birthday"
    ANNIVERSARY = "anniversary"
    RENEWAL = "renewal"
    NEED = "need"
    HOLIDAY = "holiday"
    OTHER = "other"


class KeyDateSource(Enum):
    """Who keeps a day: a person, or the field of a record it follows."""

    ENTERED = "entered"
    CONTACT_BIRTHDAY = "contact_birthday"
    CUSTOMER_FOUNDING = "customer_founding"


class Handling(Enum):
    """What became of the reminder of one occurrence."""

    DONE = "done"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"


class Repeat(Enum):
    """How often a day comes."""

    YEARLY = "yearly"
    MONTHLY = "monthly"
    ONCE = "once"


_FROM_THE_YEAR_AFTER = frozenset({KeyDateKind.BIRTHDAY, KeyDateKind.ANNIVERSARY})
"""What is remembered of the first day has no reminder on that day itself."""


@dataclass(frozen=True, slots=True)
class KeyDay:
    """Which day it is: month and day each year, a day each month, or `once_day` alone."""

    is_lunar: bool = False
    year: int | None = None
    month: int | None = None
    day: int | None = None
    is_leap_month: bool = False
    once_day: int | None = None

    @property
    def repeat(self) -> Repeat:
        """How often it comes."""
        if self.once_day is not None:
            return Repeat.ONCE
        return Repeat.MONTHLY if self.month is None else Repeat.YEARLY


@dataclass(frozen=True, slots=True)
class KeyDateFields:
    """What a person says of a key date; `lead_times` is None for those of its kind."""

    kind: KeyDateKind
    on: KeyDay
    title: str = ""
    contact_id: ContactId | None = None
    lead_times: tuple[str, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyDateRow:
    """A key date as listed."""

    id: KeyDateId
    customer_id: CustomerId
    customer: str
    contact: str
    source: KeyDateSource
    fields: KeyDateFields
    version: int


@dataclass(frozen=True, slots=True)
class Handled:
    """What was done last about one occurrence."""

    handling: Handling
    until_day: int | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.handling is not Handling.SNOOZED


@dataclass(frozen=True, slots=True)
class Dealing:
    """What a person does about one occurrence; without a day it is the one that reminds now.

    With a greeting what was said is written down as a follow-up.
    """

    handling: Handling
    occurs_day: int | None = None
    until_day: int | None = None
    note: str = ""
    greeting: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A key date on a day it comes, what was done about it last, and who holds the customer."""

    date: KeyDateRow
    day: int
    handled: Handled | None
    owner_id: UserId


@dataclass(frozen=True, slots=True)
class DueDate:
    """An occurrence that reminds now: `lead_day` is when its last lead time began."""

    date: KeyDateRow
    occurs_day: int
    lead_day: int
    owner_id: UserId


def is_possible(on: KeyDay) -> bool:
    """Return whether there can be such a day."""
    if on.once_day is not None:
        return not on.is_lunar
    if on.day is None or not 1 <= on.day <= _longest_month(on):
        return False
    if on.year is not None and not lunar.FIRST_YEAR <= on.year <= lunar.LAST_YEAR:
        return False
    if on.is_leap_month and not (on.is_lunar and on.month):
        return False
    if on.year is None or on.month is None or on.is_lunar:
        return True
    return day_number(on.year, on.month, on.day) is not None


def _longest_month(on: KeyDay) -> int:
    if on.is_lunar:
        return lunar.LONGEST_MONTH if on.month is None or 1 <= on.month <= lunar.MONTHS else 0
    if on.month is None:
        return 31
    return days_in_month(2000, on.month) if 1 <= on.month <= 12 else 0


def occurrences(
    on: KeyDay, first_day: int, last_day: int, *, kind: KeyDateKind = KeyDateKind.OTHER
) -> tuple[int, ...]:
    """Return the days from first to last on which a key date comes, in order.

    What a month is too short for comes on its last day: 02-29 on 02-28, 三十 on 廿九. A birthday
    in a leap month comes in the ordinary month of years that have no such leap month.
    """
    since = None if on.year is None else on.year + (kind in _FROM_THE_YEAR_AFTER)
    return tuple(
        day
        for year, day in _days(on, first_day, last_day)
        if first_day <= day <= last_day and (since is None or year >= since)
    )


def _days(on: KeyDay, first_day: int, last_day: int) -> Iterator[tuple[int, int]]:
    """Yield year and day of what may lie between two days."""
    if on.once_day is not None:
        yield date_of(on.once_day).year, on.once_day
    elif on.day is None:
        return
    elif on.is_lunar:
        yield from _lunar_days(on, on.day, first_day, last_day)
    else:
        for year in range(date_of(first_day).year, date_of(last_day).year + 1):
            for month in (on.month,) if on.month else range(1, 13):
                day = min(on.day, days_in_month(year, month))
                yield year, date_of(1).replace(year, month, day).toordinal()


def _lunar_days(on: KeyDay, day: int, first_day: int, last_day: int) -> Iterator[tuple[int, int]]:
    first, last = lunar.lunar_day(first_day), lunar.lunar_day(last_day)
    from_year = lunar.FIRST_YEAR if first is None else first.year
    until_year = lunar.LAST_YEAR if last is None else last.year
    for year in range(from_year, until_year + 1):
        for month in _lunar_months(on, year):
            yield year, month.first_day + min(day, month.length) - 1


def _lunar_months(on: KeyDay, year: int) -> Iterator[lunar.LunarMonth]:
    if on.month is None:
        yield from lunar.months(year)
        return
    wanted = lunar.lunar_month(year, on.month, is_leap=on.is_leap_month)
    found = wanted or lunar.lunar_month(year, on.month)
    if found is not None:
        yield found


def years_at(on: KeyDay, occurs_day: int) -> int | None:
    """Return how many years it is by an occurrence: 36 of a birthday, 10 of a founding."""
    if on.year is None:
        return None
    if not on.is_lunar:
        return date_of(occurs_day).year - on.year
    found = lunar.lunar_day(occurs_day)
    return None if found is None else found.year - on.year


def next_occurrence(fields: KeyDateFields, today: int) -> int | None:
    """Return the next day on which a key date comes, today included; None for never again."""
    # A leap month is at most nineteen years away, but comes as an ordinary one meanwhile.
    found = occurrences(fields.on, today, today + 800, kind=fields.kind)
    if not found and fields.on.once_day is not None and fields.on.once_day >= today:
        return fields.on.once_day
    return found[0] if found else None


def due_days(
    on: KeyDay, kind: KeyDateKind, lead_times: Sequence[str], today: int
) -> Iterator[tuple[int, int]]:
    """Yield the occurrences that already remind today, with the day the last lead time began."""
    if not lead_times:
        return
    ahead = max(longest(lead_time) for lead_time in lead_times)
    for day in occurrences(on, today - LATE_DAYS, today + ahead, kind=kind):
        begun = begun_lead_day(day, lead_times, today)
        if begun is not None:
            yield day, begun


def is_open(handled: Handled | None, today: int) -> bool:
    """Return whether an occurrence still reminds, after what was done last about it."""
    if handled is None:
        return True
    return not handled.is_settled and (handled.until_day or 0) <= today


def may_snooze_until(until_day: int, occurs_day: int, today: int) -> bool:
    """Return whether a reminder can be put off until a day: a later one, not long after its day."""
    return today < until_day <= max(occurs_day, today) + LATE_DAYS


def birthday_day(birthday: str, *, is_lunar: bool) -> KeyDay | None:
    """Return the day that a contact's birthday means (1990-05-01, 05-01); None for no such day."""
    parts = birthday.split("-")
    if not 2 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        return None
    *year, month, day = (int(part) for part in parts)
    on = KeyDay(is_lunar, year[0] if year else None, month, day)
    return on if is_possible(on) else None
