"""The rows of a file between reading and writing: on disk, those of one company put together."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterator, Sequence
from typing import TypeVar

from crm_tui.db.key_stages import KeyStage
from crm_tui.db.staged_customers import StagedCustomers
from crm_tui.domain.duplicates import KeyKind
from crm_tui.domain.imports import (
    Column,
    FaultCode,
    HeaderMatch,
    ParsedRow,
    RowFault,
)
from crm_tui.domain.imports.joining import differing, joined
from crm_tui.domain.imports.outcomes import ImportLine, JoinedLine, RefusedLine
from crm_tui.services.imports.candidates import SAME_COMPANY, Batchful, Candidate, RowMaker
from crm_tui.services.imports.repeats import Repeats
from crm_tui.services.imports.spools import Spool, packed

Item = TypeVar("Item")

_PHONE = KeyKind.PHONE.value
_ASIDE, _ANEW = "aside", "anew"


class Stage:
    """What was read of a file; nothing of it is kept in memory but counts and places."""

    def __init__(
        self, header: HeaderMatch, maker: RowMaker, staged: StagedCustomers | None
    ) -> None:
        self.refused: Spool[ImportLine] = Spool()
        self.put_aside: Spool[ImportLine] = Spool()
        """Rows that were put together with others, and those that repeat another's phone."""
        self.owners: set[str] = set()
        self.new_words: dict[tuple[str, str], None] = {}
        self._header = header
        self._maker = maker
        self._staged = staged
        self._keys = KeyStage()
        self._repeats = Repeats()
        self._candidates: Spool[Candidate] = Spool()
        self._parsed: Spool[ParsedRow] = Spool()
        self._lines: array[int] = array("q")
        self._left_out = bytearray()
        self._is_joined = bytearray()
        self._remade: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._candidates) - sum(self._left_out)

    def close(self) -> None:
        """Let go of what only the reading needs."""
        self._keys.close()

    # Reading ------------------------------------------------------------------------------------

    def add(self, read: Batchful) -> None:
        """Put rows behind the others."""
        number = len(read.lines)
        self._candidates.extend_packed(read.candidates, number)
        self._lines.extend(read.lines)
        self._repeats.add(read.marks)
        self.owners |= read.owners
        self.new_words |= read.new_words
        self._parsed.extend_packed(read.parsed, number)
        if read.staged is not None and self._staged is not None:
            self._staged.add(read.staged)
        for refused in read.refused:
            self.refused.append(RefusedLine(refused.line, refused.faults, refused.name))

    # Putting together ---------------------------------------------------------------------------

    def put_together(self) -> None:
        """Make one of the rows of one company; refuse who has the phone of another company."""
        for place in self._repeats.places():
            keys = self._maker.shared_keys(self._candidates[place])
            self._keys.add((kind, key, place) for kind, key in keys)
        heads = self._heads()
        self._left_out = bytearray(len(self._candidates))
        self._is_joined = bytearray(len(self._candidates))
        self._keys.begin(_ASIDE, _ANEW)
        if heads is not None:
            self._join(heads)
        self._refuse_phones(heads)
        for line in self._keys.all_of(_ASIDE):
            self.put_aside.append(pickle.loads(line))  # noqa: S301 - packed a moment ago

    def _heads(self) -> array[int] | None:
        """Return for each row the first of its company, or None where every row is one."""
        heads: array[int] | None = None
        for _key, places in self._keys.shared(SAME_COMPANY):
            if heads is None:
                heads = array("q", range(len(self._candidates)))
            first = min(_head_of(heads, place) for place in places)
            for place in places:
                heads[_head_of(heads, place)] = first
        if heads is not None:
            for place in range(len(heads)):
                heads[place] = _head_of(heads, place)
        return heads

    def _join(self, heads: array[int]) -> None:
        for place, row in enumerate(self._parsed):
            if heads[place] != place:
                self._left_out[place] = True
                self._keys.keep(place, packed(row), head=heads[place])
        for head, others in self._keys.kept():
            rows: list[ParsedRow] = [pickle.loads(other) for other in others]  # noqa: S301
            first = self._parsed[head]
            for row in rows:
                self._put_aside(JoinedLine(row.line, row.name, first.line, differing(first, row)))
            self._is_joined[head] = True
            whole = joined(first, rows)
            self._keys.put(_ANEW, head, packed(whole))
            made = self._maker.made([whole]).staged
            if made is not None and self._staged is not None:
                # Behind all others: what was staged of the first row alone is never written.
                self._remade[head] = self._staged.add(made)

    def _refuse_phones(self, heads: array[int] | None) -> None:
        column = self._header.first(Column.CONTACT_PHONE)
        label, letter = (column.label, column.letter) if column else ("", "")
        for phone, places in self._keys.shared((_PHONE,)):
            whole = dict.fromkeys(places if heads is None else (heads[each] for each in places))
            first, *others = whole
            for place in others:
                if not self._left_out[place]:
                    self._left_out[place] = True
                    fault = RowFault(
                        self._lines[place],
                        label,
                        letter,
                        FaultCode.DUPLICATE_PHONE,
                        phone,
                        earlier_line=self._lines[first],
                    )
                    name = self._candidates[place].name
                    self._put_aside(RefusedLine(fault.line, (fault,), name))

    def _put_aside(self, line: ImportLine) -> None:
        self._keys.put(_ASIDE, line.line, packed(line))

    # Going through ------------------------------------------------------------------------------

    def candidates(self) -> Iterator[tuple[int, Candidate]]:
        """Yield the rows that may be stored, each with its place."""
        for place, row in self._standing(self._candidates):
            if self._is_joined[place]:
                (made,) = pickle.loads(self._maker.made([self.parsed(place)]).candidates)  # noqa: S301 - made here
                yield place, made
            else:
                yield place, row

    def staged_place(self, place: int) -> int:
        """Return where a row's customer is staged."""
        return self._remade.get(place, place)

    def parsed(self, place: int) -> ParsedRow:
        """Return all that is said of a row's customer."""
        if self._is_joined[place]:
            row: ParsedRow = pickle.loads(self._keys.got(_ANEW, place))  # noqa: S301 - packed above
            return row
        return self._parsed[place]

    def _standing(self, items: Sequence[Item]) -> Iterator[tuple[int, Item]]:
        for place, item in enumerate(items):
            if not self._left_out[place]:
                yield place, item


def _head_of(heads: array[int], place: int) -> int:
    while heads[place] != place:
        heads[place] = heads[heads[place]]
        place = heads[place]
    return place
