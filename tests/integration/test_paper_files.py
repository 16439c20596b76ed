"""Orders and contracts out of files and into them: as by hand, each on its own day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.days import DayUnit
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import OrderId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import Cell, FaultCode, ImportKind, RowFault
from crm_tui.domain.imports.outcomes import (
    FieldTrouble,
    NotStored,
    RowNotStored,
    RowRefused,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.orders.records import Order, OrderRow, OrderStatus
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.orders.rules import OrderNotDraft
from crm_tui.domain.pools import ContractEndCondition
from crm_tui.domain.queries.fields import CONTRACTS, ORDERS
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotPermittedError
from crm_tui.i18n import use_language
from tests import invariants, make
from tests.exporting import exported, table_of
from tests.integration.import_runs import SKIP, counts, refusals, run, sheet

OVERWRITE = MatchPolicy(MatchAction.OVERWRITE, MatchAction.OVERWRITE, MatchAction.OVERWRITE)
TODAY = make.NOW.toordinal()
YUNQI = "云启科技有限公司"
HEADER = "订单编号 客户名称 订单日期 状态 产品名称 数量 单价 金额 折扣 税率 已交数量"
DAY = date.fromordinal(TODAY - 40).isoformat()


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


def orders(crm: Crm, actor: Actor) -> list[OrderRow]:
    return crm.orders.list(actor, OrderRequest())


def whole(crm: Crm, actor: Actor, number: str) -> Order:
    order_id: OrderId = crm.orders.find(actor, number)
    return crm.orders.order(actor, order_id)


def statuses(crm: Crm, actor: Actor) -> dict[str, ContractStatus]:
    return {each.number: each.status for each in crm.contracts.list(actor, ContractRequest())}


def reasons(crm: Crm, actor: Actor, file: Path, kind: ImportKind) -> list[object]:
    """Why rows are refused, in the order of the file."""
    said: list[object] = []
    for each in refusals(run(crm, actor, file, kind=kind, dry_run=True)):
        match each:
            case RowFault():
                said.append(each.code)
            case RowNotStored():
                said.append(each.reason)
            case RowRefused(why=FieldTrouble() as why):
                said.append(why.reason)
            case RowRefused():
                said.append(type(each.why).__name__)
    return said


def forbid(crm: Crm, actor: Actor, permission: Permission) -> None:
    """Take a permission out of the role of somebody."""
    who = crm.offices.who(actor)[0]
    kept = {"permissions": who.permissions - {permission}}
    crm.people.edit_role(make.admin(crm), who.role_id, kept)


def test_rows_of_one_number_are_one_order_that_undo_takes_back(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, YUNQI)
    file = sheet(
        tmp_path,
        HEADER,
        ["A-7", YUNQI, DAY, "已确认", "服务器", 3, "333.33", "999.99", "", "13%", 3],
        ["", "", "", "", "安装", 1, "", 500, "", "", ""],
        ["A-8", YUNQI, DAY, "草稿", "网线", 10, 3, "", "10%", "", ""],
        ["A-7", YUNQI, DAY, "已确认", "培训", 2, 100, 200, "", "", ""],
    )
    tried = run(crm, lina, file, kind=ImportKind.ORDERS, dry_run=True)
    assert (counts(tried), orders(crm, lina)) == ({"created": 2, "joined": 2}, [])
    found = run(crm, lina, file, kind=ImportKind.ORDERS)
    assert counts(found) == {"created": 2, "joined": 2}
    order = whole(crm, lina, "A-7")
    assert [each.fields.sale.name for each in order.lines] == ["服务器", "安装", "培训"]
    assert (order.row.total_minor, order.row.customer_id) == (1_699_99, customer)
    assert (order.row.status, order.confirmed_day) == (OrderStatus.CONFIRMED, TODAY - 40)
    assert [each.delivered_milli for each in order.lines] == [3_000, 0, 0]
    assert whole(crm, lina, "A-8").row.total_minor == 27_00
    assert not invariants.broken(crm)
    crm.history.undo(lina)
    assert orders(crm, lina) == []
    # What was taken back gives its numbers to the next try.
    assert counts(run(crm, lina, file, kind=ImportKind.ORDERS))["created"] == 2
    assert {each.number for each in orders(crm, lina)} == {"A-7", "A-8"}


@pytest.mark.long
def test_others_write_while_a_dry_run_tries_orders(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    for at in range(60):
        make.customer(crm, lina, f"客户{at}")
    rows: list[list[Cell]] = [
        [f"A-{at}", f"客户{at}", DAY, "已确认", "甲", 1, 5, "", "", "", ""] for at in range(60)
    ]
    plan = ImportPlan(sheet(tmp_path, HEADER, *rows), ImportKind.ORDERS, dry_run=True)
    written: list[int] = []

    def somebody_writes(done: int, _total: int | None) -> None:
        written.append(make.customer(crm, zhao, f"赵的客户{len(written)}{done}"))

    tried = crm.imports.run(lina, plan, progress=somebody_writes)
    assert counts(tried) == {"created": 60}
    assert len(written) > 3
    assert orders(crm, lina) == []


def test_an_imported_order_is_a_deal_of_its_own_day(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    crm.orders.set_settings(make.admin(crm), {"confirmed_is_deal": "yes"})
    make.customer(crm, lina, YUNQI)
    head = "订单编号 客户名称 订单日期 确认日期 状态 金额 结束日期 结束原因"
    day = date.fromordinal(TODAY - 30).isoformat()
    file = sheet(
        tmp_path,
        head,
        ["A-1", YUNQI, DAY, day, "已完成", "1,200.50", day, ""],
        ["A-2", YUNQI, DAY, "", "已作废", 800, day, "客户取消"],
    )
    assert counts(run(crm, lina, file, kind=ImportKind.ORDERS)) == {"created": 2}
    (deal,) = crm.deals.list(lina)
    assert (deal.amount_minor, deal.day) == (1_200_50, TODAY - 30)
    closed, void = whole(crm, lina, "A-1"), whole(crm, lina, "A-2")
    assert (closed.row.status, closed.decided_day) == (OrderStatus.CLOSED, TODAY - 30)
    assert (void.row.status, void.reason) == (OrderStatus.VOID, "客户取消")
    assert [each.fields.sale.name for each in closed.lines] == ["A-1"]
    crm.history.undo(lina)
    assert (crm.deals.list(lina), orders(crm, lina)) == ([], [])


def test_a_wrong_row_refuses_its_whole_order_and_no_other(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    make.customer(crm, zhao, "恒信有限公司")
    file = sheet(
        tmp_path,
        HEADER,
        ["A-1", YUNQI, DAY, "", "甲", 3, "33.33", "100", "", "", ""],
        ["A-1", YUNQI, DAY, "", "乙", 1, 5, "", "", "", ""],
        ["A-2", "没有的公司", DAY, "", "甲", 1, 5, "", "", "", ""],
        ["A-3", "恒信有限公司", DAY, "", "甲", 1, 5, "", "", "", ""],
        ["A-4", YUNQI, DAY, "", "甲", 1, "", "", "", "", ""],
        ["A-5", YUNQI, DAY, "", "甲", 1, 5, "", 0.9, "", ""],
        ["A-6", YUNQI, DAY, "已作废", "甲", 1, 5, "", "", "", ""],
        ["A-7", YUNQI, DAY, "", "甲", 1, "5.125", "", "", "", ""],
        ["", YUNQI, DAY, "", "甲", 1, 5, "", "", "", ""],
        ["A-8", YUNQI, DAY, "已确认", "甲", 1, 5, "", "", "", 2],
        ["A-9", YUNQI, DAY, "", "甲", 2, 5, 10, "", "", ""],
    )
    assert reasons(crm, lina, file, ImportKind.ORDERS) == [
        *(FaultCode.AMOUNT_DIFFERS, NotStored.WITH_OTHERS, NotStored.NO_CUSTOMER),
        *(NotStored.NO_CUSTOMER, FaultCode.MISSING_PRICE, FaultCode.SHARE_AMBIGUOUS, "required"),
        *(FaultCode.AMOUNT_TOO_FINE, FaultCode.MISSING_NUMBER, "BeyondOrder"),
    ]
    run(crm, lina, file, kind=ImportKind.ORDERS)
    assert [each.number for each in orders(crm, lina)] == ["A-9"]


def test_a_known_number_is_left_out_or_overwritten_while_it_is_a_draft(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    make.customer(crm, lina, "恒信")
    head = "订单编号 客户名称 产品名称 单价 状态"
    first = sheet(tmp_path, head, ["A-1", YUNQI, "甲", 5, ""])
    run(crm, lina, first, kind=ImportKind.ORDERS)
    again = {"kind": ImportKind.ORDERS}
    assert counts(run(crm, lina, first, policy=SKIP, **again)) == {"skipped": 1}
    assert reasons(crm, lina, first, ImportKind.ORDERS) == [NotStored.NUMBER_KNOWN]
    unchanged = run(crm, lina, first, policy=OVERWRITE, **again)
    assert (counts(unchanged), unchanged.changed and unchanged.changed.batch_id) == (
        {"unchanged": 1},
        None,
    )
    new = sheet(tmp_path, head, ["A-1", YUNQI, "乙", 7, "已确认"])
    assert counts(run(crm, lina, new, policy=OVERWRITE, **again)) == {"updated": 1}
    order = whole(crm, lina, "A-1")
    assert (order.row.total_minor, order.row.status) == (7_00, OrderStatus.CONFIRMED)
    (refused,) = refusals(run(crm, lina, first, policy=OVERWRITE, **again))
    assert isinstance(refused, RowRefused)
    assert isinstance(refused.why, OrderNotDraft)
    other = sheet(tmp_path, head, ["A-1", "恒信", "乙", 7, ""])
    (refused,) = refusals(run(crm, lina, other, policy=OVERWRITE, **again))
    assert isinstance(refused, RowNotStored)
    assert refused.reason is NotStored.NUMBER_OF_OTHERS
    crm.history.undo(lina)
    order = whole(crm, lina, "A-1")
    assert (order.row.total_minor, order.row.status) == (5_00, OrderStatus.DRAFT)


def test_the_offices_numbers_go_on_behind_those_that_came(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, YUNQI)
    came = ("DD-202611-0041", "DD-202611-0007")
    head = "订单编号 客户名称 金额"
    file = sheet(tmp_path, head, [came[0], YUNQI, 5], [came[1], YUNQI, 5])
    run(crm, lina, file, kind=ImportKind.ORDERS)
    crm.orders.add(lina, customer, crm.orders.blank(lina, customer))
    assert {each.number for each in orders(crm, lina)} == {*came, "DD-202611-0042"}
    # A pattern may be changed to one of which numbers came before.
    papers = sheet(tmp_path, "合同编号 客户名称", ["HT1", YUNQI], ["HT2", YUNQI])
    run(crm, lina, papers, kind=ImportKind.CONTRACTS)
    crm.contracts.change_settings(make.admin(crm), {"number_pattern": "HT{seq:1}"})
    blank = crm.contracts.blank(lina, customer)
    crm.contracts.add(lina, customer, replace(blank, title="x"))
    assert "HT3" in statuses(crm, lina)


def test_a_signed_contract_protects_as_one_signed_by_hand_on_its_day(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.set_conditions(crm, ContractEndCondition(30, DayUnit.ALL))
    crm.contracts.change_settings(make.admin(crm), {"signed_is_deal": "yes"})
    customer = make.customer(crm, lina, YUNQI)
    head = (
        "合同编号 客户名称 合同名称 合同金额(万元) 签订日期 到期日期 合同状态 终止日 终止原因 我方"
    )
    end, gone = (date.fromordinal(TODAY + days).isoformat() for days in (90, -5))
    file = sheet(
        tmp_path,
        head,
        ["HT-1", YUNQI, "年度框架", "1.5", DAY, end, "", "", "", "本公司"],
        ["HT-2", YUNQI, "试用", "0.1", DAY, "", "已终止", gone, "客户解约", ""],
        ["HT-3", YUNQI, "误签", "0.1", DAY, "", "已作废", gone, "误签", ""],
        ["HT-4", YUNQI, "", "", "", "", "", "", "", ""],
        ["HT-5", YUNQI, "", "", "", "", "生效中", "", "", ""],
    )
    found = run(crm, lina, file, kind=ImportKind.CONTRACTS)
    assert counts(found) == {"created": 4, "refused": 1}
    assert statuses(crm, lina) == {
        "HT-1": ContractStatus.IN_FORCE,
        "HT-2": ContractStatus.TERMINATED,
        "HT-3": ContractStatus.VOID,
        "HT-4": ContractStatus.DRAFT,
    }
    contract = crm.contracts.contract(lina, crm.contracts.find(lina, "HT-1"))
    assert (contract.row.amount_minor, contract.row.sign_day) == (15_000_00, TODAY - 40)
    assert crm.pools.why(lina, customer).contract_until_day == TODAY + 90
    facts = make.query(
        crm, "SELECT day, until_day FROM period_fact WHERE kind = 'contract' ORDER BY id"
    )
    assert facts == [(TODAY - 40, TODAY + 90), (TODAY - 40, TODAY - 5)]
    deals = sorted((each.amount_minor, each.day) for each in crm.deals.list(lina))
    assert deals == [(1_000_00, TODAY - 40), (15_000_00, TODAY - 40)]
    (renewal,) = crm.key_dates.list(lina, customer)
    assert renewal.fields.on.once_day == TODAY + 90
    crm.history.undo(lina)
    assert (statuses(crm, lina), crm.deals.list(lina)) == ({}, [])
    assert crm.key_dates.list(lina, customer) == []
    assert not invariants.broken(crm)


def test_a_contract_carries_its_order_or_says_why_not(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    file = sheet(
        tmp_path,
        "订单编号 客户名称 金额 状态 订单主题",
        ["A-1", YUNQI, 500, "已确认", "二期"],
        ["A-2", YUNQI, 500, "", ""],
    )
    run(crm, lina, file, kind=ImportKind.ORDERS)
    papers = sheet(
        tmp_path,
        "合同编号 客户名称 所属订单 合同金额",
        ["HT-1", YUNQI, "A-1", ""],
        ["HT-2", YUNQI, "A-1", ""],
        ["HT-3", YUNQI, "A-2", ""],
        ["HT-4", YUNQI, "A-9", ""],
    )
    assert reasons(crm, lina, papers, ImportKind.CONTRACTS) == [
        *("OrderContracted", "ContractOrderNotConfirmed", NotStored.NO_ORDER),
    ]
    run(crm, lina, papers, kind=ImportKind.CONTRACTS)
    contract = crm.contracts.contract(lina, crm.contracts.find(lina, "HT-1"))
    assert (contract.row.order, contract.row.title) == ("A-1", "二期")
    assert contract.row.amount_minor == 500_00


def test_who_may_not_sign_imports_drafts_and_who_may_not_draft_nothing(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    file = sheet(tmp_path, "合同编号 客户名称 签订日期", ["HT-1", YUNQI, DAY], ["HT-2", YUNQI, ""])
    forbid(crm, lina, Permission.SIGN_CONTRACT)
    assert reasons(crm, lina, file, ImportKind.CONTRACTS) == [NotStored.MAY_NOT_SIGN]
    forbid(crm, lina, Permission.EDIT_CONTRACT)
    with pytest.raises(NotPermittedError):
        run(crm, lina, file, kind=ImportKind.CONTRACTS)


def test_amounts_are_read_and_written_in_their_own_currency(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    file = sheet(
        tmp_path,
        "订单编号 客户名称 货币 产品名称 单价 数量",
        ["A-1", YUNQI, "JPY", "甲", 1500, 2.5],
    )
    run(crm, lina, file, kind=ImportKind.ORDERS)
    out = tmp_path / "out.csv"
    exported(crm, lina, out, Subject.ORDERS, request=RecordRequest(ORDERS))
    (cells,) = table_of(out)
    assert (cells["单价"], cells["金额"], cells["数量"]) == ("1500", "3750", "2.5")
    exported(
        crm, lina, tmp_path / "papers.csv", Subject.CONTRACTS, request=RecordRequest(CONTRACTS)
    )
    assert table_of(tmp_path / "papers.csv") == []


def test_a_deleted_paper_of_anothers_keeps_its_number(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    head = "订单编号 客户名称 订单日期 金额"
    run(crm, lina, sheet(tmp_path, head, ["A-1", YUNQI, DAY, "5"]), kind=ImportKind.ORDERS)
    (order,) = orders(crm, lina)
    crm.orders.delete(lina, order.id)
    make.customer(crm, zhao, "乙公司")
    file = sheet(tmp_path, head, ["A-1", "乙公司", DAY, "7"])
    assert reasons(crm, zhao, file, ImportKind.ORDERS) == [NotStored.NUMBER_OF_OTHERS]
    crm.orders.restore(lina, order.id)
    assert [each.number for each in orders(crm, lina)] == ["A-1"]
    assert orders(crm, zhao) == []
