"""A tab whose list is a window over records other than customers: all that such tabs share."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Generic

from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer

from crm_tui.domain.list_figures import GroupValue
from crm_tui.domain.queries import Vocabulary
from crm_tui.domain.record_lists import RecordRequest, request_of
from crm_tui.domain.seeded_views import first_view
from crm_tui.domain.views import ListLayout, SavedView
from crm_tui.i18n import _
from crm_tui.tui.screens.list_layouts import moment_of
from crm_tui.tui.screens.record_layouts import RecordLayouts
from crm_tui.tui.screens.record_sources import CursorWish, WindowSource, opened_around
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.query_box import QueryBox
from crm_tui.tui.widgets.record_list import GroupHeader, Opening, RecordList, RecordSource, Sort
from crm_tui.tui.widgets.record_list.messages import Highlighted, MarksChanged, Opened
from crm_tui.tui.widgets.record_list.rows import Rows
from crm_tui.tui.widgets.record_list.sources import RecordT
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.record_windows import RecordWindow

_PAUSE_SECONDS = 0.15
_AFTER_ROWS_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class _ListRead(Generic[RecordT]):
    """A list as it was read, and where its cursor stood when that was asked for."""

    wish: CursorWish | None
    source: WindowSource[RecordT]
    shown: RecordSource[RecordT | GroupHeader]
    opening: Opening[RecordT | GroupHeader]
    total: int


class RecordTab(RecordLayouts[RecordT], Generic[RecordT]):
    """A tab with a list of one noun: subclasses say what that noun is and what its keys do."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.shown_view = first_view(self.list_tab)
        self.request = request_of(self.shown_view)
        self.list_layout = ListLayout(sort=self.request.sort, descending=self.request.descending)
        self._moment = moment_of(session)
        self._source: WindowSource[RecordT] | None = None
        self._total = 0
        self._is_counted = False
        self._sums = ""
        self._awaited: dict[str, Timer] = {}
        self._previewed_id: int | None = None
        self._opened_id: int | None = None
        self._wanted_id: int | None = None
        self._records = RecordList(self.listed_columns())

    # What subclasses say ------------------------------------------------------------------------

    @property
    @abstractmethod
    def search_words(self) -> str:
        """What stands in the empty search line: what a word is looked for in."""

    @abstractmethod
    def empty_words(self) -> str:
        """Return what is said when nothing is listed: what to press."""

    @abstractmethod
    def count_words(self, count: int, shown: str) -> str:
        """Return how many records there are, in words."""

    @abstractmethod
    def read_window(
        self, request: RecordRequest, before: RecordWindow[RecordT] | None
    ) -> RecordWindow[RecordT]:
        """Return the window over a list."""

    @abstractmethod
    def read_sums(self, request: RecordRequest, marked: Sequence[int]) -> str:
        """Return, in a worker, what the marked records sum to, or with none marked all of them."""

    @abstractmethod
    def read_preview(self, record_id: int) -> Sequence[Section]:
        """Return, in a worker, what stands beside the list about a record."""

    @abstractmethod
    def open_record(self, record_id: int) -> None:
        """Open a record."""

    # Reading ------------------------------------------------------------------------------------

    def compose_list(self) -> ComposeResult:
        """Put the search line over the list."""
        yield QueryBox(self.search_words, self.session.office.currency, self.subject)
        yield self._records

    def reload(self, *, keep_cursor: bool = True) -> None:
        """Read the list anew; the cursor stays on its record, or goes to the top."""
        if self.open_first_view():
            return
        records, before = self._records, self._source
        if not keep_cursor or before is None or before.request != self.request:
            records.call_off()
        wish = None
        if keep_cursor and not records.is_loading:
            rows = max(records.size.height - 1, 1)
            wish = CursorWish(records.cursor_line_id, records.cursor_index, rows)
        request, grouped_by = self.request, self.grouped_by

        def read() -> _ListRead[RecordT]:
            known = None if before is None else before.window
            source = WindowSource(self.read_window(request, known))
            if grouped_by:
                return self._read_groups(source, grouped_by, wish)
            opening = source.open(wish)
            return _ListRead(wish, source, source, opening, opening.count)

        key = f"{self.tab_id} rows"
        self.operations.ask(read, self._show_list, key=key, failed=self.not_listed)

    def _read_groups(
        self, source: WindowSource[RecordT], column: str, wish: CursorWish | None
    ) -> _ListRead[RecordT]:
        """Read, in a worker, the groups of a list; their records are read as they come in view."""
        found = source.window.groups(column)

        def source_of(value: GroupValue) -> WindowSource[RecordT]:
            return WindowSource(self.read_window(replace(source.request, group=value), None))

        value_of = partial(source.window.group_of, column)
        shown = self.grouped(found, source_of, value_of)
        total = sum(each.count for each in found)
        return _ListRead(wish, source, shown, opened_around(shown, wish), total)

    def ids_of_group(self, value: GroupValue) -> array[int]:
        """Return, in a worker, the ids of all records of a group."""
        return self.read_window(replace(self.request, group=value), None).ids()

    def _show_list(self, found: _ListRead[RecordT]) -> None:
        records, opening = self._records, found.opening
        self._source, self._moment = found.source, moment_of(self.session)
        records.empty = Content(self.empty_words())
        records.sort = self.typed_order
        if found.wish is not None and records.cursor_line_id != found.wish.record_id:
            records.replace_source(found.shown)
        else:
            keeps = found.wish is not None
            records.replace_source(found.shown, opening=opening, keep_cursor=keeps)
        self.groups_shown(found.shown)
        self._listed(found.total, is_counted=opening.is_exact)
        self._go_to_wanted(is_last=opening.is_exact)
        if not opening.is_exact:
            self._later("count", _AFTER_ROWS_SECONDS, partial(self._count, found.source))
        self._sum_soon()
        self.refresh_keys()

    def _count(self, source: WindowSource[RecordT]) -> None:
        self.operations.ask(
            source.complete, partial(self._counted, source), key=f"{self.tab_id} count"
        )

    def _counted(self, source: WindowSource[RecordT], count: int) -> None:
        if source is self._source:
            self._records.replace_source(source)
            self._listed(count)
            self._go_to_wanted(is_last=True)

    def _listed(self, total: int, *, is_counted: bool = True) -> None:
        self._total, self._is_counted = total, is_counted
        self.show_titles()

    def go_to(self, record_id: int) -> None:
        """Go to a record that was just entered, if it is among those listed."""
        self._wanted_id = record_id
        self.reload()

    def _go_to_wanted(self, *, is_last: bool) -> None:
        """Go to whom one wants to see, once and again while the list may not hold all."""
        if self._wanted_id is not None:
            self._records.move_to_record(self._wanted_id)
        if is_last:
            self._wanted_id = None

    def _later(self, what: str, seconds: float, act: Callable[[], None]) -> None:
        """Do something in a moment, in place of what was to be done of this kind."""
        if what in self._awaited:
            self._awaited[what].stop()
        self._awaited[what] = self.set_timer(seconds, act)

    # Titles and sums ----------------------------------------------------------------------------

    def trail(self) -> tuple[str, ...]:
        """Return where one is: the tab, then the name of what is listed."""
        return (*super().trail(), self.heading())

    def show_titles(self) -> None:
        """Show what is listed and how many there are, what is marked and what that sums to."""
        count, marked = self._total, len(self._records.marked)
        shown = f"{count:,}" if self._is_counted else "…"
        foot = [self._records.range_words, self.count_words(count, shown)]
        if marked:
            foot.append(_("{count} marked").format(count=f"{marked:,}"))
        foot.append(self._sums)
        above, below = f"{self.heading()} ({shown})", " · ".join(filter(None, foot))
        self.tell_place(above)
        self.query_one(TitledPane).show_titles(Content(f"{above} ▾"), Content(below))

    def on_record_list_marks_changed(self, message: MarksChanged) -> None:
        """Say how many are marked, and soon what they sum to."""
        message.stop()
        self._sums = ""
        self.show_titles()
        self.refresh_keys()
        # What others came to that were marked before would stand beside these.
        self.operations.forget(self._sums_key)
        self._sum_soon()

    @property
    def _sums_key(self) -> str:
        """What asks what the list comes to."""
        return f"{self.tab_id} sums"

    def _sum_soon(self) -> None:
        self._later("sums", _PAUSE_SECONDS, self._ask_sums)

    def _ask_sums(self) -> None:
        request, marked = self.request, self._records.marked
        self.operations.ask(
            lambda: self.read_sums(request, list(marked)),
            self._show_sums,
            key=self._sums_key,
            failed=lambda _error: self._show_sums(""),
        )

    def _show_sums(self, words: str) -> None:
        self._sums = words
        self.show_titles()

    def ids_to_mark(self) -> Callable[[], array[int]] | None:
        """Return what reads every id of the list in a worker, or None while nothing is listed."""
        return None if self._source is None else self._source.ids

    @property
    def total(self) -> int:
        """How many records are listed, as far as that is known."""
        return self._total

    @property
    def is_empty(self) -> bool:
        """Whether nothing is listed."""
        return self._total == 0 and not self._records.marked

    def chosen_ids(self) -> list[int]:
        """Return the marked records, or the one under the cursor when none is marked."""
        marked = list(self._records.marked)
        if marked or self._records.cursor_id is None:
            return marked
        return [self._records.cursor_id]

    # Views --------------------------------------------------------------------------------------

    @property
    def typed_query(self) -> str:
        """What is asked for now."""
        return self.request.query

    def take_query(self, text: str) -> None:
        """Ask for something else; nothing is read for it yet."""
        self.request = replace(self.request, query=text)

    @property
    def saved_order(self) -> Sort:
        """The order that the view which is shown asks for."""
        request = request_of(self.shown_view)
        return Sort(request.sort, request.descending)

    def show_listed(self, view: SavedView, layout: ListLayout) -> None:
        """List what a view shows from its top, with nothing marked, laid out as it is told."""
        request = self.request = request_of(view, layout)
        self.take_layout(replace(layout, sort=request.sort, descending=request.descending))
        self.operations.forget(self.marks_key)
        self._records.set_marked(())
        self.reload(keep_cursor=False)

    def show_nothing(self) -> None:
        """List nothing: what is to be listed cannot be asked."""
        nothing: Rows[RecordT] = Rows()
        self._source = None
        self.groups_shown(nothing)
        self._records.replace_source(nothing, opening=nothing.opening(), keep_cursor=False)
        self._listed(0)

    def count_view(self, view: SavedView) -> int | None:
        """Return, in a worker, how many records a view shows; None where that takes long."""
        found = self.read_window(request_of(view), None).open(1)
        return found.count if found.is_exact else None

    def open_with(self, key: str, query: str) -> None:
        """Show a view, narrowed by a query."""
        self.open_view(key, partial(self.use_query, query))

    def action_build_filter(self) -> None:
        """Put a filter together in a dialog, beginning with the one in force."""
        self.ask_names(self._build_filter, key=f"{self.tab_id} filter", opens=True)

    def _build_filter(self, names: Vocabulary) -> None:
        from crm_tui.tui.screens.query_builder import Asked, FilterDialog  # noqa: PLC0415

        if self.is_current:
            asked = Asked(self.request.query, self.subject, self._count_of, self._told)
            self.app.push_screen(FilterDialog(self.session, asked, names), self.use_query)

    def _told(self, count: int) -> str:
        found = self.count_words(count, f"{count:,}")
        return _("That finds {records}.").format(records=found)

    def _count_of(self, query: str) -> int:
        """Return, in a worker, how many records a query finds."""
        return self.read_window(replace(self.request, query=query), None).count()

    # The record under the cursor ----------------------------------------------------------------

    def current_record(self) -> RecordT | None:
        """Return the record under the cursor."""
        return self._records.cursor_record

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Show the record on which the cursor rests."""
        message.stop()
        record_id = self._previewed_id = message.record_id
        self.refresh_keys()
        key = f"{self.tab_id} preview"
        if record_id is None:
            self.operations.forget(key)
            self.show_sections(())
            return
        self.operations.ask(
            lambda: self.read_preview(record_id),
            self.show_sections,
            key=key,
            failed=lambda _error: self.show_sections(()),
        )

    def on_record_list_opened(self, message: Opened) -> None:
        """Open the record."""
        message.stop()
        self._opened_id = message.record_id
        self.open_record(message.record_id)

    def step(self, by: int) -> int | None:
        """Move on in the list; return the record that is there, or None at the end."""
        records = self._records
        target = records.cursor_index + by
        if by > 0 and records.cursor_id != self._opened_id:
            target -= 1  # the opened record left the list: the cursor is on the next already
        while 0 <= target < records.count:
            records.move_to(target)
            if records.cursor_group is None:
                self._opened_id = records.cursor_id
                return self._opened_id
            target += by
        return None
