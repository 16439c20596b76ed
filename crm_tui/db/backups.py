"""Copies of a database file: written whole or not at all, looked at before they count."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from glob import escape
from io import FileIO
from pathlib import Path

from crm_tui.db import large_copies
from crm_tui.db.engine import APPLICATION_ID, quoted, reason_of
from crm_tui.domain.backups import (
    ENCRYPTED_SUFFIX,
    Backup,
    BackupCounts,
    backup_name,
    read_backup,
)
from crm_tui.errors import DatabaseUnavailableError, SupersededError
from crm_tui.file_rights import office_rights
from crm_tui.values import dataclass

PART = ".part"
OWN_ENDINGS = ("", "-journal", "-wal", "-shm")
"""What SQLite keeps of one database."""
WAIT_SECONDS = 30.0
_ABANDONED_SECONDS = 600.0
"""A half written copy that has not grown for so long was left by a program that was killed."""
_COUNTED = ("customer", "contact", "follow_up", "event")
_UNKNOWN = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view') LIMIT 1"


Source = Callable[[Path], int]
Watch = Callable[[int, int], bool]
"""Hears how much of how much is copied; answers whether to go on."""
_BETWEEN_LOOKS = 5_000
"""Steps of SQLite from one look at how far it is to the next."""
"""Copies a database into an empty file, and tells how many events must be there at least."""


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """Where the backups of a database lie, and what their names begin with."""

    stem: str
    folder: Path

    def listed(self) -> list[Backup]:
        """Return the backups of this database, the newest first."""
        found = []
        with suppress(OSError):
            for path in self.folder.iterdir():
                backup = read_backup(path, self.stem, path.stat().st_size)
                found += [] if backup is None else [backup]
        return sorted(found, key=lambda each: (each.made_at, each.path.name), reverse=True)

    def path_for(self, label: str, at: datetime) -> Path:
        """Return a path for a new backup that nothing has yet."""
        return _free(self.folder / f"{backup_name(self.stem, label, at)}.db")

    def clear_parts(self) -> None:
        """Delete what killed programs left half written."""
        for path in self.folder.glob(f"{escape(self.stem)}-*{PART}"):
            if is_abandoned(path):
                with suppress(OSError):
                    path.unlink()


def beside(database: Path) -> BackupFolder:
    """Return the usual folder, beside the database."""
    return BackupFolder(database.stem, database.parent / "backups")


def is_abandoned(part: Path) -> bool:
    """Return whether nobody writes on a half written copy any more."""
    try:
        return time.time() - part.stat().st_mtime > _ABANDONED_SECONDS
    except OSError:
        return False


def back_up(
    source: Source, target: Path, *, finish: Callable[[Path, Path], Path] | None = None
) -> tuple[Path, BackupCounts]:
    """Write a consistent, verified copy of a database that others may be writing; return it.

    The copy appears under its name only when whole; `finish` may put another file in its place.
    Raises DatabaseUnavailableError, and leaves nothing then.
    """
    part = target.with_name(f"{target.name}.{os.getpid()}{PART}")
    with writing(target, part):
        claim(part)
        at_least = source(part)
        counts = look_at(part)
        if counts.events < at_least:
            raise DatabaseUnavailableError("backup_failed", str(target), "events")
        made = finish(part, target) if finish is not None else settle(part, target)
    return made, counts


@contextmanager
def writing(target: Path, *parts: Path) -> Iterator[None]:
    """Leave nothing half written behind an error, and say it as one of ours."""
    try:
        office_rights().make_folder(target.parent)
        yield
    except OSError as error:
        raise DatabaseUnavailableError("backup_failed", str(target), str(error)) from error
    except sqlite3.Error as error:
        raise DatabaseUnavailableError(
            reason_of(error) or "backup_failed", str(target), str(error)
        ) from error
    finally:
        for part in parts:
            for ending in OWN_ENDINGS:
                with suppress(OSError):
                    Path(f"{part}{ending}").unlink(missing_ok=True)


def settle(part: Path, target: Path) -> Path:
    """Give a finished copy its name, or the next that is free, once it is on the disk."""
    with part.open("rb+") as handle:
        os.fsync(handle.fileno())
    target = _named(part, target)
    with suppress(OSError):  # not every system can
        number = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    return target


def _named(part: Path, target: Path) -> Path:
    while True:
        target = _free(target)
        try:
            os.link(part, target)
        except FileExistsError:
            continue  # another program was first
        except OSError:
            part.replace(target)  # some file systems know no links
        return target


def _free(target: Path) -> Path:
    """Return a path that nothing has yet, encrypted or not."""
    number, found = 1, target
    while found.exists() or found.with_name(f"{found.name}{ENCRYPTED_SUFFIX}").exists():
        number += 1
        found = target.with_stem(f"{target.stem}-{number}")
    return found


def look_at(file: Path) -> BackupCounts:
    """Return what a file holds, once it is known to be a whole database of ours.

    Raises DatabaseUnavailableError for a damaged or foreign one.
    """
    try:
        with closing(_read_only(file)) as copy:
            if copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise DatabaseUnavailableError("foreign", str(file))
            faults = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if faults != "ok":
                raise DatabaseUnavailableError("corrupt", str(file), str(faults))
            if copy.execute(_UNKNOWN).fetchone() is not None:
                # Our schema has neither; what they would do is not known.
                raise DatabaseUnavailableError("foreign", str(file))
            version = int(copy.execute("PRAGMA user_version").fetchone()[0])
            counted = (copy.execute(f"SELECT count(*) FROM {each}") for each in _COUNTED)  # noqa: S608 - tables of ours
            return BackupCounts(version, *(int(each.fetchone()[0]) for each in counted))
    except sqlite3.Error as error:
        raise DatabaseUnavailableError(
            reason_of(error) or "corrupt", str(file), str(error)
        ) from error


def claim(part: Path) -> None:
    """Make an empty file with the office's rights, for a copy to grow in."""
    part.unlink(missing_ok=True)
    os.close(office_rights().open_file(part, os.O_EXCL | os.O_RDWR))


