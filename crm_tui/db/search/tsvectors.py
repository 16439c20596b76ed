"""An index of tokens as a PostgreSQL server holds it: a table of tsvectors under a GIN index.

Such an index knows no order. So that the newest hits of a common word need not be looked for
among all of its million, each row also has a token of the stretch of ids that it lies in, and
the newest stretches are asked first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, cast, column, literal, table

from crm_tui.db.horizons import Among
from crm_tui.db.raw import rows, run, run_each

_STRETCH: Final = 16_384
"""Ids with one token of their stretch: one of them is gone through in a few milliseconds."""
_STRETCHES_ASKED: Final = (1, 8)
"""So many of the newest stretches are asked before all the others at once."""
_BUILDING_MEMORY: Final = "256MB"
_PENDING_KIB: Final = 256
"""What waits to be sorted into the index is gone through by every search: no more than this."""
_NEW: Final = "_new"


def begin_building(connection: Connection, name: str) -> str:
    """Make an empty table beside the one there is; searches go on by that one."""
    building = name + _NEW
    run(connection, f"DROP TABLE IF EXISTS {building}")
    run(connection, f"CREATE TABLE {building} (id integer NOT NULL, tokens tsvector NOT NULL)")
    return building


def end_building(connection: Connection, name: str) -> None:
    """Index what was built, and put it in the place of the old one."""
    building = name + _NEW
    run(connection, f"SET LOCAL maintenance_work_mem = '{_BUILDING_MEMORY}'")
    run(connection, f"DROP TABLE IF EXISTS {name}")
    run(connection, f"ALTER TABLE {building} RENAME TO {name}")
    run(connection, f"ALTER TABLE {name} ADD CONSTRAINT pk_{name} PRIMARY KEY (id)")
    run(
        connection,
        f"CREATE INDEX ix_{name}_tokens ON {name} USING gin (tokens)"
        f" WITH (gin_pending_list_limit = {_PENDING_KIB})",
    )
    run(connection, f"ANALYZE {name}")


def put(connection: Connection, name: str, words: Sequence[tuple[int, str]]) -> None:
    """Put rows into an index."""
    if not words:
        return
    driver: Any = connection.connection.driver_connection
    # Tokens are plain letters, digits and Han, so they stand for themselves in a tsvector.
    with driver.cursor().copy(f"COPY {name} (id, tokens) FROM STDIN") as copied:
        for row_id, tokens in words:
            copied.write_row((row_id, f"{tokens} {_stretch(row_id)}"))


def take(connection: Connection, name: str, words: Sequence[tuple[int, str]]) -> None:
    """Take rows out of an index."""
    run_each(connection, f"DELETE FROM {name} WHERE id = ?", [(row_id,) for row_id, _ in words])  # noqa: S608 - one of our two names


def newest(
    connection: Connection,
    name: str,
    match: str,
    limit: int,
    *,
    below: int | None,
    among: Among | None,
) -> Sequence[int]:
    """Return the newest rows that have the tokens; whether they are among some is not asked."""
    del among
    query = _query(match)
    found: list[int] = []
    for asked, first in _asked(query, _top(connection, name, below)):
        hits = rows(
            connection,
            f"SELECT id FROM {name} WHERE tokens @@ CAST(? AS tsquery) AND id < ? "  # noqa: S608 - one of our two names
            "ORDER BY id DESC LIMIT ?",
            (asked, first, limit - len(found)),
        )
        found += [each for (each,) in hits]
        if len(found) == limit:
            break
    return found


def _top(connection: Connection, name: str, below: int | None) -> int:
    if below is not None:
        return below
    ((last,),) = rows(connection, f"SELECT coalesce(max(id), 0) FROM {name}")  # noqa: S608 - one of our two names
    return int(last) + 1


def _asked(query: str, below: int) -> Iterator[tuple[str, int]]:
    """Yield what is asked in turn, from the newest on, and below which id."""
    for number in _STRETCHES_ASKED:
        last = (below - 1) // _STRETCH
        first = max(0, last - number + 1)
        stretches = " | ".join([f"'{_stretch_token(each)}'" for each in range(first, last + 1)])
        yield f"({query}) & ({stretches})", below
        below = first * _STRETCH
        if not below:
            return
    yield query, below


def held_by(
    connection: Connection, name: str, owner_id: int, match: str, postings: int
) -> tuple[Sequence[int], bool]:
    """Return the newest customers of an owner that have the tokens, and whether these are all."""
    found = rows(
        connection,
        f"SELECT id FROM {name} WHERE tokens @@ CAST(? AS tsquery) AND id IN "  # noqa: S608 - our own name
        "(SELECT id FROM customer WHERE owner_id = ?) ORDER BY id DESC LIMIT ?",
        (_query(match), owner_id, postings),
    )
    return [each for (each,) in found], len(found) < postings


def has(connection: Connection, name: str, row_id: int, match: str) -> bool:
    """Return whether a row has the tokens."""
    asked = f"SELECT 1 FROM {name} WHERE id = ? AND tokens @@ CAST(? AS tsquery)"  # noqa: S608 - one of our two names
    return bool(rows(connection, asked, (row_id, _query(match))))


def hits(name: str, match: str) -> tuple[FromClause, ColumnElement[int], ColumnElement[bool]]:
    """Return an index, its ids, and the condition that a row has the tokens."""
    # Only a server needs it: loading it takes as long as all the tables.
    from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR  # noqa: PLC0415

    index = table(name, column("id"), column("tokens", TSVECTOR))
    condition = index.c.tokens.bool_op("@@")(cast(literal(_query(match)), TSQUERY))
    return index, index.c.id, condition


def _query(match: str) -> str:
    """Return an expression of quoted tokens, AND and OR as a tsquery."""
    return match.replace('"', "'").replace(" AND ", " & ").replace(" OR ", " | ")


def _stretch(row_id: int) -> str:
    return _stretch_token(row_id // _STRETCH)


def _stretch_token(number: int) -> str:
    # No word of a text has such a sign.
    return f"#{number}"
