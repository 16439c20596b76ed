"""Rows asked for by their ids, which are handed over as one text.

A list of parameters is written into the statement anew each time, however often it is asked; the
few of a person stand in it for good.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Join,
    Select,
    String,
    Table,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles

from crm_tui.db.functions import json_items

_IDS = json_items(bindparam("ids")).table_valued("value").alias("wanted_ids")


class InOrder(Join):
    """A join that SQLite must run from left to right."""

    inherit_cache = True


@compiles(InOrder)
def _compile_in_order(join: InOrder, compiler: Any, **options: Any) -> str:
    options["asfrom"] = True
    left, right = compiler.process(join.left, **options), compiler.process(join.right, **options)
    options["asfrom"] = False
    # To SQLite alone the word says in which order; to others it would mean something else.
    word = "CROSS JOIN" if compiler.dialect.name == "sqlite" else "JOIN"
    return f"{left} {word} {right} ON {compiler.process(join.onclause, **options)}"


def by_ids(rows: Table, column: Column[Any] | None = None) -> InOrder:
    """Return a table joined to the ids that `asked_ids` gives, which are read first.

    By its own id, or by another column with an index.
    """
    key = rows.c.id if column is None else column
    return InOrder(_IDS, rows, key == cast(_IDS.c.value, Integer))


def one_of(column: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """Return whether a column holds one of some values, for statements that are built once.

    Each value is a parameter of its own: a list in one would be written into the statement anew
    with every execution, which takes longer than most of them run.
    """
    return column.in_([literal(each, column.type) for each in values])


def any_of(column: ColumnElement[Any], ids: Iterable[int] | None = None) -> ColumnElement[bool]:
    """Return whether a column holds one of any number of ids; no engine takes so many parameters.

    Ids that are not given here are given with the execution, by `asked_ids`.
    """
    text = None if ids is None else asked_ids(ids)["ids"]
    given = bindparam("ids", text, type_=String, unique=ids is not None, required=ids is None)
    each = json_items(given).table_valued("value")
    return column.in_(select(cast(each.c.value, BigInteger)))


def asked_ids(ids: Iterable[int]) -> dict[str, object]:
    """Return the parameter that gives ids to a statement."""
    return {"ids": f"[{','.join(map(str, ids))}]"}


def rows_by_ids(
    connection: Connection, statement: Select[Any], ids: Collection[int]
) -> Sequence[Any]:
    """Return what a statement that is built once finds of some ids, as the driver gives it.

    To make an instant of each number, or a row of each tuple, costs more than to read it.
    """
    if not ids:
        return ()
    is_file = connection.dialect.name == "sqlite"
    result = connection.execute(_as_one_text(statement) if is_file else statement, asked_ids(ids))
    found = result.cursor.fetchall() if result.cursor else ()
    result.close()
    return json.loads(found[0][0]) if is_file else found


@lru_cache(maxsize=128)
def _as_one_text(statement: Select[Any]) -> Select[Any]:
    """Return a statement that finds the same as one JSON text.

    SQLite makes it while other threads run; rows taken one by one would each wait for them, and
    even alone they take longer.
    """
    found = statement.subquery()
    return select(func.json_group_array(func.json_array(*found.c)))
