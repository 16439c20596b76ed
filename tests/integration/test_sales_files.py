"""Leads and opportunities out of files and into them: by the rules of what is entered by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.exports import Subject
from crm_tui.domain.imports import Cell, FaultCode, ImportKind, RowFault
from crm_tui.domain.imports.outcomes import (
    EnteredLine,
    KnownLine,
    NotStored,
    OwnerNotAllowed,
    RowNotStored,
)
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.opportunities import OpportunityFields, OpportunityRow
from crm_tui.domain.queries.fields import LEADS, OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.services.opportunities.ending import Ending
from tests import invariants, make
from tests.exporting import exported, table_of
from tests.integration.import_runs import NEW, counts, refusals, run, sheet

pytestmark = pytest.mark.usefixtures("usual_levels")
HEADER = "公司 姓名 手机 邮箱 省份 来源 市场活动 需求 负责人 线索阶段"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


def leads(crm: Crm, actor: Actor) -> list[LeadRow]:
    return list(crm.leads.page(actor, RecordRequest(LEADS)).rows)


def sales(crm: Crm, actor: Actor) -> list[OpportunityRow]:
    return list(crm.opportunities.list(actor, RecordRequest(OPPORTUNITIES), limit=50))


def reasons(crm: Crm, actor: Actor, file: Path) -> list[NotStored]:
    found = refusals(run(crm, actor, file, kind=ImportKind.OPPORTUNITIES, dry_run=True))
    return [each.reason for each in found if isinstance(each, RowNotStored)]


def test_leads_of_a_file_are_entered_in_one_batch_that_undo_takes_back(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    file = sheet(
        tmp_path,
        HEADER,
        [
            "云启科技",
            "张敏",
            "13900001111",
            "min@yunqi.cn",
            "浙江",
            "官网",
            "秋季展会",
            "报价",
            "",
            "MQL",
        ],
        ["", "李雷", "13900002222", "", "", "", "", "", "李娜", ""],
    )
    plan = {"kind": ImportKind.LEADS, "owner_ids": (lina.user_id,)}
    tried = run(crm, lina, file, dry_run=True, **plan)
    assert (counts(tried), leads(crm, lina)) == ({"created": 2}, [])
    found = run(crm, lina, file, **plan)
    assert all(isinstance(line, EnteredLine) and line.record_id for line in found.lines)
    first, second = leads(crm, lina)
    assert (first.called, first.fields.name, first.stage) == ("云启科技", "张敏", LeadStage.MQL)
    assert (first.source, first.fields.campaign, first.fields.need) == ("官网", "秋季展会", "报价")
    assert (second.called, second.owner_id) == ("李雷", lina.user_id)
    assert first.score > 0
    assert found.changed is not None
    crm.history.undo(lina)
    assert leads(crm, lina) == []
    assert counts(run(crm, lina, file, **plan)) == {"created": 2}


def test_who_is_known_already_is_left_out_unless_one_insists(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, "云启科技有限公司")
    make.lead(crm, lina, company="恒信", phone="13900003333")
    file = sheet(
        tmp_path,
        "公司 手机",
        ["云启科技有限公司", ""],
        ["别的公司", "13900003333"],
        ["新公司", "13900004444"],
        ["新公司", ""],
        ["", ""],
        ["。。。", "13900005555"],
    )
    found = run(crm, lina, file, kind=ImportKind.LEADS)
    assert counts(found) == {"created": 1, "skipped": 2, "refused": 2}
    known = [line.alike for line in found.lines if isinstance(line, KnownLine)]
    assert [bool(each and each.customers) for each in known] == [True, False]
    twice = [each for each in refusals(found) if isinstance(each, RowFault)]
    assert FaultCode.DUPLICATE_NAME in [each.code for each in twice]
    insisted = run(crm, lina, file, kind=ImportKind.LEADS, policy=NEW)
    assert counts(insisted)["created"] == 4


def test_leads_are_given_by_the_file_in_turn_and_to_ones_own_staff_only(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, tmp_path: Path
) -> None:
    make.lead_route(crm, zhao)
    file = sheet(tmp_path, "公司 负责人", ["甲公司", "李娜"], ["乙公司", ""])
    run(crm, boss, file, kind=ImportKind.LEADS, in_turn=True)
    owners = {each.called: each.owner_id for each in leads(crm, boss)}
    assert owners == {"甲公司": lina.user_id, "乙公司": zhao.user_id}
    other = sheet(tmp_path, "公司 负责人", ["丙公司", "赵强"])
    (refusal,) = refusals(run(crm, lina, other, kind=ImportKind.LEADS))
    assert isinstance(refusal, OwnerNotAllowed)


def test_leads_come_back_from_their_own_file(crm: Crm, lina: Actor, tmp_path: Path) -> None:
    make.lead(crm, lina, name="张敏", company="云启", phone="13900001111", source="website",
              email="min@yunqi.cn", wechat="zm", province="浙江", city="杭州", title="总监",
              address="西湖路1号", need="报价", campaign="展会", note="备注\n两行")  # fmt: skip
    (before,) = leads(crm, lina)
    file = tmp_path / "leads.xlsx"
    request = RecordRequest(LEADS)
    found = exported(crm, lina, file, Subject.LEADS, request=request)
    assert found.rows == 1
    crm.leads.delete(lina, [before.id])
    read = run(crm, lina, file, kind=ImportKind.LEADS, owner_ids=(lina.user_id,), policy=NEW)
    assert (counts(read), read.ignored) == ({"created": 1}, ())
    (after,) = leads(crm, lina)
    assert after.fields == before.fields


def test_opportunities_go_to_the_customers_they_name(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, "云启科技有限公司")
    make.customer(crm, zhao, "恒信有限公司")
    stage = crm.pipelines.list(lina)[0].stages[1]
    header = (
        "客户名称 商机名称 金额(万元) 预计成交日期 商机阶段 业务类型 竞争对手 下一步 下一步日期"
    )
    rows: list[Cell] = [
        "云启科技有限公司",
        "一期",
        32,
        "2026-12-20",
        stage.name,
        "续约",
        "甲、乙",
        "发方案",
        "2026-11-25",
    ]
    found = run(crm, lina, sheet(tmp_path, header, rows), kind=ImportKind.OPPORTUNITIES)
    assert counts(found) == {"created": 1}
    (row,) = sales(crm, lina)
    assert (row.customer_id, row.fields.amount_minor) == (customer, 320_000_00)
    assert (row.stage_id, row.fields.kind.value) == (stage.id, "renewal")
    assert (row.fields.competitors, row.fields.next_step) == (("甲", "乙"), "发方案")
    assert not invariants.broken(crm)
    again = run(crm, lina, sheet(tmp_path, header, rows), kind=ImportKind.OPPORTUNITIES)
    assert counts(again) == {"skipped": 1}
    crm.history.undo(lina)
    assert sales(crm, lina) == []


def test_an_opportunity_that_cannot_be_placed_says_why(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, "云启")
    make.customer(crm, zhao, "恒信")
    file = sheet(
        tmp_path,
        "客户名称 商机名称 商机阶段 商机状态 币种",
        ["没有的公司", "一", "", "", ""],
        ["云启", "二", "没有的阶段", "", ""],
        ["云启", "三", "", "赢单", ""],
        ["云启", "四", "", "", "XXY"],
    )
    assert reasons(crm, lina, file) == [
        *(NotStored.NO_CUSTOMER, NotStored.NO_STAGE, NotStored.NOT_OPEN, NotStored.NOT_ENTERED),
    ]


def test_an_amount_is_read_and_written_in_its_own_currency(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, "云启")
    crm.currencies.set_rate(make.admin(crm), "JPY", "0.05")
    fields = OpportunityFields(name="东京", amount_minor=1_500, currency="JPY")
    first = crm.opportunities.add(lina, customer, fields).opportunity_id
    file = tmp_path / "sales.csv"
    exported(crm, lina, file, Subject.OPPORTUNITIES, request=RecordRequest(OPPORTUNITIES))
    (cells,) = table_of(file)
    assert (cells["金额"], cells["货币"]) == ("1500", "JPY")
    crm.opportunities.void(lina, first, Ending("重来"))
    run(crm, lina, file, kind=ImportKind.OPPORTUNITIES)
    (row,) = [each for each in sales(crm, lina) if each.is_open]
    assert (row.fields.amount_minor, row.fields.currency) == (1_500, "JPY")
