"""Backups while others write, and when they are cut off: whole, or not there."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from tests import make
from tests.faults.test_files import child, file_of, is_sound

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX")

KILLS = [2, pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(900)])]


def begun(what: str, file: Path, count: int = 1) -> list[subprocess.Popen[str]]:
    processes = [child(what, file) for _ in range(count)]
    for each in processes:
        assert each.stdout is not None
        assert each.stdout.readline() == "started\n"
    return processes


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


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
    said, trouble = child("back up full", file_of(crm)).communicate(timeout=60)
    assert said.splitlines() in (["disk_full"], ["io_error"]), trouble
    assert list((file_of(crm).parent / "backups").iterdir()) == []
    assert crm.backups.make(make.admin(crm))
