"""Open the database: engines for writers and readers, journal mode, locks and file checks."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from crm_tui.errors import DatabaseBusyError, DatabaseUnavailableError
from crm_tui.file_rights import office_rights
from crm_tui.values import dataclass

APPLICATION_ID = 0x43524D54  # "CRMT"
READ_WAIT_MS = 5_000
COMMIT_WAIT_MS = 15_000
WRITE_WAIT_SECONDS = 15.0
_BUSY = frozenset({"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_BUSY_RECOVERY", "SQLITE_LOCKED"})
_REASONS = {
    "SQLITE_FULL": "disk_full",
    "SQLITE_IOERR": "io_error",
    "SQLITE_READONLY": "read_only",
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_CANTOPEN": "not_openable",
    "SQLITE_NOTADB": "not_a_database",
    "SQLITE_CORRUPT": "corrupt",
}
_SERVER_REASONS = {
    "53100": "disk_full",
    "58030": "io_error",
    "25006": "read_only",
    # What is tried again first.
    "40001": "busy",
    "40P01": "busy",
    "55P03": "busy",
}
_GUARD = "crm guard"
_NETWORK_FILESYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf", "virtiofs", "afpfs", "webdav", "drvfs"}
)
_MOUNTS = Path("/proc/self/mountinfo")
_DRIVE_REMOTE = 4


@dataclass(frozen=True, slots=True)
class Location:
    """Where the database is: a SQLite file, or the URL of a server."""

    url: str
    path: Path | None

    def __str__(self) -> str:
        return str(self.path) if self.path else make_url(self.url).render_as_string()

    @property
    def stem(self) -> str:
        """Return what the file is called without its ending, or the database on its server."""
        return self.path.stem if self.path else make_url(self.url).database or "crm"


def locate(database: str | Path) -> Location:
    """Return the location a `--db` value names: a URL when it has a scheme, else a file."""
    text = str(database)
    if "://" not in text:
        path = _at_home(text).absolute()
        return Location(f"sqlite:///{path}", path)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        # Nothing after the scheme is repeated: it may hold a password.
        raise DatabaseUnavailableError(
            "not_an_address", f"{text.partition('://')[0]}://"
        ) from error
    if url.get_backend_name() == "sqlite":
        if not url.database:
            raise DatabaseUnavailableError("not_a_file", text)
        return Location(text, Path(url.database).absolute())
    if url.get_backend_name() != "postgresql":
        raise DatabaseUnavailableError("not_an_address", f"{url.drivername}://")
    return Location(text, None)


def _at_home(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        # Nobody has that home, so it is the name of a folder.
        return Path(text)


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Return whether this SQLite has the fix of the WAL-reset race (3.51.3, 3.50.7, 3.44.6)."""
    if version >= (3, 51, 3):
        return True
    return version[:2] in {(3, 50), (3, 44)} and version[2] >= {50: 7, 44: 6}[version[1]]


def network_of(path: Path, mounts: Path = _MOUNTS) -> str | None:
    """Return the kind of network filesystem a file lies on, as far as the platform tells; or None.

    On Linux the mounts are asked, on Windows the drive; elsewhere every disk is taken for local.
    """
    if str(path).startswith("\\\\"):
        return "smb"
    if sys.platform == "win32":
        return _network_drive(path)
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    kinds: dict[str, str] = {}
    for line in lines:
        left, _, right = line.partition(" - ")
        kinds[_unescaped(left.split()[4])] = right.split()[0]
    real = path.resolve()
    kind = next((kinds[str(each)] for each in (real, *real.parents) if str(each) in kinds), "")
    return kind if kind in _NETWORK_FILESYSTEMS or kind.startswith("fuse.") else None


def _unescaped(point: str) -> str:
    """Return a folder as it is called: a blank in it is written as a number."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)


def _network_drive(path: Path) -> str | None:
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - only there

        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{path.resolve().drive}\\")
        return "smb" if kind == _DRIVE_REMOTE else None
    return None


def journal_mode_for(path: Path) -> str:
    """Return WAL only for a local disk and a SQLite without the WAL-reset race."""
    if network_of(path):
        return "DELETE"
    return "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE"


def why_not_openable(path: Path) -> str | None:
    """Return a reason code when the path cannot hold a database that exists, else None."""
    try:
        if path.is_dir():
            return "is_directory"
        if not path.parent.exists():
            return "no_folder"
        if not path.exists():
            return "missing"
        if not path.is_file():
            return "not_a_file"  # a pipe would be waited for, a device written to
    except OSError:
        # A folder on the way that may not be entered, or a name that is too long.
        return "not_openable"
    return None if os.access(path, os.R_OK) else "not_readable"


def reason_of(error: BaseException | None) -> str | None:
    """Return our reason code for a driver's error, told by its name or state; None for others."""
    name = getattr(error, "sqlite_errorname", None) or ""
    found = next((reason for prefix, reason in _REASONS.items() if name.startswith(prefix)), None)
    state = getattr(error, "sqlstate", None)
    if not name and not state and isinstance(error, sqlite3.OperationalError):
        # Only what is no text where text should be comes from the driver itself.
        return "corrupt"
    return found or _SERVER_REASONS.get(state or "")


