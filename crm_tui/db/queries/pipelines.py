"""Pipelines and their stages; there are few of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from crm_tui.db.schema.opportunities import OPPORTUNITY, PIPELINE, PIPELINE_STAGE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import PipelineId, StageId
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.pipelines import (
    SEED_NAME,
    SEED_STAGES,
    Pipeline,
    Stage,
    StageFields,
)
from crm_tui.errors import NotFoundError

_STAGE = PIPELINE_STAGE.c
_READ = 10_000


def seed(connection: Connection, language: str, now: datetime) -> None:
    """Insert the pipeline every office starts with, in its language."""
    which = int(language == "en")
    stamps = {"created_at": now, "updated_at": now}
    result = connection.execute(
        insert(PIPELINE).values(name=SEED_NAME[which], is_default=True, **stamps)
    )
    (key,) = result.inserted_primary_key or (0,)
    connection.execute(
        insert(PIPELINE_STAGE),
        [
            {
                "pipeline_id": key,
                "position": position,
                "name": (chinese, english)[which],
                "probability": fields.probability,
                "exit_criteria": fields.exit_criteria,
                "rot_days": fields.rot_days,
                **stamps,
            }
            for position, (chinese, english, fields) in enumerate(SEED_STAGES, start=1)
        ],
    )


def pipelines(view: View) -> list[Pipeline]:
    """Return every pipeline in use with its stages in use, the default one first."""
    in_use = (each for each in every_pipeline(view) if each.is_used)
    return [replace(each, stages=tuple(s for s in each.stages if s.is_used)) for each in in_use]


def every_pipeline(view: View) -> list[Pipeline]:
    """Return every pipeline with every stage, those that are out of use behind the others."""
    stages: dict[int, list[Stage]] = {}
    rows = view.connection.execute(
        select(PIPELINE_STAGE)
        .order_by(_STAGE.deleted_at.is_not(None), _STAGE.position, _STAGE.id)
        .limit(_READ)
    )
    for row in rows:
        stages.setdefault(row.pipeline_id, []).append(_stage(row))
    column = PIPELINE.c
    found = view.connection.execute(
        select(PIPELINE)
        .order_by(column.deleted_at.is_not(None), column.is_default.desc(), column.id)
        .limit(_READ)
    )
    return [
        Pipeline(
            PipelineId(row.id),
            row.name,
            row.is_default,
            tuple(stages.get(row.id, ())),
            is_used=row.deleted_at is None,
        )
        for row in found
    ]


def pipeline(view: View, pipeline_id: PipelineId) -> Pipeline:
    """Return a pipeline; raise NotFoundError when there is none."""
    found = next((each for each in pipelines(view) if each.id == pipeline_id), None)
    if found is None:
        raise NotFoundError("pipeline", str(pipeline_id))
    return found


def add_pipeline(unit: Unit, name: str) -> PipelineId:
    """Insert a pipeline without stages; return its id."""
    result = unit.connection.execute(
        insert(PIPELINE).values(name=name, is_default=False, **_made(unit))
    )
    (key,) = result.inserted_primary_key or (0,)
    return PipelineId(int(key))


def update_pipeline(unit: Unit, pipeline_id: PipelineId, values: dict[str, object]) -> None:
    """Change columns of a pipeline."""
    _update(unit, PIPELINE, pipeline_id, values)


def be_default(unit: Unit, pipeline_id: PipelineId) -> None:
    """Let new opportunities begin in a pipeline, and in no other."""
    unit.connection.execute(update(PIPELINE).values(is_default=PIPELINE.c.id == pipeline_id))


def add_stage(unit: Unit, pipeline_id: PipelineId, position: int, fields: StageFields) -> StageId:
    """Insert a stage at a place of its pipeline; return its id."""
    result = unit.connection.execute(
        insert(PIPELINE_STAGE).values(
            pipeline_id=pipeline_id, position=position, **stage_values(fields), **_made(unit)
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return StageId(int(key))


def update_stage(unit: Unit, stage_id: StageId, values: dict[str, object]) -> None:
    """Change columns of a stage."""
    _update(unit, PIPELINE_STAGE, stage_id, values)


def order_stages(unit: Unit, ids: Sequence[StageId]) -> None:
    """Put the stages of a pipeline into this order."""
    for position, stage_id in enumerate(ids, start=1):
        unit.connection.execute(
            update(PIPELINE_STAGE).where(_STAGE.id == stage_id).values(position=position)
        )


def standing(view: View, stage_ids: Sequence[StageId]) -> Mapping[StageId, int]:
    """Return how many open opportunities stand in each of these stages, whoever asks."""
    column = OPPORTUNITY.c
    rows = view.connection.execute(
        select(column.stage_id, func.count().label("number"))
        .where(
            column.stage_id.in_(stage_ids),
            column.state == OpportunityState.OPEN,
            column.deleted_at.is_(None),
        )
        .group_by(column.stage_id)
    )
    return {StageId(row.stage_id): row.number for row in rows}


def stage_values(fields: StageFields) -> dict[str, object]:
    """Return what is set of a stage, as its columns hold it."""
    return {
        "name": fields.name,
        "probability": fields.probability,
        "exit_criteria": fields.exit_criteria,
        "rot_days": fields.rot_days,
    }


def _stage(row: Any) -> Stage:
    fields = StageFields(row.name, row.probability, row.exit_criteria, row.rot_days)
    return Stage(
        StageId(row.id),
        PipelineId(row.pipeline_id),
        row.position,
        fields,
        is_used=row.deleted_at is None,
    )


def _made(unit: Unit) -> dict[str, object]:
    who = unit.person.user_id
    return {
        "created_at": unit.now,
        "created_by_id": who,
        "updated_at": unit.now,
        "updated_by_id": who,
    }


def _update(unit: Unit, table: Any, record_id: int, values: dict[str, object]) -> None:
    unit.connection.execute(
        update(table)
        .where(table.c.id == record_id)
        .values(
            **values,
            version=table.c.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )
