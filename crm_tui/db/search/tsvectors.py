"""An index of tokens as a PostgreSQL server holds it: a table of tsvectors under a GIN index.

Such an index knows no order. So that the newest hits of a common word need not be looked for
among all of its million, each row also has tokens of the stretches of ids that it lies in, and
the newest stretches are asked first: as many as by then seem to be needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, cast, column, literal, table

from crm_tui.db.horizons import Among
from crm_tui.db.raw import rows, run, run_each

_STRETCHES: Final = (("#", 1_024), ("##", 8_192), ("###", 65_536))
"""The stretches of ids that each row lies in; no word of a text has such a sign."""
_NEWEST: Final = (
    # Apart, for by an order the planner would walk the ids and look at each row's tokens.
    "WITH hits AS MATERIALIZED (SELECT id FROM {name} WHERE tokens @@ CAST(? AS tsquery)) "
    "SELECT id FROM hits WHERE id < ? ORDER BY id DESC LIMIT ?"
)
_BUILDING_MEMORY: Final = "256MB"
_SPREAD: Final = 2_048
"""With so much beside them the tokens of a row are put elsewhere, and a page holds a hundred rows
instead of eight: of a common word's hits nothing but their ids is read."""
_PENDING_KIB: Final = 256
"""What waits to be sorted into the index is gone through by every search: no more than this."""
_NEW: Final = "_new"


def begin_building(connection: Connection, name: str) -> str:
    """Make an empty table beside the one there is; searches go on by that one."""
    building = name + _NEW
    run(connection, f"DROP TABLE IF EXISTS {building}")
    run(
        connection,
        f"CREATE TABLE {building} (id integer NOT NULL, tokens tsvector NOT NULL, "
        f"spread text NOT NULL DEFAULT repeat(' ', {_SPREAD})) WITH (toast_tuple_target = 128)",
    )
    run(connection, f"ALTER TABLE {building} ALTER tokens SET STORAGE EXTERNAL")
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
            copied.write_row((row_id, f"{tokens} {_stretches(row_id)}"))


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
    query, found = _query(match), list[int]()
    top = _top(connection, name) if below is None else below
    first, level = top, 0
    while True:
        asked, last = _stretch(query, first, level)
        hits = rows(connection, _NEWEST.format(name=name), (asked, first, limit - len(found)))
        found += [each for (each,) in hits]
        if len(found) == limit or not last:
            return found
        level = _next_level(level, top - last, len(found), limit)
        first = last


def _top(connection: Connection, name: str) -> int:
    ((last,),) = rows(connection, f"SELECT coalesce(max(id), 0) FROM {name}")  # noqa: S608 - one of our two names
    return int(last) + 1


def _stretch(query: str, first: int, level: int) -> tuple[str, int]:
    """Return what is asked of the stretch before an id, and where that begins."""
    if level == len(_STRETCHES):
        return query, 0
    sign, size = _STRETCHES[level]
    number = (first - 1) // size
    return f"({query}) & '{sign}{number}'", number * size


def _next_level(level: int, passed: int, found: int, limit: int) -> int:
    """Return how long a stretch is asked next, going by how many were found so far."""
    if not found:
        return min(level + 1, len(_STRETCHES))
    wanted = passed * (limit - found) // found
    fitting = [at for at, (_, size) in enumerate(_STRETCHES) if size >= wanted]
    return min([*fitting, level + 1, len(_STRETCHES)])


def held_by(
    connection: Connection, name: str, owner_id: int, match: str, postings: int
) -> tuple[Sequence[int], bool]:
    """Return the customers of an owner among the newest postings, and whether there are no more."""
    hits = newest(connection, name, match, postings, below=None, among=None)
    held = rows(
        connection,
        "SELECT id FROM customer WHERE owner_id = ? AND id = ANY(CAST(? AS integer[])) "
        "ORDER BY id DESC",
        (owner_id, list(hits)),
    )
    return [each for (each,) in held], len(hits) < postings


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


def _stretches(row_id: int) -> str:
    return " ".join([f"{sign}{row_id // size}" for sign, size in _STRETCHES])
