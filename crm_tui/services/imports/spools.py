"""Sequences that lie in a nameless temporary file, so that memory stays small."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from operator import attrgetter
from threading import Lock
from typing import Generic, TypeVar, overload

from crm_tui.domain.imports.outcomes import ImportLine

CHUNK = 2_000
"""Items that are written and read together."""

Item = TypeVar("Item")


def packed(items: object) -> bytes:
    """Return what is to be kept or sent in the form of a spool."""
    return pickle.dumps(items, protocol=pickle.HIGHEST_PROTOCOL)


class Spool(Sequence[Item], Generic[Item]):
    """A sequence that only grows at its end; the file goes when nobody holds it any more.

    One thread fills it; then any number of threads may read it at once.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the finalizer
        self._pending: list[Item] = []
        self._starts: list[int] = []
        self._offsets: list[tuple[int, int]] = []
        self._length = 0
        self._loaded: tuple[int, list[Item]] = (-1, [])
        weakref.finalize(self, self._file.close)

    def append(self, item: Item) -> None:
        """Put an item behind the others."""
        self._pending.append(item)
        if len(self._pending) == CHUNK:
            self._flush()

    def extend(self, items: Iterable[Item]) -> None:
        """Put items behind the others."""
        for item in items:
            self.append(item)

    def extend_packed(self, packed_items: bytes, number: int) -> None:
        """Put items behind the others that were packed already."""
        self._flush()
        if number:
            with self._turn:
                self._write(packed_items, number)

    def chunks(self) -> Iterator[list[Item]]:
        """Yield all items in order, some thousand at a time."""
        self._flush()
        for place in range(len(self._starts)):
            yield self._load(place)

    def __len__(self) -> int:
        return self._length + len(self._pending)

    def __iter__(self) -> Iterator[Item]:
        for chunk in self.chunks():
            yield from chunk

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> list[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | list[Item]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        self._flush()
        chunk = bisect_right(self._starts, place) - 1
        loaded = self._loaded
        if loaded[0] != chunk:
            loaded = self._loaded = (chunk, self._load(chunk))
        return loaded[1][place - self._starts[chunk]]

    def _flush(self) -> None:
        with self._turn:
            if self._pending:
                self._write(packed(self._pending), len(self._pending))
                self._pending = []

    def _write(self, packed_items: bytes, number: int) -> None:
        offset = self._file.seek(0, 2)
        self._file.write(packed_items)
        self._starts.append(self._length)
        self._offsets.append((offset, len(packed_items)))
        self._length += number

    def _load(self, place: int) -> list[Item]:
        offset, size = self._offsets[place]
        with self._turn:
            self._file.seek(offset)
            read = self._file.read(size)
        items: list[Item] = pickle.loads(read)  # noqa: S301 - nobody else can reach this file
        return items


class Numbered(Sequence[ImportLine]):
    """The lines of another sequence, each changed as it is read."""

    def __init__(self, lines: Sequence[ImportLine], change: Callable[[ImportLine], ImportLine]):
        self._lines = lines
        self._change = change

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[ImportLine]:
        return map(self._change, self._lines)

    @overload
    def __getitem__(self, index: int) -> ImportLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[ImportLine]: ...
    def __getitem__(self, index: int | slice) -> ImportLine | list[ImportLine]:
        if isinstance(index, slice):
            return [*map(self._change, self._lines[index])]
        return self._change(self._lines[index])


class LinesInOrder(Sequence[ImportLine]):
    """What became of the rows of a file in their order, put together from several sequences."""

    def __init__(self, *parts: Sequence[ImportLine]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[ImportLine]:
        return merge(*self._parts, key=attrgetter("line"))

    @overload
    def __getitem__(self, index: int) -> ImportLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[ImportLine]: ...
    def __getitem__(self, index: int | slice) -> ImportLine | list[ImportLine]:
        if isinstance(index, slice):
            return list(islice(self, *index.indices(len(self))))
        place = index + len(self) if index < 0 else index
        for line in islice(self, place, None):
            return line
        raise IndexError(index)
