"""Pipelines: the stages an opportunity goes through, each with what it promises and asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.identifiers import PipelineId, StageId
from crm_tui.values import dataclass

WHOLE = 100
"""A probability is a whole number of percent."""
LONGEST_ROT_DAYS = 3650
MOST_STAGES = 20
MOST_PIPELINES = 20


@dataclass(frozen=True, slots=True)
class StageFields:
    """What is set of a stage; `rot_days` is None where nothing rots in it."""

    name: str
    probability: int
    exit_criteria: str = ""
    rot_days: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a pipeline, at its place in it; one out of use keeps what ended in it."""

    id: StageId
    pipeline_id: PipelineId
    position: int
    fields: StageFields
    is_used: bool = True

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.fields.name


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline with its stages in their order; new opportunities begin in the default one."""

    id: PipelineId
    name: str
    is_default: bool
    stages: tuple[Stage, ...]
    is_used: bool = True

    def stage(self, stage_id: StageId) -> Stage | None:
        """Return one of its stages, or None."""
        return next((each for each in self.stages if each.id == stage_id), None)


@dataclass(frozen=True, slots=True)
class PipelineSurvey:
    """Every pipeline and stage, those out of use last, and how many open ones stand where."""

    pipelines: tuple[Pipeline, ...]
    standing: Mapping[StageId, int]


SEED_NAME = ("标准流程", "Standard")
SEED_STAGES: tuple[tuple[str, str, StageFields], ...] = (
    ("初步接洽", "Qualification", StageFields("", 10, rot_days=14)),
    ("需求确认", "Needs confirmed", StageFields("", 30, rot_days=21)),
    ("方案报价", "Proposal", StageFields("", 50, rot_days=21)),
    ("商务谈判", "Negotiation", StageFields("", 70, rot_days=14)),
    ("合同签订", "Signing", StageFields("", 90, rot_days=14)),
)
"""The pipeline every office starts with: names in Chinese and English, what each promises."""


@dataclass(frozen=True, slots=True)
class StageInUse:
    """Opportunities stand in a stage that is to go."""

    stage: str
    count: int


@dataclass(frozen=True, slots=True)
class LastStage:
    """A pipeline has one stage at least."""

    pipeline: str


@dataclass(frozen=True, slots=True)
class DefaultPipeline:
    """The pipeline in which new opportunities begin stays."""

    pipeline: str


@dataclass(frozen=True, slots=True)
class StageGoesToo:
    """What stands in a stage that goes cannot go to one that goes with it."""

    stage: str


PipelineRefusal = StageInUse | LastStage | DefaultPipeline | StageGoesToo


def stage_fault(stage: StageFields) -> tuple[str, str] | None:
    """Return the field of a stage that cannot be stored and why, or None."""
    if not 0 <= stage.probability <= WHOLE:
        return "probability", "out_of_range"
    if stage.rot_days is not None and not 1 <= stage.rot_days <= LONGEST_ROT_DAYS:
        return "rot_days", "out_of_range"
    return None


def why_not_remove_stage(
    pipeline: Pipeline, stage: Stage, *, in_use: int, to: Stage | None
) -> PipelineRefusal | None:
    """Return why a stage stays, or None; `to` is where what stands in it goes."""
    if refusal := _why_not_go(stage, in_use, to, going=(stage,)):
        return refusal
    return LastStage(pipeline.name) if len(pipeline.stages) == 1 else None


def why_not_remove_pipeline(
    pipeline: Pipeline, standing: Mapping[StageId, int], to: Stage | None
) -> PipelineRefusal | None:
    """Return why a pipeline stays, or None; `to` is where what stands in it goes."""
    if pipeline.is_default:
        return DefaultPipeline(pipeline.name)
    for stage in pipeline.stages:
        refusal = _why_not_go(stage, standing.get(stage.id, 0), to, going=pipeline.stages)
        if refusal is not None:
            return refusal
    return None


def _why_not_go(
    stage: Stage, in_use: int, to: Stage | None, *, going: Sequence[Stage]
) -> PipelineRefusal | None:
    if to is not None and to.id in {each.id for each in going}:
        return StageGoesToo(to.name)
    return StageInUse(stage.name, in_use) if in_use and to is None else None


def stage_instead(
    known: Sequence[Pipeline], pipeline_id: PipelineId, position: int
) -> tuple[Pipeline, Stage]:
    """Return where an opportunity goes on whose stage is out of use: the nearest one before it.

    That is the first one of its pipeline where none is before, of the default one (the first of
    the known) where its pipeline is out of use as well.
    """
    pipeline = next((each for each in known if each.id == pipeline_id), known[0])
    before = [each for each in pipeline.stages if each.position < position]
    is_same = pipeline.id == pipeline_id
    return pipeline, before[-1] if before and is_same else pipeline.stages[0]


def moved(stages: Sequence[Stage], stage_id: StageId, position: int) -> list[StageId]:
    """Return the ids of stages with one of them at another place, counted from one."""
    others = [each.id for each in stages if each.id != stage_id]
    at = min(max(position, 1), len(stages)) - 1
    return [*others[:at], stage_id, *others[at:]]
