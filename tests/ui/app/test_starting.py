"""How the program starts: for the first time, on what it cannot use, on a great many."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.clock import FakeClock
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError
from crm_tui.settings import Settings, load_settings
from crm_tui.tui.app import CrmApp
from crm_tui.tui.early import EarlyAnswers
from crm_tui.tui.early_day import read_early
from crm_tui.tui.late import LateCrm
from crm_tui.tui.screens.start import FirstStartScreen, TroubleScreen
from tests import make
from tests.driver import driving
from tests.ui.app.opening import Opener
from tests.ui.program import records, rest, resting


async def test_the_first_start_makes_an_office_for_whoever_sits_here(tmp_path: Path) -> None:
    settings = load_settings(
        {"CRM_CONFIG": str(tmp_path / "settings.toml")}, database=str(tmp_path / "new" / "crm.db")
    )
    app = CrmApp(settings, make.clock())
    async with driving(app, 100, 24) as driver:
        await driver.see("欢迎使用客户通")
        await driver.type_text("王小明")
        assert isinstance(app.screen, FirstStartScreen)
        login = app.screen.query_one("#login Input", Input)
        await driver.wait_until(lambda: login.value == "wangxiaoming")
        await driver.press("f2")
        await driver.see("今天没有待办")
        await driver.see("王小明")
    app.close_database()


async def test_several_people_choose_who_they_are_and_are_remembered(
    opened: Opener, crm: Crm, tmp_path: Path
) -> None:
    make.rep(crm, "lina", "李娜")
    async with opened(user=None, until="你是谁？") as driver:
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("今日待办")
        await driver.see("李娜")
    assert "lina" in (tmp_path / "settings.toml").read_text(encoding="utf-8")


async def test_a_database_that_cannot_be_used_is_explained_and_ends_with_six(
    tmp_path: Path,
) -> None:
    file = tmp_path / "crm.db"
    file.write_bytes(b"this is no database at all" * 100)
    app = CrmApp(make.settings(file), make.clock())
    async with driving(app, 80, 24) as driver:
        await driver.see("数据库无法使用")
        assert isinstance(app.screen, TroubleScreen)
        await driver.press("enter")
    assert app.return_code == 6
    assert file.read_bytes().startswith(b"this is no database")


async def test_a_foreign_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "crm.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipe (id INTEGER)")
    connection.close()
    app = CrmApp(make.settings(file), make.clock())
    async with driving(app, 80, 24) as driver:
        await driver.see("数据库无法使用")
        await driver.press("q")
    assert app.return_code == 6


async def test_the_first_start_offers_sample_data_and_asks_whose_part_one_plays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many that she has some; the usual three hundred are looked at with the sample data.
    monkeypatch.setattr("crm_tui.tui.opening.SAMPLE_CUSTOMERS", 80)
    app = CrmApp(make.settings(tmp_path / "new" / "crm.db"), make.clock())
    async with driving(app, 80, 24) as driver:
        await driver.see("欢迎使用客户通")
        await driver.press("f3")
        await driver.wait_until(lambda: driver.sees("你是谁？"), "the question", 60)
        await driver.type_text("ln")
        await driver.press("enter")
        await driver.see("今日待办")
        await driver.press("2")
        await driver.wait_until(lambda: records(driver).count > 0)
    app.close_database()


@pytest.mark.long
async def test_two_hundred_thousand_customers_open_sort_and_jump_to_the_end(
    tmp_path: Path,
) -> None:
    settings = make.settings(tmp_path / "crm.db", "wangwei")
    crm = open_crm(settings, make.clock(), create=True)
    crm.samples.fill(200_000)
    crm.close()
    app = CrmApp(settings, make.clock())
    async with driving(app) as driver:
        await driver.see("今日待办")
        await resting(driver, "2", "v", "2")
        await driver.wait_until(lambda: records(driver).count == 200_000)
        await resting(driver, "end")
        assert records(driver).cursor_index == 199_999
        await driver.wait_until(lambda: records(driver).cursor_id is not None)
        await resting(driver, "s")
        await driver.type_text("name")
        await driver.press("enter")
        await rest(driver)
        assert records(driver).cursor_index == 0
    app.close_database()


class Foreseen(EarlyAnswers):
    """What a copy of the process would find, told when the test wants it."""

    def __init__(self, crm: Crm, settings: Settings) -> None:
        self._found = _read_with(crm, settings)
        self.may_go_on = threading.Event()
        self.asked = 0

    def take(self) -> object | None:
        self.asked += 1
        if self.asked > 1:
            assert self.may_go_on.wait(10)
        return next(self._found, None)

    def close(self) -> None:
        """There is no copy."""


def _read_with(crm: Crm, settings: Settings) -> Iterator[object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crm_tui.bootstrap.open_crm", lambda _settings: crm)
        found = list(read_early(settings))
    yield from found


@pytest.mark.long
async def test_the_first_rows_stand_before_the_rest_of_the_day_is_read(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin, "今天该联系")
    crm.tasks.set_next_contact(admin, customer, clock.now() + timedelta(hours=2))
    crm.tasks.add(admin, "写周报", clock.now() + timedelta(hours=1))
    settings = make.settings(tmp_path / "crm.db", "wangwei")
    early = Foreseen(crm, settings)
    app = CrmApp(settings, clock, early=early)
    async with driving(app, 120, 40) as driver:
        await driver.see("今天该联系")
        await driver.see("今日待办 (…)")
        await driver.press("down", "up")
        assert "写周报" not in "".join(driver.screen_text())
        early.may_go_on.set()
        await driver.see("写周报")
        await driver.see("今日待办 (2)")
        await driver.see("还没有跟进")  # the preview, of the services that were opened meanwhile
    app.close_database()


async def test_a_database_that_goes_after_the_first_rows_is_explained(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin, "今天该联系")
    crm.tasks.set_next_contact(admin, customer, clock.now() + timedelta(hours=2))
    settings = make.settings(tmp_path / "crm.db", "wangwei")
    app = CrmApp(settings, clock, early=Foreseen(crm, settings))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LateCrm, "open", _gone)
        async with driving(app, 120, 40) as driver:
            await driver.see("数据库无法使用")
    app.close_database()


def _gone(_late: LateCrm) -> Crm:
    raise DatabaseUnavailableError("missing", "crm.db")
