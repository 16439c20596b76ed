"""`crm pipeline`: the stages that opportunities go through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import UnknownChoiceError, read_limit
from crm_tui.cli.opportunity_options import stage_id_of
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import PipelineId, StageId
from crm_tui.domain.pipelines import Pipeline, PipelineSurvey, Stage, StageFields
from crm_tui.domain.text import clean, folded
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.shapes import opportunities as shapes
from crm_tui.presentation.widths import Align
from crm_tui.values import dataclass

NamedT = TypeVar("NamedT", Pipeline, Stage)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A stage with its pipeline, and how many open opportunities stand in it."""

    pipeline: Pipeline
    stage: Stage
    standing: int

    @property
    def is_used(self) -> bool:
        """Return whether opportunities may stand in it."""
        return self.pipeline.is_used and self.stage.is_used


app = group(_("The stages that opportunities go through."))

Name = Annotated[str, typer.Argument(metavar="PIPELINE", help=_("Its name or number."))]
StageName = Annotated[str, typer.Argument(metavar="STAGE", help=_("Its name or number."))]
Probability = Annotated[
    int | None, typer.Option("--probability", min=0, max=100, help=_("In percent."))
]
Criteria = Annotated[str | None, typer.Option("--exit", help=_("What must be done to leave it."))]
RotDays = Annotated[
    str | None, typer.Option("--rot-days", metavar="N|none", help=_("Days until it rots."))
]

Goal = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="STAGE", help=_("Where its open opportunities go: a name or number.")
    ),
]


