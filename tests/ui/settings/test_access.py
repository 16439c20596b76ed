"""Passwords, sessions and tokens on the screen: one's own and those of colleagues."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor, Road
from crm_tui.domain.work_settings import PhonePolicy
from crm_tui.errors import PasswordChangeNeededError, SignInFailedError
from crm_tui.services.sign_ins import Proof
from tests import make
from tests.driver import Driver
from tests.ui.program import form_of, rest, resting, saved
from tests.ui.settings.opening import Opener
from tests.ui.stage import fill

FIRST, SECOND = "right-horse-9", "another-horse-3"


@pytest.fixture
def lina(crm: Crm) -> Actor:
    """A rep."""
    return make.rep(crm, "lina", "李娜")


def enter(crm: Crm, password: str, login: str = "lina") -> None:
    crm.sign_ins.sign_in(Proof(login, password), Road.SHELL, machine="desk")


def sign_in_here(crm: Crm, admin: Actor, folder: Path) -> None:
    """The administrator has a password and is remembered on this machine."""
    proof = Proof("wangwei", "", FIRST)
    session = crm.sign_ins.change_password(admin, proof, machine="desk")
    make.settings(folder / "crm.db").sessions.keep(str(crm.location), session.token)


async def choose(driver: Driver, words: str) -> None:
    await driver.press(":")
    await driver.type_text(words)
    await driver.press("enter")


@pytest.mark.long
async def test_one_changes_ones_password_from_anywhere_and_goes_on(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    async with opened(width=80, height=24) as driver:
        await choose(driver, "xgwdmm")
        form = await form_of(driver)
        fill(form, new_password=FIRST, again="something-else-1")
        await driver.press("f2")
        await driver.see("两次")
        await saved(driver, new_password=FIRST, again=FIRST)
        await driver.see("密码已")
        crm.sign_ins.sign_in(Proof("wangwei", FIRST), Road.SHELL, machine="home")
        await choose(driver, "修改我的密码")
        await form_of(driver)
        await saved(driver, password=FIRST, new_password=SECOND, again=SECOND, keeps="保留")
        await rest(driver)
        machines = {each.name for each in crm.sign_ins.tokens(admin)}
        assert "home" in machines
        assert len(machines) == 2
    enter(crm, SECOND, "wangwei")


@pytest.mark.long
async def test_a_wrong_present_password_is_told_at_its_field(
    opened: Opener, crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    sign_in_here(crm, admin, tmp_path)
    async with opened() as driver:
        await choose(driver, "xgwdmm")
        form = await form_of(driver)
        fill(form, password="wide-of-it", new_password=SECOND, again=SECOND)
        await driver.press("f2")
        await driver.see("还可再试")
        with pytest.raises(SignInFailedError):
            enter(crm, SECOND, "wangwei")
        await driver.press("escape")
        await driver.press("y")


async def test_a_colleague_is_given_a_password_unlocked_and_signed_out(
    opened: Opener, crm: Crm, admin: Actor, lina: Actor
) -> None:
    async with opened("员工") as driver:
        await resting(driver, "j", "W")
        await saved(driver, new_password=FIRST, again=FIRST)
        with pytest.raises(PasswordChangeNeededError):
            enter(crm, FIRST)
        crm.sign_ins.reset_password(admin, lina.user_id, SECOND, must_change=False)
        for _each in range(5):
            with pytest.raises(SignInFailedError):
                enter(crm, "wide-of-it")
        await resting(driver, "k", "j")
        await driver.see("锁定")
        await resting(driver, "U")
        await driver.see("可以再试")
        enter(crm, SECOND)
        await resting(driver, "A")
        await driver.see("desk")
        await resting(driver, "E", "y")
        await driver.see_no("desk")
        await driver.press("a")
        await driver.see("只能由本人生成")
    assert crm.sign_ins.tokens(admin, lina.user_id) == []


@pytest.mark.long
async def test_a_token_is_shown_once_and_revoked(opened: Opener, crm: Crm, admin: Actor) -> None:
    async with opened("我的登录") as driver:
        await resting(driver, "a")
        await driver.see("用途")
        await driver.type_text("夜间导入")
        await driver.press("f2")
        await driver.see("只显示这一次")
        (token,) = crm.sign_ins.tokens(admin)
        assert driver.sees("crm_")
        await driver.press("enter", "escape")
        await driver.see("夜间导入")
        assert not driver.sees("crm_")
        await resting(driver, "G", "d", "y")
        await driver.see_no("脚本 ")
    assert token not in crm.sign_ins.tokens(admin)


@pytest.mark.long
async def test_what_is_asked_of_sign_ins_is_set_and_says_who_is_left_out(
    opened: Opener, crm: Crm, admin: Actor, lina: Actor, tmp_path: Path
) -> None:
    sign_in_here(crm, admin, tmp_path)
    async with opened("公司") as driver:
        await driver.see("人人须有密码")
        at = next(n for n, line in enumerate(driver.screen_text()) if "人人须有密码" in line)
        await driver.click("SettingRows", 8, at - 2)
        await resting(driver, "enter")
        await saved(driver, passwords_required="是", password_length="10")
        await driver.see("lina")
    policy = crm.offices.who(admin)[1].sign_in
    assert policy.passwords_required
    assert policy.password_length == 10


@pytest.mark.long
async def test_which_numbers_are_kept_is_chosen(opened: Opener, crm: Crm, admin: Actor) -> None:
    async with opened("公司") as driver:
        await driver.see("联系方式策略")
        at = next(n for n, line in enumerate(driver.screen_text()) if "联系方式策略" in line)
        await driver.click("SettingRows", 8, at - 2)
        await resting(driver, "enter")
        await saved(driver, phone_numbers="工作号码")
        await driver.see("工作号码")
    assert crm.offices.who(admin)[1].work.phone_numbers is PhonePolicy.WORK
