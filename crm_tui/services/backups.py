"""Backups: copies of everything, made by hand, daily and before what changes much; and back."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from crm_tui.clock import Clock
from crm_tui.db import backups, moving, restores
from crm_tui.db.backups import PART, BackupFolder, Source, Watch
from crm_tui.db.engine import APPLICATION_ID, Location, create_file, locate, why_not_openable
from crm_tui.db.migrations import founding
from crm_tui.db.queries import batches
from crm_tui.db.queries.batches import BACKUP_CHECK
from crm_tui.db.restores import RestoreNote
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.backups import (
    ENCRYPTED_SUFFIX,
    Backup,
    BackupCounts,
    BackupKind,
    Checked,
    MadeBackup,
    Restored,
    is_daily_due,
    is_worth_a_backup,
    to_remove,
)
from crm_tui.domain.events import BackupChecked, BackupMade, JobStatus
from crm_tui.domain.moves import MoveProgress
from crm_tui.domain.users import Actor, Permission, Person, Road
from crm_tui.errors import (
    DatabaseUnavailableError,
    FieldError,
    NotPermittedError,
    SupersededError,
)
from crm_tui.file_rights import office_rights
from crm_tui.formats import encryption
from crm_tui.formats.encryption import KEY_NAME
from crm_tui.values import dataclass

SHORTEST_PASSWORD = 8
_CHECKS_READ = 1_000
_DAMAGED = frozenset({"corrupt", "not_a_database", "foreign"})
_ID_AT, _HEAD_BYTES = 68, 72
"""Where a file of SQLite says whose it is."""


@dataclass(frozen=True, slots=True)
class Unlocking:
    """What opens an encrypted backup."""

    password: str = ""
    key: Path | None = None
    """The file of the key, where it does not lie beside the backup."""


PLAIN = Unlocking()
"""Nothing, for what is not encrypted."""


@dataclass(frozen=True, slots=True)
class Backups:
    """The backups of the office, as who runs it uses them."""

    database: Database

    def list(self, actor: Actor) -> list[Backup]:
        """Return the backups of this database, the newest first."""
        self._who(actor)
        with self.database.reading(actor) as view:
            runs = batches.job_runs(view, BACKUP_CHECK, _CHECKS_READ)
        checked = {
            str(run.facts["file"]): Checked(run.finished_at, run.facts["whole"] is True)
            for run in reversed(runs)
        }
        return [
            replace(each, checked=checked.get(each.path.name)) for each in self._place().listed()
        ]

    def make(
        self, actor: Actor, *, to: Path | None = None, watch: Watch | None = None
    ) -> MadeBackup:
        """Write a verified copy, also while others write; to a file or folder where one is named.

        Raises DatabaseUnavailableError when it cannot be whole, SupersededError where whoever
        watches wants it no more; nothing is left then.
        """
        self._who(actor)
        made = self._written(self._place(), BackupKind.MANUAL.value, to, watch)
        self._note(actor, made)
        return made

    @operation(Permission.MANAGE_OFFICE)
    def _note(self, actor: Actor, made: MadeBackup) -> None:
        """Write down who took a copy of everything."""
        with self.database.writing(actor) as unit:
            unit.record(BackupMade(after={"file": str(made.path), "bytes": made.size_bytes}))

    def check(self, actor: Actor, source: Path, unlocking: Unlocking = PLAIN) -> BackupCounts:
        """Read a backup through and return what it holds; the list then tells of it.

        Raises DatabaseUnavailableError for one that is damaged, and EncryptionError.
        """
        self._who(actor)
        part = source.with_name(f"{source.name}.{os.getpid()}.check{PART}")
        try:
            with _opened(source, part, unlocking) as plain:
                counts = backups.look_at(plain)
        except DatabaseUnavailableError as error:
            if error.reason in _DAMAGED:
                self._note_check(actor, source, is_whole=False)
            raise
        self._note_check(actor, source, is_whole=True)
        return counts

    @operation(Permission.MANAGE_OFFICE)
    def _note_check(self, actor: Actor, source: Path, *, is_whole: bool) -> None:
        facts: dict[str, object] = {"file": source.name, "whole": is_whole}
        with self.database.writing(actor) as unit:
            unit.record(BackupChecked(after=facts))
            batches.add_job_run(
                unit, BACKUP_CHECK, JobStatus.DONE, batch_id=unit.batch_id, facts=facts
            )

    def is_encrypted(self, actor: Actor) -> bool:
        """Return whether later backups are encrypted."""
        self._who(actor)
        return encryption.has_key(self._place().folder)

    def is_due(self) -> bool:
        """Return whether the screens are to make today's backup; reads names of files only.

        Of a server they make none: each machine would, and copy all of it over the network.
        """
        is_ours = self.database.location.path is not None and self.database.backs_up_daily
        return is_ours and self._misses_today()

    def make_daily(self) -> MadeBackup | None:
        """Write today's backup, and delete those nobody needs; None where another program does."""
        place = self._place()
        with _turn(place) as is_ours:
            if not is_ours or not self._misses_today():
                return None
            made = self._written(place, BackupKind.DAILY.value)
        rotate(self.database)
        return made

    def encrypt_with(self, actor: Actor, password: str) -> Path:
        """Encrypt all later backups; return the file of the key, which opens with the password.

        Raises FieldError for a short password, EncryptionError where there is a key already.
        """
        self._who(actor)
        if len(password) < SHORTEST_PASSWORD:
            raise FieldError("password", "too_short", limit=SHORTEST_PASSWORD)
        folder = self._place().folder
        encryption.make_key(folder, password)
        return folder / KEY_NAME

    def restore(self, actor: Actor, source: Path, unlocking: Unlocking = PLAIN) -> Restored:
        """Put a backup in the place of the database; what is there now is saved first.

        All who have the database open see it, whole or not at all. Raises
        DatabaseUnavailableError for what is damaged, foreign or newer, and EncryptionError.
        """
        person = self._who(actor)
        live = self.database.location.path
        if live is None:
            raise DatabaseUnavailableError("restore_on_server", str(self.database.location))
        note = RestoreNote(str(uuid.uuid4()), person.login, actor.road, source.name)
        return restore_file(live, self._place(), source, self.database.clock, note, unlocking)

    def _misses_today(self) -> bool:
        office = self.database.known_office
        now = self.database.clock.now()
        return office is not None and is_daily_due(
            self._place().listed(), now=now, zone=office.zone
        )

    def _who(self, actor: Actor) -> Person:
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)
            return view.person

    def _place(self) -> BackupFolder:
        return place_of(self.database)

    def _written(
        self,
        place: BackupFolder,
        label: str,
        to: Path | None = None,
        watch: Watch | None = None,
    ) -> MadeBackup:
        target = place.path_for(label, self.database.clock.now())
        if to is not None:
            target = self._wished(to, target)
        place.clear_parts()
        made = written(source_of(self.database, watch), place, target)
        return replace(made, files_folder=_used_folder(self.database))

    def _wished(self, to: Path, target: Path) -> Path:
        wished = to.expanduser().absolute()
        wished = wished / target.name if wished.is_dir() else wished
        path = self.database.location.path
        own = {f"{path}{ending}" for ending in backups.OWN_ENDINGS}
        if str(wished) in own or wished.exists():
            raise DatabaseUnavailableError("exists", str(wished))
        return wished


