"""The record list: a cursor and marks that hold on to records, and what keys do to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import ClassVar, Generic, assert_never

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer

from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.widgets.record_list import messages
from crm_tui.tui.widgets.record_list.columns import Column
from crm_tui.tui.widgets.record_list.painting import RowState
from crm_tui.tui.widgets.record_list.sources import (
    PAGE_ROWS,
    Opening,
    RecordSource,
    RecordT,
    ids_between,
    open_source,
)
from crm_tui.tui.widgets.record_list.window import (
    Answer,
    OpeningRead,
    PageRead,
    PlaceFound,
    RangeRead,
    RecordWindow,
)


class RecordList(RecordWindow[RecordT], Generic[RecordT], can_focus=True):
    """A table over a `RecordSource`; its memory does not grow with the number of records."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.LIST)]

    Highlighted = messages.Highlighted
    Opened = messages.Opened
    SortRequested = messages.SortRequested
    MarksChanged = messages.MarksChanged
    MarkAllRequested = messages.MarkAllRequested
    SearchTyped = messages.SearchTyped
    LoadFailed = messages.LoadFailed

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
        self._marked: frozenset[int] = frozenset()
        self._anchor_id: int | None = None
        self._clicked_id: int | None = None

    @property
    def cursor_index(self) -> int:
        """The place of the cursor."""
        return self._cursor

    @property
    def cursor_record(self) -> RecordT | None:
        """The record under the cursor, or None when there is none or it is not read yet."""
        return self._pages.row(self._cursor) if self._cursor < self.count else None

    @property
    def cursor_id(self) -> int | None:
        """The id of the record under the cursor."""
        record = self.cursor_record
        return None if record is None else record.id

    @property
    def marked(self) -> frozenset[int]:
        """The ids of the marked records, on screen or not."""
        return self._marked

    def row_state(self, index: int, record_id: int | None) -> RowState:
        """Return whether the cursor is on the row, and whether it is marked."""
        return RowState(index == self._cursor, record_id in self._marked, self.has_focus)

    def on_focus(self) -> None:
        """Light the cursor up."""
        self._refresh_row(self._cursor)

    def on_blur(self) -> None:
        """Dim the cursor."""
        self._refresh_row(self._cursor)

    # The source -----------------------------------------------------------------------------

    def replace_source(
        self,
        source: RecordSource[RecordT],
        *,
        opening: Opening[RecordT] | None = None,
        keep_cursor: bool = True,
    ) -> None:
        """Show another source; what is on screen stays until the new rows are here.

        With `keep_cursor` the cursor stays on its record, at the same height of the screen;
        if the record is gone, at its place. An `opening` is shown at once.
        """
        cursor_id = self.cursor_id if keep_cursor else None
        near = self._cursor if keep_cursor else 0
        rows = self._page_rows
        self._source = source
        self._generation += 1
        self._is_reading = False
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

    def take(self, answer: Answer[RecordT]) -> None:
        """Use an answer to the question that was asked last."""
        match answer:
            case OpeningRead():
                self._show_opening(answer.opening, keep_cursor=answer.keep_cursor)
            case PageRead():
                self._keep_page(answer.page, answer.records)
                if answer.page == self._cursor // PAGE_ROWS:
                    self._highlight_soon()
            case RangeRead():
                self.set_marked(self._marked | answer.ids)
            case PlaceFound():
                if answer.index is not None:
                    self._go(answer.index)
            case _:
                assert_never(answer)

    def _show_opening(self, opening: Opening[RecordT], *, keep_cursor: bool) -> None:
        lines_above = self._cursor - self.scroll_offset.y if keep_cursor else 0
        place = opening.cursor_index
        if place is None:
            place = self._cursor if keep_cursor else 0
        self._count = opening.count
        self._pages.clear()
        self._pages.keep_opening(opening)
        self._strips.clear()
        self._cursor = max(0, min(place, opening.count - 1))
        self._clicked_id = None
        self._resize_virtually()
        self.scroll_to(y=self._cursor - lines_above, animate=False)
        self._reveal()
        self.refresh()
        self._highlighted_id = None
        self._highlight_soon()
        self._read_missing()

    # Moving ---------------------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        """Put the cursor on a place, or as near as there is one."""
        self._go(index)

    def move_to_record(self, record_id: int) -> None:
        """Put the cursor on a record, if the list has it."""
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
        """Ask to open the record under the cursor."""
        record_id = self.cursor_id
        if record_id is not None:
            self.post_message(messages.Opened(self, record_id))

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._reveal()

    def _go(self, index: int) -> None:
        index = max(0, min(index, self.count - 1))
        self._clicked_id = None
        before, self._cursor = self._cursor, index
        if not self._reveal():
            self._refresh_row(before)
            self._refresh_row(index)
        if index != before:
            self._highlight_soon()

    def _reveal(self) -> bool:
        """Scroll the cursor into view; return whether that moved everything."""
        top, rows = self.scroll_offset.y, self._page_rows
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False)
        elif self._cursor >= top + rows:
            self.scroll_to(y=self._cursor - rows + 1, animate=False)
        else:
            return False
        return True

    def _highlight_soon(self) -> None:
        if self._highlight_timer is not None:
            self._highlight_timer.stop()
        self._highlight_timer = self.set_timer(self._highlight_delay_seconds, self._highlight)

    def _highlight(self) -> None:
        record_id = self.cursor_id
        is_read = record_id is not None or self.count == 0
        if is_read and (record_id is None or record_id != self._highlighted_id):
            self._highlighted_id = record_id
            self.post_message(messages.Highlighted(self, record_id))

    # Marking --------------------------------------------------------------------------------

    def set_marked(self, ids: Iterable[int]) -> None:
        """Mark these records and no others."""
        marked = frozenset(ids)
        if marked != self._marked:
            self._marked = marked
            self.refresh()
            self.post_message(messages.MarksChanged(self, marked))

    def action_mark(self) -> None:
        """Mark the record, or take its mark away, and go to the next row."""
        record_id = self.cursor_id
        if record_id is not None:
            self._anchor_id = record_id
            self.set_marked(self._marked ^ {record_id})
            self._go(self._cursor + 1)

    def action_mark_range(self) -> None:
        """Mark all records from the last mark to the cursor."""
        source, generation, cursor = self._source, self._generation, self._cursor
        record_id = self.cursor_id
        if source is None or record_id is None:
            return
        anchor_id = record_id if self._anchor_id is None else self._anchor_id
        self._anchor_id = record_id

        def read() -> Answer[RecordT]:
            return RangeRead(generation, ids_between(source, anchor_id, cursor) | {record_id})

        self._read(read, group="ranges")

    def action_mark_all(self) -> None:
        """Ask the owner, who knows every id, to mark all."""
        self.post_message(messages.MarkAllRequested(self))

    # Keys that are text, and the mouse --------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Start a search with Chinese text, which is no key of ours."""
        text = event.character or ""
        if any(unicodedata.category(character) == "Lo" for character in text):
            event.stop()
            self.post_message(messages.SearchTyped(self, text))

    def on_paste(self, event: events.Paste) -> None:
        """Start a search with the first line of what was pasted."""
        text = event.text.strip().partition("\n")[0].strip()
        if text:
            event.stop()
            self.post_message(messages.SearchTyped(self, text))

    def on_click(self, event: events.Click) -> None:
        """Sort by the header clicked; move to the row clicked, open it on the second click."""
        spot = event.get_content_offset(self)
        if spot is None:
            return
        if spot.y > 0:
            self._click_row(self.scroll_offset.y + spot.y - 1)
            return
        column = self._layout().column_at(spot.x)
        if column is not None and column.sortable:
            self.post_message(messages.SortRequested(self, column.key))

    def _click_row(self, index: int) -> None:
        if index >= self.count:
            return
        is_second = index == self._cursor and self._clicked_id == self.cursor_id is not None
        self._go(index)
        self._clicked_id = self.cursor_id
        if is_second:
            self.action_open()
