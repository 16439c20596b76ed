"""Where a record list gets its rows, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from crm_tui.tui.widgets.record_list.kept import Kept

PAGE_ROWS = 64
_PAGES_KEPT = 64
_RANGE_CHUNK_ROWS = 512


class Record(Protocol):
    """Anything with an id that is never reused."""

    @property
    def id(self) -> int:
        """The id that cursor and marks hold on to."""
        ...


RecordT = TypeVar("RecordT", bound=Record)
RecordT_co = TypeVar("RecordT_co", bound=Record, covariant=True)


class RecordSource(Protocol[RecordT_co]):
    """Records in an order; asked from worker threads, now and then from two at once."""

    def count(self) -> int:
        """Return how many records there are."""
        ...

    def fetch(self, start: int, n: int) -> Sequence[RecordT_co]:
        """Return up to `n` records from the place `start` on."""
        ...

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a record, or None when it is not among these."""
        ...


# No slots: `Opening[Customer](…)` sets an attribute on the new object in Python 3.11.
@dataclass(frozen=True)
class Opening(Generic[RecordT_co]):
    """What is known of a source already, so that the first paint is complete."""

    count: int
    start: int = 0
    records: Sequence[RecordT_co] = ()
    cursor_index: int | None = None
    """The place of the record that the cursor was on, or None when it is gone."""
    is_exact: bool = True
    """Whether count and places are right; else they become so when the source is asked again."""
    is_counted: bool = True
    """Whether the count is that of the whole list, be it of a moment ago."""


def open_source(
    source: RecordSource[RecordT],
    *,
    cursor_id: int | None = None,
    near: int = 0,
    rows: int = PAGE_ROWS,
) -> Opening[RecordT]:
    """Read what a list of `rows` lines needs around the cursor; call it in a worker."""
    count = source.count()
    index = None if cursor_id is None else source.index_of(cursor_id)
    around = max(0, min(near if index is None else index, count - 1))
    start = max(0, around - rows) // PAGE_ROWS * PAGE_ROWS
    end = min(count, ((around + rows) // PAGE_ROWS + 1) * PAGE_ROWS)
    records = source.fetch(start, end - start) if count else ()
    return Opening(count, start, records, index)


def ids_between(source: RecordSource[Record], one_id: int, other_id: int) -> frozenset[int]:
    """Return the ids from one record to another, both included; none when either is gone."""
    one, other = source.index_of(one_id), source.index_of(other_id)
    if one is None or other is None:
        return frozenset()
    first, last = sorted((one, other))
    return frozenset(
        record.id
        for start in range(first, last + 1, _RANGE_CHUNK_ROWS)
        for record in source.fetch(start, min(_RANGE_CHUNK_ROWS, last + 1 - start))
    )


class PageCache(Generic[RecordT]):
    """The pages read last, by their number; it never grows beyond a few thousand rows."""

    def __init__(self) -> None:
        self._pages: Kept[int, Sequence[RecordT]] = Kept(_PAGES_KEPT)
        self._begun: frozenset[int] = frozenset()

    def clear(self) -> None:
        """Forget everything."""
        self._pages.clear()
        self._begun = frozenset()

    def keep(self, page: int, records: Sequence[RecordT]) -> None:
        """Keep one page."""
        self._pages.keep(page, records)
        self._begun -= {page}

    def keep_opening(self, opening: Opening[RecordT]) -> None:
        """Keep all the pages that an opening covers from their beginning."""
        end = opening.start + len(opening.records)
        for page in range(-(-opening.start // PAGE_ROWS), -(-end // PAGE_ROWS)):
            first = page * PAGE_ROWS
            at = first - opening.start
            self.keep(page, opening.records[at : at + PAGE_ROWS])
            if end < min(first + PAGE_ROWS, opening.count):
                self._begun |= {page}

    def row(self, index: int) -> RecordT | None:
        """Return the record at a place, or None when its page is not here."""
        page, at = divmod(index, PAGE_ROWS)
        records = self._pages.get(page)
        return records[at] if records is not None and at < len(records) else None

    def begun(self, page: int) -> Sequence[RecordT]:
        """Return the first rows of a page that is not whole."""
        return (self._pages.get(page) or ()) if page in self._begun else ()

    def first_missing(self, first: int, last: int) -> int | None:
        """Return the first page between two places of which rows are not here, or None."""
        for page in range(first // PAGE_ROWS, last // PAGE_ROWS + 1):
            if page not in self._pages:
                return page
            if page in self._begun and last >= page * PAGE_ROWS + len(self.begun(page)):
                return page
        return None
