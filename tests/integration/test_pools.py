"""Claim, return, assign and why, on real files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import (
    AlreadyYours,
    CoolingOff,
    DailyLimitReached,
    Deciding,
    HoldingLimitReached,
    LimitLevel,
    MemberKind,
    NotOwned,
    NotYours,
    OwnedByAnother,
    PoolClosed,
    ReservedForFinder,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import AlreadyClaimedError, FieldError, NotFoundError, RefusedError
from crm_tui.presentation.errors import sentence
from tests import make
from tests.answers import refusal


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    return make.rep(crm, "zhao", "赵强")


def held(crm: Crm, actor: Actor) -> int:
    return crm.days.quota(actor).held


def claims(crm: Crm, actor: Actor) -> int:
    return crm.days.quota(actor).claims_today


# --- claim ---------------------------------------------------------------------------------------


def test_a_claim_gives_the_customer_a_clock_and_a_holder_number(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, in_pool=True)
    outcome = crm.pools.claim(lina, [customer])
    record = crm.customers.record(lina, customer)
    assert [result.customer for result in outcome.done] == ["北京恒信科技有限公司"]
    assert outcome.changed.kinds == {"customer_claimed"}
    assert (record.row.owner, record.row.holder_count) == ("李娜", 1)
    assert record.owned_since == clock.now()
    assert record.clock_day == make.NOW.toordinal()
    assert record.row.last_day == record.clock_day + 30
    assert (held(crm, lina), claims(crm, lina)) == (1, 1)


def test_who_has_a_customer_again_is_no_further_holder(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    found = make.customer(crm, lina, name="自己找到的")
    claimed = make.customer(crm, in_pool=True, name="公海里的")
    crm.pools.claim(lina, [claimed])

    def holders() -> list[int]:
        admin = make.admin(crm)
        return [crm.customers.record(admin, each).row.holder_count for each in (found, claimed)]

    def give_back(actor: Actor) -> None:
        crm.pools.return_to_pool(actor, [found, claimed], make.return_reason(crm))
        clock.advance(8 * make.DAY)

    give_back(lina)
    assert len(crm.pools.claim(lina, [found, claimed]).done) == 2
    assert holders() == [0, 1]
    crm.history.undo(lina)
    assert holders() == [0, 1], "what was not counted is not taken back"
    crm.pools.claim(zhao, [found, claimed])
    assert holders() == [1, 2]
    crm.history.undo(zhao)
    assert holders() == [0, 1]
    clock.advance(8 * make.DAY)
    crm.pools.claim(lina, [found, claimed])
    assert holders() == [0, 1], "who had it by mistake in between was no holder"
    give_back(lina)
    crm.pools.assign(make.admin(crm), [found, claimed], zhao.user_id)
    assert holders() == [1, 2]


def test_the_loser_of_a_claim_is_told_by_whom_and_since_when(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, in_pool=True)
    crm.pools.claim(lina, [customer])
    claimed_at = clock.now()
    clock.advance(make.DAY / 12)
    lost = refusal(crm.pools.claim(zhao, [customer]))
    assert lost == AlreadyClaimedError("北京恒信科技有限公司", "李娜", claimed_at, clock.now())
    assert sentence(lost) == "“北京恒信科技有限公司” was taken by 李娜 at 10:00."
    clock.advance(make.DAY)
    lost_again = refusal(crm.pools.claim(zhao, [customer]))
    assert isinstance(lost_again, AlreadyClaimedError)
    assert sentence(lost_again).endswith("by 李娜 at 2026-11-22 10:00.")
    assert claims(crm, zhao) == 0


def test_what_never_lay_in_the_pool_is_not_named_to_who_guesses_its_number(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, zhao, name="赵强自己找到的客户")
    (claimed,) = crm.pools.claim(lina, [customer]).refused
    reason_id = crm.pools.return_reasons(lina)[0][0]
    (returned,) = crm.pools.return_to_pool(lina, [customer], reason_id).refused
    for outcome in (claimed, returned):
        assert (outcome.customer, outcome.error) == ("", NotFoundError("customer", str(customer)))


def test_a_return_does_not_name_what_a_colleague_claimed(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, in_pool=True)
    crm.pools.claim(zhao, [customer])
    reason_id = crm.pools.return_reasons(lina)[0][0]
    (returned,) = crm.pools.return_to_pool(lina, [customer], reason_id).refused
    assert returned.customer == ""


def test_a_refused_claim_changes_nothing(crm: Crm, lina: Actor, zhao: Actor) -> None:
    customer = make.customer(crm, in_pool=True)
    crm.pools.claim(lina, [customer])
    before = make.done(crm)
    crm.pools.claim(zhao, [customer])
    crm.pools.claim(lina, [customer, CustomerId(999)])
    assert make.done(crm) == before


def test_a_batch_takes_the_first_it_may_and_answers_for_each(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, daily_limit=2)
    customers = [make.customer(crm, name=f"客户{i}", in_pool=True) for i in range(3)]
    outcome = crm.pools.claim(lina, [*customers, CustomerId(999), customers[0]])
    assert [each.customer_id for each in outcome.done] == customers[:2]
    over, missing = outcome.refused
    assert isinstance(over.error, RefusedError)
    assert over.error.refusal == DailyLimitReached(2, 2, "公海", make.NOW.toordinal() + 1)
    assert missing.error == NotFoundError("customer", "999")


def test_all_or_nothing_takes_nothing_when_one_is_refused(crm: Crm, lina: Actor) -> None:
    make.set_user(crm, lina.user_id, holding_limit=1)
    customers = [make.customer(crm, name=f"客户{i}", in_pool=True) for i in range(2)]
    with pytest.raises(RefusedError) as caught:
        crm.pools.claim(lina, customers, all_or_nothing=True)
    assert caught.value.refusal == HoldingLimitReached("李娜", 1, 1, level=LimitLevel.USER)
    assert (held(crm, lina), claims(crm, lina)) == (0, 0)


def test_the_day_s_quota_is_not_refunded_by_a_return_or_an_undo(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    make.set_pool(crm, daily_limit=2)
    first, second, third = (make.customer(crm, name=f"客户{i}", in_pool=True) for i in range(3))
    crm.pools.claim(lina, [first])
    crm.pools.return_to_pool(lina, [first], make.return_reason(crm))
    crm.pools.claim(lina, [second])
    crm.history.undo(lina)
    assert claims(crm, lina) == 2
    assert isinstance(refusal(crm.pools.claim(lina, [third])), DailyLimitReached)
    clock.advance(timedelta(hours=14))
    assert crm.pools.claim(lina, [third]).done


def test_a_daily_limit_of_zero_refuses_the_first_claim(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, daily_limit=0)
    customer = make.customer(crm, in_pool=True)
    assert isinstance(refusal(crm.pools.claim(lina, [customer])), DailyLimitReached)
    assert make.query(crm, "SELECT count(*) FROM claim_ledger") == [(0,)]


def test_each_pool_has_its_own_day_s_quota(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, daily_limit=1)
    north = make.pool(crm, "华北", daily_limit=1)
    here, there = (
        make.customer(crm, name="甲", in_pool=True),
        make.customer(crm, name="乙", pool=north),
    )
    assert len(crm.pools.claim(lina, [here, there]).done) == 2


def test_a_pool_of_others_is_out_of_sight(crm: Crm, lina: Actor, zhao: Actor) -> None:
    private = make.pool(crm, "大客户", members=[zhao])
    customer = make.customer(crm, pool=private)
    assert refusal(crm.pools.claim(lina, [customer])) == NotFoundError("customer", str(customer))
    assert [pool.name for pool in crm.pools.pools(lina)] == ["公海"]
    assert crm.pools.claim(zhao, [customer]).done


def test_an_admin_claims_from_every_pool_within_the_limits_of_everybody(
    crm: Crm, zhao: Actor
) -> None:
    admin = make.admin(crm)
    private = make.pool(crm, "大客户", members=[zhao], daily_limit=1)
    first, second = (make.customer(crm, name=name, pool=private) for name in "甲乙")
    assert crm.pools.claim(admin, [first]).done
    assert isinstance(refusal(crm.pools.claim(admin, [second])), DailyLimitReached)
    assert {pool.name: pool.is_member for pool in crm.pools.pools(admin)}["大客户"] is False


def test_an_excluded_member_is_none(crm: Crm, lina: Actor) -> None:
    make.member(crm, make.pool_id(crm), MemberKind.USER, lina.user_id, is_excluded=True)
    customer = make.customer(crm, in_pool=True)
    assert isinstance(refusal(crm.pools.claim(lina, [customer])), NotFoundError)


def test_a_closed_pool_gives_nothing_out(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, in_pool=True)
    make.set_pool(crm, enabled=False)
    assert refusal(crm.pools.claim(lina, [customer])) == PoolClosed("公海")


def test_the_former_owner_waits_out_the_cool_off(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert isinstance(refusal(crm.pools.claim(lina, [customer])), CoolingOff)
    assert isinstance(
        refusal(crm.pools.assign(make.admin(crm), [customer], lina.user_id)), CoolingOff
    )
    clock.advance(6 * make.DAY)
    assert isinstance(refusal(crm.pools.claim(lina, [customer])), CoolingOff)
    clock.advance(make.DAY)
    assert crm.pools.claim(lina, [customer]).done


def test_the_cool_off_is_not_escaped_by_entering_the_customer_again(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    with pytest.raises(RefusedError) as caught:
        make.customer(crm, lina)
    assert isinstance(caught.value.refusal, CoolingOff)
    assert make.customer(crm, zhao)


def test_what_was_beyond_the_limit_is_kept_for_its_finder(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    make.set_user(crm, lina.user_id, holding_limit=0)
    customer = make.customer(crm, lina)
    record = crm.customers.record(lina, customer)
    assert (record.row.owner, record.reserved_for_id) == ("", lina.user_id)
    last = make.NOW.toordinal() + 7
    assert refusal(crm.pools.claim(zhao, [customer])) == ReservedForFinder(
        "北京恒信科技有限公司", last
    )
    make.set_user(crm, lina.user_id, holding_limit=5)
    clock.advance(8 * make.DAY)
    assert crm.pools.claim(zhao, [customer]).done


def test_the_finder_takes_it_as_soon_as_there_is_room(crm: Crm, lina: Actor) -> None:
    make.set_user(crm, lina.user_id, holding_limit=0)
    customer = make.customer(crm, lina)
    make.set_user(crm, lina.user_id, holding_limit=1)
    assert crm.pools.claim(lina, [customer]).done


def test_a_customer_whose_time_is_up_can_be_claimed_before_any_sweep(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    clock.advance(60 * make.DAY)
    assert crm.pools.claim(zhao, [customer]).done
    assert crm.customers.record(zhao, customer).row.owner == "赵强"
    (ended,) = make.query(
        crm, "SELECT how_ended, end_day FROM ownership_period WHERE ended_at IS NOT NULL"
    )
    assert ended == ("reclaimed", make.NOW.toordinal() + 31)


def test_the_key_is_grey_for_the_reason_that_refuses(crm: Crm, lina: Actor, zhao: Actor) -> None:
    free, taken = (make.customer(crm, name=name, in_pool=True) for name in ("甲", "乙"))
    crm.pools.claim(zhao, [taken])
    assert crm.pools.why_not_claim(lina, free) is None
    refused = crm.pools.why_not_claim(lina, taken)
    assert isinstance(refused, OwnedByAnother)
    assert refused.owner == "赵强"


def test_refused_claim_burns_no_quota(crm: Crm, lina: Actor, zhao: Actor) -> None:
    make.set_pool(crm, daily_limit=2)
    taken, free = (make.customer(crm, name=name, in_pool=True) for name in ("甲", "乙"))
    crm.pools.claim(zhao, [taken])
    crm.pools.claim(lina, [taken, CustomerId(999)])
    assert claims(crm, lina) == 0
    make.set_user(crm, lina.user_id, holding_limit=0)
    crm.pools.claim(lina, [free])
    with pytest.raises(RefusedError):
        crm.pools.claim(lina, [free], all_or_nothing=True)
    assert claims(crm, lina) == 0


def test_returning_refunds_no_quota(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, daily_limit=1)
    first, second = (make.customer(crm, name=name, in_pool=True) for name in ("甲", "乙"))
    crm.pools.claim(lina, [first])
    crm.pools.return_to_pool(lina, [first], make.return_reason(crm))
    assert isinstance(refusal(crm.pools.claim(lina, [second])), DailyLimitReached)


def test_undo_of_a_claim_refunds_no_quota(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, daily_limit=1)
    first, second = (make.customer(crm, name=name, in_pool=True) for name in ("甲", "乙"))
    crm.pools.claim(lina, [first])
    crm.history.undo(lina)
    assert isinstance(refusal(crm.pools.claim(lina, [second])), DailyLimitReached)
    assert isinstance(refusal(crm.pools.claim(lina, [first])), CoolingOff)


# --- return --------------------------------------------------------------------------------------


def test_a_return_frees_the_customer_and_closes_its_tasks(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    crm.tasks.add(lina, "发方案", clock.now() + make.DAY, customer_id=customer)
    crm.tasks.set_next_contact(lina, customer, clock.now() + make.DAY, "电话")
    clock.advance(make.DAY / 2)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm), "没预算")
    record = crm.customers.record(lina, customer)
    assert (record.row.owner_id, record.row.last_day, record.clock_day) == (None, NEVER, None)
    assert (record.row.next_contact_at, record.row.next_contact_note) == (None, "")
    (task,) = crm.tasks.list(lina, include_done=True)
    assert task.closed_reason == "returned"
    assert held(crm, lina) == 0
    ended = crm.customers.detail(lina, customer).timeline[0]
    assert ended.facts["note"] == "没预算"


def test_a_return_asks_for_one_of_the_office_s_reasons(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    with pytest.raises(FieldError):
        crm.pools.return_to_pool(lina, [customer], 999_999)


def test_nobody_returns_what_is_free_or_somebody_else_s(crm: Crm, lina: Actor, zhao: Actor) -> None:
    reason = make.return_reason(crm)
    free, taken = make.customer(crm, name="甲", in_pool=True), make.customer(crm, zhao, name="乙")
    assert refusal(crm.pools.return_to_pool(lina, [free], reason)) == NotOwned("甲")
    hidden = refusal(crm.pools.return_to_pool(lina, [taken], reason))
    assert hidden == NotFoundError("customer", str(taken))


def test_the_manager_and_the_admin_return_for_their_staff(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    boss = make.manager(crm, staff=[lina], department="华东")
    make.set_user(crm, lina.user_id, department_id=1)
    mine, other = make.customer(crm, lina, name="甲"), make.customer(crm, zhao, name="乙")
    reason = make.return_reason(crm)
    assert crm.pools.return_to_pool(boss, [mine], reason).done
    assert not crm.pools.return_to_pool(boss, [other], reason).done
    assert crm.pools.return_to_pool(make.admin(crm), [other], reason).done


def test_a_manager_by_department_alone_returns_only_with_a_line_to_the_owner(
    crm: Crm, zhao: Actor
) -> None:
    boss = make.rep(crm, "boss", role="manager", department="华东")
    lina = make.rep(crm, "lina", "李娜", department="华东")
    customer = make.customer(crm, lina)
    reason = make.return_reason(crm)
    assert refusal(crm.pools.return_to_pool(boss, [customer], reason)) == NotYours(
        "北京恒信科技有限公司", "李娜"
    )


def test_a_return_of_what_had_run_out_is_a_reclaim(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    clock.advance(40 * make.DAY)
    outcome = crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert refusal(outcome) == NotOwned("北京恒信科技有限公司")
    assert make.query(crm, "SELECT how_ended FROM ownership_period") == [("reclaimed",)]


# --- why -----------------------------------------------------------------------------------------


def test_why_shows_the_rule_its_anchor_and_the_day(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    customer = make.customer(crm, lina)
    clock.advance(2 * make.DAY)
    make.follow_up(crm, lina, customer)
    why = crm.pools.why(lina, customer)
    assert why.protection.conditions[0].anchor_day == make.NOW.toordinal() + 2
    assert why.last_day == why.protection.last_day == make.NOW.toordinal() + 9
    assert why.deciding == Deciding.IDLE.value
    assert isinstance(why.claim_refusal, AlreadyYours)


def test_why_of_a_free_customer_tells_what_a_claim_would_give(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, in_pool=True)
    why = crm.pools.why(lina, customer)
    assert (why.owner, why.claim_refusal) == ("", None)
    assert why.protection.last_day == make.NOW.toordinal() + 30


def test_pools_are_found_by_name_part_or_id(crm: Crm) -> None:
    admin = make.admin(crm)
    assert crm.pools.find(admin, "公海") == crm.pools.find(admin, "1") == make.pool_id(crm)
    with pytest.raises(NotFoundError):
        crm.pools.find(admin, "华南")


def test_the_list_of_pools_tells_sizes_and_quota(crm: Crm, lina: Actor) -> None:
    make.customer(crm, in_pool=True)
    make.customer(crm, lina)
    (pool,) = crm.pools.pools(lina)
    assert (pool.customers, pool.owned, pool.claims_today, pool.idle_days) == (1, 1, 0, 30)
    found = crm.customers.page(lina, ListRequest(CustomerView.POOL))
    assert found.total == 1
