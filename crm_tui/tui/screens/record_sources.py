"""The records of a list other than customers, read a page at a time from a window over it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic

from crm_tui.domain.record_lists import RecordRequest
from crm_tui.tui.widgets.record_list import Opening, RecordSource, open_source
from crm_tui.tui.widgets.record_list.sources import PAGE_ROWS, RecordT
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.record_windows import RecordWindow


@dataclass(frozen=True, slots=True)
class CursorWish:
    """Where the cursor of a list stands, so that it stays there when the list is read anew."""

    record_id: int | None
    index: int
    rows: int


def opened_around(source: RecordSource[RecordT], wish: CursorWish | None) -> Opening[RecordT]:
    """Read, in a worker, what a list shows first, or around the record that its cursor was on."""
    if wish is None:
        return open_source(source)
    return open_source(source, cursor_id=wish.record_id, near=wish.index, rows=max(wish.rows, 1))


class WindowSource(Generic[RecordT]):
    """A list in its order as a record list reads it; asked from worker threads only."""

    def __init__(self, window: RecordWindow[RecordT]) -> None:
        self.window = window

    @property
    def request(self) -> RecordRequest:
        """What is listed."""
        return self.window.request

    def ids(self) -> array[int]:
        """Return every id of the list, in its order."""
        return self.window.ids()

    def count(self) -> int:
        """Return how many records there are."""
        return self.window.count()

    def complete(self) -> int:
        """Learn exactly how many there are and where each stands; return how many."""
        return self.window.complete()

    def fetch(self, start: int, n: int) -> Sequence[RecordT]:
        """Return the rows of a stretch of the list, without those that vanished meanwhile."""
        return self.window.fetch(start, n)[1]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a record, or None when it is not among these."""
        return self.window.index_of(record_id)

    def open(self, wish: CursorWish | None) -> Opening[RecordT]:
        """Read what the list shows first, or around the record that its cursor was on."""
        if wish is None:
            found = self.window.open(PAGE_ROWS - 1)
        else:
            found = self.window.open(max(wish.rows, 1), record_id=wish.record_id, near=wish.index)
        return Opening(found.count, found.start, found.rows, found.index, is_exact=found.is_exact)
