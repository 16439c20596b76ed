"""Imports into a real file: what is taken, what is refused and why, and how it is taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.domain.customers import CustomerView, ListRequest, NewCustomer
from crm_tui.domain.duplicates import MatchKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports import Cell, RowFault
from crm_tui.domain.imports.outcomes import (
    ExistingCustomer,
    ImportResult,
    JoinedLine,
    OwnerNotAllowed,
    ResultWords,
    RowRefusal,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.pools import PeriodStart
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError, NotPermittedError, UndoRefusedError
from crm_tui.formats.sheets import SheetError, SheetReason
from crm_tui.formats.workbooks import write_csv
from tests import make
from tests.long_runs import only_long

DATA = Path(__file__).parents[2] / "data"
WORDS = ResultWords(
    line="行号",
    outcome="结果",
    reason="原因",
    told=lambda line: (line.outcome.value, type(line).__name__),
)


def sheet(folder: Path, *rows: Sequence[Cell], header: str = "客户名称 联系人 电话") -> Path:
    """A file with these rows below a header."""
    file = folder / "customers.csv"
    write_csv(file, header.split(), rows, overwrite=True)
    return file


def run(crm: Crm, actor: Actor, file: Path, **plan: object) -> ImportResult:
    """An import with the plan named."""
    return crm.imports.run(actor, ImportPlan(file, **plan))  # type: ignore[arg-type]  # names of the plan


def refusal(result: ImportResult) -> RowRefusal:
    """The only reason of the only refused row."""
    ((only,),) = (line.refusals for line in result.refused)
    return only


def names(crm: Crm, actor: Actor, view: CustomerView) -> list[str]:
    """The names of a list."""
    return [row.name for row in crm.customers.page(actor, ListRequest(view, sort="id")).rows]


@pytest.mark.parametrize("suffix", [".xlsx", *only_long([".csv"])])
def test_the_sample_file_is_imported_whole(crm: Crm, admin: Actor, suffix: str) -> None:
    result = run(crm, admin, DATA / f"sample_customers{suffix}")
    assert (len(result.imported), result.refused, result.unowned) == (300, (), 300)
    assert result.incomplete == 30
    assert crm.pools.pools(admin)[0].customers == 300
    found = crm.customers.page(admin, ListRequest(CustomerView.ALL, query="沅砚教育"))
    assert [row.name for row in found.rows] == ["重庆沅砚教育科技有限公司"]
    assert crm.doctor.examine().is_sound


def test_an_imported_customer_is_stored_as_one_that_was_typed(crm: Crm, admin: Actor) -> None:
    result = run(crm, admin, DATA / "sample_customers.xlsx")
    columns = ", ".join(
        column.name
        for column in CUSTOMER.columns
        if column.name not in {"id", "name", "name_key", "credit_code", "updated_by_id"}
    )
    for line in result.imported[:20]:
        assert line.customer_id is not None
        record = crm.customers.record(admin, line.customer_id)
        contacts = crm.customers.detail(admin, line.customer_id).contacts
        if not contacts:
            continue
        typed = crm.customers.add(
            admin,
            NewCustomer(record.fields, contacts[0].fields),
            pool_id=make.pool_id(crm),
            allow_duplicate=True,
        )
        sql = f"SELECT {columns} FROM customer WHERE id = ?"
        assert make.query(crm, sql, line.customer_id) == make.query(crm, sql, typed.customer_id)


def test_every_fault_of_the_dirty_file_is_named_and_the_rest_is_taken(
    crm: Crm, admin: Actor
) -> None:
    result = run(crm, admin, DATA / "dirty_customers.xlsx")
    expected = json.loads((DATA / "dirty_customers.expected.json").read_text(encoding="utf-8"))
    found = [
        {"line": f.line, "column": f.column_letter, "label": f.column_label, "code": f.code.value}
        for line in result.refused
        for f in line.refusals
        if isinstance(f, RowFault)
    ]
    # A company that stands twice is no fault of the file: its rows are put together.
    assert found == [each for each in expected if each["code"] != "duplicate_name"]
    assert [line.line for line in result.lines if isinstance(line, JoinedLine)] == [33]
    assert make.query(crm, "SELECT count(*) FROM customer") == [(len(result.imported),)]
    assert len(result.imported) == 9


def test_one_batch_holds_one_event_a_customer(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    result = run(crm, admin, sheet(tmp_path, ["甲公司", "张敏", ""], ["乙公司", "李强", ""]))
    assert result.changed is not None
    (batch,) = crm.history.batches(admin)
    assert (batch.id, batch.road, batch.events) == (result.changed.batch_id, "import", 2)


def test_a_dry_run_says_the_same_and_writes_nothing(crm: Crm, admin: Actor) -> None:
    before = make.dump(crm)
    result = run(crm, admin, DATA / "dirty_customers.xlsx", dry_run=True)
    assert make.dump(crm) == before
    assert (len(result.imported), len(result.refused), result.changed) == (9, 24, None)


def test_a_name_that_is_taken_is_refused_with_its_holder(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    lina = make.rep(crm, "lina", "李娜", department="华东一部")
    make.customer(crm, lina, "北京恒信科技有限公司")
    result = run(crm, admin, sheet(tmp_path, ["北京恒信科技 有限公司", "王五", ""]))
    found = refusal(result)
    assert isinstance(found, ExistingCustomer)
    assert (found.match.owner, found.match.department) == ("李娜", "华东一部")
    assert (found.line, found.column_letter, found.match.claimable) == (2, "A", False)


def test_a_phone_that_is_taken_in_the_pool_is_offered(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, in_pool=True, phone="138-0013-8000")
    found = refusal(run(crm, admin, sheet(tmp_path, ["新名字公司", "王五", "13800138000"])))
    assert isinstance(found, ExistingCustomer)
    assert (found.match.kind, found.match.pool) == (MatchKind.MOBILE, "公海")
    assert found.match.claimable


def test_the_same_file_again_is_noticed_and_adds_nothing(crm: Crm, admin: Actor) -> None:
    first = run(crm, admin, DATA / "sample_customers.xlsx")
    again = run(crm, admin, DATA / "sample_customers.xlsx")
    assert first.changed is not None
    assert (again.imported, len(again.refused)) == ((), 300)
    assert again.imported_before == first.changed.batch_id


def test_an_import_that_was_undone_does_not_count_as_done(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    file = sheet(tmp_path, ["甲公司", "张敏", "13800138000"])
    run(crm, admin, file)
    crm.history.undo(admin)
    again = run(crm, admin, file)
    assert (again.imported_before, len(again.imported)) == (None, 1)


def test_an_owner_gets_the_customers_with_their_clock(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    lina = make.rep(crm)
    file = sheet(tmp_path, ["甲公司", "张敏", ""], ["乙公司", "李强", ""])
    result = run(crm, admin, file, owner_ids=(lina.user_id,))
    customer_id = result.imported[0].customer_id
    assert customer_id is not None
    assert crm.days.quota(lina).held == 2
    why = crm.pools.why(lina, customer_id)
    assert why.last_day == why.protection.last_day == why.today + 30
    (period,) = make.query(crm, "SELECT how_started FROM ownership_period WHERE customer_id = 1")
    assert period == (PeriodStart.IMPORTED.value,)


def test_rows_beyond_the_limit_are_kept_for_the_owner(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    lina = make.rep(crm, holding_limit=2)
    make.customer(crm, lina, "已有公司")
    rows = [[f"第{number}家公司", "张敏", ""] for number in range(4)]
    result = run(crm, admin, sheet(tmp_path, *rows), owner_ids=(lina.user_id,))
    assert (result.over_limit, result.unowned) == (3, 0)
    assert [line.is_reserved for line in result.imported] == [False, True, True, True]
    assert crm.days.quota(lina).held == 2
    held = make.query(crm, "SELECT count(*) FROM customer WHERE owner_id = ?", lina.user_id)
    assert held == [(2,)]
    reserved = result.imported[3].customer_id
    assert reserved is not None
    make.set_user(crm, lina.user_id, holding_limit=5)
    other = make.rep(crm, "zhanglei")
    assert crm.pools.why_not_claim(other, reserved) is not None
    assert crm.pools.why_not_claim(lina, reserved) is None


def test_the_files_own_column_names_the_owner(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    lina = make.rep(crm, "lina", "李娜")
    rows = [["甲公司", "张敏", "lina"], ["乙公司", "李强", "李娜"], ["丙公司", "王五", ""]]
    file = sheet(tmp_path, *rows, header="客户名称 联系人 负责人")
    run(crm, admin, file)
    assert names(crm, lina, CustomerView.MINE) == ["甲公司", "乙公司"]
    assert names(crm, admin, CustomerView.POOL) == ["丙公司"]


def test_a_pool_in_the_plan_overrules_the_files_column(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.rep(crm, "lina", "李娜")
    file = sheet(tmp_path, ["甲公司", "张敏", "lina"], header="客户名称 联系人 负责人")
    pool_id = make.pool(crm, "华北公海")
    run(crm, admin, file, pool_id=pool_id)
    request = ListRequest(CustomerView.POOL, pool_id=pool_id)
    assert [row.name for row in crm.customers.page(admin, request).rows] == ["甲公司"]


def test_a_rep_gives_customers_to_nobody_else(crm: Crm, tmp_path: Path) -> None:
    lina, zhang = make.rep(crm, "lina"), make.rep(crm, "zhang")
    file = sheet(
        tmp_path, ["甲公司", "张敏", "zhang"], ["乙公司", "李", "lina"], header="客户 联系人 负责人"
    )
    result = run(crm, lina, file)
    assert isinstance(refusal(result), OwnerNotAllowed)
    assert [line.name for line in result.imported] == ["乙公司"]
    with pytest.raises(NotPermittedError):
        run(crm, lina, file, owner_ids=(zhang.user_id,))


def test_a_manager_gives_customers_to_their_own_staff(crm: Crm, tmp_path: Path) -> None:
    lina, zhang = make.rep(crm, "lina"), make.rep(crm, "zhang")
    boss = make.manager(crm, staff=[lina])
    file = sheet(
        tmp_path, ["甲公司", "张", "zhang"], ["乙公司", "李", "lina"], header="客户 联系人 负责人"
    )
    result = run(crm, boss, file)
    assert [line.owner_id for line in result.imported] == [lina.user_id]
    assert isinstance(refusal(result), OwnerNotAllowed)
    assert crm.days.quota(zhang).held == 0


def test_a_pool_of_others_is_not_found(crm: Crm, tmp_path: Path) -> None:
    lina, zhang = make.rep(crm, "lina"), make.rep(crm, "zhang")
    theirs = make.pool(crm, "华北公海", members=[zhang])
    with pytest.raises(NotFoundError):
        run(crm, lina, sheet(tmp_path, ["甲公司", "张敏", ""]), pool_id=theirs)


def test_undo_lists_what_was_worked_on_and_takes_the_rest(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    lina = make.rep(crm)
    rows = [[f"第{number}家公司", "张敏", ""] for number in range(5)]
    result = run(crm, admin, sheet(tmp_path, *rows), owner_ids=(lina.user_id,))
    assert result.changed is not None
    clock.advance(timedelta(hours=1))
    make.follow_up(crm, lina, CustomerId(2))
    with pytest.raises(UndoRefusedError) as refused:
        crm.history.undo(admin, result.changed.batch_id)
    assert refused.value.changed == ((2, "第1家公司"),)
    undone = crm.history.undo(admin, result.changed.batch_id, rest=True)
    assert undone.records == 4
    assert names(crm, admin, CustomerView.ALL) == ["第1家公司"]
    assert crm.days.quota(lina).held == 1


def test_hostile_names_are_stored_as_plain_text(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    written = [
        "[/]公司", "[@click=app.quit]x[/]", "\x1b]52;c;aGk=\x07红\x1b[31m字公司", "\u202e反向公司",
        "=cmd|'/C calc'!A0", "长" * 500, "'; DROP TABLE customer; --",
    ]  # fmt: skip
    file = sheet(tmp_path, *([name, "张敏", ""] for name in written))
    result = run(crm, admin, file)
    assert result.refused == ()
    stored = [name for (name,) in make.query(crm, "SELECT name FROM customer ORDER BY id")]
    assert stored == [
        "[/]公司", "[@click=app.quit]x[/]", "红字公司", "反向公司", "=cmd|'/C calc'!A0", "长" * 500,
        "'; DROP TABLE customer; --",
    ]  # fmt: skip


def test_a_row_without_a_contact_is_taken_unless_the_office_is_strict(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    file = sheet(tmp_path, ["甲公司", "", ""])
    assert run(crm, admin, file, dry_run=True).imported[0].is_incomplete
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql("UPDATE office SET strict_contact = TRUE")
    assert isinstance(refusal(run(crm, admin, file)), RowFault)


def test_a_cancelled_import_leaves_nothing(crm: Crm, admin: Actor) -> None:
    before = make.dump(crm)
    steps: list[tuple[int, int | None]] = []
    result = crm.imports.run(
        admin,
        ImportPlan(DATA / "sample_customers.xlsx"),
        progress=lambda done, total: steps.append((done, total)),
        cancel=lambda: any(total is not None for _, total in steps),
    )
    assert result.is_cancelled
    assert make.dump(crm) == before


@pytest.mark.long
def test_progress_ends_at_the_whole(crm: Crm, admin: Actor) -> None:
    steps: list[tuple[int, int | None]] = []
    crm.imports.run(
        admin,
        ImportPlan(DATA / "sample_customers.xlsx"),
        progress=lambda done, total: steps.append((done, total)),
    )
    assert (steps[0], steps[-2:]) == ((0, None), [(0, 300), (300, 300)])


def test_a_file_without_a_header_is_refused_whole(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("明天开会\n带样品\n", encoding="utf-8")
    with pytest.raises(SheetError) as refused:
        run(crm, admin, file)
    assert refused.value.reason is SheetReason.NO_HEADER


@pytest.mark.parametrize("suffix", [".xlsx", *only_long([".csv"])])
def test_the_result_file_shows_every_row_with_its_outcome(
    crm: Crm, admin: Actor, tmp_path: Path, suffix: str
) -> None:
    result = run(crm, admin, DATA / "dirty_customers.xlsx")
    target = tmp_path / f"result{suffix}"
    assert crm.imports.write_result(result, target, WORDS) == 34
    again = run(crm, admin, target, dry_run=True)
    assert len(again.lines) == 34
    assert [column.label for column in again.ignored] == ["行号", "结果", "原因"]


def test_faulty_cells_are_marked_in_the_result_file(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    result = run(crm, admin, DATA / "dirty_customers.xlsx")
    target = tmp_path / "result.xlsx"
    crm.imports.write_result(result, target, WORDS)
    page = load_workbook(target).active
    assert page is not None
    marked = [
        cell.coordinate
        for row in page.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    ]
    faults = sum(len(line.refusals) for line in result.refused)
    assert len(marked) == faults


def test_a_source_that_changed_gives_no_result_file(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    file = sheet(tmp_path, ["甲公司", "张敏", ""])
    result = run(crm, admin, file)
    sheet(tmp_path, ["乙公司", "张敏", ""])
    with pytest.raises(SheetError):
        crm.imports.write_result(result, tmp_path / "result.csv", WORDS)
    assert not (tmp_path / "result.csv").exists()
