"""The indexes themselves: tokens of a row, by its id; each engine keeps them in its own way."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from sqlalchemy import ColumnElement, Connection, FromClause

from crm_tui.db.horizons import Among
from crm_tui.db.search import fts5, segments, tsvectors

CUSTOMERS: Final = "customer_search"
FOLLOW_UPS: Final = "follow_up_search"


class _Engine(Protocol):
    """What an engine must be able to do with an index."""

    def begin_building(self, connection: Connection, name: str) -> str: ...

    def end_building(self, connection: Connection, name: str) -> None: ...

    def put_in_place(self, connection: Connection, name: str) -> None: ...

    def put(self, connection: Connection, name: str, words: Sequence[tuple[int, str]]) -> None: ...

    def put_selected(
        self, connection: Connection, name: str, asked: str, values: Sequence[object]
    ) -> None: ...

    def take(self, connection: Connection, name: str, words: Sequence[tuple[int, str]]) -> None: ...

    def newest(
        self,
        connection: Connection,
        name: str,
        match: str,
        limit: int,
        *,
        below: int | None,
        among: Among | None,
    ) -> Sequence[int]: ...

    def held_by(
        self, connection: Connection, name: str, owner_id: int, match: str, postings: int
    ) -> tuple[Sequence[int], bool]: ...

    def has(self, connection: Connection, name: str, row_id: int, match: str) -> bool: ...

    def token_sums(
        self, connection: Connection, name: str, first: int, last: int
    ) -> array[int]: ...

    def hits(
        self, name: str, match: str
    ) -> tuple[FromClause, ColumnElement[int], ColumnElement[bool]]: ...


def _engine(connection: Connection) -> _Engine:
    return fts5 if connection.dialect.name == "sqlite" else tsvectors


def begin_building(connection: Connection, name: str) -> str:
    """Make an empty index, to be filled under the name returned and then ended."""
    return _engine(connection).begin_building(connection, name)


def end_building(connection: Connection, name: str) -> None:
    """Make what was built fit to be searched."""
    _engine(connection).end_building(connection, name)


def put_in_place(connection: Connection, name: str) -> None:
    """Let what was built be searched from now on: the last thing that a transaction does."""
    _engine(connection).put_in_place(connection, name)


def put(connection: Connection, name: str, words: Iterable[tuple[int, str]]) -> None:
    """Put rows into an index: their ids and tokens."""
    _engine(connection).put(connection, name, [*words])


def put_selected(connection: Connection, name: str, asked: str, values: Sequence[object]) -> None:
    """Put the many rows into an index that a statement finds: their ids, in order, and tokens."""
    _engine(connection).put_selected(connection, name, asked, values)


def begin_beside(connection: Connection) -> None:
    """Make an empty scratch index of a file, which goes with its connection."""
    fts5.begin_beside(connection)


def put_beside(connection: Connection, asked: str, values: Sequence[object]) -> None:
    """Put the rows that a statement finds into the scratch index."""
    fts5.put_beside(connection, asked, values)


def join_beside(connection: Connection, name: str) -> bool:
    """Put the rows of the scratch index into the office's; return False where it cannot be done."""
    return segments.join(connection, name, fts5.BESIDE)


def take(connection: Connection, name: str, words: Iterable[tuple[int, str]]) -> None:
    """Take rows out of an index: their ids and the tokens they were put in with."""
    _engine(connection).take(connection, name, [*words])


def newest(
    connection: Connection,
    name: str,
    match: str,
    limit: int,
    *,
    below: int | None = None,
    among: Among | None = None,
) -> Sequence[int]:
    """Return the ids of the newest rows that have the tokens, below an id; the newest first.

    By anything else they are not ordered: sorting a common word's million takes a second. Those
    that are not among some are left out where that costs little.
    """
    return _engine(connection).newest(connection, name, match, limit, below=below, among=among)


def held_by(
    connection: Connection, owner_id: int, match: str, postings: int
) -> tuple[Sequence[int], bool]:
    """Return customers of an owner that have the tokens, and whether these are all of them.

    Of a common word's only some are looked for, about as many as this, the newest.
    """
    return _engine(connection).held_by(connection, CUSTOMERS, owner_id, match, postings)


def has(connection: Connection, name: str, row_id: int, match: str) -> bool:
    """Return whether a row has the tokens."""
    return _engine(connection).has(connection, name, row_id, match)


def token_sums(connection: Connection, name: str, first: int, last: int) -> array[int]:
    """Return for each id of a stretch the sum of its tokens, as `sums.sum_of` counts them.

    It is zero of a row that the index does not have. The connection may make scratch tables.
    """
    return _engine(connection).token_sums(connection, name, first, last)


def hits(
    connection: Connection, name: str, match: str
) -> tuple[FromClause, ColumnElement[int], ColumnElement[bool]]:
    """Return an index, its ids, and the condition that a row has the tokens."""
    return _engine(connection).hits(name, match)
