"""kill -9 in the middle of every kind of write: each is wholly there or not, and all laws hold."""

from __future__ import annotations

import random
import sys
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests import make
from tests.architecture.test_services import ELSEWHERE, operations
from tests.faults.killing import Office, course_of, kill_in
from tests.successes import WITHOUT, successes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")

FULL = [pytest.mark.long, pytest.mark.timeout(2400)]
MOST = 300
"""More than there are operations: each is killed at least once."""
KILLS = [6, pytest.param(MOST, marks=FULL)]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Some operations write where they are started."""
    monkeypatch.chdir(tmp_path)


def plan(office: Office) -> list[str]:
    """The kinds of writes that are killed."""
    crm = make.opened(office.anew())
    found = sorted({*successes(crm, office.people)} - {*WITHOUT})
    crm.close()
    return found


@pytest.mark.parametrize("kills", KILLS)
def test_a_kill_at_any_point_leaves_whole_operations_only(tmp_path: Path, kills: int) -> None:
    office, chance = Office.of(tmp_path), random.Random(20261123)
    kinds = plan(office)
    chance.shuffle(kinds)
    courses = {name: course_of(office, name) for name in kinds[:kills]}
    without_effect = [name for name, each in courses.items() if each.states[-1] == each.states[0]]
    assert without_effect == []
    wrong = [
        line
        for name in islice(cycle(kinds), kills)
        for line in kill_in(office, name, courses[name], chance)
    ]
    assert wrong == []


def test_every_operation_is_killed_or_says_why_not(tmp_path: Path) -> None:
    kinds = set(plan(Office.of(tmp_path)))
    assert kinds | set(WITHOUT) >= set(operations())
    assert kinds.isdisjoint(WITHOUT)
    assert len(kinds) <= MOST
    assert set(WITHOUT) <= set(operations()) | set(ELSEWHERE)
