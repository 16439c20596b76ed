"""销售流程: the stages that opportunities go through, in use and out of use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import StageId
from crm_tui.domain.pinyin import initials
from crm_tui.domain.pipelines import (
    Pipeline,
    PipelineSurvey,
    Stage,
    why_not_remove_pipeline,
    why_not_remove_stage,
)
from crm_tui.domain.users import Permission
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.opportunity_reasons import pipeline_refusal
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.pipeline_forms import PipelineForm, StageForm, StagePlace
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

Act = Callable[[StageId | None], Changed]
"""Takes something out of use; what stands in it goes to the stage, if one is named."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A pipeline, or one of its stages; a pipeline's id is below zero."""

    pipeline: Pipeline
    stage: Stage | None
    standing: int

    @property
    def id(self) -> int:
        """Return what tells the row from all others."""
        return -self.pipeline.id if self.stage is None else self.stage.id

    @property
    def name(self) -> str:
        """Return what the pipeline or the stage is called."""
        return self.pipeline.name if self.stage is None else self.stage.name

    @property
    def is_used(self) -> bool:
        """Return whether opportunities may stand here."""
        return self.pipeline.is_used and (self.stage is None or self.stage.is_used)

    @property
    def in_use(self) -> tuple[Stage, ...]:
        """Return the stages of the pipeline that are in use."""
        return tuple(each for each in self.pipeline.stages if each.is_used)

    @property
    def place(self) -> int:
        """Return the place of the stage among those in use, counted from one; 0 for none."""
        ids = [each.id for each in self.in_use]
        return ids.index(self.stage.id) + 1 if self.stage and self.stage.id in ids else 0


