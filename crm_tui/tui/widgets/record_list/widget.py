"""The record list: what keys that are text and the mouse do to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import ClassVar, Generic

from textual import events
from textual.binding import BindingType
from textual.geometry import Offset

from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.widgets.record_list import messages
from crm_tui.tui.widgets.record_list.marking import RecordMarking
from crm_tui.tui.widgets.record_list.sources import RecordT

_RIGHT_BUTTON = 3


class RecordList(RecordMarking[RecordT], Generic[RecordT], can_focus=True):
    """A table over a `RecordSource`; its memory does not grow with the number of records."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.LIST)]

    Highlighted = messages.Highlighted
    Opened = messages.Opened
    SortRequested = messages.SortRequested
    MarksChanged = messages.MarksChanged
    MarkAllRequested = messages.MarkAllRequested
    InvertRequested = messages.InvertRequested
    GroupMarkRequested = messages.GroupMarkRequested
    FoldRequested = messages.FoldRequested
    ColumnMenuRequested = messages.ColumnMenuRequested
    ColumnResized = messages.ColumnResized
    Copied = messages.Copied
    SearchTyped = messages.SearchTyped
    RowsPasted = messages.RowsPasted
    LoadFailed = messages.LoadFailed

    _dragged_key = ""
    """The column whose edge is being dragged."""
    _dragged_from = 0
    """The width that the column would have were its edge dragged to the left of the screen."""
    _was_dragged = False

    # Keys that are text -----------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Start a search with Chinese text, which is no key of ours."""
        text = event.character or ""
        if any(unicodedata.category(character) == "Lo" for character in text):
            event.stop()
            self.post_message(messages.SearchTyped(self, text))

    def on_paste(self, event: events.Paste) -> None:
        """Offer rows of a spreadsheet to the screen; search for the first line of anything else."""
        from crm_tui.formats.pastes import is_table  # noqa: PLC0415 - seldom needed

        if is_table(event.text):
            event.stop()
            self.post_message(messages.RowsPasted(self, event.text))
            return
        text = event.text.strip().partition("\n")[0].strip()
        if text:
            event.stop()
            self.post_message(messages.SearchTyped(self, text))

    # The mouse --------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the edge of a column in the header."""
        self._was_dragged = False
        spot = event.get_content_offset(self)
        if spot is None or spot.y > 0 or event.button == _RIGHT_BUTTON:
            return
        column = self._layout().edge_at(spot.x)
        place = None if column is None else self._layout().place_of(column.key)
        if place is not None:
            self._dragged_key = place.column.key
            self._dragged_from = place.width - event.screen_x
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Let the column be as wide as its edge was dragged."""
        place = self._layout().place_of(self._dragged_key) if self._dragged_key else None
        width = self._dragged_from + event.screen_x
        if place is not None and width != place.width:
            self._was_dragged = True
            self.set_width(self._dragged_key, width)

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Let go of the edge."""
        if self._dragged_key:
            key, self._dragged_key = self._dragged_key, ""
            self.release_mouse()
            if self._was_dragged:
                self.post_message(messages.ColumnResized(self, key, self.widths[key]))

    def jump_spots(self) -> Iterator[Offset]:
        """Yield where each row in sight can be clicked."""
        top = self.scroll_offset.y
        first = -(-top // self._lines)
        for index in range(first, min(first + self._page_rows, self.count)):
            yield Offset(0, index * self._lines - top + 1)

    def on_click(self, event: events.Click) -> None:
        """Sort by the header clicked; move to the row clicked, open it on the second click.

        With ctrl the row is marked, with shift all rows from the last mark to it.
        """
        spot = event.get_content_offset(self)
        if spot is None or self._was_dragged:
            self._was_dragged = False
            return
        if spot.y == 0:
            self._click_header(spot, is_menu=event.button == _RIGHT_BUTTON)
            return
        index = (self.scroll_offset.y + spot.y - 1) // self._lines
        if index >= self.count:
            return
        if event.ctrl or event.shift:
            self._click_mark(index, is_range=event.shift)
        else:
            self._click_row(index, spot)

    def _click_header(self, spot: Offset, *, is_menu: bool) -> None:
        column = self._layout().column_at(spot.x)
        if column is None:
            return
        if is_menu:
            self.light_column(column.key)
            self.post_message(messages.ColumnMenuRequested(self, column.key))
        elif column.sortable:
            self.post_message(messages.SortRequested(self, column.key))

    def _click_mark(self, index: int, *, is_range: bool) -> None:
        self._go(index)
        record_id = self.cursor_id
        if is_range and record_id is not None and self._anchor_id is not None:
            self._mark_up_to(record_id, self._anchor_id)
        else:
            self._mark_here()

    def _click_row(self, index: int, spot: Offset) -> None:
        line = self.cursor_line
        is_second = index == self._cursor and line is not None and self._clicked_id == line.id
        self._go(index)
        column = self._layout().column_at(spot.x)
        if column is not None and self.has_column_cursor:
            self.light_column(column.key)
        line = self.cursor_line
        self._clicked_id = None if line is None else line.id
        if is_second:
            self.action_open()
