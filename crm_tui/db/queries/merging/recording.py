"""What a merge did to rows, kept so that its undo finds every one of them as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Enum, Table, and_, delete, insert, select, update

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant
from crm_tui.db.unit_of_work import Unit

_CHUNK = 5_000
"""Ids that one statement names."""
_STAMPS = frozenset({"version", "updated_at", "updated_by_id"})
"""What undo does not turn back: whoever has an older state on a form is to notice."""


@dataclass(slots=True)
class MergeRecord:
    """Rows that changed hands, rows as they were before, and rows that came, by their tables."""

    moved: list[dict[str, Any]] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)
    added: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    """The duplicate keys of both as they were; they are put back last."""

    def move(
        self, unit: Unit, column: Any, old: int, new: int, *conditions: ColumnElement[bool]
    ) -> int:
        """Let rows that name one record in a column name another; return how many did."""
        table: Table = column.table
        ids = unit.connection.execute(
            update(table)
            .where(column == old, *conditions)
            .values({column: new})
            .returning(table.c.id)
        ).scalars()
        found = sorted(ids)
        if found:
            self.moved.append(
                {"table": table.name, "column": column.name, "old": old, "new": new, "ids": found}
            )
        return len(found)

    def keep(self, unit: Unit, table: Table, which: ColumnElement[bool]) -> list[Any]:
        """Keep rows as they are now, before something is done to them; return them."""
        rows = list(unit.connection.execute(select(table).where(which)))
        for row in rows:
            self.before.append({"table": table.name, "row": dict(row._mapping)})  # noqa: SLF001 - public, see the manual
        return rows

    def add(self, unit: Unit, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows that undo takes away again."""
        for row in rows:
            key = unit.connection.execute(insert(table).values(**row)).inserted_primary_key or ()
            self.note_added(table, key)

    def note_added(self, table: Table, key: Sequence[Any]) -> None:
        """Remember a row that came by the merge, by its key."""
        self.added.append({"table": table.name, "key": list(key)})

    def stored(self) -> dict[str, object]:
        """Return what an event keeps."""
        return {
            "moved": self.moved,
            "before": self.before,
            "added": self.added,
            "keys": self.keys,
        }


def put_back(unit: Unit, stored: Mapping[str, Any]) -> None:
    """Put every row of a merge back; what names another record since then stays as it is."""
    for each in reversed(stored["added"]):
        table = METADATA.tables[each["table"]]
        keys = dict(zip(table.primary_key.columns, each["key"], strict=True))
        unit.connection.execute(delete(table).where(*(c == value for c, value in keys.items())))
    for each in reversed(stored["moved"]):
        _move_back(unit, each)
    for each in reversed(stored["before"]):
        _restore(unit, METADATA.tables[each["table"]], each["row"])


def _move_back(unit: Unit, moved: Mapping[str, Any]) -> None:
    table = METADATA.tables[moved["table"]]
    column = table.c[moved["column"]]
    ids: Sequence[int] = moved["ids"]
    for start in range(0, len(ids), _CHUNK):
        unit.connection.execute(
            update(table)
            .where(table.c.id.in_(ids[start : start + _CHUNK]), column == moved["new"])
            .values({column: moved["old"]})
        )


def _restore(unit: Unit, table: Table, kept: Mapping[str, Any]) -> None:
    row = {name: _typed(table, name, value) for name, value in kept.items() if name in table.c}
    is_it = and_(*(column == row[column.name] for column in table.primary_key.columns))
    values = {name: value for name, value in row.items() if name not in _STAMPS}
    if "version" in table.c:
        values["version"] = table.c.version + 1
        values["updated_at"] = unit.now
        values["updated_by_id"] = unit.person.user_id
    done = unit.connection.execute(update(table).where(is_it).values(**values))
    if done.rowcount == 0:
        unit.connection.execute(insert(table).values(**row))


def _typed(table: Table, name: str, value: Any) -> Any:
    """Return a value as a column takes it, of the text that JSON has of it."""
    kind = table.c[name].type
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value
