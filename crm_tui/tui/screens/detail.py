"""One customer whole: the facts, what happened, what is to do; the keys of a list work here too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRecord, CustomerRow, Standing
from crm_tui.domain.events import Changed
from crm_tui.domain.expenses import ExpenseRequest
from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.domain.handovers import HandoverPacket, is_news
from crm_tui.domain.identifiers import CustomerId, NoticeId, TaskId
from crm_tui.domain.notices import NoticeRow
from crm_tui.domain.pools import ClaimRefusal
from crm_tui.domain.timelines import TimelinePage
from crm_tui.domain.usages import UsageRequest
from crm_tui.errors import CrmError, MergedAwayError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation import errors, reasons
from crm_tui.presentation.day_entries import said_of
from crm_tui.presentation.key_dates import occurrence_words
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.detail_contacts import ContactCommands
from crm_tui.tui.screens.detail_facts import (
    USAGES_SHOWN,
    Surroundings,
    fact_sections,
    header_pieces,
    task_lines,
    task_words,
)
from crm_tui.tui.screens.detail_timeline import FilterLine, TimelinePane
from crm_tui.tui.screens.forms import WIDE_FROM
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, MessageDialog
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.pieces import Piece, PieceLine
from crm_tui.tui.widgets.preview import Preview
from crm_tui.tui.widgets.timeline import Timeline
from crm_tui.values import dataclass

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.customers import CustomerDetail

_NEEDS_THE_CUSTOMER = frozenset(
    {
        *(
            "contact.edit",
            "contact.companies",
            "task.done",
            "timeline.filter",
            "timeline.search",
            "task",
        ),
        *("files", "phone", "phone.copy", "follow_up.comment"),
    }
)
_TASK_LINES = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """A customer as it was read, and why it cannot be claimed."""

    detail: CustomerDetail
    refusal: ClaimRefusal | None
    around: Surroundings
    timeline: TimelinePage
    notices: tuple[NoticeRow, ...] = ()
    """What this person is told of the customer and has not seen."""


class DetailHeader(PieceLine):
    """The line over a customer; the way one came leads back."""

    @dataclass
    class BackWanted(Message):
        """The way one came was clicked."""

    def __init__(self, trail: Sequence[str]) -> None:
        super().__init__()
        self._trail = tuple(trail)
        self._row: CustomerRow | None = None
        self._today = 0
        self._place: tuple[int, int] | None = None

    def show(self, row: CustomerRow | None, today: int, place: tuple[int, int] | None) -> None:
        """Show this customer, or nothing."""
        self._row, self._today, self._place = row, today, place
        self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return who it is, whose it is, and the place in the list."""
        if self._row is None:
            return []
        return header_pieces(self._row, self._today, self._place, width, self._trail)

    def chosen(self, target: str) -> None:
        """Announce that the way one came was clicked."""
        self.post_message(self.BackWanted())


class FactsPane(Preview, can_focus=True):
    """The facts; they scroll while they have the focus."""


class TaskStrip(Static):
    """The open reminders, side by side."""

    def __init__(self) -> None:
        super().__init__(markup=False, classes="detail--tasks")
        self._words: tuple[str, ...] | None = None
        """None as long as nobody knows what is planned."""

    def show(self, words: Sequence[str]) -> None:
        """Show these reminders."""
        self._words = tuple(words)
        self._draw()

    def on_resize(self) -> None:
        """Put as many on a line as fit now."""
        self._draw()

    def _draw(self) -> None:
        if self._words is None:
            return
        width = self.content_region.width
        lines = task_lines(self._words, width) if width else []
        hidden = len(lines) - _TASK_LINES
        if hidden > 0:
            lines = [*lines[: _TASK_LINES - 1], _("… t adds one, d marks one as done")]
        if not self._words:
            lines = [_("Nothing planned: t sets a reminder, n the next contact")]
        self.update(Content("\n".join(lines)))


@dataclass(frozen=True, slots=True)
class _Visit:
    """A customer that was open here, and the step in the list that led there."""

    customer_id: CustomerId
    step: int


