"""Killing the program in the middle of a merge or its undo: all of it is there, or nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.tasks import TaskDraft
from tests import make
from tests.faults.test_import_kill import kill_often, take_back

KEPT, GIVEN_UP = CustomerId(1), CustomerId(2)
TALKS = 40

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


def make_one(crm: Crm, _source: Path) -> object:
    """Merge the two customers of the office."""
    return crm.merging.merge(make.admin(crm), KEPT, GIVEN_UP)


def an_office(folder: Path) -> Path:
    """An office with two customers, each with follow-ups, tasks and key dates."""
    file = make.office_file(folder)
    crm = make.opened(file)
    admin = make.admin(crm)
    for name in ("北京恒信科技有限公司", "恒信科技"):
        customer = make.customer(crm, admin, name, phone="13800132231", founded_on=700_000)
        for number in range(TALKS):
            make.follow_up(crm, admin, customer, f"第{number}次")
        crm.tasks.make(admin, TaskDraft("发报价", make.NOW + make.DAY, customer_id=customer))
        day = KeyDateFields(KeyDateKind.OTHER, KeyDay(month=5, day=1))
        crm.key_dates.add(admin, customer, day)
    crm.close()
    return file


def kill_merges(folder: Path, kills: int) -> None:
    kill_often(folder, an_office(folder), folder, make_one, kills)


def kill_undos(folder: Path, kills: int) -> None:
    file = an_office(folder)
    crm = make.opened(file)
    make_one(crm, folder)
    crm.close()
    kill_often(folder, file, folder, take_back, kills)


@pytest.mark.long
def test_a_killed_merge_leaves_two_or_one(tmp_path: Path) -> None:
    kill_merges(tmp_path, 10)


@pytest.mark.long
def test_a_killed_undo_of_a_merge_leaves_one_or_two(tmp_path: Path) -> None:
    kill_undos(tmp_path, 10)


@pytest.mark.long
def test_fifty_killed_merges_leave_two_or_one(tmp_path: Path) -> None:
    kill_merges(tmp_path, 50)


@pytest.mark.long
def test_fifty_killed_undos_leave_one_or_two(tmp_path: Path) -> None:
    kill_undos(tmp_path, 50)
