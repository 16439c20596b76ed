"""Bring an opportunity from one stage into another."""

from __future__ import annotations

from crm_tui.db.queries import opportunities
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import OpportunityMoved
from crm_tui.domain.identifiers import OpportunityId, PipelineId, StageId
from crm_tui.domain.opportunities import OpportunityRow, why_not_change
from crm_tui.errors import ConflictError, RefusedError
from crm_tui.services.opportunities.writing import changeable, place_of


def move(
    unit: Unit, opportunity_id: OpportunityId, stage_id: StageId, seen: StageId | None
) -> None:
    """Bring an open opportunity into a stage; raise ConflictError where it left the one seen."""
    row, _customer = changeable(unit, opportunity_id)
    refusal = why_not_change(row)
    if refusal is not None:
        raise RefusedError(refusal)
    pipeline, stage = place_of(unit, None, stage_id)
    if seen is not None and row.stage_id not in {seen, stage_id}:
        both: dict[str, tuple[object, object]] = {"stage": (row.stage, stage.name)}
        raise ConflictError("opportunity", opportunity_id, both)
    if stage.id == row.stage_id:
        return
    opportunities.end_stay(unit, opportunity_id)
    opportunities.add_stay(unit, opportunity_id, stage.id)
    values = {"pipeline_id": pipeline.id, "stage_id": stage.id, "stage_since": unit.now}
    opportunities.update_opportunity(unit, opportunity_id, values)
    unit.record(_moved(row, stage.id, stage.name, pipeline.id))


def _moved(
    row: OpportunityRow, stage_id: StageId, stage: str, pipeline_id: PipelineId
) -> OpportunityMoved:
    return OpportunityMoved(
        customer_id=row.customer_id,
        record_id=row.id,
        before={
            "stage_id": row.stage_id,
            "stage": row.stage,
            "pipeline_id": row.pipeline_id,
            "stage_since": row.stage_since,
        },
        after={
            "opportunity": row.name,
            "stage_id": stage_id,
            "stage": stage,
            "pipeline_id": pipeline_id,
        },
    )
