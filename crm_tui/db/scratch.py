"""Tables that only one connection sees and that vanish with it: for work in several statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, MetaData, delete
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.functions import FunctionElement

SCRATCH = MetaData()
"""Apart from the schema, which migrations make."""


@contextmanager
def scratch_tables(connection: Connection) -> Iterator[None]:
    """Give the scratch tables, empty, also to a reader: nothing that stays may be written here.

    They lie in a temporary file of the connection's own, so no other program waits for them.
    """
    was_read_only = _set_read_only(connection, wanted=False)
    try:
        for table in SCRATCH.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            connection.execute(delete(table))
        yield
    finally:
        if was_read_only:
            _set_read_only(connection, wanted=True)


def _set_read_only(connection: Connection, *, wanted: bool) -> bool:
    """Lift or set the reader's guard; return how it was. A server lets readers have such tables."""
    if connection.dialect.name != "sqlite":
        return False
    was = bool(connection.exec_driver_sql("PRAGMA query_only").scalar_one())
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if wanted else 'OFF'}")
    return was


class least(FunctionElement[Any]):  # noqa: N801 - named like the SQL function it is
    """The least of several values, none of them null."""

    name = "least"
    inherit_cache = True


class greatest(FunctionElement[Any]):  # noqa: N801 - named like the SQL function it is
    """The greatest of several values, none of them null."""

    name = "greatest"
    inherit_cache = True


class json_items(FunctionElement[Any]):  # noqa: N801 - named like the SQL functions it stands for
    """The texts of a JSON list, one a row in the column `value`."""

    name = "json_items"
    inherit_cache = True


@compiles(least)
@compiles(greatest)
def _function(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"{element.name}({compiler.process(element.clauses, **options)})"


@compiles(least, "sqlite")
@compiles(greatest, "sqlite")
def _sqlite_function(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    # With one argument SQLite's min and max would gather rows.
    if len(element.clauses) == 1:
        return str(compiler.process(element.clauses, **options))
    name = {"least": "min", "greatest": "max"}[element.name]
    return f"{name}({compiler.process(element.clauses, **options)})"


@compiles(json_items)
def _json_items(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return (
        f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS jsonb))"
    )


@compiles(json_items, "sqlite")
def _sqlite_json_items(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"
