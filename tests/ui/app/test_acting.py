"""What is done with customers by keys, what is taken back, and what a key refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor
from tests import make
from tests.ui.app.opening import Opener
from tests.ui.program import records, rest, resting

# The main road ----------------------------------------------------------------------------------


async def test_a_customer_is_found_in_six_keys_and_claimed_with_one(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    for number in range(30):
        make.customer(crm, admin, f"上海浦江{number:02}机械", in_pool=True)
    wanted = make.customer(crm, admin, "北京恒信科技有限公司", in_pool=True)
    async with opened(80, 24) as driver:
        await driver.press("3", "/", "b", "j", "h", "enter")
        await driver.see("北京恒信科技")
        await driver.wait_until(lambda: records(driver).count == 1)
        await driver.press("c")
        await driver.see("已领取“北京恒信科技有限公司”")
    assert crm.customers.record(admin, wanted).row.owner_id == admin.user_id


async def test_marked_customers_are_claimed_together_and_each_refusal_is_told(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.set_pool(crm, daily_limit=2)
    for number in range(3):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "asterisk", "c")
        await driver.see("已领取 2 个，1 个被拒")
        await driver.see("名下2")
        await driver.see("今日已领 2/2")


async def test_a_return_asks_for_the_reason_and_a_note(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    kept = make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "r")
        await driver.see("退回原因")
        await driver.press("enter")
        await driver.see("给下一位负责人的话")
        await driver.type_text("年底再联系")
        await driver.press("enter")
        await driver.see("已退回公海：“北京恒信科技有限公司”")
        await driver.see("你名下还没有客户")
    assert crm.customers.record(admin, kept).row.owner_id is None


@pytest.mark.long
async def test_a_customer_is_assigned_to_a_colleague_found_by_initials(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    colleague = make.rep(crm, "lina", "李娜")
    given = make.customer(crm, admin, in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "a")
        await driver.see("分配给")
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("已分配“北京恒信科技有限公司”")
    assert crm.customers.record(admin, given).row.owner_id == colleague.user_id


async def test_undo_takes_the_last_thing_back(opened: Opener, crm: Crm, admin: Actor) -> None:
    taken = make.customer(crm, admin, in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "c", "u")
        await driver.see("已撤销")
        await driver.see("北京恒信科技有限公司")
    assert crm.customers.record(admin, taken).row.owner_id is None


@pytest.mark.long
async def test_what_was_done_elsewhere_or_long_ago_is_named_before_it_is_taken_back(
    opened: Opener, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    elsewhere = make.customer(crm, admin, "甲公司", in_pool=True)
    make.customer(crm, admin, "乙公司", in_pool=True)
    crm.pools.claim(admin, [elsewhere])
    async with opened() as driver:
        await resting(driver, "u")
        await driver.see("撤销这一步？")
        await driver.see("领取 · 今天10:00")
        await driver.see("· 甲公司")
        await resting(driver, "n", "3", "c")
        clock.advance(timedelta(minutes=11))
        await resting(driver, "u")
        await driver.see("· 乙公司")
        await resting(driver, "y")
        await driver.see("已撤销")
    mine = crm.customers.page(admin, ListRequest(CustomerView.MINE)).rows
    assert [row.id for row in mine] == [elsewhere]


async def test_a_refused_undo_lists_what_changed_and_offers_the_rest(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    ids = [make.customer(crm, admin, f"客户{number}", in_pool=True) for number in range(3)]
    other = make.rep(crm, "boss", role="admin")
    async with opened() as driver:
        await resting(driver, "3", "asterisk", "c")
        make.follow_up(crm, other, ids[1])
        await resting(driver, "u")
        await driver.see("之后有人改过，没有撤销")
        await driver.see("· 客户1")
        await driver.press("y")
        await driver.see("已撤销")
        await rest(driver)
    owners = [crm.customers.record(admin, each).row.owner_id for each in ids]
    assert owners == [None, admin.user_id, None]


# Greyed keys ------------------------------------------------------------------------------------


async def test_a_key_that_a_rule_forbids_says_why(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2")
        await driver.press("c")
        await driver.see("北京恒信科技有限公司")
        assert driver.app._notifications


@pytest.mark.long
async def test_the_pool_greys_claiming_once_the_limit_is_reached(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.set_pool(crm, daily_limit=1)
    for number in range(2):
        make.customer(crm, admin, f"客户{number}", in_pool=True)
    async with opened() as driver:
        await resting(driver, "3", "c")
        await driver.see("(c领取)")


async def test_why_explains_the_deadline(opened: Opener, crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "w")
        await driver.see("回收说明：北京恒信科技有限公司")
