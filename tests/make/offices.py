"""Offices: made once and copied, opened, opened again, closed."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from crm_tui.bootstrap import Crm, assemble, open_crm
from crm_tui.clock import Clock, FakeClock
from crm_tui.db.engine import locate
from crm_tui.db.schema.offices import OFFICE
from crm_tui.db.types import to_ms
from crm_tui.db.unit_of_work import Database
from crm_tui.services.founding import OfficePlan
from crm_tui.services.sign_ins import SignIns
from crm_tui.services.sign_ins.hashing import HashCost
from crm_tui.settings import Settings
from tests import servers
from tests.make import beginnings
from tests.templates import made_once

SHANGHAI = ZoneInfo("Asia/Shanghai")

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
"""When every test begins unless it says otherwise: a Sunday morning in Shanghai."""

DAY = timedelta(days=1)

CHEAP_HASHES = HashCost(
    8,
    1,
    1,
    "$argon2id$v=19$m=8,t=1,p=1$GEFnlmeeXnXBDWxXeaTpGw$HD3fMypVoTFEAQYiDRAG3Jd6XkfOH1xWkA/Z4JMn+6s",
)
"""For passwords that guard nothing: the usual ones take a tenth of a second each."""


def clock(now: datetime = NOW) -> FakeClock:
    """A clock that stands still at the usual instant."""
    return FakeClock(now)


def settings(file: Path, user: str | None = None) -> Settings:
    """Settings of a machine that has only this database and knows nobody."""
    folder = file.parent
    return Settings(str(file), user, "zh", folder / "settings.toml", folder)


def _assembled(database: Database) -> Crm:
    crm = assemble(database)
    # Found before the service that the program would make.
    vars(crm)["sign_ins"] = SignIns(database, CHEAP_HASHES)
    return crm


@cache
def _template(plan: OfficePlan) -> Path:
    def found(file: Path) -> None:
        shutil.copyfile(empty_template(), file)
        crm = opened(file)
        crm.offices.set_up(plan)
        _let_names_repeat(crm)
        crm.close()

    return made_once(f"{sha256(repr(plan).encode()).hexdigest()}.db", found)


def _let_names_repeat(crm: Crm) -> None:
    """Let reps insist on a name that exists, so that builders may leave names to their default."""
    with crm.database.setting_up() as connection:
        connection.execute(update(OFFICE).values(duplicates={"name": "warn"}))


@cache
def empty_template() -> Path:
    """A migrated database file without an office, to be copied."""
    return made_once(
        "empty.db", lambda file: open_crm(settings(file), clock(), create=True).close()
    )


def _plan(
    *,
    zone: str = "Asia/Shanghai",
    holding_limit: int | None = None,
    daily_limit: int | None = None,
    idle_days: int | None = 30,
    language: str = "zh",
) -> OfficePlan:
    return OfficePlan(
        "wangwei",
        "王伟",
        language,
        zone=zone,
        holding_limit=holding_limit,
        daily_limit=daily_limit,
        idle_days=idle_days,
    )


def office_file(folder: Path, *, now: datetime = NOW, **plan: Any) -> Path:
    """A file with an office whose administrator is wangwei (王伟), copied from a template."""
    is_about_a_file()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "crm.db"
    shutil.copyfile(_template(_plan(**plan)), file)
    if now != NOW:
        with sqlite3.connect(file) as connection:
            connection.execute(
                "UPDATE office SET max_seen_at = ?, created_at = ?", [to_ms(now)] * 2
            )
        connection.close()
    return file


def office(folder: Path, *, clock: Clock | None = None, **plan: Any) -> Crm:
    """An open office: no limits and 未跟进 30 days unless the test says otherwise."""
    clock = clock or FakeClock(NOW)
    server = servers.running()
    if server is not None:
        return _on_server(server, clock, _plan(**plan))
    crm = opened(office_file(folder, now=clock.now(), **plan), clock)
    beginnings.begun(crm, f"{_plan(**plan)!r} {clock.now()}")
    return crm


def _on_server(server: servers.Server, clock: Clock, plan: OfficePlan) -> Crm:
    def fill(url: str) -> None:
        crm = _assembled(Database(locate(url), FakeClock(NOW)))
        crm.offices.set_up(plan)
        _let_names_repeat(crm)
        crm.close()

    crm = _assembled(Database(locate(server.copy(plan, fill)), clock))
    server.opened(crm.database.engine)
    if clock.now() != NOW:
        with crm.database.setting_up() as connection:
            seen = {"max_seen_at": clock.now(), "created_at": clock.now()}
            connection.execute(update(OFFICE).values(**seen))
    return crm


def again(crm: Crm, clock: Clock | None = None) -> Crm:
    """The program over the same office, as a second terminal opens it."""
    other = _assembled(Database(crm.location, clock or FakeClock(NOW)))
    server = servers.running()
    if server is not None:
        server.opened(other.database.engine)
    return other


def close(crm: Crm) -> None:
    """Close an office that nobody needs any more; on a server it takes ten megabytes."""
    crm.close()
    beginnings.ended(crm)
    server = servers.running()
    if server is not None:
        server.drop(crm.location.url)


def opened(file: Path | str, clock: Clock | None = None) -> Crm:
    """The program over a file that exists, or a server, as a second terminal opens it."""
    return _assembled(Database(locate(file), clock or FakeClock(NOW)))


def is_about_a_file() -> None:
    """Leave this test out where offices are on a server."""
    if servers.running() is not None:
        pytest.skip("is about a file")