class DetailScreen(ContactCommands):
    """A customer, opened from a list in which one can go on without leaving."""

    scope: ClassVar[Scope] = Scope.DETAIL
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.DETAIL)]

    def __init__(self, session: Session, customer_id: int, trail: Trail) -> None:
        super().__init__(session)
        self._customer_id = CustomerId(customer_id)
        self._trail = trail
        self._visited = [_Visit(self._customer_id, 0)]
        self._at = 0
        self._is_at_its_place = True
        """Whether the list one came from stands at the customer that is shown."""
        self._detail: CustomerDetail | None = None
        self._changed: Changed | None = None
        self._told: set[NoticeId] = set()

    @property
    def customer_id(self) -> CustomerId:
        """The customer that is shown."""
        return self._customer_id

    def compose(self) -> ComposeResult:
        """Put the facts beside the timeline, the reminders below."""
        self.on_resize()
        yield DetailHeader(self._trail.names)
        with Horizontal(classes="detail--body"):
            yield FactsPane(id="facts")
            yield TimelinePane(self.session)
        yield TaskStrip()
        yield Static("", classes="detail--gone", markup=False)
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_resize(self) -> None:
        """Give the facts more room where there is."""
        self.set_class(self.app.size.width >= WIDE_FROM, "-wide")

    def on_mount(self) -> None:
        """Read the customer."""
        self.query_one(TaskStrip).border_title = Content(_("Reminders and tasks"))
        self.query_one(Timeline).focus()
        self._read()

    # --- reading ---------------------------------------------------------------------------------

    def _read(self) -> None:
        session, customer_id = self.session, self._customer_id
        read_timeline = self.query_one(TimelinePane).reader(customer_id)

        def read() -> _Found:
            detail = session.crm.customers.detail(session.actor, customer_id)
            row, crm, actor = detail.record.row, session.crm, session.actor
            is_set_aside = row.standing is not Standing.NORMAL
            if is_set_aside:
                return _Found(detail, None, Surroundings(), _timeline(detail, read_timeline))
            is_free = row.owner_id is None
            refusal = crm.pools.why_not_claim(actor, customer_id) if is_free else None
            used = UsageRequest(customer_id=customer_id)
            around = Surroundings(
                team=tuple(crm.teams.of(actor, customer_id)),
                deals=tuple(crm.deals.list(actor, customer_id)),
                opportunities=tuple(crm.opportunities.of_customer(actor, customer_id)),
                money=crm.receivables.money(actor, customer_id),
                usages=tuple(crm.usages.list(actor, used, limit=USAGES_SHOWN)),
                spent=crm.expenses.whole(actor, ExpenseRequest(customer_id=customer_id)),
                belonging=crm.groups.belonging(actor, customer_id),
                packet=_packet(session, detail.record),
            )
            told = tuple(crm.notices.unseen(actor, customer_id=customer_id))
            return _Found(detail, refusal, around, _timeline(detail, read_timeline), told)

        self.operations.ask(read, self._show, key=f"detail {id(self)}", failed=self._not_read)

    def _show(self, found: _Found) -> None:
        detail, session = found.detail, self.session
        self._detail = detail
        self.claim_refusal = reasons.refusal(found.refusal) if found.refusal else None
        self.hides_contacts = detail.hides_contacts
        self.remove_class("-gone")
        row = detail.record.row
        tell_place = self._trail.place if self._is_at_its_place else None
        place = tell_place() if tell_place else None
        self.query_one(DetailHeader).show(row, session.today, place)
        self.tell_place(row.name)
        facts = self.query_one(FactsPane)
        facts.border_title = Content(
            _("Facts ({percent} % complete)").format(percent=row.completeness)
        )
        facts.show(fact_sections(session, detail, found.around))
        self.query_one(TimelinePane).show(row.id, found.timeline)
        self._tell_notices(found.notices)
        dates = [
            f"◇ {occurrence_words(each.date, each.day, detail.today)}" for each in detail.coming
        ]
        words = [task_words(session, task) for task in detail.tasks]
        self.query_one(TaskStrip).show([*words, *dates])
        self.refresh_keys()

    def _tell_notices(self, told: Sequence[NoticeRow]) -> None:
        """Go to what a colleague wants one to see, and note that it was seen."""
        fresh = [each for each in told if each.id not in self._told]
        if not fresh:
            return
        self._told.update(each.id for each in fresh)
        newest, session = fresh[0], self.session
        if newest.follow_up_id is not None:
            self.query_one(Timeline).go_to(f"f{newest.follow_up_id}")
        said = f"{name_in_sentence(newest.author)} {word(newest.kind)}"
        self.operations.tell(said_of(said, name_in_sentence(newest.words)))
        ids = [each.id for each in fresh]
        self.operations.perform(lambda: session.crm.notices.mark_seen(session.actor, ids))

    def _not_read(self, error: CrmError) -> None:
        if not isinstance(error, NotFoundError):
            self.operations.show_error(error)
            return
        name = self._detail.record.row.name if self._detail else ""
        self._detail = None
        words = _("“{customer}” is no longer among the customers you may see.")
        if not name:
            words = _("This customer is no longer among those you may see.")
        said = words.format(customer=name_in_sentence(name))
        why = _("It was deleted, or now belongs to somebody else.")
        if isinstance(error, MergedAwayError):
            said, why = errors.sentence(error), _("ctrl+f finds that one.")
        keys = _("] goes to the next one, q back to the list.")
        self.query_one(".detail--gone", Static).update(Content(f"{said}\n{why}\n{keys}"))
        self.query_one(DetailHeader).show(None, 0, None)
        self.tell_place("")
        self.add_class("-gone")
        self.refresh_keys()

    def records_changed(self, changed: Changed) -> None:
        """Read the customer again, for it may be another now."""
        if self._customer_id in changed.customer_ids:
            self._changed = changed
        self._read()

    # --- what the keys act on --------------------------------------------------------------------

    def current_row(self) -> CustomerRow | None:
        """Return the customer, unless it is gone."""
        return None if self._detail is None else self._detail.record.row

    def current_follow_up(self) -> FollowUpRow | None:
        """Return the follow-up at the cursor of the timeline."""
        happening = self.query_one(TimelinePane).current
        return None if happening is None else happening.follow_up

    def people(self) -> Sequence[ContactRow]:
        """Return the contacts of the customer."""
        return self._detail.contacts if self._detail else ()

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here now, or None."""
        if self._detail is None and command.id in _NEEDS_THE_CUSTOMER:
            return _("This customer is gone.")
        if self._detail is not None and command.id == "task.done" and not self._detail.tasks:
            return _("There is no open reminder.")
        return super().why_not(command)

    @on(DetailHeader.BackWanted)
    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss(self._changed)

    def action_next_record(self) -> None:
        """Go on to the next customer of the list."""
        self._go(1, _("This was the last one."))

    def action_previous_record(self) -> None:
        """Go back to the customer before."""
        self._go(-1, _("This is the first one."))

    def _go(self, by: int, at_the_end: str) -> None:
        following = self._trail.step(by)
        if following is None:
            self.operations.tell(at_the_end)
            return
        self._visited = [*self._visited[: self._at + 1], _Visit(CustomerId(following), by)]
        self._at = len(self._visited) - 1
        self._customer_id = CustomerId(following)
        self._is_at_its_place = True
        self._read()

    def action_visited(self, by: int) -> None:
        """Go back to the customer that was here before, or forward again."""
        if 0 <= self._at + by < len(self._visited):
            step = self._visited[self._at + 1].step if by > 0 else -self._visited[self._at].step
            self._at += by
            self._customer_id = self._visited[self._at].customer_id
            # The list goes along, so that one goes on there from what is shown.
            self._is_at_its_place = self._trail.step(step) == self._customer_id
            self._read()
        else:
            self.operations.tell(_("No customer was open before or after this one."))

    # --- timeline --------------------------------------------------------------------------------

    def action_filter_timeline(self) -> None:
        """Show the entries of the next kind."""
        self.query_one(TimelinePane).next_filter()

    @on(FilterLine.SearchChosen)
    def action_search_timeline(self) -> None:
        """Ask for words, and show the entries that say them."""
        pane = self.query_one(TimelinePane)

        def answered(values: Values | None) -> None:
            if values is not None:
                pane.search(str(values["words"]))

        field = TextField(
            _("Words"), pane.wanted.words, placeholder=_("empty shows all again"), id="words"
        )
        dialog = FormDialog(_("Search the timeline"), lambda: [field], _("Search"))
        self.app.push_screen(dialog, answered)

    def on_timeline_opened(self, message: Timeline.Opened) -> None:
        """Show an entry whole."""
        entry = next((e for e in message.timeline.entries if e.id == message.entry_id), None)
        if entry is not None:
            heading = f"{entry.day} {entry.time}  {entry.author}"
            body = Content("\n".join([entry.title, *entry.lines]))
            self.app.push_screen(MessageDialog(heading, body))

    # --- reminders -------------------------------------------------------------------------------

    def action_finish_task(self) -> None:
        """Mark a reminder as done; of several, ask which."""
        tasks = self._detail.tasks if self._detail else ()
        if not tasks:
            self.operations.tell(_("There is no open reminder."))
        elif len(tasks) == 1:
            self._finish(tasks[0].id)
        else:
            choices = [Choice(task.id, task_words(self.session, task)) for task in tasks]
            self.app.push_screen(ChooseDialog(_("Which one is done?"), choices), self._finish)

    def _finish(self, task_id: TaskId | None) -> None:
        if task_id is not None:
            tasks, actor = self.session.crm.tasks, self.session.actor
            self.operations.perform(lambda: tasks.done(actor, task_id), self._tell_finished)

    def _tell_finished(self, _done: object) -> None:
        self.operations.tell(_("Done · u takes it back"))


def _packet(session: Session, record: CustomerRecord) -> HandoverPacket | None:
    """Return what the last owner left, while it is news to the person at the screen."""
    row = record.row
    is_mine = row.owner_id == session.actor.user_id
    if not is_mine or not is_news(record.owned_since, row.last_follow_up_at, session.now):
        return None
    return session.crm.handovers.packet(session.actor, row.id)


def _timeline(detail: CustomerDetail, read: Callable[[], TimelinePage] | None) -> TimelinePage:
    """Return the entries to show: what came with the customer, unless others are wanted."""
    return TimelinePage(detail.timeline, detail.following) if read is None else read()
