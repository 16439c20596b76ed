"""Two customers side by side on the screen, made one and parted again by the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.tui.screens.merging import MergeScreen
from tests import make
from tests.ui.program import HOSTILE, opened_as, resting


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def pair(crm: Crm, admin: Actor) -> tuple[CustomerId, CustomerId]:
    """Two customers of the administrator's that are one."""
    first = make.customer(crm, admin, "北京恒信科技有限公司", phone="13800132231", city="北京")
    second = make.customer(
        crm, admin, "恒信科技", phone="13800132231", city="上海", website="hx.cn"
    )
    make.follow_up(crm, admin, second)
    return first, second


def alive(crm: Crm) -> list[CustomerId]:
    """The customers that stand in the lists."""
    return [row[0] for row in make.query(crm, "SELECT id FROM customer WHERE deleted_at IS NULL")]


async def test_two_marked_customers_become_one_and_u_parts_them(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor, pair: tuple[CustomerId, CustomerId]
) -> None:
    before = {each: crm.customers.record(admin, each).fields for each in pair}
    async with opened_as(tmp_path, clock) as driver:
        await resting(driver, "2", "home", "space", "down", "space", "%")
        await driver.see("F2 合并")
        await resting(driver, "down", "right", "f2")
        await driver.see("确定合并？")
        await resting(driver, "y")
        await driver.see("u 撤销")
        (kept,) = alive(crm)
        (gone,) = set(pair) - {kept}
        fields = crm.customers.record(admin, kept).fields
        # The second line is the city, of which the other side was taken.
        assert (fields.city, fields.website) == (before[gone].city, "hx.cn")
        await resting(driver, "u")
        await driver.see("已撤销")
        assert {each: crm.customers.record(admin, each).fields for each in pair} == before


@pytest.mark.long
async def test_the_other_is_looked_up_where_one_is_open_and_stays_by_one_key(
    tmp_path: Path, clock: FakeClock, crm: Crm, pair: tuple[CustomerId, CustomerId]
) -> None:
    async with opened_as(tmp_path, clock, width=80, height=24) as driver:
        await resting(driver, "2", "/", *"hxkj", "enter", "home", "enter", "%")
        await driver.see("与哪个客户合并？")
        await resting(driver, *"恒信科技", "down", "enter")
        await driver.see("保留：")
        first = driver.screen_text()
        await resting(driver, "x")
        await driver.wait_until(lambda: driver.screen_text() != first, "the other one stays")
        await resting(driver, "escape")
        await driver.see("时间线")
    assert len(alive(crm)) == len(pair)


@pytest.mark.long
async def test_three_are_not_merged_at_once(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor, pair: tuple[CustomerId, CustomerId]
) -> None:
    make.customer(crm, admin, "浦江精密")
    async with opened_as(tmp_path, clock) as driver:
        await resting(driver, "2", "*", "%")
        await driver.see("合并请选中两个客户")
    assert len(alive(crm)) == len(pair) + 1


@pytest.mark.long
async def test_the_held_one_stays_and_a_refusal_is_said(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    lina = make.rep(crm, "lina", "李娜")
    held = make.customer(crm, lina, "恒信科技")
    child = make.customer(crm, lina, "恒信上海", parent_id=held)
    make.customer(crm, admin, "北京恒信", in_pool=True)
    assert child
    async with opened_as(tmp_path, clock) as driver:
        await resting(driver, "2", "v", "2")
        app: Any = driver.app
        app.push_screen(MergeScreen(app.session, CustomerId(3), held))
        await driver.see(f"保留：{held} 恒信科技")
        await resting(driver, "x")
        await driver.see("请保留有负责人的那个")
        await resting(driver, "f2")
        assert len(alive(crm)) == 3


@pytest.mark.long
@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_are_shown_as_they_are(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor, name: str
) -> None:
    make.customer(crm, admin, name, remarks=name)
    make.customer(crm, admin, "恒信科技", remarks=f"{name}二")
    async with opened_as(tmp_path, clock, width=80, height=24) as driver:
        await resting(driver, "2", "home", "space", "down", "space", "%")
        await driver.see("F2 合并")
        await resting(driver, "f2")
        await driver.see("确定合并？")
