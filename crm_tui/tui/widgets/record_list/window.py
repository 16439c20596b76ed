"""The window of a record list: reads the rows that come into view, and paints them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import ClassVar, Generic

from rich.style import Style
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from crm_tui.cancels import Cancel
from crm_tui.errors import SupersededError
from crm_tui.i18n import _
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import wrap
from crm_tui.tui.widgets.record_list.answers import (
    Answer,
    CopyMade,
    Line,
    PageRead,
    RangeRead,
)
from crm_tui.tui.widgets.record_list.columns import GUTTER_WIDTH, Cell, Column
from crm_tui.tui.widgets.record_list.groups import GroupHeader
from crm_tui.tui.widgets.record_list.kept import Kept
from crm_tui.tui.widgets.record_list.messages import LoadFailed
from crm_tui.tui.widgets.record_list.painting import (
    Palette,
    RowState,
    detail_strip,
    group_strip,
    header_strip,
    row_strip,
    waiting_strip,
    words_strip,
)
from crm_tui.tui.widgets.record_list.shown_columns import ShownColumns
from crm_tui.tui.widgets.record_list.sources import (
    PAGE_ROWS,
    PageCache,
    RecordSource,
    RecordT,
)

_STRIPS_KEPT = 1024
_ROWS_GROUP = "rows"
_PATIENCE_SECONDS = 0.15
"""So long the rows that were seen last stay, before the outlines of those awaited are shown."""
_AHEAD_SECONDS = 0.1
"""So long what is beyond the screen waits: reading it would keep what is on it from being painted,
since one thread runs at a time."""


class RecordWindow(ShownColumns[RecordT], Generic[RecordT]):
    """A scrolled window over a source, without cursor and marks."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-list--header",
        "record-list--current",
        "record-list--cursor",
        "record-list--cursor-away",
        "record-list--mark",
        "record-list--group",
        *(f"record-list--{tone.value}" for tone in Tone),
    }

    def __init__(
        self,
        columns: Sequence[Column[RecordT]],
        *,
        empty: Content | None = None,
        frozen: int = 1,
        id: str | None = None,  # noqa: A002 - the library's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, frozen=frozen, id=id, classes=classes)
        self._empty = empty if empty is not None else Content(_("Nothing here."))
        self._source: RecordSource[Line[RecordT]] | None = None
        self._generation = 0
        self._cancel = Cancel()
        self._is_reading = False
        self._was_called_off = False
        self._count: int | None = None
        self._pages: PageCache[Line[RecordT]] = PageCache()
        self._detail: Callable[[RecordT], Sequence[Cell]] | None = None
        self._notes: Mapping[int, str] = {}
        self._awaited_top: int | None = None
        self._patience: Timer | None = None
        self._ahead: Timer | None = None
        self._palette_now: Palette | None = None
        self._strips: Kept[tuple[int, int, RowState], Strip] = Kept(_STRIPS_KEPT)

    @abstractmethod
    def row_state(self, index: int, record_id: int | None) -> RowState:
        """Return what the row is besides its record."""

    @abstractmethod
    def take(self, answer: Answer[RecordT]) -> None:
        """Use an answer to the question that was asked last."""

    @property
    def count(self) -> int:
        """How many lines the list has, those of its groups among them; 0 while not known."""
        return self._count or 0

    @property
    def shown_ids(self) -> tuple[int, ...]:
        """The ids of the records that stand on the screen, in their order."""
        top = self._top_row
        lines = map(self._pages.row, range(top, min(top + self._page_rows + 1, self.count)))
        return tuple(line.id for line in lines if line is not None and line.id > 0)

    @property
    def is_loading(self) -> bool:
        """Whether nothing is known of the source yet."""
        return self._count is None

    @property
    def empty(self) -> Content:
        """What is said when there is no record: what to press."""
        return self._empty

    @empty.setter
    def empty(self, empty: Content) -> None:
        self._empty = empty
        self.refresh()

    # Two lines, and what is said of single rows -----------------------------------------------

    @property
    def _lines(self) -> int:
        """How many lines a record takes."""
        return 1 if self._detail is None else 2

    def set_detail(self, detail: Callable[[RecordT], Sequence[Cell]] | None) -> None:
        """Show each record on two lines, with these cells on the second; None for one line."""
        top = self.scroll_offset.y // self._lines
        self._detail = detail
        self._strips.clear()
        self._resize_virtually()
        self.scroll_to(y=top * self._lines, animate=False)
        self.refresh()

    def set_notes(self, notes: Mapping[int, str]) -> None:
        """Say something of records instead of their columns: why they left the list."""
        if notes != self._notes:
            self._notes = dict(notes)
            self.refresh()

    # Reading --------------------------------------------------------------------------------

    def call_off(self) -> None:
        """Read no more of the source: another one is coming, and has the reader to itself."""
        self._cancel.cancel()
        self._cancel = Cancel()
        self._was_called_off = self._was_called_off or self._is_reading
        self._is_reading = False

    def _read(self, work: Callable[[], Answer[RecordT]], group: str = _ROWS_GROUP) -> None:
        """Read of the source what is taken only as long as that is the one shown."""
        cancel = self._cancel

        def read() -> Answer[RecordT] | None:
            with cancel.covering(), suppress(SupersededError):
                return work()
            return None

        if group == _ROWS_GROUP:
            self._is_reading = True
        self._work(read, group)

    def _work(self, work: Callable[[], Answer[RecordT] | None], group: str) -> None:
        self.run_worker(work, thread=True, exclusive=True, group=group, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take what was read, unless it answers a question nobody asks any more."""
        worker = event.worker
        if event.state is WorkerState.SUCCESS and worker.result is not None:
            answer: Answer[RecordT] = worker.result
            if not self._is_late(answer):
                self._is_reading = self._is_reading and worker.group != _ROWS_GROUP
                self.take(answer)
        elif event.state is WorkerState.ERROR and worker.error is not None:
            self._is_reading = self._is_reading and worker.group != _ROWS_GROUP
            self.post_message(LoadFailed(self, worker.error))

    def _is_late(self, answer: Answer[RecordT]) -> bool:
        # What was copied, or marked from here to there, was meant of the rows that stood there.
        if isinstance(answer, RangeRead | CopyMade):
            return False
        return answer.generation != self._generation

    def _keep_page(self, page: int, records: Sequence[Line[RecordT]]) -> None:
        was_here = self._is_here(self.scroll_offset.y)
        self._pages.keep(page, records)
        if self._awaited_top is not None and self._is_here(self._awaited_top):
            self._show_awaited()
        if not was_here:
            self.refresh()
        self._read_missing()

    def _read_missing(self) -> None:
        """Read the first page that the screen lacks, or soon its neighbours; one at a time."""
        if self._source is None or self._is_reading or not self.count:
            return
        page = self._missing_here()
        if page is not None:
            self._read_page(self._source, page)
        elif self._ahead is None and self._missing_beside() is not None:
            self._ahead = self.set_timer(_AHEAD_SECONDS, self._read_ahead)

    def _read_ahead(self) -> None:
        self._ahead = None
        page = None if self._is_reading or not self.count else self._missing_beside()
        if self._source is not None and page is not None:
            self._read_page(self._source, page)

    def _read_page(self, source: RecordSource[Line[RecordT]], page: int) -> None:
        generation, begun = self._generation, self._pages.begun(page)

        def read() -> Answer[RecordT]:
            start = page * PAGE_ROWS + len(begun)
            rest = source.fetch(start, PAGE_ROWS - len(begun))
            return PageRead(generation, page, [*begun, *rest])

        self._read(read)

    def _missing_here(self) -> int | None:
        return self._pages.first_missing(*self._on_screen())

    def _missing_beside(self) -> int | None:
        """Return a page that moving on by a screen would need, the way down first."""
        top, bottom = self._on_screen()
        below = min(bottom + self._page_rows, self.count - 1)
        page = self._pages.first_missing(bottom, below)
        if page is None:
            page = self._pages.first_missing(max(top - self._page_rows, 0), top)
        return page

    def _on_screen(self) -> tuple[int, int]:
        wanted = self._top_row if self._awaited_top is None else self._awaited_top // self._lines
        top = max(0, min(wanted, self.count - 1))
        return top, min(top + self._page_rows, self.count - 1)

    # Scrolling ------------------------------------------------------------------------------

    @property
    def _top_row(self) -> int:
        return self.scroll_offset.y // self._lines

    @property
    def _page_rows(self) -> int:
        return max(1, (self.scrollable_content_region.height - 1) // self._lines)

    def _is_here(self, top_line: int) -> bool:
        """Return whether all rows of the screen that begins with this line were read."""
        first = top_line // self._lines
        last = min(first + self._page_rows, self.count - 1)
        return self._pages.first_missing(first, last) is None

    def _show_from(self, top_line: int) -> None:
        """Let the screen begin with a line: at once when its rows are here, or soon.

        What is seen stays until then, for a moment: rows that come within it come without a flash.
        """
        if self._source is None or self._is_here(top_line):
            self._awaited_top = top_line
            self._show_awaited()
            return
        self._awaited_top = top_line
        if self._patience is None:
            self._patience = self.set_timer(_PATIENCE_SECONDS, self._show_awaited)
        self._is_reading = False  # what is read now is wanted less
        self._read_missing()

    def _show_awaited(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
        top, self._awaited_top = self._awaited_top, None
        if top is not None:
            self.scroll_to(y=top, animate=False)

    def on_mount(self) -> None:
        """Take the space."""
        self._resize_virtually()

    def on_resize(self) -> None:
        """Choose the columns that fit now."""
        self._lay_out_anew()
        self._read_missing()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read what came into view."""
        super().watch_scroll_y(old_value, new_value)
        self._read_missing()

    def watch_show_vertical_scrollbar(self) -> None:
        """Choose the columns that fit beside the scroll bar, or without it."""
        self._lay_out_anew()

    def _resize_virtually(self) -> None:
        self._move_bar()
        self.refresh()

    def _move_bar(self) -> None:
        """Let the scroll bar tell another length; the lines on the screen stay as they are.

        The library would lay the whole screen out anew: that is needed only where the bar comes or
        goes, which the last line sees to.
        """
        if self.virtual_size != self._whole_size:
            self.set_reactive(ShownColumns.virtual_size, self._whole_size)
            self._scroll_update(self.virtual_size)

    @property
    def _whole_size(self) -> Size:
        height = self.count * self._lines + 1
        return Size(self.scrollable_content_region.width, height)

    # Painting -------------------------------------------------------------------------------

    def notify_style_update(self) -> None:
        """Take new styles."""
        super().notify_style_update()
        self._palette_now = None
        self._strips.clear()

    def _lay_out_anew(self) -> None:
        self._strips.clear()
        super()._lay_out_anew()

    def _refresh_row(self, index: int) -> None:
        y = index * self._lines - self.scroll_offset.y + 1
        self.refresh(Region(0, y, self.size.width, self._lines))

    def _palette(self) -> Palette:
        if self._palette_now is None:
            self._palette_now = Palette(
                base=self.rich_style,
                header=self._component_style("header"),
                current=self._component_style("current"),
                cursor=self._component_style("cursor"),
                cursor_away=self._component_style("cursor-away"),
                cell=Style(underline=True, bold=True),
                mark=self._component_style("mark"),
                match=Style(underline=True, bold=True),
                group=self._component_style("group"),
                tones={tone: self._component_style(tone.value) for tone in Tone},
            )
        return self._palette_now

    def _component_style(self, name: str) -> Style:
        return self.get_component_rich_style(f"record-list--{name}")

    def render_line(self, y: int) -> Strip:
        """Return one line of the list as it is now."""
        width = self.scrollable_content_region.width
        palette = self._palette()
        if y == 0:
            return header_strip(self._layout(), self._sort, palette, width, self._column_key)
        index, part = divmod(self.scroll_offset.y + y - 1, self._lines)
        if index < self.count:
            return self._row_line(index, part, palette, width)
        words = self._words_at(y, width) if self.count == 0 else ""
        return words_strip(words, palette, width)

    def _row_line(self, index: int, part: int, palette: Palette, width: int) -> Strip:
        line = self._pages.row(index)
        state = self.row_state(index, None if line is None else line.id)
        if line is None:
            return waiting_strip(self._layout(), state, palette, width, index=index + part)
        strip = self._strips.get((index, part, state))
        if strip is None:
            strip = self._painted(line, part, state, palette, width)
            self._strips.keep((index, part, state), strip)
        return strip

    def _painted(
        self, line: Line[RecordT], part: int, state: RowState, palette: Palette, width: int
    ) -> Strip:
        if isinstance(line, GroupHeader):
            return group_strip(line, state, palette, width, line=part)
        if part and self._detail is not None:
            return detail_strip(self._detail(line), state, palette, width)
        return row_strip(line, self._layout(), state, palette, width)

    def _words_at(self, y: int, width: int) -> str:
        words = _("Loading …") if self.is_loading else self._empty.plain
        lines = wrap(words, max(1, width - GUTTER_WIDTH))
        return lines[y - 2] if 2 <= y < 2 + len(lines) else ""
