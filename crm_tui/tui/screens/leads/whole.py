"""A lead whole: its facts, why its score, what was said and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.records import LeadRow
from crm_tui.i18n import _
from crm_tui.presentation.words import word
from crm_tui.services.leads import LeadDetail
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.leads.commands import LeadCommands, subject_of_lead
from crm_tui.tui.screens.leads.facts import lead_sections
from crm_tui.tui.screens.record_pages import RecordPage
from crm_tui.tui.screens.tasks.parts import TaskSubject
from crm_tui.tui.widgets.preview import Section


class LeadScreen(RecordPage[LeadDetail], LeadCommands):
    """One lead."""

    scope = Scope.LEAD_PAGE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.LEAD_PAGE)]

    def read_detail(self, record_id: int) -> LeadDetail:
        """Read a lead, in a worker."""
        return self.session.crm.leads.detail(self.session.actor, LeadId(record_id))

    def titles(self, found: LeadDetail) -> tuple[str, str, str]:
        """Return its number, its stage, and what it is called."""
        heading = _("Lead {number}").format(number=found.row.id)
        return heading, word(found.row.stage), found.row.called

    def sections(self, found: LeadDetail) -> Sequence[Section]:
        """Return what is told of the lead."""
        return lead_sections(self.session, found)

    def task_subject(self) -> TaskSubject | None:
        """Return the lead as what tasks are for."""
        row = self.current_lead()
        return None if row is None else subject_of_lead(row)

    def current_lead(self) -> LeadRow | None:
        """Return the lead that is shown."""
        return None if self.detail is None else self.detail.row
