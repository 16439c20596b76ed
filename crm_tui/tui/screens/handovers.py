"""交接: pass on all that somebody holds, by a plan whose numbers stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.handovers import (
    HandoverPlan,
    HandoverPreview,
    HandoverWay,
    ReceiverLoad,
)
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.receivers import Part
from crm_tui.domain.users import UserRow, UserStatus
from crm_tui.errors import CrmError
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.operations import EVERYTHING
from crm_tui.tui.outcomes import OutcomeDialog
from crm_tui.tui.record_commands.fields import holding_words, person_words, reason_field
from crm_tui.tui.screens.handover_bar import HandoverBar
from crm_tui.tui.screens.handover_rows import (
    Row,
    Rows,
    handed_over_words,
    handover_columns,
    load_words,
    preview_sections,
    status_words,
)
from crm_tui.tui.screens.handover_slips import SlipCommands
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.preview import Line, Preview, Section
from crm_tui.tui.widgets.progress_dialog import ProgressDialog
from crm_tui.tui.widgets.record_list import Marks, Opening, RecordList
from crm_tui.tui.widgets.record_list.messages import (
    InvertRequested,
    MarkAllRequested,
    MarksChanged,
    Opened,
)
from crm_tui.tui.widgets.status_bar import StatusBar

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.handovers import HandedOver

_SPLIT = frozenset({HandoverWay.REGION, HandoverWay.LEVEL})
_HINTS = {
    HandoverWay.PERSON: N_("enter chooses who gets everything"),
    HandoverWay.IN_TURN: N_("space chooses who takes turns"),
    HandoverWay.REGION: N_("enter: this part · space: the rest"),
    HandoverWay.LEVEL: N_("enter: this part · space: the rest"),
    HandoverWay.POOL: N_("everything goes back to its pool"),
}
_PEOPLE_FROM = 1_000_000
"""Parts have the ids below, people those above, so that a mark is never mistaken."""


class HandoverScreen(SlipCommands):
    """A plan at the left, what it would do at the right; one key makes it."""

    scope: ClassVar[Scope] = Scope.HANDOVER
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.HANDOVER)]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (76, "-wide"),
    ]

    def __init__(self, session: Session, leaver_id: UserId | None = None) -> None:
        super().__init__(session)
        self._leaver_id = leaver_id
        self._users: tuple[UserRow, ...] = ()
        self._parts: tuple[Part, ...] = ()
        self._plan = HandoverPlan(HandoverWay.PERSON)
        self._preview: HandoverPreview | None = None
        self._refusal = ""
        self._records: RecordList[Row] = RecordList(handover_columns())

    def compose(self) -> ComposeResult:
        """Put person and way over the receivers, the numbers beside them."""
        yield StatusBar()
        yield HandoverBar()
        with Horizontal(classes="tab--body"):
            with Vertical(classes="tab--list"):
                yield self._records
            with Vertical(classes="overview--numbers"):
                yield Preview()
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the people; ask whose customers are passed on."""
        self.query_one(".overview--numbers").border_title = _("What would happen")
        self._records.focus()
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        people, actor = self.session.crm.people, self.session.actor
        self.operations.ask(
            lambda: people.users(actor),
            self._take_users,
            key="hand-over people",
            opens=self._leaver_id is None,
        )

    def records_changed(self, _changed: Changed) -> None:
        """Read the people anew, for what they hold has changed."""
        people, actor = self.session.crm.people, self.session.actor
        self.operations.ask(lambda: people.users(actor), self._take_users, key="hand-over people")

    def _take_users(self, users: list[UserRow]) -> None:
        self._users = tuple(users)
        if self._leaver_id is None:
            self.action_choose_leaver()
        self._plan_changed()

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here now, or None."""
        if command.id == "handover.make":
            if self._leaver_id is None:
                return _("Choose first whose customers are passed on.")
            return self._refusal or None
        return super().why_not(command)

    # The plan -----------------------------------------------------------------------------------

    def action_choose_leaver(self) -> None:
        """Ask whose customers are passed on."""
        holders = sorted((user for user in self._users if user.held), key=lambda user: -user.held)
        choices = [
            Choice(
                user.id,
                " · ".join(filter(None, (user.name, user.department, status_words(user),
                                         holding_words(user.held, None)))),
                person_words(user.name, user.login),
            )
            for user in holders
        ]  # fmt: skip
        self.app.push_screen(ChooseDialog(_("Whose customers?"), choices), self._take_leaver)

    def on_handover_bar_leaver_wanted(self, message: HandoverBar.LeaverWanted) -> None:
        """Ask whose customers are passed on."""
        message.stop()
        self.action_choose_leaver()

    def on_handover_bar_way_chosen(self, message: HandoverBar.WayChosen) -> None:
        """Share out in the way that was clicked."""
        message.stop()
        self.take_way(message.way)

    def _take_leaver(self, user_id: UserId | None) -> None:
        if user_id is not None:
            self._leaver_id = user_id
            self._plan = HandoverPlan(self._plan.way)
            self._records.set_marked(())
            self._read_parts()

    def action_choose_way(self) -> None:
        """Ask how the customers are shared out."""
        choices = [
            Choice(way, f"{digit} {word(way)}", way.value, str(digit))
            for digit, way in enumerate(HandoverWay, start=1)
        ]
        self.app.push_screen(ChooseDialog(_("How?"), choices), self.take_way)

    def take_way(self, way: HandoverWay | None) -> None:
        """Share out in this way; who was chosen for another stays no longer."""
        if way is not None:
            self._plan = HandoverPlan(way)
            self._records.set_marked(())
            self._read_parts()

    def _read_parts(self) -> None:
        leaver_id, way = self._leaver_id, self._plan.way
        if leaver_id is None or way not in _SPLIT:
            self._parts = ()
            self._plan_changed()
            return
        receivers, actor = self.session.crm.receivers, self.session.actor
        self.operations.ask(
            lambda: receivers.parts(actor, leaver_id, way), self._take_parts, key="hand-over parts"
        )

    def _take_parts(self, parts: list[Part]) -> None:
        self._parts = tuple(parts)
        self._plan_changed()

    def on_record_list_marks_changed(self, message: MarksChanged) -> None:
        """Let those who are marked receive in turn."""
        message.stop()
        if self._plan.way in {HandoverWay.PERSON, HandoverWay.POOL}:
            return
        receivers = self._marked_people()
        if receivers != self._plan.receivers:
            self._plan = replace(self._plan, receivers=receivers)
            self._plan_changed()

    def _marked_people(self) -> tuple[UserId, ...]:
        marked = self._records.marked
        return tuple(user.id for user in self._users if user.id + _PEOPLE_FROM in marked)

    def on_record_list_mark_all_requested(self, message: MarkAllRequested) -> None:
        """Let everybody receive; once more, nobody."""
        message.stop()
        everybody = Marks(row.id for row in self._rows() if row.user is not None)
        self._records.set_marked(() if self._records.marked == everybody else everybody)

    def on_record_list_invert_requested(self, message: InvertRequested) -> None:
        """Mark what is not marked, and nothing else."""
        message.stop()
        self._records.set_marked(
            self._records.marked.inverted(row.id for row in self._rows() if row.user is not None)
        )

    def on_record_list_opened(self, message: Opened) -> None:
        """Give everything to the person under the cursor, or ask who gets the part."""
        message.stop()
        row = self._records.cursor_record
        if row is None:
            return
        if row.part is not None:
            self._ask_part(row.part)
        elif row.user is not None and self._plan.way is HandoverWay.PERSON:
            self._plan = replace(self._plan, receivers=(row.user.id,))
            self._plan_changed()
        else:
            self._records.action_mark()

    def action_open(self) -> None:
        """Choose what is under the cursor, wherever the focus is."""
        self._records.action_open()

    def _ask_part(self, part: str) -> None:
        choices = [
            Choice(user.id, user.name, person_words(user.name, user.login))
            for user in self._receivers()
        ]
        title = _("Who gets {part}?").format(part=self._part_name(part))
        self.app.push_screen(ChooseDialog(title, choices), partial(self._take_part, part))

    def _take_part(self, part: str, user_id: UserId | None) -> None:
        if user_id is not None:
            others = tuple(each for each in self._plan.parts if each[0] != part)
            self._plan = replace(self._plan, parts=(*others, (part, user_id)))
            self._plan_changed()

    # Showing ------------------------------------------------------------------------------------

    def _plan_changed(self) -> None:
        self._show_rows()
        leaver_id, plan = self._leaver_id, self._plan
        if leaver_id is None:
            return
        handovers, actor = self.session.crm.handovers, self.session.actor
        self.operations.ask(
            lambda: handovers.preview(actor, leaver_id, plan),
            self._show_preview,
            key="hand-over preview",
            failed=self._no_preview,
        )

    def _show_preview(self, preview: HandoverPreview) -> None:
        self._preview, self._refusal = preview, ""
        self._show_rows()
        self.query_one(Preview).show(tuple(preview_sections(preview)))
        self.query_one(KeyFooter).refresh()

    def _no_preview(self, error: CrmError) -> None:
        self._preview, self._refusal = None, errors.sentence(error)
        self._show_rows()
        self.query_one(Preview).show((Section("", (Line("", Content(self._refusal)),)),))
        self.query_one(KeyFooter).refresh()

    def _show_rows(self) -> None:
        rows = self._rows()
        records = self._records
        source = Rows(rows)
        index = source.index_of(records.cursor_id or 0)
        records.empty = Content(_("v says how; c whose customers"))
        records.replace_source(source, opening=Opening(len(rows), 0, rows, index))
        leaver = self._leaver()
        self.query_one(HandoverBar).show(
            "" if leaver is None else f"{name_in_sentence(leaver.name)} ({leaver.held})",
            self._plan.way,
        )
        pane = self.query_one(".tab--list")
        pane.border_title = Content(_("Who gets what"))
        pane.border_subtitle = Content(_(_HINTS[self._plan.way]))

    def _rows(self) -> tuple[Row, ...]:
        if self._plan.way is HandoverWay.POOL:
            return ()
        return (*self._part_rows(), *self._person_rows())

    def _part_rows(self) -> Iterator[Row]:
        chosen = dict(self._plan.parts)
        names = {user.id: user.name for user in self._users}
        for number, part in enumerate(self._parts, start=1):
            held = ngettext("{count} customer", "{count} customers", part.customers)
            user_id = chosen.get(part.name)
            to = "" if user_id is None else f"→ {names.get(user_id, '')}"
            name = self._part_name(part.name)
            yield Row(number, name, held.format(count=part.customers), to, part=part.name)

    def _part_name(self, part: str) -> str:
        if part:
            return name_in_sentence(part)
        return _("(no region)") if self._plan.way is HandoverWay.REGION else _("(no level)")

    def _person_rows(self) -> Iterator[Row]:
        loads: dict[UserId | None, ReceiverLoad] = {}
        if self._preview is not None:
            loads = {each.user_id: each for each in self._preview.loads}
        for user in self._receivers():
            load = loads.get(user.id)
            said = holding_words(user.held, user.holding_limit)
            detail = " · ".join(filter(None, (user.department, said)))
            gets = "" if load is None else f"+{load.gets}"
            is_over = load is not None and load.is_over
            if is_over:
                beyond = _("over the limit")
                gets = f"{gets} {beyond}"
            yield Row(user.id + _PEOPLE_FROM, user.name, detail, gets, is_over, user=user)

    def _receivers(self) -> list[UserRow]:
        return [
            user
            for user in self._users
            if user.status is UserStatus.ACTIVE and user.id != self._leaver_id
        ]

    def _leaver(self) -> UserRow | None:
        return next((user for user in self._users if user.id == self._leaver_id), None)

    # Making it ----------------------------------------------------------------------------------

    def action_make(self) -> None:
        """Ask for the reason, then pass everything on."""
        leaver, preview = self._leaver(), self._preview
        if not self._may("handover.make") or leaver is None or preview is None:
            return
        count = ngettext("{count} customer", "{count} customers", preview.customers)
        title = _("Hand over {count} of {person}").format(
            count=count.format(count=preview.customers), person=name_in_sentence(leaver.name)
        )
        lines = [load_words(each) for each in preview.loads]
        dialog = FormDialog(
            title,
            lambda: [reason_field(placeholder=_("left, long leave, another region"))],
            _("Hand over"),
            lines=lines,
        )
        dialog.keep_for(self.session)
        self.app.push_screen(dialog, partial(self._make, leaver.id, self._plan))

    def _make(self, leaver_id: UserId, plan: HandoverPlan, values: Values | None) -> None:
        if values is None or self._preview is None:
            return
        handovers, actor = self.session.crm.handovers, self.session.actor
        reason = str(values["reason"])
        dialog = ProgressDialog(_("Hand over"), self._preview.customers)

        def made(done: HandedOver) -> None:
            dialog.dismiss(None)
            self._made(done)

        def failed(error: CrmError) -> None:
            dialog.dismiss(None)
            self.operations.show_error(error)

        self.app.push_screen(dialog)
        self.operations.perform(
            lambda: handovers.hand_over(actor, leaver_id, plan, reason, progress=dialog.report),
            made,
            failed,
        )

    def _made(self, made: HandedOver) -> None:
        told = handed_over_words(made)
        if made.refused:
            self.app.push_screen(OutcomeDialog(told, made.results))
        else:
            self.operations.tell(told)
        self.operations.tell_changed(EVERYTHING)

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss(None)
