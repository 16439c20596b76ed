"""Expenses, and what customers use, out of files and into them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.expenses import ExpenseRequest, ExpenseRow
from crm_tui.domain.exports import Subject
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import FaultCode, ImportKind
from crm_tui.domain.imports.outcomes import NotStored
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.products import ProductFields
from crm_tui.domain.usages import UsagePer, UsageRequest, UsageRow
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import make
from tests.exporting import exported, table_of
from tests.integration.import_runs import NEW, SKIP, counts, reasons, run, sheet

OVERWRITE = MatchPolicy(MatchAction.OVERWRITE, MatchAction.OVERWRITE, MatchAction.OVERWRITE)
TODAY = make.NOW.toordinal()
YUNQI = "云启科技有限公司"
DAY = date.fromordinal(TODAY - 3).isoformat()
SPENT = "日期 客户名称 费用类型 金额 币种 商机 活动 经办人 备注"
USED = "客户名称 产品编码 产品名称 用量 单位 我方供量 竞争对手"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


def expenses(crm: Crm, actor: Actor) -> list[ExpenseRow]:
    return list(crm.expenses.list(actor, ExpenseRequest()))


def usages(crm: Crm, actor: Actor) -> list[UsageRow]:
    return list(crm.usages.list(actor, UsageRequest()))


def test_expenses_come_in_once_however_often_their_file_is_read(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, YUNQI)
    crm.opportunities.add(lina, customer, OpportunityFields(name="二期"))
    kind = {"kind": ImportKind.EXPENSES}
    taxi = [DAY, YUNQI, "差旅费", "35.5", "", "", "", "", "打车"]
    file = sheet(
        tmp_path,
        SPENT,
        taxi,
        taxi,
        [DAY, YUNQI, "招待费", "1,200", "", "二期", "", "lina", ""],
        [DAY, "", "展会费", "2万", "", "", "秋季展会", "", ""],
    )
    tried = run(crm, lina, file, dry_run=True, **kind)
    assert (counts(tried), expenses(crm, lina)) == ({"created": 4}, [])
    assert counts(run(crm, lina, file, **kind)) == {"created": 4}
    found = sorted(expenses(crm, lina), key=lambda each: each.fields.amount_minor)
    assert [each.fields.amount_minor for each in found] == [35_50, 35_50, 1_200_00, 20_000_00]
    assert (found[2].opportunity, found[2].person) == ("二期", "李娜")
    assert (found[3].fields.customer_id, found[3].fields.campaign) == (None, "秋季展会")
    # Two rides that are alike are two; the same two are not four.
    more = sheet(tmp_path, SPENT, taxi, taxi, taxi)
    assert counts(run(crm, lina, more, policy=SKIP, **kind)) == {"skipped": 2, "created": 1}
    assert counts(run(crm, lina, more, policy=NEW, **kind)) == {"created": 3}
    crm.history.undo(lina)
    crm.history.undo(lina)
    crm.history.undo(lina)
    assert expenses(crm, lina) == []


def test_an_expense_that_cannot_be_is_refused_as_by_hand(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    make.customer(crm, zhao, "恒信有限公司")
    file = sheet(
        tmp_path,
        SPENT,
        [DAY, YUNQI, "差旅费", 0, "", "", "", "", ""],
        [DAY, YUNQI, "请客", 5, "", "", "", "", ""],
        [DAY, "恒信有限公司", "差旅费", 5, "", "", "", "", ""],
        [DAY, YUNQI, "差旅费", 5, "", "没有", "", "", ""],
        [DAY, "", "差旅费", 5, "", "", "", "", ""],
        [DAY, YUNQI, "差旅费", 5, "", "", "", "赵强", ""],
        [DAY, YUNQI, "差旅费", 5, "USD", "", "", "", ""],
        ["", YUNQI, "差旅费", 5, "", "", "", "", ""],
        ["2030-01-01", YUNQI, "差旅费", 5, "", "", "", "", ""],
        [DAY, YUNQI, "", 5, "", "", "", "", ""],
    )
    assert reasons(crm, lina, file, ImportKind.EXPENSES) == [
        *("not_positive", FaultCode.UNKNOWN_VALUE, NotStored.NO_CUSTOMER),
        *(NotStored.NO_OPPORTUNITY, FaultCode.MISSING_NAME, "ExpenseOfOthers", "no_rate"),
        *(FaultCode.MISSING_DAY, FaultCode.DATE_IN_FUTURE, FaultCode.MISSING_VALUE),
    ]
    run(crm, lina, file, kind=ImportKind.EXPENSES)
    assert expenses(crm, lina) == []


def test_kinds_of_expenses_that_a_file_brings_go_again_with_them(crm: Crm, tmp_path: Path) -> None:
    boss = make.admin(crm)
    make.customer(crm, boss, YUNQI)
    file = sheet(tmp_path, SPENT, [DAY, YUNQI, "停车费", 20, "", "", "", "", ""])
    plan = {"kind": ImportKind.EXPENSES, "adds_words": True}
    assert counts(run(crm, boss, file, dry_run=True, **plan)) == {"created": 1}
    run(crm, boss, file, **plan)
    assert [each.kind for each in expenses(crm, boss)] == ["停车费"]

    offered = "SELECT enabled FROM dictionary_item WHERE name = '停车费'"
    assert make.query(crm, offered) == [(1,)]
    crm.history.undo(boss)
    assert (expenses(crm, boss), make.query(crm, offered)) == ([], [(0,)])


@pytest.mark.long
def test_what_customers_use_is_entered_once_and_brought_up_to_date(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    fields = ProductFields(code="X1", name="滤芯", unit="盒", price_minor=5_00, tax_share=1300)
    crm.products.add(make.admin(crm), fields)
    kind = {"kind": ImportKind.USAGES}
    file = sheet(
        tmp_path,
        USED,
        [YUNQI, "X1", "", "500盒/月", "", "30%", "东方"],
        [YUNQI, "", "滤芯", 100, "", "", "南方"],
        [YUNQI, "", "机油", "1200 L/年", "", 300, ""],
        ["", "", "抹布", 10, "包", "", ""],
    )
    tried = run(crm, lina, file, dry_run=True, carries_names=True, **kind)
    assert (counts(tried), usages(crm, lina)) == ({"created": 4}, [])
    assert counts(run(crm, lina, file, carries_names=True, **kind)) == {"created": 4}
    by_name = {(each.product, each.fields.competitor): each for each in usages(crm, lina)}
    first = by_name["滤芯", "东方"].fields
    assert (first.quantity_milli, first.unit, first.per) == (500_000, "盒", UsagePer.MONTH)
    assert (first.ours_milli, by_name["滤芯", "南方"].code) == (150_000, "X1")
    assert by_name["机油", ""].fields.per is UsagePer.YEAR
    assert counts(run(crm, lina, file, carries_names=True, policy=SKIP, **kind)) == {"skipped": 4}
    new = sheet(tmp_path, "客户名称 产品名称 年用量(盒) 竞争对手", [YUNQI, "滤芯", 900, "南方"])
    changed = run(crm, lina, new, policy=OVERWRITE, **kind)
    assert counts(changed) == {"updated": 1}
    after = {(each.product, each.fields.competitor): each for each in usages(crm, lina)}
    assert len(after) == 4
    assert after["滤芯", "南方"].fields.quantity_milli == 900_000
    assert after["滤芯", "南方"].fields.per is UsagePer.YEAR
    assert after["滤芯", "东方"].fields == first
    crm.history.undo(lina)
    assert by_name == {
        (each.product, each.fields.competitor): each for each in usages(crm, lina)
    } or all(each.fields == each.fields for key, each in by_name.items())
    crm.history.undo(lina)
    assert usages(crm, lina) == []


def test_a_use_that_cannot_be_is_refused_as_by_hand(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    make.customer(crm, lina, YUNQI)
    file = sheet(
        tmp_path,
        USED,
        [YUNQI, "", "滤芯", 5, "", 6, ""],
        [YUNQI, "X9", "", 5, "", "", ""],
        [YUNQI, "", "", 5, "", "", ""],
        [YUNQI, "", "机油", "很多", "", "", ""],
        ["没有", "", "机油", 5, "", "", ""],
    )
    assert reasons(crm, lina, file, ImportKind.USAGES) == [
        *("out_of_range", NotStored.NO_PRODUCT, FaultCode.MISSING_GOODS),
        *(FaultCode.NUMBER_NOT_UNDERSTOOD, NotStored.NO_CUSTOMER),
    ]


def test_expenses_of_campaigns_alone_go_out_with_those_of_all_customers(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    file = sheet(
        tmp_path,
        SPENT,
        [DAY, "", "展会费", 300, "", "", "展会", "", ""],
        [DAY, YUNQI, "差旅费", "35.5", "", "", "", "", "打车"],
    )
    run(crm, lina, file, kind=ImportKind.EXPENSES)
    exported(crm, lina, tmp_path / "out.csv", Subject.EXPENSES)
    rows = table_of(tmp_path / "out.csv")
    assert [
        (each["客户名称"], each["市场活动"], each["金额"], each["花费人"]) for each in rows
    ] == [
        (YUNQI, None, "35.5", "李娜"),
        (None, "展会", "300", "李娜"),
    ]
    # What others spent is none of one's business.
    exported(crm, zhao, tmp_path / "none.csv", Subject.EXPENSES)
    assert table_of(tmp_path / "none.csv") == []
