"""Killing the program in the middle of an import: all of it is there, or nothing."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.formats.workbooks import write_csv
from tests import make
from tests.processes import fresh_processes

FEW_ROWS, MANY_ROWS = 300, 1500

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


def source_of(folder: Path, rows: int) -> Path:
    """A file of so many customers."""
    file = folder / "customers.csv"
    customers = [[f"第{n}号测试公司", "张敏", f"139{n:08d}"] for n in range(rows)]
    write_csv(file, ["客户名称", "联系人", "电话"], customers)
    return file


def import_all(database: Path, source: Path, told: Connection) -> None:
    """Import a file, and tell when the database is open and when all is there."""
    crm = make.opened(database)
    told.send("ready")
    crm.imports.run(make.admin(crm), ImportPlan(source))
    told.send("done")
    crm.close()


@contextmanager
def importing(database: Path, source: Path) -> Iterator[tuple[BaseProcess, Connection]]:
    """A process that has opened the database and begins to import, and what it tells."""
    context = fresh_processes()
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(  # type: ignore[attr-defined]  # every context has its own
        target=import_all, args=(database, source, tells)
    )
    process.start()
    assert hears.recv() == "ready"
    yield process, hears
    process.join()
    process.close()
    hears.close()
    tells.close()


def finished_after(database: Path, source: Path) -> float:
    """How many seconds an import takes that nobody disturbs."""
    with importing(database, source) as (_process, hears):
        started = time.monotonic()
        assert hears.recv() == "done"
        return time.monotonic() - started


def kill_once(folder: Path, source: Path, rows: int, after_seconds: float) -> int:
    """Kill an import at a moment; check the file and return how many customers it holds."""
    database = make.office_file(folder)
    before = make.dump(database)
    with importing(database, source) as (process, _hears):
        time.sleep(after_seconds)
        process.kill()
    crm = make.opened(database)
    admin = make.admin(crm)  # opened for writing, so that a hot journal is rolled back
    assert make.query(crm, "PRAGMA integrity_check") == [("ok",)]
    ((customers,),) = make.query(crm, "SELECT count(*) FROM customer")
    if customers == 0:
        assert make.dump(database) == before
    again = crm.imports.run(admin, ImportPlan(source))
    assert len(again.imported) == rows - customers
    assert make.query(crm, "SELECT count(*) FROM customer") == [(rows,)]
    crm.close()
    return int(customers)


def kill_often(folder: Path, rows: int, kills: int) -> None:
    """Kill imports at random moments of their life."""
    source = source_of(folder, rows)
    whole = finished_after(make.office_file(folder / "undisturbed"), source)
    chance = random.Random(20261122)
    found = [
        kill_once(folder / str(number), source, rows, chance.uniform(0, whole))
        for number in range(kills)
    ]
    assert set(found) <= {0, rows}
    assert 0 in found


def test_a_killed_import_leaves_nothing_or_everything(tmp_path: Path) -> None:
    kill_often(tmp_path, FEW_ROWS, 10)


@pytest.mark.long
def test_fifty_killed_imports_leave_nothing_or_everything(tmp_path: Path) -> None:
    kill_often(tmp_path, MANY_ROWS, 50)
