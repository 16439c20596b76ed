"""The window of a record list: reads the rows that come into view, and paints them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic

from rich.style import Style
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.worker import Worker, WorkerState

from crm_tui.i18n import _
from crm_tui.presentation.tones import Tone
from crm_tui.tui.widgets.record_list.columns import Column, Layout, Sort, lay_out
from crm_tui.tui.widgets.record_list.messages import LoadFailed
from crm_tui.tui.widgets.record_list.painting import (
    Palette,
    RowState,
    header_strip,
    row_strip,
    waiting_strip,
    words_strip,
)
from crm_tui.tui.widgets.record_list.sources import (
    PAGE_ROWS,
    Opening,
    PageCache,
    RecordSource,
    RecordT,
)

_STRIPS_KEPT = 512
_ROWS_GROUP = "rows"


@dataclass(frozen=True, slots=True)
class OpeningRead(Generic[RecordT]):
    """A source was opened."""

    generation: int
    opening: Opening[RecordT]
    keep_cursor: bool


@dataclass(frozen=True, slots=True)
class PageRead(Generic[RecordT]):
    """A page of rows was read."""

    generation: int
    page: int
    records: Sequence[RecordT]


@dataclass(frozen=True, slots=True)
class RangeRead:
    """The ids of a range of rows were read."""

    generation: int
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """The place of a record was looked up."""

    generation: int
    index: int | None


Answer = OpeningRead[RecordT] | PageRead[RecordT] | RangeRead | PlaceFound


class RecordWindow(ScrollView, Generic[RecordT]):
    """A scrolled window over a source, without cursor and marks."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-list--header",
        "record-list--cursor",
        "record-list--cursor-away",
        "record-list--mark",
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
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._empty = empty if empty is not None else Content(_("Nothing here."))
        self._frozen = frozen
        self._sort: Sort | None = None
        self._source: RecordSource[RecordT] | None = None
        self._generation = 0
        self._is_reading = False
        self._count: int | None = None
        self._pages: PageCache[RecordT] = PageCache()
        self._first = 0
        self._wide = False
        self._layout_now: Layout[RecordT] | None = None
        self._palette_now: Palette | None = None
        self._strips: LRUCache[tuple[int, RowState], Strip] = LRUCache(_STRIPS_KEPT)

    @abstractmethod
    def row_state(self, index: int, record_id: int | None) -> RowState:
        """Return what the row is besides its record."""

    @abstractmethod
    def take(self, answer: Answer[RecordT]) -> None:
        """Use an answer to the question that was asked last."""

    @property
    def count(self) -> int:
        """How many records the list has; 0 while it is not known."""
        return self._count or 0

    @property
    def is_loading(self) -> bool:
        """Whether nothing is known of the source yet."""
        return self._count is None

    @property
    def sort(self) -> Sort | None:
        """The sort that the header shows."""
        return self._sort

    @sort.setter
    def sort(self, sort: Sort | None) -> None:
        self._sort = sort
        self.refresh()

    @property
    def empty(self) -> Content:
        """What is said when there is no record: what to press."""
        return self._empty

    @empty.setter
    def empty(self, empty: Content) -> None:
        self._empty = empty
        self.refresh()

    def set_columns(self, columns: Sequence[Column[RecordT]]) -> None:
        """Show other columns of the same records."""
        self._columns = tuple(columns)
        self._first = 0
        self._lay_out_anew()

    def action_sideways(self, by: int) -> None:
        """Scroll by columns; the first step to the right brings in the dropped ones."""
        layout = self._layout()
        if by > 0 and layout.dropped:
            self._wide = True
        elif by < 0 and not layout.first:
            self._wide = False
        elif by < 0 or layout.more:
            self._first = layout.first + by
        self._lay_out_anew()

    # Reading --------------------------------------------------------------------------------

    def _read(self, work: Callable[[], Answer[RecordT]], group: str = _ROWS_GROUP) -> None:
        if group == _ROWS_GROUP:
            self._is_reading = True
        self.run_worker(work, thread=True, exclusive=True, group=group, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take what was read, unless it answers a question nobody asks any more."""
        worker = event.worker
        if event.state is WorkerState.SUCCESS and worker.result is not None:
            answer: Answer[RecordT] = worker.result
            if answer.generation == self._generation:
                self._is_reading = self._is_reading and worker.group != _ROWS_GROUP
                self.take(answer)
        elif event.state is WorkerState.ERROR and worker.error is not None:
            self._is_reading = self._is_reading and worker.group != _ROWS_GROUP
            self.post_message(LoadFailed(self, worker.error))

    def _keep_page(self, page: int, records: Sequence[RecordT]) -> None:
        self._pages.keep(page, records)
        top = self.scroll_offset.y
        if page * PAGE_ROWS < top + self._page_rows and (page + 1) * PAGE_ROWS > top:
            self.refresh()
        self._read_missing()

    def _read_missing(self) -> None:
        """Read the first page that the screen lacks, then the neighbours; one at a time."""
        source, generation = self._source, self._generation
        if source is None or self._is_reading or not self.count:
            return
        page = self._first_missing_page()
        if page is None:
            return

        def read() -> Answer[RecordT]:
            return PageRead(generation, page, source.fetch(page * PAGE_ROWS, PAGE_ROWS))

        self._read(read)

    def _first_missing_page(self) -> int | None:
        top = min(self.scroll_offset.y, self.count - 1)
        bottom = min(top + self._page_rows, self.count) - 1
        below = min(bottom + self._page_rows, self.count - 1)
        above = max(top - self._page_rows, 0)
        for first, last in ((top, bottom), (bottom, below), (above, top)):
            page = self._pages.first_missing(first, last)
            if page is not None:
                return page
        return None

    # Painting -------------------------------------------------------------------------------

    @property
    def _page_rows(self) -> int:
        return max(1, self.scrollable_content_region.height - 1)

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

    def notify_style_update(self) -> None:
        """Take new styles."""
        super().notify_style_update()
        self._palette_now = None
        self._strips.clear()

    def watch_show_vertical_scrollbar(self) -> None:
        """Choose the columns that fit beside the scroll bar, or without it."""
        self._lay_out_anew()

    def _resize_virtually(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.count + 1)

    def _lay_out_anew(self) -> None:
        self._layout_now = None
        self._strips.clear()
        self.refresh()

    def _refresh_row(self, index: int) -> None:
        self.refresh(Region(0, index - self.scroll_offset.y + 1, self.size.width, 1))

    def _layout(self) -> Layout[RecordT]:
        if self._layout_now is None:
            self._layout_now = lay_out(
                self._columns,
                self.scrollable_content_region.width,
                frozen=self._frozen,
                first=self._first,
                wide=self._wide,
            )
        return self._layout_now

    def _palette(self) -> Palette:
        if self._palette_now is None:
            self._palette_now = Palette(
                base=self.rich_style,
                header=self._component_style("header"),
                cursor=self._component_style("cursor"),
                cursor_away=self._component_style("cursor-away"),
                mark=self._component_style("mark"),
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
            return header_strip(self._layout(), self._sort, palette, width)
        index = self.scroll_offset.y + y - 1
        if index < self.count:
            return self._row_line(index, palette, width)
        words = self._words_at(y) if self.count == 0 else ""
        return words_strip(words, palette, width)

    def _row_line(self, index: int, palette: Palette, width: int) -> Strip:
        record = self._pages.row(index)
        state = self.row_state(index, None if record is None else record.id)
        if record is None:
            return waiting_strip(state, palette, width)
        strip = self._strips.get((index, state))
        if strip is None:
            strip = row_strip(record, self._layout(), state, palette, width)
            self._strips[index, state] = strip
        return strip

    def _words_at(self, y: int) -> str:
        words = _("Loading …") if self.is_loading else self._empty.plain
        lines = words.split("\n")
        return lines[y - 2] if 2 <= y < 2 + len(lines) else ""
