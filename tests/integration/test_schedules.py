"""The calendar of a person, and the file that tells other programs the same."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import vobject
from dateutil.rrule import rruleset

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import DayRange
from crm_tui.domain.festivals import Festival
from crm_tui.domain.identifiers import KeyDateId
from crm_tui.domain.key_dates import Dealing, Handling, KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.schedules import Schedule, ScheduleKind
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.formats.calendar_files import calendar_bytes
from crm_tui.presentation.calendar_entries import calendar_entries
from tests import make


@pytest.fixture
def clock() -> FakeClock:
    return make.clock()


@pytest.fixture
def crm(tmp_path: Path, clock: FakeClock) -> Crm:
    return make.office(tmp_path, clock=clock)


@pytest.fixture
def rep(crm: Crm) -> Actor:
    return make.rep(crm, "zhouqi", "周琪")


def today(crm: Crm, actor: Actor) -> int:
    with crm.database.reading(actor) as view:
        return view.today


def day_number(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def told(schedule: Schedule) -> list[tuple[int, ScheduleKind, str]]:
    return [(day.day, item.kind, item.customer) for day in schedule.days for item in day.items]


def add_date(crm: Crm, rep: Actor, name: str, on: KeyDay) -> KeyDateId:
    customer_id = make.customer(crm, rep, name)
    fields = KeyDateFields(KeyDateKind.OTHER, on, "节点")
    changed = crm.key_dates.add(rep, customer_id, fields)
    assert changed.record_id is not None
    return KeyDateId(changed.record_id)


def test_a_day_holds_leave_key_dates_contacts_and_tasks_in_this_order(
    crm: Crm, rep: Actor, clock: FakeClock
) -> None:
    now = today(crm, rep)
    plan = LeavePlan(rep.user_id, DayRange(now + 1, now + 2), "年假", None)
    crm.leaves.record(make.admin(crm), plan)
    found = date.fromordinal(now + 1)
    add_date(crm, rep, "甲", KeyDay(month=found.month, day=found.day))
    at = clock.now() + timedelta(days=1)
    crm.tasks.set_next_contact(rep, make.customer(crm, rep, "乙"), at, "发方案")
    crm.tasks.add(rep, "催合同", at + timedelta(hours=1))
    schedule = crm.schedules.show(rep, now, now + 6)
    assert told(schedule) == [
        (now + 1, ScheduleKind.LEAVE, ""),
        (now + 1, ScheduleKind.KEY_DATE, "甲"),
        (now + 1, ScheduleKind.CONTACT, "乙"),
        (now + 1, ScheduleKind.TASK, ""),
        (now + 2, ScheduleKind.LEAVE, ""),
    ]


def test_days_tell_what_they_are(crm: Crm, rep: Actor) -> None:
    first = day_number("2026-09-20")
    days = {each.day: each for each in crm.schedules.show(rep, first, first + 20).days}
    mid_autumn = days[day_number("2026-09-25")]
    assert mid_autumn.festivals == (Festival.MID_AUTUMN,)
    assert mid_autumn.kind is DayKind.HOLIDAY
    assert mid_autumn.lunar is not None
    assert (mid_autumn.lunar.month, mid_autumn.lunar.day) == (8, 15)
    assert days[day_number("2026-09-20")].kind is DayKind.WORKDAY, "worked in exchange (调休)"
    assert days[day_number("2026-09-26")].kind is DayKind.HOLIDAY


def test_who_stands_above_looks_at_the_calendar_and_nobody_else(crm: Crm, rep: Actor) -> None:
    now = today(crm, rep)
    crm.tasks.add(rep, "催合同", make.NOW + timedelta(days=1))
    boss, other = make.manager(crm, staff=[rep]), make.rep(crm, "lina")
    seen = crm.schedules.show(boss, now, now + 6, user_id=rep.user_id)
    assert seen.person == "周琪"
    assert [kind for _day, kind, _name in told(seen)] == [ScheduleKind.TASK]
    with pytest.raises(NotFoundError):
        crm.schedules.show(other, now, now + 6, user_id=rep.user_id)
    with pytest.raises(FieldError):
        crm.schedules.show(rep, now, now + 4000)


def test_what_was_dealt_with_stays_in_the_calendar_as_done(crm: Crm, rep: Actor) -> None:
    now = today(crm, rep)
    found = date.fromordinal(now)
    key = add_date(crm, rep, "甲", KeyDay(month=found.month, day=found.day))
    crm.key_dates.handle(rep, key, Dealing(Handling.DONE))
    (item,) = crm.schedules.show(rep, now, now).days[0].items
    assert item.is_done


def test_the_file_read_by_another_library_tells_what_the_calendar_shows(
    crm: Crm, rep: Actor, clock: FakeClock
) -> None:
    now = today(crm, rep)
    add_date(crm, rep, "阳历", KeyDay(month=3, day=8))
    add_date(crm, rep, "闰日", KeyDay(month=2, day=29))
    add_date(crm, rep, "农历", KeyDay(is_lunar=True, month=8, day=15))
    add_date(crm, rep, "闰月", KeyDay(is_lunar=True, month=5, day=3, is_leap_month=True))
    add_date(crm, rep, "月底", KeyDay(day=31))
    add_date(crm, rep, "每月", KeyDay(day=15))
    add_date(crm, rep, "一次", KeyDay(once_day=now + 40))
    at = clock.now() + timedelta(days=2)
    crm.tasks.set_next_contact(rep, make.customer(crm, rep, "联系"), at, "发方案")
    crm.tasks.add(rep, "催合同", at)
    crm.tasks.add(rep, "整天", at, has_time=False)
    last = now + 390
    shown = sorted(
        (day.day, item.customer or item.title)
        for day in crm.schedules.show(rep, now, last).days
        for item in day.items
    )
    entries = list(calendar_entries(crm.schedules.export(rep), "x"))
    zone = crm.offices.who(rep)[1].zone
    written = calendar_bytes(entries, name="客户通", zone=zone, now=clock.now())
    assert len({entry.uid for entry in entries}) == len(entries)
    assert sorted(days_in(written, now, last)) == shown
    assert [each.uid for each in entries] == [
        each.uid for each in calendar_entries(crm.schedules.export(rep), "x")
    ]


def days_in(written: bytes, first: int, last: int) -> list[tuple[int, str]]:
    """Every day on which anything stands, as another library understands the file."""
    calendar = vobject.readOne(written.decode())
    found = []
    for entry in [*getattr(calendar, "vevent_list", []), *getattr(calendar, "vtodo_list", [])]:
        name = entry.summary.value.split(" · ")[0]
        starts = entry.dtstart.value if "dtstart" in entry.contents else entry.due.value
        rules: rruleset | None = entry.getrruleset(addRDate=True)
        if rules is None:
            comes = [starts]
        else:
            until = datetime.combine(date.fromordinal(last), time.max)
            comes = list(
                rules.between(datetime.combine(date.fromordinal(first), time.min), until, inc=True)
            )
        found += [(each.toordinal(), name) for each in comes]
    return [each for each in found if first <= each[0] <= last]
