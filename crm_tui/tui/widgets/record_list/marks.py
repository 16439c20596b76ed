"""The marked records: a set of ids that takes a bit more than a byte for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import chain, compress, count
from types import MappingProxyType

_PAGE_IDS = 4096
_BITS = 12
_EMPTY_PAGE = bytes(_PAGE_IDS)
_Merge = Callable[[int, int], int]


class Marks(Set[int]):
    """An unchanging set of ids; a million that lie close together take a megabyte."""

    __slots__ = ("_count", "_pages")

    def __init__(self, ids: Iterable[int] = ()) -> None:
        pages: dict[int, bytearray] = {}
        for each in ids:
            page = pages.get(each >> _BITS)
            if page is None:
                page = pages[each >> _BITS] = bytearray(_PAGE_IDS)
            page[each & _PAGE_IDS - 1] = 1
        self._pages: Mapping[int, bytes] = MappingProxyType(
            {number: bytes(page) for number, page in pages.items()}
        )
        self._count = sum(page.count(1) for page in self._pages.values())

    @classmethod
    def _of_pages(cls, pages: Mapping[int, bytes]) -> Marks:
        made = cls()
        made._pages = MappingProxyType(
            {number: page for number, page in pages.items() if 1 in page}
        )
        made._count = sum(page.count(1) for page in made._pages.values())
        return made

    @classmethod
    def of(cls, ids: Iterable[int]) -> Marks:
        """Return these ids as marks; marks are returned as they are."""
        return ids if isinstance(ids, Marks) else cls(ids)

    def __contains__(self, record_id: object) -> bool:
        """Return whether the record is marked."""
        if not isinstance(record_id, int):
            return False
        page = self._pages.get(record_id >> _BITS)
        return page is not None and page[record_id & _PAGE_IDS - 1] == 1

    def __iter__(self) -> Iterator[int]:
        """Return the ids, smallest first."""
        pages = sorted(self._pages.items())
        return chain.from_iterable(compress(count(number << _BITS), page) for number, page in pages)

    def __len__(self) -> int:
        """Return how many records are marked."""
        return self._count

    def __eq__(self, other: object) -> bool:
        """Return whether exactly the same records are marked."""
        if isinstance(other, Marks):
            return self._pages == other._pages
        return super().__eq__(other)

    def __hash__(self) -> int:
        """Return what a frozen set of these ids has."""
        return self._hash()

    def toggled(self, record_id: int) -> Marks:
        """Return the marks with this one added, or taken away when it was among them."""
        return self.inverted((record_id,))

    def joined(self, ids: Iterable[int]) -> Marks:
        """Return the marks with these added."""
        return self._merged(Marks.of(ids), lambda mine, theirs: mine | theirs)

    def without(self, ids: Iterable[int]) -> Marks:
        """Return the marks with these taken away."""
        return self._merged(Marks.of(ids), lambda mine, theirs: mine & ~theirs)

    def inverted(self, ids: Iterable[int]) -> Marks:
        """Return the marks with each of these turned round; the others stay."""
        return self._merged(Marks.of(ids), lambda mine, theirs: mine ^ theirs)

    def holds_all(self, ids: Iterable[int]) -> bool:
        """Return whether each of these is marked."""
        return not len(Marks.of(ids).without(self))

    def _merged(self, other: Marks, merge: _Merge) -> Marks:
        pages = dict(self._pages)
        for number, page in other._pages.items():
            mine = pages.get(number, _EMPTY_PAGE)
            merged = merge(int.from_bytes(mine, "little"), int.from_bytes(page, "little"))
            pages[number] = merged.to_bytes(_PAGE_IDS, "little")
        return Marks._of_pages(pages)
