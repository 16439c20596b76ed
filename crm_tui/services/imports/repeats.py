"""Which rows of a file may have a key in common: told in little memory, however many there are."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from zlib import crc32

from crm_tui.domain.duplicates import Key

_MARKS = 1 << 27
"""A million rows with three keys each leave one place in forty taken."""


def mark_of(key: Key) -> int:
    """Return a number that is the same for the same keys, and seldom for others."""
    return crc32("\n".join(key).encode(errors="replace")) % _MARKS


class Repeats:
    """Remembers which keys came, each as one bit, and whose came again."""

    def __init__(self) -> None:
        self._seen = bytearray(_MARKS // 8)
        self._again: set[int] = set()
        self._marks = array("I")
        self._ends = array("Q")

    def add(self, rows: Sequence[Sequence[int]]) -> None:
        """Put rows behind the others: the marks of the keys of each."""
        seen, again = self._seen, self._again
        for marks in rows:
            for mark in marks:
                place, bit = mark >> 3, 1 << (mark & 7)
                if seen[place] & bit:
                    again.add(mark)
                else:
                    seen[place] |= bit
            self._marks.extend(marks)
            self._ends.append(len(self._marks))

    def places(self) -> Iterator[int]:
        """Yield the places of the rows one of whose keys may be another's as well."""
        if not self._again:
            return
        begin = 0
        for place, end in enumerate(self._ends):
            if not self._again.isdisjoint(self._marks[begin:end]):
                yield place
            begin = end
