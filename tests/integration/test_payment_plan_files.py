"""Payment plans, and what is still to be paid, out of files and into them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.exports import Subject
from crm_tui.domain.imports import Cell, FaultCode, ImportKind
from crm_tui.domain.imports.outcomes import ChangedLine, NotStored
from crm_tui.domain.payments.records import PlanKind
from crm_tui.domain.payments.requests import PlanRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotPermittedError
from crm_tui.i18n import use_language
from tests import make
from tests.exporting import exported, table_of
from tests.integration.import_runs import NEW, OVERWRITE, SKIP, counts, reasons, run, sheet

TODAY = make.NOW.toordinal()
YUNQI = "云启科技有限公司"
PLANNED = "订单号 客户名称 款项 应收日期 金额 比例 币种 备注"
FIRST = (("预付款", 300), ("验收款", 650))
KIND: dict[str, object] = {"kind": ImportKind.PAYMENT_PLANS}
SOON, LATER = (date.fromordinal(TODAY + days).isoformat() for days in (10, 365))


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


def orders(crm: Crm, actor: Actor, folder: Path, *rows: tuple[str, str, int, str]) -> None:
    """Confirm orders of 1,000.00: each number, customer, how many days ago, and currency."""
    label = "订单号 客户名称 下单日期 币种 订单状态 产品名称 数量 单价"
    goods: list[list[Cell]] = [
        [
            number,
            whose,
            date.fromordinal(TODAY - ago).isoformat(),
            currency,
            "已确认",
            "货",
            1,
            1000,
        ]
        for number, whose, ago, currency in rows
    ]
    file = sheet(folder, label, *goods)
    assert counts(run(crm, actor, file, kind=ImportKind.ORDERS)) == {"created": len(rows)}


def planned(crm: Crm, actor: Actor) -> list[tuple[str, PlanKind, int, int]]:
    """Number, kind, days from today and amount of every line that is planned."""
    return [
        (row.number, row.fields.kind, row.fields.due_day - TODAY, row.fields.amount_minor)
        for row in crm.payment_plans.list(actor, PlanRequest())
    ]


def test_plans_come_in_once_however_often_their_file_is_read(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    orders(crm, lina, tmp_path, ("DD-1", YUNQI, 0, ""))
    file = sheet(
        tmp_path,
        PLANNED,
        ["DD-1", YUNQI, "预付款", SOON, "300", "", "", "合同生效后"],
        ["", "", "验收款", SOON, "", "65%", "", ""],
        ["", "", "质保金", LATER, "50", "5%", "", "一年后"],
    )
    tried = run(crm, lina, file, dry_run=True, **KIND)
    assert (counts(tried), planned(crm, lina)) == ({"created": 3}, [])
    assert counts(run(crm, lina, file, **KIND)) == {"created": 3}
    lines = [
        ("DD-1", PlanKind.ADVANCE, 10, 300_00),
        ("DD-1", PlanKind.FINAL, 10, 650_00),
        ("DD-1", PlanKind.RETENTION, 365, 50_00),
    ]
    assert planned(crm, lina) == lines
    assert counts(run(crm, lina, file, policy=SKIP, **KIND)) == {"skipped": 3}
    assert reasons(crm, lina, file, ImportKind.PAYMENT_PLANS, policy=NEW) == ["PlansBeyond"] * 3
    crm.history.undo(lina)
    assert planned(crm, lina) == []
    run(crm, lina, file, **KIND)
    assert planned(crm, lina) == lines


def test_shares_of_the_whole_sum_to_it_exactly(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    make.customer(crm, lina, YUNQI)
    orders(crm, lina, tmp_path, ("DD-1", YUNQI, 0, ""))
    rows = [["dd-1", "", "", SOON, "", share, "", ""] for share in ("33.33%", "33.33%", "33.34%")]
    assert counts(run(crm, lina, sheet(tmp_path, PLANNED, *rows), **KIND)) == {"created": 3}
    assert [line[3] for line in planned(crm, lina)] == [333_30, 333_30, 333_40]
    more = sheet(tmp_path, PLANNED, *rows, ["DD-1", "", "", LATER, "", "1%", "", ""])
    assert reasons(crm, lina, more, ImportKind.PAYMENT_PLANS) == ["PlansBeyond"]


def test_a_plan_that_cannot_be_is_refused_as_by_hand(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    make.customer(crm, lina, "恒信有限公司")
    make.customer(crm, zhao, "天成有限公司")
    crm.currencies.set_rate(make.admin(crm), "USD", "7")
    orders(crm, lina, tmp_path, ("DD-1", YUNQI, 0, ""), ("DD-3", YUNQI, 0, "USD"))
    orders(crm, zhao, tmp_path, ("DD-2", "天成有限公司", 0, ""))
    file = sheet(
        tmp_path,
        PLANNED,
        ["DD-1", "", "", SOON, "1000.01", "", "", ""],
        ["DD-2", "", "", SOON, "1", "", "", ""],
        ["DD-1", "恒信有限公司", "", SOON, "1", "", "", ""],
        ["DD-3", "", "", SOON, "1", "", "", ""],
        ["DD-1", "", "", "", "1", "", "", ""],
        ["DD-1", "", "", SOON, "", "", "", ""],
        ["", YUNQI, "", SOON, "1", "", "", ""],
        ["DD-1", "", "随便", SOON, "1", "", "", ""],
        ["DD-1", "", "", SOON, "0", "", "", ""],
    )
    assert reasons(crm, lina, file, ImportKind.PAYMENT_PLANS) == [
        *("PlansBeyond", NotStored.NO_DOCUMENT, "DocumentOfOthers", "DocumentCurrency"),
        *(FaultCode.MISSING_DAY, FaultCode.MISSING_VALUE, FaultCode.MISSING_NUMBER),
        *(FaultCode.UNKNOWN_CHOICE, "not_positive"),
    ]
    run(crm, lina, file, **KIND)
    assert planned(crm, lina) == []


def test_an_order_and_a_contract_of_one_number_are_told_apart_by_a_column(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    orders(crm, lina, tmp_path, ("A-1", YUNQI, 0, ""))
    signed = sheet(tmp_path, "合同号 客户名称 合同名称 合同金额", ["A-1", YUNQI, "框架", 70])
    assert counts(run(crm, lina, signed, kind=ImportKind.CONTRACTS)) == {"created": 1}
    bare = sheet(tmp_path, "单据编号 应收日期 金额", ["A-1", SOON, "70"])
    assert reasons(crm, lina, bare, ImportKind.PAYMENT_PLANS) == [NotStored.SEVERAL_DOCUMENTS]
    told = sheet(tmp_path, "单据编号 单据类型 应收日期 金额", ["A-1", "合同", SOON, "70"])
    assert counts(run(crm, lina, told, **KIND)) == {"created": 1}
    exported(crm, lina, tmp_path / "out.csv", Subject.PAYMENT_PLANS)
    (row,) = table_of(tmp_path / "out.csv")
    assert (row["订单或合同"], row["单据类型"], row["金额"]) == ("A-1", "合同", "70")


def test_plans_need_the_right_to_plan(crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path) -> None:
    make.customer(crm, lina, YUNQI)
    orders(crm, lina, tmp_path, ("DD-1", YUNQI, 0, ""))
    file = sheet(tmp_path, PLANNED, ["DD-1", "", "", SOON, "1", "", "", ""])
    # What others have is not to be found.
    found = reasons(crm, zhao, file, ImportKind.PAYMENT_PLANS)
    assert found == [NotStored.NO_DOCUMENT]
    admin = make.admin(crm)
    rep = next(each for each in crm.people.roles(admin) if each.code == "rep")
    left = {"permissions": rep.permissions - {Permission.EDIT_PAYMENT}}
    crm.people.edit_role(admin, rep.id, left)
    with pytest.raises(NotPermittedError):
        run(crm, lina, file, **KIND)


def test_what_is_still_to_be_paid_goes_out_by_age(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    make.customer(crm, lina, YUNQI)
    orders(crm, lina, tmp_path, ("DD-1", YUNQI, 40, ""))
    file = sheet(tmp_path, PLANNED, ["DD-1", "", "质保金", LATER, "50", "", "", ""])
    run(crm, lina, file, **KIND)
    exported(crm, lina, tmp_path / "out.csv", Subject.DUES)
    wanted = ("订单或合同", "款项类型", "逾期天数", "账龄", "待回款")
    assert [tuple(row[label] for label in wanted) for row in table_of(tmp_path / "out.csv")] == [
        ("DD-1", None, "10", "逾期1–30天", "950"),
        ("DD-1", "质保金", None, "未到期", "50"),
    ]


def test_a_file_that_was_written_changes_the_lines_whose_numbers_it_has(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    orders(crm, lina, tmp_path, ("DD-1", YUNQI, 0, ""), ("DD-2", YUNQI, 0, ""))
    first: list[list[Cell]] = [
        ["DD-1", "", kind, SOON, minor, "", "", "条件"] for kind, minor in FIRST
    ]
    run(crm, lina, sheet(tmp_path, PLANNED, *first), **KIND)
    advance, final = (row.id for row in crm.payment_plans.list(lina, PlanRequest()))
    changed = sheet(
        tmp_path,
        "编号 订单号 应收日期 金额",
        # More first: the room for it is made by the row below.
        [advance, "DD-1", LATER, 600],
        [final, "DD-1", SOON, 300],
        ["", "DD-1", LATER, 100],
        [advance, "DD-2", SOON, 1],
        [advance, "DD-1", SOON, 1],
        ["甲", "DD-1", SOON, 1],
    )
    overwriting: dict[str, object] = {**KIND, "policy": OVERWRITE}
    expected = {"created": 1, "updated": 2, "refused": 3}
    before = planned(crm, lina)
    assert counts(run(crm, lina, changed, dry_run=True, **overwriting)) == expected
    assert planned(crm, lina) == before
    said = reasons(crm, lina, changed, ImportKind.PAYMENT_PLANS, policy=OVERWRITE)
    assert said == [NotStored.NO_PLAN] * 3
    done = run(crm, lina, changed, **overwriting)
    assert counts(done) == expected
    updated = next(each for each in done.lines if isinstance(each, ChangedLine))
    assert updated.fields == ("plan_due_day", "amount_minor")
    assert sorted(planned(crm, lina), key=itemgetter(3), reverse=True) == [
        ("DD-1", PlanKind.ADVANCE, 365, 600_00),
        ("DD-1", PlanKind.FINAL, 10, 300_00),
        ("DD-1", PlanKind.INSTALMENT, 365, 100_00),
    ]
    assert {row.fields.note for row in crm.payment_plans.list(lina, PlanRequest())} == {"", "条件"}
    crm.history.undo(lina)
    assert planned(crm, lina) == before


def test_what_a_file_says_of_a_line_that_it_was_written_from_is_nothing_new(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    orders(crm, lina, tmp_path, ("DD-1", YUNQI, 0, ""))
    run(crm, lina, sheet(tmp_path, PLANNED, ["DD-1", "", "预付款", SOON, 300, "", "", ""]), **KIND)
    exported(
        crm,
        lina,
        tmp_path / "out.csv",
        Subject.PAYMENT_PLANS,
        columns=("document", "plan_kind", "plan_due_on", "amount", "id"),
    )
    again = run(crm, lina, tmp_path / "out.csv", policy=OVERWRITE, **KIND)
    assert counts(again) == {"unchanged": 1}
    assert len(planned(crm, lina)) == 1
