"""A follow-up on one line is one save and one undo; several lines are one follow-up each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.entries import read_entry
from crm_tui.domain.follow_ups import FollowUpDraft, Ineffective
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import AmbiguousReferenceError, FieldError, NotFoundError, RefusedError
from crm_tui.services.follow_ups import Written
from tests import make

LINE = "张敏 电话 积极 预算已批，要分期方案 明天10点 发方案 #报价 #重点 !周五 准备合同 @李娜"


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


def draft_of(crm: Crm, actor: Actor, customer_id: CustomerId, line: str) -> FollowUpDraft:
    occasion = crm.follow_ups.occasion(actor, customer_id)
    return read_entry(line, occasion.known).draft(occasion.known)


def state(crm: Crm, actor: Actor, customer_id: CustomerId) -> tuple[object, ...]:
    record = crm.customers.record(actor, customer_id)
    return (
        record.row.stage,
        record.fields.tags,
        record.fields.type,
        record.row.next_contact_at,
        record.row.next_contact_note,
        record.row.last_follow_up_at,
        record.row.last_day,
        len(crm.follow_ups.list(actor, customer_id)),
        len(crm.tasks.list(actor, customer_id=customer_id)),
    )


def test_one_line_is_one_batch_and_one_undo_takes_all_of_it_back(
    crm: Crm, admin: Actor, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, admin)
    crm.teams.add(admin, [customer], lina.user_id, make.seat())
    clock.advance(make.DAY)
    before = state(crm, admin, customer)
    written = crm.follow_ups.add(admin, customer, draft_of(crm, admin, customer, LINE))
    assert len(crm.history.batches(admin, limit=1)) == 1
    assert crm.history.batches(admin, limit=1)[0].id == written.changed.batch_id
    record = crm.customers.record(admin, customer)
    assert (record.row.stage, record.fields.tags) == ("方案报价", ("重点",))
    assert record.row.next_contact_at == make.NOW + 2 * make.DAY
    assert record.row.next_contact_note == "发方案"
    (task,) = crm.tasks.list(admin, customer_id=customer)
    assert (task.title, task.assignee) == ("准备合同 @李娜", "李娜")
    (row,) = crm.follow_ups.list(admin, customer)
    assert (row.contact, row.method, row.content) == ("张敏", "电话", "预算已批，要分期方案")
    crm.history.undo(admin)
    assert state(crm, admin, customer) == before


def test_a_refused_part_leaves_nothing_of_the_line(crm: Crm, admin: Actor, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    before = state(crm, lina, customer)
    draft = draft_of(crm, lina, customer, "电话 聊了 #重点 !周五 准备合同 @王伟")
    with pytest.raises(RefusedError):
        crm.follow_ups.add(lina, customer, draft)
    assert state(crm, lina, customer) == before


def test_tags_are_added_to_those_there_are_and_none_twice(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin, tags=("VIP",))
    crm.follow_ups.add(admin, customer, draft_of(crm, admin, customer, "聊了 #VIP"))
    batches = len(crm.history.batches(admin))
    assert crm.customers.record(admin, customer).fields.tags == ("VIP",)
    crm.follow_ups.add(admin, customer, draft_of(crm, admin, customer, "聊了 #展会"))
    assert crm.customers.record(admin, customer).fields.tags == ("VIP", "展会")
    assert len(crm.history.batches(admin)) == batches + 1


def test_needs_problems_and_type_are_saved_with_the_follow_up(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    draft = FollowUpDraft(
        "聊了",
        make.NOW,
        needs="要分期",
        problems="等预算",
        type=CustomerType.LOST,
    )
    crm.follow_ups.add(admin, customer, draft)
    (row,) = crm.follow_ups.list(admin, customer)
    assert (row.needs, row.problems) == ("要分期", "等预算")
    assert crm.customers.record(admin, customer).fields.type is CustomerType.LOST
    crm.history.undo(admin)
    assert crm.customers.record(admin, customer).fields.type is CustomerType.POTENTIAL


def test_the_preview_knows_whether_it_would_count(
    crm: Crm, admin: Actor, lina: Actor, clock: FakeClock
) -> None:
    owned, pooled = make.customer(crm, lina), make.customer(crm, admin, in_pool=True)
    occasion = crm.follow_ups.occasion(lina, owned)
    for line in ("电话 聊了", "备注 发票已寄", "电话 空号", "昨天 电话 聊了"):
        draft = read_entry(line, occasion.known).draft(occasion.known)
        expected = occasion.why_not_effective(draft)
        written = crm.follow_ups.add(lina, owned, draft)
        assert written.why_not_effective is expected, line
    in_pool = crm.follow_ups.occasion(admin, pooled)
    draft = read_entry("电话 聊了", in_pool.known).draft(in_pool.known)
    assert in_pool.why_not_effective(draft) is Ineffective.NO_PERIOD


def test_an_overdue_period_counts_no_more_in_the_preview_either(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=60))
    occasion = crm.follow_ups.occasion(lina, customer)
    draft = read_entry("电话 聊了", occasion.known).draft(occasion.known)
    assert occasion.why_not_effective(draft) is Ineffective.NO_PERIOD
    assert crm.follow_ups.add(lina, customer, draft).why_not_effective is Ineffective.NO_PERIOD


def test_pasted_lines_become_one_follow_up_each_and_one_undo_takes_them_back(
    crm: Crm, admin: Actor
) -> None:
    first = make.customer(crm, admin, name="北京恒信科技有限公司")
    second = make.customer(crm, admin, name="上海星河软件公司", phone="13900139000")
    text = "恒信 电话 预算已批 明天10点 发方案\n星河：微信 聊了分期\n  他说可以\n蓝海 电话 好\n恒信"
    paste = crm.follow_ups.read_paste(admin, text)
    assert [(each.number, each.customer_id) for each in paste.understood] == [
        (1, first),
        (2, second),
    ]
    nobody, nothing = paste.left
    assert (nobody.number, nobody.text) == (4, "蓝海 电话 好")
    assert isinstance(nobody.error, NotFoundError)
    assert isinstance(nothing.error, FieldError)
    assert crm.follow_ups.list(admin) == []
    outcome = crm.follow_ups.add_all(admin, paste.items)
    assert all(isinstance(each, Written) for each in outcome.results)
    assert {row.content for row in crm.follow_ups.list(admin)} == {
        "预算已批",
        "聊了分期\n他说可以",
    }
    crm.history.undo(admin)
    assert crm.follow_ups.list(admin) == []
    assert crm.customers.record(admin, first).row.next_contact_at is None


def test_one_s_own_customer_is_meant_before_those_of_others(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    make.customer(crm, admin, name="北京恒信科技有限公司")
    mine = make.customer(crm, lina, name="上海恒信软件公司", phone="13900139000")
    paste = crm.follow_ups.read_paste(lina, "恒信 电话 聊了")
    assert [each.customer_id for each in paste.understood] == [mine]
    both = make.customer(crm, lina, name="恒信实业公司", phone="13900139001")
    assert both
    (line,) = crm.follow_ups.read_paste(lina, "恒信 电话 聊了").left
    assert isinstance(line.error, AmbiguousReferenceError)


def test_a_refused_one_of_several_lets_the_others_go_on(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, admin)
    good = FollowUpDraft("聊了", clock.now())
    bad = FollowUpDraft("聊了", clock.now() + make.DAY)
    outcome = crm.follow_ups.add_all(admin, [(customer, bad), (customer, good)])
    error, written = outcome.results
    assert isinstance(error, FieldError)
    assert isinstance(written, Written)
    assert outcome.changed.customer_ids == (customer,)


def test_many_lines_are_one_batch(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, admin)
    items = [(customer, FollowUpDraft(f"第{each}次", clock.now())) for each in range(45)]
    outcome = crm.follow_ups.add_all(admin, items)
    assert len({each.changed.batch_id for each in outcome.written}) == 1
    crm.history.undo(admin)
    assert crm.follow_ups.list(admin, customer) == []


def test_hostile_text_is_kept_as_text(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    for line in (
        "电话 [/] [@click=app.quit]x",
        "电话 \x1b]0;x\x07红\u202e色",
        "电话 " + "长" * 500,
    ):
        crm.follow_ups.add(admin, customer, draft_of(crm, admin, customer, line))
    said = [row.content for row in crm.follow_ups.list(admin, customer)]
    assert said == ["长" * 500, "红色", "[/] [@click=app.quit]x"]


def test_the_stage_of_a_line_is_the_office_s_word(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    draft = draft_of(crm, admin, customer, "聊了 #报价")
    assert draft.stage_id == make.word(crm, DictionaryKind.STAGE, "proposal")
