"""Do one thing to several leads, and answer for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crm_tui.db.queries.leads import records
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.records import LeadRow
from crm_tui.errors import CrmError, NotFoundError, RefusedError
from crm_tui.services.outcomes import Outcomes
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class LeadOutcome:
    """What became of one lead of a batch: done, or the error that refused it."""

    lead_id: LeadId
    lead: str
    error: CrmError | None = None


LeadBatch = Outcomes[LeadOutcome]
"""The results of a batch, one per lead, in the order asked."""


def each_lead(
    unit: Unit, lead_ids: Iterable[LeadId], act: Callable[[LeadRow], None]
) -> tuple[LeadOutcome, ...]:
    """Do it to each lead once; a refusal lets the others go on."""
    return tuple(_attempt(unit, each, act) for each in dict.fromkeys(lead_ids))


def _attempt(unit: Unit, lead_id: LeadId, act: Callable[[LeadRow], None]) -> LeadOutcome:
    called = ""
    try:
        lead = records.lead(unit, lead_id)
        called = lead.called
        with unit.trying():
            act(lead)
    except (RefusedError, NotFoundError) as error:
        return LeadOutcome(lead_id, called, error)
    return LeadOutcome(lead_id, called)
