"""An opportunity whole: its facts, who decides, its way through the stages."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.expenses import ExpenseRequest
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.opportunities import OpportunityDetail, OpportunityRow
from crm_tui.errors import CrmError, NotFoundError
from crm_tui.i18n import _
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.opportunities.commands import OpportunityCommands
from crm_tui.tui.screens.opportunities.facts import OpportunityAround, opportunity_sections
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.preview import Preview
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Found:
    """An opportunity, and what is around it."""

    detail: OpportunityDetail
    around: OpportunityAround


class OpportunityScreen(OpportunityCommands):
    """One opportunity, worked on from here; with a list behind it one goes on in that."""

    scope = Scope.OPPORTUNITY_PAGE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.OPPORTUNITY_PAGE)]

    def __init__(
        self,
        session: Session,
        opportunity_id: OpportunityId,
        step: Callable[[int], int | None] | None = None,
    ) -> None:
        super().__init__(session)
        self._opportunity_id = opportunity_id
        self._step = step
        self._detail: OpportunityDetail | None = None

    def compose(self) -> ComposeResult:
        """Put the opportunity over the keys."""
        yield StatusBar()
        with Horizontal(classes="tab--body"), TitledPane(classes="tab--list"):
            yield Preview()
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read it."""
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self._read()

    def _read(self) -> None:
        opportunities, actor, opportunity_id = (
            self.session.crm.opportunities,
            self.session.actor,
            self._opportunity_id,
        )
        expenses, asked = self.session.crm.expenses, ExpenseRequest(opportunity_id=opportunity_id)
        projects = self.session.crm.projects

        def read() -> _Found:
            project = projects.detail(actor, opportunity_id)
            spent = expenses.whole(actor, asked)
            return _Found(
                opportunities.detail(actor, opportunity_id),
                OpportunityAround(spent, project.project, project.clashes),
            )

        self.operations.ask(
            read,
            self._show,
            key="opportunity page",
            failed=self._gone,
        )

    def _gone(self, error: CrmError) -> None:
        if isinstance(error, NotFoundError):
            self.dismiss(None)
        else:
            self.operations.show_error(error)

    def records_changed(self, _changed: Changed) -> None:
        """Read it anew."""
        self._read()

    def _show(self, read: _Found) -> None:
        found = self._detail = read.detail
        title = f"{_('Opportunity')} {found.row.id}"
        self.query_one(TitledPane).show_titles(Content(title), Content(found.row.customer))
        self.query_one(Preview).show(opportunity_sections(self.session, found, read.around))
        self.tell_place(found.row.name)
        self.refresh_keys()

    def current_opportunity(self) -> OpportunityRow | None:
        """Return the opportunity that is shown."""
        return None if self._detail is None else self._detail.row

    def opportunity_entered(self, opportunity_id: OpportunityId) -> None:
        """Show the opportunity that was just entered."""
        self._opportunity_id = opportunity_id
        self._read()

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here, or None."""
        if command.id in {"record.next", "record.previous"} and self._step is None:
            return _("There is no list to go on in.")
        return super().why_not(command)

    def action_next_record(self) -> None:
        """Go on to the next of the list."""
        self._go(1)

    def action_previous_record(self) -> None:
        """Go back to the one before in the list."""
        self._go(-1)

    def _go(self, by: int) -> None:
        found = None if self._step is None else self._step(by)
        if found is None:
            words = _("That was the last one.") if by > 0 else _("That was the first one.")
            self.operations.tell(words)
            return
        self._opportunity_id = OpportunityId(found)
        self._read()

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss(None)
