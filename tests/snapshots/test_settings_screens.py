"""One picture of each screen of the settings; after a wished change: pytest --snapshot-update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayRange
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.tui.app import CrmApp
from tests import make
from tests.driver import Driver
from tests.snapshots.walking import STILL, rest

SIZE = (120, 40)
NAMES = ("北京恒信科技有限公司", "上海浦江精密机械", "深圳云图软件", "杭州西湖医疗")


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def app(crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path) -> Iterator[CrmApp]:
    top = make.department(crm, "销售中心")
    make.department(crm, "华北部", top)
    lina = make.rep(crm, "lina", "李娜", department="华北部")
    make.rep(crm, "zhaojun", "赵军", role="manager", department="华北部")
    today = make.NOW.toordinal()
    crm.leaves.record(admin, LeavePlan(lina.user_id, DayRange(today, today + 2), "年假"))
    make.pool(crm, "华北公海", daily_limit=10)
    for at, name in enumerate(NAMES):
        make.customer(crm, admin, name, level=list(Level)[at % 3])
    settings = replace(make.settings(tmp_path / "crm.db", "wangwei"), display=STILL)
    opened = CrmApp(settings, clock)
    yield opened
    opened.close_database()


def after(section: str, *keys: str, until: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Go to a section and press keys one by one, each after the answers to the one before."""

    async def press(pilot: Pilot[Any]) -> None:
        app, driver = pilot.app, Driver(pilot)
        assert isinstance(app, CrmApp)
        await driver.see("今日待办")
        await rest(app, driver)
        await driver.press("9")
        await driver.see("设置项")
        await driver.press("v")
        await driver.see("工作日历")
        await driver.type_text(section)
        for key in ("enter", *keys):
            await rest(app, driver)
            await driver.press(key)
        await driver.see(until)
        if "r" in keys:  # the dry run comes after the fields
            await driver.see("回收：当天")
        await rest(app, driver)

    return press


@pytest.mark.parametrize(
    ("section", "keys", "until"),
    [
        pytest.param("部门", (), "└ 华北部", id="departments", marks=pytest.mark.long),
        pytest.param("员工", ("j",), "今天请假", id="colleagues", marks=pytest.mark.long),
        pytest.param("员工", ("j", "e"), "擅长", id="colleague", marks=pytest.mark.long),
        pytest.param("角色", ("e",), "[x] 查看客户", id="role", marks=pytest.mark.long),
        pytest.param("公海", (), "回收规则 第1版", id="pools"),
        pytest.param("公海", ("e",), "锁定与延期", id="pool_form", marks=pytest.mark.long),
        pytest.param("公海", ("m",), "所有人", id="members", marks=pytest.mark.long),
        pytest.param("公海", ("r",), "回收：当天", id="rules", marks=pytest.mark.long),
        pytest.param("公海", ("r", "e"), "不回收与提醒", id="rule", marks=pytest.mark.long),
        pytest.param("日历", ("enter",), "2026-11-22", id="calendar", marks=pytest.mark.long),
    ],
)
def test_the_settings_look_as_before(
    app: CrmApp,
    section: str,
    keys: tuple[str, ...],
    until: str,
    snap_compare: Callable[..., bool],
) -> None:
    assert snap_compare(app, run_before=after(section, *keys, until=until), terminal_size=SIZE)
