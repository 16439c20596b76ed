"""Copies of the database: what they are called, when one is due, and which are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.domain.days import day_of
from crm_tui.values import dataclass

ENCRYPTED_SUFFIX = ".age"
_STAMP = "%Y%m%d-%H%M%S"
_NEWEST_KEPT = 3
_MIGRATIONS_KEPT = 2
_SMALL_BYTES = 200_000_000
_MANY_ROWS = 1_000


class BackupKind(Enum):
    """Why a backup was made."""

    MANUAL = "manual"
    DAILY = "daily"
    BEFORE_IMPORT = "before-import"
    BEFORE_RESTORE = "before-restore"
    BEFORE_RESET = "before-reset"
    BEFORE_MIGRATION = "before-v"
    DAMAGED = "damaged"
    """What could not be read any more when a backup took its place; not a backup to go back to."""


class RestoreStage(Enum):
    """What a restore does just now."""

    READING = "reading"
    """The backup is read through and copied beside the database."""
    SAVING = "saving"
    """What is there now is saved as a backup."""
    PLACING = "placing"
    """The copy takes its place: from here on nothing stops it."""


_ROTATED = frozenset({BackupKind.DAILY, BackupKind.BEFORE_IMPORT, BackupKind.BEFORE_RESTORE})


@dataclass(frozen=True, slots=True)
class Checked:
    """When a backup was read through, and whether it was whole."""

    at: datetime
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy in the folder of the backups."""

    path: Path
    kind: BackupKind
    made_at: datetime
    size_bytes: int
    version: int | None = None
    """The version of the schema that a migration was about to make."""
    checked: Checked | None = None
    """The last time it was read through since it was made."""

    @property
    def is_encrypted(self) -> bool:
        """Return whether it can be read only with a key."""
        return self.path.suffix == ENCRYPTED_SUFFIX


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many backups stay: the newest of so many days, weeks and months."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12


@dataclass(frozen=True, slots=True)
class BackupCounts:
    """What a backup holds, counted in the backup itself."""

    schema_version: int
    customers: int
    contacts: int
    follow_ups: int
    events: int


def backup_name(stem: str, label: str, at: datetime) -> str:
    """Return what a backup is called, without its ending; the instant in it is UTC."""
    return f"{stem}-{label}-{at.astimezone(UTC):{_STAMP}}"


def read_backup(path: Path, stem: str, size_bytes: int) -> Backup | None:
    """Return what the name of a file tells, None for one that is no backup of this database."""
    ending = rf"\.db(?:{re.escape(ENCRYPTED_SUFFIX)})?"
    kinds = "|".join(kind.value for kind in BackupKind)
    name = re.fullmatch(
        rf"{re.escape(stem)}-({kinds})(\d*)-(\d{{8}}-\d{{6}})(?:-\d+)?{ending}", path.name
    )
    if name is None:
        return None
    try:
        made_at = datetime.strptime(name[3], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    version = int(name[2]) if name[2] else None
    return Backup(path, BackupKind(name[1]), made_at, size_bytes, version)


def is_daily_due(backups: Iterable[Backup], *, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether no backup was made today by itself.

    One from the future, made while a clock was wrong, is none of today.
    """
    today = day_of(now, zone)
    return not any(
        each.kind is BackupKind.DAILY and day_of(each.made_at, zone) == today for each in backups
    )


def is_worth_a_backup(rows: int, size_bytes: int) -> bool:
    """Return whether an import is preceded by a backup: where it is large, or the copy quick."""
    return rows > _MANY_ROWS or size_bytes <= _SMALL_BYTES


def to_remove(backups: Sequence[Backup], keeping: Keeping, zone: ZoneInfo) -> list[Backup]:
    """Return the backups that nobody needs any more.

    Counted are days, weeks and months that have a backup, not those that went by: a clock that
    jumps removes nothing. What somebody made by hand, and what was damaged, always stays.
    """
    newest_first = sorted(backups, key=lambda each: each.made_at, reverse=True)
    rotated = [each for each in newest_first if each.kind in _ROTATED]
    kept = set(map(_path_of, rotated[:_NEWEST_KEPT]))
    for count, part in (
        (keeping.daily, "%Y-%m-%d"),
        (keeping.weekly, "%G-%V"),
        (keeping.monthly, "%Y-%m"),
    ):
        newest: dict[str, Path] = {}
        for each in rotated:
            newest.setdefault(f"{each.made_at.astimezone(zone):{part}}", each.path)
        kept |= set(list(newest.values())[:count])
    return [each for each in rotated if each.path not in kept] + _old_migrations(newest_first)


def _old_migrations(newest_first: Sequence[Backup]) -> list[Backup]:
    """Return those before the last two versions; all of one version stay, the first of them too."""
    of_migrations = [each for each in newest_first if each.kind is BackupKind.BEFORE_MIGRATION]
    versions = sorted({each.version or 0 for each in of_migrations}, reverse=True)
    last = set(versions[:_MIGRATIONS_KEPT])
    return [each for each in of_migrations if (each.version or 0) not in last]


def _path_of(backup: Backup) -> Path:
    return backup.path


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A backup that was just written and looked at."""

    path: Path
    size_bytes: int
    counts: BackupCounts
    is_encrypted: bool = False
    files_folder: Path | None = None
    """Where attached files lie, which are not in it; None where there are none."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Who gets in no more after a restore."""

    ended: int = 0
    """Sessions and tokens of the backup that are good no more."""
    kept_out: tuple[str, ...] = ()
    """Who worked here when the backup was made and was let in no more when it was restored."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore put in the place of the database."""

    source: Path
    target: Path
    counts: BackupCounts
    saved: Path | None
    """What was there before; None where a new file was made."""
    doors: Doors = Doors()
