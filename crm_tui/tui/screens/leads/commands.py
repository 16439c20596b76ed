"""What the keys do with the lead under the cursor or the marked ones, wherever some are shown."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.content import Content

from crm_tui.domain.identifiers import LeadId, UserId
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.leads.refusals import why_closed, why_not_open
from crm_tui.domain.leads.values import OPEN_STAGES, LeadStage
from crm_tui.domain.pinyin import initials
from crm_tui.domain.users import Permission
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.lead_reasons import lead_refusal
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.screens.form_choices import moment_reader
from crm_tui.tui.screens.leads.converting import LeadConversions
from crm_tui.tui.screens.tasks.parts import TaskSubject, new_task_for
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.fields import MomentField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.leads import LeadBatch

_NOTE_LIMIT = 500
_NEEDED: Mapping[str, Permission] = {
    "lead.edit": Permission.EDIT_CUSTOMER,
    "lead.follow_up": Permission.FOLLOW_UP,
    "lead.next_contact": Permission.FOLLOW_UP,
    "lead.task": Permission.FOLLOW_UP,
    "lead.claim": Permission.CLAIM,
    "lead.convert": Permission.EDIT_CUSTOMER,
    "lead.stage": Permission.EDIT_CUSTOMER,
    "lead.assign": Permission.ASSIGN,
    "lead.release": Permission.EDIT_CUSTOMER,
    "lead.discard": Permission.EDIT_CUSTOMER,
    "lead.restore": Permission.EDIT_CUSTOMER,
    "lead.delete": Permission.DELETE_CUSTOMER,
}
_OF_ANY = frozenset({"open", "lead.customer"})
_OF_ENDED = frozenset({"lead.restore", "lead.delete", "lead.follow_up"})
IN_TURN = UserId(0)
"""Stands among the people for whose turn it is."""


class LeadCommands(LeadConversions):
    """A screen on which every key for leads works; it says on which one."""

    @abstractmethod
    def current_lead(self) -> LeadRow | None:
        """Return the lead under the cursor."""

    def chosen_leads(self) -> list[LeadId]:
        """Return the marked leads, or the one under the cursor."""
        row = self.current_lead()
        return [] if row is None else [row.id]

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the lead under the cursor, or None."""
        if command.id not in _NEEDED and command.id not in _OF_ANY:
            return super().why_not(command)
        row = self.current_lead()
        if row is None:
            return _("No lead is under the cursor.")
        needed = _NEEDED.get(command.id)
        lacking = None if needed is None else self.why_not_permitted(needed)
        return lacking or _why_not(command.id, row, has_several=len(self.chosen_leads()) > 1)

    def allowed_lead(self, command_id: str) -> LeadRow | None:
        """Return the lead under the cursor, or say why the key does nothing."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return None
        return self.current_lead()

    def _do(
        self, act: Callable[[], LeadBatch], done: Callable[[int], str], *, failed: Any = None
    ) -> None:
        """Do something to the chosen leads; say for how many, and the first refusal."""

        def tell(outcome: LeadBatch) -> None:
            count = len(outcome.done)
            said = [done(count).format(count=count)] if count else []
            said += [errors.sentence(each.error) for each in outcome.refused[:1] if each.error]
            severity = "warning" if outcome.refused else "information"
            self.operations.tell("\n".join(said), severity=severity)

        self.operations.perform(act, tell, failed)

    # Working ------------------------------------------------------------------------------------

    def action_edit_lead(self) -> None:
        """Change the fields of the lead."""
        from crm_tui.tui.screens.leads.form import LeadForm  # noqa: PLC0415

        row = self.allowed_lead("lead.edit")
        if row is None:
            return
        leads, actor = self.session.crm.leads, self.session.actor

        def edit(rows: list[LeadRow]) -> None:
            for each in rows:
                self.app.push_screen(LeadForm(self.session, each))

        self.operations.ask(lambda: leads.rows(actor, [row.id]), edit, key="lead", opens=True)

    def action_follow_up_lead(self) -> None:
        """Write down what was said."""
        from crm_tui.tui.screens.leads.line import LeadLine  # noqa: PLC0415

        row = self.allowed_lead("lead.follow_up")
        if row is not None:
            leads, actor = self.session.crm.leads, self.session.actor
            self.operations.ask(
                lambda: leads.known(actor),
                lambda known: self._open(LeadLine(self.session, row, known)),
                key="lead",
                opens=True,
            )

    def _open(self, screen: Any) -> None:
        self.app.push_screen(screen)

    def action_plan_lead(self) -> None:
        """Set when the lead is contacted next."""
        row = self.allowed_lead("lead.next_contact")
        if row is None:
            return
        dialog = FormDialog(
            f"{_('Next contact')}  {name_in_sentence(row.called)}",
            lambda: [
                MomentField(
                    field_label("next_contact_at"),
                    moment_reader(self.session),
                    placeholder=_("11-25, next Monday, +2w"),
                    id="at",
                ),
                TextField(
                    field_label("next_contact_note"),
                    row.next_contact_note,
                    limit=_NOTE_LIMIT,
                    id="note",
                ),
            ],
            _("Save"),
        )
        leads, actor = self.session.crm.leads, self.session.actor

        def answered(values: Values | None) -> None:
            if values is not None:
                at, note = values["at"], str(values["note"])
                self.operations.perform(
                    lambda: leads.set_next_contact(actor, row.id, at, note if at else "")
                )

        self.app.push_screen(dialog, answered)

    def action_new_lead_task(self) -> None:
        """Make a task for the lead."""
        row = self.allowed_lead("lead.task")
        if row is not None:
            new_task_for(self, self.session, subject_of_lead(row))

    def action_qualify_lead(self) -> None:
        """Choose how far the leads have come."""
        row = self.allowed_lead("lead.stage")
        if row is None:
            return
        choices = [
            Choice(
                each, f"{digit} {word(each)}", f"{initials(word(each))} {each.value}", str(digit)
            )
            for digit, each in enumerate(OPEN_STAGES, start=1)
        ]
        ids, leads, actor = self.chosen_leads(), self.session.crm.leads, self.session.actor

        def chosen(stage: LeadStage | None) -> None:
            if stage is not None:
                self._do(
                    lambda: leads.qualify(actor, ids, stage),
                    lambda count: ngettext("{count} lead moved.", "{count} leads moved.", count),
                )

        self.app.push_screen(
            ChooseDialog(field_label("lead_stage"), choices, begin_at=row.stage), chosen
        )

    # Whose it is --------------------------------------------------------------------------------

    def action_claim_lead(self) -> None:
        """Take the leads."""
        if self.allowed_lead("lead.claim") is not None:
            ids, leads, actor = self.chosen_leads(), self.session.crm.leads, self.session.actor
            self._do(
                lambda: leads.claim(actor, ids),
                lambda count: ngettext("{count} lead is yours.", "{count} leads are yours.", count),
            )

    def action_release_lead(self) -> None:
        """Let go of the leads."""
        if self.allowed_lead("lead.release") is not None:
            ids, leads, actor = self.chosen_leads(), self.session.crm.leads, self.session.actor
            self._do(
                lambda: leads.release(actor, ids),
                lambda count: ngettext("{count} lead let go.", "{count} leads let go.", count),
            )

    def action_assign_lead(self) -> None:
        """Choose who gets the leads."""
        if self.allowed_lead("lead.assign") is not None:
            leads, actor = self.session.crm.leads, self.session.actor
            ids = self.chosen_leads()
            self.operations.ask(
                lambda: leads.receivers(actor),
                partial(self._choose_receiver, ids),
                key="lead receivers",
                opens=True,
            )

    def _choose_receiver(
        self, ids: Sequence[LeadId], people: list[tuple[UserId, str, int]]
    ) -> None:
        choices = [Choice(IN_TURN, _("In turn, by the routes"), "lunliu turn")]
        choices += [
            Choice(
                user_id,
                _("{person} · {count} open leads").format(person=name, count=count),
                f"{initials(name)} {name}",
            )
            for user_id, name, count in people
        ]
        leads, actor = self.session.crm.leads, self.session.actor

        def chosen(user_id: UserId | None) -> None:
            if user_id is None:
                return

            def give() -> LeadBatch:
                if user_id == IN_TURN:
                    return leads.assign_in_turn(actor, ids)
                return leads.assign(actor, ids, user_id)

            self._do(
                give, lambda count: ngettext("{count} lead given.", "{count} leads given.", count)
            )

        self.app.push_screen(ChooseDialog(_("Give to"), choices), chosen)

    # The end ------------------------------------------------------------------------------------

    def action_discard_lead(self) -> None:
        """Give the leads up, with a reason."""
        if self.allowed_lead("lead.discard") is not None:
            leads, actor = self.session.crm.leads, self.session.actor
            self.operations.ask(
                lambda: leads.discard_reasons(actor),
                partial(self._ask_why, self.chosen_leads()),
                key="discard reasons",
                opens=True,
            )

    def _ask_why(self, ids: Sequence[LeadId], reasons: list[tuple[int, str]]) -> None:
        choices = [Choice(key, name, f"{initials(name)} {name}") for key, name in reasons]
        dialog = FormDialog(
            _("Discard"),
            lambda: [
                ChoiceField(field_label("discard_reason"), choices, required=True, id="reason"),
                TextField(field_label("note"), limit=_NOTE_LIMIT, id="note"),
            ],
            _("Discard"),
        )
        leads, actor = self.session.crm.leads, self.session.actor

        def answered(values: Values | None) -> None:
            if values is None:
                return
            reason, note = values["reason"], str(values["note"])
            self._do(
                lambda: leads.discard(actor, ids, reason, note),
                lambda count: ngettext(
                    "{count} lead discarded.", "{count} leads discarded.", count
                ),
            )

        self.app.push_screen(dialog, answered)

    def action_restore_lead(self) -> None:
        """Work again on the leads."""
        if self.allowed_lead("lead.restore") is not None:
            ids, leads, actor = self.chosen_leads(), self.session.crm.leads, self.session.actor
            self._do(
                lambda: leads.restore(actor, ids),
                lambda count: ngettext("{count} lead restored.", "{count} leads restored.", count),
            )

    def action_delete_lead(self) -> None:
        """Delete the leads, after a question."""
        row = self.allowed_lead("lead.delete")
        if row is None:
            return
        ids, leads, actor = self.chosen_leads(), self.session.crm.leads, self.session.actor

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self._do(
                    lambda: leads.delete(actor, ids),
                    lambda count: ngettext(
                        "{count} lead deleted.", "{count} leads deleted.", count
                    ),
                )

        title = ngettext("Delete {count} lead?", "Delete {count} leads?", len(ids))
        question = ConfirmDialog(
            title.format(count=len(ids)), Content(name_in_sentence(row.called)), is_dangerous=True
        )
        self.app.push_screen(question, answered)

    def action_open_lead_customer(self) -> None:
        """Open the customer that the lead became."""
        row = self.allowed_lead("lead.customer")
        if row is not None and row.customer_id is not None:
            self.show_found(row.customer_id, found_by="tab.leads")


def subject_of_lead(row: LeadRow) -> TaskSubject:
    """Return a lead as what tasks are for."""
    return TaskSubject(row.called, lead_id=row.id)


def _why_not(command_id: str, row: LeadRow, *, has_several: bool) -> str | None:
    if command_id == "lead.customer":
        return None if row.customer_id is not None else _("It is no customer yet; w makes it one.")
    if has_several or command_id in _OF_ENDED | _OF_ANY:
        return None
    refusal = why_not_open(row) if command_id == "lead.claim" else why_closed(row)
    return None if refusal is None else lead_refusal(refusal)
