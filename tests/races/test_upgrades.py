"""Several programs that start together on a database of an older version."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

from crm_tui.bootstrap import open_crm
from crm_tui.db.migrations import SCHEMA_VERSION
from tests import make
from tests.integration.test_migrations import OLD_FILES
from tests.processes import fresh_processes

PROGRAMS = 5


def open_together(file: Path, barrier: object, told: object) -> None:
    """Open the file when all are there, and tell the backup that this start made."""
    barrier.wait()  # type: ignore[attr-defined]  # of the context
    crm = open_crm(make.settings(file), make.clock())
    told.put(crm.backup)  # type: ignore[attr-defined]  # of the context
    crm.close()


def test_one_of_five_programs_backs_up_and_migrates(tmp_path: Path) -> None:
    file = tmp_path / "crm.db"
    file.write_bytes(gzip.decompress(OLD_FILES[1].read_bytes()))
    context = fresh_processes()
    barrier, told = context.Barrier(PROGRAMS), context.Queue()
    programs = [
        context.Process(  # type: ignore[attr-defined]  # every context has its own
            target=open_together, args=(file, barrier, told)
        )
        for _number in range(PROGRAMS)
    ]
    for program in programs:
        program.start()
    backups = [told.get(timeout=60) for _program in programs]
    for program in programs:
        program.join()
    assert [program.exitcode for program in programs] == [0] * PROGRAMS
    (made,) = (each for each in backups if each is not None)
    assert list((tmp_path / "backups").glob("*.db")) == [made]
    for path, version in ((file, SCHEMA_VERSION), (made, 1)):
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (version,)
            assert connection.execute("SELECT count(*) FROM customer").fetchone() == (30,)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
