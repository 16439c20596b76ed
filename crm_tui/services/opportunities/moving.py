"""Bring an opportunity into another stage, wished for or because its own is out of use."""

from __future__ import annotations

from crm_tui.db.queries import opportunities, pipelines
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.events import OpportunityMoved
from crm_tui.domain.identifiers import OpportunityId, StageId
from crm_tui.domain.opportunities import OpportunityRow, why_not_change
from crm_tui.domain.pipelines import Pipeline, Stage, stage_instead
from crm_tui.errors import ConflictError, RefusedError
from crm_tui.services.opportunities.writing import changeable, place_of


def bring(unit: Unit, row: OpportunityRow, pipeline: Pipeline, stage: Stage) -> None:
    """Let an open opportunity stand in another stage from now on."""
    opportunities.end_stay(unit, row.id)
    opportunities.add_stay(unit, row.id, stage.id)
    values = {"pipeline_id": pipeline.id, "stage_id": stage.id, "stage_since": unit.now}
    opportunities.update_opportunity(unit, row.id, values)
    unit.record(
        OpportunityMoved(
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
                "stage_id": stage.id,
                "stage": stage.name,
                "pipeline_id": pipeline.id,
            },
        )
    )


def move(
    unit: Unit, opportunity_id: OpportunityId, stage_id: StageId, seen: StageId | None = None
) -> None:
    """Bring an open opportunity into a stage that was wished for.

    Raises RefusedError for one that has ended, ConflictError where it left the stage that was seen.
    """
    row, _customer = changeable(unit, opportunity_id)
    refusal = why_not_change(row)
    if refusal is not None:
        raise RefusedError(refusal)
    pipeline, stage = place_of(unit, None, stage_id)
    if seen is not None and row.stage_id not in {seen, stage_id}:
        both: dict[str, tuple[object, object]] = {"stage": (row.stage, stage.name)}
        raise ConflictError("opportunity", opportunity_id, both)
    if stage.id != row.stage_id:
        bring(unit, row, pipeline, stage)


def place_in_use(view: View, row: OpportunityRow) -> tuple[Pipeline, Stage]:
    """Return where an opportunity may stand: its own stage unless that went out of use."""
    known = pipelines.pipelines(view)
    for pipeline in known:
        stage = pipeline.stage(row.stage_id)
        if stage is not None:
            return pipeline, stage
    own = next(each for each in pipelines.every_pipeline(view) if each.id == row.pipeline_id)
    stood = own.stage(row.stage_id)
    return stage_instead(known, row.pipeline_id, stood.position if stood else 1)
