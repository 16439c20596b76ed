"""疑似重复 on the screen: searched, looked at side by side, opened, called different."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.duplicates.suspects import MOST_IN_PAIRS
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import make
from tests.driver import Driver
from tests.ui.program import HOSTILE, opened_as, resting

PHONE = "13812342231"


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


async def shown(driver: Driver) -> None:
    await resting(driver, "2")
    await resting(driver, "|")
    await driver.see("疑似重复 · 信息相同")


@pytest.mark.long
async def test_two_that_share_a_number_are_told_apart_and_taken_back(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    for name in ("甲乙公司", "丙丁公司"):
        make.customer(crm, admin, name, phone=PHONE)
    async with opened_as(tmp_path, clock, width=160) as driver:
        await shown(driver)
        await driver.see("(1)")
        await driver.see(f"同一手机号 {PHONE}")
        await driver.see("差异")
        await resting(driver, "d")
        await driver.see("已标为不同：甲乙公司 ⇄ 丙丁公司")
        await driver.see("没有信息相同的客户")
        await resting(driver, "u")
        await driver.see("(1)")


async def test_two_that_are_one_are_merged_from_the_list_and_parted_again(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    for name in ("甲乙公司", "丙丁公司"):
        make.customer(crm, admin, name, phone=PHONE)
    async with opened_as(tmp_path, clock, width=160) as driver:
        await shown(driver)
        await driver.see("(1)")
        await resting(driver, "%")
        await driver.see("F2 合并")
        await resting(driver, "f2")
        await driver.see("确定合并？")
        await resting(driver, "y")
        await driver.see("没有信息相同的客户")
        await resting(driver, "u")
        await driver.see("(1)")


@pytest.mark.long
async def test_either_of_them_is_opened(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    for name, needs in (("甲乙公司", "要十台"), ("丙丁公司", "要百台")):
        make.customer(crm, admin, name, phone=PHONE, needs=needs)
    async with opened_as(tmp_path, clock) as driver:
        await shown(driver)
        await resting(driver, "enter")
        await driver.see("要十台")
        await resting(driver, "q", "o")
        await driver.see("要百台")


@pytest.mark.long
async def test_near_names_and_those_called_different_are_views_of_their_own(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    ids = [make.customer(crm, admin, name) for name in ("恒信达科技", "恒鑫达科技")]
    async with opened_as(tmp_path, clock) as driver:
        await shown(driver)
        await driver.see("没有信息相同的客户；按 v 比对名称")
        await resting(driver, "v", "2")
        await driver.see("名称同音")
        crm.suspects.dismiss(admin, ids[0], ids[1])
        await resting(driver, "v", "3")
        await driver.see("标为不同")
        await resting(driver, "d")
        await driver.see("重新列出")
        await driver.see("还没有人标过不同客户")


@pytest.mark.long
async def test_many_that_share_a_number_are_one_row_of_which_one_is_chosen(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    for each in range(MOST_IN_PAIRS + 1):
        make.customer(crm, admin, f"第{each}户", phone=PHONE)
    async with opened_as(tmp_path, clock) as driver:
        await shown(driver)
        await driver.see(f"还有 {MOST_IN_PAIRS} 个")
        await resting(driver, "d")
        await driver.see("只能对两个客户标明不同")
        await resting(driver, "o")
        await driver.see("第3户")
        await resting(driver, "down", "enter")
        await driver.see("第1户")


@pytest.mark.long
async def test_a_pair_goes_when_one_of_them_is_deleted(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    other = [make.customer(crm, admin, name, phone=PHONE) for name in ("甲乙公司", "丙丁公司")][1]
    async with opened_as(tmp_path, clock) as driver:
        await shown(driver)
        await driver.see("丙丁公司")
        crm.standings.delete(admin, [other])
        await driver.see("没有信息相同的客户")


@pytest.mark.long
async def test_it_fits_a_small_terminal_and_is_found_by_its_name(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor
) -> None:
    for name in ("甲乙公司", "丙丁公司"):
        make.customer(crm, admin, name, phone=PHONE)
    async with opened_as(tmp_path, clock, width=80, height=24) as driver:
        await resting(driver, ":")
        await driver.press(*"yscf")
        await driver.see("疑似重复")
        await resting(driver, "enter")
        await driver.see("同一手机号")
        await driver.see("丙丁公司")
        await driver.see("d不同")


@pytest.mark.long
@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names_are_plain_text(
    tmp_path: Path, clock: FakeClock, crm: Crm, admin: Actor, name: str
) -> None:
    for each in (name, f"{name[:400]}二"):
        make.customer(crm, admin, each, phone=PHONE)
    async with opened_as(tmp_path, clock, width=160) as driver:
        await shown(driver)
        await driver.see(f"同一手机号 {PHONE}")
        await resting(driver, "o")
        await driver.see("时间线")
