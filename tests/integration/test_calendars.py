"""The calendar edited: what it says afterwards, and every day that follows from it."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import DayUnit
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotPermittedError, UndoRefusedError
from crm_tui.services.calendars import recounting
from tests import make
from tests.answers import days_protected

TODAY = make.NOW.toordinal()


def known_days(crm: Crm, year: int) -> dict[str, DayKind]:
    found = crm.calendars.year(make.admin(crm), year)
    return {date.fromordinal(each.day).isoformat(): each.kind for each in found.days}


def test_the_calendar_begins_with_china_s_holidays_and_swapped_days(crm: Crm, admin: Actor) -> None:
    days = known_days(crm, 2026)
    assert days["2026-10-01"] is DayKind.HOLIDAY
    assert days["2026-10-10"] is DayKind.WORKDAY
    assert "2026-11-23" not in days
    assert crm.calendars.year(admin, 2026).is_known
    assert not crm.calendars.year(admin, 2029).is_known


@pytest.mark.parametrize("kind", [DayKind.HOLIDAY, DayKind.REST])
def test_days_that_count_no_more_move_the_last_day_on(
    crm: Crm, admin: Actor, kind: DayKind
) -> None:
    make.set_condition(crm, days=7, unit=DayUnit.WORKING)
    customer = make.customer(crm, admin)
    assert days_protected(crm, customer) == 9
    crm.calendars.set_days(admin, TODAY + 2, TODAY + 3, kind, "年会")
    assert days_protected(crm, customer) == 11
    (count,) = crm.pools.why(admin, customer).counts
    assert count.day.last_day - TODAY == 11
    edited = [each for each in crm.calendars.year(admin, 2026).days if each.is_edited]
    assert [(each.day, each.kind, each.name) for each in edited] == [
        (TODAY + 2, kind, "年会"),
        (TODAY + 3, kind, "年会"),
    ]


def test_a_day_that_counts_again_brings_nothing_forward_by_surprise(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    make.set_condition(crm, days=7, unit=DayUnit.NON_HOLIDAY)
    make.set_rule(crm, warning_leads=[3])
    crm.calendars.set_days(admin, TODAY + 1, TODAY + 10, DayKind.HOLIDAY)
    customer = make.customer(crm, make.rep(crm))
    assert days_protected(crm, customer) == 17
    clock.advance(6 * make.DAY)
    crm.calendars.reset(admin, 2026)
    assert days_protected(crm, customer) == 9
    why = crm.pools.why(admin, customer)
    assert (why.deciding, why.not_before_cause) == ("grace", "calendar")


def test_the_ordinals_that_sql_counts_with_follow_every_edit(crm: Crm, admin: Actor) -> None:
    crm.calendars.set_days(admin, TODAY + 5, TODAY + 6, DayKind.HOLIDAY)
    crm.calendars.set_days(admin, TODAY - 400, TODAY - 390, DayKind.REST)
    rows = make.query(
        crm,
        "SELECT is_holiday, is_working, non_holiday_ordinal, working_ordinal"
        " FROM calendar_day ORDER BY day",
    )
    non_holidays = workdays = 0
    for is_holiday, is_working, non_holiday_ordinal, working_ordinal in rows:
        non_holidays += not is_holiday
        workdays += is_working
        assert (non_holiday_ordinal, working_ordinal) == (non_holidays, workdays)


def test_many_customers_are_counted_anew_in_short_transactions(
    crm: Crm, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "CHUNK", 2)
    make.set_condition(crm, days=7, unit=DayUnit.NON_HOLIDAY)
    customers = [make.customer(crm, admin, name=f"客户{i}") for i in range(5)]
    crm.calendars.set_days(admin, TODAY + 1, TODAY + 1, DayKind.HOLIDAY)
    assert {days_protected(crm, each) for each in customers} == {8}
    runs = make.query(crm, "SELECT status, facts FROM job_run WHERE kind = 'calendar'")
    assert [status for status, _ in runs] == ["done"]


def test_what_an_edit_left_to_count_the_next_sweep_counts_first(
    crm: Crm, admin: Actor, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.set_condition(crm, days=7, unit=DayUnit.NON_HOLIDAY)
    customer = make.customer(crm, admin)
    crm.sweeps.sweep(admin)
    with monkeypatch.context() as stopped:
        stopped.setattr("crm_tui.services.calendars.service.finish_changes", lambda *_: 0)
        crm.calendars.set_days(admin, TODAY + 1, TODAY + 1, DayKind.HOLIDAY)
    assert days_protected(crm, customer) == 7
    assert crm.sweeps.is_due()
    crm.sweeps.sweep(admin)
    assert days_protected(crm, customer) == 8
    assert not crm.sweeps.is_due()


def test_an_edit_revives_no_period_that_had_ended(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    make.set_condition(crm, days=7, unit=DayUnit.NON_HOLIDAY)
    make.customer(crm, admin)
    clock.advance(8 * make.DAY)
    crm.calendars.set_days(admin, TODAY + 1, TODAY + 5, DayKind.HOLIDAY)
    assert crm.sweeps.sweep(admin).total == 1


def test_an_edit_can_be_undone_unless_the_day_was_edited_again(crm: Crm, admin: Actor) -> None:
    make.set_condition(crm, days=7, unit=DayUnit.NON_HOLIDAY)
    customer = make.customer(crm, admin)
    before = known_days(crm, 2026)
    first = crm.calendars.set_days(admin, TODAY + 1, TODAY + 1, DayKind.HOLIDAY)
    crm.history.undo(admin)
    assert known_days(crm, 2026) == before
    crm.sweeps.sweep(admin)
    assert days_protected(crm, customer) == 7
    second = crm.calendars.set_days(admin, TODAY + 1, TODAY + 2, DayKind.HOLIDAY)
    crm.calendars.set_days(admin, TODAY + 1, TODAY + 1, DayKind.REST)
    assert first.batch_id != second.batch_id
    with pytest.raises(UndoRefusedError):
        crm.history.undo(admin, second.batch_id)


def test_saying_what_a_day_is_already_changes_nothing(crm: Crm, admin: Actor) -> None:
    assert crm.calendars.reset(admin, 2026).batch_id is None


@pytest.mark.parametrize(
    ("first", "last"),
    [(TODAY, TODAY - 1), (TODAY, TODAY + 366), (date(2019, 12, 31).toordinal(),) * 2],
)
def test_days_that_cannot_be_are_refused(crm: Crm, admin: Actor, first: int, last: int) -> None:
    with pytest.raises(FieldError):
        crm.calendars.set_days(admin, first, last, DayKind.HOLIDAY)


@pytest.mark.parametrize("year", [2019, 2036, 0, 10_000])
def test_a_year_outside_the_calendar_is_refused(crm: Crm, admin: Actor, year: int) -> None:
    with pytest.raises(FieldError):
        crm.calendars.year(admin, year)


def test_a_rep_reads_the_calendar_and_edits_nothing(crm: Crm) -> None:
    lina = make.rep(crm)
    assert crm.calendars.year(lina, 2026).days
    with pytest.raises(NotPermittedError):
        crm.calendars.set_days(lina, TODAY, TODAY, DayKind.HOLIDAY)
