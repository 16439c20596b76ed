"""What can happen to the file: killed writers, a full disk, foreign and damaged files."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from crm_tui.bootstrap import Crm, database_exists, open_crm
from crm_tui.db.engine import APPLICATION_ID
from crm_tui.db.migrations import SCHEMA_VERSION
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.refused_attempts import REFUSED
from crm_tui.domain.views import ListLayout, ListTab
from crm_tui.errors import CrmError, DatabaseUnavailableError, NotFoundError
from tests import make
from tests.faults.child import Child


@pytest.fixture
def left_by_a_kill(tmp_path: Path) -> Path:
    """A file as a kill in the middle of a write leaves it: half changed, with its journal."""
    office = make.office(tmp_path / "whole")
    for number in range(30):
        make.customer(office, name=f"客户{number}")
    whole = file_of(office)
    office.close()
    writer = sqlite3.connect(whole, isolation_level=None)
    writer.execute("PRAGMA cache_size = 2")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE customer SET remarks = hex(zeroblob(1000))")
    left = tmp_path / "left.db"
    for ending in ("", "-journal"):
        shutil.copyfile(f"{whole}{ending}", f"{left}{ending}")
    writer.execute("ROLLBACK")
    writer.close()
    return left


def test_what_a_killed_program_left_opens_again_as_it_was_before(left_by_a_kill: Path) -> None:
    crm = open_crm(make.settings(left_by_a_kill), make.clock())
    crm.close()
    with sqlite3.connect(left_by_a_kill) as connection:
        changed = connection.execute("SELECT count(*) FROM customer WHERE remarks != ''")
        assert changed.fetchone()[0] == 0
    connection.close()
    assert is_sound(left_by_a_kill)


posix = pytest.mark.skipif(os.name != "posix", reason="limits and rights of POSIX")


def file_of(crm: Crm) -> Path:
    assert crm.location.path is not None
    return crm.location.path


def is_sound(file: Path) -> bool:
    """Whether the file is whole and its counts agree."""
    connection = sqlite3.connect(file)
    try:
        checks = [
            connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok",
            connection.execute("PRAGMA foreign_key_check").fetchall() == [],
            connection.execute(
                "SELECT sum(held) FROM app_user WHERE held != (SELECT count(*) FROM customer"
                " WHERE owner_id = app_user.id)"
            ).fetchone()[0]
            is None,
            connection.execute(
                "SELECT count(*) FROM customer c LEFT JOIN ownership_period p ON"
                " p.customer_id = c.id AND p.ended_at IS NULL WHERE c.owner_id IS NOT p.owner_id"
            ).fetchone()[0]
            == 0,
            connection.execute(
                "SELECT count(*) FROM batch WHERE id NOT IN (SELECT batch_id FROM event)"
            ).fetchone()[0]
            == 0,
        ]
    finally:
        connection.close()
    return all(checks)


@posix
@pytest.mark.parametrize(
    "kills", [3, pytest.param(100, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
def test_a_killed_writer_leaves_whole_operations_only(crm: Crm, kills: int) -> None:
    chance = random.Random(20261122)
    for _ in range(kills):
        writer = Child("write", file_of(crm))
        assert writer.stdout.readline() == "started\n"
        time.sleep(chance.uniform(0, 0.3))
        writer.kill()
        writer.communicate()
        assert make.customer(crm, name="之后")
        assert is_sound(file_of(crm))


@posix
def test_a_full_disk_is_named_and_the_database_goes_on(crm: Crm) -> None:
    ended = Child("fill", file_of(crm)).communicate()
    assert ended[0].splitlines()[-1] in {"disk_full", "io_error"}, ended[1]
    assert is_sound(file_of(crm))
    assert make.customer(crm, name="之后")


@posix
def test_a_file_one_may_only_read_is_read_and_named(crm: Crm) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "crm.db"
        shutil.copyfile(file_of(crm), file)
        file.chmod(0o444)
        folder.chmod(0o555)
        said, trouble = Child("read-only", file).communicate()
        folder.chmod(0o755)
    assert said.splitlines() == ["1", "read_only"], trouble


# --- files that are none of ours -----------------------------------------------------------------


def foreign(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    connection.close()


def newer(file: Path) -> None:
    shutil.copyfile(make.empty_template(), file)
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()


def damaged(file: Path) -> None:
    whole = make.empty_template().read_bytes()
    file.write_bytes(whole[:100] + b"\x00" * 3996 + whole[4096:])


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda file: file.mkdir(), "is_directory"),
        (foreign, "foreign"),
        (newer, "newer"),
        (damaged, "corrupt"),
        (lambda file: file.write_text("客户,电话\n" * 1000, encoding="utf-8"), "not_a_database"),
        (lambda file: file.write_bytes(b"SQLite format 3\x00" + b"x" * 5000), "not_a_database"),
        (lambda file: None, "missing"),
    ],
)
def test_what_is_no_database_of_ours_is_refused_and_untouched(
    tmp_path: Path, prepare: Callable[[Path], object], reason: str
) -> None:
    file = tmp_path / "x.db"
    prepare(file)
    before = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
    with pytest.raises(DatabaseUnavailableError) as caught:
        open_crm(make.settings(file), make.clock())
    assert (caught.value.reason, caught.value.location) == (reason, str(file))
    assert (hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "") == before
    assert sorted(each.name for each in tmp_path.iterdir()) == (
        [] if reason == "missing" else ["x.db"]
    )


def test_a_folder_that_is_missing_is_made_only_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "neu" / "crm.db"
    assert not database_exists(make.settings(file))
    with pytest.raises(DatabaseUnavailableError) as caught:
        open_crm(make.settings(file))
    assert caught.value.reason == "no_folder"
    open_crm(make.settings(file), make.clock(), create=True).close()
    assert database_exists(make.settings(file))
    assert os.name != "posix" or file.stat().st_mode & 0o077 == 0


def test_a_strange_name_is_only_a_name(tmp_path: Path) -> None:
    name = "客户 #1 100%?mode=memory&a=%41.db"
    open_crm(make.settings(tmp_path / name), make.clock(), create=True).close()
    assert [each.name for each in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).stat().st_size > 0


# --- what happens to a file while it is open -----------------------------------------------------


def test_a_file_replaced_under_an_open_program_is_not_written(crm: Crm, tmp_path: Path) -> None:
    file = file_of(crm)
    other = make.office_file(tmp_path / "other")
    before = hashlib.sha256(other.read_bytes()).hexdigest()
    other.replace(file)
    with pytest.raises(DatabaseUnavailableError) as caught:
        make.customer(crm)
    assert caught.value.reason == "replaced"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_a_file_removed_under_an_open_program_is_not_made_anew(crm: Crm) -> None:
    admin = make.admin(crm)
    file_of(crm).unlink()
    with pytest.raises(DatabaseUnavailableError) as caught:
        make.customer(crm, admin)
    assert caught.value.reason == "vanished"
    assert not file_of(crm).exists()


def test_a_file_overwritten_under_an_open_program_is_named(crm: Crm) -> None:
    admin = make.admin(crm)
    file_of(crm).write_text("客户,电话\n" * 10_000, encoding="utf-8")
    for act in (
        lambda: make.customer(crm, admin),
        lambda: crm.pools.pools(admin),
        crm.offices.people,
        crm.offices.exists,
    ):
        with pytest.raises(CrmError) as caught:
            act()
        assert isinstance(caught.value, DatabaseUnavailableError)
        assert caught.value.reason in {"not_a_database", "corrupt"}


def test_a_busy_file_says_so_after_waiting(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_tui.db.engine.WRITE_WAIT_SECONDS", 0.2)
    other = sqlite3.connect(file_of(crm), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailableError) as caught:
        make.customer(crm)
    assert caught.value.reason == "busy"
    assert len(crm.pools.pools(make.admin(crm))) == 1
    other.execute("ROLLBACK")
    other.close()
    assert make.customer(crm)


def test_a_refusal_is_the_same_where_it_cannot_be_noted(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_tui.db.unit_of_work.JOT_SECONDS", 0.01)
    boss, lina = make.admin(crm), make.rep(crm, "lina")
    refused = NotFoundError("customer", str(make.customer(crm)))
    other = sqlite3.connect(file_of(crm), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    crm.audits.note_refused(lina, "customer show", refused)
    other.execute("ROLLBACK")
    other.close()
    assert crm.history.batches(boss, asked=HistoryFilter(operations=REFUSED), mine=False) == []
    file_of(crm).unlink()
    crm.audits.note_refused(lina, "pool why", NotFoundError("customer", "7"))


def test_another_program_s_commit_moves_the_counter(crm: Crm) -> None:
    seen = crm.change_counter()
    assert crm.change_counter() == seen
    other = make.opened(file_of(crm))
    make.customer(other)
    other.close()
    assert crm.change_counter() != seen


def test_how_others_lay_out_their_lists_is_nothing_to_read_anew_for(crm: Crm) -> None:
    admin, seen = make.admin(crm), crm.change_counter()
    other = make.opened(file_of(crm))
    for width in (30, 31):
        other.views.remember_layout(admin, "mine", ListLayout(widths={"name": width}))
        other.views.remember_last(admin, ListTab.CUSTOMERS, "all")
        assert crm.change_counter() == seen
    # What is written together with a layout is not overlooked.
    other.views.forget_layout(admin, "mine")
    make.customer(other)
    assert crm.change_counter() != seen
    other.close()


def test_what_is_counted_anew_without_a_word_in_the_history_moves_the_counter_too(
    crm: Crm,
) -> None:
    make.customer(crm)
    seen = crm.change_counter()
    with sqlite3.connect(file_of(crm)) as connection:
        connection.execute("UPDATE customer SET last_day = last_day + 1")
    connection.close()
    assert crm.change_counter() != seen


def test_the_file_is_let_go_while_others_still_ask_for_the_counter(crm: Crm) -> None:
    """A connection that is closed under the thread that uses it ends the whole program."""
    asking = [Thread(target=lambda: [crm.change_counter() for _ in range(2000)]) for _ in range(4)]
    for thread in asking:
        thread.start()
    crm.close()
    for thread in asking:
        thread.join()
    assert crm.change_counter() == 0


# --- migrations ----------------------------------------------------------------------------------


def an_older_file(folder: Path) -> Path:
    """A file of the version before: ours by its mark, without the tables of this one."""
    file = folder / "old.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE note (text TEXT)")
        connection.execute("INSERT INTO note VALUES ('keep me')")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    return file


def test_an_old_file_is_copied_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make.office_file(tmp_path)
    monkeypatch.setattr("crm_tui.db.migrations.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr("crm_tui.bootstrap.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    before = make.dump(file)
    crm = open_crm(make.settings(file), make.clock())
    assert crm.backup is not None
    assert make.dump(crm.backup) == before
    assert os.name != "posix" or crm.backup.stat().st_mode & 0o077 == 0
    assert [each.name for each in crm.backup.parent.iterdir()] == [crm.backup.name]
    assert make.query(crm, "PRAGMA user_version") == [(SCHEMA_VERSION + 1,)]
    crm.close()
    again = open_crm(make.settings(file), make.clock())
    assert again.backup is None
    again.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = an_older_file(tmp_path)
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE customer (id INTEGER)")
    connection.close()
    before = make.dump(file)
    with pytest.raises(DatabaseUnavailableError) as caught:
        open_crm(make.settings(file), make.clock())
    assert caught.value.reason == "migration_failed"
    assert make.dump(file) == before


def test_without_room_for_a_copy_nothing_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make.office_file(tmp_path)
    (tmp_path / "backups").write_text("in the way")
    monkeypatch.setattr("crm_tui.db.migrations.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr("crm_tui.bootstrap.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    before = make.dump(file)
    with pytest.raises(DatabaseUnavailableError) as caught:
        open_crm(make.settings(file), make.clock())
    assert caught.value.reason == "backup_failed"
    assert make.dump(file) == before


def test_a_share_that_comes_back_is_read_and_written_on(crm: Crm, tmp_path: Path) -> None:
    admin = make.admin(crm)
    first, file = make.customer(crm, admin), file_of(crm)
    hidden = tmp_path.with_name(f"{tmp_path.name}-gone")
    file.parent.rename(hidden)
    for act in (lambda: make.customer(crm, admin), lambda: make.follow_up(crm, admin, first)):
        with pytest.raises(DatabaseUnavailableError) as caught:
            act()
        assert caught.value.reason == "vanished"
    hidden.rename(file.parent)
    assert make.customer(crm, admin) > first
    assert crm.doctor.examine(thoroughly=True).is_sound
