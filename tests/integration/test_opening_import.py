"""期初导入: an office's first data keeps its history, exceeds limits openly, and has time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.days import start_of_day
from crm_tui.domain.imports.outcomes import ImportResult
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.pools import Deciding
from crm_tui.domain.users import Actor
from crm_tui.errors import NotPermittedError
from tests import invariants, make

TODAY = make.NOW.toordinal()

HEAD = "客户名称,联系人,负责人,领取时间,最后跟进,下次联系,客户状态"


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


def sheet(folder: Path, *rows: str) -> Path:
    file = folder / "期初.csv"
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return file


def long_ago(number: int, owner: str = "李娜") -> list[str]:
    """Rows of customers that nobody has followed for a year."""
    return [f"客户{n:03d},张三,{owner},2025-10-01,2025-11-0{n % 9 + 1},," for n in range(number)]


def run(crm: Crm, file: Path, *, dry_run: bool = False) -> ImportResult:
    return crm.imports.run(make.admin(crm), ImportPlan(file, is_opening=True, dry_run=dry_run))


def test_owner_since_when_last_follow_up_and_next_contact_are_read(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    file = sheet(tmp_path, "甲公司,张三,李娜,2026-10-01,2026-11-20,2026-12-01,成交")
    (line,) = run(crm, file).imported
    assert line.customer_id is not None
    record = crm.customers.record(lina, line.customer_id)
    assert (record.row.owner, record.row.pool) == ("李娜", "公海")
    assert record.clock_day == date(2026, 10, 1).toordinal()
    assert record.owned_since == start_of_day(record.clock_day, make.SHANGHAI)
    assert record.last_effective_day == date(2026, 11, 20).toordinal()
    followed, next_contact = record.row.last_follow_up_at, record.row.next_contact_at
    assert followed is not None
    assert followed.astimezone(make.SHANGHAI).date() == date(2026, 11, 20)
    assert next_contact is not None
    assert next_contact.astimezone(make.SHANGHAI).date() == date(2026, 12, 1)
    assert make.query(crm, "SELECT is_deal FROM customer") == [(1,)]


def test_an_ordinary_import_reads_none_of_it_and_says_so(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    file = sheet(tmp_path, "甲公司,张三,李娜,2025-10-01,2025-11-20,2026-12-01,潜在")
    result = crm.imports.run(make.admin(crm), ImportPlan(file))
    assert [column.label for column in result.ignored] == ["领取时间", "最后跟进", "下次联系"]
    assert result.openings == ()
    assert result.imported[0].customer_id is not None
    assert crm.customers.record(lina, result.imported[0].customer_id).clock_day == TODAY


def test_nobody_is_reclaimed_within_the_opening_days_and_then_a_few_a_day(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    run(crm, sheet(tmp_path, *long_ago(50)))
    rows = crm.customers.page(lina, ListRequest(CustomerView.MINE), limit=60).rows
    days = Counter(row.last_day for row in rows)
    assert len(rows) == 50
    assert min(days) >= TODAY + 30
    assert max(days.values()) == 3
    assert all(date.fromordinal(day).weekday() < 5 for day in days)
    assert {row.deciding for row in rows} == {Deciding.GRACE.value}
    assert make.query(crm, "SELECT DISTINCT not_before_cause FROM customer") == [("opening",)]
    oldest = min(rows, key=lambda row: (row.last_day, row.id))
    assert oldest.name.startswith("客户0")


def test_a_sweep_before_that_takes_nothing_and_one_after_it_takes_a_few(
    crm: Crm, lina: Actor, tmp_path: Path, clock: FakeClock
) -> None:
    run(crm, sheet(tmp_path, *long_ago(40)))
    clock.advance(30 * make.DAY)
    assert crm.sweeps.sweep(make.admin(crm)).total == 0
    clock.advance(3 * make.DAY)
    taken = crm.sweeps.preview(make.admin(crm)).total
    assert 0 < taken <= 8


def test_limits_are_told_and_not_enforced_and_every_excess_is_kept(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.limit(crm, 3)
    make.customer(crm, lina, name="已有的")
    file = sheet(tmp_path, *long_ago(5))
    preview = run(crm, file, dry_run=True)
    assert crm.days.quota(lina).held == 1
    (line,) = preview.openings
    assert (line.person, line.customers, line.held) == ("李娜", 5, 6)
    assert (line.limit, line.over_by) == (3, 3)
    assert line.first_day is not None
    assert line.first_day > TODAY + 30
    done = run(crm, file)
    assert done.openings == preview.openings
    assert crm.days.quota(lina).held == 6
    rows = make.query(crm, "SELECT held, maximum, reason FROM limit_override ORDER BY id")
    assert rows == [(3, 3, "opening"), (4, 3, "opening"), (5, 3, "opening")]


def test_only_an_administrator_imports_so(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    boss = make.manager(crm, staff=[lina])
    file = sheet(tmp_path, *long_ago(1))
    for actor in (lina, boss):
        with pytest.raises(NotPermittedError):
            crm.imports.run(actor, ImportPlan(file, is_opening=True))


def test_it_is_one_batch_that_can_be_taken_back(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    result = run(crm, sheet(tmp_path, *long_ago(4)))
    assert result.changed is not None
    crm.history.undo(make.admin(crm), result.changed.batch_id)
    assert crm.days.quota(lina).held == 0
    assert crm.customers.page(make.admin(crm), ListRequest(CustomerView.ALL)).total == 0


def test_owners_are_read_for_a_named_pool_as_well(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    north = make.pool(crm, "华北")
    file = sheet(tmp_path, *long_ago(1))
    plan = ImportPlan(file, is_opening=True, pool_id=north)
    (line,) = crm.imports.run(make.admin(crm), plan).imported
    assert line.customer_id is not None
    row = crm.customers.record(lina, line.customer_id).row
    assert (row.owner, row.pool) == ("李娜", "华北")


def test_a_day_in_the_future_is_refused(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    file = sheet(tmp_path, "甲公司,张三,李娜,2027-01-01,,,")
    assert len(run(crm, file).refused) == 1


def test_a_period_that_began_before_its_import_has_the_one_event_of_the_import(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    result = run(crm, sheet(tmp_path, *long_ago(3)))
    assert result.changed is not None
    rows = make.query(
        crm,
        "SELECT p.started_at < e.at, e.batch_id, e.kind FROM ownership_period p"
        " LEFT JOIN event e ON e.customer_id = p.customer_id",
    )
    assert rows == [(1, result.changed.batch_id, "customer_created")] * 3
    assert invariants.broken(crm) == []


def test_a_deleted_follow_up_leaves_the_last_one_that_was_brought_along(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    file = sheet(tmp_path, "甲公司,张三,李娜,2026-10-01,2026-11-20,,")
    (line,) = run(crm, file).imported
    assert line.customer_id is not None
    written = make.follow_up(crm, lina, line.customer_id)
    crm.follow_ups.delete(lina, written.follow_up_id)
    record = crm.customers.record(lina, line.customer_id)
    assert record.last_effective_day == date(2026, 11, 20).toordinal()
