"""Contacts and follow-ups that a file adds to customers who are here."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.imports.outcomes import (
    NotStored,
    Outcome,
    RowNotStored,
)
from crm_tui.domain.users import Actor
from tests import make
from tests.integration.import_runs import (
    HENGXIN,
    counts,
    people,
    refusals,
    run,
    sheet,
)

pytestmark = pytest.mark.usefixtures("usual_levels")


def test_dated_notes_become_follow_ups_that_move_nothing(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    file = sheet(
        tmp_path, "客户名称 联系人 备注", [HENGXIN, "张敏", "2026.11.3电话:要报价；2026.11.8寄样"]
    )
    plain = run(crm, lina, file, dry_run=True, owner_ids=(lina.user_id,)).imported
    (line,) = run(crm, lina, file, owner_ids=(lina.user_id,), splits_notes=True).imported
    assert ([each.follow_ups for each in plain], line.follow_ups) == ([0], 2)
    assert line.customer_id is not None
    said = crm.follow_ups.list(lina, line.customer_id)
    assert {each.content for each in said} == {"电话:要报价", "寄样"}
    assert {each.why_not_effective for each in said} == {"imported"}
    why = crm.pools.why(lina, line.customer_id)
    assert why.last_day == why.today + 30


def test_contacts_go_to_the_customers_they_name(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    mine, theirs = make.customer(crm, lina, HENGXIN), make.customer(crm, zhao, "上海浦江有限公司")
    file = sheet(
        tmp_path,
        "客户名称 联系人 手机",
        [HENGXIN, "李工", "13911112222"],
        [HENGXIN, "王五", "13722223333"],
        ["上海浦江有限公司", "赵六", "13655556666"],
        ["不存在的公司", "钱七", "13577778888"],
    )
    result = run(crm, lina, file, kind=ImportKind.CONTACTS)
    assert counts(result) == {"updated": 1, "joined": 1, "passed_on": 1, "refused": 1}
    assert people(crm, lina, mine) == ["张敏", "李工", "王五"]
    assert people(crm, zhao, theirs) == ["张敏", "赵六"]
    (refusal,) = refusals(result)
    assert isinstance(refusal, RowNotStored)
    assert refusal.reason is NotStored.NO_CUSTOMER
    added = run(crm, lina, file, kind=ImportKind.CONTACTS, adds_customers=True)
    assert added.count(Outcome.CREATED) == 1


def test_follow_ups_go_to_the_customers_they_name_with_author_and_day(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, tmp_path: Path
) -> None:
    mine = make.customer(crm, lina, HENGXIN)
    file = sheet(
        tmp_path,
        "客户名称 跟进时间 跟进方式 跟进内容 跟进人 联系人",
        [HENGXIN, "2026-11-03 10:30", "电话", "要报价", "李娜", "张敏"],
        [HENGXIN, "2026-11-08", "电话", "寄样", "zhao", ""],
        ["不存在的公司", "2026-11-08", "电话", "寄样", "", ""],
    )
    result = run(crm, boss, file, kind=ImportKind.FOLLOW_UPS)
    assert counts(result) == {"updated": 2, "refused": 1}
    said = crm.follow_ups.list(lina, mine)
    told = {(each.author, each.content, each.why_not_effective) for each in said}
    assert told == {("李娜", "要报价", "imported"), ("赵强", "寄样", "imported")}
    again = run(crm, boss, file, kind=ImportKind.FOLLOW_UPS)
    assert counts(again) == {"unchanged": 2, "refused": 1}
    assert again.imported_before == (result.changed and result.changed.batch_id)


def test_imported_follow_ups_are_taken_back_with_the_last_word(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    mine = make.customer(crm, lina, HENGXIN)
    before = crm.customers.record(lina, mine).row.last_follow_up_at
    file = sheet(
        tmp_path,
        "客户名称 跟进时间 跟进内容",
        [HENGXIN, "2026-11-03", "要报价"],
        [HENGXIN, "2026-11-08", "寄样"],
    )
    run(crm, lina, file, kind=ImportKind.FOLLOW_UPS)
    assert crm.customers.record(lina, mine).row.last_follow_up_at != before
    crm.history.undo(lina)
    assert crm.customers.record(lina, mine).row.last_follow_up_at == before
    assert crm.follow_ups.list(lina, mine) == []


def test_nobody_writes_under_the_name_of_a_colleague(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, HENGXIN)
    file = sheet(
        tmp_path, "客户名称 跟进时间 跟进内容 跟进人", [HENGXIN, "2026-11-03", "要报价", "zhao"]
    )
    assert counts(run(crm, lina, file, kind=ImportKind.FOLLOW_UPS)) == {"refused": 1}
