"""New customers stay closed for a while, reclaimed ones until the morning; givers need not wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import start_of_day
from crm_tui.domain.pools import PoolNotOpenYet
from crm_tui.domain.users import Actor
from tests import make
from tests.answers import refusal


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    return make.rep(crm, "zhao", "赵强")


def test_new_ones_stay_closed_for_members_until_they_open(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    make.set_pool(crm, new_closed_hours=2)
    customer = make.customer(crm, in_pool=True)
    opens_at = clock.now() + timedelta(hours=2)
    assert refusal(crm.pools.claim(lina, [customer])) == PoolNotOpenYet(
        "北京恒信科技有限公司", opens_at
    )
    assert crm.pools.why_not_claim(lina, customer) == PoolNotOpenYet(
        "北京恒信科技有限公司", opens_at
    )
    clock.advance(timedelta(hours=2))
    assert crm.pools.claim(lina, [customer]).done


def test_what_the_sweep_took_opens_in_the_morning_of_the_next_working_day(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock
) -> None:
    make.set_pool(crm, cool_off_reclaim_days=0)
    customer = make.customer(crm, lina)
    last_day = crm.customers.record(lina, customer).row.last_day
    clock.advance(start_of_day(last_day + 1, make.SHANGHAI) - clock.now())
    crm.sweeps.sweep(make.admin(crm))
    refused = refusal(crm.pools.claim(zhao, [customer]))
    assert isinstance(refused, PoolNotOpenYet)
    assert (refused.opens_at.hour, refused.opens_at.minute) == (9, 0)
    clock.advance(refused.opens_at - clock.now())
    assert crm.pools.claim(zhao, [customer]).done


def test_an_undone_assignment_is_closed_again_until_it_opens(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    make.set_pool(crm, new_closed_hours=2)
    customer = make.customer(crm, in_pool=True)
    crm.pools.assign(make.admin(crm), [customer], lina.user_id)
    crm.history.undo(make.admin(crm))
    assert isinstance(refusal(crm.pools.claim(zhao, [customer])), PoolNotOpenYet)
