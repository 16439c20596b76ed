"""Killing the program while a server is brought up to date: all is as it was, and goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from crm_tui.bootstrap import assemble
from crm_tui.db.engine import locate
from crm_tui.db.migrations import SCHEMA_VERSION, bring_up_to_date, migrate, stored_version
from crm_tui.db.unit_of_work import Database
from tests import make, servers
from tests.integration.test_server_migrations import customers, left_by
from tests.processes import fresh_processes

pytestmark = [
    pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server"),
    pytest.mark.skipif(sys.platform == "win32", reason="kills by signal"),
]

VERSION = 26
PROGRAMS = 3
EACH = 40
"""Statements between one kill and the next."""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A server's database as an older version left it."""
    server = servers.running()
    assert server is not None
    found = server.empty()
    left_by(VERSION, found, tmp_path)
    yield found
    server.drop(found)


def upgrade_and_tell(url: str, told: Connection) -> None:
    """Bring it up to date; tell each statement and wait until that was heard."""

    def tell(*_context: Any) -> None:
        told.send("statement")
        told.recv()

    event.listen(Engine, "before_cursor_execute", tell)
    bring_up_to_date(locate(url))
    event.remove(Engine, "before_cursor_execute", tell)
    told.send("done")
    told.recv()


def killed_at(url: str, statement: int) -> bool:
    """Let another process upgrade and kill it before a statement; return whether it had ended."""
    context = fresh_processes()
    hears, tells = context.Pipe()
    process = context.Process(  # type: ignore[attr-defined]  # every context has its own
        target=upgrade_and_tell, args=(url, tells)
    )
    process.start()
    heard = hears.recv()
    for _before in range(statement):
        if heard == "done":
            break
        hears.send(None)
        heard = hears.recv()
    process.kill()
    process.join()
    process.close()
    return bool(heard == "done")


def test_a_killed_upgrade_leaves_a_server_as_it_was(url: str) -> None:
    before, tables = customers(url), servers.dump(url)
    statement = EACH
    while not killed_at(url, statement):
        assert stored_version(locate(url)) == VERSION
        assert servers.dump(url) == tables
        statement += EACH
    assert statement > 2 * EACH
    assert stored_version(locate(url)) == SCHEMA_VERSION
    assert customers(url) == before
    crm = assemble(Database(locate(url), make.clock()))
    crm.doctor.rebuild_search()
    assert crm.doctor.examine(thoroughly=True).is_sound
    crm.close()


def upgrade(url: str, told: Connection) -> None:
    """Open it as the program does, and tell which version it is of then."""
    migrate(locate(url), lambda file, _label: file)
    told.send(stored_version(locate(url)))


def test_programs_that_start_together_upgrade_a_server_once(url: str) -> None:
    before, context = customers(url), fresh_processes()
    started = []
    for _number in range(PROGRAMS):
        hears, tells = context.Pipe(duplex=False)
        process = context.Process(  # type: ignore[attr-defined]  # every context has its own
            target=upgrade, args=(url, tells)
        )
        process.start()
        started.append((process, hears))
    for process, hears in started:
        assert hears.recv() == SCHEMA_VERSION
        process.join()
    assert customers(url) == before