def create_file(path: Path) -> None:
    """Create an empty file with the office's rights; raise when the folder forbids it."""
    try:
        rights = office_rights()
        rights.make_folder(path.parent)
        os.close(rights.open_file(path, os.O_EXCL | os.O_RDWR))
    except FileExistsError as error:
        raise DatabaseUnavailableError("exists", str(path)) from error
    except OSError as error:
        raise DatabaseUnavailableError(
            "not_creatable", str(path), error.strerror or str(error)
        ) from error


def make_engine(location: Location) -> Engine:
    """Return an engine whose transactions begin as `execution_options(crm_write=…)` says.

    A writer begins IMMEDIATE after waiting its turn with short random sleeps (SQLite's own wait
    lets one of many starve); a reader is made read-only by the database itself.
    """
    if location.path is None:
        from crm_tui.db.servers import serving_engine  # noqa: PLC0415 - most offices are a file

        return serving_engine(location)
    engine = file_engine(location.path)
    mode = journal_mode_for(location.path)

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={READ_WAIT_MS}",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "synchronous=FULL",
            "cache_size=-2000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0].upper() != mode:
            _set_journal_mode(connection, mode)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_file)
    return engine


class _Compiler(SQLiteCompiler):
    """Writes which index a statement walks, where it says so itself."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        """Return what stands behind the name of a table."""
        return text


def file_engine(path: Path) -> Engine:
    """Return a plain engine on a file that exists, whatever characters its name has."""

    def connect() -> sqlite3.Connection:
        # By our own hand: a URL would be unquoted twice, and "%41.db" become another file.
        return sqlite3.connect(
            f"file:{quoted(path)}?mode=rw",
            uri=True,
            timeout=READ_WAIT_MS / 1000,
            check_same_thread=False,
        )

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        # Each holds what it has read and prepared, 4 MB; more of them are seldom wanted at once,
        # and closed then.
        pool_size=3,
        # The connection used last has at hand what is asked again.
        pool_use_lifo=True,
        hide_parameters=True,
    )
    engine.dialect.statement_compiler = _Compiler
    return engine


def quoted(path: Path) -> str:
    """Return a path as it may stand in a SQLite file URI."""
    return path.as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _set_journal_mode(connection: sqlite3.Connection, mode: str) -> None:
    try:
        connection.execute(f"PRAGMA journal_mode={mode}").fetchone()
    except sqlite3.OperationalError:
        # Read-only or busy: the mode it has stays, and reading works in any.
        return


def _begin_file(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    options = connection.get_execution_options()
    if options.get("crm_write", False):
        guard(connection, is_on=False)
        _begin_in_turn(driver, options.get("crm_patience_seconds", WRITE_WAIT_SECONDS))
    else:
        guard(connection, is_on=True)
        driver.execute("BEGIN DEFERRED")


def guard(connection: Connection, *, is_on: bool) -> bool:
    """Let a connection to a file only read, or write again; return whether it could only read.

    Nothing is said to SQLite that it knows: it would prepare every statement of the connection
    anew, which takes half as long as to run it.
    """
    was_on: bool | None = connection.info.get(_GUARD)
    if was_on is not is_on:
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA query_only={'ON' if is_on else 'OFF'}")
        connection.info[_GUARD] = is_on
    return bool(was_on)


class Turns:
    """Counts the writers of this program that wait for those of others."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting = 0

    @property
    def are_awaited(self) -> bool:
        """Whether somebody waits just now."""
        return self._waiting > 0

    @contextmanager
    def awaiting(self) -> Iterator[None]:
        """Count one more inside."""
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1


TURNS = Turns()


def _begin_in_turn(driver: sqlite3.Connection, patience_seconds: float) -> None:
    driver.execute("PRAGMA busy_timeout=0")
    try:
        with TURNS.awaiting():
            begin_when_free(driver, patience_seconds)
    finally:
        # The commit, too, may have to wait: for readers, in a rollback journal.
        driver.execute(f"PRAGMA busy_timeout={COMMIT_WAIT_MS}")


def begin_when_free(driver: sqlite3.Connection, patience_seconds: float | None = None) -> None:
    """Begin to write when nobody else does; the connection must not wait by itself.

    Raises DatabaseBusyError when others never pause.
    """
    patience = WRITE_WAIT_SECONDS if patience_seconds is None else patience_seconds
    started = time.monotonic()
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname not in _BUSY:
                reason = reason_of(error) or "not_openable"
                raise DatabaseUnavailableError(reason, "", error.sqlite_errorname) from error
            waited = time.monotonic() - started
            if waited > patience:
                raise DatabaseBusyError("busy", "", waited_seconds=waited) from error
            time.sleep(random.uniform(0.001, 0.006))  # noqa: S311 - jitter, not a secret
