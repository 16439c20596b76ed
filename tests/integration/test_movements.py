"""Transfer and move, and what goes along, on real files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.pools import (
    AlreadyInPool,
    AlreadyYours,
    CoolingOff,
    Deciding,
    HoldingLimitReached,
    MemberKind,
    NotOwned,
    NotPoolAdmin,
    NotYourStaff,
    TransferNotAllowed,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    CrmError,
    NotFoundError,
    NotPermittedError,
    UndoRefusedError,
)
from crm_tui.services.pools import BatchOutcome
from tests import make
from tests.answers import last_day, owner, refusal

TODAY = make.NOW.toordinal()


def transfer(crm: Crm, actor: Actor, customer: CustomerId, to: Actor) -> BatchOutcome:
    return crm.movements.transfer(actor, [customer], to.user_id)


# --- transfer ------------------------------------------------------------------------------------


def test_a_transfer_closes_one_period_and_opens_one_and_counts_a_holder(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    outcome = crm.movements.transfer(lina, [customer], zhao.user_id, reason="换区")
    assert outcome.changed.kinds == {"customer_transferred"}
    record = crm.customers.record(zhao, customer)
    assert (record.row.owner, record.row.holder_count) == ("赵强", 1)
    assert make.query(
        crm, "SELECT owner_id, how_started, how_ended, end_note FROM ownership_period"
    ) == [
        (lina.user_id, "created", "transferred", "换区"),
        (zhao.user_id, "transferred", None, ""),
    ]
    assert [crm.days.quota(each).held for each in (lina, zhao)] == [0, 1]


def test_transfer_and_back_wins_no_time(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    before = crm.customers.record(lina, customer)
    clock.advance(timedelta(days=20))
    transfer(crm, lina, customer, zhao)
    assert crm.customers.record(zhao, customer).clock_day == before.clock_day
    clock.advance(timedelta(days=5))
    transfer(crm, zhao, customer, lina)
    after = crm.customers.record(lina, customer)
    assert (after.row.last_day, after.clock_day) == (before.row.last_day, before.clock_day)
    clock.advance(timedelta(days=6))
    assert crm.sweeps.sweep(make.admin(crm)).total == 1


def test_effective_follow_ups_go_along_with_a_transfer(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=3))
    make.follow_up(crm, lina, customer)
    expected = last_day(crm, customer)
    transfer(crm, lina, customer, zhao)
    assert last_day(crm, customer) == expected == TODAY + 33


def test_transfer_and_back_does_not_win_the_grace_of_an_own_act_again(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    transfer(crm, lina, customer, zhao)
    transfer(crm, zhao, customer, lina)
    assert make.query(crm, "SELECT DISTINCT own_grace_used FROM ownership_period") == [(0,)]


def test_relabelling_to_another_level_wins_no_time(crm: Crm, lina: Actor, zhao: Actor) -> None:
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql(
            "INSERT INTO pool_rule (version_id, name, priority, combine, filter, exempt,"
            " warning_leads) SELECT version_id, 'A', 0, 'any', '{\"levels\": [\"A\"]}', '{}',"
            " warning_leads FROM pool_rule"
        )
        connection.exec_driver_sql(
            "INSERT INTO pool_condition (rule_id, kind, days, unit, milestones)"
            " VALUES (2, 'idle', 60, 'all', '[]')"
        )
    customer = make.customer(crm, lina)
    crm.customers.edit(lina, customer, {"level": Level.A})
    assert last_day(crm, customer) == TODAY + 30
    transfer(crm, lina, customer, zhao)
    assert last_day(crm, customer) == TODAY + 30
    crm.customers.edit(zhao, customer, {"level": Level.B})
    crm.customers.edit(zhao, customer, {"level": Level.A})
    transfer(crm, zhao, customer, lina)
    assert last_day(crm, customer) == TODAY + 30


def test_an_owner_passes_their_own_on_only_where_the_office_lets_them(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.offices.change(make.admin(crm), {"owners_may_transfer": False})
    assert isinstance(refusal(transfer(crm, lina, customer, zhao)), TransferNotAllowed)
    assert transfer(crm, boss, customer, zhao).refused == ()


def test_a_manager_passes_on_within_their_staff_only(crm: Crm, lina: Actor, boss: Actor) -> None:
    stranger = make.rep(crm, "sun", "孙")
    customer = make.customer(crm, lina)
    assert refusal(transfer(crm, boss, customer, stranger)) == NotYourStaff("孙")
    assert transfer(crm, make.admin(crm), customer, stranger).refused == ()


def test_a_transfer_names_nothing_of_a_customer_out_of_sight(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    (result,) = transfer(crm, zhao, customer, zhao).refused
    assert (result.customer, result.error) == ("", NotFoundError("customer", str(customer)))


def test_what_lies_in_the_pool_is_not_transferred_nor_given_to_its_owner(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    free = make.customer(crm, in_pool=True)
    mine = make.customer(crm, lina, name="我的客户")
    assert isinstance(refusal(transfer(crm, lina, free, zhao)), NotOwned)
    assert isinstance(refusal(transfer(crm, lina, mine, lina)), AlreadyYours)


def test_transfers_do_not_go_round_the_limit_unless_overridden_with_a_reason(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    make.set_user(crm, zhao.user_id, holding_limit=1)
    one, other = (make.customer(crm, lina, name=name) for name in ("甲公司", "乙公司"))
    outcome = crm.movements.transfer(lina, [one, other], zhao.user_id)
    assert [result.customer for result in outcome.done] == ["甲公司"]
    assert isinstance(refusal(outcome), HoldingLimitReached)
    with pytest.raises(NotPermittedError):
        crm.movements.transfer(lina, [other], zhao.user_id, override_reason="想要")
    admin = make.admin(crm)
    crm.movements.transfer(admin, [other], zhao.user_id, override_reason="老客户")
    assert make.query(crm, "SELECT user_id, held, maximum, reason FROM limit_override") == [
        (zhao.user_id, 1, 1, "老客户")
    ]


def test_cool_off_is_not_escaped_through_a_colleague_or_a_manager(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    crm.pools.claim(zhao, [customer])
    for actor in (zhao, boss, make.admin(crm)):
        assert isinstance(refusal(transfer(crm, actor, customer, lina)), CoolingOff)


def test_contacts_are_not_left_behind(crm: Crm, lina: Actor, zhao: Actor) -> None:
    customer = make.customer(crm, lina, phone="13800138000")
    crm.customers.add_contact(lina, customer, make.contact("李工", "13900139000"))
    transfer(crm, lina, customer, zhao)
    contacts = crm.customers.detail(zhao, customer).contacts
    assert [each.fields.name for each in contacts] == ["张敏", "李工"]
    crm.pools.return_to_pool(zhao, [customer], make.return_reason(crm))
    assert len(crm.customers.detail(make.admin(crm), customer).contacts) == 2


def test_deal_customers_can_be_returned_and_claimed(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql("UPDATE customer SET is_deal = TRUE")
    assert not crm.pools.return_to_pool(lina, [customer], make.return_reason(crm)).refused
    assert not crm.pools.claim(zhao, [customer]).refused
    assert not crm.movements.transfer(boss, [customer], boss.user_id).refused
    assert owner(crm, customer) == "boss"


def test_open_tasks_are_closed_with_the_reason_and_stand_in_the_packet(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    due = clock.now() + timedelta(days=1)
    crm.tasks.add(lina, "回访", due, customer_id=customer)
    crm.tasks.set_next_contact(lina, customer, due, "谈合同")
    transfer(crm, lina, customer, zhao)
    assert make.query(crm, "SELECT closed_reason FROM task") == [("transferred",)]
    assert crm.customers.record(zhao, customer).row.next_contact_at is None
    plans = crm.handovers.packet(zhao, customer).plans
    assert [(plan.title, plan.assignee) for plan in plans] == [
        ("谈合同", "李娜"),
        ("回访", "李娜"),
    ]


def test_the_packet_of_the_last_change_only_lists_what_that_change_closed(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    crm.tasks.add(lina, "旧事", clock.now() + timedelta(days=1), customer_id=customer)
    transfer(crm, lina, customer, zhao)
    clock.advance(timedelta(hours=1))
    transfer(crm, zhao, customer, lina)
    assert crm.handovers.packet(lina, customer).plans == ()


def test_an_overdue_customer_is_not_rescued_by_a_transfer(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=31))
    assert isinstance(refusal(transfer(crm, lina, customer, zhao)), NotOwned)
    assert owner(crm, customer) == ""


# --- undo of a transfer --------------------------------------------------------------------------


def test_undo_of_a_transfer_gives_it_back_with_the_clock_and_tasks_as_they_were(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    crm.tasks.add(lina, "回访", clock.now() + timedelta(days=1), customer_id=customer)
    before = crm.customers.record(lina, customer)
    transfer(crm, lina, customer, zhao)
    clock.advance(timedelta(days=2))
    crm.history.undo(lina)
    after = crm.customers.record(lina, customer)
    assert (after.row.last_day, after.clock_day, after.owned_since) == (
        before.row.last_day,
        before.clock_day,
        before.owned_since,
    )
    assert after.row.holder_count == 0
    assert len(crm.tasks.list(lina)) == 1
    assert [crm.days.quota(each).held for each in (lina, zhao)] == [1, 0]


def test_who_got_one_by_mistake_may_get_it_again_at_once(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    transfer(crm, lina, customer, zhao)
    crm.history.undo(lina)
    assert transfer(crm, lina, customer, zhao).refused == ()


def test_undo_of_a_transfer_is_refused_when_the_former_owner_is_full_or_somebody_worked_on(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina, name="甲公司")
    transfer(crm, lina, customer, zhao)
    make.set_user(crm, lina.user_id, holding_limit=0)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina)
    make.set_user(crm, lina.user_id, holding_limit=9)
    make.follow_up(crm, zhao, customer)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina)
    assert owner(crm, customer) == "赵强"


# --- move ----------------------------------------------------------------------------------------


@pytest.fixture
def east(crm: Crm) -> PoolId:
    return make.pool(crm, "华东", idle_days=10)


def move(crm: Crm, actor: Actor, customer: CustomerId, pool: PoolId) -> BatchOutcome:
    return crm.movements.move(actor, [customer], pool)


def test_a_moved_customer_keeps_its_clock_and_comes_forward_with_grace(
    crm: Crm, lina: Actor, east: PoolId, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(timedelta(days=9))
    assert move(crm, make.admin(crm), customer, east).refused == ()
    record = crm.customers.record(lina, customer)
    assert (record.row.pool, record.row.owner, record.clock_day) == ("华东", "李娜", TODAY)
    assert record.row.last_day == TODAY + 9 + 7
    assert (record.row.deciding, record.not_before_cause) == (Deciding.GRACE.value, "pool")


def test_undo_of_a_move_puts_it_back_under_its_rule(crm: Crm, lina: Actor, east: PoolId) -> None:
    customer, admin = make.customer(crm, lina), make.admin(crm)
    move(crm, admin, customer, east)
    crm.history.undo(admin)
    record = crm.customers.record(lina, customer)
    assert (record.row.pool, record.row.last_day, record.row.deciding) == (
        "公海",
        TODAY + 30,
        Deciding.IDLE.value,
    )


def test_a_free_customer_moved_opens_as_a_new_one_and_stays_kept_for_its_finder(
    crm: Crm, lina: Actor, east: PoolId, clock: FakeClock
) -> None:
    make.set_user(crm, lina.user_id, holding_limit=0)
    kept = make.customer(crm, lina)
    make.set_pool(crm, "华东", new_closed_hours=2)
    move(crm, make.admin(crm), kept, east)
    record = crm.customers.record(lina, kept)
    assert record.reserved_for_id == lina.user_id
    ((opens_at,),) = make.query(crm, "SELECT opens_at FROM customer")
    assert opens_at == int((clock.now() + timedelta(hours=2)).timestamp() * 1000)


def test_only_who_administers_both_pools_moves_between_them(
    crm: Crm, lina: Actor, zhao: Actor, east: PoolId
) -> None:
    customer = make.customer(crm, in_pool=True)
    home = make.pool_id(crm)
    make.member(crm, home, MemberKind.USER, lina.user_id, is_admin=True)
    assert refusal(move(crm, lina, customer, east)) == NotPoolAdmin("华东")
    make.member(crm, east, MemberKind.USER, lina.user_id, is_admin=True)
    assert move(crm, lina, customer, east).refused == ()
    assert isinstance(refusal(move(crm, lina, customer, east)), AlreadyInPool)
    with pytest.raises(NotPermittedError):
        move(crm, zhao, customer, home)


def test_a_move_does_not_go_round_the_limit_of_the_new_pool(
    crm: Crm, lina: Actor, east: PoolId
) -> None:
    make.set_user(crm, lina.user_id, holding_limit=1)
    customer = make.customer(crm, lina)
    assert move(crm, make.admin(crm), customer, east).refused == ()
    make.set_pool(crm, "公海", holding_limit=0)
    reached = refusal(move(crm, make.admin(crm), customer, make.pool_id(crm)))
    assert isinstance(reached, HoldingLimitReached)
    assert (reached.person, reached.pool) == ("李娜", "公海")


# --- people --------------------------------------------------------------------------------------


def test_disabling_a_user_hides_no_customer(crm: Crm, lina: Actor, zhao: Actor) -> None:
    customer = make.customer(crm, lina)
    make.set_user(crm, lina.user_id, status="disabled")
    admin = make.admin(crm)
    assert owner(crm, customer) == "李娜"
    assert len(crm.customers.page(admin, ListRequest(CustomerView.ALL)).rows) == 1
    with pytest.raises(CrmError):
        transfer(crm, admin, make.customer(crm, zhao, name="别的"), lina)
    assert transfer(crm, admin, customer, zhao).refused == ()
    assert owner(crm, customer) == "赵强"
