"""Follow-ups, tasks and the next contact."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import DayUnit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import Ineffective
from crm_tui.domain.identifiers import ContactId
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from tests import make

TODAY = make.NOW.toordinal()


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    return make.rep(crm, "lina", "李娜")


def test_the_owner_s_follow_up_moves_the_last_day_and_plans_the_next_contact(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(3 * make.DAY)
    written = make.follow_up(
        crm, lina, customer, next_contact_at=clock.now() + make.DAY, next_contact_note="发方案"
    )
    row = crm.customers.record(lina, customer).row
    assert (written.why_not_effective, written.last_day, row.last_day) == (
        None,
        TODAY + 10,
        TODAY + 10,
    )
    assert row.last_follow_up_at == clock.now()
    assert (row.next_contact_at, row.next_contact_note) == (clock.now() + make.DAY, "发方案")


def test_what_counts_is_the_day_it_happened(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    clock.advance(3 * make.DAY)
    written = make.follow_up(crm, lina, customer, at=clock.now() - make.DAY)
    assert written.last_day == TODAY + 9
    older = make.follow_up(crm, lina, customer, at=clock.now() - 2 * make.DAY)
    assert (older.why_not_effective, older.last_day) == (None, TODAY + 9)


def test_one_entered_too_late_is_kept_and_moves_nothing(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    happened = clock.now()
    clock.advance(5 * make.DAY)
    written = make.follow_up(crm, lina, customer, at=happened)
    assert (written.why_not_effective, written.last_day) == (Ineffective.TOO_LATE, TODAY + 7)
    assert crm.follow_ups.list(lina, customer)[0].why_not_effective == "too_late"


def test_one_of_somebody_else_moves_nothing_and_reminds_its_author(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    customer = make.customer(crm, lina)
    clock.advance(make.DAY)
    written = make.follow_up(crm, admin, customer, "代问候", next_contact_at=clock.now() + make.DAY)
    assert (written.why_not_effective, written.last_day) == (Ineffective.NOT_OWNER, TODAY + 7)
    assert crm.customers.record(lina, customer).row.next_contact_at is None
    assert [task.title for task in crm.tasks.list(admin)] == ["代问候"]


def test_a_result_that_does_not_count_moves_nothing(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(make.DAY)
    results = crm.offices.words(lina, DictionaryKind.FOLLOW_UP_RESULT)
    silent = next(word for word in results if not word.counts)
    written = make.follow_up(crm, lina, customer, result_id=silent.id)
    assert (written.why_not_effective, written.last_day) == (
        Ineffective.RESULT_DOES_NOT_COUNT,
        TODAY + 7,
    )


def test_the_stage_is_changed_in_the_same_breath_and_counts_as_filled(
    crm: Crm, lina: Actor
) -> None:
    customer = make.customer(crm, lina)
    before = crm.customers.record(lina, customer)
    stage = crm.offices.words(lina, DictionaryKind.STAGE)[1]
    make.follow_up(crm, lina, customer, stage_id=stage.id)
    after = crm.customers.record(lina, customer)
    assert after.row.stage == stage.name
    assert (after.row.completeness, "stage_id" in after.missing) == (
        100 * (1 + 1) // (len(before.missing) + 1),
        False,
    )
    crm.history.undo(lina)
    assert crm.customers.record(lina, customer).row.completeness == before.row.completeness


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"content": "  "}, "content"),
        ({"content": "长" * 10_001}, "content"),
        ({"at": make.NOW + timedelta(minutes=3)}, "happened_at"),
        ({"next_contact_at": make.NOW}, "next_contact_at"),
        ({"method_id": 999}, "method"),
        ({"result_id": 999}, "result"),
        ({"stage_id": 999}, "stage"),
    ],
)
def test_what_cannot_be_saved_names_its_field_and_writes_nothing(
    crm: Crm, lina: Actor, wrong: dict[str, object], field: str
) -> None:
    customer = make.customer(crm, lina)
    before = make.dump(crm)
    with pytest.raises(FieldError) as caught:
        make.follow_up(crm, lina, customer, **wrong)  # type: ignore[arg-type]  # by name
    assert caught.value.field == field
    assert make.dump(crm) == before


def test_two_minutes_ahead_are_saved_as_now(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    make.follow_up(crm, lina, customer, at=clock.now() + timedelta(minutes=2))
    assert crm.follow_ups.list(lina)[0].happened_at == clock.now()


def test_a_contact_of_another_customer_is_refused(crm: Crm, lina: Actor) -> None:
    first, second = make.customer(crm, lina, name="甲"), make.customer(crm, lina, name="乙")
    other = crm.customers.detail(lina, second).contacts[0].id
    with pytest.raises(NotFoundError):
        make.follow_up(crm, lina, first, contact_id=other)
    with pytest.raises(NotFoundError):
        make.follow_up(crm, lina, first, contact_id=ContactId(99))


def test_a_due_next_contact_is_done_by_a_follow_up(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    crm.tasks.set_next_contact(lina, customer, clock.now() + make.DAY, "电话")
    make.follow_up(crm, lina, customer)
    assert crm.customers.record(lina, customer).row.next_contact_note == "电话"
    clock.advance(2 * make.DAY)
    make.follow_up(crm, lina, customer)
    row = crm.customers.record(lina, customer).row
    assert (row.next_contact_at, row.next_contact_note) == (None, "")


def test_only_the_owner_plans_the_next_contact(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    with pytest.raises(RefusedError):
        crm.tasks.set_next_contact(make.admin(crm), customer, clock.now() + make.DAY)


def test_a_task_is_done_once_and_only_by_whom_it_is_for(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    customer = make.customer(crm, lina)
    made = crm.tasks.add(lina, "发方案", clock.now() + make.DAY, customer_id=customer)
    (task,) = crm.tasks.list(lina)
    assert made.record_id == task.id
    with pytest.raises(NotFoundError):
        crm.tasks.done(zhao, task.id)
    assert crm.tasks.done(lina, task.id).changed.batch_id is not None
    assert crm.tasks.done(lina, task.id).changed.batch_id is None
    assert crm.tasks.list(lina) == []
    with pytest.raises(FieldError):
        crm.tasks.add(lina, "  ", clock.now())


def test_follow_ups_on_hidden_customers_stay_hidden(crm: Crm, lina: Actor) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    customer = make.customer(crm, lina)
    make.follow_up(crm, lina, customer)
    assert crm.follow_ups.list(zhao) == []
    with pytest.raises(NotFoundError):
        crm.follow_ups.list(zhao, customer)
    with pytest.raises(NotFoundError):
        make.follow_up(crm, zhao, customer)


def test_a_greeting_is_no_contact_whatever_becomes_of_others(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    first = make.follow_up(crm, lina, customer, "聊了报价")
    spoken = clock.now()
    clock.advance(make.DAY)
    greeting = make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "greeting")
    make.follow_up(crm, lina, customer, "中秋快乐", method_id=greeting)
    assert crm.customers.record(lina, customer).row.last_follow_up_at == spoken
    clock.advance(make.DAY)
    later = make.follow_up(crm, lina, customer, "又聊了一次")
    crm.follow_ups.delete(lina, later.follow_up_id)
    assert crm.customers.record(lina, customer).row.last_follow_up_at == spoken
    crm.follow_ups.delete(lina, first.follow_up_id)
    assert crm.customers.record(lina, customer).row.last_follow_up_at is None
