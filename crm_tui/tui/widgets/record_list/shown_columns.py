"""The columns of a record list: which they are, in which order and width, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic

from crm_tui.tui.widgets.record_list.columns import Column, Layout, Sort, lay_out, resized
from crm_tui.tui.widgets.record_list.lines import OwnLines
from crm_tui.tui.widgets.record_list.sources import RecordT


class ShownColumns(OwnLines, Generic[RecordT]):
    """A widget that shows columns of records; what stands in them comes from its descendants."""

    def __init__(
        self,
        columns: Sequence[Column[RecordT]],
        *,
        frozen: int = 1,
        id: str | None = None,  # noqa: A002 - the library's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._chosen = tuple(columns)
        self._columns = self._chosen
        self._widths: dict[str, int] = {}
        self._frozen = frozen
        self._sort: Sort | None = None
        self._first = 0
        self._wide = False
        self._column_key = ""
        self._layout_now: Layout[RecordT] | None = None

    @property
    def sort(self) -> Sort | None:
        """The sort that the header shows."""
        return self._sort

    @sort.setter
    def sort(self, sort: Sort | None) -> None:
        if sort != self._sort:
            self._sort = sort
            self._lay_out_anew()

    @property
    def columns(self) -> Sequence[Column[RecordT]]:
        """The columns that are shown, in their order, those without room among them."""
        return self._columns

    @property
    def widths(self) -> Mapping[str, int]:
        """The widths that columns were given, by their keys."""
        return self._widths

    def set_columns(
        self, columns: Sequence[Column[RecordT]], widths: Mapping[str, int] | None = None
    ) -> None:
        """Show other columns of the same records; without `widths` those given stay."""
        self._chosen = tuple(columns)
        if widths is not None:
            self._widths = dict(widths)
        self._first = 0
        self._take_widths()

    def set_width(self, key: str, width: int) -> int:
        """Give a column a width of its own, as near as it may have it; return which."""
        column = next(each for each in self._chosen if each.key == key)
        self._widths[key] = resized(column, width).width
        self._take_widths()
        return self._widths[key]

    def _take_widths(self) -> None:
        self._columns = tuple(
            resized(each, self._widths[each.key]) if each.key in self._widths else each
            for each in self._chosen
        )
        if all(each.key != self._column_key for each in self._columns):
            self._column_key = ""
        self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        self._layout_now = None
        self.refresh()

    def _layout(self) -> Layout[RecordT]:
        if self._layout_now is None:
            self._layout_now = lay_out(
                self._columns,
                self.scrollable_content_region.width,
                frozen=self._frozen,
                first=self._first,
                wide=self._wide,
                sort=self._sort,
            )
        return self._layout_now
