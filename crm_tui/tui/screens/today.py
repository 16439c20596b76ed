"""今日: what to do now, most urgent first; everything is done from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from crm_tui.domain.approvals.records import ApprovalRow
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.notices import GIVING, NoticeKind, NoticeRow
from crm_tui.domain.today import OpenLevels, Quota, StaffPace, Today, Waiting
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.day_headings import Heading
from crm_tui.presentation.paces import pace_words
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.day import DayBegun, DayRead, read_day
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.handling import HandlingCommands
from crm_tui.tui.screens.held_sweeps import HeldSweepCommands
from crm_tui.tui.screens.tabs import OwnerWanted, SearchWanted, TabScreen
from crm_tui.tui.screens.today_queue import (
    Queue,
    QueueItem,
    queue_begun,
    queue_columns,
    queue_of,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.tui.widgets.record_list import Marks, Opening, RecordList
from crm_tui.tui.widgets.record_list.messages import (
    InvertRequested,
    MarkAllRequested,
    MarksChanged,
    Opened,
    SearchTyped,
)


class TodayScreen(TabScreen, HandlingCommands, HeldSweepCommands):
    """The day's queue beside the numbers of the day."""

    tab_id = "today"
    scope = Scope.TODAY
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.TODAY)]

    def __init__(self, session: Session, first: DayRead | DayBegun | None = None) -> None:
        super().__init__(session)
        self._first = first
        self._today: Today | None = None
        self._waiting = Waiting()
        self._queue = Queue()
        self._moment = self._moment_of(session.now, session.today)
        self._records: RecordList[QueueItem] = RecordList(
            queue_columns(lambda: self._moment), frozen=2
        )

    @property
    def records(self) -> RecordList[QueueItem]:
        """The queue."""
        return self._records

    @property
    def held_sweep(self) -> int:
        """How many customers a sweep that waits would take, as far as the day was read."""
        return 0 if self._today is None else self._today.held_sweep

    def compose_list(self) -> ComposeResult:
        """Put the queue into the left pane."""
        yield self._records

    def customer_id_of(self, record_id: int) -> CustomerId | None:
        """Return the customer that an item of the queue is about."""
        item = self._queue.item(record_id)
        return None if item is None else item.customer_id

    def current_row(self) -> CustomerRow | None:
        """Return the customer of the item under the cursor; a task's once it was read."""
        item = self._records.cursor_record
        if item is None:
            return None
        if item.row is not None:
            return item.row
        found = self.shown_row
        return found if found is not None and found.id == item.customer_id else None

    def marked_ids(self) -> Sequence[CustomerId]:
        """Return the customers of the marked items."""
        marked = self._records.marked
        if not marked:
            return ()  # each key of the footer asks
        found = [each.customer_id for each in self._queue.items if each.id in marked]
        return list(dict.fromkeys(each for each in found if each is not None))

    def batch_done(self, refused: Sequence[CustomerId] = ()) -> None:
        """Leave only those marked that were refused."""
        marked = (self._queue.item(each) for each in self._records.marked)
        kept = (each.id for each in marked if each is not None and each.customer_id in refused)
        self._records.set_marked(kept)

    def chosen_items(self) -> list[QueueItem]:
        """Return the marked items, or the one under the cursor when none is marked."""
        marked = [self._queue.item(each) for each in sorted(self._records.marked)]
        found = [each for each in marked if each is not None]
        here = self._records.cursor_record
        return found or ([] if here is None else [here])

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the item under the cursor, or None."""
        match command.id:
            case "task.done":
                item = self._records.cursor_record
                if item is None or item.task is None:
                    return _("No reminder is under the cursor.")
                return None
            case "handle":
                return self.why_not_handle()
            case "sweep.review":
                return None if self.held_sweep else _("No sweep waits for you.")
            case _:
                return super().why_not(command)

    # Reading ------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the day anew; the cursor stays on its item."""
        session, first = self.session, self._first
        self._first = None
        match first:
            case DayRead():
                self._show_day(first)
            case DayBegun():
                self._show_begun(first)
            case None:
                self.operations.ask(lambda: read_day(session), self._show_day, key="today rows")

    def show_rest(self, found: DayRead | None) -> None:
        """Show the whole day where only its beginning stands."""
        if self._today is None:
            self._first = found
            self.reload()

    def _show_begun(self, found: DayBegun) -> None:
        self._moment = self._moment_of(found.now, found.pressing.today)
        queue = queue_begun(found.pressing, self._moment)
        if queue.items:
            self._show_queue(queue)

    def _show_day(self, found: DayRead) -> None:
        self._today = found.today
        self._waiting = found.waiting
        self._moment = self._moment_of(found.now, found.today.today)
        self._show_queue(queue_of(found.today, found.waiting, self._moment))

    def _moment_of(self, now: datetime, today: int) -> Moment:
        rhythm = self.session.office.work.rhythm_days
        return Moment(now, self.session.zone, today, rhythm)

    def _show_queue(self, queue: Queue) -> None:
        self._queue = queue
        records = self._records
        records.empty = Content(
            _("Nothing is due today.\n2 shows your customers, 3 the pool, N enters a customer")
        )
        cursor_id = records.cursor_id
        index = None if cursor_id is None else self._queue.index_of(cursor_id)
        opening = Opening(self._queue.count(), 0, self._queue.items, index)
        records.replace_source(self._queue, opening=opening)
        self._show_titles()
        if not self._queue.items:
            self.show_sections(())

    def _show_titles(self) -> None:
        pane = self.query_one(".tab--list")
        count = "…" if self._today is None else self._records.count
        title = _("To do today ({count})").format(count=count)
        pane.border_title = Content(title)
        self.tell_place(title)
        said = [self._records.range_words]
        if self.held_sweep:
            said.append(
                ngettext(
                    "S: the sweep of {count} customer waits for you",
                    "S: the sweep of {count} customers waits for you",
                    self.held_sweep,
                ).format(count=self.held_sweep)
            )
        marked = len(self._records.marked)
        if marked:
            said.append(_("{count} marked").format(count=marked))
        if self._today is not None:
            said.append(_claims(self._today.quota))
        pane.border_subtitle = Content(" · ".join(filter(None, said)))

    def side_sections(self) -> Iterable[Section]:
        """Return the numbers of the day."""
        if self._today is None:
            return ()
        numbers = tuple(_numbers(self._today.quota, self._waiting))
        return (Section(_("Today's numbers"), numbers),)

    # Keys ---------------------------------------------------------------------------------------

    def on_record_list_opened(self, message: Opened) -> None:
        """Open what the item is about; one that is about nothing says so."""
        message.stop()
        item = self._queue.item(message.record_id)
        match None if item is None else item.about:
            case StaffPace(user_id=user_id, person=person):
                self.post_message(OwnerWanted(user_id, person))
            case OpenLevels():
                self.action_levels()
            case (
                NoticeRow(kind=NoticeKind.APPROVAL_GRANTED | NoticeKind.APPROVAL_REFUSED) as notice
            ):
                self._note_seen(notice)
                self.action_approvals()
            case NoticeRow(customer_id=None) as notice if notice.kind in GIVING:
                self._note_seen(notice)
                self._open_given(notice)
            case _ if item is not None and item.heading in self._openers:
                self._openers[item.heading](item)
            case _ if self.customer_id_of(message.record_id) is None:
                self.operations.tell(_("This reminder is about no customer; d ticks it off."))
            case _:
                self.open_customer(message.record_id)

    @property
    def _openers(self) -> Mapping[Heading, Callable[[QueueItem], None]]:
        """What opens an item that is no customer, by its heading."""
        return {
            Heading.FESTIVAL: self._open_greetings,
            Heading.LEAD: self._open_lead,
            Heading.OPPORTUNITY: self._open_opportunity,
            Heading.APPROVAL: self._open_paper,
            Heading.CLAIM: self.open_claim,
        }

    def _note_seen(self, notice: NoticeRow) -> None:
        notices, actor = self.session.crm.notices, self.session.actor
        self.operations.perform(lambda: notices.mark_seen(actor, [notice.id]))

    def _open_given(self, notice: NoticeRow) -> None:
        """List the customers that this person was given at once."""
        # Seldom there, and no part of the first paint.
        from crm_tui.presentation.day_entries import given_query  # noqa: PLC0415

        self.post_message(SearchWanted(given_query(notice, self.session.zone)))

    def _open_greetings(self, item: QueueItem) -> None:
        """Show whom to greet for a festival."""
        # Seldom opened: the first paint does not wait for it.
        from crm_tui.domain.greetings import FestivalReminder  # noqa: PLC0415
        from crm_tui.tui.screens.greetings import GreetingsScreen  # noqa: PLC0415

        if isinstance(item.about, FestivalReminder):
            self.app.push_screen(GreetingsScreen(self.session, item.about.festival))

    def _open_paper(self, item: QueueItem) -> None:
        """Open the paper that somebody wants to be granted."""
        # Seldom there, and no part of the first paint.
        from crm_tui.tui.screens.approvals.asking import open_paper  # noqa: PLC0415

        if isinstance(item.asked, ApprovalRow):
            open_paper(self, item.asked)

    def open_claim(self, item: QueueItem) -> None:
        """Show what came into the bank, the cursor on what somebody claims."""
        # As above.
        from crm_tui.domain.payments.bank_receipts import BankReceiptRow  # noqa: PLC0415
        from crm_tui.tui.screens.payments.bank_receipts import (  # noqa: PLC0415
            BankReceiptsScreen,
        )

        if isinstance(item.about, BankReceiptRow):
            self.app.push_screen(BankReceiptsScreen(self.session, item.about.id))

    def _open_opportunity(self, item: QueueItem) -> None:
        """Open an opportunity that asks for something."""
        # As above.
        from crm_tui.domain.opportunities import OpportunityRow  # noqa: PLC0415
        from crm_tui.tui.screens.opportunities.whole import OpportunityScreen  # noqa: PLC0415

        if isinstance(item.about, OpportunityRow):
            self.app.push_screen(OpportunityScreen(self.session, item.about.id))

    def _open_lead(self, item: QueueItem) -> None:
        """Open a lead that is to be contacted."""
        # As above: it is no part of the first paint.
        from crm_tui.domain.leads.records import LeadRow  # noqa: PLC0415
        from crm_tui.tui.screens.leads.whole import LeadScreen  # noqa: PLC0415

        if isinstance(item.about, LeadRow):
            self.app.push_screen(LeadScreen(self.session, item.about.id))

    def action_levels(self) -> None:
        """Show the levels that were proposed."""
        # Seldom opened: the first paint does not wait for it.
        from crm_tui.tui.screens.level_reviews import LevelReviewScreen  # noqa: PLC0415

        self.app.push_screen(LevelReviewScreen(self.session))

    def action_summary(self) -> None:
        """Show what was done today, as a text that can be copied."""
        from crm_tui.tui.screens.day_summary import show_summary  # noqa: PLC0415

        show_summary(self)

    def on_record_list_marks_changed(self, message: MarksChanged) -> None:
        """Say how many are marked."""
        message.stop()
        self._show_titles()
        self.refresh_keys()

    def on_record_list_mark_all_requested(self, message: MarkAllRequested) -> None:
        """Mark the whole queue; once more takes the marks away."""
        message.stop()
        everything = Marks(item.id for item in self._queue.items)
        self._records.set_marked(() if self._records.marked == everything else everything)

    def on_record_list_invert_requested(self, message: InvertRequested) -> None:
        """Mark what is not marked, and nothing else."""
        message.stop()
        self._records.set_marked(
            self._records.marked.inverted(item.id for item in self._queue.items)
        )

    def on_record_list_search_typed(self, message: SearchTyped) -> None:
        """Search all customers for what was typed on the queue."""
        message.stop()
        self.post_message(SearchWanted(message.text))

    def action_search(self) -> None:
        """Search all customers."""
        self.post_message(SearchWanted(""))

    def action_clear(self) -> None:
        """Take the marks away."""
        self._records.set_marked(())

    def action_sort(self) -> None:
        """Say that the queue has one order."""
        self.operations.tell(_("The day is sorted by urgency; 2 and 3 can be sorted."))

    def action_finish_task(self) -> None:
        """Tick the reminder under the cursor off."""
        item = self._records.cursor_record
        if item is None or item.task is None:
            self.operations.tell(_("No reminder is under the cursor."), severity="warning")
            return
        tasks, actor, task = self.session.crm.tasks, self.session.actor, item.task
        self.operations.perform(
            lambda: tasks.done(actor, task.id), lambda _changed: self._tell_done(task.title)
        )

    def _tell_done(self, title: str) -> None:
        self.operations.tell(_("Done: {title}").format(title=name_in_sentence(title)))


def _numbers(quota: Quota, waiting: Waiting) -> Iterable[Line]:
    pace = waiting.pace
    yield Line(_("Claimed today"), Content(_of(quota.claims_today, quota.daily_limit)))
    if quota.claims_left is not None:
        yield Line(_("Claims left"), Content(str(quota.claims_left)))
    yield Line(_("Holding"), Content(_of(quota.held, quota.holding_limit)))
    done = pace_words(pace, quota.follow_ups_this_week)
    yield Line(_("Follow-ups this week"), Content(done))
    if pace.behind:
        yield Line(_("Behind the rhythm"), Content(str(pace.behind)))
    if waiting.approvals:
        yield Line(_("Approvals to answer"), Content(str(len(waiting.approvals))))


def _claims(quota: Quota) -> str:
    return _("claimed today {count}").format(count=_of(quota.claims_today, quota.daily_limit))


def _of(count: int, limit: int | None) -> str:
    return str(count) if limit is None else f"{count}/{limit}"
