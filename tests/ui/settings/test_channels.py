"""提醒渠道 on the screen: set up, tried, changed, and never shown whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.deliveries import ChannelKind, NewChannel
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.forms import FormScreen, set_text
from crm_tui.tui.screens.settings.channels import ChannelForm
from tests import make
from tests.driver import Driver
from tests.mailboxes import Hook, hook
from tests.ui.settings.opening import Opener
from tests.ui.stage import field, fill, gone, on_stage, session_of

SECRET = "a1b2c3d4-e5f6-7788"


@pytest.fixture
def robot() -> Iterator[Hook]:
    with hook() as there:
        yield there


def _form(driver: Driver) -> FormScreen:
    screen = driver.app.screen
    assert isinstance(screen, ChannelForm)
    return screen


async def test_a_robot_is_set_up_and_tried_and_its_secret_never_shown(
    opened: Opener, crm: Crm, admin: Actor, robot: Hook
) -> None:
    async with opened("提醒渠道") as driver:
        await driver.see("提醒只在程序里")
        await driver.press("a")
        await driver.wait_until(lambda: isinstance(driver.app.screen, ChannelForm), "the form")
        form = _form(driver)
        await driver.wait_until(lambda: form.is_whole, "all fields")
        fill(form, address=f"{robot.url}/send?key={SECRET}", name="销售群[/]")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("销售群[/] (企业微信机器人)")
        await driver.press("T")
        await driver.see("测试已送达")
        assert "客户通的提醒会发到这里" in robot.texts[0]
        assert not driver.sees(SECRET)
        robot.status = 500
        await driver.press("T")
        await driver.see("测试没有送达：对方返回错误 500")
        await driver.press("e")
        await driver.see("不填则不变")
        assert not driver.sees(SECRET)
        await driver.press("escape")
        await driver.press("d")
        await driver.see("移除渠道")
        await driver.press("y")
        await driver.see("提醒只在程序里")
    assert crm.channels.list(admin) == []


async def test_what_is_no_address_stands_under_its_field_and_in_no_draft(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    async with on_stage(lambda: ChannelForm(session_of(crm, admin), None), tmp_path) as (
        driver,
        stage,
    ):
        form = stage.first
        assert isinstance(form, ChannelForm)
        fill(form, address=SECRET, name="群")
        await driver.press("f2")
        await driver.see("这不是网址")
        set_text(field(form, "name"), "销售群")
        await driver.wait_until(
            lambda: any("销售群" in text for text in _kept(tmp_path)), "a draft"
        )
        assert all(SECRET not in text for text in _kept(tmp_path))


def _kept(folder: Path) -> list[str]:
    files = [each for each in folder.rglob("*") if each.is_file() and each.suffix != ".db"]
    return [each.read_bytes().decode("utf-8", "ignore") for each in files]


@pytest.mark.long
async def test_a_rep_may_not_touch_the_channel_of_the_office(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.rep(crm, "lina", "李娜")
    crm.channels.add(admin, NewChannel(ChannelKind.WECOM, f"https://example.com/{SECRET}"))
    async with opened("提醒渠道", user="lina") as driver:
        await driver.see("企业微信机器人")
        await driver.press("e")
        await driver.see("公司的提醒渠道只有管理员能设置")
        assert not driver.sees(SECRET)
