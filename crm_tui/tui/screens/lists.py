"""A list of customers: search as you type, sort, choose what is listed, mark."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input

from crm_tui.domain.customers import CustomerRow, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Permission
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import BY_KEY, Moment, columns_of
from crm_tui.tui.screens.sources import CursorWish, CustomerSource, open_list, place_in
from crm_tui.tui.screens.tabs import TabScreen, list_columns
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.editors import edit_in_turn
from crm_tui.tui.widgets.record_list import Column, Opening, RecordList, Sort
from crm_tui.tui.widgets.record_list.messages import (
    MarkAllRequested,
    MarksChanged,
    Opened,
    SearchTyped,
    SortRequested,
)

_TYPING_PAUSE_SECONDS = 0.08
_NEWEST_FIRST = frozenset({"last_follow_up_at", "created_at", "holder_count", "completeness"})


@dataclass(frozen=True, slots=True)
class _ListRead:
    """A list as it was read, and where its cursor stood when that was asked for."""

    wish: CursorWish | None
    source: CustomerSource
    opening: Opening[CustomerRow]
    show_more: Callable[[], None]


def _nothing_more() -> None:
    """Show nothing else."""


class SearchBox(Input):
    """The line to search in; up and down move in the list below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "screen.move_in_list(1)", ""),
        ("up", "screen.move_in_list(-1)", ""),
    ]

    async def on_key(self, event: events.Key) -> None:
        """Let the keys that edit act in their order with the letters."""
        await edit_in_turn(self, event)


