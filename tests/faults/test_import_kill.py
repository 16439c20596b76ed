"""Killing the program in the middle of an import or its undo: all of it is there, or nothing."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from shutil import copyfile

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.formats.workbooks import write_csv
from tests import make
from tests.processes import fresh_processes

FEW_ROWS, MANY_ROWS = 200, 1500
HERE = 40
"""So many of the file's customers are in the office already, and are filled."""
FILL = MatchPolicy(MatchAction.FILL, MatchAction.FILL)
Act = Callable[[Crm, Path], object]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


def bring_in(crm: Crm, source: Path) -> object:
    """Import a file."""
    return crm.imports.run(make.admin(crm), ImportPlan(source, policy=FILL))


def take_back(crm: Crm, _source: Path) -> object:
    """Undo what was done last."""
    return crm.history.undo(make.admin(crm))


def source_of(folder: Path, rows: int) -> Path:
    """A file of so many customers."""
    file = folder / f"customers-{rows}.csv"
    customers = [[f"第{n}号测试公司", "张敏", f"139{n:08d}", "学院路"] for n in range(rows)]
    write_csv(file, ["客户名称", "联系人", "电话", "地址"], customers)
    return file


def an_office(folder: Path) -> Path:
    """An office that has some of the customers, without their addresses."""
    file = make.office_file(folder)
    crm = make.opened(file)
    rows = [[f"第{n}号测试公司", "李强"] for n in range(HERE)]
    known = folder / "known.csv"
    write_csv(known, ["客户名称", "联系人"], rows)
    crm.imports.run(make.admin(crm), ImportPlan(known))
    crm.close()
    return file


def act_and_tell(database: Path, source: Path, act: Act, told: Connection) -> None:
    """Do it, and tell when the database is open and when all is done."""
    crm = make.opened(database)
    told.send("ready")
    act(crm, source)
    told.send("done")
    crm.close()


@contextmanager
def acting(database: Path, source: Path, act: Act) -> Iterator[tuple[BaseProcess, Connection]]:
    """A process that has opened the database and begins, and what it tells."""
    context = fresh_processes()
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(  # type: ignore[attr-defined]  # every context has its own
        target=act_and_tell, args=(database, source, act, tells)
    )
    process.start()
    assert hears.recv() == "ready"
    yield process, hears
    process.join()
    process.close()
    hears.close()
    tells.close()


def finished_after(database: Path, source: Path, act: Act) -> float:
    """How many seconds it takes when nobody disturbs."""
    with acting(database, source, act) as (_process, hears):
        started = time.monotonic()
        assert hears.recv() == "done"
        return time.monotonic() - started


def kill_once(database: Path, source: Path, act: Act, after_seconds: float) -> list[str]:
    """Kill it at a moment; check the file and return all that it holds."""
    with acting(database, source, act) as (process, _hears):
        time.sleep(after_seconds)
        process.kill()
    crm = make.opened(database)
    make.admin(crm)  # opened for writing, so that a hot journal is rolled back
    assert make.query(crm, "PRAGMA integrity_check") == [("ok",)]
    assert make.query(crm, "PRAGMA foreign_key_check") == []
    crm.close()
    return what_matters(make.dump(database))


def what_matters(dump: Sequence[str]) -> list[str]:
    """What a file holds but for the operation's number, which is another each time."""
    return [line for line in dump if not line.startswith("batch:")]


def kill_often(folder: Path, before: Path, source: Path, act: Act, kills: int) -> None:
    """Kill it at random moments of its life; the file is as it was, or as it will be."""
    after = folder / "after.db"
    copyfile(before, after)
    whole = finished_after(after, source, act)
    expected = [what_matters(make.dump(before)), what_matters(make.dump(after))]
    assert expected[0] != expected[1]
    chance = random.Random(20261122)
    found = []
    for number in range(kills):
        database = folder / f"{number}.db"
        copyfile(before, database)
        found.append(kill_once(database, source, act, chance.uniform(0, whole)))
        database.unlink()
    assert all(each in expected for each in found)
    assert expected[0] in found


def kill_imports(folder: Path, rows: int, kills: int) -> None:
    kill_often(folder, an_office(folder), source_of(folder, rows), bring_in, kills)


def kill_undos(folder: Path, rows: int, kills: int) -> None:
    file, source = an_office(folder), source_of(folder, rows)
    crm = make.opened(file)
    bring_in(crm, source)
    crm.close()
    kill_often(folder, file, source, take_back, kills)


def test_a_killed_import_leaves_nothing_or_everything(tmp_path: Path) -> None:
    kill_imports(tmp_path, FEW_ROWS, 10)


@pytest.mark.long
def test_a_killed_undo_of_an_import_leaves_nothing_or_everything(tmp_path: Path) -> None:
    kill_undos(tmp_path, FEW_ROWS, 10)


@pytest.mark.long
def test_what_a_killed_import_left_can_be_imported_again(tmp_path: Path) -> None:
    file, source = an_office(tmp_path), source_of(tmp_path, FEW_ROWS)
    kill_once(file, source, bring_in, 0.05)
    crm = make.opened(file)
    bring_in(crm, source)
    assert make.query(crm, "SELECT count(*) FROM customer") == [(FEW_ROWS,)]
    crm.close()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_fifty_killed_imports_leave_nothing_or_everything(tmp_path: Path) -> None:
    kill_imports(tmp_path, MANY_ROWS, 50)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_fifty_killed_undos_leave_nothing_or_everything(tmp_path: Path) -> None:
    kill_undos(tmp_path, MANY_ROWS, 50)
