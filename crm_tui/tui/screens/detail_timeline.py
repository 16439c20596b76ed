"""The timeline of a customer: filtered by one key, searched by another, read as one scrolls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from crm_tui.domain.days import day_of
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.timelines import EntryFilter, TimelinePage, TimelinePlace
from crm_tui.domain.timelines import TimelineEntry as Happening
from crm_tui.i18n import N_, _
from crm_tui.presentation.dates import clock_time, day_heading
from crm_tui.presentation.timeline import shown_entry
from crm_tui.presentation.timeline_search import saying
from crm_tui.presentation.widths import cut
from crm_tui.tui.operations import operations_of
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.pieces import Piece, PieceLine, total_width
from crm_tui.tui.widgets.timeline import Timeline, TimelineEntry
from crm_tui.values import dataclass

FILTERS: Mapping[EntryFilter, str] = {
    EntryFilter.ALL: N_("All"),
    EntryFilter.FOLLOW_UPS: N_("Follow-ups"),
    EntryFilter.OWNERS: N_("Changes of owner"),
    EntryFilter.EDITS: N_("Edits"),
    EntryFilter.TASKS: N_("Tasks"),
    EntryFilter.OPPORTUNITIES: N_("Opportunities"),
    EntryFilter.DEALS: N_("Deals"),
    EntryFilter.QUOTES: N_("Quotes"),
    EntryFilter.CONTRACTS: N_("Contracts"),
    EntryFilter.ORDERS: N_("Orders"),
    EntryFilter.EXPENSES: N_("Expenses"),
    EntryFilter.PAYMENTS: N_("Payments"),
    EntryFilter.FILES: N_("Files"),
}
"""What each filter is called."""
_SEARCH = "search"
_SEARCH_CELLS = 16
_FURTHER = " › "
_FURTHER_CELLS = 3
_TO_THE_END = 1_000
"""Entries read at a time by who wants the last one."""
_MOST_REREAD = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are shown: of a kind, and saying some words."""

    only: EntryFilter = EntryFilter.ALL
    words: str = ""

    @property
    def is_everything(self) -> bool:
        """Return whether all entries are shown."""
        return self == Wanted()


class FilterLine(PieceLine):
    """The filters of the timeline, of which one is in force, and what is searched for."""

    @dataclass
    class Chosen(Message):
        """A filter was clicked."""

        wanted: EntryFilter

    @dataclass
    class SearchChosen(Message):
        """What is searched for was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._active = Wanted()

    def show(self, active: Wanted) -> None:
        """Show which filter is in force."""
        self._active = active
        self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return the filters side by side; where not all fit, the one in force and what follows.

        What has no room stands behind a mark at the end.
        """
        order = list(FILTERS)
        search = self._search_pieces()
        room = width - total_width(search)
        pieces = [self._piece(each) for each in order]
        if total_width(pieces) <= room:
            return [*pieces, *search]
        at = order.index(self._active.only)
        pieces = pieces[at:] + pieces[:at]
        further = pieces[-1:]
        while len(pieces) > 1 and total_width(pieces) + _FURTHER_CELLS > room:
            further = [Piece(_FURTHER, "key", pieces.pop().target)]
        return [*pieces, *further, *search]

    def _piece(self, each: EntryFilter) -> Piece:
        label, is_active = _(FILTERS[each]), each is self._active.only
        shown = f"[{label}]" if is_active else f" {label} "
        return Piece(shown, "active" if is_active else "normal", each.value)

    def _search_pieces(self) -> list[Piece]:
        if not self._active.words:
            return []
        return [Piece(f" /{cut(self._active.words, _SEARCH_CELLS)} ", "key", _SEARCH)]

    def chosen(self, target: str) -> None:
        """Announce what was clicked."""
        if target == _SEARCH:
            self.post_message(self.SearchChosen())
        else:
            self.post_message(self.Chosen(EntryFilter(target)))


