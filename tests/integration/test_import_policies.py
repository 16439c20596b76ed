"""Rows about customers that are here: filled, overwritten, passed on, put together, left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports import Cell, ImportKind, SheetRow
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    ExistingCustomer,
    ImportedLine,
    ImportResult,
    JoinedLine,
    NotStored,
    Outcome,
    RowNotStored,
    RowRefusal,
)
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.domain.imports.policies import MatchAction, MatchPolicy
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import Actor
from crm_tui.errors import NotPermittedError, UndoRefusedError, UnknownMappingError
from crm_tui.formats.workbooks import write_csv
from tests import invariants, make

HENGXIN = "北京恒信科技有限公司"
FILL = MatchPolicy(MatchAction.FILL, MatchAction.FILL)
OVERWRITE = MatchPolicy(MatchAction.OVERWRITE, MatchAction.OVERWRITE)
NEW = MatchPolicy(MatchAction.NEW, MatchAction.NEW)
SKIP = MatchPolicy(MatchAction.SKIP, MatchAction.SKIP)


@pytest.fixture(autouse=True)
def usual_levels(crm: Crm) -> None:
    """The levels that every office begins with: the same name blocks."""
    make.meddle(crm, "UPDATE office SET duplicates = '{}'")


def sheet(folder: Path, header: str, *rows: Sequence[Cell]) -> Path:
    """A file with these rows below a header."""
    file = folder / "rows.csv"
    write_csv(file, header.split(), rows, overwrite=True)
    return file


def run(crm: Crm, actor: Actor, file: Path, **plan: object) -> ImportResult:
    """An import with the plan named."""
    return crm.imports.run(actor, ImportPlan(file, **plan))  # type: ignore[arg-type]  # names of the plan


def refusals(result: ImportResult) -> list[RowRefusal]:
    """Every reason of every refused row."""
    return [each for line in result.refused for each in line.refusals]


def people(crm: Crm, actor: Actor, customer_id: CustomerId) -> list[str]:
    """The names of a customer's contacts."""
    return [each.fields.name for each in crm.customers.detail(actor, customer_id).contacts]


def counts(result: ImportResult) -> dict[str, int]:
    """How many rows had which outcome."""
    return {outcome.value: number for outcome, number in result.counts.items()}


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
    assert make.dump(crm) == before
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