def before_import(database: Database, rows: int) -> MadeBackup | None:
    """Write a backup before so many rows come in; None where it is not worth its time."""
    path = database.location.path
    if path is None or not is_worth_a_backup(rows, path.stat().st_size):
        return None
    made = write_before(database, BackupKind.BEFORE_IMPORT)
    rotate(database)
    return made


def write_before(database: Database, kind: BackupKind) -> MadeBackup:
    """Write a verified backup before something that changes much, whose kind is in its name."""
    place = place_of(database)
    target = place.path_for(kind.value, database.clock.now())
    return written(source_of(database), place, target)


def before_migration(path: Path, folder: Path | None, label: str, now: datetime) -> Path:
    """Write a backup of a file that is about to be brought up to date, by who holds its lock."""
    place = _place_of_file(path, folder)
    source = partial(backups.copy_held_file, path)
    return written(source, place, place.path_for(label, now)).path


def rotate(database: Database) -> None:
    """Delete the backups that nobody needs any more, as the settings of the machine say."""
    office = database.known_office
    if office is None:
        return
    for each in to_remove(place_of(database).listed(), database.keeping, office.zone):
        with suppress(OSError):
            each.path.unlink()


def place_of(database: Database) -> BackupFolder:
    """Return where the backups of a database lie; raise for a server without a folder."""
    location, folder = database.location, database.backups_folder
    if location.path is not None:
        return _place_of_file(location.path, folder)
    if folder is None:
        raise DatabaseUnavailableError("no_backups_folder", str(location))
    return BackupFolder(location.stem, folder)


def _place_of_file(path: Path, folder: Path | None) -> BackupFolder:
    return backups.beside(path) if folder is None else BackupFolder(path.stem, folder)


def source_of(database: Database, watch: Watch | None = None) -> Source:
    """Return what copies a database: its file, or row by row from a server."""
    path = database.location.path
    if path is None:
        return partial(_copy_server, database, watch=watch)
    return partial(backups.copy_file, path, watch=watch)


def _copy_server(database: Database, part: Path, *, watch: Watch | None) -> int:
    """Copy everything of a server into a file, of one moment, and compare every row."""

    def tell(at: MoveProgress) -> None:
        if watch is not None and not watch(at.done, at.total):
            raise SupersededError

    with database.glancing() as source, founding(locate(part)) as made:
        tables = moving.copied(source, made, tell)
    return next(each.rows for each in tables if each.name == "event")


