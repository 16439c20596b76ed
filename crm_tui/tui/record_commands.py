"""What the keys do with the customer under the cursor, or with all that are marked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pinyin import person_initials, person_pinyin
from crm_tui.domain.pools import AlreadyYours, Holding, OwnedByAnother, why_not_return
from crm_tui.domain.users import Permission, UserRow, UserStatus
from crm_tui.errors import NotPermittedError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors, reasons
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT, ScreenCommands
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.outcomes import ASSIGNED, CLAIMED, RETURNED, tell_outcome
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, Dialog, DialogButton, MessageDialog

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.domain.pools import Explanation
    from crm_tui.services.customers import CustomerDetail
    from crm_tui.services.pools import BatchOutcome

_NEEDS_A_CUSTOMER = frozenset(
    {"open", "follow_up", "next_contact", "claim", "return", "assign", "edit", "contact.new", "why"}
)


class NoteDialog(Dialog[str]):
    """Asks for a line of text that may stay empty."""

    def __init__(self, title: str, placeholder: str, yes: str) -> None:
        super().__init__(title, (DialogButton("yes", yes), DialogButton("no", _("Cancel"))))
        self._input = Input(placeholder=placeholder, compact=True)

    def compose_body(self) -> ComposeResult:
        """Show the line."""
        yield self._input

    def on_mount(self) -> None:
        """Await typing."""
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the line."""
        event.stop()
        self.dismiss(self._input.value.strip())

    def pressed(self, answer: str) -> None:
        """Answer with the line, or close."""
        self.dismiss(self._input.value.strip() if answer == "yes" else None)


