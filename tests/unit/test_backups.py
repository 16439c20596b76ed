"""Which backups are kept, what their names tell, and when the day's is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.backups import (
    Backup,
    BackupKind,
    Keeping,
    backup_name,
    is_daily_due,
    is_worth_a_backup,
    read_backup,
    to_remove,
)
from tests.make import NOW, SHANGHAI

FOLDER = Path("backups")
INSTANTS = st.integers(1_577_000_000, 1_893_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


def daily(at: datetime, kind: BackupKind = BackupKind.DAILY, version: int | None = None) -> Backup:
    return Backup(FOLDER / f"{kind.value}{version}-{at.timestamp()}", kind, at, 1, version)


def left(backups: list[Backup], keeping: Keeping) -> list[Backup]:
    gone = {each.path for each in to_remove(backups, keeping, SHANGHAI)}
    return [each for each in backups if each.path not in gone]


@given(INSTANTS, st.sampled_from(BackupKind), st.sampled_from(["crm", "a-daily", "客户 1", "x[1]"]))
def test_a_name_tells_what_it_was_made_of(at: datetime, kind: BackupKind, stem: str) -> None:
    label = f"{kind.value}12" if kind is BackupKind.BEFORE_MIGRATION else kind.value
    for ending in (".db", "-2.db", ".db.age"):
        path = FOLDER / f"{backup_name(stem, label, at)}{ending}"
        found = read_backup(path, stem, 7)
        assert found is not None
        assert (found.kind, found.made_at, found.size_bytes) == (kind, at, 7)
        assert found.is_encrypted is ending.endswith(".age")
        assert found.version == (12 if kind is BackupKind.BEFORE_MIGRATION else None)
        assert read_backup(path, f"{stem}-2", 7) is None


@pytest.mark.parametrize(
    "name", ["crm.db", "crm-daily-x.db", "crm-daily-20261399-000000.db", "crm-daily.part"]
)
def test_what_is_called_otherwise_is_no_backup(name: str) -> None:
    assert read_backup(FOLDER / name, "crm", 1) is None


def test_so_many_days_weeks_and_months_are_kept() -> None:
    made = [daily(NOW - timedelta(days=each)) for each in range(400)]
    kept = left(made, Keeping(daily=7, weekly=4, monthly=12))
    ages = [(NOW - each.made_at).days for each in kept]
    assert ages[:7] == list(range(7))
    assert len(kept) == 7 + 3 + 11
    assert ages[-1] > 300


def test_the_newest_stay_whatever_the_settings_say() -> None:
    made = [daily(NOW - timedelta(hours=each)) for each in range(10)]
    assert left(made, Keeping(0, 0, 0)) == made[:3]


def test_what_was_made_by_hand_always_stays() -> None:
    kinds = (BackupKind.MANUAL, BackupKind.DAMAGED, BackupKind.BEFORE_RESET)
    made = [daily(NOW - timedelta(days=each), kind) for each in range(9) for kind in kinds]
    assert left(made, Keeping(0, 0, 0)) == made


def test_the_copies_before_the_last_two_upgrades_stay_those_of_a_retry_too() -> None:
    made = [
        daily(NOW - timedelta(hours=2 * version + again), BackupKind.BEFORE_MIGRATION, -version)
        for version in (1, 2, 3)
        for again in (0, 1)
    ]
    assert left(made, Keeping(0, 0, 0)) == made[:4]


@given(st.lists(INSTANTS, unique=True, max_size=60))
def test_a_clock_that_jumps_removes_nothing_more(at: list[datetime]) -> None:
    made = [daily(each) for each in at]
    kept = left(made, Keeping())
    assert left(kept, Keeping()) == kept
    ahead = daily(datetime(2035, 1, 1, tzinfo=UTC))
    assert len(left([*kept, ahead], Keeping())) >= len(kept) - 3


@given(st.lists(INSTANTS, unique=True, min_size=1, max_size=60))
def test_the_newest_is_never_removed(at: list[datetime]) -> None:
    made = [daily(each) for each in at]
    newest = max(made, key=lambda each: each.made_at)
    assert newest in left(made, Keeping(1, 0, 0))


def test_a_daily_one_is_due_once_a_business_day() -> None:
    before_midnight = NOW.replace(hour=23)
    assert is_daily_due([], now=NOW, zone=SHANGHAI)
    assert not is_daily_due([daily(NOW)], now=before_midnight, zone=SHANGHAI)
    after = before_midnight + timedelta(hours=2)
    assert is_daily_due([daily(before_midnight)], now=after, zone=SHANGHAI)
    assert is_daily_due([daily(NOW, BackupKind.MANUAL)], now=NOW, zone=SHANGHAI)
    assert is_daily_due([daily(NOW + timedelta(days=3))], now=NOW, zone=SHANGHAI)


def test_a_few_rows_into_a_large_office_are_not_worth_seconds() -> None:
    assert is_worth_a_backup(1, 10_000_000)
    assert not is_worth_a_backup(5, 2_000_000_000)
    assert is_worth_a_backup(5_000, 2_000_000_000)