class ListScreen(TabScreen):
    """A tab whose list is a window over customers; subclasses say over which."""

    def __init__(self, session: Session, request: ListRequest) -> None:
        super().__init__(session)
        self.request = request
        self._source: CustomerSource | None = None
        self._typing: Timer | None = None
        self._wanted_id: CustomerId | None = None
        self._moment = Moment(session.now, session.zone, session.today)
        self._records: RecordList[CustomerRow] = RecordList(self._columns())

    # What subclasses say ------------------------------------------------------------------------

    @property
    @abstractmethod
    def column_keys(self) -> tuple[str, ...]:
        """The columns that suit what is listed."""

    @abstractmethod
    def heading(self) -> str:
        """Return the name of what is listed."""

    def subheading(self) -> str:
        """Return what stands at the right of the list's foot."""
        return ""

    @abstractmethod
    def empty_words(self) -> str:
        """Return what is said when nothing is listed: what to press."""

    def read_more(self) -> Callable[[], None]:
        """Read in the worker what else the screen shows; return what puts it there."""
        return _nothing_more

    # Showing ------------------------------------------------------------------------------------

    @property
    def records(self) -> RecordList[CustomerRow]:
        """The list."""
        return self._records

    def compose_list(self) -> ComposeResult:
        """Put the search line over the list."""
        yield SearchBox(
            placeholder=_("Name, pinyin initials, contact or phone"), compact=True, id="search"
        )
        yield self._records

    def current_row(self) -> CustomerRow | None:
        """Return the customer under the cursor."""
        return self._records.cursor_record

    def marked_ids(self) -> Sequence[CustomerId]:
        """Return the marked customers."""
        return [CustomerId(each) for each in sorted(self._records.marked)]

    def in_list_order(self, chosen: Sequence[CustomerId]) -> Sequence[CustomerId]:
        """Return customers in the order of the list, what left it last; call it in a worker."""
        source = self._source
        if len(chosen) == 1 or source is None:
            return chosen
        wanted = frozenset(chosen)
        listed = [CustomerId(each) for each in source.ids() if each in wanted]
        gone = wanted - frozenset(listed)
        return [*listed, *(each for each in chosen if each in gone)]

    def batch_done(self, refused: Sequence[CustomerId] = ()) -> None:
        """Leave only those marked that were refused."""
        self._records.set_marked(self._records.marked & frozenset(refused))

    def customer_entered(self, customer_id: CustomerId) -> None:
        """Go to a customer that was just entered, if it is among those listed."""
        self._wanted_id = customer_id
        self.reload()

    def first_words(self) -> str:
        """Return the search, if it found nothing."""
        return self.request.search if self._records.count == 0 else ""

    def reload(self, *, keep_cursor: bool = True) -> None:
        """Read the list anew; the cursor stays on its record, or goes to the top."""
        session, request, records = self.session, self.request, self._records
        wish = None
        if keep_cursor and not records.is_loading:
            rows = max(records.size.height - 1, 1)
            wish = CursorWish(records.cursor_id, records.cursor_index, rows)

        def read() -> _ListRead:
            return _ListRead(wish, *open_list(session, request, wish), self.read_more())

        self.operations.ask(read, self._show_list, key=f"{self.tab_id} rows")

    def _show_list(self, found: _ListRead) -> None:
        found.show_more()
        self._source, opening, wish = found.source, found.opening, found.wish
        records = self._records
        self._moment = Moment(self.session.now, self.session.zone, self.session.today)
        records.empty = Content(self.empty_words())
        records.sort = None if self.request.search else self._sort
        moved_to = records.cursor_id
        if wish is not None and moved_to is not None and moved_to != wish.record_id:
            index = place_in(opening, moved_to)
            if index is None:
                records.replace_source(self._source)
                self._listed(opening.count)
                return
            opening = replace(opening, cursor_index=index)
        records.replace_source(self._source, opening=opening, keep_cursor=wish is not None)
        self._listed(opening.count)

    def _listed(self, count: int) -> None:
        self._show_titles(count)
        if self._wanted_id is not None:
            self._records.move_to_record(self._wanted_id)
            self._wanted_id = None

    def _show_titles(self, count: int) -> None:
        pane = self.query_one(".tab--list")
        pane.border_title = Content(f"{self.heading()} ({count:,}) ▾")
        foot = [ngettext("{count} customer", "{count} customers", count).format(count=f"{count:,}")]
        marked = len(self._records.marked)
        if marked:
            foot.append(_("{count} marked").format(count=f"{marked:,}"))
        foot.append(self.subheading())
        pane.border_subtitle = Content(" · ".join(filter(None, foot)))

    def show_request(self, request: ListRequest) -> None:
        """List something else, from its top, with nothing marked."""
        before = self.column_keys
        self.request = request
        if self.column_keys != before:
            self._records.set_columns(self._columns())
        self._records.set_marked(())
        self.reload(keep_cursor=False)

    def _columns(self) -> tuple[Column[CustomerRow], ...]:
        return list_columns(columns_of(self.column_keys), lambda: self._moment)

    @property
    def _sort(self) -> Sort:
        return Sort(self.request.sort, self.request.descending)

    # Searching ----------------------------------------------------------------------------------

    @property
    def _search(self) -> SearchBox:
        return self.query_one(SearchBox)

    def action_search(self) -> None:
        """Open the line to search in."""
        self.start_search(self.request.search)

    def start_search(self, text: str) -> None:
        """Open the line with some words in it and go on typing."""
        box = self._search
        self.add_class("-searching")
        box.value = text
        box.cursor_position = len(text)
        box.focus()

    def on_record_list_search_typed(self, message: SearchTyped) -> None:
        """Search for what was typed on the list."""
        message.stop()
        self.start_search(self.request.search + message.text)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search once the typing pauses for a moment."""
        event.stop()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(_TYPING_PAUSE_SECONDS, self._search_for_typed)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the search and go to the list."""
        event.stop()
        self._search_for_typed()
        if not self.request.search:
            self.remove_class("-searching")
        self._records.focus()

    def action_clear(self) -> None:
        """Drop the search, then the marks."""
        if self.has_class("-searching"):
            self.remove_class("-searching")
            self._search.value = ""
            self._records.focus()
            self._search_for_typed()
        else:
            self._records.set_marked(())

    def action_move_in_list(self, by: int) -> None:
        """Move in the list while the search line has the focus."""
        self._records.action_move(by)

    def _search_for_typed(self) -> None:
        if self._typing is not None:
            self._typing.stop()
            self._typing = None
        typed = self._search.value.strip()
        if typed != self.request.search:
            self.request = replace(self.request, search=typed)
            self.reload(keep_cursor=not typed)

    # Sorting and marking ------------------------------------------------------------------------

    def action_sort(self) -> None:
        """Choose the column that sorts the list; the same one again turns it round."""
        choices = [
            Choice(key, BY_KEY[key].label, key) for key in self.column_keys if BY_KEY[key].sortable
        ]
        self.app.push_screen(ChooseDialog(_("Sort by"), choices), self._sort_by)

    def on_record_list_sort_requested(self, message: SortRequested) -> None:
        """Sort by the header that was clicked."""
        message.stop()
        self._sort_by(message.key)

    def _sort_by(self, key: str | None) -> None:
        if key is None:
            return
        descending = key in _NEWEST_FIRST
        if key == self.request.sort:
            descending = not self.request.descending
        self.request = replace(self.request, sort=key, descending=descending)
        self.reload(keep_cursor=False)

    def on_record_list_marks_changed(self, message: MarksChanged) -> None:
        """Say how many are marked."""
        message.stop()
        self._show_titles(self._records.count)
        self.refresh_keys()

    def on_record_list_mark_all_requested(self, message: MarkAllRequested) -> None:
        """Mark every customer of the list; once more takes the marks away."""
        message.stop()
        source = self._source
        if source is None:
            return
        if len(self._records.marked) == self._records.count:
            self._records.set_marked(())
            return
        self.operations.ask(source.ids, self._records.set_marked, key=f"{self.tab_id} marks")

    def on_record_list_opened(self, message: Opened) -> None:
        """Open the customer."""
        message.stop()
        self.open_customer(message.record_id)


def import_lines(session: Session) -> Iterator[str]:
    """Yield how a whole list of customers comes in, to whoever may bring one."""
    if session.person.may(Permission.IMPORT):
        yield _("crm import customers FILE, in a shell, brings in a whole list")
