"""Tables that only one connection sees and that vanish with it: for work in several statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, MetaData, delete
from sqlalchemy.schema import CreateTable

from crm_tui.db.engine import guard

SCRATCH = MetaData()
"""Apart from the schema, which migrations make."""


@contextmanager
def scratch_tables(connection: Connection) -> Iterator[None]:
    """Give the scratch tables, empty, also to a reader: nothing that stays may be written here.

    They lie in a temporary file of the connection's own, so no other program waits for them.
    """
    with scratching(connection):
        for table in SCRATCH.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            connection.execute(delete(table))
        yield


@contextmanager
def scratching(connection: Connection) -> Iterator[None]:
    """Let also a reader make scratch tables of its own: nothing that stays may be written here."""
    was_read_only = _set_read_only(connection, wanted=False)
    try:
        yield
    finally:
        if was_read_only:
            _set_read_only(connection, wanted=True)


@contextmanager
def own_scratch(connection: Connection) -> Iterator[None]:
    """Begin a transaction in which scratch tables of one's own are made and filled, nothing else.

    Nobody waits for it. The tables stay until they are dropped, for a unit on this connection.
    """
    with connection.begin():
        _set_read_only(connection, wanted=False)
        yield


def _set_read_only(connection: Connection, *, wanted: bool) -> bool:
    """Lift or set the reader's guard; return how it was. A server lets readers have such tables."""
    return connection.dialect.name == "sqlite" and guard(connection, is_on=wanted)
