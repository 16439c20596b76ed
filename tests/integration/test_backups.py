"""A backup is whole, and a restore shows everybody the office as it was."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, open_crm, rescue
from crm_tui.clock import FakeClock
from crm_tui.db.engine import locate
from crm_tui.db.migrations import SCHEMA_VERSION
from crm_tui.domain.backups import BackupKind, Keeping, RestoreStage
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.imports import SheetRow
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.domain.pools import HoldCause
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    DatabaseUnavailableError,
    EncryptionError,
    FieldError,
    NotPermittedError,
    SupersededError,
)
from crm_tui.services.backups import PLAIN, Unlocking, extract_file
from tests import make

OLD_FILE = Path(__file__).parents[1] / "files" / "office-v1.db.gz"
CHEAP_KEY_NAME = "age1jh2v0seys85wyqhgnaq0t5w0nqp5q9626xpxcuqvefcyt8zp3cyssdamgh"
CHEAP_KEY = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBCYWxyQTdhVnB5aFN2YlNQUkxNY2tRIDQKQTc1ckxnSUlYdT"
    "VZTi9nK05ONUFKWlB6TjR5SCtwWFFHL2N0TDlxYjkwQQotLS0gOTgrQ3B5MENCNm9jTXg3MUpoVUVpK1NOcDNjZlQx"
    "ZVFpL3hNL2RWYjJmRQruL5AkuVrt2ITZ2SJf0B5e/u98utx81ED+I33XTp1G7+b+JfLrv6G5YkAxiu3Bvt5AF+JoH/"
    "LZI+Oidstjuumw43YmmCZj/zeY4lCo+OUsvatAd+Y1gZxAFNzKPOWqloJ0HjK22UN8bCpm"
)
"""One of 恒信办公室的密码 x that is cheap to guess: the usual ones take two seconds to open."""


@pytest.fixture(autouse=True)
def _about_files() -> None:
    make.is_about_a_file()


def names(crm: Crm) -> set[str]:
    page = crm.customers.page(make.admin(crm), ListRequest(CustomerView.ALL))
    return {row.name for row in page.rows}


def path_of(crm: Crm) -> Path:
    assert crm.location.path is not None
    return crm.location.path


def test_a_backup_holds_all_and_is_listed_and_written_down(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    made = crm.backups.make(admin)
    assert (made.counts.customers, made.counts.schema_version) == (1, SCHEMA_VERSION)
    assert made.path.stat().st_mode & 0o077 == 0
    (listed,) = crm.backups.list(admin)
    assert (listed.path, listed.kind) == (made.path, BackupKind.MANUAL)
    (batch, *_older) = crm.history.batches(admin)
    assert batch.operation == "Backups._note"


def test_only_who_runs_the_office_copies_all_of_it(crm: Crm, tmp_path: Path) -> None:
    rep = make.rep(crm, "lina")
    for act in (
        lambda: crm.backups.make(rep),
        lambda: crm.backups.list(rep),
        lambda: crm.backups.restore(rep, tmp_path / "x.db"),
        lambda: crm.backups.encrypt_with(rep, "long enough"),
    ):
        with pytest.raises(NotPermittedError):
            act()
    assert not (tmp_path / "backups").exists()


def test_a_backup_goes_where_it_is_told_and_over_nothing(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    assert crm.backups.make(admin, to=folder).path.parent == folder
    file = tmp_path / "mine.db"
    assert crm.backups.make(admin, to=file).path == file
    for taken in (file, path_of(crm), Path(f"{path_of(crm)}-journal")):
        with pytest.raises(DatabaseUnavailableError) as caught:
            crm.backups.make(admin, to=taken)
        assert caught.value.reason == "exists"


def test_a_restore_is_seen_by_another_open_program_and_saves_the_present(
    crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, name="先有的")
    backup = crm.backups.make(admin).path
    other = make.again(crm)
    assert names(other) == {"先有的"}
    later = make.customer(other, name="后来的")
    seen = other.change_counter()
    restored = crm.backups.restore(admin, backup)
    assert names(other) == names(crm) == {"先有的"}
    assert other.change_counter() != seen
    assert make.customer(other, name="再来的") > later, "an id that was given is given to no other"
    assert restored.saved is not None
    with sqlite3.connect(restored.saved) as saved:
        assert saved.execute("SELECT count(*) FROM customer").fetchone() == (2,)
    saved.close()
    assert crm.doctor.examine(thoroughly=True).is_sound
    other.close()


def test_a_restore_is_in_the_history_and_holds_the_next_sweep(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    for number in range(52):
        make.customer(crm, admin, name=f"客户{number}")
    clock.advance(20 * make.DAY)
    crm.sweeps.sweep(admin)
    backup = crm.backups.make(admin).path
    clock.advance(15 * make.DAY)
    crm.backups.restore(admin, backup)
    assert crm.history.batches(admin)[0].operation == "Backups.restore"
    assert crm.sweeps.sweep(admin).held_because is HoldCause.RESTORED


@pytest.mark.long
def test_an_older_backup_is_brought_up_to_date_on_its_way(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(gzip.decompress(OLD_FILE.read_bytes()))
    before = old.read_bytes()
    restored = crm.backups.restore(admin, old)
    assert restored.counts.schema_version == 1
    assert make.query(crm, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert len(crm.customers.page(admin, ListRequest(CustomerView.ALL)).rows) == 30
    assert old.read_bytes() == before
    assert not (tmp_path / "crm.db.backups").exists()


def newer(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()


def foreign(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE notes (id)")
    connection.close()


def with_a_trigger(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TRIGGER x AFTER UPDATE ON customer BEGIN DELETE FROM event; END")
    connection.close()


def damaged(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    for at in range(8192, len(whole), 16384):
        whole[at : at + 512] = b"\xff" * 512
    file.write_bytes(whole)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (newer, "newer"),
        (foreign, "foreign"),
        (with_a_trigger, "foreign"),
        (damaged, "corrupt"),
        (lambda file: file.write_bytes(b""), "foreign"),
        (lambda file: file.write_text("客户\n" * 999, encoding="utf-8"), "not_a_database"),
        (lambda file: file.write_bytes(file.read_bytes()[:20_000]), "corrupt"),
        (Path.unlink, "missing"),
    ],
)
def test_what_is_no_whole_backup_is_refused_and_nothing_touched(
    crm: Crm, admin: Actor, tmp_path: Path, spoil: Callable[[Path], object], reason: str
) -> None:
    make.customer(crm, admin)
    backup = crm.backups.make(admin, to=tmp_path / "backup.db").path
    spoil(backup)
    before = make.dump(crm)
    with pytest.raises(DatabaseUnavailableError) as caught:
        crm.backups.restore(admin, backup)
    assert (caught.value.reason, caught.value.location) == (reason, str(backup))
    assert make.dump(crm) == before
    assert list(tmp_path.glob("*part*")) == []


def test_a_new_file_is_made_of_a_backup_and_no_other_touched(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, name="恒信")
    backup = crm.backups.make(admin).path
    before = make.dump(crm)
    target = tmp_path / "new.db"
    extract_file(backup, target, PLAIN)
    with pytest.raises(DatabaseUnavailableError):
        extract_file(backup, target, PLAIN)
    assert make.dump(crm) == before
    other = make.opened(target)
    assert names(other) == {"恒信"}
    other.close()


def test_a_database_that_cannot_be_opened_any_more_is_rescued(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, name="恒信")
    backup = crm.backups.make(admin).path
    file = path_of(crm)
    crm.close()
    whole = file.read_bytes()
    broken = whole[:100] + b"\x00" * 3996 + whole[4096:]
    file.write_bytes(broken)
    settings = make.settings(file)
    restored = rescue(settings, backup, Unlocking(), make.clock())
    assert restored.saved is not None
    assert restored.saved.read_bytes() == broken
    again = open_crm(settings, make.clock())
    assert names(again) == {"恒信"}
    again.close()
    notes = tmp_path / "notes.txt"
    notes.write_text("客户", encoding="utf-8")
    with pytest.raises(DatabaseUnavailableError):
        rescue(make.settings(notes), backup, Unlocking(), make.clock())
    assert notes.read_text(encoding="utf-8") == "客户"


def test_the_day_s_backup_is_made_once_by_whichever_program_is_first(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    other = make.again(crm, clock)
    assert names(other) == names(crm) == set()
    assert crm.backups.is_due()
    assert crm.backups.make_daily() is not None
    assert not other.backups.is_due()
    assert other.backups.make_daily() is None
    clock.advance(make.DAY)
    assert other.backups.is_due()
    other.close()


def test_a_program_killed_in_its_turn_holds_up_nobody_for_long(crm: Crm, admin: Actor) -> None:
    import os  # noqa: PLC0415 - only to make a file look old

    crm.backups.list(admin)
    folder = path_of(crm).parent / "backups"
    folder.mkdir()
    turn = folder / "crm-daily-turn.part"
    turn.touch()
    assert crm.backups.make_daily() is None
    os.utime(turn, (0, 0))
    assert crm.backups.make_daily() is not None
    assert list(folder.glob("*.part")) == []


def test_old_backups_go_when_a_new_one_is_made(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    crm.database.keeping = Keeping(2, 0, 0)
    crm.backups.list(admin)
    for _day in range(6):
        crm.backups.make_daily()
        clock.advance(make.DAY)
    assert len(crm.backups.list(admin)) == 3


def test_an_import_is_preceded_by_a_backup_and_a_dry_run_is_not(crm: Crm, admin: Actor) -> None:
    rows = (("客户名称", "联系人"), ("新公司", "王五"))
    sheet = PastedRows(tuple(SheetRow(line, cells) for line, cells in enumerate(rows, 1)))
    crm.imports.run(admin, ImportPlan(sheet, dry_run=True))
    assert crm.backups.list(admin) == []
    crm.imports.run(admin, ImportPlan(sheet))
    (backup,) = crm.backups.list(admin)
    assert backup.kind is BackupKind.BEFORE_IMPORT
    crm.backups.restore(admin, backup.path)
    assert names(crm) == set()


def test_an_encrypted_backup_opens_with_its_password_and_no_other(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    pytest.importorskip("pyrage")
    folder = crm.backups.make(admin).path.parent
    make.customer(crm, admin, name="恒信精密")
    with pytest.raises(FieldError):
        crm.backups.encrypt_with(admin, "short")
    (folder / "backup-key.age").write_bytes(b64decode(CHEAP_KEY))
    (folder / "backup-key.pub").write_text(f"{CHEAP_KEY_NAME}\n", encoding="utf-8")
    with pytest.raises(EncryptionError):
        crm.backups.encrypt_with(admin, "another one")
    made = crm.backups.make(admin)
    assert made.is_encrypted
    assert b"SQLite" not in made.path.read_bytes()
    elsewhere = crm.backups.make(admin, to=tmp_path / "stick.db").path
    assert elsewhere.name == "stick.db.age"
    make.customer(crm, admin, name="后来的")
    with pytest.raises(EncryptionError) as caught:
        crm.backups.restore(admin, made.path, Unlocking("恒信办公室的密码"))
    assert caught.value.reason == "wrong_password"
    assert names(crm) == {"恒信精密", "后来的"}
    restored = crm.backups.restore(admin, elsewhere, Unlocking("恒信办公室的密码 x"))
    assert names(crm) == {"恒信精密"}
    assert restored.saved is not None
    assert restored.saved.suffix == ".age"
    assert list(tmp_path.rglob("*.part*")) == []


def test_an_encrypted_backup_that_is_spoilt_does_not_open(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    age = pytest.importorskip("pyrage")
    folder = crm.backups.make(admin).path.parent
    # A key without a password, as the age program makes it: nothing is dear to guess here.
    key = age.x25519.Identity.generate()
    (folder / "backup-key.age").write_text(f"{key}\n", encoding="utf-8")
    (folder / "backup-key.pub").write_text(f"{key.to_public()}\n", encoding="utf-8")
    made = crm.backups.make(admin)
    assert made.is_encrypted
    crm.backups.restore(admin, made.path, Unlocking())
    spoilt = bytearray(made.path.read_bytes())
    spoilt[-100] ^= 1
    made.path.write_bytes(spoilt)
    with pytest.raises(EncryptionError) as caught:
        crm.backups.restore(admin, made.path, Unlocking())
    assert caught.value.reason == "not_opened"
    assert list(tmp_path.rglob("*.part*")) == []


def test_a_folder_of_the_settings_keeps_databases_apart(tmp_path: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415 - only here

    from crm_tui.settings import BackupSettings  # noqa: PLC0415

    kept = []
    for name in ("a", "b"):
        file = make.office_file(tmp_path / name)
        settings = replace(
            make.settings(file), backups=BackupSettings(folder=tmp_path / "all", daily=1)
        )
        crm = open_crm(settings, make.clock())
        kept.append(crm.backups.make(make.admin(crm)).path)
        assert len(crm.backups.list(make.admin(crm))) == 1
        crm.close()
    assert kept[0].parent != kept[1].parent
    assert kept[0].parent.parent == tmp_path / "all"


def test_a_backup_of_a_copy_elsewhere_needs_no_database_there(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    backup = crm.backups.make(admin).path
    moved = tmp_path / "x.db"
    shutil.copyfile(backup, moved)
    assert locate(str(moved)).path == moved
    extract_file(moved, tmp_path / "y.db", PLAIN)
    assert (tmp_path / "y.db").exists()


def test_a_backup_that_is_stopped_leaves_nothing(crm: Crm, admin: Actor) -> None:
    for number in range(30):
        make.customer(crm, admin, name=f"客户{number}")
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> bool:
        seen.append((done, total))
        return False

    with pytest.raises(SupersededError):
        crm.backups.make(admin, watch=stop)
    assert seen[0][1] == path_of(crm).stat().st_size
    assert crm.backups.list(admin) == []
    assert not [each for each in path_of(crm).parent.rglob("*") if "part" in each.name]


def test_a_backup_that_is_damaged_since_is_told_and_stays_told(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, name="恒信")
    backup = crm.backups.make(admin).path
    assert crm.backups.check(admin, backup).customers == 1
    content = bytearray(backup.read_bytes())
    content[5_000:9_000] = bytes(4_000)
    backup.write_bytes(content)
    with pytest.raises(DatabaseUnavailableError):
        crm.backups.check(admin, backup)
    (listed,) = crm.backups.list(admin)
    assert listed.checked is not None
    assert not listed.checked.is_whole


@pytest.mark.parametrize("until", RestoreStage)
def test_a_restore_tells_what_it_does_and_stops_until_it_replaces_anything(
    crm: Crm, admin: Actor, until: RestoreStage
) -> None:
    backup = crm.backups.make(admin).path
    make.customer(crm, admin)
    before, told = make.dump(crm), list[RestoreStage]()

    def watch(stage: RestoreStage, _done: int, _total: int) -> bool:
        told.append(stage)
        return stage is not until

    with pytest.raises(SupersededError):
        crm.backups.restore(admin, backup, watch=watch)
    assert make.dump(crm) == before
    stages = list(RestoreStage)
    assert set(told) <= set(stages[: stages.index(until) + 1])
