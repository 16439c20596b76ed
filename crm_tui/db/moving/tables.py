"""The tables as they are carried: their columns by name, their rows in the order of the key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property
from typing import Final

from sqlalchemy import Boolean, Connection, MetaData, Table

ROWS_AT_ONCE: Final = 2_000
"""Rows that are in memory together."""

Row = tuple[object, ...]


class CarriedTable:
    """A table, and how its rows are asked for so that both engines give the same values."""

    def __init__(self, table: Table) -> None:
        self.name = table.name
        self.columns = tuple(column.name for column in table.columns)
        self._table = table

    @cached_property
    def has_numbers(self) -> bool:
        """Return whether the database itself numbers the rows."""
        return "id" in self.columns

    @cached_property
    def key(self) -> str:
        """Return what tells one row from all others, and orders them."""
        return ", ".join(_quoted(column.name) for column in self._table.primary_key)

    @cached_property
    def names(self) -> str:
        """Return the columns as a statement names them."""
        return ", ".join(map(_quoted, self.columns))

    @cached_property
    def _values(self) -> str:
        # True and false are numbers on a file; a server would give them as what they are.
        return ", ".join(
            f"CAST({_quoted(column.name)} AS INTEGER)"
            if isinstance(column.type, Boolean)
            else _quoted(column.name)
            for column in self._table.columns
        )

    def count(self, connection: Connection) -> int:
        """Return how many rows there are."""
        asked = f"SELECT count(*) FROM {_quoted(self.name)}"  # noqa: S608 - one of our tables
        return int(connection.exec_driver_sql(asked).scalar_one())

    def chunks(self, connection: Connection) -> Iterator[Sequence[Row]]:
        """Yield all rows by and by; they are never all in memory."""
        asked = f"SELECT {self._values} FROM {_quoted(self.name)} ORDER BY {self.key}"  # noqa: S608 - one of our tables
        # Else a server sends everything at once.
        options = {"yield_per": ROWS_AT_ONCE}
        with closing(connection.exec_driver_sql(asked, execution_options=options)) as found:
            for chunk in found.partitions():
                yield [tuple(row) for row in chunk]


def carried_tables(metadata: MetaData) -> list[CarriedTable]:
    """Return every table of the schema, those that others refer to first."""
    return [CarriedTable(table) for table in metadata.sorted_tables]


class Digest:
    """One hash over rows, taken chunk by chunk; the same values give the same on both engines."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, rows: Sequence[Row]) -> None:
        """Take in the next rows."""
        # Numbers, texts and nothing are all there is, and their written form is one to one.
        words = "\n".join([repr(row) for row in rows])
        self._hash.update(f"{words}\n".encode("utf-8", "surrogatepass"))

    def hexdigest(self) -> str:
        """Return the hash of all that was taken in."""
        return self._hash.hexdigest()


def _quoted(name: str) -> str:
    return f'"{name}"'
