"""What the keys do with the opportunity under the cursor, on every screen that shows some."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import OpportunityId, StageId
from crm_tui.domain.opportunities import (
    OpportunityRow,
    OpportunityState,
    why_not_change,
    why_not_reopen,
)
from crm_tui.domain.pinyin import initials
from crm_tui.domain.pipelines import Pipeline
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.opportunity_reasons import opportunity_refusal
from crm_tui.presentation.projects import clash_sentences
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.screens.tasks.parts import TaskSubject, new_task_for
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.fields import MultiLineField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.opportunities.ending import Ending
    from crm_tui.services.projects import ProjectDetail
    from crm_tui.tui.screens.opportunities.project_dialogs import ProjectDialog

REASON_LIMIT = 200
REVIEW_LIMIT = 4000
_NEEDED: Mapping[str, Permission] = {
    "opportunity.edit": Permission.EDIT_CUSTOMER,
    "opportunity.move": Permission.EDIT_CUSTOMER,
    "opportunity.task": Permission.FOLLOW_UP,
    "opportunity.win": Permission.RECORD_DEAL,
    "opportunity.lose": Permission.EDIT_CUSTOMER,
    "opportunity.void": Permission.EDIT_CUSTOMER,
    "opportunity.reopen": Permission.EDIT_CUSTOMER,
    "opportunity.delete": Permission.EDIT_CUSTOMER,
    "project": Permission.EDIT_CUSTOMER,
    "project.share": Permission.EDIT_CUSTOMER,
    "project.register": Permission.EDIT_CUSTOMER,
}
_OF_OPEN = frozenset(
    {"opportunity.edit", "opportunity.move", "opportunity.win"}
    | {"opportunity.lose", "opportunity.void"}
)
_OF_ANY = frozenset(
    {"open", "opportunity.customer", "opportunity.new", "opportunity.quotes", "expenses"}
)


class OpportunityCommands(ScreenCommands[None]):
    """A screen on which every key for opportunities works; it says on which one."""

    @abstractmethod
    def current_opportunity(self) -> OpportunityRow | None:
        """Return the opportunity under the cursor."""

    def opportunity_entered(self, opportunity_id: OpportunityId) -> None:
        """Go to an opportunity that was just entered, where it is listed."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the opportunity under the cursor, or None."""
        if command.id not in _NEEDED and command.id not in _OF_ANY:
            return super().why_not(command)
        row = self.current_opportunity()
        if row is None:
            return _("No opportunity is under the cursor.")
        needed = _NEEDED.get(command.id)
        lacking = None if needed is None else self.why_not_permitted(needed)
        return lacking or _why_not(command.id, row)

    def is_allowed(self, command_id: str) -> bool:
        """Return whether a key does something here, or say why it does nothing."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None

    def allowed_opportunity(self, command_id: str) -> OpportunityRow | None:
        """Return the opportunity under the cursor, or say why the key does nothing."""
        return self.current_opportunity() if self.is_allowed(command_id) else None

    # Entering and changing ----------------------------------------------------------------------

    def action_new_opportunity(self) -> None:
        """Enter another opportunity with the customer of this one."""
        from crm_tui.tui.screens.opportunities.form import OpportunityForm  # noqa: PLC0415

        row = self.allowed_opportunity("opportunity.new")
        if row is not None:
            form = OpportunityForm(self.session, row.customer_id, row.customer)
            self.app.push_screen(form, self._entered)

    def _entered(self, changed: Changed | None) -> None:
        if changed is not None and changed.record_id is not None:
            self.opportunity_entered(OpportunityId(changed.record_id))

    def action_edit_opportunity(self) -> None:
        """Change the fields of the opportunity."""
        from crm_tui.tui.screens.opportunities.form import OpportunityForm  # noqa: PLC0415

        row = self.allowed_opportunity("opportunity.edit")
        if row is None:
            return
        opportunities, actor = self.session.crm.opportunities, self.session.actor

        def edit(found: Any) -> None:
            row = found.row
            names = {each.contact_id: name for each, name in found.people}
            form = OpportunityForm(self.session, row.customer_id, row.customer, row, names)
            self.app.push_screen(form)

        self.operations.ask(
            lambda: opportunities.detail(actor, row.id), edit, key="opportunity", opens=True
        )

    def action_new_opportunity_task(self) -> None:
        """Make a task for the opportunity."""
        row = self.allowed_opportunity("opportunity.task")
        if row is not None:
            new_task_for(self, self.session, subject_of_opportunity(row))

    def action_open_customer(self) -> None:
        """Open the customer of the opportunity."""
        row = self.allowed_opportunity("opportunity.customer")
        if row is not None:
            self.show_found(row.customer_id, found_by="tab.opportunities")

    def action_quotes(self) -> None:
        """Show what was quoted for the opportunity."""
        row = self.allowed_opportunity("opportunity.quotes")
        if row is not None:
            from crm_tui.tui.screens.quotes.of_customers import (  # noqa: PLC0415
                CustomerQuotesScreen,
            )

            name = name_in_sentence(row.name)
            self.app.push_screen(CustomerQuotesScreen(self.session, row.customer_id, name, row.id))

    def action_expenses(self) -> None:
        """Show what was spent on the opportunity."""
        from crm_tui.tui.screens.costs.expenses import ExpensesScreen, Spending  # noqa: PLC0415

        row = self.allowed_opportunity("expenses")
        if row is not None:
            spending = Spending(row.customer_id, row.id, name_in_sentence(row.name))
            self.app.push_screen(ExpensesScreen(self.session, spending))

    # The project file ---------------------------------------------------------------------------

    def action_share_deal(self) -> None:
        """Ask whose performance the opportunity is."""
        from crm_tui.tui.screens.opportunities.project_dialogs import share_dialog  # noqa: PLC0415

        people, actor = self.session.crm.people, self.session.actor
        self._ask_project(
            "project.share",
            lambda found: share_dialog(
                _titled(_("Shares of the deal"), found.row), found.project, people.users(actor)
            ),
        )

    def action_register(self) -> None:
        """Ask for whom the opportunity is registered, through whom, and until when."""
        from crm_tui.tui.screens.opportunities.project_dialogs import (  # noqa: PLC0415
            register_dialog,
        )

        self._ask_project(
            "project.register",
            lambda found: register_dialog(
                self.session,
                _titled(_("Registration"), found.row),
                found.project,
                [*clash_sentences(found.clashes)],
            ),
        )

    def action_project(self) -> None:
        """Ask for the money, days, people and plan of the project."""
        from crm_tui.tui.screens.opportunities.project_dialogs import file_dialog  # noqa: PLC0415

        self._ask_project(
            "project",
            lambda found: file_dialog(
                self.session,
                _titled(_("Project file"), found.row),
                found.project.fields,
                found.row.fields.currency,
            ),
        )

    def _ask_project(self, command_id: str, make: Callable[[ProjectDetail], ProjectDialog]) -> None:
        row = self.allowed_opportunity(command_id)
        if row is None:
            return
        projects, actor = self.session.crm.projects, self.session.actor

        def ask(read: tuple[ProjectDetail, ProjectDialog]) -> None:
            found, asked = read

            def answered(values: Values | None) -> None:
                if values is not None:
                    self._save_project(found, asked, values)

            self.app.push_screen(asked.dialog, answered)

        def read() -> tuple[ProjectDetail, ProjectDialog]:
            found = projects.detail(actor, row.id)
            return found, make(found)

        self.operations.ask(read, ask, key="project", opens=True)

    def _save_project(self, found: ProjectDetail, asked: ProjectDialog, values: Values) -> None:
        projects, actor, row = self.session.crm.projects, self.session.actor, found.row
        seen = found.project.fields

        def save() -> Changed:
            changes = {
                name: value
                for name, value in asked.changes(values).items()
                if value != getattr(seen, name)
            }
            return projects.edit(actor, row.id, changes, seen=seen)

        def saved(_changed: Changed) -> None:
            self.operations.ask(lambda: projects.detail(actor, row.id), warn, key="clashes")

        def warn(now: ProjectDetail) -> None:
            if now.clashes != found.clashes:
                for sentence in clash_sentences(now.clashes):
                    self.operations.tell(sentence, severity="warning")

        self.operations.perform(save, saved)

    # Stages -------------------------------------------------------------------------------------

    def action_move_opportunity(self) -> None:
        """Choose the stage into which it comes."""
        row = self.allowed_opportunity("opportunity.move")
        if row is not None:
            pipelines, actor = self.session.crm.pipelines, self.session.actor
            self.operations.ask(
                lambda: pipelines.list(actor),
                partial(self._choose_stage, row),
                key="pipelines",
                opens=True,
            )

    def _choose_stage(self, row: OpportunityRow, known: list[Pipeline]) -> None:
        choices = []
        for pipeline in sorted(known, key=lambda each: each.id != row.pipeline_id):
            is_its_own = pipeline.id == row.pipeline_id
            for stage in pipeline.stages:
                digit = str(stage.position) if is_its_own else ""
                name = stage.name if is_its_own else f"{pipeline.name} · {stage.name}"
                label = f"{digit or ' '} {name}  {stage.fields.probability}%"
                choices.append(Choice(stage.id, label, f"{initials(name)} {name}", digit))
        title = _("Stage of “{opportunity}”").format(opportunity=name_in_sentence(row.name))
        dialog = ChooseDialog(title, choices, begin_at=row.stage_id)
        self.app.push_screen(dialog, partial(self._stage_chosen, row))

    def _stage_chosen(self, row: OpportunityRow, stage_id: StageId | None) -> None:
        if stage_id is not None and stage_id != row.stage_id:
            self.move_to_stage(row, stage_id)

    def move_to_stage(self, row: OpportunityRow, stage_id: StageId) -> None:
        """Bring an opportunity into another stage, unless somebody moved it meanwhile."""
        opportunities, actor = self.session.crm.opportunities, self.session.actor
        self.operations.perform(
            lambda: opportunities.move(actor, row.id, stage_id, seen=row.stage_id)
        )

    # How it ends --------------------------------------------------------------------------------

    def action_win(self) -> None:
        """Win the opportunity, with what is to be learnt of it."""
        row = self.allowed_opportunity("opportunity.win")
        if row is not None:
            win = self.session.crm.opportunities.win
            self._ask_ending(row, _("Win"), win, needs_reason=False)

    def action_lose(self) -> None:
        """Give the opportunity up as lost, with a reason."""
        row = self.allowed_opportunity("opportunity.lose")
        if row is not None:
            self._ask_ending(row, _("Lose"), self.session.crm.opportunities.lose)

    def action_void(self) -> None:
        """Say that the opportunity never was one, with a reason."""
        row = self.allowed_opportunity("opportunity.void")
        if row is not None:
            self._ask_ending(row, _("Void"), self.session.crm.opportunities.void)

    def _ask_ending(
        self,
        row: OpportunityRow,
        title: str,
        end: Callable[[Any, OpportunityId, Ending], Changed],
        *,
        needs_reason: bool = True,
    ) -> None:
        dialog = FormDialog(
            f"{title}  {name_in_sentence(row.name)}",
            lambda: [
                TextField(_("Reason"), required=needs_reason, limit=REASON_LIMIT, id="reason"),
                MultiLineField(field_label("review"), limit=REVIEW_LIMIT, id="review"),
            ],
            title,
        )

        def answered(values: Values | None) -> None:
            if values is not None:
                self._end(row, end, values)

        self.app.push_screen(dialog, answered)

    def _end(
        self,
        row: OpportunityRow,
        end: Callable[[Any, OpportunityId, Ending], Changed],
        values: Values,
    ) -> None:
        from crm_tui.services.opportunities.ending import Ending  # noqa: PLC0415 - slow to import

        actor, ending = self.session.actor, Ending(str(values["reason"]), str(values["review"]))
        said = _("Saved “{opportunity}”; u takes it back").format(
            opportunity=name_in_sentence(row.name)
        )
        self.operations.perform(
            lambda: end(actor, row.id, ending), lambda _done: self.operations.tell(said)
        )

    def action_reopen(self) -> None:
        """Open the opportunity again, or bring it back if it was deleted."""
        row = self.allowed_opportunity("opportunity.reopen")
        if row is not None:
            service, actor = self.session.crm.opportunities, self.session.actor
            act = service.restore if row.is_deleted else service.reopen
            self.operations.perform(lambda: act(actor, row.id))

    def action_delete_opportunity(self) -> None:
        """Delete the opportunity, after a question."""
        row = self.allowed_opportunity("opportunity.delete")
        if row is None:
            return
        service, actor = self.session.crm.opportunities, self.session.actor

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self.operations.perform(lambda: service.delete(actor, row.id))

        question = ConfirmDialog(
            _("Delete this opportunity?"),
            Content(name_in_sentence(f"{row.name} · {row.customer}")),
            is_dangerous=True,
        )
        self.app.push_screen(question, answered)


def _titled(title: str, row: OpportunityRow) -> str:
    return f"{title}  {name_in_sentence(row.name)}"


def subject_of_opportunity(row: OpportunityRow) -> TaskSubject:
    """Return an opportunity as what tasks are for."""
    name = f"{row.customer} · {row.name}"
    return TaskSubject(name, row.customer_id, opportunity_id=row.id)


def _why_not(command_id: str, row: OpportunityRow) -> str | None:
    if row.is_deleted:
        is_fine = command_id in {"opportunity.reopen", *_OF_ANY}
        return None if is_fine else _("It was deleted; R restores it.")
    if command_id in _OF_OPEN or (
        command_id == "opportunity.delete" and row.state is OpportunityState.WON
    ):
        refusal = why_not_change(row)
    elif command_id == "opportunity.reopen":
        unneeded = why_not_reopen(row)
        return None if unneeded is None else opportunity_refusal(unneeded)
    else:
        refusal = None
    return None if refusal is None else opportunity_refusal(refusal)
