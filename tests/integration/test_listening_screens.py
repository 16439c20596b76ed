"""Screens on a server show what others save as soon as they are told, and do without it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain import looks
from crm_tui.domain.events import Changed
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from crm_tui.tui.app import CrmApp
from crm_tui.tui.operations import EVERYTHING
from tests import make
from tests.driver import Driver, driving
from tests.ears import hang_up, sessions
from tests.ui.program import rest, resting

pytestmark = pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")


class CountingApp(CrmApp):
    """Counts how often it has read everything anew."""

    readings = 0

    def tell_changed(self, changed: Changed) -> None:
        """Let every screen know what changed."""
        self.readings += changed is EVERYTHING
        super().tell_changed(changed)


@asynccontextmanager
async def customers_of(
    crm: Crm, folder: Path, *, listens: bool = True
) -> AsyncIterator[tuple[Driver, CountingApp]]:
    """The list of customers on a server, seldom looked at by itself."""
    use_language("zh")
    settings = make.settings(folder / "crm.db", "wangwei")
    app = CountingApp(replace(settings, database=crm.location.url, listens=listens), make.clock())
    async with driving(app, 120, 40) as driver:
        await driver.see("今日待办")
        await resting(driver, "2")
        yield driver, app
        await rest(driver)
    app.close_database()


def hears(app: CrmApp) -> bool:
    """Whether it is proven that what others save is told."""
    return app.session is not None and app.session.crm.hears


@pytest.fixture
def never_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let screens that hear never look by themselves."""
    monkeypatch.setattr(looks, "HEARING_LOOK_SECONDS", 1_000_000.0)


@pytest.mark.usefixtures("never_looking")
async def test_what_another_program_saves_appears_though_nobody_asks(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    async with customers_of(crm, tmp_path) as (driver, app):
        await driver.wait_until(lambda: hears(app), "the proof")
        make.customer(crm, admin, name="甲公司")
        await driver.see("甲公司")
        hang_up(crm)
        await driver.wait_until(lambda: not hears(app), "the loss")
        make.customer(crm, admin, name="乙公司")
        await driver.see("乙公司")
        await driver.wait_until(lambda: hears(app), "the proof of another connection")
        make.customer(crm, admin, name="丙公司")
        await driver.see("丙公司")
        await driver.see_no("连接")
    assert sessions(crm) == []


@pytest.mark.usefixtures("never_looking")
async def test_a_storm_of_writes_is_no_storm_of_readings(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    async with customers_of(crm, tmp_path) as (driver, app):
        await driver.wait_until(lambda: hears(app), "the proof")
        before, began = app.readings, time.monotonic()
        for number in range(20):
            await asyncio.to_thread(make.customer, crm, admin, name=f"客户{number}")
        await driver.see("客户19")
        lasted = time.monotonic() - began
        assert app.readings - before <= 2 + lasted


async def test_who_wishes_no_connection_for_it_asks_each_second(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    async with customers_of(crm, tmp_path, listens=False) as (driver, _app):
        make.customer(crm, admin, name="甲公司")
        await driver.see("甲公司")
        assert sessions(crm) == []


async def test_who_was_not_told_of_what_it_sees_listens_anew(
    crm: Crm, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with customers_of(crm, tmp_path) as (driver, app):
        await driver.wait_until(lambda: hears(app), "the proof")
        (before,) = sessions(crm)
        make.customer(crm, admin, name="甲公司")
        await driver.see("甲公司")
        await driver.wait_until(lambda: not app._is_hinted and not app.is_busy, "a rest")
        monkeypatch.setattr(looks, "HEARING_LOOK_SECONDS", 1.0)
        # As a program would that tells nobody.
        make.meddle(
            crm,
            "INSERT INTO event (batch_id, at, kind, before, after)"
            " SELECT max(batch_id), max(at), max(kind), '{}', '{}' FROM event",
        )
        await driver.wait_until(lambda: sessions(crm) not in ([], [before]), "another connection")
