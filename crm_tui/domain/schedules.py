"""日程: what stands on each day of somebody's calendar."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import DayRange
from crm_tui.domain.festivals import Festival
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.key_dates import KeyDateRow
from crm_tui.domain.lunar import LunarDay
from crm_tui.values import dataclass

LONGEST_DAYS = 400


class ScheduleKind(Enum):
    """What stands on a day."""

    CONTACT = "contact"
    TASK = "task"
    KEY_DATE = "key_date"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class ScheduleItem:
    """One thing on one day; without a time it is of the whole day."""

    kind: ScheduleKind
    record_id: int
    day: int
    at: datetime | None
    title: str
    customer_id: CustomerId | None = None
    customer: str = ""
    is_done: bool = False
    key_date: KeyDateRow | None = None


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """A day as the calendar heads it: what it is, how 农历 calls it, and all that stands on it."""

    day: int
    kind: DayKind
    holiday: str
    lunar: LunarDay | None
    festivals: tuple[Festival, ...]
    items: tuple[ScheduleItem, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days of somebody's calendar, in order."""

    user_id: UserId
    person: str
    today: int
    days: tuple[ScheduleDay, ...]

    @property
    def range(self) -> DayRange:
        """The days it holds."""
        return DayRange(self.days[0].day, self.days[-1].day)


@dataclass(frozen=True, slots=True)
class KeyDateToExport:
    """A key date with its lead times and the days it comes within what is exported."""

    date: KeyDateRow
    lead_times: tuple[str, ...]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScheduleToExport:
    """What goes into a calendar file: tasks and contacts to come, key dates with their days."""

    today: int
    items: tuple[ScheduleItem, ...]
    key_dates: tuple[KeyDateToExport, ...]
