"""Which customers a key acts on, and what all commands on customers share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic

from crm_tui.domain.customers import CustomerRow, Standing
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import Holding, SetAside
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import reasons
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT, ScreenCommands
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.outcomes import OutcomeWords, tell_outcome
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.progress_dialog import ProgressDialog

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.outcomes import BatchOutcome

_AT_ONCE = 40
"""So many customers are done in well under a second; more show how far it is."""
# The one class of commands that a screen gets is put together of several: each says by the names
# of its methods why a key does nothing, and the registry's id finds that method.
_NEEDS_A_CUSTOMER = frozenset({"open"})
_FOR_THOSE_SET_ASIDE = frozenset({"open", "restore", "owners", "packet"})


class ChosenCustomers(ScreenCommands[ResultT], Generic[ResultT]):
    """A screen whose keys act on a customer; it says on which one, and which are marked."""

    JUDGES: ClassVar[Mapping[str, str]] = {}
    """The method that says why a command does nothing for a customer, by the command's id."""

    claim_refusal: str | None = None
    """Why the customer under the cursor cannot be claimed, as far as the pool was asked."""

    @abstractmethod
    def current_row(self) -> CustomerRow | None:
        """Return the customer under the cursor."""

    def marked_ids(self) -> Sequence[CustomerId]:
        """Return the marked customers."""
        return ()

    @property
    def marked_count(self) -> int:
        """How many customers are marked."""
        return len(self.marked_ids())

    def in_list_order(self, chosen: Sequence[CustomerId]) -> Sequence[CustomerId]:
        """Return customers in the order in which the list shows them; call it in a worker."""
        return chosen

    def batch_done(self, refused: Sequence[CustomerId] = ()) -> None:
        """Take the marks away after something was done, but for those that were refused."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the customer under the cursor, or None."""
        name = self.JUDGES.get(command.id)
        if name is None and command.id not in _NEEDS_A_CUSTOMER:
            return super().why_not(command)
        row = self.current_row()
        if row is None:
            return _("No customer is under the cursor.")
        if row.standing is not Standing.NORMAL and command.id not in _FOR_THOSE_SET_ASIDE:
            return reasons.refusal(SetAside(row.name, row.standing))
        return None if name is None else self._judged(name, row)

    def _judged(self, name: str, row: CustomerRow) -> str | None:
        judge: Callable[[CustomerRow], str | None] = getattr(self, name)
        return judge(row)

    def nothing_forbids(self, _row: CustomerRow) -> str | None:
        """Forbid nothing, where a customer is all that is needed."""
        return None

    # For the commands ---------------------------------------------------------------------------

    def is_mine(self, row: CustomerRow) -> bool:
        """Return whether the person at the screen holds the customer."""
        return row.owner_id == self.session.actor.user_id

    def allowed(self, command_id: str) -> CustomerRow | None:
        """Return the customer under the cursor, or say why the key does nothing."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return None
        return self.current_row()

    def chosen(self, row: CustomerRow) -> list[CustomerId]:
        """Return the marked customers, or the one under the cursor when none is marked."""
        return list(self.marked_ids()) or [row.id]

    def do_with_each(self, act: Callable[[], BatchOutcome], words: OutcomeWords) -> None:
        """Do something to several customers, and tell what became of each."""
        self.operations.perform(act, partial(self._tell, words=words))

    def do_with_many(
        self,
        chosen: Sequence[CustomerId],
        act: Callable[[Sequence[CustomerId]], BatchOutcome],
        words: OutcomeWords,
    ) -> None:
        """Do something to several customers; of very many show how far it is, and let it stop."""
        if len(chosen) <= _AT_ONCE:
            self.do_with_each(lambda: act(self.in_list_order(chosen)), words)
            return
        dialog = ProgressDialog(_("Working"), len(chosen))

        def work() -> BatchOutcome:
            from crm_tui.services.outcomes import in_chunks  # noqa: PLC0415

            return in_chunks(act, self.in_list_order(chosen), dialog.report)

        def told(outcome: BatchOutcome) -> None:
            dialog.dismiss(None)
            reached = {each.customer_id for each in outcome.results}
            self._tell(outcome, words, [each for each in chosen if each not in reached])

        def failed(error: CrmError) -> None:
            dialog.dismiss(None)
            self.operations.show_error(error)

        self.app.push_screen(dialog)
        self.operations.perform(work, told, failed)

    def _tell(
        self, outcome: BatchOutcome, words: OutcomeWords, left: Sequence[CustomerId] = ()
    ) -> None:
        self._tell_with_receivers(outcome, words)
        if left:
            stopped = ngettext(
                "Stopped: {count} was not touched and stays marked",
                "Stopped: {count} were not touched and stay marked",
                len(left),
            )
            self.operations.tell(stopped.format(count=len(left)))
        self.batch_done([*(each.customer_id for each in outcome.refused), *left])

    def _tell_with_receivers(self, outcome: BatchOutcome, words: OutcomeWords) -> None:
        done = [each.customer_id for each in outcome.done]
        if words.receiver or not words.names_receivers or not done:
            receivers = [words.receiver] * len(done) if words.receiver else []
            tell_outcome(self.operations, outcome, words, receivers)
            return
        customers, actor, tell = self.session.crm.customers, self.session.actor, self.operations

        def told(rows: Sequence[CustomerRow]) -> None:
            tell_outcome(tell, outcome, words, [each.owner for each in rows])

        self.operations.ask(lambda: customers.rows(actor, done), told, key="receivers now")

    def ask_values(self, dialog: FormDialog, then: Callable[[Values], None]) -> None:
        """Show a dialog with fields; go on with what was typed, unless it was closed.

        What is typed outlives a kill: the next time the dialog opens it stands there again.
        """

        def answered(values: Values | None) -> None:
            if values is not None:
                then(values)

        dialog.keep_for(self.session)
        self.app.push_screen(dialog, answered)


def holding_of(row: CustomerRow) -> Holding:
    """Return a row of a list as the pool's rules read it."""
    return Holding(
        row.id,
        row.name,
        row.pool_id,
        row.owner_id,
        row.owner,
        last_day=row.last_day,
        standing=row.standing,
        opens_at=row.opens_at,
    )


def batch_title(title: str, name: str, chosen: Sequence[CustomerId]) -> str:
    """Return the title of a dialog, with the customer's name or how many there are."""
    if len(chosen) == 1:
        return f"{title}  {name_in_sentence(name)}"
    count = ngettext("{count} customer", "{count} customers", len(chosen)).format(count=len(chosen))
    return f"{title}  {count}"
