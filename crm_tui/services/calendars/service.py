"""Read and edit the office's calendar; every day that follows from it is counted anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm_tui.db.queries import calendars
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.calendars import CalendarDay, CalendarYear, DayKind, unknown_years
from crm_tui.domain.days import DayRange
from crm_tui.domain.events import CalendarChanged, Changed
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError
from crm_tui.services.calendars.recounting import begin_change, finish_changes
from crm_tui.services.checks import checked_text
from crm_tui.values import dataclass

LONGEST_EDIT_DAYS = 366


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendar as people read and edit it."""

    database: Database

    def year(self, actor: Actor, year: int) -> CalendarYear:
        """Return what of a year differs from a plain week, and whether its holidays are known.

        Raises FieldError for a year that the calendar does not hold.
        """
        with self.database.reading(actor) as view:
            days = _days_of(year, calendars.bounds(view.connection))
            return CalendarYear(
                year,
                tuple(
                    calendars.days_between(view.connection, days.first, days.last, only_unlike=True)
                ),
                is_known=not unknown_years(view.calendar, days.first, days.last),
            )

    @operation(Permission.MANAGE_OFFICE)
    def set_days(
        self, actor: Actor, first: int, last: int, kind: DayKind, name: str = ""
    ) -> Changed:
        """Say what the days from first to last are; customers keep the grace of their rule.

        Raises FieldError for days in the wrong order, too many, or outside the calendar.
        """
        name = checked_text("name", name, limit=40)
        if last < first:
            raise FieldError("last", "not_after")
        if last - first >= LONGEST_EDIT_DAYS:
            raise FieldError("last", "out_of_range")
        with self.database.writing(actor) as unit:
            _refuse_unknown(DayRange(first, last), calendars.bounds(unit.connection))
            days = range(first, last + 1)
            change_days(unit, [CalendarDay(day, kind, name, is_edited=True) for day in days])
        finish_changes(self.database, actor)
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def reset(self, actor: Actor, year: int) -> Changed:
        """Let a year be again as it was announced; what was edited in it is forgotten."""
        from crm_tui.services.calendars.seeds import seeded_days  # noqa: PLC0415 - loads a table

        with self.database.writing(actor) as unit:
            _days_of(year, calendars.bounds(unit.connection))
            change_days(unit, list(seeded_days(year, year)))
        finish_changes(self.database, actor)
        return unit.changed


def change_days(unit: Unit, wanted: Sequence[CalendarDay]) -> None:
    """Change the days that differ, record them, and let everything be counted anew."""
    first, last = wanted[0].day, wanted[-1].day
    stored = {each.day: each for each in calendars.days_between(unit.connection, first, last)}
    new = [each for each in wanted if stored[each.day] != each]
    if not new:
        return
    calendars.store_days(unit.connection, new)
    unit.record(
        CalendarChanged(
            before={"days": [kept(stored[each.day]) for each in new]},
            after={"days": [kept(each) for each in new]},
        )
    )
    begin_change(unit)


def kept(day: CalendarDay) -> list[object]:
    """Return a day of the calendar as an event keeps it."""
    return [day.day, day.kind.value, day.name, day.is_edited]


def _days_of(year: int, bounds: DayRange) -> DayRange:
    if not date.min.year <= year <= date.max.year:
        raise FieldError("year", "out_of_range", str(year))
    days = DayRange(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
    if days.first not in bounds or days.last not in bounds:
        raise FieldError("year", "out_of_range", str(year))
    return days


def _refuse_unknown(days: DayRange, bounds: DayRange) -> None:
    if days.first not in bounds or days.last not in bounds:
        raise FieldError("first", "out_of_range")
