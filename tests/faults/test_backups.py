"""Backups while others write, and when they are cut off: whole, or not there."""

from __future__ import annotations

import gc
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from io import FileIO
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.db import large_copies
from crm_tui.db.backups import back_up, beside, copy_file
from tests import make
from tests.faults.child import Child
from tests.faults.test_files import file_of, is_sound

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX")

KILLS = [2, pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(900)])]


def begun(what: str, file: Path, count: int = 1) -> list[Child]:
    processes = [Child(what, file) for _ in range(count)]
    for each in processes:
        assert each.stdout.readline() == "started\n"
    return processes


def ended(process: Child) -> None:
    process.kill()
    process.communicate()


@pytest.fixture(params=["small", "large"])
def as_a_file_is_copied(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two ways: in one go, and while others write to it."""
    if request.param == "large":
        monkeypatch.setattr("crm_tui.db.large_copies.LARGE_BYTES", 0)


@pytest.mark.usefixtures("as_a_file_is_copied")
@pytest.mark.parametrize(
    "count", [2, pytest.param(40, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
def test_what_is_copied_while_four_programs_write_is_whole(crm: Crm, count: int) -> None:
    admin = make.admin(crm)
    writers = begun("write", file_of(crm), 4)
    try:
        made = [crm.backups.make(admin) for _ in range(count)]
    finally:
        for each in writers:
            ended(each)
    assert all(is_sound(each.path) for each in made)
    events = [each.counts.events for each in made]
    assert events == sorted(events)
    assert is_sound(file_of(crm))


def test_a_large_file_is_copied_as_it_is_at_the_end(crm: Crm, tmp_path: Path) -> None:
    customers = [make.customer(crm, name=f"客户{number}") for number in range(30)]
    part = tmp_path / "copy.db"

    def change() -> None:
        for customer in customers[::7]:
            make.follow_up(crm, make.admin(crm), customer, "谈" * 3000)

    part.touch()
    with closing(sqlite3.connect(file_of(crm), isolation_level=None)) as writer:
        with FileIO(part, "r+") as target:
            copy = large_copies.Copy(file_of(crm), target)
            change()
            copy.catch_up()
            change()
            copy.finish(writer)
        assert not writer.in_transaction
    assert is_sound(part)
    assert is_like(part, crm)


def is_like(part: Path, crm: Crm) -> bool:
    return part.read_bytes() == file_of(crm).read_bytes()


LOCKS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    connection.execute("BEGIN EXCLUSIVE")
    print("let in")
except sqlite3.OperationalError as error:
    print(error.sqlite_errorname)
"""


def test_to_read_a_large_file_lets_go_of_no_lock_on_it(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_tui.db.large_copies.LARGE_BYTES", 0)
    with closing(sqlite3.connect(file_of(crm), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM customer").fetchone()
        place = beside(file_of(crm))
        copied = partial(copy_file, file_of(crm))
        back_up(copied, place.path_for("kept", make.NOW))
        gc.collect()
        command = [sys.executable, "-c", LOCKS, str(file_of(crm))]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
        assert told.stdout == "SQLITE_BUSY\n"


@pytest.mark.parametrize("kills", KILLS)
def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(crm: Crm, kills: int) -> None:
    for number in range(30):
        make.customer(crm, name=f"客户{number}")
    chance = random.Random(7)
    folder = file_of(crm).parent / "backups"
    for _ in range(kills):
        (killed,) = begun("back up", file_of(crm))
        time.sleep(chance.uniform(0, 0.2))
        ended(killed)
        assert all(is_sound(each) for each in folder.glob("*.db"))
        assert is_sound(file_of(crm))
        assert crm.backups.make(make.admin(crm))
    for each in folder.glob("*.part*"):
        os.utime(each, (0, 0))
    crm.backups.make(make.admin(crm))
    assert list(folder.glob("*.part")) == []


@pytest.mark.parametrize("kills", KILLS)
def test_a_restore_that_is_killed_leaves_the_old_or_the_new(
    crm: Crm, tmp_path: Path, kills: int
) -> None:
    admin = make.admin(crm)
    for number in range(2):
        make.customer(crm, admin, name=f"客户{number}")
        shutil.copyfile(crm.backups.make(admin).path, tmp_path / f"state-{number}.db")
    chance = random.Random(8)
    for _ in range(kills):
        (killed,) = begun("restore", file_of(crm))
        time.sleep(chance.uniform(0, 0.4))
        ended(killed)
        assert is_sound(file_of(crm))
        (count,) = make.query(crm, "SELECT count(*) FROM customer")[0]
        assert count in {1, 2}
        assert crm.pools.pools(admin), "an open program goes on"
    assert make.customer(crm, admin, name="之后")


def test_a_full_disk_leaves_no_backup_and_says_so(crm: Crm) -> None:
    said, trouble = Child("back up full", file_of(crm)).communicate()
    assert said.splitlines() in (["disk_full"], ["io_error"]), trouble
    assert list((file_of(crm).parent / "backups").iterdir()) == []
    assert crm.backups.make(make.admin(crm))
