"""An opportunity whole: its facts, who decides, its way through the stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.opportunities import OpportunityDetail, OpportunityRow
from crm_tui.i18n import _
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.opportunities.commands import OpportunityCommands
from crm_tui.tui.screens.opportunities.facts import opportunity_sections
from crm_tui.tui.screens.record_pages import RecordPage
from crm_tui.tui.widgets.preview import Section


class OpportunityScreen(RecordPage[OpportunityDetail], OpportunityCommands):
    """One opportunity."""

    scope = Scope.OPPORTUNITY_PAGE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.OPPORTUNITY_PAGE)]

    def read_detail(self, record_id: int) -> OpportunityDetail:
        """Read an opportunity, in a worker."""
        return self.session.crm.opportunities.detail(self.session.actor, OpportunityId(record_id))

    def titles(self, found: OpportunityDetail) -> tuple[str, str, str]:
        """Return its number, its customer and its name."""
        return f"{_('Opportunity')} {found.row.id}", found.row.customer, found.row.name

    def sections(self, found: OpportunityDetail) -> Sequence[Section]:
        """Return what is told of the opportunity."""
        return opportunity_sections(self.session, found)

    def current_opportunity(self) -> OpportunityRow | None:
        """Return the opportunity that is shown."""
        return None if self.detail is None else self.detail.row

    def opportunity_entered(self, opportunity_id: OpportunityId) -> None:
        """Show the opportunity that was just entered."""
        self.show_record(opportunity_id)
