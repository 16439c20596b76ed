"""期初导入: an office's first data, whose first deadlines are put off and spread over days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crm_tui.domain.days import NEVER, DayUnit, WorkCalendar
from crm_tui.domain.identifiers import UserId
from crm_tui.values import dataclass

SPREAD_DAYS = 20
"""Working days over which the first deadlines of a person are spread."""


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """What an opening import gives one person; a limit that it exceeds is told, not enforced.

    `held` counts what they hold afterwards under their limit over all pools; `first_day` is the
    first day on which any of it can be taken back, None when no rule ever does.
    """

    user_id: UserId
    person: str
    customers: int
    held: int
    limit: int | None
    over_by: int
    first_day: int | None


def spread_last_days(
    last_days: Sequence[int], *, first_day: int, calendar: WorkCalendar
) -> list[int]:
    """Return the last protected days of one person's customers, put off and spread.

    None stands before `first_day`. Those that end within the first SPREAD_DAYS working days from
    it on keep their order and end on working days, at most a SPREAD_DAYS-th of them a day; later
    ones stay as they are.
    """
    window_end = calendar.nth_counted_day(first_day - 1, SPREAD_DAYS, DayUnit.WORKING)
    near = sorted(
        (place for place, day in enumerate(last_days) if day <= window_end),
        key=lambda place: (last_days[place], place),
    )
    a_day = -(-len(near) // SPREAD_DAYS)
    spread, taken = list(last_days), Counter[int]()
    day = first_day - 1
    for place in near:
        day = _working_day(calendar, max(day, last_days[place], first_day))
        if taken[day] == a_day:
            day = _working_day(calendar, day + 1)
        taken[day] += 1
        spread[place] = day
    return spread


def _working_day(calendar: WorkCalendar, day: int) -> int:
    """Return the day, or the next one that is worked."""
    return min(calendar.nth_counted_day(day - 1, 1, DayUnit.WORKING), NEVER)
