"""The forms of a pipeline and of a stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import ComposeResult
from textual.dom import DOMNode

from crm_tui.domain.events import Changed
from crm_tui.domain.pipelines import LONGEST_ROT_DAYS, WHOLE, Pipeline, Stage, StageFields
from crm_tui.i18n import _
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import FormField, MultiLineField, TextField
from crm_tui.values import dataclass

_NAME_LIMIT = 100
_CRITERIA_LIMIT = 1000
_FIRST = StageFields("", 10)


@dataclass(frozen=True, slots=True)
class StagePlace:
    """A pipeline, and the place in it that a stage has or is to have, counted from one."""

    pipeline: Pipeline
    position: int


class StageForm(FormScreen):
    """A new stage of a pipeline, or one that is changed."""

    def __init__(self, session: Session, place: StagePlace, stage: Stage | None) -> None:
        pipeline = name_in_sentence(place.pipeline.name)
        title = _("New stage of “{pipeline}”").format(pipeline=pipeline)
        if stage is not None:
            title = _("Stage · {name}").format(name=name_in_sentence(stage.name))
        of = place.pipeline.id
        draft = f"stage-of-{of}" if stage is None else f"stage-{stage.id}"
        super().__init__(session, title, draft_name=draft)
        self._place, self._stage = place, stage
        self._seen = _FIRST if stage is None else stage.fields

    def compose_fields(self) -> ComposeResult:
        """Yield its name, its chance, when it rots, and what ends it."""
        yield TextField(
            field_label("name"), self._seen.name, required=True, limit=_NAME_LIMIT, id="name"
        )
        yield from _stage_fields(self._seen)

    def save(self) -> None:
        """Save the stage; of one that was there only what is different."""
        pipelines, actor, stage, place = (
            self.session.crm.pipelines,
            self.session.actor,
            self._stage,
            self._place,
        )
        values = _typed(self) | {"name": self.query_one("#name", TextField).value}
        if stage is None:
            fields = StageFields(**values)
            self.store(
                lambda: pipelines.add_stage(actor, place.pipeline.id, fields, place.position),
                self._saved,
            )
            return
        seen, stage_id = self._seen, stage.id
        changes = {name: each for name, each in values.items() if each != getattr(seen, name)}
        self.store(lambda: pipelines.edit_stage(actor, stage_id, changes), self._saved)

    def _saved(self, changed: Changed) -> None:
        name = name_in_sentence(self.query_one("#name", TextField).value)
        operations_of(self).tell(_("Saved the stage “{name}”").format(name=name))
        self.leave(changed)


class PipelineForm(FormScreen):
    """A new pipeline with its first stage, or one that is renamed."""

    def __init__(self, session: Session, pipeline: Pipeline | None) -> None:
        title = _("New pipeline")
        if pipeline is not None:
            title = _("Pipeline · {name}").format(name=name_in_sentence(pipeline.name))
        draft = "pipeline" if pipeline is None else f"pipeline-{pipeline.id}"
        super().__init__(session, title, draft_name=draft)
        self._pipeline = pipeline

    def compose_fields(self) -> ComposeResult:
        """Yield its name, and of a new one the first stage."""
        name = "" if self._pipeline is None else self._pipeline.name
        yield TextField(field_label("name"), name, required=True, limit=_NAME_LIMIT, id="name")
        if self._pipeline is None:
            yield TextField(_("First stage"), "", required=True, limit=_NAME_LIMIT, id="stage")
            yield from _stage_fields(_FIRST)

    def save(self) -> None:
        """Save the pipeline."""
        pipelines, actor, pipeline = (
            self.session.crm.pipelines,
            self.session.actor,
            self._pipeline,
        )
        name = self.query_one("#name", TextField).value

        def saved(changed: Changed) -> None:
            said = _("Saved the pipeline “{name}”").format(name=name_in_sentence(name))
            operations_of(self).tell(said)
            self.leave(changed)

        if pipeline is not None:
            self.store(lambda: pipelines.rename(actor, pipeline.id, name), saved)
            return
        first = StageFields(**_typed(self), name=self.query_one("#stage", TextField).value)
        self.store(lambda: pipelines.add(actor, name, first), saved)


def _stage_fields(fields: StageFields) -> Iterator[FormField[Any]]:
    yield NumberField(
        field_label("probability"), fields.probability, greatest=WHOLE, id="probability"
    )
    yield NumberField(
        field_label("rot_days"),
        fields.rot_days,
        least=1,
        greatest=LONGEST_ROT_DAYS,
        off=_("empty: never"),
        id="rot_days",
    )
    yield MultiLineField(
        field_label("exit_criteria"),
        fields.exit_criteria,
        limit=_CRITERIA_LIMIT,
        id="exit_criteria",
    )


def _typed(form: DOMNode) -> dict[str, Any]:
    return {
        "probability": form.query_one("#probability", NumberField).number or 0,
        "rot_days": form.query_one("#rot_days", NumberField).number,
        "exit_criteria": form.query_one("#exit_criteria", MultiLineField).value,
    }
