"""The cursor of a record list: it holds on to a record, through every reading and order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from textual.content import Content
from textual.geometry import Offset
from textual.timer import Timer

from crm_tui.tui.widgets.record_list import messages
from crm_tui.tui.widgets.record_list.answers import Answer, Line, OpeningRead, PageRead, PlaceFound
from crm_tui.tui.widgets.record_list.columns import Cell, Column, first_to_show
from crm_tui.tui.widgets.record_list.groups import GroupedSource, GroupHeader
from crm_tui.tui.widgets.record_list.painting import RowState
from crm_tui.tui.widgets.record_list.sources import (
    PAGE_ROWS,
    Opening,
    RecordSource,
    RecordT,
    open_source,
)
from crm_tui.tui.widgets.record_list.window import RecordWindow


class RecordCursor(RecordWindow[RecordT], Generic[RecordT]):
    """A window over a source with a cursor: a row, and once it was moved sideways a column."""

    def __init__(
        self,
        columns: Sequence[Column[RecordT]],
        *,
        empty: Content | None = None,
        frozen: int = 1,
        highlight_delay_seconds: float = 0.08,
        id: str | None = None,  # noqa: A002 - the library's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, empty=empty, frozen=frozen, id=id, classes=classes)
        self._highlight_delay_seconds = highlight_delay_seconds
        self._highlight_timer: Timer | None = None
        self._highlighted_id: int | None = None
        self._cursor = 0
        self._clicked_id: int | None = None
        self._wanted_id: int | None = None
        self._opened_generation = 0

    @property
    def cursor_index(self) -> int:
        """The place of the cursor."""
        return self._cursor

    @property
    def cursor_line(self) -> Line[RecordT] | None:
        """The record or group under the cursor; None when there is none or it is not read yet."""
        return self._pages.row(self._cursor) if self._cursor < self.count else None

    @property
    def cursor_line_id(self) -> int | None:
        """The id of the record or group under the cursor."""
        line = self.cursor_line
        return None if line is None else line.id

    @property
    def cursor_group(self) -> GroupHeader | None:
        """The group whose line is under the cursor, or None."""
        line = self.cursor_line
        return line if isinstance(line, GroupHeader) else None

    @property
    def cursor_record(self) -> RecordT | None:
        """The record under the cursor, or None when there is none or it is not read yet."""
        line = self.cursor_line
        return None if isinstance(line, GroupHeader) else line

    @property
    def cursor_id(self) -> int | None:
        """The id of the record under the cursor."""
        record = self.cursor_record
        return None if record is None else record.id

    @property
    def place(self) -> tuple[int, int] | None:
        """The place of the cursor among the records, or those of its group, and how many."""
        source = self._source
        if isinstance(source, GroupedSource):
            return source.place_in_group(self._cursor)
        return (self._cursor + 1, self.count) if self.count else None

    def row_state(self, index: int, record_id: int | None) -> RowState:
        """Return whether the cursor is on the row, and what is said of its record."""
        note = "" if record_id is None else self._notes.get(record_id, "")
        if index != self._cursor:
            return RowState(at_cursor=False, marked=False, focused=False, note=note)
        return RowState(
            at_cursor=True,
            marked=False,
            focused=self.has_focus,
            column=self._column_key,
            note=note,
        )

    def on_focus(self) -> None:
        """Light the cursor up."""
        self._refresh_row(self._cursor)

    def on_blur(self) -> None:
        """Dim the cursor."""
        self._refresh_row(self._cursor)

    # The source -----------------------------------------------------------------------------

    def replace_source(
        self,
        source: RecordSource[Line[RecordT]],
        *,
        opening: Opening[Line[RecordT]] | None = None,
        keep_cursor: bool = True,
    ) -> None:
        """Show another source; what is on screen stays until the new rows are here.

        With `keep_cursor` the cursor stays on its record, at the same height of the screen;
        if the record is gone, at its place. An `opening` is shown at once.
        """
        cursor_id = self.cursor_line_id if keep_cursor else None
        near = self._cursor if keep_cursor else 0
        rows = self._page_rows
        self.call_off()
        self._was_called_off = False
        self._source = source
        self._generation += 1
        if opening is not None:
            self._show_opening(opening, keep_cursor=keep_cursor)
            return
        generation = self._generation

        def read() -> Answer[RecordT]:
            found = open_source(source, cursor_id=cursor_id, near=near, rows=rows)
            return OpeningRead(generation, found, keep_cursor)

        self._read(read)

    def reload(self) -> None:
        """Read the same source again, for somebody has changed something."""
        if self._source is not None:
            self.replace_source(self._source)

    def go_on(self) -> None:
        """Read what was called off after all: no other source came."""
        if self._was_called_off:
            self.reload()

    def recount(self, count: int) -> None:
        """Take note of how many lines there are, where that is learnt after the first of them."""
        below = self._top_row + self._page_rows
        is_beyond = min(self.count, count) > below
        self._count = count
        self._cursor = max(0, min(self._cursor, count - 1))
        if is_beyond:
            self._move_bar()
        else:
            self._resize_virtually()
            self.refresh()
        self._read_missing()

    def take(self, answer: Answer[RecordT]) -> None:
        """Use an answer to the question that was asked last."""
        match answer:
            case OpeningRead():
                self._show_opening(answer.opening, keep_cursor=answer.keep_cursor)
            case PageRead():
                self._keep_page(answer.page, answer.records)
                if answer.page == self._cursor // PAGE_ROWS:
                    self._highlight_soon()
            case PlaceFound():
                # Before the rows are here there is nothing to go to; then it is asked again.
                if self._opened_generation == self._generation:
                    self._wanted_id = None
                    if answer.index is not None:
                        self._go(answer.index)

    def _show_opening(self, opening: Opening[Line[RecordT]], *, keep_cursor: bool) -> None:
        top = self._awaited_top if self._awaited_top is not None else self.scroll_offset.y
        lines_above = self._cursor * self._lines - top if keep_cursor else 0
        place = opening.cursor_index
        if place is None:
            place = self._cursor if keep_cursor else 0
        self._count = opening.count
        self._pages.clear()
        self._pages.keep_opening(opening)
        self._strips.clear()
        self._cursor = max(0, min(place, opening.count - 1))
        self._clicked_id = None
        self._awaited_top = None
        self._resize_virtually()
        self.scroll_to(y=self._cursor * self._lines - lines_above, animate=False)
        self._reveal()
        self.refresh()
        self._highlighted_id = None
        self._highlight_soon()
        self._opened_generation = self._generation
        if self._wanted_id is not None:
            self.move_to_record(self._wanted_id)
        self._read_missing()

    # Moving ---------------------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        """Put the cursor on a place, or as near as there is one."""
        self._go(index)

    def move_to_record(self, record_id: int) -> None:
        """Put the cursor on a record, if the list has it, be it read anew meanwhile."""
        self._wanted_id = record_id
        source, generation = self._source, self._generation
        if source is None:
            return

        def read() -> Answer[RecordT]:
            return PlaceFound(generation, source.index_of(record_id))

        self._read(read, group="places")

    def action_move(self, by: int) -> None:
        """Move the cursor by some rows."""
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by some screens."""
        self._go(self._cursor + by * self._page_rows)

    def action_first(self) -> None:
        """Go to the first record."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last record."""
        self._go(self.count - 1)

    def action_open(self) -> None:
        """Ask to open the record under the cursor, or to fold its group."""
        group, record_id = self.cursor_group, self.cursor_id
        if group is not None:
            self.post_message(messages.FoldRequested(self, group.id))
        elif record_id is not None:
            self.post_message(messages.Opened(self, record_id))

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._reveal()

    def set_detail(self, detail: Callable[[RecordT], Sequence[Cell]] | None) -> None:
        """Show each record on two lines, with these cells on the second; None for one line."""
        super().set_detail(detail)
        self._reveal()

    def _go(self, index: int) -> None:
        index = max(0, min(index, self.count - 1))
        self._clicked_id = None
        self._wanted_id = None
        before, self._cursor = self._cursor, index
        if not self._reveal():
            self._refresh_row(before)
            self._refresh_row(index)
        if index != before:
            self._highlight_soon()

    def _reveal(self) -> bool:
        """Scroll the cursor into view; return whether that moved everything."""
        top = self.scroll_offset.y if self._awaited_top is None else self._awaited_top
        height, lines = self.scrollable_content_region.height - 1, self._lines
        first, last = self._cursor * lines, (self._cursor + 1) * lines
        if first < top:
            self._show_from(first)
        elif last > top + height:
            # Whole records only, however many lines are over.
            self._show_from(-(-(last - max(height, lines)) // lines) * lines)
        else:
            return False
        return self._awaited_top is None

    def _highlight_soon(self) -> None:
        if self._highlight_timer is not None:
            self._highlight_timer.stop()
        self._highlight_timer = self.set_timer(self._highlight_delay_seconds, self._highlight)

    def _highlight(self) -> None:
        record_id = self.cursor_id
        is_read = self.cursor_line is not None or self.count == 0
        if is_read and (record_id is None or record_id != self._highlighted_id):
            self._highlighted_id = record_id
            self.post_message(messages.Highlighted(self, record_id))

    # Columns --------------------------------------------------------------------------------

    @property
    def current_column(self) -> Column[RecordT] | None:
        """The column that keys act on: the one moved to, else the first."""
        for each in self._columns:
            if each.key == self._column_key:
                return each
        return self._columns[0] if self._columns else None

    @property
    def has_column_cursor(self) -> bool:
        """Whether one of the columns is lit."""
        return bool(self._column_key)

    def action_column(self, by: int) -> None:
        """Go to another column; those that had no room come in with the first step to them."""
        keys = [each.key for each in self._columns]
        if not keys:
            return
        at = keys.index(self._column_key) if self._column_key in keys else 0
        self.light_column(keys[max(0, min(at + by, len(keys) - 1))])

    def light_column(self, key: str) -> None:
        """Make a column the current one, and bring it into view."""
        self._column_key = key
        at = next((at for at, each in enumerate(self._columns) if each.key == key), 0)
        if at < self._frozen:
            self._wide, self._first = False, 0
        elif not self._wide and not self._stands_whole(key):
            self._wide = True
        if self._wide:
            self._first = first_to_show(
                self._columns,
                self.scrollable_content_region.width,
                at,
                frozen=self._frozen,
                first=self._first,
                sort=self.sort,
            )
        self._lay_out_anew()

    def spot_of(self, key: str) -> Offset | None:
        """Return where on the screen a column stands in the row at the cursor; None if nowhere."""
        place = self._layout().place_of(key)
        y = self._cursor * self._lines - self.scroll_offset.y + 1
        region = self.content_region
        if place is None or not 0 < y < region.height:
            return None
        return region.offset + Offset(place.x, y)

    def _stands_whole(self, key: str) -> bool:
        place = self._layout().place_of(key)
        return place is not None and place.width >= place.column.width

    def action_widen(self, by: int) -> None:
        """Give the current column more room, or less."""
        column = self.current_column
        if column is None:
            return
        place = self._layout().place_of(column.key)
        shown = column.width if place is None else place.width
        width = self.set_width(column.key, shown + by)
        self.light_column(column.key)
        self.post_message(messages.ColumnResized(self, column.key, width))
