"""Take back what was done to project files; their key dates have events of their own."""

from __future__ import annotations

from crm_tui.db.queries import projects
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow, ProjectEdited
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unedit(unit: Unit, event: EventRow) -> bool:
    """Put the fields back that were changed, unless they were changed again since."""
    opportunity_id = OpportunityId(record_id_of(event))
    row = projects.stored_project(unit, opportunity_id)
    if row is None or any(getattr(row, name) != event.after[name] for name in event.before):
        return False
    projects.set_project(unit, opportunity_id, dict(event.before))
    return True


TAKE_BACK: dict[str, TakeBack] = {ProjectEdited.kind(): _unedit}
"""How each event of project files is taken back."""
