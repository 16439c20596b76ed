"""What the program asks of SQLite; the offices of other tests wait for no disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.db import engine as engines
from crm_tui.db.engine import journal_mode_for, locate, make_engine, wal_is_safe
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError
from tests import make

FULL = 2


def test_a_commit_waits_until_the_disk_has_it(tmp_path: Path) -> None:
    engine = make_engine(locate(make.office_file(tmp_path)))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == FULL
    engine.dispose()


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((4, 0, 0), True),
    ],
)
def test_a_write_ahead_log_is_kept_only_by_a_sqlite_that_resets_it_right(
    tmp_path: Path, version: tuple[int, int, int], *, is_safe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wal_is_safe(version) is is_safe
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert journal_mode_for(tmp_path / "crm.db") == ("WAL" if is_safe else "TRUNCATE")


def test_the_mode_that_was_chosen_is_the_one_in_use(tmp_path: Path) -> None:
    file = make.office_file(tmp_path)
    engine = make_engine(locate(file))
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    engine.dispose()
    assert str(mode).upper() == journal_mode_for(file)


def test_a_write_that_fails_keeps_no_lock(
    crm: Crm, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WRITE_WAIT_SECONDS", 1.0)
    customer = make.customer(crm, admin)
    with pytest.raises(FieldError):
        crm.customers.edit(admin, customer, {"industry_id": 9999})
    other = make.again(crm)
    assert make.customer(other, admin, "乙公司")
    other.close()
