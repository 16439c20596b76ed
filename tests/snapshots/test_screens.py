"""Pictures of what the album shows in the long run only; after a change: --snapshot-update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import Level
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.tui.app import CrmApp
from tests import make
from tests.driver import Driver
from tests.snapshots.walking import STILL, rest

SIZE = (120, 40)
NAMES = ("北京恒信科技有限公司", "上海浦江精密机械", "深圳云图软件", "杭州西湖医疗", "成都天府教育")


@pytest.fixture(autouse=True)
def _in_chinese() -> None:
    use_language("zh")


@pytest.fixture
def app(crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path) -> Iterator[CrmApp]:
    make.rep(crm, "lina", "李娜")
    for at, name in enumerate(NAMES):
        kept = make.customer(crm, admin, name, phone=f"1380013800{at}", level=list(Level)[at % 3])
        make.customer(crm, admin, f"{name}分公司", in_pool=True, city="北京")
        make.follow_up(
            crm,
            admin,
            kept,
            "预算已批，要分期方案",
            next_contact_at=clock.now() + timedelta(hours=2 + 20 * at),
            next_contact_note="发方案",
        )
    clock.advance(make.DAY)
    settings = replace(make.settings(tmp_path / "crm.db", "wangwei"), display=STILL)
    opened = CrmApp(settings, clock)
    yield opened
    opened.close_database()


def after(*keys: str, until: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys one by one, each after the answers to the one before."""

    async def press(pilot: Pilot[Any]) -> None:
        app, driver = pilot.app, Driver(pilot)
        assert isinstance(app, CrmApp)
        await driver.see("今日待办")
        for key in keys:
            await rest(app, driver)
            await driver.press(key)
        await driver.see(until)
        await rest(app, driver)

    return press


@pytest.mark.parametrize(
    ("keys", "until"),
    [
        pytest.param(("O",), "一览", id="overview", marks=pytest.mark.long),
        pytest.param(("J", "enter"), "将得到", id="handover", marks=pytest.mark.long),
        pytest.param(("2", "L"), "锁定到", id="lock"),
    ],
)
def test_the_screen_looks_as_before(
    app: CrmApp, keys: tuple[str, ...], until: str, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(app, run_before=after(*keys, until=until), terminal_size=SIZE)
