"""How a list of records other than customers is laid out: its columns, their order, its groups."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import Generic

from crm_tui.domain.list_figures import ListGroup
from crm_tui.domain.queries.ordering import shown_order
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.views import ListLayout
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.money import short_amount
from crm_tui.presentation.record_columns import RecordColumn, by_name
from crm_tui.presentation.tones import Tone
from crm_tui.tui.screens.grouped_lists import GroupedList
from crm_tui.tui.screens.saved_views import SavedViews
from crm_tui.tui.widgets.record_list import Cell, Column, RecordList, Sort
from crm_tui.tui.widgets.record_list.sources import RecordT


class RecordLayouts(SavedViews, GroupedList[RecordT], Generic[RecordT]):
    """A list of one noun that each person lays out for themselves, view by view."""

    request: RecordRequest
    _records: RecordList[RecordT]
    _moment: Moment

    @property
    @abstractmethod
    def record_columns(self) -> Mapping[str, RecordColumn[RecordT]]:
        """Every column that the list may have."""

    # Columns ------------------------------------------------------------------------------------

    @property
    def records(self) -> RecordList[RecordT]:
        """The list."""
        return self._records

    @property
    def known_columns(self) -> Mapping[str, RecordColumn[RecordT]]:
        """Every column that the list may have."""
        return self.record_columns

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """The columns that are shown, in their order."""
        known = self.record_columns
        return tuple(key for key in self.list_layout.columns if key in known) or self.column_keys

    @property
    def list_order(self) -> Sort:
        """The order that the list has unless another one is typed."""
        return Sort(self.request.sort, self.request.descending)

    @property
    def typed_order(self) -> Sort | None:
        """By what the list is sorted first now."""
        order = shown_order(self.request) or self.list_order
        key = order.key if isinstance(order, Sort) else order.field
        return Sort(key, order.descending)

    def take_layout(self, layout: ListLayout) -> None:
        """Lay the list out; nothing is read for it."""
        self.list_layout = layout
        self._records.set_columns(self.listed_columns(), layout.widths)

    def listed_columns(self) -> tuple[Column[RecordT], ...]:
        """Return the columns that are shown, as the list takes them."""
        return tuple(self._column(self.record_columns[key]) for key in self.shown_columns)

    def _column(self, column: RecordColumn[RecordT]) -> Column[RecordT]:
        def render(row: RecordT) -> Cell:
            tone = Tone.NORMAL if column.tone is None else column.tone(row, self._moment)
            return Cell(column.text(row, self._moment), tone)

        return Column[RecordT](
            column.key,
            column.label,
            column.width,
            render,
            priority=column.priority,
            align=column.align,
            flexible=column.widest is not None,
            widest=column.widest or column.width,
            sortable=column.sortable,
        )

    # Groups -------------------------------------------------------------------------------------

    @property
    def groupings(self) -> Collection[str]:
        """The keys of the columns that the list can be grouped by, in their order."""
        return [key for key, each in self.record_columns.items() if each.group is not None]

    def group_words(self, group: ListGroup) -> str:
        """Return what stands over a group: its status, person, month."""
        words = self.record_columns[group.value.column].group or by_name
        return words(group.name)

    def group_note(self, group: ListGroup) -> str:
        """Return what the records of a group come to, by currency."""
        return " ".join(short_amount(minor, currency) for currency, minor in group.money)
