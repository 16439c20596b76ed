"""Killing the program while an office moves: the target is as empty as before."""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from crm_tui.bootstrap import assemble
from crm_tui.db.engine import locate
from crm_tui.db.migrations import stored_version
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.moves import MoveProgress, MoveStep
from tests import make, servers
from tests.long_runs import only_long
from tests.processes import fresh_processes

CUSTOMERS = 5
STEPS = (MoveStep.COPY, MoveStep.COMPARE, MoveStep.SEARCH)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


def move_and_tell(source: str, target: str, told: Connection) -> None:
    """Move, tell each step and wait until that was heard."""
    crm = assemble(Database(locate(source), make.clock()))

    def tell(at: MoveProgress) -> None:
        told.send(at.step)
        told.recv()

    crm.moves.move(make.admin(crm), target, tell)
    told.send("done")
    crm.close()


def kill_at(source: str, target: str, step: MoveStep) -> None:
    """Let another process move, and kill it when it has come to a step."""
    context = fresh_processes()
    hears, tells = context.Pipe()
    process = context.Process(  # type: ignore[attr-defined]  # every context has its own
        target=move_and_tell, args=(source, target, tells)
    )
    process.start()
    while (heard := hears.recv()) is not step:
        assert heard != "done"
        hears.send(None)
    process.kill()
    process.join()
    process.close()


@pytest.fixture
def source(tmp_path: Path) -> str:
    """An office with a few customers."""
    crm = make.office(tmp_path)
    for _number in range(CUSTOMERS):
        make.customer(crm)
    crm.close()
    return str(crm.location.path or crm.location.url)


@pytest.mark.parametrize("step", [STEPS[0], *only_long(STEPS[1:])])
def test_a_killed_move_leaves_an_empty_file_that_can_be_filled(
    source: str, tmp_path: Path, step: MoveStep
) -> None:
    target = tmp_path / "new.db"
    kill_at(source, str(target), step)
    assert stored_version(locate(target)) == 0
    _move_again(source, str(target))


@pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")
def test_a_killed_move_leaves_a_database_without_a_table(source: str) -> None:
    server = servers.running()
    assert server is not None
    target = server.empty()
    kill_at(source, target, MoveStep.SEARCH)
    assert servers.rows(target, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == []
    _move_again(source, target)
    server.drop(target)


def _move_again(source: str, target: str) -> None:
    crm = assemble(Database(locate(source), make.clock()))
    moved = crm.moves.move(make.admin(crm), target, lambda _at: None)
    assert {each.name: each.rows for each in moved.tables}["customer"] == CUSTOMERS
    crm.close()