def copy_file(path: Path, part: Path, *, watch: Watch | None = None) -> int:
    """Copy a database file as it is at one moment; return how many events it held before.

    Raises SupersededError where whoever watches wants it no more.
    """
    with closing(_read_only(path)) as source:
        events = _events_in(source)
        if not large_copies.is_worth_it(path, source):
            _vacuum_into(source, path, part, watch)
            return events
    with closing(_opened(path, "rw", 0)) as writer, FileIO(part, "r+") as target:
        copy = large_copies.Copy(path, target, partial(_stop_if_unwanted, path, part, watch))
        copy.catch_up()
        copy.finish(writer)
    return events


def copy_held_file(path: Path, part: Path) -> int:
    """Copy a database file that nobody writes to, for the write lock is one's own."""
    with closing(_read_only(path)) as source:
        events = _events_in(source)
        _vacuum_into(source, path, part, None)
        return events


def _events_in(source: sqlite3.Connection) -> int:
    return int(source.execute("SELECT count(*) FROM event").fetchone()[0])


def _vacuum_into(source: sqlite3.Connection, path: Path, part: Path, watch: Watch | None) -> None:
    if watch is not None:
        source.set_progress_handler(partial(_is_unwanted, path, part, watch), _BETWEEN_LOOKS)
    try:
        source.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname == "SQLITE_INTERRUPT":
            raise SupersededError from error
        raise


def _stop_if_unwanted(path: Path, part: Path, watch: Watch | None) -> None:
    if watch is not None and _is_unwanted(path, part, watch):
        raise SupersededError


def _is_unwanted(path: Path, part: Path, watch: Watch) -> bool:
    """Tell how much is copied; return whether to stop."""
    total = path.stat().st_size
    return not watch(min(part.stat().st_size, total), total)


def _read_only(path: Path) -> sqlite3.Connection:
    return _opened(path, "ro", WAIT_SECONDS)


def _opened(path: Path, mode: str, wait_seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quoted(path)}?mode={mode}", uri=True, timeout=wait_seconds, isolation_level=None
    )
