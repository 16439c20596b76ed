"""Killing the program in the middle of an import: all of it is there, or nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm_tui.domain.imports.outcomes import ImportPlan
from crm_tui.formats.workbooks import write_csv
from tests import make

ROWS = 1500
_CHILD = """
import sys
from pathlib import Path
from crm_tui.domain.imports.outcomes import ImportPlan
from tests import make

crm = make.opened(Path(sys.argv[1]))
print("ready", flush=True)
crm.imports.run(make.admin(crm), Path(sys.argv[2]), ImportPlan())
print("done", flush=True)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file large enough to be interrupted anywhere."""
    file = tmp_path_factory.mktemp("source") / "customers.csv"
    rows = [[f"第{n}号测试公司", "张敏", f"139{n:08d}"] for n in range(ROWS)]
    write_csv(file, ["客户名称", "联系人", "电话"], rows)
    return file


def importing(database: Path, source: Path) -> subprocess.Popen[str]:
    """A process that has opened the database and begins to import."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(database), str(source)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finished_after(database: Path, source: Path) -> float:
    """How many seconds an import takes that nobody disturbs."""
    with importing(database, source) as process:
        assert process.stdout is not None
        started = time.monotonic()
        assert process.stdout.readline() == "done\n"
        return time.monotonic() - started


def kill_once(folder: Path, source: Path, after_seconds: float) -> int:
    """Kill an import at a moment; check the file and return how many customers it holds."""
    database = make.office_file(folder)
    before = make.dump(database)
    with importing(database, source) as process:
        time.sleep(after_seconds)
        os.kill(process.pid, signal.SIGKILL)
    crm = make.opened(database)
    admin = make.admin(crm)  # opened for writing, so that a hot journal is rolled back
    assert make.query(crm, "PRAGMA integrity_check") == [("ok",)]
    ((customers,),) = make.query(crm, "SELECT count(*) FROM customer")
    if customers == 0:
        assert make.dump(database) == before
    again = crm.imports.run(admin, source, ImportPlan())
    assert len(again.imported) == ROWS - customers
    assert make.query(crm, "SELECT count(*) FROM customer") == [(ROWS,)]
    crm.close()
    return int(customers)


def kill_often(folder: Path, source: Path, kills: int) -> None:
    """Kill imports at random moments of their life."""
    whole = finished_after(make.office_file(folder / "undisturbed"), source)
    chance = random.Random(20261122)
    found = [
        kill_once(folder / str(number), source, chance.uniform(0, whole)) for number in range(kills)
    ]
    assert set(found) <= {0, ROWS}
    assert 0 in found


def test_a_killed_import_leaves_nothing_or_everything(tmp_path: Path, source: Path) -> None:
    kill_often(tmp_path, source, 10)


@pytest.mark.long
def test_fifty_killed_imports_leave_nothing_or_everything(tmp_path: Path, source: Path) -> None:
    kill_often(tmp_path, source, 50)
