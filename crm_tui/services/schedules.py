"""日程: one's calendar by day, week or month, and all of it for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from crm_tui.db.queries import calendars, key_dates, leaves, schedules, users
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain import lunar
from crm_tui.domain.calendars import CalendarDay, DayKind
from crm_tui.domain.days import start_of_day
from crm_tui.domain.festivals import festivals_between
from crm_tui.domain.identifiers import KeyDateId, UserId
from crm_tui.domain.key_dates import KeyDateRow
from crm_tui.domain.schedules import (
    LONGEST_DAYS,
    KeyDateToExport,
    Schedule,
    ScheduleDay,
    ScheduleItem,
    ScheduleKind,
    ScheduleToExport,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.values import dataclass

LIMIT = 5_000
EXPORTED_DAYS = 3 * 366
"""So far ahead goes what a calendar file tells day by day."""
_OVERDUE_DAYS = 90
"""Tasks that are overdue for so long still go into a calendar file."""


@dataclass(frozen=True, slots=True)
class Schedules:
    """Calendars as people look at them."""

    database: Database

    def show(
        self, actor: Actor, first_day: int, last_day: int, *, user_id: UserId | None = None
    ) -> Schedule:
        """Return the calendar of some days: one's own, or of somebody one stands above.

        Raises FieldError for days in the wrong order or too many, NotFoundError for a colleague
        whose calendar is none of this person's business.
        """
        if not 0 <= last_day - first_day < LONGEST_DAYS or first_day < 1:
            raise FieldError("days", "out_of_range", str(last_day - first_day + 1))
        with self.database.reading(actor) as view:
            whose = _whose(view, user_id)
            items = sorted(_items(view, whose, first_day, last_day), key=_order)
            named = calendars.days_between(view.connection, first_day, last_day, only_unlike=True)
            name = view.person.name
            if whose != view.person.user_id:
                name = users.name_of(view.connection, whose)
            days = tuple(_days(first_day, last_day, items, named))
            return Schedule(whose, name, view.today, days)

    def export(self, actor: Actor) -> ScheduleToExport:
        """Return what goes into a calendar file: what is open, and key dates for three years."""
        with self.database.reading(actor) as view:
            me = view.person.user_id
            since = start_of_day(view.today - _OVERDUE_DAYS, view.zone)
            until = start_of_day(view.today + EXPORTED_DAYS, view.zone)
            return ScheduleToExport(
                view.today,
                (
                    *schedules.tasks_between(view, me, since, until),
                    *schedules.contacts_between(view, me, since, until),
                ),
                tuple(_exported(view)),
            )


def _whose(view: View, user_id: UserId | None) -> UserId:
    me = view.person.user_id
    if user_id is None or user_id == me:
        return me
    if not view.person.is_admin and not users.manages(view.connection, me, user_id):
        raise NotFoundError("user", str(user_id))
    return user_id


def _items(view: View, whose: UserId, first_day: int, last_day: int) -> Iterator[ScheduleItem]:
    since = start_of_day(first_day, view.zone)
    until = start_of_day(last_day + 1, view.zone)
    yield from _leave(view, whose, first_day, last_day)
    yield from _key_dates(view, whose, first_day, last_day)
    yield from schedules.contacts_between(view, whose, since, until)
    yield from schedules.tasks_between(view, whose, since, until)


def _key_dates(view: View, whose: UserId, first_day: int, last_day: int) -> Iterator[ScheduleItem]:
    owners = None if whose == view.person.user_id else [whose]
    for each in key_dates.between_days(view, first_day, last_day, owner_ids=owners, limit=LIMIT):
        date = each.date
        yield ScheduleItem(
            ScheduleKind.KEY_DATE,
            date.id,
            each.day,
            None,
            date.fields.title,
            date.customer_id,
            date.customer,
            is_done=each.handled is not None and each.handled.is_settled,
            key_date=date,
        )


def _leave(view: View, whose: UserId, first_day: int, last_day: int) -> Iterator[ScheduleItem]:
    rows = leaves.leave_rows(view.connection, user_id=whose, from_day=first_day, limit=LIMIT)
    for row in rows:
        if row.is_cancelled:
            continue
        for day in range(max(first_day, row.first_day), min(last_day, row.last_day) + 1):
            yield ScheduleItem(ScheduleKind.LEAVE, row.id, day, None, row.reason)


_RANK = {ScheduleKind.LEAVE: 0, ScheduleKind.KEY_DATE: 1}


def _order(item: ScheduleItem) -> tuple[object, ...]:
    """Return the place of an item: by day, what is of the whole day first, then by time."""
    at = 0.0 if item.at is None else item.at.timestamp()
    return item.day, item.at is not None, at, _RANK.get(item.kind, 2), item.record_id


def _days(
    first_day: int, last_day: int, items: Sequence[ScheduleItem], named: Sequence[CalendarDay]
) -> Iterator[ScheduleDay]:
    known = {each.day: each for each in named}
    festivals = festivals_between(first_day, last_day)
    by_day = {day: tuple(found) for day, found in groupby(items, key=attrgetter("day"))}
    for day in range(first_day, last_day + 1):
        plain = DayKind.WORKDAY if (day - 1) % 7 < 5 else DayKind.REST
        stored = known.get(day)
        yield ScheduleDay(
            day,
            plain if stored is None else stored.kind,
            "" if stored is None else stored.name,
            lunar.lunar_day(day),
            tuple(each.festival for each in festivals if each.day == day),
            by_day.get(day, ()),
        )


def _exported(view: View) -> Iterator[KeyDateToExport]:
    """Yield one's key dates with the days they come within what is exported."""
    last_day = view.today + EXPORTED_DAYS
    found = key_dates.between_days(view, view.today, last_day, limit=20 * LIMIT)
    days: dict[KeyDateId, list[int]] = {}
    dates: dict[KeyDateId, KeyDateRow] = {}
    for each in found:
        dates[each.date.id] = each.date
        if each.handled is None or not each.handled.is_settled:
            days.setdefault(each.date.id, []).append(each.day)
    for key, open_days in days.items():
        fields = dates[key].fields
        lead_times = fields.lead_times or view.office.work.lead_times_of(fields.kind)
        yield KeyDateToExport(dates[key], tuple(lead_times), tuple(open_days))
