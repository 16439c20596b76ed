"""An index of many rows made beside that of the office, and joined to it by copying pages.

An index of SQLite's FTS5 is made of segments, each sorted and whole in itself; one record lists
them. So those of a scratch table become the office's under other numbers, and the lock is held for
a copy instead of cutting and sorting words. The form of the record and the numbers of pages are
those that the comments at the head of SQLite's `fts5_index.c` tell; where a record has another
form, nothing is joined, and the rows are put in one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from sqlalchemy import Connection

from crm_tui.db.raw import rows, run
from crm_tui.values import dataclass

_TOTALS: Final = 1
_STRUCTURE: Final = 10
_PAGES: Final = 1 << 37
"""So many numbers of pages belong to a segment."""
_MOST_SEGMENTS: Final = 2_000
_COOKIE_BYTES: Final = 4
_MOST_BYTES: Final = 9
"""Of one of SQLite's numbers; only this last one gives all of its bits."""
_OTHER_FORM: Final = b"\xff\x00\x00\x01"
"""What begins a record of a later form, behind the cookie."""

Segment = tuple[int, int, int]
"""Its number, its first and its last page."""


@dataclass(frozen=True, slots=True)
class _Structure:
    """The segments of an index by levels, the newest on the first and last among its like."""

    cookie: bytes
    written: int
    levels: tuple[tuple[int, tuple[Segment, ...]], ...]
    """Each level's number of segments that are just being merged, and the segments."""

    @property
    def segments(self) -> list[Segment]:
        """Return all segments, the oldest first."""
        return [*chain.from_iterable(segments for _merging, segments in reversed(self.levels))]

    def with_newest(self, segments: Sequence[Segment]) -> _Structure:
        """Return it with further segments that are newer than all."""
        (merging, newest), *others = self.levels or ((0, ()),)
        return replace(self, levels=((merging, (*newest, *segments)), *others))

    def packed(self) -> bytes:
        """Return the record of it."""
        numbers = [len(self.levels), len(self.segments), self.written]
        for merging, segments in self.levels:
            numbers += [merging, len(segments), *chain.from_iterable(segments)]
        return self.cookie + b"".join(map(_packed, numbers))


def join(connection: Connection, name: str, beside: str) -> bool:
    """Put all rows of a scratch index into the office's; return False where that cannot be done."""
    _forget(connection, name)
    own, new = _structure(connection, f"main.{name}"), _structure(connection, f"temp.{beside}")
    if own is None or new is None:
        return False
    taken = {number for number, _first, _last in own.segments}
    free = (number for number in range(1, _MOST_SEGMENTS) if number not in taken)
    joined: list[Segment] = []
    for (number, first, last), as_number in zip(new.segments, free, strict=False):
        _copy(connection, name, beside, number, as_number)
        joined.append((as_number, first, last))
    if len(joined) < len(new.segments):
        raise AssertionError("an index of so many segments was never merged")
    _put(connection, name, _STRUCTURE, own.with_newest(joined).packed())
    _put(connection, name, _TOTALS, _summed(connection, name, beside))
    _forget(connection, name)
    return True


def _forget(connection: Connection, name: str) -> None:
    """Let the connection write what waits for the index, and forget what it remembers of it.

    It knows the record from before, and would write that back with the next change.
    """
    run(connection, "SAVEPOINT forgotten")
    run(connection, f"INSERT INTO main.{name}(rowid, tokens) VALUES (0, '')")  # noqa: S608 - our name
    run(connection, "ROLLBACK TO forgotten")
    run(connection, "RELEASE forgotten")


def _copy(connection: Connection, name: str, beside: str, number: int, as_number: int) -> None:
    run(
        connection,
        f"INSERT INTO main.{name}_data (id, block) SELECT id + ?, block FROM temp.{beside}_data"  # noqa: S608 - our names
        " WHERE id >= ? AND id < ? ORDER BY id",
        ((as_number - number) * _PAGES, number * _PAGES, (number + 1) * _PAGES),
    )
    run(
        connection,
        f"INSERT INTO main.{name}_idx (segid, term, pgno) SELECT ?, term, pgno"  # noqa: S608 - our names
        f" FROM temp.{beside}_idx WHERE segid = ? ORDER BY term",
        (as_number, number),
    )


def _summed(connection: Connection, name: str, beside: str) -> bytes:
    """Return how many rows and words both indexes have, as the index keeps it."""
    both = (_record(connection, each, _TOTALS) for each in (f"main.{name}", f"temp.{beside}"))
    totals = [[*_numbers(each)] or [0, 0] for each in both]
    return b"".join(_packed(sum(pair)) for pair in zip(*totals, strict=True))


def _structure(connection: Connection, name: str) -> _Structure | None:
    record = _record(connection, name, _STRUCTURE)
    cookie, listed = record[:_COOKIE_BYTES], record[_COOKIE_BYTES:]
    if not listed or listed.startswith(_OTHER_FORM):
        return None
    numbers = _numbers(listed)
    level_count, segment_count, written = next(numbers, 0), next(numbers, 0), next(numbers, 0)
    levels = []
    for _each in range(level_count):
        merging, count = next(numbers, 0), next(numbers, 0)
        segments = [
            (next(numbers, 0), next(numbers, 0), next(numbers, 0)) for _every in range(count)
        ]
        levels.append((merging, tuple(segments)))
    found = _Structure(cookie, written, tuple(levels))
    # Written back as it was read: else something in it is not understood.
    return found if len(found.segments) == segment_count and found.packed() == record else None


def _record(connection: Connection, name: str, number: int) -> bytes:
    found = rows(connection, f"SELECT block FROM {name}_data WHERE id = ?", (number,))  # noqa: S608 - our names
    return bytes(found[0][0]) if found else b""


def _put(connection: Connection, name: str, number: int, record: bytes) -> None:
    put = f"INSERT OR REPLACE INTO main.{name}_data (id, block) VALUES (?, ?)"  # noqa: S608 - our names
    run(connection, put, (number, record))


def _numbers(record: bytes) -> Iterator[int]:
    """Yield SQLite's numbers of one to nine bytes, the highest first."""
    number, taken = 0, 0
    for byte in record:
        taken += 1
        is_last = taken == _MOST_BYTES
        number = number << 8 | byte if is_last else number << 7 | byte & 0x7F
        if is_last or byte < 0x80:
            yield number
            number, taken = 0, 0


def _packed(number: int) -> bytes:
    """Return one of SQLite's numbers below 2 to the 56."""
    found = [number & 0x7F]
    while number := number >> 7:
        found.append(number & 0x7F | 0x80)
    return bytes(reversed(found))
