"""The manager's view, each list as far as their scope goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.follow_ups import FollowUpFlag
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotPermittedError
from tests import make

TODAY = make.NOW.toordinal()


@pytest.fixture
def stranger(crm: Crm) -> Actor:
    """Somebody of another department, whose customers no manager here sees."""
    return make.rep(crm, "sun", "孙")


def test_a_rep_has_no_overview_and_a_span_has_days(crm: Crm, lina: Actor, boss: Actor) -> None:
    with pytest.raises(NotPermittedError):
        crm.overviews.show(lina)
    with pytest.raises(FieldError):
        crm.overviews.show(boss, days=0)


def test_who_is_near_or_over_the_limit_stands_fullest_first(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, stranger: Actor
) -> None:
    for actor, number in ((lina, 2), (zhao, 1), (stranger, 2)):
        for each in range(number):
            make.customer(crm, actor, f"{actor.user_id}号公司{each}")
    for actor, limit in ((lina, 2), (zhao, 5), (stranger, 2)):
        make.set_user(crm, actor.user_id, holding_limit=limit)
    make.set_user(crm, lina.user_id, holding_limit=1)
    found = crm.overviews.show(boss)
    assert [(load.name, load.held, load.limit) for load in found.loads] == [("李娜", 2, 1)]
    everybody = crm.overviews.show(make.admin(crm))
    assert [load.name for load in everybody.loads] == ["李娜", "孙"]


def test_whose_customers_leave_within_a_week_is_listed_and_counted(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, stranger: Actor, clock: FakeClock
) -> None:
    for actor, name in ((lina, "甲公司"), (lina, "乙公司"), (stranger, "外人的")):
        make.customer(crm, actor, name)
    clock.advance(timedelta(days=25))
    make.customer(crm, zhao, "刚来的")
    found = crm.overviews.show(boss)
    assert [(row.name, row.owner, row.last_day) for row in found.leaving] == [
        ("甲公司", "李娜", TODAY + 30),
        ("乙公司", "李娜", TODAY + 30),
    ]
    assert [(name, number) for _user, name, number in found.leaving_by_owner] == [("李娜", 2)]


def test_the_age_of_the_pool_counts_from_entering_or_from_the_last_return(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    make.customer(crm, in_pool=True, name="一直在公海")
    returned = make.customer(crm, lina, "退回过的")
    clock.advance(timedelta(days=20))
    crm.pools.return_to_pool(lina, [returned], make.return_reason(crm))
    clock.advance(timedelta(days=20))
    make.customer(crm, in_pool=True, name="新来的")
    (age,) = crm.overviews.show(boss).ages
    assert (age.pool, age.counts) == ("公海", (1, 1, 1, 0, 0))
    clock.advance(timedelta(days=400))
    (age,) = crm.overviews.show(boss).ages
    assert age.counts == (0, 0, 0, 0, 3)


def test_claims_returns_and_losses_are_counted_per_person_over_the_span(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, stranger: Actor, clock: FakeClock
) -> None:
    one, other, third = (
        make.customer(crm, in_pool=True, name=name) for name in ("甲公司", "乙公司", "丙公司")
    )
    crm.pools.claim(lina, [one, other])
    crm.pools.claim(stranger, [third])
    crm.pools.return_to_pool(lina, [one], make.return_reason(crm))
    clock.advance(timedelta(days=31))
    crm.sweeps.sweep(make.admin(crm), confirmed=True)
    whole = crm.overviews.show(boss, days=60).turnover
    assert [(row.name, row.claimed, row.returned, row.reclaimed) for row in whole] == [
        ("李娜", 2, 1, 1)
    ]
    (lately,) = crm.overviews.show(boss, days=7).turnover
    assert (lately.claimed, lately.returned, lately.reclaimed) == (0, 0, 1)


def test_ping_pong_pairs_are_found_through_the_pool_and_straight(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    straight = make.customer(crm, lina, "直接倒手")
    crm.movements.transfer(lina, [straight], zhao.user_id)
    crm.movements.transfer(zhao, [straight], lina.user_id)
    pooled = make.customer(crm, lina, "经过公海")
    reason = make.return_reason(crm)
    crm.pools.return_to_pool(lina, [pooled], reason)
    crm.pools.claim(zhao, [pooled])
    clock.advance(timedelta(days=8))
    crm.pools.return_to_pool(zhao, [pooled], reason)
    crm.pools.claim(lina, [pooled])
    make.customer(crm, zhao, "没动过的")
    pairs = crm.overviews.show(boss).ping_pong
    assert [(pair.customer, {pair.one, pair.other}, pair.times) for pair in pairs] == [
        ("经过公海", {"李娜", "赵强"}, 1),
        ("直接倒手", {"李娜", "赵强"}, 1),
    ]
    clock.advance(timedelta(days=91))
    assert crm.overviews.show(boss).ping_pong == ()


def test_a_transfer_that_was_undone_is_no_ping_pong(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    for _ in range(2):
        crm.movements.transfer(lina, [customer], zhao.user_id)
        crm.history.undo(lina)
    assert crm.overviews.show(boss).ping_pong == ()


def test_copied_follow_ups_are_shown_to_the_manager_and_not_those_of_others(
    crm: Crm, lina: Actor, boss: Actor, stranger: Actor
) -> None:
    for actor in (lina, stranger):
        for name in ("甲公司", "乙公司"):
            customer = make.customer(crm, actor, f"{name}{actor.user_id}")
            make.follow_up(crm, actor, customer, "聊了报价，下周再约")
    (found,) = crm.overviews.show(boss).flagged
    assert (found.author, found.flags) == ("李娜", (FollowUpFlag.COPIED,))
