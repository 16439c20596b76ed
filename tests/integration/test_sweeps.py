"""The sweep: what it takes, when it waits, and that early or late is the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import NotPermittedError, UndoRefusedError
from crm_tui.services import sweeps
from tests import make

TODAY = make.NOW.toordinal()


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    return make.rep(crm, "lina", "李娜")


def periods(crm: Crm) -> list[tuple[object, ...]]:
    return make.query(
        crm, "SELECT customer_id, ended_at, end_day, how_ended FROM ownership_period ORDER BY id"
    )


def many(crm: Crm, actor: Actor, number: int) -> list[CustomerId]:
    return [make.customer(crm, actor, name=f"客户{i}") for i in range(number)]


def test_the_sweep_takes_what_is_due_and_nothing_a_day_early(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(7 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 0
    clock.set_wall(datetime(2026, 11, 29, 15, 59, 59, 999000, tzinfo=UTC))
    assert crm.sweeps.sweep(lina).total == 0
    clock.set_wall(datetime(2026, 11, 29, 16, 0, tzinfo=UTC))
    report = crm.sweeps.sweep(lina)
    assert [due.customer_id for due in report.taken] == [customer]
    assert crm.customers.record(lina, customer).row.owner_id is None
    assert crm.days.quota(lina).held == 0


def test_sweeping_twice_is_sweeping_once(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    many(crm, lina, 3)
    clock.advance(10 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 3
    before = make.dump(crm)
    assert crm.sweeps.sweep(lina).total == 0
    assert make.dump(crm) == before


def test_a_late_sweep_ends_the_period_at_its_deadline(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    make.customer(crm, lina)
    clock.advance(200 * make.DAY)
    crm.sweeps.sweep(lina)
    deadline = datetime(2026, 11, 30, tzinfo=make.SHANGHAI)
    assert periods(crm) == [(1, int(deadline.timestamp() * 1000), TODAY + 8, "reclaimed")]
    (noticed,) = make.query(crm, "SELECT noticed_at FROM ownership_period")
    assert noticed[0] == int(clock.now().timestamp() * 1000)


@pytest.mark.parametrize("days_late", [0, 1, 40])
@pytest.mark.parametrize("noticed_by", ["sweep", "follow-up", "edit", "claim", "task"])
def test_whoever_notices_and_when_the_outcome_is_the_same(
    crm: Crm, lina: Actor, clock: FakeClock, days_late: int, noticed_by: str
) -> None:
    customer = make.customer(crm, lina)
    admin = make.admin(crm)
    clock.advance((8 + days_late) * make.DAY)
    match noticed_by:
        case "sweep":
            crm.sweeps.sweep(lina)
        case "follow-up":
            written = make.follow_up(crm, lina, customer)
            assert written.why_not_effective is not None
        case "edit":
            crm.customers.edit(admin, customer, {"city": "北京"})
        case "claim":
            crm.pools.claim(lina, [customer])
        case "task":
            crm.tasks.add(lina, "电话", clock.now() + make.DAY, customer_id=customer)
    deadline = datetime(2026, 11, 30, tzinfo=make.SHANGHAI)
    ended = (customer, int(deadline.timestamp() * 1000), TODAY + 8, "reclaimed")
    assert periods(crm)[0] == ended


def test_a_follow_up_before_midnight_saves_what_one_after_does_not(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    saved, lost = many(crm, lina, 2)
    clock.set_wall(datetime(2026, 11, 29, 15, 59, 59, tzinfo=UTC))
    assert make.follow_up(crm, lina, saved).last_day == TODAY + 14
    clock.set_wall(datetime(2026, 11, 29, 16, 0, 1, tzinfo=UTC))
    written = make.follow_up(crm, lina, lost, at=datetime(2026, 11, 29, 15, 0, tzinfo=UTC))
    assert written.why_not_effective is not None
    assert crm.customers.record(lina, lost).row.owner_id is None
    assert crm.sweeps.sweep(lina).total == 0


def test_the_day_shown_is_the_day_of_the_sweep(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    shown = crm.pools.why(lina, customer).last_day
    (row,) = crm.customers.rows(lina, [customer])
    assert row.last_day == shown
    clock.advance((shown - TODAY) * make.DAY)
    assert crm.sweeps.preview(lina).total == 0
    clock.advance(make.DAY)
    assert crm.sweeps.preview(lina).total == 1


def test_a_preview_changes_nothing_and_looks_ahead(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    make.customer(crm, lina)
    before = make.dump(crm)
    assert crm.sweeps.preview(lina, TODAY + 7).total == 0
    report = crm.sweeps.preview(lina, TODAY + 8)
    assert (report.total, report.taken[0].owner, report.dry_run) == (1, "李娜", True)
    assert make.dump(crm) == before


def test_a_trial_names_and_counts_only_the_customers_that_one_may_see(
    crm: Crm, lina: Actor
) -> None:
    admin = make.admin(crm)
    make.customer(crm, make.rep(crm, "zhao"))
    report = crm.sweeps.preview(lina, TODAY + 60)
    assert (report.total, report.taken) == (0, ())
    report = crm.sweeps.preview(admin, TODAY + 60)
    assert (report.total, len(report.taken)) == (1, 1)


def test_a_clock_that_stands_back_sweeps_nothing(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    make.customer(crm, lina)
    clock.advance(20 * make.DAY)
    crm.tasks.add(lina, "电话", clock.now() + make.DAY)
    clock.set_wall(clock.now() - timedelta(minutes=6))
    report = crm.sweeps.sweep(lina)
    assert (report.total, report.skipped_because) == (0, "clock_behind")
    clock.set_wall(clock.now() + timedelta(minutes=2))
    assert crm.sweeps.sweep(lina).total == 1


def test_what_was_reclaimed_opens_on_the_next_working_morning(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    make.set_pool(crm, reclaimed_opens_minute=9 * 60)
    customer = make.customer(crm, lina)
    clock.advance(8 * make.DAY)
    crm.sweeps.sweep(lina)
    ((opens_at,),) = make.query(crm, "SELECT opens_at FROM customer WHERE id = ?", customer)
    monday = datetime(2026, 11, 30, 9, 0, tzinfo=make.SHANGHAI)
    assert opens_at == int(monday.timestamp() * 1000)


def test_a_reclaimed_period_keeps_the_rule_it_ran_under(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    ((running,),) = make.query(crm, "SELECT rule_id FROM customer WHERE id = ?", customer)
    clock.advance(8 * make.DAY)
    crm.sweeps.sweep(lina)
    assert make.query(crm, "SELECT rule_id, deciding FROM ownership_period") == [(running, "idle")]
    assert make.query(crm, "SELECT rule_id FROM customer") == [(None,)]


def test_a_sweep_in_several_transactions_is_one_batch_and_comes_back_whole(
    crm: Crm, lina: Actor, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "CHUNK", 2)
    admin = make.admin(crm)
    customers = many(crm, lina, 5)
    clock.advance(10 * make.DAY)
    report = crm.sweeps.sweep(lina)
    assert (report.total, crm.days.quota(lina).held) == (5, 0)
    undone = crm.history.undo(admin, report.batch_id)
    assert undone.records == 5
    assert [row.owner for row in crm.customers.rows(lina, customers)] == ["李娜"] * 5


def test_undoing_a_sweep_restores_owner_clock_and_tasks(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    crm.tasks.add(lina, "发方案", clock.now() + make.DAY, customer_id=customer)
    crm.tasks.set_next_contact(lina, customer, clock.now() + 2 * make.DAY, "电话")
    before = crm.customers.record(lina, customer)
    clock.advance(10 * make.DAY)
    batch_id = crm.sweeps.sweep(lina).batch_id
    assert crm.tasks.list(lina) == []
    crm.history.undo(make.admin(crm), batch_id)
    after = crm.customers.record(lina, customer)
    assert (after.owned_since, after.clock_day) == (before.owned_since, before.clock_day)
    assert after.row.next_contact_at == before.row.next_contact_at
    assert [task.title for task in crm.tasks.list(lina)] == ["发方案"]
    assert crm.days.quota(lina).held == 1
    assert (after.row.last_day, after.row.deciding) == (TODAY + 10 + 7, "grace")
    assert crm.sweeps.sweep(lina).total == 0
    clock.advance(8 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 1


def test_undoing_a_sweep_leaves_those_worked_on_since(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    zhao = make.rep(crm, "zhao", "赵强")
    kept, taken = many(crm, lina, 2)
    clock.advance(10 * make.DAY)
    batch_id = crm.sweeps.sweep(lina).batch_id
    crm.pools.claim(zhao, [taken])
    with pytest.raises(UndoRefusedError) as caught:
        crm.history.undo(admin, batch_id)
    assert (caught.value.changed, caught.value.untouched) == (((taken, "客户1"),), 1)
    undone = crm.history.undo(admin, batch_id, rest=True)
    assert (undone.records, undone.left) == (1, ((taken, "客户1"),))
    rows = crm.customers.rows(admin, [kept, taken])
    assert [row.owner for row in rows] == ["李娜", "赵强"]


def test_undoing_a_sweep_gives_nobody_more_than_they_may_hold(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    many(crm, lina, 2)
    clock.advance(10 * make.DAY)
    batch_id = crm.sweeps.sweep(lina).batch_id
    make.set_user(crm, lina.user_id, holding_limit=1)
    undone = crm.history.undo(admin, batch_id, rest=True)
    assert undone.records == len(undone.left) == 1
    assert crm.days.quota(lina).held == 1


def test_a_rep_neither_undoes_a_sweep_nor_has_it_as_their_last_batch(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(10 * make.DAY)
    own = crm.tasks.add(lina, "电话", clock.now() + make.DAY)
    batch_id = crm.sweeps.sweep(lina).batch_id
    with pytest.raises(NotPermittedError):
        crm.history.undo(lina, batch_id)
    assert crm.history.undo(lina).batch_id == own.batch_id
    assert crm.customers.record(lina, customer).row.owner_id is None


def test_an_exempt_customer_is_never_taken(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    make.set_rule(crm, exempt={"tags": ["VIP"]})
    kept = make.customer(crm, lina, name="甲", tags=("VIP",))
    make.customer(crm, lina, name="乙")
    clock.advance(400 * make.DAY)
    assert crm.sweeps.sweep(lina).total == 1
    assert crm.customers.record(lina, kept).row.last_day == NEVER


@pytest.mark.parametrize(
    ("zone", "claimed", "before", "after"),
    [
        # Clocks go back on 2026-11-01 and forward on 2027-03-14.
        ("America/New_York", "2026-10-25T12:00", "2026-11-01T23:59:59", "2026-11-02T00:00:00"),
        ("America/New_York", "2027-03-07T12:00", "2027-03-14T23:59:59", "2027-03-15T00:00:00"),
        # Midnight itself is skipped on 2026-09-06 and 2026-03-29 (Beirut springs at 00:00).
        ("America/Santiago", "2026-08-29T12:00", "2026-09-05T23:59:59", "2026-09-06T01:00:00"),
        ("Asia/Beirut", "2026-03-21T12:00", "2026-03-28T23:59:59", "2026-03-29T01:00:00"),
        # Leap day and the turn of the year.
        ("Asia/Shanghai", "2028-02-22T12:00", "2028-02-29T23:59:59", "2028-03-01T00:00:00"),
        ("Pacific/Kiritimati", "2026-12-24T00:00", "2026-12-31T23:59:59", "2027-01-01T00:00:00"),
    ],
)
def test_the_last_day_ends_at_the_office_s_midnight(
    tmp_path: Path, zone: str, claimed: str, before: str, after: str
) -> None:
    here = ZoneInfo(zone)
    clock = FakeClock(datetime.fromisoformat(claimed).replace(tzinfo=here))
    crm = make.office(tmp_path, clock=clock, zone=zone)
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    admin = make.admin(crm)
    make.customer(crm, admin)
    clock.set_wall(datetime.fromisoformat(before).replace(tzinfo=here))
    assert crm.sweeps.sweep(admin).total == 0
    ends = datetime.fromisoformat(after).replace(tzinfo=here)
    clock.set_wall(ends)
    assert crm.sweeps.sweep(admin).total == 1
    assert periods(crm)[0][1] == int(ends.timestamp() * 1000)
    crm.close()
