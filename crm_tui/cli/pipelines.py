"""`crm pipeline`: the stages that opportunities go through."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_limit
from crm_tui.cli.opportunity_options import stage_id_of
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import PipelineId, StageId
from crm_tui.domain.pipelines import Pipeline, Stage, StageFields
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.shapes import opportunities as shapes
from crm_tui.presentation.widths import Align

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


@command(app, "list", _("List the pipelines with their stages."))
def list_pipelines(
    context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List every stage, the default pipeline first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        output.rows(_stages(session), _listing(), nothing=_("No pipelines."))


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


@command(app, "remove", _("Remove a pipeline in which nothing stands."))
def remove(context: typer.Context, pipeline: Name, *, as_json: AsJson = False) -> None:
    """Remove a pipeline and answer with those that are left."""
    with opened(context) as session:
        session.crm.pipelines.remove(session.actor, _pipeline(session, pipeline))
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


@command(app, "remove-stage", _("Remove a stage in which nothing stands."))
def remove_stage(
    context: typer.Context, pipeline: Name, stage: StageName, *, as_json: AsJson = False
) -> None:
    """Remove a stage and answer with all pipelines."""
    with opened(context) as session:
        session.crm.pipelines.remove_stage(session.actor, _stage(session, pipeline, stage))
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


def _stages(session: Session) -> list[tuple[Pipeline, Stage]]:
    known = session.crm.pipelines.list(session.actor)
    return [(pipeline, stage) for pipeline in known for stage in pipeline.stages]


def _answer(context: typer.Context, session: Session, *, as_json: bool) -> None:
    output_of(context, as_json=as_json).rows(_stages(session), _listing(), nothing="")


def _listing() -> Listing[tuple[Pipeline, Stage]]:
    Column = TableColumn[tuple[Pipeline, Stage]]  # noqa: N806 - a class
    right = Align.RIGHT
    columns = (
        Column(_("Pipeline"), lambda each: each[0].name),
        Column(_("No."), lambda each: str(each[1].position), align=right),
        Column(_("Opportunity stage"), lambda each: each[1].name),
        Column(_("Probability"), lambda each: f"{each[1].fields.probability}%", align=right),
        Column(_("Rots after"), lambda each: str(each[1].fields.rot_days or "—"), 1, align=right),
        Column(_("Ends with"), lambda each: each[1].fields.exit_criteria, 2),
    )
    return Listing[tuple[Pipeline, Stage]](
        columns, lambda each: shapes.stage(*each), shapes.STAGE_KEYS
    )
