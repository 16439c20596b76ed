"""Pipelines as who runs the office sets them up: stages, what each promises, their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crm_tui.db.queries import pipelines
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.events import Changed, PipelineSet, StageSet, StagesOrdered
from crm_tui.domain.identifiers import PipelineId, StageId
from crm_tui.domain.pipelines import (
    MOST_PIPELINES,
    MOST_STAGES,
    DefaultPipeline,
    Pipeline,
    Stage,
    StageFields,
    moved,
    stage_fault,
    why_not_remove,
)
from crm_tui.domain.text import name_key
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.services.checks import checked_text
from crm_tui.services.offices import checked_name
from crm_tui.values import dataclass

_CRITERIA_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Pipelines:
    """The pipelines of the office."""

    database: Database

    def list(self, actor: Actor) -> list[Pipeline]:
        """Return every pipeline with its stages, the default one first."""
        with self.database.reading(actor) as view:
            return pipelines.pipelines(view)

    @operation(Permission.MANAGE_OFFICE)
    def add(self, actor: Actor, name: str, first_stage: StageFields) -> Changed:
        """Add a pipeline with its first stage; the record of the change is the pipeline."""
        name = checked_name(name)
        stage = _checked(first_stage)
        with self.database.writing(actor) as unit:
            known = pipelines.pipelines(unit)
            _refuse_taken(name, [each.name for each in known])
            if len(known) >= MOST_PIPELINES:
                raise FieldError("pipeline", "too_long", limit=MOST_PIPELINES)
            pipeline_id = pipelines.add_pipeline(unit, name)
            stage_id = pipelines.add_stage(unit, pipeline_id, 1, stage)
            unit.record(_stage_set(stage_id, None, stage))
            unit.record(PipelineSet(record_id=pipeline_id, after={"name": name}))
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def rename(self, actor: Actor, pipeline_id: PipelineId, name: str) -> Changed:
        """Give a pipeline another name."""
        name = checked_name(name)
        with self.database.writing(actor) as unit:
            old = pipelines.pipeline(unit, pipeline_id)
            others = [each.name for each in pipelines.pipelines(unit) if each.id != pipeline_id]
            _refuse_taken(name, others)
            pipelines.update_pipeline(unit, pipeline_id, {"name": name})
            unit.record(
                PipelineSet(record_id=pipeline_id, before={"name": old.name}, after={"name": name})
            )
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def be_default(self, actor: Actor, pipeline_id: PipelineId) -> Changed:
        """Let new opportunities begin in a pipeline."""
        with self.database.writing(actor) as unit:
            found = pipelines.pipeline(unit, pipeline_id)
            former = pipelines.pipelines(unit)[0]
            pipelines.be_default(unit, pipeline_id)
            unit.record(
                PipelineSet(
                    record_id=pipeline_id,
                    before={"default_id": former.id},
                    after={"default_id": found.id, "name": found.name},
                )
            )
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def remove(self, actor: Actor, pipeline_id: PipelineId) -> Changed:
        """Remove a pipeline in which no opportunity stands; raise RefusedError otherwise."""
        with self.database.writing(actor) as unit:
            found = pipelines.pipeline(unit, pipeline_id)
            if found.is_default:
                raise RefusedError(DefaultPipeline(found.name))
            for stage in found.stages:
                in_use = pipelines.in_stage(unit, stage.id)
                refusal = why_not_remove(found, stage, in_use=in_use) if in_use else None
                if refusal is not None:
                    raise RefusedError(refusal)
            pipelines.update_pipeline(unit, pipeline_id, {"deleted_at": unit.now})
            unit.record(PipelineSet(record_id=pipeline_id, before={"name": found.name}))
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def add_stage(
        self,
        actor: Actor,
        pipeline_id: PipelineId,
        stage: StageFields,
        position: int | None = None,
    ) -> Changed:
        """Add a stage to a pipeline, at its end unless a place is named."""
        stage = _checked(stage)
        with self.database.writing(actor) as unit:
            found = pipelines.pipeline(unit, pipeline_id)
            _refuse_taken(stage.name, [each.name for each in found.stages])
            if len(found.stages) >= MOST_STAGES:
                raise FieldError("stage", "too_long", limit=MOST_STAGES)
            stage_id = pipelines.add_stage(unit, pipeline_id, len(found.stages) + 1, stage)
            if position is not None:
                stages = pipelines.pipeline(unit, pipeline_id).stages
                pipelines.order_stages(unit, moved(stages, stage_id, position))
            unit.record(_stage_set(stage_id, None, stage))
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def edit_stage(self, actor: Actor, stage_id: StageId, changes: Mapping[str, object]) -> Changed:
        """Change what is set of a stage; a probability counts at once for all that stand in it."""
        with self.database.writing(actor) as unit:
            pipeline, old = stage_of(unit, stage_id)
            new = _checked(replace(old.fields, **dict(changes)))  # type: ignore[arg-type]  # its fields
            _refuse_taken(new.name, [e.name for e in pipeline.stages if e.id != stage_id])
            if new != old.fields:
                pipelines.update_stage(unit, stage_id, pipelines.stage_values(new))
                unit.record(_stage_set(stage_id, old.fields, new))
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def move_stage(self, actor: Actor, stage_id: StageId, position: int) -> Changed:
        """Put a stage at another place of its pipeline, counted from one."""
        with self.database.writing(actor) as unit:
            pipeline, _stage = stage_of(unit, stage_id)
            before = [each.id for each in pipeline.stages]
            after = moved(pipeline.stages, stage_id, position)
            if after != before:
                pipelines.order_stages(unit, after)
                unit.record(
                    StagesOrdered(
                        record_id=pipeline.id, before={"ids": before}, after={"ids": after}
                    )
                )
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def remove_stage(self, actor: Actor, stage_id: StageId) -> Changed:
        """Remove a stage in which no opportunity stands; raise RefusedError otherwise."""
        with self.database.writing(actor) as unit:
            pipeline, stage = stage_of(unit, stage_id)
            in_use = pipelines.in_stage(unit, stage_id)
            refusal = why_not_remove(pipeline, stage, in_use=in_use)
            if refusal is not None:
                raise RefusedError(refusal)
            pipelines.update_stage(unit, stage_id, {"deleted_at": unit.now})
            unit.record(_stage_set(stage_id, stage.fields, None))
        return unit.changed


def stage_of(view: View, stage_id: StageId) -> tuple[Pipeline, Stage]:
    """Return a stage with its pipeline; raise NotFoundError when there is none."""
    for pipeline in pipelines.pipelines(view):
        stage = pipeline.stage(stage_id)
        if stage is not None:
            return pipeline, stage
    raise NotFoundError("stage", str(stage_id))


def _checked(stage: StageFields) -> StageFields:
    if fault := stage_fault(stage):
        raise FieldError(*fault)
    criteria = checked_text(
        "exit_criteria", stage.exit_criteria, limit=_CRITERIA_LIMIT, multiline=True
    )
    return replace(stage, name=checked_name(stage.name), exit_criteria=criteria)


def _refuse_taken(name: str, others: list[str]) -> None:
    if name_key(name) in map(name_key, others):
        raise FieldError("name", "taken", name)


def _stage_set(stage_id: StageId, old: StageFields | None, new: StageFields | None) -> StageSet:
    return StageSet(
        record_id=stage_id,
        before={} if old is None else pipelines.stage_values(old),
        after={} if new is None else pipelines.stage_values(new),
    )
