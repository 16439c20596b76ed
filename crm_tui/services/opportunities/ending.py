"""How an opportunity ends, and what ending it means: a deal, its owner's credit, the clock."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import opportunities
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.deals import DealFields
from crm_tui.domain.events import OpportunityEnded, OpportunityReopened
from crm_tui.domain.identifiers import DealId, OpportunityId, UserId
from crm_tui.domain.opportunities import (
    OpportunityRow,
    OpportunityState,
    why_not_change,
    why_not_reopen,
)
from crm_tui.domain.sale_deals import SaleRoad, SaleStep
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services.checks import checked_text
from crm_tui.services.currencies import reported
from crm_tui.services.opportunities.large import tell_if_large
from crm_tui.services.opportunities.moving import place_in_use
from crm_tui.services.opportunities.writing import changeable, count_anew, told
from crm_tui.services.projects.days import keep_days
from crm_tui.services.sale_deals import record_once, take_back
from crm_tui.values import dataclass

_REASON_LIMIT = 200
_REVIEW_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Ending:
    """Why it ended, and what is to be learnt of it; a won one needs no reason."""

    reason: str = ""
    review: str = ""


def end(unit: Unit, opportunity_id: OpportunityId, state: OpportunityState, ending: Ending) -> None:
    """Let an open opportunity end; raise RefusedError for one that has ended."""
    reason = checked_text("reason", ending.reason, limit=_REASON_LIMIT)
    review = checked_text("review", ending.review, limit=_REVIEW_LIMIT, multiline=True)
    if not reason and state is not OpportunityState.WON:
        raise FieldError("reason", "required")
    row, customer = changeable(unit, opportunity_id)
    refusal = why_not_change(row)
    if refusal is not None:
        raise RefusedError(refusal)
    owner_id = row.owner_id or unit.person.user_id
    values: dict[str, Any] = {
        "state": state,
        "owner_id": owner_id,
        "closed_day": unit.today,
        "close_reason": reason,
        "review": review,
        "deal_id": None,
        "reported_minor": reported(unit, row.fields.amount_minor, row.fields.currency),
    }
    if state is OpportunityState.WON:
        fields = DealFields(values["reported_minor"], unit.today, row.name)
        road = SaleRoad(row.customer_id, opportunity_id=opportunity_id)
        values["deal_id"] = record_once(
            unit, customer, SaleStep.WON, road, fields, UserId(owner_id)
        )
    opportunities.update_opportunity(unit, opportunity_id, values)
    opportunities.end_stay(unit, opportunity_id)
    count_anew(unit, opportunity_id)
    unit.record(
        OpportunityEnded(
            customer_id=row.customer_id,
            record_id=opportunity_id,
            before=_ended_values(row),
            after={**told(row), "state": state, "reason": reason, "review": review},
        )
    )
    if state is OpportunityState.WON:
        tell_if_large(unit, opportunity_id)
    keep_days(unit, opportunity_id)


def reopen(unit: Unit, opportunity_id: OpportunityId) -> None:
    """Open an opportunity again; the deal that it made counts for nothing from today on.

    What was ordered and signed of it is a deal then, where the office counts that.

    It stands where it stood, unless that stage is out of use: then in the nearest one before it.
    """
    row, customer = changeable(unit, opportunity_id)
    refusal = why_not_reopen(row)
    if refusal is not None:
        raise RefusedError(refusal)
    road = SaleRoad(row.customer_id, opportunity_id=opportunity_id)
    take_back(unit, customer, road, row.deal_id, row.name)
    pipeline, stage = place_in_use(unit, row)
    values: dict[str, Any] = {
        "state": OpportunityState.OPEN,
        "pipeline_id": pipeline.id,
        "stage_id": stage.id,
        "owner_id": None,
        "closed_day": None,
        "close_reason": "",
        "review": "",
        "deal_id": None,
        "reported_minor": reported(unit, row.fields.amount_minor, row.fields.currency),
        "stage_since": unit.now,
    }
    opportunities.update_opportunity(unit, opportunity_id, values)
    opportunities.add_stay(unit, opportunity_id, stage.id)
    count_anew(unit, opportunity_id)
    unit.record(
        OpportunityReopened(
            customer_id=row.customer_id,
            record_id=opportunity_id,
            before={
                **_ended_values(row),
                "pipeline_id": row.pipeline_id,
                "stage_id": row.stage_id,
                "stage_since": row.stage_since,
            },
            after={**told(row), "stage": stage.name},
        )
    )
    keep_days(unit, opportunity_id)


def _ended_values(row: OpportunityRow) -> dict[str, object]:
    """Return how an opportunity had ended, or that it had not, for undo."""
    is_open = row.state is OpportunityState.OPEN
    deal_id: DealId | None = row.deal_id
    return {
        "state": row.state,
        "owner_id": None if is_open else row.owner_id,
        "closed_day": row.closed_day,
        "close_reason": row.close_reason,
        "review": row.review,
        "deal_id": deal_id,
        "reported_minor": row.reported_minor,
    }
