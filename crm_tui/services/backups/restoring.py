"""Put backups back: into the file of a database, or into a new one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from crm_tui.clock import Clock
from crm_tui.db import backups, restores
from crm_tui.db.backups import PART, BackupFolder, Watch
from crm_tui.db.engine import APPLICATION_ID, Location, create_file, why_not_openable
from crm_tui.db.restores import RestoreNote
from crm_tui.domain.backups import ENCRYPTED_SUFFIX, BackupKind, Restored, RestoreStage
from crm_tui.domain.users import Road
from crm_tui.errors import DatabaseUnavailableError, SupersededError
from crm_tui.file_places import refuse_elsewhere
from crm_tui.formats import encryption
from crm_tui.formats.encryption import KEY_NAME
from crm_tui.services.backups.making import place_of_file, written
from crm_tui.values import dataclass

RestoreWatch = Callable[[RestoreStage, int, int], bool]
"""Hears what a restore does, how much of how much is done, and answers whether to go on."""
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


def look_away(_stage: RestoreStage, _done: int, _total: int) -> bool:
    """Let a restore go on, for nobody watches it."""
    return True


@dataclass(frozen=True, slots=True)
class Replaced:
    """The database file that a backup takes the place of, and where its own backups lie."""

    live: Path
    place: BackupFolder
    clock: Clock


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
    replaced = Replaced(path, place_of_file(path, folder), clock)
    return restore_file(replaced, source, note, unlocking)


def _was_ours(path: Path) -> bool:
    """Return whether the first bytes of a file, tell it was ours."""
    with suppress(OSError), path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        return head[_ID_AT:_HEAD_BYTES] == APPLICATION_ID.to_bytes(4, "big")
    return False


def restore_file(
    replaced: Replaced,
    source: Path,
    note: RestoreNote,
    unlocking: Unlocking,
    watch: RestoreWatch = look_away,
) -> Restored:
    """Put a backup into the file of a database that may be damaged, and say so inside.

    Raises SupersededError where whoever watches wants it no more, as long as nothing is replaced.
    """
    live = replaced.live
    part = live.with_name(f"{live.name}.{os.getpid()}.restore{PART}")
    with backups.writing(live, part), opened(source, part, unlocking) as plain:
        counts = restores.prepare(plain, part, partial(watch, RestoreStage.READING))
        saved = _kept(replaced, partial(watch, RestoreStage.SAVING))
        doors = restores.note_restore(part, live, replaced.clock, note)
        size = part.stat().st_size
        if not watch(RestoreStage.PLACING, 0, size):
            raise SupersededError
        restores.put_in_place(part, live)
        watch(RestoreStage.PLACING, size, size)
    return Restored(source, live, counts, saved, doors)


def extract_file(source: Path, target: Path, unlocking: Unlocking) -> Restored:
    """Make a new database file of a backup."""
    wished = target.expanduser().absolute()
    for named in (source, wished):
        refuse_elsewhere(named)
    if os.path.lexists(wished):
        raise DatabaseUnavailableError("exists", str(wished))
    part = wished.with_name(f"{wished.name}.{os.getpid()}{PART}")
    create_file(part)
    with backups.writing(wished, part), opened(source, part, unlocking) as plain:
        counts = restores.prepare(plain, part)
        restores.forget_sign_ins(part)
        made = backups.settle(part, wished)
    return Restored(source, made, counts, None)


def _kept(replaced: Replaced, watch: Watch) -> Path:
    """Keep what the database holds now: as a backup, or where it is damaged byte by byte."""
    live, place, now = replaced.live, replaced.place, replaced.clock.now()
    target = place.path_for(BackupKind.BEFORE_RESTORE.value, now)
    try:
        return written(partial(backups.copy_file, live, watch=watch), place, target).path
    except DatabaseUnavailableError as error:
        if error.reason not in {"corrupt", "not_a_database"}:
            raise
    return restores.keep_bytes(live, place, now)


@contextmanager
def opened(source: Path, part: Path, unlocking: Unlocking) -> Iterator[Path]:
    """Give the backup as a file that is not encrypted."""
    reason = why_not_openable(source)
    if reason is not None:
        raise DatabaseUnavailableError(reason, str(source))
    if source.suffix != ENCRYPTED_SUFFIX:
        yield source
        return
    plain = part.with_name(f"{part.name}.plain{PART}")
    key = unlocking.key or source.parent / KEY_NAME
    if key.parent != source.parent:
        refuse_elsewhere(key)
    with backups.writing(plain, plain):
        backups.claim(plain)
        encryption.decrypt(source, plain, key=key, password=unlocking.password)
        yield plain
