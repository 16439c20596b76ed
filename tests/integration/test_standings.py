"""Customers set aside and brought back, and the keys that are kept through the cool-off."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest, NewCustomer, Standing
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports.outcomes import StillCoolingOff
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.pools import CoolingOff, NotYours, PeriodEnd
from crm_tui.domain.standings import NotSetAside
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    DuplicateCustomerError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from crm_tui.services.pools import BatchOutcome
from tests import make
from tests.answers import refusal_of

TODAY = make.NOW.toordinal()
NAME = "北京恒信科技有限公司"
PHONE = "13800138000"


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina, NAME, phone=PHONE)


def errors(outcome: BatchOutcome) -> list[object]:
    return [
        each.error.refusal if isinstance(each.error, RefusedError) else type(each.error)
        for each in outcome.refused
    ]


def done(outcome: BatchOutcome) -> int:
    assert outcome.refused == ()
    return len(outcome.done)


def found(crm: Crm, actor: Actor, search: str = "") -> list[int]:
    request = ListRequest(CustomerView.ALL, query=search)
    return [row.id for row in crm.customers.page(actor, request).rows]


# --- setting aside -------------------------------------------------------------------------------


def test_what_is_set_aside_leaves_every_list_and_ends_its_period(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    crm.tasks.add(lina, "回访", make.NOW + make.DAY, customer_id=customer)
    assert done(crm.standings.mark_invalid(lina, [customer], make.invalid_reason(crm), "打不通"))
    assert found(crm, make.admin(crm)) == []
    assert found(crm, make.admin(crm), "恒信") == []
    assert crm.tasks.list(lina) == []
    assert crm.days.quota(lina).held == 0
    ended = make.query(crm, "SELECT how_ended, end_note FROM ownership_period")
    assert ended == [(PeriodEnd.INVALID.value, "打不通")]


def test_undo_brings_it_back_to_its_owner_as_it_was(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    crm.teams.add(lina, [customer], zhao.user_id, make.seat(can_write=True))
    crm.tasks.add(lina, "回访", make.NOW + make.DAY, customer_id=customer)
    before = crm.customers.record(lina, customer)
    crm.standings.delete(lina, [customer])
    crm.history.undo(lina)
    after = crm.customers.record(lina, customer)
    assert (after.row.owner_id, after.row.last_day, after.clock_day) == (
        before.row.owner_id,
        before.row.last_day,
        before.clock_day,
    )
    assert [task.title for task in crm.tasks.list(lina)] == ["回访"]
    assert [row.member.can_write for row in crm.teams.of(lina, customer)] == [True]
    assert found(crm, lina, "恒信") == [customer]
    assert [match.customer_id for match in crm.customers.duplicates(lina, name=NAME)] == [customer]


def test_restore_puts_it_into_its_pool_and_undo_sets_it_aside_again(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    crm.standings.blacklist(lina, [customer], make.invalid_reason(crm, "competitor"), "同行探价")
    with pytest.raises(NotPermittedError):
        crm.standings.restore(lina, [customer])
    assert done(crm.standings.restore(boss, [customer])) == 1
    row = crm.customers.record(boss, customer).row
    assert (row.owner_id, row.pool) == (None, "公海")
    assert found(crm, boss, "恒信") == [customer]
    crm.history.undo(boss)
    assert found(crm, boss) == []
    (match,) = crm.customers.duplicates(lina, name=NAME)
    assert (match.standing, match.standing_reason) == (Standing.BLACKLISTED, "同行")


def test_a_batch_answers_for_each(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    pooled = make.customer(crm, in_pool=True, name="上海云帆")
    outcome = crm.standings.delete(lina, [customer, pooled, CustomerId(999)])
    assert [each.customer_id for each in outcome.done] == [customer]
    assert errors(outcome) == [NotYours("上海云帆", "", is_pooled=True), NotFoundError]
    again = crm.standings.restore(make.admin(crm), [customer, pooled])
    assert errors(again) == [NotSetAside("上海云帆")]


def test_a_preview_says_the_same_and_changes_nothing(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    pooled = make.customer(crm, in_pool=True, name="上海云帆")
    before = make.dump(crm)
    outcome = crm.standings.preview(lina, [customer, pooled], Standing.DELETED)
    assert [each.customer_id for each in outcome.done] == [customer]
    assert errors(outcome) == [NotYours("上海云帆", "", is_pooled=True)]
    assert make.dump(crm) == before
    with pytest.raises(NotPermittedError):
        crm.standings.preview(lina, [customer], Standing.NORMAL)


def test_the_reason_is_a_word_of_the_list(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    words = [name for _id, name in crm.standings.reasons(lina)]
    assert words == ["空号", "倒闭", "同行", "重复", "其他"]
    with pytest.raises(FieldError):
        crm.standings.mark_invalid(lina, [customer], make.return_reason(crm))


def test_a_team_member_sets_nothing_aside(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    crm.teams.add(lina, [customer], zhao.user_id, make.seat(can_write=True))
    assert errors(crm.standings.delete(zhao, [customer])) == [NotYours(NAME, "")]


# --- found by the duplicate check ----------------------------------------------------------------


def test_whoever_enters_an_invalid_customer_again_is_told(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    crm.standings.mark_invalid(lina, [customer], make.invalid_reason(crm))
    zhao = make.rep(crm, "zhao", "赵强")
    with pytest.raises(DuplicateCustomerError) as caught:
        crm.customers.add(zhao, NewCustomer(make.fields(NAME), make.contact("王芳")))
    (match,) = crm.customers.duplicates(zhao, name=NAME)
    assert caught.value.matches == [match]
    assert (match.standing, match.standing_reason, match.claimable, match.visible) == (
        Standing.INVALID,
        "空号",
        False,
        False,
    )


def test_a_renamed_customer_is_checked_and_may_be_renamed_all_the_same(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    other = make.customer(crm, lina, "上海云帆")
    with pytest.raises(DuplicateCustomerError):
        crm.customers.edit(lina, other, {"name": NAME})
    crm.customers.edit(lina, other, {"name": NAME}, allow_duplicate=True)
    assert crm.customers.record(lina, other).row.name == NAME
    crm.customers.edit(lina, other, {"city": "上海"})


def test_a_phone_shared_by_two_customers_is_no_fault(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    other = make.customer(crm, lina, "上海云帆")
    crm.customers.add_contact(lina, other, make.contact("王芳", PHONE))
    matches = crm.customers.duplicates(lina, phones=[PHONE])
    assert [match.customer_id for match in matches] == [customer, other]


# --- the cool-off --------------------------------------------------------------------------------


def enter(crm: Crm, actor: Actor, name: str = NAME, phone: str = "") -> CustomerId:
    return make.customer(crm, actor, name, phone=phone, contact_name="王芳")


def is_cooling(refusal: object, how: PeriodEnd, again_day: int = TODAY + 7) -> bool:
    return (
        isinstance(refusal, CoolingOff)
        and refusal.how_ended is how
        and refusal.again_day == again_day
    )


@pytest.mark.parametrize("same", ["name", "phone"])
def test_cool_off_is_not_escaped_by_deleting_and_entering_again(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock, same: str
) -> None:
    crm.standings.delete(lina, [customer])
    again = {"name": NAME} if same == "name" else {"name": "别的名字", "phone": PHONE}
    assert is_cooling(refusal_of(lambda: enter(crm, lina, **again)), PeriodEnd.DELETED)
    zhao = make.rep(crm, "zhao", "赵强")
    assert enter(crm, zhao, **again)
    clock.advance(7 * make.DAY)
    assert enter(crm, lina, **again)


def test_cool_off_is_not_escaped_by_undoing_an_entry_on_a_later_day(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    clock.advance(5 * make.DAY)
    crm.history.undo(lina)
    assert is_cooling(refusal_of(lambda: enter(crm, lina)), PeriodEnd.DELETED, TODAY + 12)


def test_a_slip_is_entered_again_the_same_day(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    crm.history.undo(lina)
    assert crm.customers.duplicates(lina, name=NAME) == []
    assert enter(crm, lina)


def test_cool_off_is_not_escaped_by_renaming(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    crm.customers.edit(lina, customer, {"name": "临时名称"})
    clock.advance(30 * make.DAY)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    again = TODAY + 30 + 7
    assert is_cooling(refusal_of(lambda: enter(crm, lina)), PeriodEnd.RETURNED, again)
    other = enter(crm, lina, "上海云帆")
    assert is_cooling(
        refusal_of(lambda: crm.customers.edit(lina, other, {"name": NAME})),
        PeriodEnd.RETURNED,
        again,
    )
    assert crm.customers.duplicates(lina, name=NAME) == []


def test_cool_off_is_not_escaped_by_a_contact_s_phone(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    other = enter(crm, lina, "上海云帆")
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    contact = make.contact("张敏", PHONE)
    refusal = refusal_of(lambda: crm.customers.add_contact(lina, other, contact))
    assert is_cooling(refusal, PeriodEnd.RETURNED)
    person = crm.customers.detail(lina, other).contacts[0]
    refusal = refusal_of(lambda: crm.customers.edit_contact(lina, person.id, contact))
    assert is_cooling(refusal, PeriodEnd.RETURNED)


def test_cool_off_is_not_escaped_by_entering_it_into_the_pool(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    refusal = refusal_of(lambda: make.customer(crm, lina, NAME, in_pool=True))
    assert is_cooling(refusal, PeriodEnd.RETURNED)


def test_cool_off_is_not_escaped_through_import(
    crm: Crm, lina: Actor, customer: CustomerId, tmp_path: Path, clock: FakeClock
) -> None:
    crm.standings.delete(lina, [customer])
    file = tmp_path / "again.csv"
    file.write_text(
        f"客户名称,联系人,手机\n{NAME},王芳,\n别的名字,王芳,{PHONE}\n", encoding="utf-8"
    )
    result = crm.imports.run(lina, ImportPlan(file, owner_ids=(lina.user_id,)))
    (by_name,), (by_phone,) = (line.refusals for line in result.refused)
    assert isinstance(by_name, StillCoolingOff)
    assert isinstance(by_phone, StillCoolingOff)
    assert is_cooling(by_name.refusal, PeriodEnd.DELETED)
    assert (by_name.column_label, by_phone.column_label) == ("客户名称", "手机")
    clock.advance(7 * make.DAY)
    assert len(crm.imports.run(lina, ImportPlan(file, owner_ids=(lina.user_id,))).imported) == 2


def test_delete_and_restore_wins_no_time(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    make.set_condition(crm, days=10)
    clock.advance(9 * make.DAY)
    crm.standings.delete(lina, [customer])
    crm.standings.restore(boss, [customer])
    (outcome,) = crm.pools.claim(lina, [customer]).results
    assert isinstance(outcome.error, RefusedError)
    assert is_cooling(outcome.error.refusal, PeriodEnd.DELETED, TODAY + 9 + 7)
    (assigned,) = crm.pools.assign(boss, [customer], lina.user_id).results
    assert isinstance(assigned.error, RefusedError), "nor does a manager give it back"
    assert is_cooling(assigned.error.refusal, PeriodEnd.DELETED, TODAY + 9 + 7)
