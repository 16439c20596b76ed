"""What the keys do with the marked opportunities of a list, after a look at what would change."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.content import Content

from crm_tui.domain.identifiers import CustomerId, OpportunityId, StageId
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.pinyin import initials
from crm_tui.domain.users import Permission
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors, reasons
from crm_tui.presentation.opportunity_batches import (
    foretold_lines,
    given_up_words,
    moved_words,
    passed_words,
)
from crm_tui.presentation.words import field_label
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.record_commands.fields import receiver_label
from crm_tui.tui.screens.opportunities.commands import (
    REASON_LIMIT,
    REVIEW_LIMIT,
    OpportunityCommands,
)
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.fields import MultiLineField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.progress_dialog import ProgressDialog

if TYPE_CHECKING:  # their imports are slow
    from crm_tui.domain.pipelines import Pipeline
    from crm_tui.domain.receivers import ReceiverList, ReceiverRow
    from crm_tui.services.opportunities.many import Foretold
    from crm_tui.services.outcomes import Outcomes

IdT = TypeVar("IdT", bound=int)
_OF_SEVERAL = {
    "opportunity.move": Permission.EDIT_CUSTOMER,
    "opportunity.lose": Permission.EDIT_CUSTOMER,
    "opportunity.void": Permission.EDIT_CUSTOMER,
}
_GIVES_AWAY = "opportunity.pass_on"


class ManyOpportunities(OpportunityCommands):
    """A list on which some keys take all marked opportunities at once."""

    @abstractmethod
    def chosen_ids(self) -> list[int]:
        """Return the marked opportunities, or the one under the cursor."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing; what several may do is told after a look at each."""
        if command.id == _GIVES_AWAY:
            lacking = self.why_not_permitted(Permission.TRANSFER)
            return lacking or (
                None if self.chosen_ids() else _("No opportunity is under the cursor.")
            )
        if command.id in _OF_SEVERAL and self._has_several:
            return self.why_not_permitted(_OF_SEVERAL[command.id])
        return super().why_not(command)

    @property
    def _has_several(self) -> bool:
        return len(self.chosen_ids()) > 1

    @property
    def _chosen(self) -> list[OpportunityId]:
        return [OpportunityId(each) for each in self.chosen_ids()]

    # Stages -------------------------------------------------------------------------------------

    def action_move_opportunity(self) -> None:
        """Choose the stage into which it comes, or all marked ones."""
        if not self._has_several:
            super().action_move_opportunity()
        elif self.is_allowed("opportunity.move"):
            pipelines, actor, chosen = self.session.crm.pipelines, self.session.actor, self._chosen
            self.operations.ask(
                lambda: pipelines.list(actor),
                partial(self._choose_stage_of, chosen),
                key="pipelines",
                opens=True,
            )

    def _choose_stage_of(self, chosen: list[OpportunityId], known: Sequence[Pipeline]) -> None:
        named = {
            stage.id: stage.name if len(known) == 1 else f"{pipeline.name} · {stage.name}"
            for pipeline in known
            for stage in pipeline.stages
        }
        choices = [Choice(key, name, f"{initials(name)} {name}") for key, name in named.items()]

        def decide(stage_id: StageId | None) -> None:
            if stage_id is not None:
                title = _("Into the stage “{stage}”?").format(stage=named[stage_id])
                self._foretell(chosen, stage_id, partial(self._ask_to_move, title, stage_id))

        self.app.push_screen(ChooseDialog(self._titled(_("Change stage"), chosen), choices), decide)

    def _ask_to_move(self, title: str, stage_id: StageId, found: Foretold) -> None:
        opportunities, actor = self.session.crm.opportunities, self.session.actor

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                ids = [each.id for each in found.changing]
                self._do(
                    ids, lambda part: opportunities.move_all(actor, part, stage_id), moved_words
                )

        lines = [*self._lines(found), "", _("u takes it back as a whole.")]
        dialog = ConfirmDialog(title, Content("\n".join(lines)), yes=_("Move them"))
        self.app.push_screen(dialog, answered)

    # How they end -------------------------------------------------------------------------------

    def action_lose(self) -> None:
        """Give the opportunity up as lost, or all marked ones, with a reason."""
        if self._has_several:
            self._ask_to_give_up("opportunity.lose", OpportunityState.LOST, _("Lose"))
        else:
            super().action_lose()

    def action_void(self) -> None:
        """Say that the opportunity never was one, or all marked ones, with a reason."""
        if self._has_several:
            self._ask_to_give_up("opportunity.void", OpportunityState.VOID, _("Void"))
        else:
            super().action_void()

    def _ask_to_give_up(self, command_id: str, state: OpportunityState, title: str) -> None:
        if self.is_allowed(command_id):
            self._foretell(self._chosen, None, partial(self._ask_reason, state, title))

    def _ask_reason(self, state: OpportunityState, title: str, found: Foretold) -> None:
        ids = [each.id for each in found.changing]
        dialog = FormDialog(
            self._titled(title, ids),
            lambda: [
                TextField(_("Reason"), required=True, limit=REASON_LIMIT, id="reason"),
                MultiLineField(field_label("review"), limit=REVIEW_LIMIT, id="review"),
            ],
            title,
            lines=[*self._lines(found), _("u takes it back as a whole.")],
        )

        def answered(values: Values | None) -> None:
            if values is not None:
                self._give_up(ids, state, values)

        self.app.push_screen(dialog, answered)

    def _give_up(
        self, ids: Sequence[OpportunityId], state: OpportunityState, values: Values
    ) -> None:
        from crm_tui.services.opportunities.ending import Ending  # noqa: PLC0415 - slow to import

        opportunities, actor = self.session.crm.opportunities, self.session.actor
        ending = Ending(str(values["reason"]), str(values["review"]))
        self._do(
            ids, lambda part: opportunities.give_up(actor, part, state, ending), given_up_words
        )

    # Whose they are -----------------------------------------------------------------------------

    def action_pass_on(self) -> None:
        """Ask to whom the customers go, and with them all their open opportunities."""
        if self.is_allowed(_GIVES_AWAY):
            self._foretell(self._chosen, None, self._read_receivers)

    def _read_receivers(self, found: Foretold) -> None:
        receivers, actor = self.session.crm.receivers, self.session.actor
        self.operations.ask(
            lambda: receivers.of(actor, found.customer_ids),
            partial(self._choose_receiver, found),
            key="receivers",
            opens=True,
        )

    def _choose_receiver(self, found: Foretold, known: ReceiverList) -> None:
        if known.nobody is not None:
            self.operations.tell(reasons.refusal(known.nobody), severity="warning")
            return
        choices = [
            Choice(row, receiver_label(row), f"{initials(row.name)} {row.name} {row.login}")
            for row in known.rows
        ]
        title = self._titled(_("Pass on to"), [each.id for each in found.changing])
        self.app.push_screen(ChooseDialog(title, choices), partial(self._ask_to_pass, found))

    def _ask_to_pass(self, found: Foretold, row: ReceiverRow | None) -> None:
        if row is None:
            return
        if row.refusal is not None:
            self.operations.tell(reasons.refusal(row.refusal), severity="warning")
            return
        lines = [
            *self._lines(found),
            "",
            _("An open opportunity is whose its customer is: the customers go along, with every"
              " open opportunity of theirs."),
        ]  # fmt: skip
        dialog = ConfirmDialog(
            _("Pass on to {name}?").format(name=row.name),
            Content("\n".join(lines)),
            yes=_("Pass them on"),
        )
        self.app.push_screen(dialog, partial(self._pass_on, found.customer_ids, row))

    def _pass_on(self, ids: Sequence[CustomerId], row: ReceiverRow, confirmed: bool | None) -> None:
        movements, actor = self.session.crm.movements, self.session.actor
        if confirmed:
            self._do(
                ids,
                lambda part: movements.transfer(actor, part, row.user_id),
                lambda count: passed_words(count, row.name),
            )

    # Looking and doing --------------------------------------------------------------------------

    def _foretell(
        self,
        chosen: list[OpportunityId],
        stage_id: StageId | None,
        then: Callable[[Foretold], None],
    ) -> None:
        opportunities, actor = self.session.crm.opportunities, self.session.actor

        def shown(found: Foretold) -> None:
            if found.changing:
                then(found)
                return
            self.operations.tell(_("Nothing would change."))
            for refused in found.refused[:1]:
                if refused.error is not None:
                    self.operations.show_error(refused.error)

        self.operations.ask(
            lambda: opportunities.foretell(actor, chosen, stage_id),
            shown,
            key="foretell",
            opens=True,
        )

    def _lines(self, found: Foretold) -> list[str]:
        refusals = [each.error for each in found.refused]
        currency = self.session.office.currency
        return [*foretold_lines(found.changing, found.unchanged, refusals, currency)]

    def _titled(self, words: str, chosen: Sequence[int]) -> str:
        count = ngettext("{count} opportunity", "{count} opportunities", len(chosen))
        return f"{words}  {count.format(count=f'{len(chosen):,}')}"

    def _do(
        self,
        ids: Sequence[IdT],
        act: Callable[[Sequence[IdT]], Outcomes[Any]],
        told: Callable[[int], str],
    ) -> None:
        """Do something to several, some in each transaction; one undo takes all of it back."""
        dialog = ProgressDialog(_("Working"), len(ids))

        def work() -> Outcomes[Any]:
            from crm_tui.services.outcomes import in_chunks  # noqa: PLC0415

            return in_chunks(act, ids, dialog.report)

        def done(outcome: Outcomes[Any]) -> None:
            dialog.dismiss(None)
            said = [told(len(outcome.done))] if outcome.done else []
            said += [errors.sentence(each.error) for each in outcome.refused[:1]]
            severity = "warning" if outcome.refused else "information"
            self.operations.tell("\n".join(said), severity=severity)

        def failed(error: Any) -> None:
            dialog.dismiss(None)
            self.operations.show_error(error)

        self.app.push_screen(dialog)
        self.operations.perform(work, done, failed)