def written(source: Source, place: BackupFolder, target: Path) -> MadeBackup:
    """Write a verified backup to a path, encrypted where the folder has a key."""
    is_encrypted = encryption.has_key(place.folder)

    def encrypt(part: Path, wanted: Path) -> Path:
        closed = part.with_name(f"{part.name}{ENCRYPTED_SUFFIX}{PART}")
        with backups.writing(wanted, closed):
            backups.claim(closed)
            encryption.encrypt(part, closed, place.folder)
            _copy_key(place.folder, wanted.parent)
            return backups.settle(closed, _encrypted_name(wanted))

    path, counts = backups.back_up(source, target, finish=encrypt if is_encrypted else None)
    return MadeBackup(path, path.stat().st_size, counts, is_encrypted)


def rescue_file(
    location: Location, source: Path, unlocking: Unlocking, folder: Path | None, clock: Clock
) -> Restored:
    """Put a backup in the place of a file of ours that is too damaged to be opened.

    Nobody can be asked who may; raises DatabaseUnavailableError for what was no database of ours.
    """
    path = location.path
    if path is None or not _was_ours(path):
        raise DatabaseUnavailableError("not_a_database", str(location))
    note = RestoreNote(str(uuid.uuid4()), None, Road.SHELL, source.name)
    return restore_file(path, _place_of_file(path, folder), source, clock, note, unlocking)


def _was_ours(path: Path) -> bool:
    """Return whether the first bytes of a file, tell it was ours."""
    with suppress(OSError), path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        return head[_ID_AT:_HEAD_BYTES] == APPLICATION_ID.to_bytes(4, "big")
    return False


def restore_file(
    live: Path,
    place: BackupFolder,
    source: Path,
    clock: Clock,
    note: RestoreNote,
    unlocking: Unlocking,
) -> Restored:
    """Put a backup into the file of a database that may be damaged, and say so inside."""
    part = live.with_name(f"{live.name}.{os.getpid()}.restore{PART}")
    with backups.writing(live, part), _opened(source, part, unlocking) as plain:
        counts = restores.prepare(plain, part)
        saved = _kept(live, place, clock.now())
        doors = restores.note_restore(part, live, clock, note)
        restores.put_in_place(part, live)
    return Restored(source, live, counts, saved, doors)


def extract_file(source: Path, target: Path, unlocking: Unlocking) -> Restored:
    """Make a new database file of a backup."""
    wished = target.expanduser().absolute()
    if os.path.lexists(wished):
        raise DatabaseUnavailableError("exists", str(wished))
    part = wished.with_name(f"{wished.name}.{os.getpid()}{PART}")
    create_file(part)
    with backups.writing(wished, part), _opened(source, part, unlocking) as plain:
        counts = restores.prepare(plain, part)
        restores.forget_sign_ins(part)
        made = backups.settle(part, wished)
    return Restored(source, made, counts, None)


def _kept(live: Path, place: BackupFolder, now: datetime) -> Path:
    """Keep what the database holds now: as a backup, or where it is damaged byte by byte."""
    target = place.path_for(BackupKind.BEFORE_RESTORE.value, now)
    try:
        return written(partial(backups.copy_file, live), place, target).path
    except DatabaseUnavailableError as error:
        if error.reason not in {"corrupt", "not_a_database"}:
            raise
    return restores.keep_bytes(live, place, now)


@contextmanager
def _opened(source: Path, part: Path, unlocking: Unlocking) -> Iterator[Path]:
    """Give the backup as a file that is not encrypted."""
    reason = why_not_openable(source)
    if reason is not None:
        raise DatabaseUnavailableError(reason, str(source))
    if source.suffix != ENCRYPTED_SUFFIX:
        yield source
        return
    plain = part.with_name(f"{part.name}.plain{PART}")
    key = unlocking.key or source.parent / KEY_NAME
    with backups.writing(plain, plain):
        backups.claim(plain)
        encryption.decrypt(source, plain, key=key, password=unlocking.password)
        yield plain


@contextmanager
def _turn(place: BackupFolder) -> Iterator[bool]:
    """Let one of many programs go on; what one that was killed left holds nobody up for long."""
    turn = place.folder / f"{place.stem}-daily-turn{PART}"
    if backups.is_abandoned(turn):
        turn.unlink(missing_ok=True)
    if not _taken(turn):
        yield False
        return
    with backups.writing(turn, turn):
        yield True


def _taken(turn: Path) -> bool:
    with backups.writing(turn):
        try:
            os.close(office_rights().open_file(turn, os.O_EXCL | os.O_RDWR))
        except FileExistsError:
            return False
        return True


def _encrypted_name(target: Path) -> Path:
    return target.with_name(f"{target.name.removesuffix(ENCRYPTED_SUFFIX)}{ENCRYPTED_SUFFIX}")


def _copy_key(folder: Path, to: Path) -> None:
    """Let the key lie beside every backup: without it the password opens nothing."""
    if folder != to and not (to / KEY_NAME).exists() and (folder / KEY_NAME).exists():
        backups.claim(to / KEY_NAME)
        shutil.copyfile(folder / KEY_NAME, to / KEY_NAME)


def _used_folder(database: Database) -> Path | None:
    folder = database.files_folder
    return folder if folder is not None and folder.is_dir() and any(folder.iterdir()) else None
