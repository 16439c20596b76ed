"""Signing in at the screens: nothing of anybody is to be read before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.users import Actor
from crm_tui.errors import SignInNeededError
from crm_tui.tui.app import CrmApp
from crm_tui.tui.early_day import read_early
from tests import make
from tests.driver import Driver, driving
from tests.ui.app.opening import Opener

RIGHT, TEMPORARY, OTHER = "right-horse-9", "temporary-7x", "another-horse-3"


@pytest.fixture
def lina(crm: Crm, admin: Actor) -> Actor:
    """A rep who has a password, and a customer to keep from others."""
    actor = make.rep(crm, "lina", "李娜")
    crm.sign_ins.reset_password(admin, actor.user_id, RIGHT, must_change=False)
    make.customer(crm, actor, "机密客户")
    return actor


async def sign_in(driver: Driver, *texts: str) -> None:
    for text in texts:
        await driver.type_text(text)
        await driver.press("enter")


async def test_somebody_signs_in_and_is_remembered(
    opened: Opener, crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    async with opened(user="lina", until="登录") as driver:
        shown = "".join(driver.screen_text())
        assert not any(each in shown for each in ("李娜", "王伟", "机密客户", "今日待办"))
        await sign_in(driver, "wide-of-it")
        await driver.see("登录名或密码不对，还可再试 4 次")
        await sign_in(driver, RIGHT)
        await driver.see("今日待办")
        await driver.see("李娜")
    settings = replace(make.settings(tmp_path / "crm.db"))
    token = settings.sessions.read(str(crm.location))
    assert token is not None
    async with opened(user=None) as driver:
        await driver.see("李娜")
    crm.sign_ins.sign_out(token, make.admin(crm).road)
    with pytest.raises(SignInNeededError):
        list(read_early(make.settings(tmp_path / "crm.db", "lina")))


@pytest.mark.long
async def test_choosing_somebody_with_a_password_asks_for_it(
    opened: Opener, crm: Crm, lina: Actor
) -> None:
    async with opened(user=None, until="你是谁？") as driver:
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("密码")
        await sign_in(driver, RIGHT)
        await driver.see("今日待办")


@pytest.mark.long
async def test_a_given_password_is_changed_before_anything_is_shown(
    opened: Opener, crm: Crm, admin: Actor, lina: Actor
) -> None:
    crm.sign_ins.reset_password(admin, lina.user_id, TEMPORARY)
    async with opened(user="lina", until="登录") as driver:
        await sign_in(driver, TEMPORARY)
        await driver.see("请先换一个新密码")
        await sign_in(driver, OTHER, "not the same")
        await driver.see("新密码两次输入不一致")
        await driver.press("ctrl+u")
        await sign_in(driver, OTHER)
        await driver.see("今日待办")


async def test_letters_of_an_input_method_are_told(opened: Opener, crm: Crm, lina: Actor) -> None:
    async with opened(user="lina", until="登录") as driver:
        await driver.type_text("密码")
        await driver.see("中文输入法开着")
        assert not driver.sees("密码密码")


@pytest.mark.long
async def test_who_is_signed_out_elsewhere_is_shown_nothing_more(
    crm: Crm, admin: Actor, lina: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    app = CrmApp(make.settings(tmp_path / "crm.db", "lina"), clock)
    async with driving(app, 120, 40) as driver:
        await driver.see("登录")
        await sign_in(driver, RIGHT)
        await driver.see("今日待办")
        crm.sign_ins.force_change(admin, lina.user_id)
        await driver.wait_until(lambda: app.begins_anew is not None, "the program beginning anew")
    app.close_database()
