"""Undo: every kind of change comes back as it was, or says why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.days import DayUnit
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.identifiers import BatchId, CustomerId
from crm_tui.domain.pools import CoolingOff
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError, NothingToUndoError, NotPermittedError, UndoRefusedError
from crm_tui.services.customers import CustomerDetail
from tests import make

TODAY = make.NOW.toordinal()
Change = Callable[[Crm, Actor, CustomerId], object]


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    return make.rep(crm, "lina", "李娜")


def shown(detail: CustomerDetail) -> object:
    """What a person sees of a customer, without versions and the stream of what happened."""
    record = detail.record
    row = record.row
    return (
        record.fields,
        (row.owner, row.last_day, row.deciding, row.next_contact_at, row.next_contact_note),
        (row.last_follow_up_at, row.contact_names, row.phone, row.holder_count, row.completeness),
        (record.owned_since, record.clock_day, record.last_effective_day, record.not_before_day),
        [contact.fields for contact in detail.contacts],
        [(task.title, task.done_at) for task in detail.tasks],
    )


def edit(crm: Crm, actor: Actor, customer: CustomerId) -> None:
    crm.customers.edit(
        actor, customer, {"name": "改名", "level": Level.B, "tags": ("VIP",), "budget_minor": 5}
    )


def edit_contact(crm: Crm, actor: Actor, customer: CustomerId) -> None:
    (contact,) = crm.customers.detail(actor, customer).contacts
    new = make.contact(
        "李强", "13911112222", attitude=Attitude.SUPPORTS, decision_role=DecisionRole.DECIDER
    )
    crm.customers.edit_contact(actor, contact.id, new)


def follow_up(crm: Crm, actor: Actor, customer: CustomerId) -> None:
    make.follow_up(
        crm,
        actor,
        customer,
        next_contact_at=crm.database.clock.now() + make.DAY,
        next_contact_note="发方案",
    )


CHANGES: dict[str, Change] = {
    "edit": edit,
    "add contact": lambda crm, a, c: crm.customers.add_contact(
        a, c, make.contact("李强", "13911112222")
    ),
    "edit contact": edit_contact,
    "follow-up": follow_up,
    "task": lambda crm, a, c: crm.tasks.add(a, "电话", make.NOW + make.DAY, customer_id=c),
    "done": lambda crm, a, c: crm.tasks.done(a, crm.tasks.list(a)[0].id),
    "next contact": lambda crm, a, c: crm.tasks.set_next_contact(a, c, make.NOW + make.DAY, "x"),
    "return": lambda crm, a, c: crm.pools.return_to_pool(a, [c], make.return_reason(crm)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_undo_brings_back_what_was_shown(
    crm: Crm, lina: Actor, clock: FakeClock, change: str
) -> None:
    make.set_rule(crm, warning_leads=[0])
    customer = make.customer(crm, lina, phone="13800138000", level=Level.A, tags=("老客户",))
    make.follow_up(crm, lina, customer)
    crm.tasks.add(lina, "发合同", clock.now() + make.DAY, customer_id=customer)
    crm.tasks.set_next_contact(lina, customer, clock.now() + 2 * make.DAY, "拜访")
    before = shown(crm.customers.detail(lina, customer))
    clock.advance(make.DAY)
    CHANGES[change](crm, lina, customer)
    assert change == "return" or shown(crm.customers.detail(lina, customer)) != before
    undone = crm.history.undo(lina)
    assert (undone.records, undone.left) == (1, ())
    assert shown(crm.customers.detail(lina, customer)) == before
    assert crm.days.quota(lina).held == 1


def test_an_undone_edit_is_found_again_by_its_old_name_only(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, name="浦江精密")
    crm.customers.edit(lina, customer, {"name": "云图软件"})
    crm.history.undo(lina)
    found = [
        list(crm.customers.ids(lina, ListRequest(CustomerView.MINE, query=typed)))
        for typed in ("pjjm", "浦江", "ytrj", "云图")
    ]
    assert found == [[customer], [customer], [], []]
    assert crm.customers.duplicates(lina, name="云图软件") == []
    assert len(crm.customers.duplicates(lina, name="浦江精密")) == 1


def test_undo_of_entering_a_customer_takes_it_out_of_every_list(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, phone="13800138000")
    crm.history.undo(lina)
    with pytest.raises(NotFoundError):
        crm.customers.record(lina, customer)
    assert crm.customers.rows(lina, [customer]) == []
    assert crm.customers.page(lina, ListRequest(CustomerView.ALL)).total == 0
    assert crm.customers.duplicates(lina, name="北京恒信科技有限公司") == []
    assert list(crm.customers.ids(lina, ListRequest(CustomerView.ALL, query="恒信"))) == []
    assert crm.days.quota(lina).held == 0
    assert crm.pools.pools(lina)[0].customers == 0


def test_undo_of_a_claim_is_a_return_with_cool_off_and_takes_the_number_back(
    crm: Crm, lina: Actor
) -> None:
    customer = make.customer(crm, in_pool=True)
    crm.pools.claim(lina, [customer])
    crm.history.undo(lina)
    row = crm.customers.record(lina, customer).row
    assert (row.owner_id, row.holder_count) == (None, 0)
    assert isinstance(crm.pools.why_not_claim(lina, customer), CoolingOff)
    assert crm.days.quota(lina).held == 0


def test_undo_of_an_assignment_frees_the_customer(crm: Crm, lina: Actor) -> None:
    admin = make.admin(crm)
    customer = make.customer(crm, in_pool=True)
    crm.pools.assign(admin, [customer], lina.user_id)
    crm.history.undo(admin)
    assert crm.customers.record(admin, customer).row.owner_id is None


def test_each_undo_takes_the_batch_before(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    crm.customers.edit(lina, customer, {"city": "北京"})
    crm.customers.edit(lina, customer, {"city": "上海"})
    cities = []
    for _ in range(2):
        crm.history.undo(lina)
        cities.append(crm.customers.record(lina, customer).fields.city)
    assert cities == ["北京", ""]
    crm.history.undo(lina)
    with pytest.raises(NothingToUndoError):
        crm.history.undo(lina)


def test_a_batch_is_undone_once_and_an_undo_never(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    batch_id = crm.customers.edit(lina, customer, {"city": "北京"}).batch_id
    undone = crm.history.undo(lina, batch_id)
    for spent in (batch_id, undone.changed.batch_id):
        with pytest.raises(NothingToUndoError):
            crm.history.undo(lina, spent)


def test_what_was_worked_on_since_is_listed_and_nothing_is_done(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    batch_id = crm.customers.edit(lina, customer, {"city": "北京"}).batch_id
    make.follow_up(crm, make.admin(crm), customer)
    before = make.dump(crm)
    with pytest.raises(UndoRefusedError) as caught:
        crm.history.undo(lina, batch_id)
    assert caught.value.changed == ((customer, "北京恒信科技有限公司"),)
    assert make.dump(crm) == before


def test_the_rest_is_undone_when_asked_and_what_was_left_still_stands(
    crm: Crm, lina: Actor
) -> None:
    customers = [make.customer(crm, name=f"客户{i}", in_pool=True) for i in range(3)]
    batch_id = crm.pools.claim(lina, customers).changed.batch_id
    worked = crm.customers.edit(lina, customers[1], {"city": "北京"}).batch_id
    undone = crm.history.undo(lina, batch_id, rest=True)
    assert (undone.records, undone.left) == (2, ((customers[1], "客户1"),))
    crm.history.undo(lina, worked)
    entered = [b for b in crm.history.batches(make.admin(crm)) if b.operation == "Customers.add"]
    with pytest.raises(UndoRefusedError):
        crm.history.undo(make.admin(crm), entered[1].id)
    assert crm.customers.record(lina, customers[1]).row.owner == "李娜"


def test_what_was_undone_no_longer_stands_in_the_way(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    first = crm.customers.edit(lina, customer, {"city": "北京"}).batch_id
    second = crm.customers.edit(lina, customer, {"city": "上海"}).batch_id
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, first)
    crm.history.undo(lina, second)
    crm.history.undo(lina, first)
    assert crm.customers.record(lina, customer).fields.city == ""


def test_somebody_else_s_batch_needs_permission(crm: Crm, lina: Actor) -> None:
    admin = make.admin(crm)
    zhao = make.rep(crm, "zhao", "赵强")
    customer = make.customer(crm, lina)
    batch_id = crm.customers.edit(lina, customer, {"city": "北京"}).batch_id
    with pytest.raises(NotFoundError):
        crm.history.undo(zhao, batch_id)
    crm.history.undo(admin, batch_id)
    with pytest.raises(NotFoundError):
        crm.history.undo(admin, BatchId(9999))
    with pytest.raises(NotPermittedError):
        crm.history.batches(zhao, mine=False)
    undone = [row.undoes_id for row in crm.history.batches(admin, mine=False)]
    assert undone.count(batch_id) == 1


def test_an_undone_return_gives_nobody_more_than_they_may_hold(crm: Crm, lina: Actor) -> None:
    make.set_user(crm, lina.user_id, holding_limit=1)
    customer, other = (
        make.customer(crm, lina, name="甲"),
        make.customer(crm, name="乙", in_pool=True),
    )
    outcome = crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    crm.pools.claim(lina, [other])
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, outcome.changed.batch_id)
    assert crm.days.quota(lina).held == 1


def test_returning_and_undoing_wins_no_time(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    clock.advance(6 * make.DAY)
    outcome = crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    clock.advance(make.DAY)
    crm.history.undo(lina, outcome.changed.batch_id)
    assert crm.customers.record(lina, customer).row.last_day == TODAY + 7
    again = crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    clock.advance(make.DAY)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, again.changed.batch_id)


def test_nothing_is_undone_on_what_the_sweep_is_about_to_take(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    batch_id = crm.customers.edit(lina, customer, {"city": "北京"}).batch_id
    clock.advance(10 * make.DAY)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, batch_id)
    crm.sweeps.sweep(lina)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, batch_id)


def test_a_follow_up_undone_gives_its_days_back_but_not_by_surprise(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    make.set_rule(crm, warning_leads=[2])
    customer = make.customer(crm, lina)
    clock.advance(7 * make.DAY)
    for expected in (TODAY + 9, TODAY + 9):
        # The second time the owner's grace is spent; the day promised before still stands.
        make.follow_up(crm, lina, customer)
        crm.history.undo(lina)
        record = crm.customers.record(lina, customer)
        assert (record.row.last_day, record.row.deciding) == (expected, "grace")
        clock.advance(timedelta(hours=1))


def test_a_person_added_is_in_the_history_and_taken_back_once(crm: Crm) -> None:
    admin = make.admin(crm)
    make.rep(crm, "zhao")
    added = crm.history.batches(admin)[0]
    assert added.operation == "People.add_user"
    crm.history.undo(admin)
    assert [row.login for row in crm.people.users(admin)] == ["wangwei"]
    with pytest.raises(NothingToUndoError):
        crm.history.undo(admin, added.id)


def test_the_history_is_asked_by_person_kind_customer_and_time(crm: Crm, clock: FakeClock) -> None:
    admin, lina = make.admin(crm), make.rep(crm, "lina")
    customer = make.customer(crm, lina, name="甲")
    clock.advance(make.DAY)
    begin = clock.now()
    make.customer(crm, admin, name="乙")
    make.follow_up(crm, lina, customer)

    def found(**asked: Any) -> list[tuple[str, str]]:
        rows = crm.history.batches(admin, mine=False, asked=HistoryFilter(**asked))
        return [(row.login, row.operation) for row in rows]

    entered, written = ("lina", "Customers.add"), ("lina", "FollowUps.add")
    assert found(actor_id=lina.user_id) == [written, entered]
    assert found(customer_id=customer) == [written, entered]
    assert found(since=begin) == [written, ("wangwei", "Customers.add")]
    assert found(until=begin)[0] == entered
    assert found(operations=frozenset({"FollowUps.add"})) == [written]
    assert found(operations=frozenset()) == []
    own = crm.history.batches(lina, asked=HistoryFilter(actor_id=admin.user_id))
    assert {row.login for row in own} == {"lina"}, "nobody reads the history of another so"
