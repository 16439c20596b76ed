"""A PostgreSQL server: how its connections are set, and how their transactions begin."""

from __future__ import annotations

import getpass
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from crm_tui.db.engine import APPLICATION_ID, TURNS, WRITE_WAIT_SECONDS, Location
from crm_tui.errors import DatabaseBusyError, DatabaseUnavailableError

_SETTINGS = (
    # A writer that waited must see what the one before it wrote.
    "default_transaction_isolation = 'read committed'",
    # Statements of a few milliseconds: to compile one costs a hundred times what it takes to run.
    "jit = off",
    # The usual one is that of a disk that turns.
    "random_page_cost = 1.1",
    # What a word or a filter finds differs a million fold: each is planned for itself.
    "plan_cache_mode = force_custom_plan",
)
_TEXTS = """
SELECT attrelid::regclass::text AS table_name, quote_ident(attname) AS column_name,
       format_type(atttypid, atttypmod) AS kind
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
JOIN pg_collation ON pg_collation.oid = attcollation
WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped
  AND relnamespace = current_schema()::regnamespace AND collname <> 'C'
ORDER BY attrelid, attnum
"""
_NOT_LOCKED = "55P03"
CHANNEL = "crm_changes"
_HINT = f"NOTIFY {CHANNEL}"
_LONGEST_NAME = 63
"""Of an application, as the server keeps it."""
_CONNECT_SECONDS = 10
_KEPT_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Who only listens learns within a minute that the other end is gone, and keeps the way open."""


def plain_engine(location: Location, *, pool_pre_ping: bool = False) -> Engine:
    """Return a plain engine on a server; raise when its driver is not there or not known."""
    try:
        return create_engine(
            location.url,
            hide_parameters=True,
            pool_pre_ping=pool_pre_ping,
            connect_args={"fallback_application_name": _program_name()},
        )
    except (ImportError, NoSuchModuleError) as error:
        raise DatabaseUnavailableError("no_driver", str(location)) from error


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[Any]:
    """Give a connection of the bare driver beside those of an engine, each statement by itself.

    The server lists it under a name of its own.
    """
    dialect: Any = engine.dialect
    places, options = dialect.create_connect_args(engine.url)
    known = {
        "connect_timeout": _CONNECT_SECONDS,
        "fallback_application_name": _program_name(name),
        **_KEPT_ALIVE,
    }
    connection = dialect.dbapi.connect(*places, **known | options, autocommit=True)
    try:
        yield connection
    finally:
        connection.close()


def _program_name(name: str = "crm") -> str:
    """Return under which name the server lists this program: whose it is, and on which machine."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = "?"  # a process whose account has no name
    return f"{name} {account}@{platform.node()}"[:_LONGEST_NAME]


def serving_engine(location: Location) -> Engine:
    """Return an engine whose transactions begin as `execution_options(crm_write=…)` says.

    A reader sees one state and may write nothing; one writer at a time is let in, as on a file.
    """
    engine = plain_engine(location, pool_pre_ping=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    from psycopg.types.numeric import Int8Dumper  # noqa: PLC0415 - there only where it is used

    # As many bytes for every number: by default each mixture of sizes is a statement of its own.
    connection.adapters.register_dumper(int, Int8Dumper)
    with connection.cursor() as cursor:
        for setting in _SETTINGS:
            cursor.execute(f"SET {setting}")
    connection.commit()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("crm_write", False):
        _wait_for_turn(connection, options.get("crm_patience_seconds", WRITE_WAIT_SECONDS))
    elif options.get("crm_scratch", False):
        # Scratch tables are made, and a server lets no reader make tables.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _wait_for_turn(connection: Connection, patience_seconds: float) -> None:
    patience = int(patience_seconds * 1000)
    try:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience}")
        with TURNS.awaiting():
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _NOT_LOCKED:
            raise
        raise DatabaseBusyError("busy", "", waited_seconds=patience_seconds) from error


def hint_at_commit(connection: Connection) -> None:
    """Let whoever listens know, when this transaction is committed and only then.

    A file tells nobody: there it is asked each second.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_HINT)


def order_texts_bytewise(connection: Connection) -> None:
    """Let every text of the schema be compared and ordered as on a file, whatever the locale.

    Readings are compared with what was typed, and a list is walked from one of them on: in the
    order of a language they would stand elsewhere than their bytes say.
    """
    found = connection.execute(text(_TEXTS)).all()
    for table, columns in groupby(found, key=lambda row: row.table_name):
        changes = [f'ALTER COLUMN {row.column_name} TYPE {row.kind} COLLATE "C"' for row in columns]
        connection.exec_driver_sql(f"ALTER TABLE {table} {', '.join(changes)}")


@contextmanager
def no_longer_than(connection: Connection, seconds: float) -> Iterator[None]:
    """Let no statement inside take longer; the transaction goes on, whatever happened inside."""
    connection.exec_driver_sql("SAVEPOINT patience")
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
    try:
        yield
    except DBAPIError:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT patience")
        raise
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("RELEASE SAVEPOINT patience")
