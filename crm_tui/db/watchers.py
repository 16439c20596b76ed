"""Noticing that another program committed to the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Engine, text

from crm_tui.db.engine import Location, quoted, reason_of
from crm_tui.db.interrupts import interruptible
from crm_tui.errors import DatabaseUnavailableError
from crm_tui.values import dataclass

if TYPE_CHECKING:  # only screens on a server need it
    from crm_tui.db.listeners import Listener

_HISTORY = "SELECT (SELECT max(id) FROM batch), (SELECT max(id) FROM event)"
_LAYOUTS = (
    "SELECT user_id, view_key, layout FROM list_layout",
    "SELECT user_id, tab, last_key, places FROM view_choice",
    # What was done was told already when it is sealed.
    "SELECT max(id) FROM event_seal",
)
# A batch may go on through many transactions.
_WRITTEN = text(
    "SELECT coalesce((SELECT max(id) FROM batch), 0) + coalesce((SELECT max(id) FROM event), 0)"
)


class Watcher(Protocol):
    """Who is asked whether others have committed; threads may ask at the same time."""

    def change_counter(self) -> int:
        """Return a number that differs when something was committed since.

        How somebody lays out a list, and which view they saw last, is nothing others look at.
        """
        ...

    def listen(self, heard: Callable[[], None]) -> None:
        """Begin to call `heard`, in a thread of its own, as soon as something was committed."""
        ...

    @property
    def hears(self) -> bool:
        """Whether `heard` is called for certain, so that one need seldom ask."""
        ...

    def listen_anew(self) -> None:
        """Take it that nothing is heard, and begin anew."""
        ...

    def close(self) -> None:
        """Let go of the database, once nobody is asking."""
        ...


def watcher_of(location: Location, engine: Engine) -> Watcher:
    """Return who watches a database."""
    return ServerWatcher(engine) if location.path is None else FileWatcher(location.path)


class ServerWatcher:
    """Asks a server, and listens to it where that is wished."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._listener: Listener | None = None

    def change_counter(self) -> int:
        """Return a number that differs when something was committed since."""
        with self._engine.connect() as connection, connection.begin(), interruptible(connection):
            return int(connection.execute(_WRITTEN).scalar_one())

    def listen(self, heard: Callable[[], None]) -> None:
        """Begin to listen, on a connection of its own."""
        from crm_tui.db.listeners import Listener  # noqa: PLC0415 - as above

        if self._listener is None:
            self._listener = Listener(self._engine, heard)

    @property
    def hears(self) -> bool:
        """Whether it was proven that it hears."""
        return self._listener is not None and self._listener.hears

    def listen_anew(self) -> None:
        """Rely on nothing until it is proven again."""
        if self._listener is not None:
            self._listener.begin_anew()

    def close(self) -> None:
        """Listen no more."""
        if self._listener is not None:
            self._listener.close()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What tells a commit that others should see from one that keeps somebody's columns."""

    commits: int
    history: tuple[object, ...]
    layouts: int

    def differs_for_others(self, before: _Seen) -> bool:
        """Return whether more than how people lay out their lists was written since."""
        if self.history != before.history:
            return True
        # What is counted anew in the background is no history.
        return self.commits != before.commits and self.layouts == before.layouts


class FileWatcher:
    """A connection of its own to a file that only ever asks whether others have committed.

    Threads may ask at the same time, and while it is closed: one connection used by two threads,
    or closed under one, is a crash of the whole program rather than an error.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._seen: _Seen | None = None
        self._number = 1
        self._is_closed = False

    def change_counter(self) -> int:
        """Return a number that differs when something was committed since; 0 if closed."""
        with self._lock:
            if self._is_closed:
                return 0
            try:
                self._look(self._connected())
            except sqlite3.Error as error:
                reason = reason_of(error) or "not_openable"
                raise DatabaseUnavailableError(reason, "") from error
            return self._number

    def listen(self, heard: Callable[[], None]) -> None:
        """Call nothing ever: a file tells nobody."""

    @property
    def hears(self) -> bool:
        """A file tells nobody."""
        return False

    def listen_anew(self) -> None:
        """Do nothing: a file tells nobody."""

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                f"file:{quoted(self._path)}?mode=ro",
                uri=True,
                check_same_thread=False,
                isolation_level=None,
            )
        return self._connection

    def _look(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN")  # so that all that is read is of one state
        try:
            commits = int(connection.execute("PRAGMA data_version").fetchone()[0])
            before = self._seen
            if before is None or commits != before.commits:
                self._seen = _Seen(commits, _history(connection), _layouts(connection))
                self._number += before is not None and self._seen.differs_for_others(before)
        finally:
            connection.rollback()

    def close(self) -> None:
        """Let go of the file, once nobody is asking."""
        with self._lock:
            self._is_closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _history(connection: sqlite3.Connection) -> tuple[object, ...]:
    return tuple(connection.execute(_HISTORY).fetchone())


def _layouts(connection: sqlite3.Connection) -> int:
    return hash(tuple(row for each in _LAYOUTS for row in connection.execute(each)))
