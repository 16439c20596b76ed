"""The clock of an owned customer: what starts it, moves it and counts out, through the services."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import NEVER, DayRange, DayUnit, date_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId, LeaveId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.pools import (
    Combine,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
)
from crm_tui.domain.users import Actor
from tests import make

TODAY = make.NOW.toordinal()
ALL = DayUnit.ALL
NEVER_SHOWN = None


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.set_condition(crm, days=7, unit=ALL)
    make.set_pool(crm, reclaimed_opens_minute=None)
    return make.rep(crm, "lina", "李娜")


def last_day(crm: Crm, customer: CustomerId) -> int | None:
    """The last protected day as a list shows it, counted from the first day of the test."""
    (row,) = crm.customers.rows(make.admin(crm), [customer])
    return None if row.owner_id is None or row.last_day == NEVER else row.last_day - TODAY


def away(crm: Crm, actor: Actor, first: int, last: int) -> LeaveId:
    days = DayRange(TODAY + first, TODAY + last)
    changed = crm.leaves.record(make.admin(crm), LeavePlan(actor.user_id, days))
    assert changed.record_id is not None
    return LeaveId(changed.record_id)


# --- bugs of other systems -----------------------------------------------------------------------


def test_fresh_claim_is_not_reclaimed_the_same_night(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(60 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 1
    clock.advance(60 * make.DAY)
    clock.set_wall(datetime(2027, 3, 29, 15, 59, 59, tzinfo=UTC))
    assert crm.pools.claim(lina, [customer]).done
    clock.set_wall(datetime(2027, 3, 29, 16, 0, 1, tzinfo=UTC))
    assert crm.sweeps.sweep(lina).total == 0
    assert crm.customers.record(lina, customer).row.owner_id == lina.user_id


def test_sweep_twice_is_once(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customers = [make.customer(crm, lina, name=f"客户{i}") for i in range(3)]
    clock.advance(9 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 3
    crm.pools.claim(lina, customers[:1])
    before = make.dump(crm)
    assert crm.sweeps.sweep(lina).total == 0
    assert make.dump(crm) == before


def test_late_sweep_is_not_rescued_by_a_late_follow_up(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(9 * make.DAY)
    written = make.follow_up(crm, lina, customer)
    assert written.why_not_effective is not None
    assert crm.customers.record(lina, customer).row.owner_id is None
    ((ended, noticed),) = make.query(crm, "SELECT end_day, noticed_at FROM ownership_period")
    assert ended == TODAY + 8
    assert noticed == int(clock.now().timestamp() * 1000)


def test_reminder_day_equals_reclaim_day(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    make.set_rule(crm, warning_leads=[2, 0])
    customer = make.customer(crm, lina)
    warned = []
    for day in range(9):
        shown = crm.days.today(lina).expiring
        if shown:
            warned.append((day, shown[0].last_day - TODAY))
        swept = crm.sweeps.sweep(lina).total
        assert swept == (1 if day == 8 else 0)
        clock.advance(make.DAY)
    assert warned == [(5, 7), (6, 7), (7, 7), (8, 7)]
    assert crm.customers.record(lina, customer).row.owner_id is None


def test_zero_is_the_same_day_and_none_is_off(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    make.set_condition(crm, days=0, unit=ALL)
    today_only = make.customer(crm, lina, name="当天")
    quiet = make.pool(crm, "不回收")
    kept = make.customer(crm, lina, name="不限", in_pool=True, pool=quiet)
    crm.pools.claim(lina, [kept])
    assert (last_day(crm, today_only), last_day(crm, kept)) == (0, NEVER_SHOWN)
    clock.advance(make.DAY)
    assert [each.customer_id for each in crm.sweeps.sweep(lina).taken] == [today_only]


def test_all_rule_with_a_met_condition_never_reclaims(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    conditions = (FirstContactCondition(3, ALL), IdleCondition(7, ALL))
    make.set_conditions(crm, *conditions, combine=Combine.ALL)
    met, unmet = (make.customer(crm, lina, name=name) for name in ("甲", "乙"))
    make.follow_up(crm, lina, met)
    assert (last_day(crm, met), last_day(crm, unmet)) == (NEVER_SHOWN, 7)
    clock.advance(400 * make.DAY)
    assert [each.customer_id for each in crm.sweeps.sweep(lina).taken] == [unmet]


def test_deal_customers_are_not_stuck(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql("UPDATE customer SET is_deal = TRUE, type = 'deal'")
    clock.advance(8 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 1
    zhao = make.rep(crm, "zhao")
    assert crm.pools.claim(zhao, [customer]).done
    assert crm.pools.return_to_pool(zhao, [customer], make.return_reason(crm)).done


# --- conditions, through facts -------------------------------------------------------------------


def test_a_first_contact_is_met_by_an_effective_follow_up_only(crm: Crm, lina: Actor) -> None:
    make.set_conditions(crm, FirstContactCondition(3, ALL))
    customer = make.customer(crm, lina)
    assert last_day(crm, customer) == 3
    make.follow_up(crm, make.admin(crm), customer, "主管备注")
    assert last_day(crm, customer) == 3
    make.follow_up(crm, lina, customer)
    assert last_day(crm, customer) is NEVER_SHOWN


def test_follow_ups_are_counted_and_a_visit_is_a_milestone(crm: Crm, lina: Actor) -> None:
    visit = MilestoneCondition((Milestone(FactKind.VISIT, 5),), ALL)
    make.set_conditions(crm, FollowUpCountCondition(2, 9, ALL), visit)
    customer = make.customer(crm, lina)
    method = make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "visit")
    assert last_day(crm, customer) == 5
    make.follow_up(crm, lina, customer, method_id=method)
    assert last_day(crm, customer) == 9
    make.follow_up(crm, lina, customer, "再聊")
    assert last_day(crm, customer) is NEVER_SHOWN


def test_a_follow_up_of_one_method_is_a_milestone(crm: Crm, lina: Actor) -> None:
    call = MilestoneCondition((Milestone(FactKind.CONTACT, 5, "call"),), ALL)
    make.set_conditions(crm, call)
    customer = make.customer(crm, lina)
    methods = {
        each.code: each.id for each in crm.offices.words(lina, DictionaryKind.FOLLOW_UP_METHOD)
    }
    other = next(code for code in methods if code != "call")
    make.follow_up(crm, lina, customer, method_id=methods[other])
    assert last_day(crm, customer) == 5
    make.follow_up(crm, lina, customer, method_id=methods["call"])
    assert last_day(crm, customer) is NEVER_SHOWN


# --- leave ---------------------------------------------------------------------------------------


def test_days_of_leave_do_not_count_and_cancelling_them_keeps_the_grace(
    crm: Crm, lina: Actor
) -> None:
    make.set_rule(crm, warning_leads=[3])
    customer = make.customer(crm, lina)
    leave = away(crm, lina, 1, 5)
    assert last_day(crm, customer) == 12
    crm.leaves.cancel(make.admin(crm), leave)
    assert last_day(crm, customer) == 7
    why = crm.pools.why(lina, customer)
    assert (why.deciding, why.not_before_day) == ("idle", None)


def test_cancelled_leave_brings_no_day_forward_by_surprise(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    make.set_rule(crm, warning_leads=[3])
    customer = make.customer(crm, lina)
    leave = away(crm, lina, 1, 10)
    clock.advance(9 * make.DAY)
    crm.leaves.cancel(make.admin(crm), leave)
    assert last_day(crm, customer) == 12
    why = crm.pools.why(lina, customer)
    assert (why.deciding, why.not_before_cause) == ("grace", "leave")


def test_leave_recorded_afterwards_revives_no_ended_period(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(9 * make.DAY)
    away(crm, lina, 1, 5)
    assert last_day(crm, customer) == 7
    assert crm.sweeps.sweep(lina).total == 1


def test_leave_recorded_meanwhile_counts_after_the_undo_of_a_return(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    returned = crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    away(crm, lina, 1, 2)
    crm.history.undo(lina, returned.changed.batch_id)
    assert last_day(crm, customer) == 9


def test_leave_of_who_passed_it_on_leaves_alone_what_the_next_one_gave_back(
    crm: Crm, lina: Actor
) -> None:
    customer, zhao = make.customer(crm, lina), make.rep(crm, "zhaojun")
    crm.movements.transfer(make.admin(crm), [customer], zhao.user_id)
    crm.pools.return_to_pool(zhao, [customer], make.return_reason(crm))
    away(crm, lina, 1, 2)
    assert crm.customers.record(make.admin(crm), customer).row.owner_id is None


def test_a_claim_made_before_leave_counts_it_out_at_once(crm: Crm, lina: Actor) -> None:
    away(crm, lina, 2, 4)
    assert last_day(crm, make.customer(crm, lina)) == 10


def test_why_tells_leave_and_what_was_counted(crm: Crm, lina: Actor) -> None:
    away(crm, lina, 2, 4)
    why = crm.pools.why(lina, make.customer(crm, lina))
    (count,) = why.counts
    assert (count.leave_days, count.off_days) == (3, 0)
    assert date_of(count.day.last_day) == date_of(TODAY + 10)
    assert why.protection.rule is not None


def test_a_year_whose_holidays_are_unknown_is_told(crm: Crm, lina: Actor) -> None:
    make.set_condition(crm, days=60, unit=DayUnit.NON_HOLIDAY)
    assert crm.pools.why(lina, make.customer(crm, lina)).unknown_years == (2027,)


# --- warnings ------------------------------------------------------------------------------------


def test_a_manager_is_warned_of_the_last_day_of_their_staff(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    make.department(crm, "华东")
    zhao = make.rep(crm, "zhao", department="华东")
    boss = make.manager(crm, department="华东", staff=[zhao])
    customer = make.customer(crm, zhao)
    for day, expected in ((5, []), (6, [customer]), (7, [customer])):
        clock.set_wall(make.NOW + day * make.DAY)
        assert [row.id for row in crm.days.today(boss).staff_expiring] == expected
        assert crm.days.today(boss).expiring == ()
    assert crm.days.today(lina).staff_expiring == ()


def test_each_customer_is_warned_of_as_its_own_rule_says(crm: Crm, lina: Actor) -> None:
    make.set_rule(crm, warning_leads=[3])
    early = make.pool(crm, "早提醒", idle_days=7)
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql(
            "UPDATE pool_rule SET warning_leads = '[10]' WHERE id = (SELECT max(id) FROM pool_rule)"
        )
    make.customer(crm, lina, name="甲")
    warned = make.customer(crm, lina, name="乙", in_pool=True, pool=early)
    crm.pools.claim(lina, [warned])
    assert [row.id for row in crm.days.today(lina).expiring] == [warned]
    (row,) = crm.customers.rows(lina, [warned])
    assert row.grace_days == 10