class RecordCommands(ScreenCommands[ResultT], Generic[ResultT]):
    """A screen whose keys act on a customer; it says on which one, and which are marked."""

    claim_refusal: str | None = None
    """Why the customer under the cursor cannot be claimed, as far as the pool was asked."""

    @abstractmethod
    def current_row(self) -> CustomerRow | None:
        """Return the customer under the cursor."""

    def marked_ids(self) -> Sequence[CustomerId]:
        """Return the marked customers."""
        return ()

    def batch_done(self) -> None:
        """Take the marks away after something was done with the marked ones."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the customer under the cursor, or None."""
        if command.id not in _NEEDS_A_CUSTOMER:
            return None
        row = self.current_row()
        if row is None:
            return _("No customer is under the cursor.")
        judge = _JUDGES.get(command.id)
        return None if judge is None else judge(self, row)

    def _is_mine(self, row: CustomerRow) -> bool:
        return row.owner_id == self.session.actor.user_id

    def why_not_claim(self, row: CustomerRow) -> str | None:
        """Return why the customer, or each marked one, cannot be claimed, as far as is known."""
        if self.marked_ids():
            return None
        if self._is_mine(row):
            return reasons.refusal(AlreadyYours(row.name))
        if row.owner_id is not None:
            return reasons.refusal(OwnedByAnother(row.name, row.owner_id, row.owner, None))
        return self.claim_refusal

    def why_not_return(self, row: CustomerRow) -> str | None:
        """Return why the customer cannot be given back, as far as is known."""
        if self.marked_ids():
            return None
        holding = Holding(row.id, row.name, row.pool_id, row.owner_id, row.owner)
        # Whether one stands above the owner is asked when it is done.
        refusal = why_not_return(holding, by=self.session.person, manages_owner=True)
        return None if refusal is None else reasons.refusal(refusal)

    def why_not_plan(self, row: CustomerRow) -> str | None:
        """Return why the next contact cannot be set, or None."""
        if self._is_mine(row):
            return None
        if row.owner_id is None:
            return _("“{customer}” is in the pool; claim it first.").format(
                customer=name_in_sentence(row.name)
            )
        return _("{owner} holds “{customer}”; only they plan the next contact.").format(
            owner=name_in_sentence(row.owner), customer=name_in_sentence(row.name)
        )

    def why_not_assign(self, row: CustomerRow) -> str | None:
        """Return why the customer cannot be given to anybody, as far as is known."""
        if not self.session.person.may(Permission.ASSIGN):
            return errors.sentence(NotPermittedError(Permission.ASSIGN.value))
        if row.owner_id is not None and not self.marked_ids():
            return reasons.refusal(OwnedByAnother(row.name, row.owner_id, row.owner, None))
        return None

    def _allowed(self, command_id: str) -> CustomerRow | None:
        """Return the customer under the cursor, or say why the key does nothing."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return None
        return self.current_row()

    def _chosen(self, row: CustomerRow) -> list[CustomerId]:
        return list(self.marked_ids()) or [row.id]

    # Claim, return, assign ----------------------------------------------------------------------

    def action_claim(self) -> None:
        """Claim the customer under the cursor, or all marked ones."""
        row = self._allowed("claim")
        if row is not None:
            pools, actor, chosen = self.session.crm.pools, self.session.actor, self._chosen(row)
            self.operations.perform(
                lambda: pools.claim(actor, chosen), partial(self._tell, words=CLAIMED)
            )

    def action_return_to_pool(self) -> None:
        """Ask for the reason, then give the customer or all marked ones back."""
        row = self._allowed("return")
        if row is not None:
            pools, actor, chosen = self.session.crm.pools, self.session.actor, self._chosen(row)
            self.operations.ask(
                lambda: pools.return_reasons(actor),
                partial(self._ask_reason, row.name, chosen),
                key="return reasons",
            )

    def action_assign(self) -> None:
        """Ask to whom, then give the customer or all marked ones to them."""
        row = self._allowed("assign")
        if row is not None:
            offices, actor, chosen = self.session.crm.offices, self.session.actor, self._chosen(row)
            self.operations.ask(
                lambda: offices.users(actor), partial(self._ask_receiver, chosen), key="people"
            )

    def _ask_reason(
        self, name: str, chosen: list[CustomerId], found: list[tuple[int, str]]
    ) -> None:
        choices = [Choice(reason_id, words) for reason_id, words in found]
        self.app.push_screen(
            ChooseDialog(_batch_title(_("Return: why?"), name, chosen), choices),
            partial(self._ask_note, chosen),
        )

    def _ask_note(self, chosen: list[CustomerId], reason_id: int | None) -> None:
        if reason_id is not None:
            question = NoteDialog(
                _("Return to the pool"),
                _("Anything the next owner should know? May stay empty"),
                _("Return"),
            )
            self.app.push_screen(question, partial(self._return, chosen, reason_id))

    def _return(self, chosen: list[CustomerId], reason_id: int, note: str | None) -> None:
        if note is not None:
            pools, actor = self.session.crm.pools, self.session.actor
            self.operations.perform(
                lambda: pools.return_to_pool(actor, chosen, reason_id, note),
                partial(self._tell, words=RETURNED),
            )

    def _ask_receiver(self, chosen: list[CustomerId], users: list[UserRow]) -> None:
        row = self.current_row()
        choices = [_receiver(user) for user in users if user.status is UserStatus.ACTIVE]
        self.app.push_screen(
            ChooseDialog(_batch_title(_("Assign to"), row.name if row else "", chosen), choices),
            partial(self._assign, chosen),
        )

    def _assign(self, chosen: list[CustomerId], user_id: UserId | None) -> None:
        if user_id is not None:
            pools, actor = self.session.crm.pools, self.session.actor
            self.operations.perform(
                lambda: pools.assign(actor, chosen, user_id), partial(self._tell, words=ASSIGNED)
            )

    def _tell(self, outcome: BatchOutcome, words: tuple[str, str]) -> None:
        tell_outcome(self.operations, outcome, words)
        self.batch_done()

    # Forms and explanations ---------------------------------------------------------------------

    def action_follow_up(self) -> None:
        """Write down what happened with the customer."""
        row = self._allowed("follow_up")
        if row is not None:
            self._with_detail(row, self._open_follow_up)

    def action_edit(self) -> None:
        """Change the customer's fields."""
        row = self._allowed("edit")
        if row is not None:
            self._with_detail(row, self._open_edit)

    def action_next_contact(self) -> None:
        """Set when to contact the customer next."""
        from crm_tui.tui.screens.reminder_form import NextContactForm  # noqa: PLC0415

        row = self._allowed("next_contact")
        if row is not None:
            self.app.push_screen(NextContactForm(self.session, row))

    def action_task(self) -> None:
        """Set a task or reminder, for the customer under the cursor or for none."""
        from crm_tui.tui.screens.reminder_form import ReminderForm  # noqa: PLC0415

        self.app.push_screen(ReminderForm(self.session, self.current_row()))

    def action_new_contact(self) -> None:
        """Add a person to the customer."""
        from crm_tui.tui.screens.contact_form import ContactForm  # noqa: PLC0415

        row = self._allowed("contact.new")
        if row is not None:
            self.app.push_screen(ContactForm(self.session, row.id, None))

    def action_why(self) -> None:
        """Explain which rule takes the customer back, and when."""
        row = self._allowed("why")
        if row is not None:
            pools, actor, customer_id = self.session.crm.pools, self.session.actor, row.id
            self.operations.ask(
                lambda: pools.why(actor, customer_id), self._show_explanation, key="why"
            )

    def _with_detail(self, row: CustomerRow, then: Callable[[CustomerDetail], None]) -> None:
        customers, actor, customer_id = self.session.crm.customers, self.session.actor, row.id
        self.operations.ask(lambda: customers.detail(actor, customer_id), then, key="form")

    def _open_follow_up(self, detail: CustomerDetail) -> None:
        from crm_tui.tui.screens.follow_up_form import FollowUpForm  # noqa: PLC0415

        self.app.push_screen(FollowUpForm(self.session, detail.record, detail.contacts))

    def _open_edit(self, detail: CustomerDetail) -> None:
        from crm_tui.tui.screens.customer_form import CustomerForm  # noqa: PLC0415

        self.app.push_screen(CustomerForm(self.session, detail.record))

    def _show_explanation(self, explanation: Explanation) -> None:
        lines = reasons.explanation_lines(explanation)
        title = _("Why: {customer}").format(customer=name_in_sentence(explanation.customer))
        self.app.push_screen(MessageDialog(title, Content("\n".join(lines))))


_JUDGES: Mapping[str, Callable[[RecordCommands[Any], CustomerRow], str | None]] = {
    "claim": RecordCommands.why_not_claim,
    "return": RecordCommands.why_not_return,
    "next_contact": RecordCommands.why_not_plan,
    "assign": RecordCommands.why_not_assign,
}


def _batch_title(title: str, name: str, chosen: Sequence[CustomerId]) -> str:
    if len(chosen) == 1:
        return f"{title}  {name_in_sentence(name)}"
    count = ngettext("{count} customer", "{count} customers", len(chosen)).format(count=len(chosen))
    return f"{title}  {count}"


def _receiver(user: UserRow) -> Choice[UserId]:
    holding = f"{user.held}/{user.holding_limit}" if user.holding_limit else str(user.held)
    held = _("holding {held}").format(held=holding)
    label = " · ".join(part for part in (user.name, user.department, held) if part)
    words = f"{person_initials(user.name)} {person_pinyin(user.name).replace(' ', '')} {user.login}"
    return Choice(user.id, label, words)
