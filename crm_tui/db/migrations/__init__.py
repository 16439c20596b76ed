"""Bring a database's schema up to date from code: backup first, one transaction, then checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from crm_tui.db.engine import (
    APPLICATION_ID,
    Location,
    file_engine,
    quoted,
    reason_of,
)
from crm_tui.db.interrupts import was_interrupted
from crm_tui.db.servers import order_texts_bytewise, plain_engine
from crm_tui.errors import DatabaseUnavailableError

SCHEMA_VERSION = 36
"""PRAGMA user_version of a database at the newest revision; raised with each migration."""

_SCRIPTS = Path(__file__).parent


def stored_version(location: Location) -> int:
    """Return the schema version of a file, checking that it is ours before anything else.

    Raises DatabaseUnavailableError for a file that is another program's, damaged, or newer.
    """
    if location.path is None:
        return _known_version(_version_on_server(location), location)
    try:
        with _read_only(location.path) as connection:
            _roll_back_what_a_killed_program_left(connection, location.path)
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.Error as error:
        raise DatabaseUnavailableError(
            reason_of(error) or "not_a_database", str(location), str(error)
        ) from error
    if application != APPLICATION_ID and tables:
        raise DatabaseUnavailableError("foreign", str(location))
    return _known_version(version, location)


def _known_version(version: int, location: Location) -> int:
    if version > SCHEMA_VERSION:
        raise DatabaseUnavailableError("newer", str(location), str(version))
    return version


@contextmanager
def _read_only(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{quoted(path)}?mode=ro", uri=True, timeout=5)
    try:
        yield connection
    finally:
        connection.close()


def _roll_back_what_a_killed_program_left(connection: sqlite3.Connection, path: Path) -> None:
    # A journal left by a kill or a power cut must be played back before anything is read, and
    # only a connection that may write can do that.
    try:
        connection.execute("PRAGMA user_version")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname not in {"SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY"}:
            raise
        writer = sqlite3.connect(f"file:{quoted(path)}?mode=rw", uri=True, timeout=5)
        try:
            writer.execute("PRAGMA user_version").fetchone()
        finally:
            writer.close()


def _version_on_server(location: Location) -> int:
    engine = plain_engine(location)
    try:
        with engine.connect() as connection:
            return _revision(connection)
    except (SQLAlchemyError, TypeError) as error:
        # The driver raises TypeError for an option in the address that it does not know.
        reason = "stopped" if was_interrupted(getattr(error, "orig", None)) else "not_reachable"
        raise DatabaseUnavailableError(reason, str(location)) from error
    finally:
        engine.dispose()


BackUp = Callable[[Path, str], Path]
"""Writes a verified backup of a file under a label, and returns it."""


def migrate(location: Location, back_up: BackUp) -> Path | None:
    """Run what is missing; return the backup made before, None when there was nothing to lose.

    Raises DatabaseUnavailableError when the file cannot be written; it is then as before.
    """
    if stored_version(location) == SCHEMA_VERSION:
        return None
    backup = None
    with schema_turn(location) as connection:
        before = _version_in(connection)
        if before == SCHEMA_VERSION:
            return None  # a program that was started together with this one has done it
        if location.path is not None and before:
            backup = back_up(location.path, f"before-v{SCHEMA_VERSION}")
        _upgrade(connection)
    return backup


def bring_up_to_date(location: Location) -> None:
    """Run what is missing in one transaction, without a backup before."""
    with schema_turn(location) as connection:
        _upgrade(connection)


@contextmanager
def schema_turn(location: Location, *, failed: str = "migration_failed") -> Iterator[Connection]:
    """Give a transaction in which nobody else changes the schema; all of it stays, or nothing."""
    engine = _migration_engine(location)
    try:
        with engine.begin() as connection:
            _take_turn(connection)
            yield connection
    except DBAPIError as error:
        reason = reason_of(error.orig) or failed
        raise DatabaseUnavailableError(reason, str(location), str(error.orig)) from error
    finally:
        engine.dispose()


def _version_in(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    return _revision(connection)


def _revision(connection: Connection) -> int:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return 0
    asked = text("SELECT version_num FROM alembic_version")
    return int(connection.execute(asked).scalar() or 0)


@contextmanager
def founding(location: Location) -> Iterator[Connection]:
    """Make the newest schema in an empty database, and give the transaction that makes it.

    Nothing of it stays unless that ends well. Raises DatabaseUnavailableError where there is a row
    already, or anything that is not ours.
    """
    with schema_turn(location, failed="move_failed") as connection:
        if not _has_empty_schema(connection, location):
            _upgrade(connection)
        yield connection


def _has_empty_schema(connection: Connection, location: Location) -> bool:
    """Return whether the newest schema is there without a row; raise for anything else there."""
    from crm_tui.db.tables import METADATA  # noqa: PLC0415 - only who fills a database asks

    names = set(inspect(connection).get_table_names())
    if not names:
        return False
    ours = set(METADATA.tables)
    is_ours = ours <= names and "alembic_version" in names
    if not is_ours or _revision(connection) != SCHEMA_VERSION:
        raise DatabaseUnavailableError("target_not_empty", str(location))
    for name in sorted(ours):
        if connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 1').first():  # noqa: S608 - one of our tables
            raise DatabaseUnavailableError("target_not_empty", str(location))
    return True


def _take_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})


def _migration_engine(location: Location) -> Any:
    if location.path is None:
        return plain_engine(location)
    engine = file_engine(location.path)

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        # Off outside the transaction: rebuilding a parent table must not touch its children.
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA busy_timeout=30000")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - 0.3 s, and only when the schema is old
    from alembic.config import Config  # noqa: PLC0415

    from crm_tui.db.bulk import refresh_statistics  # noqa: PLC0415

    configuration = Config()
    configuration.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    _take_turn(connection)
    command.upgrade(configuration, "head")
    if connection.dialect.name == "postgresql":
        order_texts_bytewise(connection)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise DatabaseUnavailableError("broken_references", "", str(len(broken)))
        # Anew for the new indexes: the planner tells from these which of them serves.
        refresh_statistics(connection)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
