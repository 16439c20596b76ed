"""An opportunity whole: its facts, who decides, what is around it, its way through the stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.expenses import ExpenseRequest
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.opportunities import OpportunityDetail, OpportunityRow
from crm_tui.domain.tasks import TaskRequest
from crm_tui.i18n import _
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.opportunities.commands import (
    OpportunityCommands,
    subject_of_opportunity,
)
from crm_tui.tui.screens.opportunities.facts import OpportunityAround, opportunity_sections
from crm_tui.tui.screens.record_pages import RecordPage
from crm_tui.tui.screens.tasks.parts import TaskSubject
from crm_tui.tui.widgets.preview import Section
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class OpportunityWhole:
    """An opportunity, and what is around it."""

    detail: OpportunityDetail
    around: OpportunityAround


class OpportunityScreen(RecordPage[OpportunityWhole], OpportunityCommands):
    """One opportunity."""

    scope = Scope.OPPORTUNITY_PAGE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.OPPORTUNITY_PAGE)]

    def read_detail(self, record_id: int) -> OpportunityWhole:
        """Read an opportunity and what is around it, in a worker."""
        crm, actor, key = self.session.crm, self.session.actor, OpportunityId(record_id)
        detail = crm.opportunities.detail(actor, key)
        project = crm.projects.detail(actor, key)
        spent = crm.expenses.whole(actor, ExpenseRequest(opportunity_id=key))
        to_do = crm.tasks.find(actor, TaskRequest(opportunity_id=key))
        around = OpportunityAround(spent, project.project, project.clashes, tuple(to_do))
        return OpportunityWhole(detail, around)

    def titles(self, found: OpportunityWhole) -> tuple[str, str, str]:
        """Return its number, its customer and its name."""
        row = found.detail.row
        heading = _("Opportunity {number}").format(number=row.id)
        return heading, row.customer, row.name

    def sections(self, found: OpportunityWhole) -> Sequence[Section]:
        """Return what is told of the opportunity."""
        return opportunity_sections(self.session, found.detail, found.around)

    def task_subject(self) -> TaskSubject | None:
        """Return the opportunity as what tasks are for."""
        row = self.current_opportunity()
        return None if row is None else subject_of_opportunity(row)

    def current_opportunity(self) -> OpportunityRow | None:
        """Return the opportunity that is shown."""
        return None if self.detail is None else self.detail.detail.row

    def opportunity_entered(self, opportunity_id: OpportunityId) -> None:
        """Show the opportunity that was just entered."""
        self.show_record(opportunity_id)