class PipelineList(SettingsList[_Row]):
    """Every pipeline with its stages below it."""

    id = "pipelines"
    commands = frozenset(
        {
            *("settings.add", "settings.another", "settings.edit", "settings.status"),
            *("settings.default", "settings.earlier", "settings.later"),
        }
    )

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._survey = PipelineSurvey((), {})

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Pipelines and stages")

    def columns(self) -> Sequence[Column[_Row]]:
        """Return the stage, its chance, when it rots, what stands in it, and what ends it."""
        right = Align.RIGHT
        return (
            text_column("name", _("Opportunity stage"), 20, _name, widest=44, tone=_tone),
            text_column("probability", _("Probability"), 6, _probability, align=right, tone=_tone),
            text_column(
                "rot", _("Rots after"), 9, _rot, align=right, tone=_tone, priority=1, widest=12
            ),
            text_column("standing", _("In it now"), 9, _standing, align=right, tone=_tone),
            text_column("ends", _("Ends with"), 12, _ends, tone=_tone, priority=2, widest=60),
        )

    def read(self) -> Sequence[_Row]:
        """Read the pipelines, and how many opportunities stand where."""
        self._survey = self.session.crm.pipelines.survey(self.session.actor)
        return list(self._rows())

    def _rows(self) -> Iterator[_Row]:
        standing = self._survey.standing
        for pipeline in self._survey.pipelines:
            counts = [standing.get(each.id, 0) for each in pipeline.stages]
            yield _Row(pipeline, None, sum(counts))
            for stage, count in zip(pipeline.stages, counts, strict=True):
                yield _Row(pipeline, stage, count)

    def foot(self, rows: Sequence[_Row]) -> str:
        """Return how a pipeline is added."""
        return _("a adds a stage · n adds a pipeline")

    def facts(self, row: _Row) -> Iterable[Section]:
        """Return what is set of the stage, or of the pipeline."""
        stage = row.stage
        lines = [fact(_("Open opportunities"), f"{row.standing:,}")]
        if stage is not None:
            lines += [
                fact(field_label("pipeline"), name_in_sentence(row.pipeline.name)),
                fact(field_label("probability"), _probability(row)),
                fact(field_label("rot_days"), _rot(row)),
                fact(field_label("exit_criteria"), stage.fields.exit_criteria or "—"),
            ]
        elif row.pipeline.is_default:
            lines.append(words(_("New opportunities begin here.")))
        if not row.is_used:
            lines.append(words(_("Out of use: what ended here stays, and nothing new comes.")))
        yield Section(name_in_sentence(row.name), tuple(lines))

    # Keys ---------------------------------------------------------------------------------------

    def why_not(self, command_id: str, row: _Row | None) -> str | None:
        """Return why nothing can be changed here, or None."""
        refusal = why_not_may(self.session, Permission.MANAGE_OFFICE)
        if refusal is not None or command_id == "settings.another":
            return refusal
        if row is None:
            return needs_row(row)
        if command_id == "settings.status":
            return self._why_not_switch(row)
        return self._why_not_change(command_id, row)

    def _why_not_change(self, command_id: str, row: _Row) -> str | None:
        if not row.is_used:
            return _("“{name}” is out of use; o takes it into use again.").format(
                name=name_in_sentence(row.name)
            )
        if command_id in {"settings.earlier", "settings.later"} and row.stage is None:
            return _("Only stages have an order.")
        if command_id == "settings.default" and row.pipeline.is_default:
            return _("New opportunities begin here already.")
        return None

    def _why_not_switch(self, row: _Row) -> str | None:
        if not row.is_used:
            if row.pipeline.is_used or row.stage is None:
                return None
            return _("The pipeline “{name}” is out of use.").format(
                name=name_in_sentence(row.pipeline.name)
            )
        if row.stage is None:
            reason = why_not_remove_pipeline(row.pipeline, {}, None)
        else:
            reason = why_not_remove_stage(_used(row), row.stage, in_use=0, to=None)
        return None if reason is None else pipeline_refusal(reason)

    def act(self, command_id: str, row: _Row | None) -> None:
        """Open a form, change the order, or ask where opportunities go."""
        if command_id == "settings.another":
            self.host.app.push_screen(PipelineForm(self.session, None))
        elif row is not None and command_id in {"settings.add", "settings.edit"}:
            self.host.app.push_screen(self._form_of(row, is_new=command_id == "settings.add"))
        elif row is not None:
            self._change(command_id, row)

    def _form_of(self, row: _Row, *, is_new: bool) -> FormScreen:
        session, pipeline, stage = self.session, row.pipeline, row.stage
        if is_new:
            after = len(row.in_use) if stage is None else row.place
            return StageForm(session, StagePlace(pipeline, after + 1), None)
        if stage is None:
            return PipelineForm(session, pipeline)
        return StageForm(session, StagePlace(pipeline, row.place), stage)

    def _change(self, command_id: str, row: _Row) -> None:
        match command_id:
            case "settings.default":
                self._make_default(row)
            case "settings.status":
                self._switch(row)
            case "settings.earlier" | "settings.later" if row.stage is not None:
                by = -1 if command_id == "settings.earlier" else 1
                self._move(row.stage, max(row.place + by, 1))

    def _make_default(self, row: _Row) -> None:
        pipelines, actor = self.session.crm.pipelines, self.session.actor
        operations = self.host.operations
        said = _("New opportunities begin in “{pipeline}” now").format(
            pipeline=name_in_sentence(row.pipeline.name)
        )
        operations.perform(
            lambda: pipelines.be_default(actor, row.pipeline.id),
            lambda _changed: operations.tell(said),
        )

    def _move(self, stage: Stage, place: int) -> None:
        pipelines, actor = self.session.crm.pipelines, self.session.actor
        self.host.operations.perform(
            lambda: pipelines.move_stage(actor, stage.id, place),
            lambda _changed: self.host.move_to(stage.id),
        )

    # Out of use and back ------------------------------------------------------------------------

    def _switch(self, row: _Row) -> None:
        pipelines, actor, stage = self.session.crm.pipelines, self.session.actor, row.stage
        name, operations = name_in_sentence(row.name), self.host.operations
        if row.is_used:
            self._ask_where_to(row)
            return

        def restore() -> Changed:
            if stage is None:
                return pipelines.restore(actor, row.pipeline.id)
            return pipelines.restore_stage(actor, stage.id)

        said = _("“{name}” is in use again").format(name=name)
        operations.perform(restore, lambda _changed: operations.tell(said))

    def _ask_where_to(self, row: _Row) -> None:
        pipelines, actor, stage = self.session.crm.pipelines, self.session.actor, row.stage

        def act(to: StageId | None) -> Changed:
            if stage is None:
                return pipelines.remove(actor, row.pipeline.id, to)
            return pipelines.remove_stage(actor, stage.id, to)

        if not row.standing:
            self._ask_sure(row, act)
            return
        title = ngettext(
            "“{name}” goes out of use: where does its {count} open opportunity go?",
            "“{name}” goes out of use: where do its {count} open opportunities go?",
            row.standing,
        ).format(name=name_in_sentence(row.name), count=f"{row.standing:,}")

        def chosen(to: StageId | None) -> None:
            if to is not None:
                self._perform(row, act, to)

        self.host.app.push_screen(ChooseDialog(title, self._choices(row)), chosen)

    def _ask_sure(self, row: _Row, act: Act) -> None:
        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self._perform(row, act, None)

        question = ConfirmDialog(
            _("Take “{name}” out of use?").format(name=name_in_sentence(row.name)),
            Content(_("Nothing open stands in it; what ended in it stays. u takes it back.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, answered)

    def _perform(self, row: _Row, act: Act, to: StageId | None) -> None:
        operations = self.host.operations
        said = _("“{name}” is out of use now · u takes it back").format(
            name=name_in_sentence(row.name)
        )
        operations.perform(lambda: act(to), lambda _changed: operations.tell(said))

    def _choices(self, row: _Row) -> list[Choice[StageId]]:
        """Return the stages that stay, those of the same pipeline first."""
        others = sorted(self._survey.pipelines, key=lambda each: each.id != row.pipeline.id)
        return [
            Choice(stage.id, shown, f"{initials(stage.name)} {initials(pipeline.name)}")
            for pipeline in others
            for stage in pipeline.stages
            if pipeline.is_used and stage.is_used and not _goes(row, pipeline, stage)
            for shown in [f"{pipeline.name} · {stage.name}"]
        ]


def _goes(row: _Row, pipeline: Pipeline, stage: Stage) -> bool:
    """Return whether a stage goes out of use with the row."""
    if row.stage is None:
        return pipeline.id == row.pipeline.id
    return stage.id == row.stage.id


def _used(row: _Row) -> Pipeline:
    pipeline = row.pipeline
    return Pipeline(pipeline.id, pipeline.name, pipeline.is_default, row.in_use)


def _name(row: _Row) -> str:
    name = row.name
    if row.stage is not None:
        name = f"  └ {name}"
    elif row.pipeline.is_default:
        name = _("{pipeline} (default)").format(pipeline=name)
    return name if row.is_used else _("{name} (out of use)").format(name=name)


def _tone(row: _Row) -> Tone:
    if not row.is_used:
        return Tone.DIM
    return Tone.ACCENT if row.stage is None else Tone.NORMAL


def _probability(row: _Row) -> str:
    return "" if row.stage is None else f"{row.stage.fields.probability}%"


def _rot(row: _Row) -> str:
    if row.stage is None:
        return ""
    days = row.stage.fields.rot_days
    return "—" if days is None else _("{count} days").format(count=days)


def _standing(row: _Row) -> str:
    return f"{row.standing:,}" if row.standing else ""


def _ends(row: _Row) -> str:
    return "" if row.stage is None else row.stage.fields.exit_criteria
