"""A source for lists that are short enough to be read whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

from crm_tui.tui.widgets.record_list.sources import Opening, RecordT


class Rows(Generic[RecordT]):
    """Records that are here already, in their order."""

    def __init__(self, records: Sequence[RecordT] = ()) -> None:
        self.records = tuple(records)

    def count(self) -> int:
        """Return how many records there are."""
        return len(self.records)

    def fetch(self, start: int, n: int) -> Sequence[RecordT]:
        """Return up to `n` records from the place `start` on."""
        return self.records[start : start + n]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a record, or None when it is not among these."""
        ids = (each.id for each in self.records)
        return next((at for at, found in enumerate(ids) if found == record_id), None)

    def opening(self, cursor_id: int | None = None) -> Opening[RecordT]:
        """Return what a list needs to show these at once, its cursor on a record."""
        place = None if cursor_id is None else self.index_of(cursor_id)
        return Opening(len(self.records), 0, self.records, place)
