"""What the rows of a file become: one customer of several, whose, with which words, after whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.customers import Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.imports import SheetRow
from crm_tui.domain.imports.outcomes import (
    ImportedLine,
    JoinedLine,
    NotStored,
    RowNotStored,
)
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.domain.users import Actor
from crm_tui.errors import NotPermittedError, UnknownMappingError
from tests import invariants, make
from tests.integration.import_runs import (
    HENGXIN,
    OVERWRITE,
    SKIP,
    counts,
    refusals,
    run,
    sheet,
)

pytestmark = pytest.mark.usefixtures("usual_levels")


def test_rows_of_one_company_become_one_customer_with_all_its_contacts(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    file = sheet(
        tmp_path,
        "客户名称 城市 级别 联系人 电话",
        [HENGXIN, "北京", "A", "张敏", "13800138000"],
        ["乙公司", "", "", "王五", ""],
        ["北京恒信科技 有限公司", "", "B", "李工", "13911112222"],
        [HENGXIN, "", "", "张敏", "13733334444"],
    )
    result = run(crm, lina, file, owner_ids=(lina.user_id,))
    first, _other, second, third = result.lines
    assert isinstance(first, ImportedLine)
    assert isinstance(second, JoinedLine)
    assert isinstance(third, JoinedLine)
    assert (second.with_line, second.differing, third.differing) == (2, ("level",), ())
    assert first.customer_id is not None
    detail = crm.customers.detail(lina, first.customer_id)
    phones = [[each.digits for each in one.fields.phones] for one in detail.contacts]
    assert phones == [["13800138000", "13733334444"], ["13911112222"]]
    assert detail.record.fields.level is Level.A
    assert crm.doctor.examine().is_sound


def test_two_people_of_one_name_stay_two(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    file = sheet(
        tmp_path,
        "客户名称 客户类别 电话",
        ["王伟", "个人", "13800138000"],
        ["王伟", "个人", "13911112222"],
        ["王伟", "个人", "13800138000"],
    )
    assert counts(run(crm, admin, file)) == {"created": 2, "joined": 1}


def test_customers_are_shared_out_evenly(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, tmp_path: Path
) -> None:
    rows = [[f"第{number}家公司", "张敏"] for number in range(5)]
    owners = (lina.user_id, zhao.user_id)
    result = run(crm, boss, sheet(tmp_path, "客户名称 联系人", *rows), owner_ids=owners)
    assert [line.owner_id for line in result.imported] == [*owners, *owners, owners[0]]
    assert (crm.days.quota(lina).held, crm.days.quota(zhao).held) == (3, 2)
    assert invariants.broken(crm) == []


def test_of_several_owners_a_full_one_has_theirs_kept_in_the_pool(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, tmp_path: Path
) -> None:
    make.set_user(crm, zhao.user_id, holding_limit=1)
    rows = [[f"第{number}家公司", "张敏"] for number in range(4)]
    owners = (lina.user_id, zhao.user_id)
    result = run(crm, boss, sheet(tmp_path, "客户名称 联系人", *rows), owner_ids=owners)
    assert (result.over_limit, crm.days.quota(lina).held, crm.days.quota(zhao).held) == (1, 2, 1)


def test_words_are_added_where_that_is_allowed(
    crm: Crm, lina: Actor, admin: Actor, tmp_path: Path
) -> None:
    file = sheet(
        tmp_path,
        "客户名称 行业",
        ["甲公司", "低空经济"],
        ["乙公司", "低空经济"],
        ["丙公司", "软件"],
    )
    assert counts(run(crm, admin, file)) == {"created": 1, "refused": 2}
    with pytest.raises(NotPermittedError):
        run(crm, lina, file, adds_words=True)
    result = run(crm, admin, file, adds_words=True, policy=SKIP)
    assert (counts(result), result.new_words) == ({"created": 2, "skipped": 1}, ("低空经济",))
    industries = {row.industry for row in crm.customers.rows(admin, [2, 3])}
    assert industries == {"低空经济"}
    words = "SELECT count(*) FROM dictionary_item WHERE name = '低空经济'"
    assert make.query(crm, words) == [(1,)]


def test_undo_takes_away_the_words_that_nobody_uses_since(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    industries, sources = DictionaryKind.INDUSTRY, DictionaryKind.SOURCE
    before = names_of_words(crm, industries), names_of_words(crm, sources)
    rows = [["甲公司", "低空经济", "直播间"], ["乙公司", "深海采矿", "直播间"]]
    result = run(crm, admin, sheet(tmp_path, "客户名称 行业 来源", *rows), adds_words=True)
    assert result.changed is not None
    words = {word.name: word.id for word in crm.offices.words(admin, industries)}
    mine = make.customer(crm, admin, "丙公司", industry_id=words["深海采矿"])
    crm.history.undo(admin, result.changed.batch_id)
    after = names_of_words(crm, industries), names_of_words(crm, sources)
    assert after == ([*before[0], "深海采矿"], before[1])
    assert crm.customers.rows(admin, [mine])[0].industry == "深海采矿"
    run(crm, admin, sheet(tmp_path, "客户名称 行业", ["丁公司", "低空经济"]), adds_words=True)
    assert set(names_of_words(crm, industries)) == {*before[0], "深海采矿", "低空经济"}


def names_of_words(crm: Crm, kind: DictionaryKind) -> list[str]:
    return [word.name for word in crm.offices.words(make.admin(crm), kind)]


def test_an_own_field_never_takes_the_column_of_the_customers_name(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    fields = CustomFieldFields(name="单位档案", type=FieldType.TEXT)
    crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)
    # As a version of the program before this one let it be called.
    make.meddle(crm, "UPDATE custom_field SET name = '单位'")
    file = sheet(tmp_path, "单位 行业", ["甲公司", "软件"])
    assert counts(run(crm, admin, file)) == {"created": 1}


def test_pasted_rows_go_the_same_road(crm: Crm, lina: Actor) -> None:
    rows = (
        SheetRow(1, ("客户名称", "联系人", "电话")),
        SheetRow(2, (HENGXIN, "张敏", "13800138000")),
        SheetRow(3, ("", "无名", "")),
    )
    plan = ImportPlan(PastedRows(rows), owner_ids=(lina.user_id,))
    assert [each.field for each in crm.imports.propose(lina, plan).mapping.columns] == [
        "name",
        "contact_name",
        "contact_phone",
    ]
    result = crm.imports.run(lina, plan)
    assert [line.name for line in result.imported] == [HENGXIN, "无名"]


def test_a_mapping_is_kept_and_offered_for_the_next_file_with_this_header(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    header = "客户名称 联系人 暗号"
    file = sheet(tmp_path, header, ["甲公司", "张敏", "恒信"])
    run(crm, admin, file, mapping={"暗号": "short_name"})
    other = sheet(tmp_path, header, ["乙公司", "李强", "浦江"])
    proposal = crm.imports.propose(admin, ImportPlan(other)).mapping
    assert [each.field for each in proposal.columns][2] == "short_name"
    run(crm, admin, other)
    assert make.query(crm, "SELECT short_name FROM customer ORDER BY id") == [("恒信",), ("浦江",)]


def test_a_column_or_field_that_there_is_not_is_named(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    file = sheet(tmp_path, "客户名称 联系人", ["甲公司", "张敏"])
    with pytest.raises(UnknownMappingError):
        run(crm, admin, file, mapping={"没有": "name"})


def test_a_pool_is_read_by_its_name_and_only_filled_by_its_members(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    north = make.pool(crm, "华北公海", members=[lina])
    file = sheet(tmp_path, "客户名称 联系人 公海", ["甲公司", "张敏", "华北公海"])
    (refusal,) = refusals(run(crm, zhao, file))
    assert isinstance(refusal, RowNotStored)
    assert refusal.reason is NotStored.POOL_NOT_YOURS
    (line,) = run(crm, lina, file).imported
    assert line.customer_id is not None
    assert crm.customers.record(lina, line.customer_id).row.pool_id == north


def test_parents_are_found_in_the_file_and_in_the_office(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    group = make.customer(crm, admin, "恒信集团有限公司")
    file = sheet(
        tmp_path,
        "客户名称 联系人 上级客户",
        ["丙公司", "张敏", "乙公司"],
        ["乙公司", "李强", "恒信集团有限公司"],
        ["丁公司", "王五", "丁公司"],
    )
    ids = [line.customer_id for line in run(crm, admin, file).imported]
    rows = make.query(crm, "SELECT id, parent_id FROM customer WHERE id > ? ORDER BY id", group)
    assert rows == [(ids[0], ids[1]), (ids[1], group), (ids[2], None)]


def test_own_fields_are_read_and_the_others_get_their_defaults(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    text = CustomFieldFields(name="暗号", type=FieldType.TEXT, default="天王盖地虎")
    number = CustomFieldFields(name="门店数", type=FieldType.NUMBER)
    for fields in (text, number):
        crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)
    file = sheet(tmp_path, "客户名称 联系人 门店数", [HENGXIN, "张敏", "12"])
    (line,) = run(crm, admin, file).imported
    assert line.customer_id is not None
    custom = crm.customers.record(admin, line.customer_id).fields.custom
    assert sorted(map(str, custom.values())) == ["12", "天王盖地虎"]
    again = sheet(tmp_path, "客户名称 联系人 门店数", [HENGXIN, "张敏", "15"])
    run(crm, admin, again, policy=OVERWRITE)
    custom = crm.customers.record(admin, line.customer_id).fields.custom
    assert sorted(map(str, custom.values())) == ["15", "天王盖地虎"]


@pytest.mark.long
def test_a_file_of_thousands_is_read_by_other_processes_alike(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    rows = [[f"第{n}号测试公司", "张敏", f"139{n:08d}"] for n in range(6_500)]
    rows[10][2] = "不是电话"
    rows[6_400][0] = rows[20][0]
    result = run(crm, admin, sheet(tmp_path, "客户名称 联系人 电话", *rows))
    assert counts(result) == {"created": 6_498, "refused": 1, "joined": 1}
    assert [line.line for line in result.lines] == list(range(2, 6_502))
    assert make.query(crm, "SELECT count(*) FROM contact_phone") == [(6_499,)]
