"""Customers are given out by hand, in turn and by match, within everybody's limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import (
    AlreadyYours,
    AssignMode,
    CoolingOff,
    DailyLimitReached,
    GivenByHand,
    HoldingLimitReached,
    LimitLevel,
    MemberKind,
    NobodyInTurn,
    NobodySuits,
    NotAMember,
    NotYourStaff,
    OwnedByAnother,
    PoolNotOpenYet,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError, NotPermittedError, RefusedError
from crm_tui.services.pools import BatchOutcome
from tests import make
from tests.answers import refusal


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    return make.rep(crm, "zhao", "赵强")


def some(crm: Crm, number: int, **values: Any) -> list[CustomerId]:
    """So many customers in the pool."""
    return [make.customer(crm, name=f"客户{n}", in_pool=True, **values) for n in range(number)]


def owners(crm: Crm, customers: Sequence[CustomerId]) -> list[str]:
    rows = {row.id: row.owner for row in crm.customers.rows(make.admin(crm), customers)}
    return [rows[each] for each in customers]


def leave_out_admin(crm: Crm) -> None:
    """Keep the administrator out of the pool, so that only the reps take turns."""
    make.member(crm, make.pool_id(crm), MemberKind.USER, make.admin(crm).user_id, is_excluded=True)


# --- by hand -------------------------------------------------------------------------------------


def test_an_assignment_counts_as_a_new_holder_but_not_as_a_claim(crm: Crm, lina: Actor) -> None:
    (customer,) = some(crm, 1)
    assert crm.pools.assign(make.admin(crm), [customer], lina.user_id).done
    record, quota = crm.customers.record(lina, customer), crm.days.quota(lina)
    assert (record.row.owner, record.row.holder_count) == ("李娜", 1)
    assert (quota.held, quota.claims_today) == (1, 0)


def test_an_assignment_is_refused_for_the_receiver_s_limits(crm: Crm, lina: Actor) -> None:
    make.set_user(crm, lina.user_id, holding_limit=1)
    outcome = crm.pools.assign(make.admin(crm), some(crm, 2), lina.user_id)
    assert len(outcome.done) == 1
    assert refusal(outcome) == HoldingLimitReached("李娜", 1, 1, level=LimitLevel.USER)


def test_all_or_nothing_gives_nothing_when_one_is_refused(crm: Crm, lina: Actor) -> None:
    make.set_user(crm, lina.user_id, holding_limit=1)
    with pytest.raises(RefusedError):
        crm.pools.assign(make.admin(crm), some(crm, 2), lina.user_id, all_or_nothing=True)
    assert crm.days.quota(lina).held == 0


def test_a_pool_admin_gives_to_members_a_manager_to_own_staff(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    boss = make.manager(crm, staff=[lina])
    first, second, third = some(crm, 3)
    assert crm.pools.assign(boss, [first], lina.user_id).done
    assert refusal(crm.pools.assign(boss, [second], zhao.user_id)) == NotYourStaff("赵强")
    warden = make.rep(crm, "warden", "周芳")
    make.member(crm, make.pool_id(crm), MemberKind.USER, warden.user_id, is_admin=True)
    assert crm.pools.assign(warden, [second], zhao.user_id).done
    make.member(crm, make.pool_id(crm), MemberKind.USER, zhao.user_id, is_excluded=True)
    assert refusal(crm.pools.assign(warden, [third], zhao.user_id)) == NotAMember("公海", "赵强")


def test_a_rep_gives_to_nobody(crm: Crm, lina: Actor, zhao: Actor) -> None:
    with pytest.raises(NotPermittedError):
        crm.pools.assign(lina, some(crm, 1), zhao.user_id)


def test_an_assignment_of_what_somebody_holds_is_refused(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    admin = make.admin(crm)
    assert isinstance(refusal(crm.pools.assign(admin, [customer], zhao.user_id)), OwnedByAnother)
    assert isinstance(refusal(crm.pools.assign(admin, [customer], lina.user_id)), AlreadyYours)
    assert isinstance(refusal(crm.pools.assign_in_turn(admin, [customer])), OwnedByAnother)


def test_nobody_who_left_is_given_anything(crm: Crm, lina: Actor) -> None:
    make.set_user(crm, lina.user_id, status="left")
    customers = some(crm, 1)
    for user_id in (lina.user_id, UserId(77)):
        with pytest.raises(NotFoundError) as caught:
            crm.pools.assign(make.admin(crm), customers, user_id)
        assert caught.value == NotFoundError("user", str(user_id))


def test_cool_off_is_not_escaped_through_a_manager(crm: Crm, lina: Actor) -> None:
    boss = make.manager(crm, staff=[lina])
    (customer,) = some(crm, 1)
    crm.pools.claim(lina, [customer])
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    refused = refusal(crm.pools.assign(boss, [customer], lina.user_id))
    assert isinstance(refused, CoolingOff)
    assert refused.again_day == make.NOW.toordinal() + 7
    assert isinstance(
        refusal(crm.pools.assign_in_turn(boss, [customer], [lina.user_id])), NobodyInTurn
    )
    assert owners(crm, [customer]) == [""]


def test_cool_off_is_not_escaped_through_a_colleague(crm: Crm, lina: Actor, zhao: Actor) -> None:
    (customer,) = some(crm, 1)
    crm.pools.claim(lina, [customer])
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert crm.pools.claim(zhao, [customer]).done
    refused = refusal(crm.movements.transfer(zhao, [customer], lina.user_id))
    assert isinstance(refused, CoolingOff)
    crm.pools.return_to_pool(zhao, [customer], make.return_reason(crm))
    assert isinstance(refusal(crm.pools.claim(lina, [customer])), CoolingOff)


@pytest.mark.parametrize("same", ["name", "phone"])
def test_cool_off_is_not_escaped_through_a_colleagues_duplicate(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock, same: str
) -> None:
    (customer,) = some(crm, 1, phone="13800138000")
    crm.pools.claim(lina, [customer])
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    like: dict[str, Any] = (
        {"name": "客户0"} if same == "name" else {"name": "上海云帆", "phone": "13800138000"}
    )
    theirs = make.customer(crm, zhao, **like)
    roads: list[Callable[[], BatchOutcome]] = [
        lambda: crm.movements.transfer(zhao, [theirs], lina.user_id),
        lambda: crm.movements.transfer(make.admin(crm), [theirs], lina.user_id),
    ]
    for road in roads:
        assert isinstance(refusal(road()), CoolingOff)
    crm.pools.return_to_pool(zhao, [theirs], make.return_reason(crm))
    assert isinstance(refusal(crm.pools.claim(lina, [theirs])), CoolingOff)
    assert isinstance(
        refusal(crm.pools.assign(make.admin(crm), [theirs], lina.user_id)), CoolingOff
    )
    in_turn = crm.pools.assign_in_turn(make.admin(crm), [theirs], [lina.user_id])
    assert isinstance(refusal(in_turn), NobodyInTurn)
    assert owners(crm, [theirs]) == [""]
    (row,) = [
        row
        for row in crm.receivers.of(make.admin(crm), [theirs]).rows
        if row.user_id == lina.user_id
    ]
    assert isinstance(row.refusal, CoolingOff), "whoever chooses is told before"
    clock.advance(7 * make.DAY)
    assert crm.pools.claim(lina, [theirs]).done


def test_who_lost_a_customer_whose_days_were_over_has_room_for_it_again(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    make.set_pool(crm, cool_off_reclaim_days=0)
    mine = make.customer(crm, lina)
    make.set_user(crm, lina.user_id, holding_limit=1)
    clock.advance(60 * make.DAY)
    assert crm.pools.assign(make.admin(crm), [mine], lina.user_id).done
    assert owners(crm, [mine]) == ["李娜"]


# --- in turn -------------------------------------------------------------------------------------


def test_customers_go_out_in_turn_and_the_turn_is_kept(crm: Crm, lina: Actor, zhao: Actor) -> None:
    leave_out_admin(crm)
    first, second, third = some(crm, 3)
    admin = make.admin(crm)
    crm.pools.assign_in_turn(admin, [first])
    crm.pools.assign_in_turn(admin, [second, third])
    assert owners(crm, [first, second, third]) == ["李娜", "赵强", "李娜"]
    detail = crm.pool_settings.show(admin, make.pool_id(crm))
    assert detail.next_in_turn == "赵强"


def test_who_is_away_or_at_a_limit_is_passed_over(crm: Crm, lina: Actor, zhao: Actor) -> None:
    leave_out_admin(crm)
    make.set_user(crm, zhao.user_id, holding_limit=0)
    customers = some(crm, 2)
    crm.pools.assign_in_turn(make.admin(crm), customers)
    assert owners(crm, customers) == ["李娜", "李娜"]


def test_whoever_just_lost_a_customer_is_passed_over(crm: Crm, lina: Actor, zhao: Actor) -> None:
    leave_out_admin(crm)
    make.set_pool(crm, cool_off_return_days=0)
    (customer,) = some(crm, 1)
    admin = make.admin(crm)
    crm.pools.claim(lina, [customer])
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    crm.pools.assign_in_turn(admin, [customer])
    assert owners(crm, [customer]) == ["赵强"]
    crm.pools.return_to_pool(zhao, [customer], make.return_reason(crm))
    only = crm.pools.assign_in_turn(admin, [customer], [zhao.user_id])
    assert refusal(only) == NobodyInTurn("客户0", "公海", 1)


def test_a_refused_turn_passes_nobody_by(crm: Crm, lina: Actor, zhao: Actor) -> None:
    leave_out_admin(crm)
    admin = make.admin(crm)
    taken = make.customer(crm, lina, name="李娜的")
    (free,) = some(crm, 1)
    crm.pools.assign_in_turn(admin, [taken, free])
    assert owners(crm, [free]) == ["李娜"]


def test_a_manager_takes_turns_among_their_own_staff(crm: Crm, lina: Actor, zhao: Actor) -> None:
    boss = make.manager(crm, staff=[zhao])
    customers = some(crm, 2)
    crm.pools.assign_in_turn(boss, customers, [lina.user_id, zhao.user_id])
    assert owners(crm, customers) == ["赵强", "赵强"]


# --- by match ------------------------------------------------------------------------------------


def test_a_customer_goes_to_whom_its_region_and_industry_suit(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    leave_out_admin(crm)
    software = make.word(crm, DictionaryKind.INDUSTRY, "software")
    make.set_user(crm, lina.user_id, regions=["浙江"])
    make.set_user(crm, zhao.user_id, regions=["浙江"], industry_ids=[software])
    (customer,) = some(crm, 1, province="浙江", industry_id=software)
    crm.pools.assign_by_match(make.admin(crm), [customer])
    assert owners(crm, [customer]) == ["赵强"]


def test_among_those_who_suit_as_well_the_fewest_held_decide(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    leave_out_admin(crm)
    make.customer(crm, lina, name="李娜的")
    customers = some(crm, 3)
    crm.pools.assign_by_match(make.admin(crm), customers)
    assert owners(crm, customers) == ["赵强", "李娜", "赵强"]


def test_where_nobody_suits_it_stays_in_the_pool(crm: Crm, lina: Actor) -> None:
    leave_out_admin(crm)
    make.set_user(crm, lina.user_id, regions=["广东"])
    (customer,) = some(crm, 1, province="浙江")
    outcome = crm.pools.assign_by_match(make.admin(crm), [customer])
    assert refusal(outcome) == NobodySuits("客户0", "公海", 1)


# --- to oneself ----------------------------------------------------------------------------------


def test_a_pool_admin_who_assigns_to_themselves_claims_and_waits_for_the_opening(
    crm: Crm, lina: Actor
) -> None:
    make.pool_admin(crm, make.pool_id(crm), lina)
    make.set_pool(crm, new_closed_hours=48)
    outcome = crm.pools.assign(lina, some(crm, 1), lina.user_id)
    assert isinstance(refusal(outcome), PoolNotOpenYet)


def test_a_pool_admin_who_assigns_to_themselves_uses_up_their_daily_limit(
    crm: Crm, lina: Actor
) -> None:
    make.pool_admin(crm, make.pool_id(crm), lina)
    make.set_pool(crm, daily_limit=1)
    outcome = crm.pools.assign(lina, some(crm, 2), lina.user_id)
    assert isinstance(refusal(outcome), DailyLimitReached)
    assert make.query(crm, "SELECT how_started FROM ownership_period") == [("claimed",)]


def test_a_turn_of_oneself_alone_is_no_way_round_the_daily_limit(crm: Crm, lina: Actor) -> None:
    make.pool_admin(crm, make.pool_id(crm), lina)
    make.set_pool(crm, daily_limit=1)
    outcome = crm.pools.assign_in_turn(lina, some(crm, 2), [lina.user_id])
    assert isinstance(refusal(outcome), NobodyInTurn)


# --- as the pool is set --------------------------------------------------------------------------


def test_a_pool_gives_out_as_it_is_set(crm: Crm, lina: Actor, zhao: Actor) -> None:
    leave_out_admin(crm)
    first, second, third = some(crm, 3)
    admin, pool = make.admin(crm), make.pool_id(crm)
    refused = refusal(crm.pools.assign_as_set(admin, [first]))
    assert refused == GivenByHand("客户0", "公海")
    crm.pool_settings.edit(admin, pool, {"assign_mode": AssignMode.TURN})
    assert len(crm.pools.assign_as_set(admin, [first, second]).done) == 2
    assert sorted(owners(crm, [first, second])) == ["李娜", "赵强"]
    crm.pool_settings.edit(admin, pool, {"assign_mode": AssignMode.MATCH})
    assert crm.pools.assign_as_set(admin, [third]).done
