"""Pipelines as who runs the office sets them up: stages, what each promises, their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries import opportunities, pipelines
from crm_tui.db.unit_of_work import Database, Unit, View, one_batch, operation
from crm_tui.domain.events import Changed, PipelineSet, StageSet, StagesOrdered
from crm_tui.domain.identifiers import PipelineId, StageId
from crm_tui.domain.pipelines import (
    MOST_PIPELINES,
    MOST_STAGES,
    Pipeline,
    PipelineRefusal,
    PipelineSurvey,
    Stage,
    StageFields,
    moved,
    stage_fault,
    why_not_remove_pipeline,
    why_not_remove_stage,
)
from crm_tui.domain.text import name_key
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from crm_tui.services.checks import checked_text
from crm_tui.services.offices import checked_name
from crm_tui.services.opportunities.moving import bring
from crm_tui.values import dataclass

_CRITERIA_LIMIT = 1000
_AT_ONCE = 200
"""Opportunities a transaction brings elsewhere: the write lock is held well under 250 ms."""


@dataclass(frozen=True, slots=True)
class Pipelines:
    """The pipelines of the office."""

    database: Database

    def list(self, actor: Actor) -> list[Pipeline]:
        """Return every pipeline in use with its stages, the default one first."""
        with self.database.reading(actor) as view:
            return pipelines.pipelines(view)

    def survey(self, actor: Actor) -> PipelineSurvey:
        """Return every pipeline and stage, also out of use, and how many open ones stand where."""
        with self.database.reading(actor) as view:
            every = tuple(pipelines.every_pipeline(view))
            ids = [stage.id for each in every for stage in each.stages]
            return PipelineSurvey(every, pipelines.standing(view, ids))

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

    def remove(self, actor: Actor, pipeline_id: PipelineId, to: StageId | None = None) -> Changed:
        """Take a pipeline out of use; what stands open in it goes to a stage of another first.

        Raises RefusedError where something stands in it and no stage is named. What ended in it
        stays as it is.
        """
        with one_batch():
            while (done := self._clear_pipeline(actor, pipeline_id, to)) is None:
                pass
        return done

    @operation(Permission.MANAGE_OFFICE)
    def _clear_pipeline(
        self, actor: Actor, pipeline_id: PipelineId, to: StageId | None
    ) -> Changed | None:
        """Bring some elsewhere, and close the pipeline once it is empty; None while it is not."""
        with self.database.writing(actor) as unit:
            found = pipelines.pipeline(unit, pipeline_id)
            goal = None if to is None else stage_of(unit, to)
            standing = pipelines.standing(unit, [each.id for each in found.stages])
            _refuse(why_not_remove_pipeline(found, standing, None if goal is None else goal[1]))
            if goal is not None and standing:
                _bring_some(unit, next(iter(standing)), goal)
                return None
            pipelines.update_pipeline(unit, pipeline_id, {"deleted_at": unit.now})
            unit.record(PipelineSet(record_id=pipeline_id, before={"name": found.name}))
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def restore(self, actor: Actor, pipeline_id: PipelineId) -> Changed:
        """Bring a pipeline back into use, with the stages that it had."""
        with self.database.writing(actor) as unit:
            found = _unused_pipeline(unit, pipeline_id)
            known = pipelines.pipelines(unit)
            _refuse_taken(found.name, [each.name for each in known])
            if len(known) >= MOST_PIPELINES:
                raise FieldError("pipeline", "too_long", limit=MOST_PIPELINES)
            pipelines.update_pipeline(unit, pipeline_id, {"deleted_at": None})
            unit.record(PipelineSet(record_id=pipeline_id, after={"name": found.name}))
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
                _order(unit, pipeline.id, before, after)
        return unit.changed

    def remove_stage(self, actor: Actor, stage_id: StageId, to: StageId | None = None) -> Changed:
        """Take a stage out of use; what stands open in it goes to another stage first.

        Raises RefusedError where something stands in it and no stage is named, and for the last
        stage of a pipeline. What ended in it stays as it is.
        """
        with one_batch():
            while (done := self._clear_stage(actor, stage_id, to)) is None:
                pass
        return done

    @operation(Permission.MANAGE_OFFICE)
    def _clear_stage(self, actor: Actor, stage_id: StageId, to: StageId | None) -> Changed | None:
        """Bring some elsewhere, and close the stage once it is empty; None while it is not."""
        with self.database.writing(actor) as unit:
            pipeline, stage = stage_of(unit, stage_id)
            goal = None if to is None else stage_of(unit, to)
            in_use = pipelines.standing(unit, [stage_id]).get(stage_id, 0)
            aim = None if goal is None else goal[1]
            _refuse(why_not_remove_stage(pipeline, stage, in_use=in_use, to=aim))
            if goal is not None and in_use > _bring_some(unit, stage_id, goal):
                return None
            pipelines.update_stage(unit, stage_id, {"deleted_at": unit.now})
            unit.record(_stage_set(stage_id, stage.fields, None))
            ids = [each.id for each in pipeline.stages]
            _order(unit, pipeline.id, ids, [each for each in ids if each != stage_id])
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def restore_stage(self, actor: Actor, stage_id: StageId) -> Changed:
        """Bring a stage back into use, at the end of its pipeline."""
        with self.database.writing(actor) as unit:
            stage = _unused_stage(unit, stage_id)
            found = pipelines.pipeline(unit, stage.pipeline_id)
            _refuse_taken(stage.name, [each.name for each in found.stages])
            if len(found.stages) >= MOST_STAGES:
                raise FieldError("stage", "too_long", limit=MOST_STAGES)
            pipelines.update_stage(unit, stage_id, {"deleted_at": None})
            pipelines.order_stages(unit, [*(each.id for each in found.stages), stage_id])
            unit.record(_stage_set(stage_id, None, stage.fields))
        return unit.changed


def stage_of(view: View, stage_id: StageId) -> tuple[Pipeline, Stage]:
    """Return a stage with its pipeline; raise NotFoundError when there is none."""
    for pipeline in pipelines.pipelines(view):
        stage = pipeline.stage(stage_id)
        if stage is not None:
            return pipeline, stage
    raise NotFoundError("stage", str(stage_id))


def _unused_stage(view: View, stage_id: StageId) -> Stage:
    for pipeline in pipelines.every_pipeline(view):
        stage = pipeline.stage(stage_id)
        if stage is not None and not stage.is_used:
            return stage
    raise NotFoundError("stage", str(stage_id))


def _unused_pipeline(view: View, pipeline_id: PipelineId) -> Pipeline:
    for each in pipelines.every_pipeline(view):
        if each.id == pipeline_id and not each.is_used:
            return each
    raise NotFoundError("pipeline", str(pipeline_id))


def _bring_some(unit: Unit, stage_id: StageId, goal: tuple[Pipeline, Stage]) -> int:
    """Bring the first of what stands in a stage elsewhere; return how many."""
    found = opportunities.standing_in(unit, stage_id, _AT_ONCE)
    for each in found:
        bring(unit, each, *goal)
    return len(found)


def _order(
    unit: Unit, pipeline_id: PipelineId, before: Sequence[StageId], after: Sequence[StageId]
) -> None:
    pipelines.order_stages(unit, after)
    unit.record(
        StagesOrdered(
            record_id=pipeline_id, before={"ids": list(before)}, after={"ids": list(after)}
        )
    )


def _refuse(refusal: PipelineRefusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


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
