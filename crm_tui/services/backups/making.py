"""Write backups of a database: verified, encrypted where there is a key, rotated."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from crm_tui.db import backups, moving
from crm_tui.db.backups import PART, BackupFolder, Source, Watch
from crm_tui.db.engine import locate
from crm_tui.db.migrations import founding
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.backups import (
    ENCRYPTED_SUFFIX,
    BackupKind,
    MadeBackup,
    is_worth_a_backup,
    to_remove,
)
from crm_tui.domain.moves import MoveProgress
from crm_tui.errors import DatabaseUnavailableError, SupersededError
from crm_tui.formats import encryption
from crm_tui.formats.encryption import KEY_NAME


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
    place = place_of_file(path, folder)
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
        return place_of_file(location.path, folder)
    if folder is None:
        raise DatabaseUnavailableError("no_backups_folder", str(location))
    return BackupFolder(location.stem, folder)


def place_of_file(path: Path, folder: Path | None) -> BackupFolder:
    """Return where the backups of a file lie: beside it, unless a folder is named."""
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


def used_folder(database: Database) -> Path | None:
    """Return the folder of attached files, which no backup holds; None where it has none."""
    folder = database.files_folder
    return folder if folder is not None and folder.is_dir() and any(folder.iterdir()) else None


def _encrypted_name(target: Path) -> Path:
    return target.with_name(f"{target.name.removesuffix(ENCRYPTED_SUFFIX)}{ENCRYPTED_SUFFIX}")


def _copy_key(folder: Path, to: Path) -> None:
    """Let the key lie beside every backup: without it the password opens nothing."""
    if folder != to and not (to / KEY_NAME).exists() and (folder / KEY_NAME).exists():
        backups.claim(to / KEY_NAME)
        shutil.copyfile(folder / KEY_NAME, to / KEY_NAME)
