"""Put a backup in the place of a database file that others may have open."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from crm_tui.clock import Clock
from crm_tui.db.backups import (
    OWN_ENDINGS,
    WAIT_SECONDS,
    BackupFolder,
    Watch,
    claim,
    look_at,
    writing,
)
from crm_tui.db.engine import locate, quoted, reason_of
from crm_tui.db.migrations import SCHEMA_VERSION, bring_up_to_date
from crm_tui.db.queries.batches import RESTORE
from crm_tui.db.restored_doors import close_doors, present_of
from crm_tui.db.schema.batches import BATCH, EVENT, JOB_RUN
from crm_tui.db.schema.offices import OFFICE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.backups import BackupCounts, BackupKind, Doors
from crm_tui.domain.events import BackupRestored, JobStatus
from crm_tui.domain.users import Road
from crm_tui.errors import DatabaseBusyError, DatabaseUnavailableError, SupersededError
from crm_tui.values import dataclass

_PAGES_AT_ONCE = 5_000
_BEYOND_REPAIR = frozenset({"SQLITE_NOTADB", "SQLITE_CORRUPT"})


@dataclass(frozen=True, slots=True)
class RestoreNote:
    """What is written down in the restored database, in the same commit."""

    operation_id: str
    login: str | None
    """Who did it, as they sign in; the restored database may know them by another number."""
    road: Road
    backup: str


def prepare(source: Path, part: Path, watch: Watch | None = None) -> BackupCounts:
    """Write a copy of a backup that is whole, ours and of this version of the schema.

    Raises DatabaseUnavailableError for any other, SupersededError where whoever watches wants it no
    more; an older one is brought up to date.
    """
    counts = look_at(source)
    if counts.schema_version > SCHEMA_VERSION:
        raise DatabaseUnavailableError("newer", str(source), str(counts.schema_version))
    claim(part)
    with closing(_opened(source, "ro")) as backup, closing(_opened(part, "rw")) as copy:
        ((page_bytes,),) = backup.execute("PRAGMA page_size").fetchall()

        def tell(_status: int, remaining: int, total: int) -> None:
            if watch is not None and not watch(
                (total - remaining) * page_bytes, total * page_bytes
            ):
                raise SupersededError

        # In steps, for nobody writes to a backup.
        backup.backup(copy, pages=_PAGES_AT_ONCE, progress=tell)
    if counts.schema_version < SCHEMA_VERSION:
        bring_up_to_date(locate(part))
    return counts


def note_restore(part: Path, live: Path | None, clock: Clock, note: RestoreNote) -> Doors:
    """Write down in a prepared copy that it was restored; the sweep then waits for a person.

    Nobody gets in who would not now. What other open programs keep of the office is told apart
    from what it will be.
    """
    (seen, calendar), present = _seen_by(live), present_of(live)
    database = Database(locate(part), clock)
    try:
        with database.setting_up() as connection:
            doors = close_doors(connection, present, by_login=note.login, now=clock.now())
            _write_note(connection, clock.now(), note, doors)
            office = connection.execute(select(OFFICE)).one()
            connection.execute(
                update(OFFICE).values(
                    max_seen_at=max(clock.now(), office.max_seen_at),
                    calendar_version=max(office.calendar_version, calendar) + 1,
                )
            )
            _skip_ids(connection, seen)
        return doors
    finally:
        database.close()


def forget_sign_ins(part: Path) -> None:
    """Let a copy that goes elsewhere know of no session and no token."""
    with closing(_opened(part, "rw")) as copy:
        copy.execute("DELETE FROM access_token")
        copy.commit()


def put_in_place(part: Path, live: Path) -> None:
    """Let a file hold what a prepared copy holds, at once and for all who have it open.

    A kill leaves the old or the new. Raises DatabaseBusyError when others never pause.
    """
    try:
        _overwrite(part, live)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname not in _BEYOND_REPAIR:
            raise DatabaseUnavailableError(
                reason_of(error) or "not_openable", str(live), error.sqlite_errorname
            ) from error
        # Its first page says nothing any more; a copy of it was kept.
        os.truncate(live, 0)
        _overwrite(part, live)


def keep_bytes(live: Path, place: BackupFolder, now: datetime) -> Path:
    """Keep what is left of a damaged file, byte by byte."""
    target = place.path_for(BackupKind.DAMAGED.value, now)
    with writing(target):
        for ending in OWN_ENDINGS:
            with suppress(FileNotFoundError):
                kept = Path(f"{target}{ending}")
                claim(kept)
                shutil.copyfile(f"{live}{ending}", kept)
    return target


def _overwrite(part: Path, live: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS

    def give_up(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > deadline:
            raise DatabaseBusyError("busy", str(live), waited_seconds=WAIT_SECONDS)

    with closing(_opened(part, "ro")) as copy, closing(_opened(live, "rw")) as target:
        target.execute("PRAGMA synchronous=FULL")
        # In one step: one of many would begin anew whenever somebody writes.
        copy.backup(target, progress=give_up, sleep=0.05)


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quoted(path)}?mode={mode}", uri=True, timeout=WAIT_SECONDS)


def _seen_by(live: Path | None) -> tuple[dict[str, int], int]:
    """Return the ids given out so far, and the version of the calendar, as far as they are read."""
    if live is None:
        return {}, 0
    try:
        with closing(_opened(live, "ro")) as connection:
            given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
            row = connection.execute("SELECT calendar_version FROM office").fetchone()
            return given, int(row[0]) if row else 0
    except sqlite3.Error:
        return {}, 0


def _skip_ids(connection: Connection, given: dict[str, int]) -> None:
    """Give no id again that was given since the backup: programs still open may hold it."""
    for name, last in given.items():
        connection.exec_driver_sql(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name)
        )


def _write_note(connection: Connection, now: datetime, note: RestoreNote, doors: Doors) -> None:
    actor = connection.execute(
        select(USER.c.id).where(USER.c.login == note.login)
    ).scalar_one_or_none()
    batch: dict[str, object] = {
        "operation_id": note.operation_id,
        "operation": "Backups.restore",
        "actor_id": actor,
        "road": note.road,
        "at": now,
        "facts": {},
    }
    result: Any = connection.execute(insert(BATCH).values(batch))
    (batch_id,) = result.inserted_primary_key
    after = {
        "backup": note.backup,
        "login": note.login,
        "ended": doors.ended,
        "kept_out": list(doors.kept_out),
    }
    connection.execute(
        insert(EVENT).values(
            batch_id=batch_id, at=now, kind=BackupRestored.kind(), before={}, after=after
        )
    )
    connection.execute(
        insert(JOB_RUN).values(
            kind=RESTORE,
            status=JobStatus.DONE,
            started_at=now,
            finished_at=now,
            batch_id=batch_id,
            facts=after,
        )
    )
