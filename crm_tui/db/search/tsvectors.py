"""An index of tokens as a PostgreSQL server holds it: a table of tsvectors under a GIN index.

Such an index knows no order. So that the newest hits of a common word need not be looked for
among all of its million, each row also has tokens of the stretches of ids that it lies in, and
the newest stretches are asked first: as many as by then seem to be needed.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, cast, column, literal, select, table

from crm_tui.db.horizons import Among
from crm_tui.db.interrupts import stop_if_cancelled
from crm_tui.db.raw import rows, run, run_each
from crm_tui.db.search.sums import sum_of

_STRETCHES: Final = (("#", 1_024), ("###", 65_536))
"""The stretches of ids that each row lies in; no word of a text has such a sign."""
_SHORT_AT_ONCE: Final = 16
"""Where more would be asked the long ones are faster: each of these is merged with all others."""
_REACHES: Final = (1_024, 16_384, 65_536, 262_144)
"""At most so many ids are asked at once: first few, then more. After the last, all that are left.

Some short stretches are asked rather than a long one: of two things asked together a server reads
the rarer one in full, and each of the dozen tokens of a number is rarer than a long stretch.
"""
_NEWEST: Final = (
    # Apart, for by an order the planner would walk the ids and look at each row's tokens; and what
    # is asked is hidden from it, for of a common word it would look at the tokens of all rows.
    "WITH hits AS MATERIALIZED"
    " (SELECT id FROM {name} WHERE tokens @@ (SELECT CAST(? AS tsquery))) "
    "SELECT id FROM hits WHERE id < ? ORDER BY id DESC LIMIT ?"
)
_BUILDING_MEMORY: Final = "256MB"
_SPREAD: Final = 2_048
"""With so much beside them the tokens of a row are put elsewhere, and a page holds a hundred rows
instead of eight: of a common word's hits nothing but their ids is read."""
_PENDING_KIB: Final = 256
"""What waits to be sorted into the index is gone through by every search: no more than this."""
_SIGN: Final = "#"
_READ_AT_ONCE: Final = 5_000
_NEW: Final = "_new"
_ALL: Final = 2**62
"""More than there are ids."""


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
    """Index what was built."""
    building = name + _NEW
    run(connection, f"SET LOCAL maintenance_work_mem = '{_BUILDING_MEMORY}'")
    run(connection, f"ALTER TABLE {building} ADD CONSTRAINT pk_{building} PRIMARY KEY (id)")
    run(
        connection,
        f"CREATE INDEX ix_{building}_tokens ON {building} USING gin (tokens)"
        f" WITH (gin_pending_list_limit = {_PENDING_KIB})",
    )
    run(connection, f"ANALYZE {building}")


def put_in_place(connection: Connection, name: str) -> None:
    """Let what was built take the place of the old one; from here on nobody can search by that."""
    building = name + _NEW
    run(connection, f"DROP TABLE IF EXISTS {name}")
    run(connection, f"ALTER TABLE {building} RENAME TO {name}")
    run(connection, f"ALTER INDEX pk_{building} RENAME TO pk_{name}")
    run(connection, f"ALTER INDEX ix_{building}_tokens RENAME TO ix_{name}_tokens")


def put(connection: Connection, name: str, words: Sequence[tuple[int, str]]) -> None:
    """Put rows into an index."""
    if not words:
        return
    driver: Any = connection.connection.driver_connection
    # Tokens are plain letters, digits and Han, so they stand for themselves in a tsvector.
    with driver.cursor().copy(f"COPY {name} (id, tokens) FROM STDIN") as copied:
        for row_id, tokens in words:
            copied.write_row((row_id, f"{tokens} {_stretches(row_id)}"))


