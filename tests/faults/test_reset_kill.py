"""Killing the program in the middle of a fresh start: everything is there, or the empty office."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from shutil import copyfile

import pytest

from crm_tui.bootstrap import Crm
from tests import make
from tests.faults.test_import_kill import (
    an_office,
    bring_in,
    finished_after,
    kill_once,
    source_of,
    what_matters,
)

ROWS = 200

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


def begin_anew(crm: Crm, _source: Path) -> object:
    """Clear the office."""
    admin = make.admin(crm)
    return crm.resets.reset(admin, crm.offices.who(admin)[1].name)


def is_empty_and_sound(database: Path) -> bool:
    """Whether nothing of the business is there, and all else fits together."""
    crm = make.opened(database)
    empty = crm.resets.preview(make.admin(crm)).is_empty
    sound = crm.doctor.examine(thoroughly=True).is_sound
    crm.close()
    return empty and sound


def kill_resets(folder: Path, kills: int) -> None:
    file, source = an_office(folder), source_of(folder, ROWS)
    crm = make.opened(file)
    bring_in(crm, source)
    crm.close()
    before = what_matters(make.dump(file))
    trial, chance, untouched = folder / "trial.db", random.Random(20261123), 0
    copyfile(file, trial)
    whole = finished_after(trial, source, begin_anew)
    assert is_empty_and_sound(trial)
    for _number in range(kills):
        copyfile(file, trial)
        if kill_once(trial, source, begin_anew, chance.uniform(0, whole)) == before:
            untouched += 1
        else:
            assert is_empty_and_sound(trial)
    assert untouched


@pytest.mark.long
def test_a_killed_fresh_start_leaves_nothing_or_everything(tmp_path: Path) -> None:
    kill_resets(tmp_path, 10)


@pytest.mark.long
def test_fifty_killed_fresh_starts_leave_nothing_or_everything(tmp_path: Path) -> None:
    kill_resets(tmp_path, 50)