class TimelinePane(Vertical):
    """The timeline of one customer, as far as it was read."""

    def __init__(self, session: Session) -> None:
        super().__init__(classes="detail--timeline")
        self._session = session
        self._customer_id: CustomerId | None = None
        self._wanted = Wanted()
        self._happenings: list[Happening] = []
        self._following: TimelinePlace | None = None

    def compose(self) -> ComposeResult:
        """Put the filters over the stream."""
        yield FilterLine()
        yield Timeline(empty=_("Loading …"))

    def on_mount(self) -> None:
        """Say what it is."""
        self.border_title = Content(_("Timeline"))

    @property
    def wanted(self) -> Wanted:
        """What is shown."""
        return self._wanted

    @property
    def current(self) -> Happening | None:
        """What happened at the cursor."""
        entry = self.query_one(Timeline).current
        return None if entry is None else self.happening(entry.id)

    def happening(self, key: str) -> Happening | None:
        """Return what an entry tells."""
        return next((each for each in self._happenings if each.key == key), None)

    def reader(self, customer_id: CustomerId) -> Callable[[], TimelinePage] | None:
        """Return what reads in a worker as much as is shown; None where the first page will do."""
        count = len(self._happenings) if customer_id == self._customer_id else 0
        if self._wanted.is_everything and count <= 100:
            return None
        return self._page(customer_id, None, limit=min(max(count, 100), _MOST_REREAD))

    def show(self, customer_id: CustomerId, page: TimelinePage) -> None:
        """Show the first entries of a customer."""
        if customer_id != self._customer_id:
            operations_of(self).forget(self._key)
        self._customer_id = customer_id
        self._happenings, self._following = list(page.entries), page.following
        self.query_one(FilterLine).show(self._wanted)
        self.query_one(Timeline).show(
            self._entries(page.entries),
            has_more=page.following is not None,
            wanted=self._wanted.words,
            empty=self._nothing(),
        )

    def _nothing(self) -> str:
        """Return what to say where nothing is to be shown."""
        if self._wanted.words:
            words = _("Nothing here says “{words}”: / looks for others")
            return words.format(words=cut(self._wanted.words, _SEARCH_CELLS))
        if self._wanted.only is not EntryFilter.ALL:
            return _("Nothing of this kind has happened yet: v shows others")
        return _("Nothing has happened yet: f writes a follow-up")

    def next_filter(self) -> None:
        """Show the entries of the next kind."""
        order = list(FILTERS)
        following = order[(order.index(self._wanted.only) + 1) % len(order)]
        self._want(Wanted(following, self._wanted.words))

    def search(self, words: str) -> None:
        """Show the entries that say these words; with none all again."""
        self._want(Wanted(self._wanted.only, words.strip()))

    @on(FilterLine.Chosen)
    def _filter_clicked(self, message: FilterLine.Chosen) -> None:
        message.stop()
        self._want(Wanted(message.wanted, self._wanted.words))

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.query_one(FilterLine).show(wanted)
        customer_id = self._customer_id
        if customer_id is not None:
            operations_of(self).ask(
                self._page(customer_id, None),
                lambda page: self.show(customer_id, page),
                key=self._key,
            )

    @property
    def _key(self) -> str:
        return f"timeline {id(self)}"

    def _page(
        self, customer_id: CustomerId, after: TimelinePlace | None, *, limit: int = 100
    ) -> Callable[[], TimelinePage]:
        timelines, actor = self._session.crm.timelines, self._session.actor
        only, session = self._wanted.only, self._session
        keeps = saying(
            self._wanted.words,
            now=session.now,
            zone=session.zone,
            currency=session.office.currency,
        )
        return lambda: timelines.page(
            actor, customer_id, after=after, only=only, keeps=keeps, limit=limit
        )

    @on(Timeline.MoreWanted)
    def _read_on(self, message: Timeline.MoreWanted) -> None:
        message.stop()
        if self._customer_id is None or self._following is None:
            return
        limit = _TO_THE_END if message.is_end_wanted else 100
        read = self._page(self._customer_id, self._following, limit=limit)
        operations_of(self).ask(read, self._extend, key=self._key)

    def _extend(self, page: TimelinePage) -> None:
        self._happenings += page.entries
        self._following = page.following
        has_more = page.following is not None
        self.query_one(Timeline).extend(self._entries(page.entries), has_more=has_more)

    def _entries(self, happenings: Sequence[Happening]) -> list[TimelineEntry]:
        return [_shown(self._session, each) for each in happenings]


def _shown(session: Session, happening: Happening) -> TimelineEntry:
    """Return what happened as it is shown."""
    shown = shown_entry(
        happening, now=session.now, zone=session.zone, currency=session.office.currency
    )
    return TimelineEntry(
        id=happening.key,
        day=day_heading(day_of(happening.at, session.zone), session.today),
        time=clock_time(happening.at, session.zone),
        icon=shown.icon,
        title=shown.title,
        lines=shown.lines,
        author=happening.author,
        tone=shown.tone,
    )