def put_selected(connection: Connection, name: str, asked: str, values: Sequence[object]) -> None:
    """Put rows into an index that a statement finds."""
    put(connection, name, rows(connection, asked, values))


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
    first, reach = top, _REACHES[0]
    while True:
        asked, last = _stretch(query, first, reach)
        hits = rows(connection, _NEWEST.format(name=name), (asked, first, limit - len(found)))
        found += [each for (each,) in hits]
        if len(found) == limit or not last:
            return found
        reach = _next_reach(reach, top - last, len(found), limit)
        first = last


def _top(connection: Connection, name: str) -> int:
    ((last,),) = rows(connection, f"SELECT coalesce(max(id), 0) FROM {name}")  # noqa: S608 - one of our two names
    return int(last) + 1


def _stretch(query: str, first: int, reach: int) -> tuple[str, int]:
    """Return what is asked of about so many ids before one, and where these begin."""
    sign, size = _STRETCHES[reach > _SHORT_AT_ONCE * _STRETCHES[0][1]]
    newest = max(first - 1, 0) // size
    oldest = newest - -(-reach // size) + 1
    if oldest <= 0:
        return query, 0
    stretches = " | ".join([f"'{sign}{number}'" for number in range(newest, oldest - 1, -1)])
    return f"({query}) & ({stretches})", oldest * size


def _next_reach(reach: int, passed: int, found: int, limit: int) -> int:
    """Return how many ids are asked next, going by how many hits there were so far."""
    farther = next((each for each in _REACHES if each > reach), _ALL)
    if not found:
        return farther
    return min(farther, max(_REACHES[0], passed * (limit - found) // found))


def held_by(
    connection: Connection, name: str, owner_id: int, match: str, postings: int
) -> tuple[Sequence[int], bool]:
    """Return the customers of an owner among the newest postings, and whether there are no more."""
    hits = newest(connection, name, match, postings, below=None, among=None)
    held = rows(
        connection,
        "SELECT id FROM customer WHERE owner_id = ? AND id = ANY(CAST(? AS integer[])) "
        "ORDER BY id DESC",
        # As one text: thousands of numbers take longer to hand over than to look for.
        (owner_id, f"{{{','.join(map(str, hits))}}}"),
    )
    return [each for (each,) in held], len(hits) < postings


def has(connection: Connection, name: str, row_id: int, match: str) -> bool:
    """Return whether a row has the tokens."""
    asked = f"SELECT 1 FROM {name} WHERE id = ? AND tokens @@ CAST(? AS tsquery)"  # noqa: S608 - one of our two names
    return bool(rows(connection, asked, (row_id, _query(match))))


def token_sums(connection: Connection, name: str, first: int, last: int) -> array[int]:
    """Return for each id of a stretch the sum of its tokens."""
    sums = array("q", bytes(8 * (last - first + 1)))
    asked = f"SELECT id, tsvector_to_array(tokens) FROM {name} WHERE id BETWEEN ? AND ?"  # noqa: S608 - one of our two names
    for begin in range(first, last + 1, _READ_AT_ONCE):
        stop_if_cancelled()
        for row_id, tokens in rows(connection, asked, (begin, begin + _READ_AT_ONCE - 1)):
            if row_id <= last:
                sums[row_id - first] = sum_of([each for each in tokens if each[0] != _SIGN])
    return sums


def hits(name: str, match: str) -> tuple[FromClause, ColumnElement[int], ColumnElement[bool]]:
    """Return an index, its ids, and the condition that a row has the tokens."""
    # Only a server needs it: loading it takes as long as all the tables.
    from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR  # noqa: PLC0415

    index = table(name, column("id"), column("tokens", TSVECTOR))
    asked = select(cast(literal(_query(match)), TSQUERY)).scalar_subquery()
    condition = index.c.tokens.bool_op("@@")(asked)
    return index, index.c.id, condition


def _query(match: str) -> str:
    """Return an expression of quoted tokens, AND and OR as a tsquery."""
    return match.replace('"', "'").replace(" AND ", " & ").replace(" OR ", " | ")


def _stretches(row_id: int) -> str:
    return " ".join([f"{sign}{row_id // size}" for sign, size in _STRETCHES])
