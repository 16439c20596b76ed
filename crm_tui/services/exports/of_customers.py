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
from crm_tui.domain.masking import masked_texts
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.services.exports.cells import CellWriters
from crm_tui.services.exports.rows import Row, RowMaker

Taker = Callable[[Any, ExportWords], Any]
"""Takes out of what is stored what stands in a cell, or what a writer makes it of."""


class OfCustomers(RowMaker):
    """Rows of what belongs to customers, in the order of the list of these."""

    takers: ClassVar[Mapping[str, Taker]]

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
        self._plan = [(self.takers[each.key], writers.of(each.field)) for each in columns]

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
                yield self.cells_of(masked_texts(stored) if each in hidden else stored)

    def cells_of(self, stored: Any) -> Row:
        """Return the cells of one row."""
        cells: Row = []
        for take, write in self._plan:
            value = take(stored, self._words)
            cell: Cell = value if write is None else write(value)
            cells.append(None if cell == "" else cell)
        return cells
