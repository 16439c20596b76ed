"""A large sweep after something suspicious waits for a person, who confirms or dismisses it."""

from __future__ import annotations

import json

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import HoldCause
from crm_tui.domain.users import Actor
from crm_tui.errors import AlreadyClaimedError, NotPermittedError
from tests import make
from tests.copies import alike

TODAY = make.NOW.toordinal()


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    return make.rep(crm, "lina", "李娜")


def many(crm: Crm, actor: Actor, number: int) -> list[CustomerId]:
    return alike(crm, make.customer(crm, actor), number)


def last_run(crm: Crm) -> dict[str, object]:
    """What the newest run of the sweep keeps."""
    ((facts,),) = make.query(crm, "SELECT facts FROM job_run ORDER BY id DESC LIMIT 1")
    found: dict[str, object] = json.loads(facts)
    return found


def test_confirming_takes_those_still_due(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    admin = make.admin(crm)
    customers = many(crm, lina, 52)
    crm.sweeps.sweep(lina)
    clock.advance(31 * make.DAY)
    assert crm.sweeps.sweep(lina).held_because is HoldCause.LONG_PAUSE
    make.follow_up(crm, lina, customers[0])
    taken = crm.sweeps.sweep(admin, confirmed=True)
    assert taken.total == 51
    assert crm.days.quota(lina).held == 1, "who followed up meanwhile keeps the customer"


def test_many_at_once_after_a_long_pause_wait_for_an_administrator(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    many(crm, lina, 51)
    crm.sweeps.sweep(lina)
    clock.advance(31 * make.DAY)
    held = crm.sweeps.sweep(lina)
    assert (held.held_because, held.batch_id) == (HoldCause.LONG_PAUSE, None)
    assert crm.days.quota(lina).held == 51
    assert crm.days.today(admin).held_sweep == 51
    with pytest.raises(NotPermittedError):
        crm.sweeps.sweep(lina, confirmed=True)
    assert crm.sweeps.sweep(admin, confirmed=True).total == 51
    assert crm.days.today(admin).held_sweep == 0
    assert last_run(crm)["confirmed_by_id"] == admin.user_id


def test_a_held_sweep_may_be_let_go_and_its_customers_keep_the_grace(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    customers = many(crm, lina, 51)
    crm.sweeps.sweep(lina)
    assert crm.sweeps.dismiss(admin) == 0
    clock.advance(31 * make.DAY)
    crm.sweeps.sweep(lina)
    assert crm.sweeps.dismiss(admin) == 51
    assert last_run(crm)["by_id"] == admin.user_id
    assert crm.days.today(admin).held_sweep == 0
    why = crm.pools.why(lina, customers[0])
    assert (why.last_day - why.today, why.deciding) == (7, "grace")
    assert crm.sweeps.sweep(lina).total == 0
    clock.advance(8 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 51


def test_a_hold_stands_for_every_program_and_follow_ups_still_count(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customers = many(crm, lina, 52)
    crm.sweeps.sweep(lina)
    clock.set_wall(clock.now() + 20 * make.DAY)
    assert crm.sweeps.sweep(lina).held_because is HoldCause.CLOCK_MOVED
    other = make.again(crm, FakeClock(clock.now()))
    assert other.sweeps.sweep(lina).held_because is HoldCause.CLOCK_MOVED
    for customer in customers[:2]:
        make.follow_up(other, lina, customer)
    assert other.sweeps.sweep(lina).total == 50
    assert [row.id for row in crm.customers.rows(lina, customers) if row.owner_id] == customers[:2]
    other.close()


def test_what_a_held_sweep_would_take_stays_owned_whoever_wants_it(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    zhao = make.rep(crm, "zhao", "赵敏")
    customers = many(crm, lina, 52)
    crm.sweeps.sweep(lina)
    clock.set_wall(clock.now() + 20 * make.DAY)
    assert crm.sweeps.sweep(lina).held_because is HoldCause.CLOCK_MOVED
    (refused,) = crm.pools.claim(zhao, customers[:1]).refused
    assert isinstance(refused.error, AlreadyClaimedError)
    crm.customers.edit(lina, customers[0], {"city": "上海"})
    assert crm.days.quota(lina).held == 52


def test_a_hold_keeps_its_cause_its_customers_and_its_first_day(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customers = many(crm, lina, 52)
    crm.sweeps.sweep(lina)
    clock.advance(31 * make.DAY)
    crm.sweeps.sweep(lina)
    make.follow_up(crm, lina, customers[0])
    clock.advance(make.DAY)
    crm.sweeps.sweep(lina)
    crm.sweeps.sweep(lina)
    holds = make.query(crm, "SELECT facts FROM job_run WHERE status = 'held' ORDER BY id")
    first, second = (json.loads(facts) for (facts,) in holds)
    assert (first["ids"], second["ids"]) == (customers, customers[1:])
    assert {each["since"] for each in (first, second)} == {TODAY + 31}
    assert {each["cause"] for each in (first, second)} == {"long_pause"}


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("rules", HoldCause.RULES_CHANGED),
        ("calendar", HoldCause.CALENDAR_CHANGED),
        ("restore", HoldCause.RESTORED),
    ],
)
def test_a_large_sweep_after_a_change_of_the_office_waits(
    crm: Crm, lina: Actor, clock: FakeClock, kind: str, cause: HoldCause
) -> None:
    admin = make.admin(crm)
    many(crm, lina, 51)
    crm.sweeps.sweep(lina)
    clock.advance(8 * make.DAY)
    make.meddle(
        crm,
        "INSERT INTO job_run (kind, status, started_at, facts) VALUES (?, 'done', 1, '{}')",
        (kind,),
    )
    assert crm.sweeps.preview(lina).held_because is cause
    assert crm.sweeps.sweep(lina).held_because is cause
    assert crm.sweeps.dismiss(admin) == 51
    clock.advance(8 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 51


def test_an_edit_of_the_calendar_is_a_cause(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    many(crm, lina, 51)
    crm.sweeps.sweep(lina)
    crm.calendars.set_days(make.admin(crm), TODAY + 2, TODAY + 2, DayKind.HOLIDAY)
    clock.advance(8 * make.DAY)
    assert crm.sweeps.sweep(lina).held_because is HoldCause.CALENDAR_CHANGED


def test_a_dismissed_sweep_gives_each_customer_the_grace_of_its_rule(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    customers = many(crm, lina, 51)
    slow = make.pool(crm, "慢", idle_days=7)
    other = make.customer(crm, lina, name="慢客户", in_pool=True, pool=slow)
    crm.pools.claim(lina, [other])
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql(
            "UPDATE pool_rule SET warning_leads = '[2]' WHERE id = (SELECT max(id) FROM pool_rule)"
        )
    crm.sweeps.sweep(lina)
    clock.advance(31 * make.DAY)
    crm.sweeps.sweep(lina)
    assert crm.sweeps.dismiss(admin) == 52
    rows = crm.customers.rows(lina, [customers[0], other])
    assert [row.last_day - TODAY - 31 for row in rows] == [7, 2]


def test_quiet_days_are_no_pause(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    make.set_condition(crm, days=40, unit=DayUnit.ALL)
    many(crm, lina, 51)
    for _ in range(41):
        assert crm.sweeps.is_due()
        assert crm.sweeps.sweep(lina).total == 0
        assert not crm.sweeps.is_due()
        clock.advance(make.DAY)
    assert crm.sweeps.sweep(lina).total == 51


def held_and_newly_due(crm: Crm, lina: Actor, clock: FakeClock) -> tuple[CustomerId, CustomerId]:
    """One of 51 customers that wait, and one that fell due while they did."""
    customers = many(crm, lina, 51)
    crm.sweeps.sweep(lina)
    clock.advance(25 * make.DAY)
    later = make.customer(crm, lina, name="后来到期的")
    clock.advance(6 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 51
    clock.advance(3 * make.DAY)
    assert crm.sweeps.sweep(lina).held_because is HoldCause.LONG_PAUSE
    return customers[0], later


def is_owned(crm: Crm, customer: CustomerId) -> bool:
    return crm.customers.record(make.admin(crm), customer).row.owner_id is not None


def test_what_fell_due_while_a_sweep_waited_is_not_confirmed_with_it(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    held, later = held_and_newly_due(crm, lina, clock)
    assert crm.sweeps.preview(admin).total == 51
    assert crm.days.today(admin).held_sweep == 51
    confirmed = crm.sweeps.sweep(admin, confirmed=True)
    assert (confirmed.total, len(confirmed.taken)) == (51, 51)
    assert (is_owned(crm, held), is_owned(crm, later)) == (False, True)
    assert crm.sweeps.sweep(lina).total == 1, "the next ordinary sweep judges it anew"


def test_what_fell_due_while_a_sweep_waited_earns_no_grace_by_dismissing_it(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    held, later = held_and_newly_due(crm, lina, clock)
    assert crm.sweeps.dismiss(make.admin(crm)) == 51
    assert crm.sweeps.sweep(lina).total == 1
    assert (is_owned(crm, held), is_owned(crm, later)) == (True, False)


def test_a_clock_that_moved_holds_one_sweep_and_not_every_one_after_it(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    many(crm, lina, 51)
    crm.sweeps.sweep(lina)
    clock.set_wall(clock.now() + 20 * make.DAY)
    assert crm.sweeps.sweep(lina).held_because is HoldCause.CLOCK_MOVED
    crm.sweeps.dismiss(make.admin(crm))
    clock.advance(8 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 51


@pytest.mark.parametrize("cause", [HoldCause.LONG_PAUSE, HoldCause.CLOCK_MOVED])
def test_who_writes_before_the_first_sweep_after_a_pause_loses_nothing_to_it(
    crm: Crm, lina: Actor, clock: FakeClock, cause: HoldCause
) -> None:
    customers = many(crm, lina, 52)
    crm.sweeps.sweep(lina)
    if cause is HoldCause.LONG_PAUSE:
        clock.advance(31 * make.DAY)
    else:
        clock.set_wall(clock.now() + 20 * make.DAY)
    assert make.follow_up(crm, lina, customers[0]).why_not_effective is None
    crm.customers.edit(lina, customers[1], {"city": "上海"})
    assert crm.days.quota(lina).held == 52
    assert (last_run(crm)["cause"], last_run(crm)["customers"]) == (cause.value, 52)
    assert crm.sweeps.sweep(lina).total == 51


def test_rules_that_no_sweep_applied_yet_hold_what_a_write_would_end(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customers = many(crm, lina, 51)
    crm.sweeps.sweep(lina)
    clock.advance(8 * make.DAY)
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql("UPDATE pool_rule_version SET applied_at = NULL")
    crm.customers.edit(lina, customers[0], {"city": "上海"})
    assert last_run(crm)["cause"] == HoldCause.RULES_CHANGED.value


def test_a_few_overdue_customers_end_at_the_first_write_as_ever(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customers = many(crm, lina, 50)
    crm.sweeps.sweep(lina)
    clock.advance(31 * make.DAY)
    assert make.follow_up(crm, lina, customers[0]).why_not_effective is not None
    assert crm.days.quota(lina).held == 49
