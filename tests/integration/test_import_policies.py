"""Rows about customers that are here: filled, overwritten, passed on, left alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.imports import Cell, ImportKind
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    ExistingCustomer,
    Outcome,
    RefusedLine,
)
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import Actor
from crm_tui.errors import UndoRefusedError
from tests import make
from tests.integration.import_runs import (
    FILL,
    HENGXIN,
    NEW,
    OVERWRITE,
    SKIP,
    counts,
    people,
    refusals,
    run,
    sheet,
)

pytestmark = pytest.mark.usefixtures("usual_levels")


def test_filling_touches_empty_fields_alone(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    mine = make.customer(crm, lina, HENGXIN, city="北京", tags=("老客",))
    file = sheet(tmp_path, "客户名称 城市 地址 标签", [HENGXIN, "上海", "学院路1号", "展会"])
    (line,) = run(crm, lina, file, policy=FILL).lines
    fields = crm.customers.record(lina, mine).fields
    assert (fields.city, fields.address, fields.tags) == ("北京", "学院路1号", ("老客", "展会"))
    assert isinstance(line, ChangedLine)
    assert (line.outcome, line.fields) == (Outcome.UPDATED, ("address", "tags"))


def test_overwriting_leaves_alone_what_the_file_does_not_name(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    mine = make.customer(crm, lina, HENGXIN, city="北京", address="学院路1号", level=Level.B)
    file = sheet(tmp_path, "客户名称 城市 地址 级别", [HENGXIN, "上海", "", "A"])
    run(crm, lina, file, policy=OVERWRITE)
    fields = crm.customers.record(lina, mine).fields
    assert (fields.city, fields.address, fields.level) == ("上海", "学院路1号", Level.A)


def test_an_updated_customer_is_found_by_what_it_got(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    mine = make.customer(crm, lina, HENGXIN)
    file = sheet(tmp_path, "客户名称 简称 联系人 电话", [HENGXIN, "恒信", "李工", "13911112222"])
    run(crm, lina, file, policy=FILL)
    for words in ("恒信", "李工", "13911112222"):
        found = crm.customers.page(lina, ListRequest(CustomerView.ALL, query=words))
        assert [row.id for row in found.rows] == [mine]
    assert crm.doctor.examine().is_sound


def test_a_row_that_says_nothing_new_changes_nothing(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    file = sheet(tmp_path, "客户名称 城市 联系人 电话", [HENGXIN, "北京", "李工", "13911112222"])
    run(crm, lina, file, owner_ids=(lina.user_id,))
    before = make.dump(crm)
    again = run(crm, lina, file, policy=FILL)
    assert (counts(again), again.changed and again.changed.batch_id) == ({"unchanged": 1}, None)
    assert make.dump(crm) == before


def test_a_contact_who_is_known_gets_the_new_phone(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    mine = make.customer(crm, lina, HENGXIN, phone="13800138000")
    file = sheet(
        tmp_path, "客户名称 联系人 电话 职务", [HENGXIN, "张敏", "13911112222", "采购经理"]
    )
    run(crm, lina, file, policy=FILL)
    (contact,) = crm.customers.detail(lina, mine).contacts
    assert [phone.digits for phone in contact.fields.phones] == ["13800138000", "13911112222"]
    assert contact.fields.title == "采购经理"


def test_a_colleagues_customer_is_never_changed_but_told_of_the_contact(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    theirs = make.customer(crm, zhao, HENGXIN, city="")
    file = sheet(tmp_path, "客户名称 城市 联系人 电话", [HENGXIN, "上海", "李工", "13911112222"])
    (line,) = run(crm, lina, file, policy=OVERWRITE).lines
    assert isinstance(line, ChangedLine)
    assert (line.outcome, line.holder, line.contacts) == (Outcome.PASSED_ON, "赵强", 1)
    assert people(crm, zhao, theirs) == ["张敏", "李工"]
    assert crm.customers.record(zhao, theirs).fields.city == ""
    (notice,) = crm.notices.unseen(zhao)
    assert (notice.kind, notice.words, notice.author) == (
        NoticeKind.CONTACT_PASSED_ON,
        "李工",
        "李娜",
    )


def test_undo_takes_a_contact_that_was_passed_on_back_with_its_notice(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    theirs = make.customer(crm, zhao, HENGXIN)
    before = people(crm, zhao, theirs)
    file = sheet(tmp_path, "客户名称 联系人 电话", [HENGXIN, "李工", "13911112222"])
    run(crm, lina, file, policy=FILL)
    crm.history.undo(lina)
    assert people(crm, zhao, theirs) == before
    assert crm.notices.unseen(zhao) == []


def test_a_colleagues_customer_without_news_is_refused_with_its_holder(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, zhao, HENGXIN)
    (refusal,) = refusals(run(crm, lina, sheet(tmp_path, "客户名称", [HENGXIN]), policy=FILL))
    assert isinstance(refusal, ExistingCustomer)
    assert refusal.match.owner == "赵强"


def test_a_refused_row_tells_the_name_that_it_has(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    file = sheet(tmp_path, "客户名称 手机", [HENGXIN, "12"], ["", "13812342231"])
    refused = run(crm, lina, file, policy=FILL).lines
    assert [line.name for line in refused if isinstance(line, RefusedLine)] == [HENGXIN, ""]


def test_a_refused_row_of_a_paper_tells_its_number_or_else_its_customer(
    crm: Crm, tmp_path: Path
) -> None:
    """What the row would be called had it been stored; a bank's row is its payer's."""

    def told(kind: ImportKind, header: str, *cells: Cell) -> str:
        file = sheet(tmp_path, header, cells)
        found = run(crm, make.admin(crm), file, kind=kind, dry_run=True)
        (line,) = found.refused
        return line.name

    orders = "订单编号 客户名称 订单日期 产品名称 单价"
    assert told(ImportKind.ORDERS, orders, "A-7", HENGXIN, "昨晚", "网线", 3) == "A-7"
    assert told(ImportKind.ORDERS, orders, "", HENGXIN, "", "网线", 3) == HENGXIN
    quotes = "报价单号 客户名称 报价日期 产品名称 单价"
    assert told(ImportKind.QUOTES, quotes, "Q-1", HENGXIN, "", "网线", 3) == "Q-1"
    contracts = "合同编号 客户名称 金额"
    assert told(ImportKind.CONTRACTS, contracts, "C-1", "", 5) == "C-1"
    assert told(ImportKind.CONTRACTS, contracts, "C-2", HENGXIN, 5) == "C-2"
    plans = "订单号 客户名称 应收日期 金额"
    assert told(ImportKind.PAYMENT_PLANS, plans, "A-7", HENGXIN, "昨晚", 5) == "A-7"
    costs = "客户名称 日期 费用类型 金额"
    assert told(ImportKind.EXPENSES, costs, HENGXIN, "2025-01-02", "差旅费", "很多") == HENGXIN
    used = "客户名称 产品名称 用量 单位"
    assert told(ImportKind.USAGES, used, HENGXIN, "网线", "很多", "") == HENGXIN
    came = "交易日期 贷方金额 对方户名 对方账号"
    assert told(ImportKind.BANK_RECEIPTS, came, "昨晚", 5, HENGXIN, "1") == HENGXIN


def test_a_manager_fills_what_their_staff_has(
    crm: Crm, lina: Actor, boss: Actor, tmp_path: Path
) -> None:
    theirs = make.customer(crm, lina, HENGXIN)
    file = sheet(tmp_path, "客户名称 地址", [HENGXIN, "学院路1号"])
    assert counts(run(crm, boss, file, policy=FILL)) == {"updated": 1}
    assert crm.customers.record(lina, theirs).fields.address == "学院路1号"


def test_skipped_rows_are_counted_and_no_fault(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    make.customer(crm, lina, HENGXIN)
    file = sheet(tmp_path, "客户名称 联系人", [HENGXIN, "李工"], ["乙公司", "王五"])
    result = run(crm, lina, file, policy=SKIP)
    assert counts(result) == {"skipped": 1, "created": 1}


def test_only_who_may_assign_enters_one_against_a_block(
    crm: Crm, lina: Actor, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, HENGXIN)
    file = sheet(tmp_path, "客户名称 联系人", [HENGXIN, "李工"])
    assert counts(run(crm, lina, file, policy=NEW)) == {"refused": 1}
    assert counts(run(crm, admin, file, policy=NEW)) == {"created": 1}


def test_a_customer_that_was_set_aside_is_not_filled(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    mine = make.customer(crm, lina, HENGXIN)
    crm.standings.mark_invalid(lina, [mine], make.invalid_reason(crm))
    file = sheet(tmp_path, "客户名称 地址", [HENGXIN, "学院路1号"])
    assert counts(run(crm, lina, file, policy=FILL)) == {"refused": 1}


def test_a_dry_run_counts_what_the_import_then_does(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, HENGXIN)
    make.customer(crm, zhao, "上海浦江有限公司")
    file = sheet(
        tmp_path,
        "客户名称 地址 联系人 电话 邮箱",
        [HENGXIN, "学院路1号", "李工", "13911112222", ""],
        ["上海浦江有限公司", "", "王五", "13722223333", ""],
        ["新公司", "", "赵六", "", ""],
        ["新公司", "", "钱七", "", ""],
        ["坏公司", "", "孙八", "", "没有邮箱"],
    )
    before = make.dump(crm)
    tried = run(crm, lina, file, policy=FILL, dry_run=True)
    after = make.dump(crm)
    # Nothing but on record that she was told of a colleague's customer.
    noted = ("batch: ", "event: ", "sqlite_sequence: ")
    assert [row for row in after if not row.startswith(noted)] == [
        row for row in before if not row.startswith(noted)
    ]
    assert sum(row.startswith("event: ") for row in after if row not in before) == 1
    done = run(crm, lina, file, policy=FILL)
    expected = {"updated": 1, "passed_on": 1, "created": 1, "joined": 1, "refused": 1}
    assert (counts(tried), counts(done)) == (expected, expected)
    assert [line.line for line in done.lines] == [2, 3, 4, 5, 6]
    assert {len(lines) for lines in tried.samples.values()} == {1}


def test_undo_takes_updates_back_and_leaves_what_was_changed_since(
    crm: Crm, lina: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    first, second = (make.customer(crm, lina, name) for name in (HENGXIN, "上海浦江有限公司"))
    before = make.dump(crm)
    file = sheet(
        tmp_path,
        "客户名称 地址 简称 联系人 电话",
        [HENGXIN, "学院路1号", "恒信", "李工", "13911112222"],
        ["上海浦江有限公司", "外滩2号", "浦江", "王五", "13722223333"],
        ["新公司", "", "", "赵六", ""],
    )
    result = run(crm, lina, file, policy=FILL, owner_ids=(lina.user_id,))
    assert counts(result) == {"updated": 2, "created": 1}
    assert result.changed is not None
    clock.advance(timedelta(hours=1))
    crm.customers.edit(lina, second, {"address": "外滩3号"})
    with pytest.raises(UndoRefusedError) as refused:
        crm.history.undo(lina, result.changed.batch_id)
    assert refused.value.changed == ((second, "上海浦江有限公司"),)
    crm.history.undo(lina, result.changed.batch_id, rest=True)
    fields = crm.customers.record(lina, first).fields
    assert (fields.address, fields.short_name, people(crm, lina, first)) == ("", "", ["张敏"])
    assert crm.customers.record(lina, second).fields.address == "外滩3号"
    assert crm.customers.page(lina, ListRequest(CustomerView.ALL, query="恒信")).total == 1
    assert crm.customers.page(lina, ListRequest(CustomerView.ALL, query="新公司")).total == 0
    keys = "SELECT count(*) FROM duplicate_key WHERE key = '13911112222' AND kept_until_day IS NULL"
    assert make.query(crm, keys) == [(0,)]
    assert crm.doctor.examine().is_sound
    assert len(before) > 10


def test_a_dry_run_tells_what_brings_something_from_what_does_not(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, HENGXIN, address="学院路1号", tags=("展会",))
    make.customer(crm, zhao, "上海浦江有限公司")
    rows = [
        [HENGXIN, "外滩2号", "展会", ""],
        ["恒信科技（北京）有限公司", "", "", ""],
        ["上海浦江有限公司", "", "", "王五"],
    ]
    make.customer(crm, lina, "恒信科技（北京）有限公司")
    file = sheet(tmp_path, "客户名称 地址 标签 联系人", *rows)
    tried = run(crm, lina, file, policy=FILL, dry_run=True)
    assert counts(tried) == {"unchanged": 2, "passed_on": 1}
    over = run(crm, lina, file, policy=OVERWRITE, dry_run=True)
    assert [getattr(line, "fields", None) for line in over.lines] == [("address",), (), ()]
    done = run(crm, lina, file, policy=OVERWRITE)
    assert counts(done) == counts(over) == {"updated": 1, "unchanged": 1, "passed_on": 1}
    again = run(crm, lina, file, policy=OVERWRITE, dry_run=True)
    assert [line.contacts for line in again.lines if isinstance(line, ChangedLine)] == [0, 0, 0]
