"""Taking back what one did last: at once where it was just done here, else with a question."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Generic, TypeVar

from textual.content import Content
from textual.screen import Screen

from crm_tui.domain.history import LastDone, Undone
from crm_tui.domain.identifiers import BatchId
from crm_tui.domain.pools import CoolingOff
from crm_tui.errors import CrmError, UndoRefusedError
from crm_tui.i18n import _
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.history import last_words, unclaimed_words, undo_question, undone_words
from crm_tui.tui.operations import EVERYTHING, Operations, operations_of
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ConfirmDialog

ResultT = TypeVar("ResultT")
_UNDONE_UNASKED = timedelta(minutes=10)
_CLAIM = "Pools.claim"
_LOOKED_AT = 100
"""Of so many customers whose claim was undone it is asked until when they are closed."""


class UndoCommands(Screen[ResultT], Generic[ResultT]):
    """A screen on which one takes back what one did."""

    session: Session

    @property
    def operations(self) -> Operations:
        """The app, as the one that runs service calls."""
        return operations_of(self)

    def action_undo(self) -> None:
        """Take back the last thing this person did; ask first if it was not just done here."""
        history, actor, now = self.session.crm.history, self.session.actor, self.session.now
        done_here = self.operations.did

        # A write like any other, so that it waits for what was done a moment ago.
        def undo_or_ask() -> Undone | LastDone:
            last = history.last(actor)
            if last is None:
                return history.undo(actor)
            is_fresh = now - last.at <= _UNDONE_UNASKED
            if is_fresh and done_here(last.batch_id):
                return history.undo(actor, last.batch_id)
            return last

        self.operations.perform(
            undo_or_ask, self._undone_or_asked, self._undo_was_refused, opens=True
        )

    def _undone_or_asked(self, found: Undone | LastDone) -> None:
        if not isinstance(found, LastDone):
            self._tell_undone(found)
            return
        session = self.session
        question = ConfirmDialog(
            _("Take this back?"),
            Content(last_words(found, Moment(session.now, session.zone, session.today))),
            yes=_("Take it back"),
            no=_("Leave it"),
            is_dangerous=True,
        )
        self.app.push_screen(question, partial(self._undo_asked, found.batch_id))
        # What others did meanwhile passed for one's own when this was read.
        self.operations.tell_changed(EVERYTHING)

    def _undo_asked(self, batch_id: BatchId, confirmed: bool | None) -> None:
        if confirmed:
            history, actor = self.session.crm.history, self.session.actor
            self.operations.perform(
                lambda: history.undo(actor, batch_id), self._tell_undone, self._undo_was_refused
            )

    def _tell_undone(self, undone: Undone) -> None:
        if undone.operation != _CLAIM:
            self.operations.tell(undone_words(undone))
            return
        pools, actor = self.session.crm.pools, self.session.actor

        def closed_until() -> int | None:
            found = (
                pools.why_not_claim(actor, each)
                for each in undone.changed.customer_ids[:_LOOKED_AT]
            )
            return max(
                (each.again_day for each in found if isinstance(each, CoolingOff)), default=None
            )

        def tell(again_day: int | None) -> None:
            self.operations.tell(unclaimed_words(undone, again_day))

        self.operations.ask(
            closed_until, tell, key="closed until", failed=lambda _error: tell(None)
        )

    def _undo_was_refused(self, error: CrmError) -> None:
        if not isinstance(error, UndoRefusedError) or not error.untouched:
            self.operations.show_error(error)
            return
        question = ConfirmDialog(
            _("Worked on since, so not undone"),
            Content(undo_question(error)),
            yes=_("Undo the rest"),
            no=_("Leave it"),
            is_dangerous=True,
        )
        self.app.push_screen(question, partial(self._undo_rest, BatchId(error.batch_id)))

    def _undo_rest(self, batch_id: BatchId, confirmed: bool | None) -> None:
        if not confirmed:
            return
        history, actor = self.session.crm.history, self.session.actor
        self.operations.perform(lambda: history.undo(actor, batch_id, rest=True), self._tell_undone)
