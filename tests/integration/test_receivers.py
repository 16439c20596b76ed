"""Who could be given customers, who held one, and what waits for somebody's decision."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.handovers import HandoverPlan, HandoverWay
from crm_tui.domain.pools import HoldingLimitReached, LimitLevel, PeriodEnd, PeriodStart
from crm_tui.domain.receivers import Part
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError, NotPermittedError
from crm_tui.services.disputes import Filing
from crm_tui.services.outcomes import in_chunks
from tests import make


@pytest.fixture
def lina(crm: Crm) -> Actor:
    """A rep who reports to the administrator."""
    rep = make.rep(crm, "lina", "李娜")
    make.set_user(crm, rep.user_id, manager_id=make.admin(crm).user_id)
    return rep


def test_receivers_stand_by_room_and_each_refusal_is_told(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    make.limit(crm, 0, level=LimitLevel.USER, subject_id=lina.user_id)
    make.customer(crm, admin)
    free = make.customer(crm, name="丙", in_pool=True)
    found = crm.receivers.of(admin, [free])
    assert [row.user_id for row in found.rows] == [admin.user_id, lina.user_id]
    assert found.rows[0].refusal is None
    assert isinstance(found.rows[1].refusal, HoldingLimitReached)
    assert found.nobody is None


def test_a_rep_is_told_at_once_that_they_may_assign_to_nobody(crm: Crm, lina: Actor) -> None:
    free = make.customer(crm, in_pool=True)
    with pytest.raises(NotPermittedError):
        crm.receivers.of(lina, [free])


def test_what_somebody_holds_divides_by_region_the_largest_first(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    for name, province in (("甲", "广东"), ("乙", "广东"), ("丙", "北京"), ("丁", "")):
        make.customer(crm, lina, name, province=province)
    parts = crm.receivers.parts(admin, lina.user_id, HandoverWay.REGION)
    assert parts[0] == Part("广东", 2)
    assert {part.name for part in parts} == {"广东", "北京", ""}
    with pytest.raises(NotPermittedError):
        crm.receivers.parts(lina, lina.user_id, HandoverWay.REGION)


def test_owners_stand_newest_first_with_how_each_time_began_and_ended(
    crm: Crm, admin: Actor, lina: Actor, clock: FakeClock
) -> None:
    held = make.customer(crm, lina)
    clock.advance(make.DAY)
    crm.pools.return_to_pool(lina, [held], make.return_reason(crm), "没预算")
    crm.pools.claim(admin, [held])
    now, before = crm.ownerships.of(admin, held)
    assert (now.owner, now.how_started, now.how_ended) == ("王伟", PeriodStart.CLAIMED, None)
    assert (before.owner, before.how_ended) == ("李娜", PeriodEnd.RETURNED)
    assert before.note == "没预算"
    hidden = make.customer(crm, admin)
    with pytest.raises(NotFoundError):
        crm.ownerships.of(lina, hidden)


def test_what_waits_is_told_to_whom_it_waits_for(crm: Crm, admin: Actor, lina: Actor) -> None:
    zhao = make.rep(crm, "zhao", "赵军")
    make.set_user(crm, zhao.user_id, manager_id=admin.user_id)
    disputed, lent = make.customer(crm, lina, "甲"), make.customer(crm, lina, "乙")
    fresh = make.customer(crm, name="丙", in_pool=True)
    crm.teams.add(lina, [disputed], zhao.user_id, make.seat())
    crm.disputes.file(zhao, Filing(disputed, "我先联系的"))
    last_day = crm.customers.record(lina, lent).row.last_day
    crm.movements.ask_extension(lina, [lent], last_day + 5, "出差")
    waiting = crm.days.waiting(admin)
    assert [each.customer_id for each in waiting.disputes] == [disputed]
    assert [each.customer_id for each in waiting.extensions] == [lent]
    assert [(each.why, each.person) for each in waiting.asked] == [
        ("extension", "李娜"),
        ("dispute", "赵军"),
    ]
    assert crm.days.waiting(lina).asked == ()
    assert [row.id for row in crm.days.waiting(lina).new_in_pools] == [fresh]
    make.hand_over(crm, admin, lina, zhao)
    assert {each.customer for each in crm.days.waiting(zhao).asked} == {"甲", "乙"}


@pytest.mark.long
def test_many_in_parts_are_one_batch_and_stop_between_two_of_them(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    ids = [make.customer(crm, name=f"客户{number}", in_pool=True) for number in range(45)]
    told: list[tuple[int, int]] = []

    def first_only(done: int, total: int) -> bool:
        told.append((done, total))
        return False

    outcome = in_chunks(lambda part: crm.pools.assign(admin, part, lina.user_id), ids, first_only)
    assert told == [(40, 45)]
    assert len(outcome.done) == 40
    outcome = in_chunks(
        lambda part: crm.pools.return_to_pool(lina, part, make.return_reason(crm)),
        ids[:40] * 2,
        lambda _done, _total: True,
    )
    assert len(outcome.done) == 40
    crm.history.undo(lina)
    assert crm.customers.page(lina, ListRequest(CustomerView.MINE)).total == 40
    crm.history.undo(admin)
    assert crm.customers.page(lina, ListRequest(CustomerView.MINE)).total == 0


@pytest.mark.long
def test_a_hand_over_that_is_stopped_leaves_the_rest_where_it_was(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    zhao = make.rep(crm, "zhao", "赵军")
    for number in range(45):
        make.customer(crm, lina, f"客户{number}")
    plan = HandoverPlan(HandoverWay.PERSON, (zhao.user_id,))
    made = crm.handovers.hand_over(
        admin, lina.user_id, plan, "离职", progress=lambda _done, _total: False
    )
    assert (len(made.done), made.left) == (40, 5)
    assert crm.customers.page(lina, ListRequest(CustomerView.MINE)).total == 5
