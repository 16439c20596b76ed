"""The rows of files about what belongs to customers: money, quotes, what they use."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from crm_tui.db.queries import exports
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.unit_of_work import View
from crm_tui.domain.exports import ExportColumn, ExportWords
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.masking import mask_text
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.services.exports.cells import CellWriters
from crm_tui.services.exports.rows import Row, RowMaker

Taker = Callable[[Any, ExportWords], Any]
"""Takes out of what is stored what stands in a cell, or what a writer makes it of."""


class OfCustomers(RowMaker):
    """Rows of what belongs to customers, in the order of the list of these."""

    takers: ClassVar[Mapping[str, Taker]]
    masked_keys: ClassVar[frozenset[str]]
    """The columns that are masked where a customer's contact details are hidden."""

    def __init__(
        self,
        columns: Sequence[ExportColumn],
        writers: CellWriters,
        words: ExportWords,
        asked: RecordRequest | None = None,
    ) -> None:
        super().__init__(columns, writers)
        self.asked = asked
        self._words = words
        self._plan = [
            (self.takers[each.key], writers.of(each.field), each.key in self.masked_keys)
            for each in columns
        ]

    @abstractmethod
    def stored(self, view: View, ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """Yield what belongs to customers, each with the id of whose it is."""

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield what belongs to these customers."""
        shown = exports.customer_rows(view, ["name"], ids)
        pooled = [id_ for id_, row in shown.items() if row[1] is None]
        hidden = hidden_ids(view, pooled) if pooled else frozenset[int]()
        found: dict[int, list[Any]] = {}
        for customer_id, stored in self.stored(view, list(shown)):
            found.setdefault(customer_id, []).append(stored)
        for each in ids:
            for stored in found.get(each, ()):
                self.masked += each in hidden
                yield self.cells_of(stored, is_hidden=each in hidden)

    def cells_of(self, stored: Any, *, is_hidden: bool) -> Row:
        """Return the cells of one row."""
        cells: Row = []
        for take, write, is_masked in self._plan:
            value = take(stored, self._words)
            cell: Cell = value if write is None else write(value)
            if is_hidden and is_masked and isinstance(cell, str):
                cell = mask_text(cell)
            cells.append(None if cell == "" else cell)
        return cells