@command(app, "list", _("List the pipelines with their stages."))
def list_pipelines(
    context: typer.Context,
    *,
    every: Annotated[
        bool, typer.Option("--all", help=_("Those that are out of use, too."))
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the stages in use, the default pipeline first; with --all also the others."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        found = [each for each in _stages(session) if every or each.is_used]
        output.rows(found, _listing(), nothing=_("No pipelines."))


@command(app, "add", _("Add a pipeline with its first stage."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    name: Name,
    stage: StageName,
    *,
    probability: Probability = 10,
    criteria: Criteria = None,
    rot_days: RotDays = None,
    as_json: AsJson = False,
) -> None:
    """Add a pipeline and answer with all of them."""
    with opened(context) as session:
        fields = StageFields(stage, **_changes(probability, criteria, rot_days))  # type: ignore[arg-type]  # its fields
        session.crm.pipelines.add(session.actor, name, fields)
        _answer(context, session, as_json=as_json)


@command(app, "rename", _("Give a pipeline another name."))
def rename(
    context: typer.Context,
    pipeline: Name,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The new name."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Rename a pipeline and answer with all of them."""
    with opened(context) as session:
        session.crm.pipelines.rename(session.actor, _pipeline(session, pipeline), name)
        _answer(context, session, as_json=as_json)


@command(app, "default", _("Let new opportunities begin in a pipeline."))
def default(context: typer.Context, pipeline: Name, *, as_json: AsJson = False) -> None:
    """Make a pipeline the usual one and answer with all of them."""
    with opened(context) as session:
        session.crm.pipelines.be_default(session.actor, _pipeline(session, pipeline))
        _answer(context, session, as_json=as_json)


@command(app, "remove", _("Take a pipeline out of use."))
def remove(
    context: typer.Context, pipeline: Name, *, to: Goal = None, as_json: AsJson = False
) -> None:
    """Take a pipeline out of use and answer with those that are left."""
    with opened(context) as session:
        goal = _goal(session, "", to)
        session.crm.pipelines.remove(session.actor, _pipeline(session, pipeline), goal)
        _answer(context, session, as_json=as_json)


@command(app, "restore", _("Take a pipeline into use again."))
def restore(context: typer.Context, pipeline: Name, *, as_json: AsJson = False) -> None:
    """Take a pipeline into use again and answer with all of them."""
    with opened(context) as session:
        gone = [each for each in _survey(session).pipelines if not each.is_used]
        found = _called("pipeline", gone, pipeline)
        session.crm.pipelines.restore(session.actor, found.id)
        _answer(context, session, as_json=as_json)


@command(app, "add-stage", _("Add a stage to a pipeline."))
def add_stage(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pipeline: Name,
    stage: StageName,
    *,
    probability: Probability = 10,
    criteria: Criteria = None,
    rot_days: RotDays = None,
    place: Annotated[int | None, typer.Option("--place", min=1, help=_("Its place."))] = None,
    as_json: AsJson = False,
) -> None:
    """Add a stage and answer with all pipelines."""
    with opened(context) as session:
        fields = StageFields(stage, **_changes(probability, criteria, rot_days))  # type: ignore[arg-type]  # its fields
        session.crm.pipelines.add_stage(session.actor, _pipeline(session, pipeline), fields, place)
        _answer(context, session, as_json=as_json)


@command(app, "edit-stage", _("Change a stage: name, probability, what ends it, when it rots."))
def edit_stage(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pipeline: Name,
    stage: StageName,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("The new name."))] = None,
    probability: Probability = None,
    criteria: Criteria = None,
    rot_days: RotDays = None,
    place: Annotated[int | None, typer.Option("--place", min=1, help=_("Its place."))] = None,
    as_json: AsJson = False,
) -> None:
    """Change a stage and answer with all pipelines."""
    with opened(context) as session:
        stage_id = _stage(session, pipeline, stage)
        changes = _changes(probability, criteria, rot_days)
        if name is not None:
            changes["name"] = name
        if changes:
            session.crm.pipelines.edit_stage(session.actor, stage_id, changes)
        if place is not None:
            session.crm.pipelines.move_stage(session.actor, stage_id, place)
        _answer(context, session, as_json=as_json)


@command(app, "remove-stage", _("Take a stage out of use."))
def remove_stage(
    context: typer.Context,
    pipeline: Name,
    stage: StageName,
    *,
    to: Goal = None,
    as_json: AsJson = False,
) -> None:
    """Take a stage out of use and answer with all pipelines."""
    with opened(context) as session:
        stage_id, goal = _stage(session, pipeline, stage), _goal(session, pipeline, to)
        session.crm.pipelines.remove_stage(session.actor, stage_id, goal)
        _answer(context, session, as_json=as_json)


@command(app, "restore-stage", _("Take a stage into use again, at the end of its pipeline."))
def restore_stage(
    context: typer.Context, pipeline: Name, stage: StageName, *, as_json: AsJson = False
) -> None:
    """Take a stage into use again and answer with all pipelines."""
    with opened(context) as session:
        of = _called("pipeline", [e for e in _survey(session).pipelines if e.is_used], pipeline)
        found = _called("stage", [each for each in of.stages if not each.is_used], stage)
        session.crm.pipelines.restore_stage(session.actor, found.id)
        _answer(context, session, as_json=as_json)


def _changes(
    probability: int | None, criteria: str | None, rot_days: str | None
) -> dict[str, object]:
    changes: dict[str, object] = {}
    if probability is not None:
        changes["probability"] = probability
    if criteria is not None:
        changes["exit_criteria"] = criteria
    if rot_days is not None:
        changes["rot_days"] = read_limit("rot_days", rot_days)
    return changes


def _pipeline(session: Session, name: str) -> PipelineId:
    pipeline_id, _stage_id = stage_id_of(session, name, "")
    if pipeline_id is None:
        raise FieldError("pipeline", "required")
    return pipeline_id


def _stage(session: Session, pipeline: str, name: str) -> StageId:
    _pipeline_id, stage_id = stage_id_of(session, pipeline, name)
    if stage_id is None:
        raise FieldError("stage", "required")
    return stage_id


def _goal(session: Session, pipeline: str, to: str | None) -> StageId | None:
    """Return the stage that was named, of the pipeline first and of any other then."""
    if to is None:
        return None
    try:
        return stage_id_of(session, pipeline, to)[1]
    except UnknownChoiceError:
        return stage_id_of(session, "", to)[1]


def _called(field: str, among: Sequence[NamedT], name: str) -> NamedT:
    """Return what is called so, or has that number; raise UnknownChoiceError for none."""
    wanted = folded(clean(name))
    for each in among:
        if wanted in {folded(each.name), str(each.id)}:
            return each
    raise UnknownChoiceError(field, "unknown", name, known=tuple(each.name for each in among))


def _survey(session: Session) -> PipelineSurvey:
    return session.crm.pipelines.survey(session.actor)


def _stages(session: Session) -> list[_Listed]:
    found = _survey(session)
    return [
        _Listed(pipeline, stage, found.standing.get(stage.id, 0))
        for pipeline in found.pipelines
        for stage in pipeline.stages
    ]


def _answer(context: typer.Context, session: Session, *, as_json: bool) -> None:
    found = [each for each in _stages(session) if each.is_used]
    output_of(context, as_json=as_json).rows(found, _listing(), nothing="")


def _listing() -> Listing[_Listed]:
    Column = TableColumn[_Listed]  # noqa: N806 - a class
    right = Align.RIGHT
    columns = (
        Column(_("Pipeline"), lambda each: each.pipeline.name),
        Column(_("No."), lambda each: str(each.stage.position), align=right),
        Column(_("Opportunity stage"), _stage_name),
        Column(_("Probability"), lambda each: f"{each.stage.fields.probability}%", align=right),
        Column(
            _("Rots after"), lambda each: str(each.stage.fields.rot_days or "—"), 1, align=right
        ),
        Column(_("In it now"), lambda each: str(each.standing or ""), 1, align=right),
        Column(_("Ends with"), lambda each: each.stage.fields.exit_criteria, 2),
    )
    return Listing[_Listed](
        columns,
        lambda each: shapes.stage(each.pipeline, each.stage, each.standing),
        shapes.STAGE_KEYS,
    )


def _stage_name(each: _Listed) -> str:
    name = each.stage.name
    return name if each.is_used else _("{name} (out of use)").format(name=name)
