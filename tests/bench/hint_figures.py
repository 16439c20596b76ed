"""What others save on a server: how soon a screen shows it, and what it costs to be told."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.db.servers import CHANNEL, alone
from crm_tui.i18n import use_language
from crm_tui.tui.app import CrmApp
from tests import make, servers
from tests.bench.measuring import Figure
from tests.bench.plain_writers import spent_writing
from tests.driver import Driver, driving
from tests.ui.program import rest, resting

_WRITERS, _EACH, _ROUNDS, _PAUSE_SECONDS = 16, 20, 3, 0.25
_UNTOLD, _UNHEARD, _HEARD = "no hint", "a hint that nobody hears", f"a hint that {_WRITERS} hear"
_LISTENER = "crm-listen"
_SAVES = 12
_REST_SECONDS = 40
_ROADS = {True: "told", False: "asking each second"}


def figures() -> Iterator[Figure]:
    """Yield how long a write takes with and without a hint, then what screens make of it."""
    servers.start(is_durable=True)
    try:
        with tempfile.TemporaryDirectory(prefix="crm-hints-") as name:
            crm = make.office(Path(name))
            yield from _writes(crm)
            for listens in _ROADS:
                yield from asyncio.run(_shown(crm, Path(name), listens=listens))
            make.close(crm)
    finally:
        servers.stop()


def _writes(crm: Crm) -> Iterator[Figure]:
    """Yield each kind of write; they take turns, for the machine is not the same for long."""
    spent: dict[str, list[float]] = {kind: [] for kind in (_UNTOLD, _UNHEARD, _HEARD)}
    wakings = 0.0
    for _ in range(_ROUNDS):
        for kind, found in spent.items():
            with ExitStack() as stack:
                for _listener in range(_WRITERS if kind == _HEARD else 0):
                    connection = stack.enter_context(alone(crm.database.engine, _LISTENER))
                    connection.execute(f"LISTEN {CHANNEL}")
                before = _spent_by_sessions(crm, _LISTENER)
                hints = kind != _UNTOLD
                url, pause = crm.location.url, _PAUSE_SECONDS
                found.extend(spent_writing(url, _WRITERS, _EACH, hints=hints, pause_seconds=pause))
                wakings += _spent_by_sessions(crm, _LISTENER) - before
    for kind, found in spent.items():
        yield Figure.of(f"a write, {_WRITERS} processes at work, {kind}", found)
    each = wakings * 1000 / (len(spent[_HEARD]) * _WRITERS)
    yield Figure("a hint, the processor's time of one session that listens", each, each)


async def _shown(crm: Crm, folder: Path, *, listens: bool) -> list[Figure]:
    async with _screens(crm, folder, listens=listens) as (driver, app):
        await driver.wait_until(lambda: _hears(app) is listens)
        here, there = await _at_rest(crm)
        waited = [await _seen_after(crm, driver) for _ in range(_SAVES)]
        await rest(driver)
    road = _ROADS[listens]
    return [
        Figure.of(f"from the commit elsewhere until it is on the screen, {road}", waited),
        Figure(f"a screen at rest, a second of it, on the server, {road}", there, there),
        Figure(f"a screen at rest, a second of it, here, {road}", here, here),
    ]


@asynccontextmanager
async def _screens(
    crm: Crm, folder: Path, *, listens: bool
) -> AsyncIterator[tuple[Driver, CrmApp]]:
    use_language("zh")
    settings = make.settings(folder / "crm.db", "wangwei")
    app = CrmApp(replace(settings, database=crm.location.url, listens=listens), make.clock())
    async with driving(app, 120, 40) as driver:
        await driver.see("今日待办")
        await resting(driver, "2")
        yield driver, app
    app.close_database()


def _hears(app: CrmApp) -> bool:
    return app.session is not None and app.session.crm.hears


async def _at_rest(crm: Crm) -> tuple[float, float]:
    """Return the milliseconds of a processor that a second takes here, and on the server."""
    await asyncio.sleep(3)  # what comes after a start is done
    here, there = time.process_time(), _spent_by_sessions(crm, "crm")
    await asyncio.sleep(_REST_SECONDS)
    here, there = time.process_time() - here, _spent_by_sessions(crm, "crm") - there
    return here / _REST_SECONDS * 1000, there / _REST_SECONDS * 1000


def _spent_by_sessions(crm: Crm, name: str) -> float:
    """Return the seconds of the processor that sessions took whose names begin like this."""
    asked = f"SELECT pid FROM pg_stat_activity WHERE application_name LIKE '{name}%'"
    found = 0
    for (pid,) in make.query(crm, f"{asked} AND datname = current_database()"):
        found += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    return found / 1e9


async def _seen_after(crm: Crm, driver: Driver) -> float:
    await asyncio.sleep(random.uniform(1.5, 2.5))
    name = f"客户{random.randrange(1_000_000)}"
    await asyncio.to_thread(make.customer, crm, make.admin(crm), name=name)
    began = time.perf_counter()
    await driver.see(name)
    return (time.perf_counter() - began) * 1000
