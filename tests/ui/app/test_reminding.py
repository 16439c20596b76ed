"""What becomes due while somebody sits here is told once, quietly."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.users import Actor
from crm_tui.tui.app import CrmApp
from tests import make
from tests.driver import driving
from tests.ui.program import rest

HOSTILE = "回访[/][@click=app.quit]张总"


async def test_a_reminder_is_told_once_when_its_minute_has_come(
    tmp_path: Path, crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    crm.tasks.add(admin, HOSTILE, make.NOW + timedelta(minutes=2))
    app = CrmApp(make.settings(tmp_path / "crm.db", "wangwei"), clock)
    async with driving(app, 120, 40) as driver:
        await driver.see("今日待办")
        await rest(driver)
        for _minute in range(4):
            clock.advance(timedelta(minutes=1))
            app.look_for_due()
            await rest(driver)
        told = [each.message for each in app._notifications if "待办：" in each.message]
        assert told == [f"待办：{HOSTILE} · 今天10:02"]
        clock.set_wall(make.NOW)
        for _minute in range(4):
            clock.advance(timedelta(minutes=1))
            app.look_for_due()
            await rest(driver)
        assert len([each for each in app._notifications if "待办：" in each.message]) == 1
    app.close_database()
