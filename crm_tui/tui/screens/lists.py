"""A list of customers: search as you type, sort, choose what is listed, mark."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.customers import CustomerRow, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.list_figures import Grouping
from crm_tui.domain.queries import Vocabulary
from crm_tui.domain.queries.ordering import shown_order
from crm_tui.domain.seeded_views import first_view
from crm_tui.domain.users import Permission
from crm_tui.domain.views import ListLayout
from crm_tui.i18n import _, ngettext
from crm_tui.tui.screens.list_layouts import moment_of
from crm_tui.tui.screens.list_sources import extended, with_extras
from crm_tui.tui.screens.live_lists import LiveListScreen
from crm_tui.tui.screens.record_sources import CursorWish, opened_around
from crm_tui.tui.screens.saved_views import SavedViews
from crm_tui.tui.screens.searched_lists import Searched, prepare_search, with_places
from crm_tui.tui.screens.sources import CustomerSource, open_list
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.query_box import QueryBox
from crm_tui.tui.widgets.record_list import (
    GroupHeader,
    Opening,
    RecordSource,
    Sort,
)
from crm_tui.tui.widgets.record_list.messages import Opened
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _ListRead:
    """A list as it was read, and where its cursor stood when that was asked for."""

    wish: CursorWish | None
    source: CustomerSource
    shown: RecordSource[CustomerRow | GroupHeader]
    opening: Opening[CustomerRow | GroupHeader]
    total: int
    show_more: Callable[[], None]
    searched: Searched = Searched()
    is_exact: bool = True
    """Whether the total, and so the places far down, are right."""


def _nothing_more() -> None:
    """Show nothing else."""


class ListScreen(SavedViews, LiveListScreen):
    """A tab whose list is a window over customers; subclasses say over which."""

    def __init__(self, session: Session) -> None:
        self.shown_view = first_view(self.list_tab)
        super().__init__(session, self.shown_view.request())
        self._wanted_id: CustomerId | None = None
        self._total = 0
        self._is_counted = False
        self._shown: RecordSource[CustomerRow | GroupHeader] | None = None

    # What subclasses say ------------------------------------------------------------------------

    def trail(self) -> tuple[str, ...]:
        """Return where one is: the tab, then the name of what is listed."""
        return (*super().trail(), self.heading())

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

    def compose_list(self) -> ComposeResult:
        """Put the search line over the list."""
        placeholder = _("Name, pinyin initials, contact or phone")
        yield QueryBox(placeholder, self.session.office.currency)
        yield self._records

    def current_row(self) -> CustomerRow | None:
        """Return the customer under the cursor."""
        return self._records.cursor_record

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
        self.count_is_known()  # of a list that does not hold it yet
        self.reload()

    def first_words(self) -> str:
        """Return the search, if it found nothing."""
        is_typed = self.request.query != self.usual_query
        return self.request.query if is_typed and self._records.count == 0 else ""

    def reload(self, *, keep_cursor: bool = True) -> None:
        """Read the list anew; the cursor stays on its record, or goes to the top."""
        records = self._records
        if not keep_cursor or (self._source is not None and self._source.request != self.request):
            # What was to come of the rows or the count of the former list keeps nothing waiting.
            records.call_off()
            self.count_is_known()
        wish, rows = None, max(records.size.height - 1, 1)
        if keep_cursor and not records.is_loading:
            wish = CursorWish(records.cursor_line_id, records.cursor_index, rows)
        read = partial(self._read_list, self.request, wish, self._source, rows)
        self.operations.ask(
            read, self._show_list, key=f"{self.tab_id} rows", failed=self.not_listed
        )

    def _read_list(
        self,
        request: ListRequest,
        wish: CursorWish | None,
        before: CustomerSource | None,
        at_once: int,
    ) -> _ListRead:
        """Read in a worker what the list shows first."""
        session, grouped_by = self.session, self.grouped_by
        if grouped_by:
            grouped = self.read_groups(session, request, Grouping(grouped_by))
            opening = opened_around(grouped, wish)
            total = sum(each.header.count for each in grouped.groups)
            source = CustomerSource(session, request)
            return _ListRead(wish, source, grouped, opening, total, self.read_more())
        source, found = open_list(session, request, wish, before, at_once)
        if self.needs_extras:
            found = replace(found, records=extended(session, found.records))
        listed = with_extras(session, source, wanted=self.needs_extras)
        shown, found, searched = with_places(session, request, listed, found)
        more = self.read_more()
        return _ListRead(
            wish, source, shown, found, found.count, more, searched, is_exact=found.is_exact
        )

    def _show_list(self, found: _ListRead) -> None:
        found.show_more()
        self.leavers_are_gone()
        self._source, self._shown, wish = found.source, found.shown, found.wish
        records = self._records
        self._moment = moment_of(self.session)
        records.empty = Content(self.empty_words())
        order = shown_order(self.request)
        records.sort = None if order is None else Sort(order.field, order.descending)
        self.take_searched(found.searched)
        self.groups_shown(found.shown)
        opening = _opening_around(found, records.cursor_line_id)
        records.replace_source(found.shown, opening=opening, keep_cursor=wish is not None)
        self._listed(found.total, is_counted=found.opening.is_counted)
        self._go_to_wanted(is_last=found.is_exact)
        if found.is_exact:
            self.count_is_known()
        else:
            self.count_soon(found.source, moves=wish is not None or found.source.is_partial)

    def take_count(self, count: int, *, moves: bool) -> None:
        """Show how many there are, now that it is known."""
        if moves and self._shown is not None:
            self._records.replace_source(self._shown)
        else:
            self._records.recount(count)
        self._listed(count)
        self._go_to_wanted(is_last=True)

    def _go_to_wanted(self, *, is_last: bool) -> None:
        """Go to whom one wants to see, once and again while the list may not hold all."""
        if self._wanted_id is not None:
            self._records.move_to_record(self._wanted_id)
        if is_last:
            self._wanted_id = None

    def _listed(self, total: int, *, is_counted: bool = True) -> None:
        # While it is counted anew, the count of a moment ago says more than none.
        self._is_counted = is_counted
        self._total = total
        self.show_titles()

    def show_titles(self) -> None:
        """Show what is listed and how many there are, what is marked and what that sums to."""
        count = self._total
        shown = f"{count:,}" if self._is_counted else "…"
        self.tell_place(f"{self.heading()} ({shown})")
        foot = [ngettext("{count} customer", "{count} customers", count).format(count=shown)]
        marked = len(self._records.marked)
        if marked:
            foot.append(_("{count} marked").format(count=f"{marked:,}"))
            foot += self.sums_words()
        foot.append(self.subheading())
        # How a range ends is wanted more than what is marked sums to.
        foot.insert(0, self._records.range_words)
        above, below = f"{self.heading()} ({shown}) ▾", " · ".join(filter(None, foot))
        self.query_one(TitledPane).show_titles(Content(above), Content(below))

    def show_request(self, request: ListRequest, layout: ListLayout | None = None) -> None:
        """List something else, from its top, with nothing marked, laid out as it is told."""
        self.request = request
        self.take_layout(
            layout or replace(self.list_layout, sort=request.sort, descending=request.descending)
        )
        # What was asked to be marked in the former list is not.
        self.operations.forget(self.marks_key)
        self._records.set_marked(())
        self.reload(keep_cursor=False)

    @property
    def _sort(self) -> Sort:
        return Sort(self.request.sort, self.request.descending)

    # Searching ----------------------------------------------------------------------------------

    @property
    def typed_query(self) -> str:
        """What is asked for now."""
        return self.request.query

    def take_query(self, text: str) -> None:
        """Ask for something else; nothing is read for it yet."""
        self.request = replace(self.request, query=text)

    def start_search(self, text: str) -> None:
        """Open the line with some words in it and go on typing."""
        super().start_search(text)
        prepare_search(self.operations, self.session)

    def action_build_filter(self) -> None:
        """Put a filter together in a dialog, beginning with the one in force."""
        self.ask_names(self._build_filter, key=f"{self.tab_id} filter", opens=True)

    def _build_filter(self, names: Vocabulary) -> None:
        from crm_tui.tui.screens.query_builder import Asked, FilterDialog  # noqa: PLC0415

        if self.is_current:
            asked = Asked(self.request.query, self.subject, self._count_of, _told)
            self.app.push_screen(FilterDialog(self.session, asked, names), self.use_query)

    def _count_of(self, query: str) -> int:
        """Return, in a worker, how many customers a query finds."""
        customers, actor = self.session.crm.customers, self.session.actor
        request = replace(self.request, query=query)
        page = customers.page(actor, request, 1)
        # Of what words find the best are looked for at first, and not counted to the end.
        return page.total if page.is_exact else len(customers.ids(actor, request))

    def on_record_list_opened(self, message: Opened) -> None:
        """Open the customer."""
        message.stop()
        self.open_customer(message.record_id)


def _told(count: int) -> str:
    words = ngettext("{count} customer fits", "{count} customers fit", count)
    return words.format(count=f"{count:,}")


def _opening_around(
    found: _ListRead, line_id: int | None
) -> Opening[CustomerRow | GroupHeader] | None:
    """Return what was read with the cursor where it has moved to; None when that is not in it."""
    opening, wish = found.opening, found.wish
    if wish is None or line_id is None or line_id == wish.record_id:
        return opening
    ids = (each.id for each in opening.records)
    index = next((at for at, each in enumerate(ids, opening.start) if each == line_id), None)
    return None if index is None else replace(opening, cursor_index=index)


def import_lines(session: Session) -> Iterator[str]:
    """Yield how a whole list of customers comes in, to whoever may bring one."""
    if session.person.may(Permission.IMPORT):
        yield _("ctrl+r brings in a whole list from Excel")
