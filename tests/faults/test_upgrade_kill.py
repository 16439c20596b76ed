"""kill -9 while an old file is brought up to date: it is of the old version or of the new one."""

from __future__ import annotations

import gzip
import random
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from crm_tui.bootstrap import open_crm
from crm_tui.db.migrations import SCHEMA_VERSION
from tests import make
from tests.integration.test_migrations import OLD_FILES, values
from tests.processes import fresh_processes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")

FULL = [pytest.mark.long, pytest.mark.timeout(1200)]
KILLS = [2, pytest.param(40, marks=FULL)]
VERSION = 12
CUSTOMERS = "SELECT id, name, owner_id, pool_id, last_day FROM customer"


def upgrade(file: Path, tells: Connection) -> None:
    """Open an old file; say when that begins, and how long it took."""
    tells.send("begins")
    begun = time.monotonic()
    open_crm(make.settings(file), make.clock()).close()
    tells.send(time.monotonic() - begun)


def old_file(folder: Path) -> Path:
    folder.mkdir()
    file = folder / "crm.db"
    file.write_bytes(gzip.decompress(OLD_FILES[VERSION].read_bytes()))
    return file


def begun(file: Path) -> tuple[Any, Connection]:
    context = fresh_processes()
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(  # type: ignore[attr-defined]  # every context has its own
        target=upgrade, args=(file, tells)
    )
    process.start()
    assert hears.recv() == "begins"
    return process, hears


@pytest.mark.parametrize("kills", KILLS)
def test_a_killed_upgrade_leaves_the_old_version_or_the_new_one(tmp_path: Path, kills: int) -> None:
    chance = random.Random(20261123)
    whole, hears = begun(old_file(tmp_path / "whole"))
    seconds = hears.recv()
    whole.join()
    for number in range(kills):
        file = old_file(tmp_path / str(number))
        before = values(file, CUSTOMERS)
        process, _hears = begun(file)
        time.sleep(chance.uniform(0, seconds))
        process.kill()
        process.join()
        assert values(file, "PRAGMA user_version") in ([(VERSION,)], [(SCHEMA_VERSION,)])
        assert values(file, CUSTOMERS) == before
        crm = open_crm(make.settings(file), make.clock())
        assert crm.doctor.examine(thoroughly=True).is_sound
        admin = make.admin(crm)
        for each in crm.backups.list(admin):
            crm.backups.check(admin, each.path)
        crm.close()
