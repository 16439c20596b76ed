"""Bring an opportunity into another stage, wished for or because its own is out of use."""

from __future__ import annotations

from crm_tui.db.queries import opportunities, pipelines
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.events import OpportunityMoved
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.pipelines import Pipeline, Stage, stage_instead


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
