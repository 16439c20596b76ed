"""A power cut, on copies: of what was on its way to the disk any part may have reached it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_tui.errors import DatabaseUnavailableError
from tests import make
from tests.faults.test_files import file_of, is_sound

SECTOR = 512
CUTS = [12, pytest.param(300, marks=[pytest.mark.long, pytest.mark.timeout(900)])]


@dataclass(frozen=True, slots=True)
class Write:
    """A write that is under way: what was on the disk, what is written, and its journal."""

    before: bytes
    written: bytes
    journal: bytes


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """One that has changed every customer, so many that part of them is written already."""
    office = make.office(tmp_path / "whole")
    for number in range(30):
        make.customer(office, name=f"客户{number}")
    file = file_of(office)
    office.close()
    before = file.read_bytes()
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA synchronous = FULL")
        writer.execute("PRAGMA cache_size = 2")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE customer SET remarks = hex(zeroblob(1000))")
        # Past SQLite, as the disk has them.
        made = [tmp_path / "written", tmp_path / "journal"]
        for source, copy in zip((file, Path(f"{file}-journal")), made, strict=True):
            shutil.copyfile(source, copy)
        writer.execute("ROLLBACK")
    found = Write(before, *(each.read_bytes() for each in made))
    assert found.written != before
    return found


def sectors(content: bytes) -> list[bytes]:
    return [content[at : at + SECTOR] for at in range(0, len(content), SECTOR)]


def torn(before: bytes, after: bytes, chance: random.Random) -> bytes:
    """Some sectors of what was written, and the others as they were; one is cut through."""
    old, new = sectors(before), sectors(after)
    old += [bytes(SECTOR)] * (len(new) - len(old))
    mixed = [chance.choice(pair) for pair in zip(old, new, strict=False)]
    differs = [at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]]
    at, cut = chance.choice(differs), chance.randrange(1, SECTOR)
    mixed[at] = new[at][:cut] + old[at][cut:]
    return b"".join(mixed)


def left(folder: Path, content: bytes, journal: bytes) -> Path:
    file = folder / "crm.db"
    file.write_bytes(content)
    Path(f"{file}-journal").write_bytes(journal)
    return file


@pytest.mark.parametrize("cuts", CUTS)
def test_a_write_that_reached_the_disk_in_parts_is_taken_back(
    write: Write, tmp_path: Path, cuts: int
) -> None:
    before = make.dump(left(tmp_path, write.before, b""))
    chance = random.Random(20261123)
    for _ in range(cuts):
        file = left(tmp_path, torn(write.before, write.written, chance), write.journal)
        crm = make.opened(file)
        admin = make.admin(crm)
        assert make.dump(file) == before
        assert make.customer(crm, admin, name="之后"), "it goes on at once"
        crm.close()
        assert is_sound(file)


@pytest.mark.parametrize("cuts", CUTS)
def test_a_journal_that_reached_the_disk_in_parts_harms_nothing(
    write: Write, tmp_path: Path, cuts: int
) -> None:
    before = make.dump(left(tmp_path, write.before, b""))
    chance = random.Random(20261124)
    for number in range(cuts):
        cut = chance.randrange(len(write.journal))
        parts = torn(bytes(len(write.journal)), write.journal, chance)
        file = left(tmp_path, write.before, write.journal[:cut] if number % 2 else parts)
        crm = make.opened(file)
        crm.pools.pools(make.admin(crm))
        crm.close()
        assert make.dump(file) == before
        assert is_sound(file)


def test_without_its_journal_a_torn_file_is_found_out(write: Write, tmp_path: Path) -> None:
    chance = random.Random(1)
    found = 0
    for _ in range(5):
        file = left(tmp_path, torn(write.before, write.written, chance), b"")
        crm = make.opened(file)
        try:
            checks = crm.doctor.examine(thoroughly=True).checks
            found += any(each.faults for each in checks)
        except DatabaseUnavailableError as error:
            found += error.reason in {"corrupt", "not_a_database"}
        crm.close()
    assert found == 5


def test_a_folder_that_goes_and_comes_back_is_named_and_gone_on_with(tmp_path: Path) -> None:
    crm = make.office(tmp_path / "share")
    admin = make.admin(crm)
    customer = make.customer(crm, admin)
    (tmp_path / "share").rename(tmp_path / "elsewhere")
    with pytest.raises(DatabaseUnavailableError) as caught:
        make.follow_up(crm, admin, customer)
    assert caught.value.reason == "vanished"
    assert not (tmp_path / "share").exists()
    (tmp_path / "elsewhere").rename(tmp_path / "share")
    assert make.follow_up(crm, admin, customer)
    crm.close()
