"""A Textual DataTable over the same customers: `python -m tests.bench.datatable_peer FILE ROWS`."""

from __future__ import annotations

import sqlite3
import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable

_COLUMNS = ("name", "level", "stage_id", "last_follow_up_at", "next_contact_at", "last_day", "city")


class TableApp(App[None]):
    """Every row of the query in one DataTable; s sorts by name, f filters by it."""

    BINDINGS: ClassVar[list[BindingType]] = [("s", "sort"), ("f", "filter")]

    def __init__(self, file: str, rows: int) -> None:
        super().__init__()
        raw = sqlite3.connect(file)
        self._rows = raw.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM customer ORDER BY id LIMIT ?", (rows,)
        ).fetchall()
        raw.close()

    def compose(self) -> ComposeResult:
        """Show the table alone."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Put all rows in."""
        table = self.query_one(DataTable)
        table.add_columns(*((name, name) for name in _COLUMNS))
        table.add_rows(self._rows)
        table.focus()

    def action_sort(self) -> None:
        """Sort by name."""
        self.query_one(DataTable).sort("name")

    def action_filter(self) -> None:
        """Leave only the rows whose name holds two characters."""
        table = self.query_one(DataTable)
        table.clear()
        table.add_rows([row for row in self._rows if "恒信" in row[0]])


if __name__ == "__main__":
    TableApp(sys.argv[1], int(sys.argv[2])).run()
