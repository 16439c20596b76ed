"""Editing and deleting follow-ups: nothing old is made to count, and what moved moves back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import DayUnit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import (
    AfterRecorded,
    BeforeAllowed,
    FollowUpFlag,
    FollowUpNotYours,
    FollowUpSettled,
    Ineffective,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError
from tests import make
from tests.answers import refusal_of

TODAY = make.NOW.toordinal()
HOUR = timedelta(hours=1)


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.set_condition(crm, days=10, unit=DayUnit.ALL)
    make.department(crm, "销售部")
    return make.rep(crm, "lina", "李娜", department="销售部")


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


def stored(crm: Crm, customer: CustomerId) -> tuple[object, ...]:
    (found,) = make.query(
        crm,
        "SELECT last_day, last_effective_day, last_follow_up_at FROM customer WHERE id = ?",
        customer,
    )
    return found


def facts(crm: Crm) -> list[tuple[object, ...]]:
    return make.query(crm, "SELECT kind, day, detail, voided_day FROM period_fact ORDER BY id")


# --- what may be changed -------------------------------------------------------------------------


def test_back_dated_edit_moves_no_deadline(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    early = make.follow_up(crm, lina, customer).follow_up_id
    clock.advance(2 * make.DAY)
    before = stored(crm, customer)
    later = clock.now()
    assert refusal_of(
        lambda: crm.follow_ups.edit(lina, early, {"happened_at": later})
    ) == AfterRecorded(make.NOW)
    too_early = make.NOW - 10 * make.DAY
    assert refusal_of(
        lambda: crm.follow_ups.edit(lina, early, {"happened_at": too_early})
    ) == BeforeAllowed(3)
    assert stored(crm, customer) == before


def test_an_edit_makes_no_ineffective_one_effective(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    clock.advance(2 * make.DAY)
    remark = make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "remark")
    call = make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "call")
    written = make.follow_up(crm, lina, customer, method_id=remark)
    edited = crm.follow_ups.edit(lina, written.follow_up_id, {"method_id": call})
    assert edited.why_not_effective is Ineffective.METHOD_DOES_NOT_COUNT
    assert edited.last_day == TODAY + 10
    assert facts(crm) == []


def test_an_edit_can_take_the_effect_away_and_undo_gives_it_back(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    clock.advance(2 * make.DAY)
    visit = make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "visit")
    empty = make.word(crm, DictionaryKind.FOLLOW_UP_RESULT, "empty_number")
    written = make.follow_up(crm, lina, customer, method_id=visit)
    before, written_facts = stored(crm, customer), facts(crm)
    edited = crm.follow_ups.edit(
        lina, written.follow_up_id, {"result_id": empty, "content": "打不通"}
    )
    assert edited.why_not_effective is Ineffective.RESULT_DOES_NOT_COUNT
    assert {each[3] for each in facts(crm)} == {TODAY + 2}
    assert crm.follow_ups.list(lina, customer)[0].content == "打不通"
    crm.history.undo(lina)
    assert (stored(crm, customer), facts(crm)) == (before, written_facts)
    row = crm.follow_ups.list(lina, customer)[0]
    assert (row.content, row.effective) == ("聊了报价", True)


def test_relabelling_a_call_makes_it_no_visit(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    call = make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "call")
    visit = make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "visit")
    first = make.follow_up(crm, lina, customer, method_id=call).follow_up_id
    second = make.follow_up(crm, lina, customer, method_id=call).follow_up_id
    crm.follow_ups.edit(lina, first, {"method_id": visit})
    assert facts(crm) == [("contact", TODAY, "", None), ("contact", TODAY, "call", None)]
    crm.follow_ups.edit(boss, second, {"method_id": visit})
    assert facts(crm)[1:] == [("contact", TODAY, "visit", None), ("visit", TODAY, "visit", None)]


def test_an_edit_within_the_rules_moves_the_day_of_the_fact(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    clock.advance(2 * make.DAY)
    written = make.follow_up(crm, lina, customer)
    assert written.last_day == TODAY + 12
    crm.follow_ups.edit(lina, written.follow_up_id, {"happened_at": clock.now() - make.DAY})
    assert stored(crm, customer)[1] == TODAY + 1
    assert facts(crm) == [("contact", TODAY + 1, "", None)]


def test_its_author_changes_it_for_some_days_and_those_above_always(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    written = make.follow_up(crm, lina, customer).follow_up_id
    zhao = make.rep(crm, "zhao", "赵强")
    crm.teams.add(lina, [customer], zhao.user_id, make.seat(can_write=True))
    assert refusal_of(
        lambda: crm.follow_ups.edit(zhao, written, {"content": "x"})
    ) == FollowUpNotYours("李娜")
    clock.advance(4 * make.DAY)
    found = refusal_of(lambda: crm.follow_ups.delete(lina, written))
    assert found == FollowUpSettled("李娜", TODAY + 3)
    crm.follow_ups.edit(boss, written, {"content": "核实：聊了报价"})
    assert crm.follow_ups.list(lina, customer)[0].content == "核实：聊了报价"


@pytest.mark.parametrize(
    "changes", [{"content": " "}, {"effective": True}, {"method_id": 9999}, {"result_id": 9999}]
)
def test_what_cannot_be_stored_is_refused(
    crm: Crm, lina: Actor, customer: CustomerId, changes: dict[str, object]
) -> None:
    written = make.follow_up(crm, lina, customer).follow_up_id
    with pytest.raises(FieldError):
        crm.follow_ups.edit(lina, written, changes)


def test_an_edit_that_changes_nothing_writes_nothing(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    written = make.follow_up(crm, lina, customer)
    edited = crm.follow_ups.edit(lina, written.follow_up_id, {"content": "聊了报价"})
    assert (edited.changed.kinds, edited.last_day) == (frozenset(), written.last_day)


# --- deleting ------------------------------------------------------------------------------------


def test_deleted_follow_up_takes_its_effect_back(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    first = make.follow_up(crm, lina, customer)
    clock.advance(2 * make.DAY)
    second = make.follow_up(crm, lina, customer)
    assert second.last_day == TODAY + 12
    crm.follow_ups.delete(lina, second.follow_up_id)
    last_day, effective_day, last_at = stored(crm, customer)
    assert (last_day, effective_day) == (TODAY + 10, TODAY)
    assert last_at == int(make.NOW.timestamp() * 1000)
    assert [row.id for row in crm.follow_ups.list(lina, customer)] == [first.follow_up_id]


def test_a_day_that_a_deletion_brings_forward_keeps_its_grace(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    clock.advance(9 * make.DAY)
    written = make.follow_up(crm, lina, customer)
    assert written.last_day == TODAY + 19
    clock.advance(2 * make.DAY)
    crm.follow_ups.delete(boss, written.follow_up_id)
    assert stored(crm, customer)[:2] == (TODAY + 11 + 7, None)
    crm.history.undo(boss)
    assert stored(crm, customer)[:2] == (TODAY + 19, TODAY + 9)
    assert facts(crm) == [("contact", TODAY + 9, "", None)]


def test_the_owner_s_own_deletions_earn_grace_once(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    clock.advance(9 * make.DAY)
    first = make.follow_up(crm, lina, customer)
    crm.follow_ups.delete(lina, first.follow_up_id)
    assert stored(crm, customer)[0] == TODAY + 9 + 7
    clock.advance(make.DAY)
    second = make.follow_up(crm, lina, customer)
    crm.follow_ups.delete(lina, second.follow_up_id)
    assert stored(crm, customer)[0] == TODAY + 10, "a second time wins nothing"


# --- whose counts --------------------------------------------------------------------------------


def test_future_follow_up_is_refused_with_the_offer_of_a_task(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    with pytest.raises(FieldError) as caught:
        make.follow_up(crm, lina, customer, at=clock.now() + HOUR)
    assert (caught.value.field, caught.value.reason) == ("happened_at", "future")
    written = make.follow_up(crm, lina, customer).follow_up_id
    with pytest.raises(FieldError):
        crm.follow_ups.edit(lina, written, {"happened_at": clock.now() + HOUR})


def test_follow_up_by_a_read_write_team_member_counts(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    crm.teams.add(lina, [customer], zhao.user_id, make.seat(can_write=True))
    clock.advance(2 * make.DAY)
    written = make.follow_up(crm, zhao, customer)
    assert (written.why_not_effective, written.last_day) == (None, TODAY + 12)
    crm.teams.remove(lina, customer, zhao.user_id)
    admin = make.follow_up(crm, make.admin(crm), customer)
    assert admin.why_not_effective is Ineffective.NOT_OWNER


def test_late_entry_is_kept_and_not_effective(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    happened = clock.now()
    clock.advance(5 * make.DAY)
    written = make.follow_up(crm, lina, customer, at=happened)
    assert (written.why_not_effective, written.last_day) == (Ineffective.TOO_LATE, TODAY + 10)
    assert [row.effective for row in crm.follow_ups.list(lina, customer)] == [False]


def test_facts_keep_the_way_of_contact(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    make.follow_up(
        crm, lina, customer, method_id=make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "demo")
    )
    make.follow_up(
        crm, lina, customer, method_id=make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "visit")
    )
    assert facts(crm) == [
        ("contact", TODAY, "demo", None),
        ("contact", TODAY, "visit", None),
        ("visit", TODAY, "visit", None),
    ]


# --- what a manager is shown ---------------------------------------------------------------------


def test_copied_text_is_kept_and_shown_to_the_manager(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId
) -> None:
    other = make.customer(crm, lina, "上海云帆")
    make.follow_up(crm, lina, other, "聊了报价，对方考虑")
    make.follow_up(crm, lina, customer, "聊了报价 对方考虑。")
    (row,) = crm.follow_ups.list(boss, customer)
    assert (row.flags, row.effective) == ((FollowUpFlag.COPIED,), True)
    (own,) = crm.follow_ups.list(lina, customer)
    assert own.flags == ()


def test_three_calls_in_a_row_that_nobody_took_are_shown_to_the_manager(
    crm: Crm, lina: Actor, boss: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    unanswered = make.word(crm, DictionaryKind.FOLLOW_UP_RESULT, "no_answer")
    for text in ("第一次", "第二次", "第三次"):
        clock.advance(HOUR)
        make.follow_up(crm, lina, customer, text, result_id=unanswered)
    flags = [row.flags for row in crm.follow_ups.list(boss, customer)]
    assert flags == [(FollowUpFlag.UNANSWERED,), (), ()]
