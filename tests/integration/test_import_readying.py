"""Many rows are made ready before the lock, and written as if they had been made under it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.staged_customers import READY_FROM
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports.outcomes import ImportResult, Outcome
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.users import Actor
from crm_tui.formats.workbooks import write_csv
from tests import invariants, make

ROWS = READY_FROM + 50
HEADER = ("客户名称", "联系人", "电话", "级别", "地址")
_BEFORE_THE_LOCK = 4
"""The first call of a small file's progress at which it is settled, and every second from there."""
FILL = MatchPolicy(MatchAction.FILL, MatchAction.FILL)


@pytest.fixture
def admin(crm: Crm) -> Actor:
    return make.admin(crm)


def row(number: int) -> tuple[str, ...]:
    return (
        f"第{number}号测试公司",
        "张敏",
        f"139{number:08d}",
        "ABC"[number % 3],
        f"学院路{number}号",
    )


def sheet(folder: Path, rows: list[tuple[str, ...]]) -> Path:
    file = folder / "customers.csv"
    write_csv(file, HEADER, rows, overwrite=True)
    return file


def imported(
    crm: Crm,
    actor: Actor,
    file: Path,
    meanwhile: Callable[[], object] = lambda: None,
    **plan: object,
) -> ImportResult:
    """An import before whose every lock somebody does something."""
    calls = 0

    def progress(_done: int, total: int | None) -> None:
        nonlocal calls
        calls += 1
        if total is None and calls >= _BEFORE_THE_LOCK and calls % 2 == 0:
            meanwhile()

    wished = ImportPlan(file, **plan)  # type: ignore[arg-type]  # names of the plan
    return crm.imports.run(actor, wished, progress=progress)


def found(crm: Crm, actor: Actor, query: str) -> list[str]:
    request = ListRequest(CustomerView.ALL, query=query)
    return [each.name for each in crm.customers.page(actor, request).rows]


def stored(crm: Crm) -> list[tuple[object, ...]]:
    """What is stored of the customers of a file that are not deleted, but for their ids."""
    return [
        *make.query(
            crm,
            "SELECT c.name, c.level, c.address, c.search_pinyin, c.pool_id, c.owner_id, c.last_day,"
            " p.name, t.digits, t.position FROM customer c"
            " JOIN contact p ON p.customer_id = c.id JOIN contact_phone t ON t.contact_id = p.id"
            " WHERE c.name LIKE '第%' AND c.deleted_at IS NULL ORDER BY c.id",
        ),
        *make.query(
            crm,
            "SELECT c.name, k.kind, k.key FROM duplicate_key k JOIN customer c"
            " ON c.id = k.customer_id WHERE c.name LIKE '第%' AND c.deleted_at IS NULL"
            " ORDER BY 1, 2, 3",
        ),
    ]


def test_what_was_made_ready_is_what_is_made_under_the_lock(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    file = sheet(tmp_path, [row(number) for number in range(ROWS)])
    assert imported(crm, admin, file).counts == {Outcome.CREATED: ROWS}
    ready = stored(crm)
    crm.history.undo(admin)
    # Another customer takes the id that the first row was made ready under.
    others: list[object] = []

    def enter() -> None:
        if not others:
            others.append(make.customer(crm, admin, name="上海远景贸易"))

    result = imported(crm, admin, file, enter)
    assert others
    assert result.counts == {Outcome.CREATED: ROWS}
    assert stored(crm) == ready
    assert found(crm, admin, row(7)[2]) == [row(7)[0]]
    assert crm.doctor.examine().is_sound


@pytest.mark.parametrize("times", [1, 3])
def test_what_was_made_ready_in_vain_is_made_anew(
    crm: Crm, admin: Actor, tmp_path: Path, times: int
) -> None:
    defined: list[int] = []

    def define() -> None:
        # About no customer alone: all is settled anew, the third time under the lock.
        if len(defined) < times:
            fields = CustomFieldFields(name=f"字段{len(defined)}", type=FieldType.TEXT)
            crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)
            defined.append(1)

    file = sheet(tmp_path, [row(number) for number in range(ROWS)])
    assert imported(crm, admin, file, define).counts == {Outcome.CREATED: ROWS}
    assert len(defined) == times
    assert found(crm, admin, row(7)[2]) == [row(7)[0]]
    assert crm.doctor.examine().is_sound


def test_rows_that_are_left_out_leave_nothing_behind(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, name=row(3)[0])
    rows = [row(number) for number in range(ROWS)]
    rows += [("第5号测试公司", "李强", "13700000005", "", ""), ("", "", "abc", "", "")]
    result = imported(crm, admin, sheet(tmp_path, rows))
    assert result.counts[Outcome.CREATED] == ROWS - 1
    assert make.query(crm, "SELECT count(*) FROM customer") == [(ROWS,)]
    assert make.query(crm, "SELECT count(*) FROM contact WHERE name = '李强'") == [(1,)]
    assert found(crm, admin, "13700000005") == ["第5号测试公司"]
    assert crm.doctor.examine().is_sound


def test_customers_that_are_here_are_filled_in_the_same_import(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    # The words of those are changed behind those that were joined to the index whole.
    for number in (1, 2, ROWS - 1):
        make.customer(crm, admin, name=row(number)[0])
    assert found(crm, admin, "测试公司")
    file = sheet(tmp_path, [row(number) for number in range(ROWS)])
    result = imported(crm, admin, file, policy=FILL)
    assert result.counts == {Outcome.CREATED: ROWS - 3, Outcome.UPDATED: 3}
    for number in (1, 5, ROWS - 2, ROWS - 1):
        assert found(crm, admin, row(number)[2]) == [row(number)[0]]
    assert crm.doctor.examine().is_sound


@pytest.mark.long
def test_what_was_made_ready_some_time_before_the_lock_is_taken_back(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    file = sheet(tmp_path, [row(number) for number in range(ROWS)])

    def wait() -> None:
        clock.advance(timedelta(seconds=3))

    lina = make.rep(crm)
    imported(crm, admin, file, wait, owner_ids=(lina.user_id,))
    assert crm.days.quota(lina).held == ROWS
    assert invariants.broken(crm) == []
    crm.history.undo(admin)
    assert invariants.broken(crm) == []
    assert found(crm, admin, "测试公司") == []
    assert crm.doctor.examine().is_sound
    assert imported(crm, admin, file).counts == {Outcome.CREATED: ROWS}
