"""An index of tokens as a file holds it: a contentless table of SQLite's FTS5."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, FromClause, column, table, text

from crm_tui.db.horizons import Among
from crm_tui.db.raw import each_row, numbers_in, rows, run, run_each
from crm_tui.db.search.sums import number_of

_MERGED_AT: Final = 500
"""Merging in larger steps keeps single edits from pausing for a long merge."""
_BUILDING_HASH: Final = 64 * 1024 * 1024
_USUAL_HASH: Final = 1024 * 1024
_USUAL_MERGE: Final = 4
_FORM: Final = (
    "fts5(tokens, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0')"
)
BESIDE: Final = "index_beside"
"""What the index among the scratch tables of a connection is called."""


def begin_building(connection: Connection, name: str) -> str:
    """Make an empty index that gathers far more before it writes: a build takes two thirds."""
    run(connection, f"DROP TABLE IF EXISTS {name}")
    run(connection, f"CREATE VIRTUAL TABLE {name} USING {_FORM}")
    _set(connection, name, "crisismerge", _MERGED_AT)
    _set(connection, name, "hashsize", _BUILDING_HASH)
    return name


def end_building(connection: Connection, name: str) -> None:
    """Make one tree of what was built, and gather as little as usual again."""
    run(connection, f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 - one of our two names
    _set(connection, name, "hashsize", _USUAL_HASH)


def begin_beside(connection: Connection) -> None:
    """Make an empty index among the scratch tables of a connection."""
    run(connection, f"DROP TABLE IF EXISTS temp.{BESIDE}")
    run(connection, f"CREATE VIRTUAL TABLE temp.{BESIDE} USING {_FORM}")
    _set(connection, BESIDE, "hashsize", _BUILDING_HASH)
    _set(connection, BESIDE, "automerge", 0)


def put_beside(connection: Connection, asked: str, values: Sequence[object]) -> None:
    """Put the rows that a statement finds into the index among the scratch tables."""
    run(connection, f"INSERT INTO {BESIDE}(rowid, tokens) {asked}", values)


def put_in_place(connection: Connection, name: str) -> None:
    """Do nothing: it was built in its place, and readers of a file go on by what stood there."""
    del connection, name


def _set(connection: Connection, name: str, setting: str, value: int) -> None:
    run(
        connection,
        f"INSERT INTO {name}({name}, rank) VALUES (?, ?)",  # noqa: S608 - one of our two names
        (setting, value),
    )


def put(connection: Connection, name: str, words: Sequence[tuple[int, str]]) -> None:
    """Put rows into an index."""
    run_each(connection, f"INSERT INTO {name}(rowid, tokens) VALUES (?, ?)", words)  # noqa: S608 - one of our two names


def put_selected(connection: Connection, name: str, asked: str, values: Sequence[object]) -> None:
    """Put rows into an index that a statement finds: gathered in memory, merged by later edits."""
    _set(connection, name, "hashsize", _BUILDING_HASH)
    _set(connection, name, "automerge", 0)
    run(connection, f"INSERT INTO {name}(rowid, tokens) {asked}", values)
    _set(connection, name, "automerge", _USUAL_MERGE)
    _set(connection, name, "hashsize", _USUAL_HASH)


def take(connection: Connection, name: str, words: Sequence[tuple[int, str]]) -> None:
    """Take rows out of an index; a contentless table must be told their tokens."""
    run_each(
        connection,
        f"INSERT INTO {name}({name}, rowid, tokens) VALUES ('delete', ?, ?)",  # noqa: S608 - one of our two names
        words,
    )


def newest(
    connection: Connection,
    name: str,
    match: str,
    limit: int,
    *,
    below: int | None,
    among: Among | None,
) -> Sequence[int]:
    """Return the newest rows that have the tokens: they stream in this order."""
    asked = f"SELECT rowid FROM {name} WHERE {name} MATCH ?"  # noqa: S608 - one of our two names
    values: list[object] = [match]
    if below is not None:
        asked, values = f"{asked} AND rowid < ?", [*values, below]
    if among is not None:
        asked, values = f"{asked} AND {_MARKED}", [*values, *_marks(among)]
    return _ids(connection, f"{asked} ORDER BY rowid DESC LIMIT ?", [*values, limit])


_MARKED: Final = "substr(?, rowid, 1) BETWEEN ? AND ?"


def _marks(among: Among) -> tuple[object, ...]:
    return among.marks, among.least, among.most


def _ids(connection: Connection, asked: str, values: Sequence[object]) -> Sequence[int]:
    # As one text: rows taken one by one would each wait for the other threads.
    ((joined,),) = rows(connection, f"SELECT group_concat(rowid) FROM ({asked})", values)  # noqa: S608 - our own statement
    return [*map(int, joined.split(","))] if joined else []


def held_by(
    connection: Connection, name: str, owner_id: int, match: str, postings: int
) -> tuple[Sequence[int], bool]:
    """Return the customers of an owner among the newest postings, and whether there are no more."""
    found = _ids(
        connection,
        f"SELECT rowid FROM (SELECT rowid FROM {name} WHERE {name} MATCH ? "  # noqa: S608 - our own name
        "ORDER BY rowid DESC LIMIT ?) WHERE rowid IN (SELECT id FROM customer WHERE owner_id = ?)",
        (match, postings, owner_id),
    )
    passed = rows(
        connection,
        f"SELECT 1 FROM {name} WHERE {name} MATCH ? LIMIT 1 OFFSET ?",  # noqa: S608 - our own name
        (match, postings),
    )
    return found, not passed


def has(connection: Connection, name: str, row_id: int, match: str) -> bool:
    """Return whether a row has the tokens."""
    asked = f"SELECT 1 FROM {name} WHERE {name} MATCH ? AND rowid = ?"  # noqa: S608 - one of our two names
    return bool(rows(connection, asked, (match, row_id)))


def token_sums(connection: Connection, name: str, first: int, last: int) -> array[int]:
    """Return for each id of a stretch the sum of its tokens, by one walk of the whole index."""
    sums = array("q", bytes(8 * (last - first + 1)))
    words = f"temp.{name}_words"
    run(connection, f"DROP TABLE IF EXISTS {words}")
    run(connection, f"CREATE VIRTUAL TABLE {words} USING fts5vocab('main', '{name}', 'instance')")
    asked = (
        f"SELECT term, group_concat(doc) FROM {words} WHERE doc BETWEEN ? AND ?"  # noqa: S608 - one of our two names
        " GROUP BY term"
    )
    for token, ids in each_row(connection, asked, (first, last)):
        number = number_of(token)
        for some in numbers_in(ids):
            for each in some:
                sums[each - first] += number
    run(connection, f"DROP TABLE {words}")
    return sums


def hits(name: str, match: str) -> tuple[FromClause, ColumnElement[int], ColumnElement[bool]]:
    """Return an index, its ids, and the condition that a row has the tokens."""
    index = table(name, column("rowid"))
    condition = text(f"{name} MATCH :match").bindparams(match=match)
    return index, index.c.rowid, condition  # type: ignore[return-value]  # a condition in words
