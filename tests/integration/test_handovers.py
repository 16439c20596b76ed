"""交接: everything somebody holds goes on, by a plan, onto a slip that receivers confirm."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.unit_of_work import one_batch
from crm_tui.domain.customers import Level
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.handovers import (
    HandoverPlan,
    HandoverWay,
    NotAboveBoth,
    NothingToHandOver,
    ReceiverLeaves,
)
from crm_tui.domain.identifiers import CustomerId, HandoverId
from crm_tui.domain.pools import CoolingOff
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.teams import TeamRole
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    UndoRefusedError,
)
from crm_tui.services import handovers as service
from crm_tui.services.handovers import HandedOver
from tests import make

TODAY = make.NOW.toordinal()


def three(crm: Crm, actor: Actor) -> list[CustomerId]:
    return [
        make.customer(crm, actor, "甲公司", province="北京市", level=Level.A),
        make.customer(crm, actor, "乙公司", province="上海市", level=Level.B),
        make.customer(crm, actor, "丙公司", province="北京市"),
    ]


def to(*receivers: Actor) -> HandoverPlan:
    way = HandoverWay.PERSON if len(receivers) == 1 else HandoverWay.IN_TURN
    return HandoverPlan(way, tuple(each.user_id for each in receivers))


def hand(crm: Crm, actor: Actor, plan: HandoverPlan, giver: Actor) -> HandedOver:
    return crm.handovers.hand_over(actor, giver.user_id, plan, "离职")


def owners(crm: Crm, customers: list[CustomerId]) -> list[str]:
    return [row.owner for row in crm.customers.rows(make.admin(crm), customers)]


def test_a_handover_passes_everything_on_with_clocks_and_names_the_change(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    customers = three(crm, lina)
    clock.advance(timedelta(days=10))
    made = hand(crm, boss, to(zhao), lina)
    assert (len(made.done), made.refused) == (3, ())
    assert owners(crm, customers) == ["赵强"] * 3
    assert crm.customers.record(zhao, customers[0]).row.last_day == TODAY + 30
    assert make.query(
        crm, "SELECT DISTINCT how_started, how_ended FROM ownership_period ORDER BY how_started"
    ) == [("created", "handed_over"), ("handed_over", None)]
    assert [crm.days.quota(each).held for each in (lina, zhao)] == [0, 3]


def test_a_handover_goes_in_turn_by_region_by_level_or_to_the_pool(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customers = three(crm, lina)
    hand(crm, boss, to(zhao, boss), lina)
    assert owners(crm, customers) == ["赵强", "boss", "赵强"]
    mine = (("北京市", lina.user_id),)
    hand(crm, boss, HandoverPlan(HandoverWay.REGION, (boss.user_id,), mine), zhao)
    assert owners(crm, customers) == ["李娜", "boss", "李娜"]
    parts = (("A", zhao.user_id),)
    hand(crm, boss, HandoverPlan(HandoverWay.LEVEL, (), parts), lina)
    assert owners(crm, customers) == ["赵强", "boss", ""]
    hand(crm, boss, HandoverPlan(HandoverWay.POOL), zhao)
    assert owners(crm, customers) == ["", "boss", ""]
    assert crm.handovers.list(boss)[0].to_pool == 1


def test_handover_may_exceed_the_limit_and_is_recorded(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    three(crm, lina)
    make.set_user(crm, zhao.user_id, holding_limit=1)
    (load,) = crm.handovers.preview(boss, lina.user_id, to(zhao)).loads
    assert (load.gets, load.held, load.limit, load.is_over) == (3, 0, 1, True)
    made = hand(crm, boss, to(zhao), lina)
    assert made.refused == ()
    assert make.query(
        crm, "SELECT user_id, held, maximum, reason, by_id, batch_id FROM limit_override"
    ) == [
        (zhao.user_id, 1, 1, "离职", boss.user_id, made.batch_id),
        (zhao.user_id, 2, 1, "离职", boss.user_id, made.batch_id),
    ]


def test_a_long_handover_is_one_slip_and_one_batch(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = three(crm, lina)
    monkeypatch.setattr(service, "CHUNK", 2)
    made = hand(crm, boss, to(zhao), lina)
    assert make.query(crm, "SELECT count(*) FROM handover") == [(1,)]
    kinds = make.query(crm, "SELECT batch_id, kind FROM event ORDER BY id DESC LIMIT 1")
    assert kinds == [(made.batch_id, "customer_handed_over")]
    assert [line.customer_id for line in crm.handovers.mine(zhao)] == customers
    undone = crm.history.undo(boss)
    assert (undone.records, owners(crm, customers)) == (3, ["李娜"] * 3)
    assert crm.handovers.mine(zhao) == []


def test_who_may_not_have_a_customer_back_yet_does_not_get_it_by_a_handover(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, zhao)
    crm.pools.return_to_pool(zhao, [customer], make.return_reason(crm))
    crm.pools.claim(lina, [customer])
    (left,) = hand(crm, boss, to(zhao), lina).refused
    assert isinstance(left.error, RefusedError)
    assert isinstance(left.error.refusal, CoolingOff)
    assert owners(crm, [customer]) == ["李娜"]


def test_a_preview_names_what_else_needs_a_decision_and_changes_nothing(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    three(crm, lina)
    others = make.customer(crm, zhao, "丁公司")
    crm.teams.add(zhao, [others], lina.user_id, make.seat())
    junior = make.rep(crm, "sun", "孙")
    make.set_user(crm, junior.user_id, manager_id=lina.user_id)
    crm.tasks.add(lina, "回访", clock.now() + timedelta(days=1), customer_id=CustomerId(1))
    before = make.dump(crm)
    found = crm.handovers.preview(boss, lina.user_id, to(zhao, boss))
    assert (found.customers, found.open_tasks) == (3, 1)
    assert [(load.name, load.gets) for load in found.loads] == [("赵强", 2), ("boss", 1)]
    assert [(seat.customer, seat.role) for seat in found.seats] == [
        ("丁公司", TeamRole.COLLABORATION)
    ]
    assert found.reports == ((junior.user_id, "孙"),)
    assert make.dump(crm) == before


def test_each_receiver_confirms_their_own_lines(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customers = three(crm, lina)
    made = hand(crm, boss, to(zhao, boss), lina)
    assert [line.customer_id for line in crm.handovers.mine(zhao)] == [customers[0], customers[2]]
    _changed, first = crm.handovers.confirm(zhao, made.handover_id, [customers[0], customers[1]])
    _changed, rest = crm.handovers.confirm(zhao, made.handover_id)
    _changed, again = crm.handovers.confirm(zhao, made.handover_id)
    assert (first, rest, again) == (1, 1, 0)
    slip, lines = crm.handovers.show(boss, made.handover_id)
    assert (slip.customers, slip.confirmed) == (3, 2)
    assert [line.to_user for line in lines] == ["赵强", "boss", "赵强"]
    _slip, mine = crm.handovers.show(zhao, made.handover_id)
    assert len(mine) == 2
    crm.history.undo(zhao)
    assert len(crm.handovers.mine(zhao)) == 1


def test_a_slip_is_seen_by_whom_it_concerns_only(crm: Crm, lina: Actor, zhao: Actor) -> None:
    three(crm, lina)
    hand(crm, make.admin(crm), to(zhao), lina)
    stranger = make.rep(crm, "sun", "孙")
    assert [len(crm.handovers.list(each)) for each in (lina, zhao, stranger)] == [1, 1, 0]
    with pytest.raises(NotFoundError):
        crm.handovers.show(stranger, HandoverId(1))


def test_only_who_stands_above_all_hands_over(crm: Crm, lina: Actor, boss: Actor) -> None:
    three(crm, lina)
    stranger = make.rep(crm, "sun", "孙")
    for plan, giver, expected in (
        (to(stranger), lina, NotAboveBoth("孙")),
        (to(boss), stranger, NotAboveBoth("孙")),
        (to(lina), lina, ReceiverLeaves("李娜")),
        (to(lina), boss, NothingToHandOver("boss")),
    ):
        with pytest.raises(RefusedError) as caught:
            hand(crm, boss, plan, giver)
        assert caught.value.refusal == expected
    with pytest.raises(NotPermittedError):
        hand(crm, lina, to(lina), boss)
    with pytest.raises(FieldError):
        crm.handovers.hand_over(boss, lina.user_id, to(boss), " ")


def test_the_customers_of_a_disabled_user_are_handed_over_and_none_goes_to_one(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customers = three(crm, lina)
    make.set_user(crm, lina.user_id, status="disabled")
    assert len(hand(crm, boss, to(zhao), lina).done) == 3
    with pytest.raises(NotFoundError):
        hand(crm, boss, to(lina), zhao)
    assert owners(crm, customers) == ["赵强"] * 3
    with pytest.raises(UndoRefusedError):
        crm.history.undo(boss)


def test_somebody_leaves_after_a_handover(crm: Crm, lina: Actor, zhao: Actor) -> None:
    three(crm, lina)
    admin = make.admin(crm)
    with pytest.raises(RefusedError):
        crm.people.mark_left(admin, lina.user_id)
    hand(crm, admin, to(zhao), lina)
    crm.people.mark_left(admin, lina.user_id)


def test_the_packet_tells_the_next_owner_what_was(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    make.follow_up(crm, lina, customer, "价格太高，不考虑", mood=Mood.NEGATIVE)
    make.follow_up(crm, lina, customer, "寄了样品")
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm), "谈不拢")
    crm.pools.claim(zhao, [customer])
    crm.tasks.add(zhao, "再问一次", clock.now() + timedelta(days=1), customer_id=customer)
    hand(crm, boss, to(boss), zhao)
    packet = crm.handovers.packet(boss, customer)
    assert (packet.returned, packet.reclaimed) == (1, 0)
    assert [held.owner for held in packet.held] == ["boss", "赵强", "李娜"]
    assert packet.held[-1].note == "谈不拢"
    assert len(packet.follow_ups) == 2
    assert [each.content for each in packet.objections] == ["价格太高，不考虑"]
    assert [plan.title for plan in packet.plans] == ["再问一次"]
    with pytest.raises(NotFoundError):
        crm.handovers.packet(zhao, customer)


@pytest.mark.long
def test_of_somebody_with_very_many_tasks_none_stays_behind(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    due_at = clock.now() + timedelta(days=1)
    with one_batch():
        for number in range(201):
            crm.tasks.make(lina, TaskDraft(f"待办 {number}", due_at))
    make.hand_over(crm, boss, lina, zhao)
    (counted,) = make.query(
        crm, "SELECT count(*), min(assignee_id), max(assignee_id) FROM task WHERE done_at IS NULL"
    )
    assert counted == (201, zhao.user_id, zhao.user_id)
