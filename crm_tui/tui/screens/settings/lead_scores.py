"""线索评分: for what a lead has how many points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.leads.scoring import LARGEST_POINTS, VALUE_LIMIT, ScoreRule
from crm_tui.domain.leads.values import ScoreCondition, ScoreField
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.leads import asked_of, rule_sentence
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import enum_choices
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_USUAL_POINTS = 10


@dataclass(frozen=True, slots=True)
class _RuleRow:
    """A rule in the list: its place there is its id."""

    id: int
    rule: ScoreRule


class LeadScoreList(SettingsList[_RuleRow]):
    """The rules whose points make the score of a lead."""

    id = "lead-scores"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete"})

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._rules: tuple[ScoreRule, ...] = ()

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Score of leads")

    def columns(self) -> Sequence[Column[_RuleRow]]:
        """Return the points, and for what."""
        return (
            text_column("points", field_label("points"), 6, _points, align=Align.RIGHT),
            text_column("rule", _("Rule"), 30, lambda row: asked_of(row.rule), widest=80),
        )

    def read(self) -> Sequence[_RuleRow]:
        """Read the rules."""
        settings = self.session.crm.lead_rules.settings(self.session.actor)
        self._rules = settings.score_rules
        return [_RuleRow(at, each) for at, each in enumerate(self._rules)]

    def foot(self, rows: Sequence[_RuleRow]) -> str:
        """Return what a lead has at most."""
        most = sum(max(each.rule.points, 0) for each in rows)
        return _("at most {points} points").format(points=most) if rows else ""

    def empty_words(self) -> str:
        """Return what to press."""
        return _("No rules: every lead has 0 points.\na adds one")

    def facts(self, row: _RuleRow) -> Iterable[Section]:
        """Return what the rule asks, and that it counts at once."""
        yield Section(
            _("Rule"),
            (
                fact(field_label("points"), _points(row)),
                words(asked_of(row.rule)),
                words(""),
                words(_("The score of a lead is the sum of the rules that it meets.")),
                words(_("Every lead has its new score as soon as a rule changes.")),
            ),
        )

    def why_not(self, command_id: str, row: _RuleRow | None) -> str | None:
        """Return why the rules cannot be changed, or None."""
        if refusal := why_not_may(self.session, Permission.MANAGE_OFFICE):
            return refusal
        return None if command_id == "settings.add" else needs_row(row)

    def act(self, command_id: str, row: _RuleRow | None) -> None:
        """Open the form, or ask before a rule is taken out."""
        match command_id:
            case "settings.add":
                self._open_form(None)
            case "settings.edit" if row is not None:
                self._open_form(row)
            case "settings.delete" if row is not None:
                self._ask_delete(row)

    def _open_form(self, row: _RuleRow | None) -> None:
        at = None if row is None else row.id
        self.host.app.push_screen(ScoreRuleForm(self.session, self._rules, at))

    def _ask_delete(self, row: _RuleRow) -> None:
        rules, actor = self.session.crm.lead_rules, self.session.actor
        seen = self._rules
        left = [each for at, each in enumerate(seen) if at != row.id]
        operations = self.host.operations

        def delete(confirmed: bool | None) -> None:
            if confirmed:
                operations.perform(
                    lambda: rules.set_score(actor, left, seen=seen),
                    lambda _changed: operations.tell(_("The rule is taken out · u takes it back")),
                )

        question = ConfirmDialog(
            _("Take this rule out?"), Content(rule_sentence(row.rule)), is_dangerous=True
        )
        self.host.app.push_screen(question, delete)


class ScoreRuleForm(FormScreen):
    """A new rule of the score, or one that is changed."""

    def __init__(self, session: Session, rules: Sequence[ScoreRule], at: int | None) -> None:
        title = _("New rule of the score") if at is None else _("Rule of the score")
        draft = "score-rule" if at is None else f"score-rule-{at}"
        super().__init__(session, title, draft_name=draft)
        self._rules, self._at = tuple(rules), at

    def compose_fields(self) -> ComposeResult:
        """Yield what the rule looks at, what it asks, and its points."""
        rule = ScoreRule(ScoreField.PHONE, ScoreCondition.FILLED, _USUAL_POINTS)
        if self._at is not None:
            rule = self._rules[self._at]
        yield ChoiceField(
            _("Looks at"), enum_choices(ScoreField), rule.field, required=True, id="field"
        )
        yield ChoiceField(
            _("Asks"), enum_choices(ScoreCondition), rule.condition, required=True, id="condition"
        )
        yield TextField(field_label("value"), rule.value, limit=VALUE_LIMIT, id="value")
        yield NumberField(
            field_label("points"),
            rule.points,
            least=-LARGEST_POINTS,
            greatest=LARGEST_POINTS,
            id="points",
        )

    def on_mount(self) -> None:
        """Ask for a value only where one counts."""
        super().on_mount()
        self._show_value()

    def on_form_field_changed(self, event: FormField.Changed) -> None:
        """Follow what the rule asks."""
        if event.field.id == "condition":
            self._show_value()

    def _show_value(self) -> None:
        is_asked = self._condition() is not ScoreCondition.FILLED
        self.query_one("#value", TextField).display = is_asked

    def _condition(self) -> ScoreCondition:
        chosen = self.query_one("#condition", ChoiceField).value
        return chosen if isinstance(chosen, ScoreCondition) else ScoreCondition.FILLED

    def save(self) -> None:
        """Save the rules with this one in its place."""
        rules, actor = self.session.crm.lead_rules, self.session.actor
        at = len(self._rules) if self._at is None else self._at
        wished = [*self._rules]
        wished[at : at + 1] = [self._typed_rule()]
        self.store(lambda: rules.set_score(actor, wished, seen=self._rules), self._saved)

    def _typed_rule(self) -> ScoreRule:
        field = self.query_one("#field", ChoiceField).value
        condition = self._condition()
        is_asked = condition is not ScoreCondition.FILLED
        return ScoreRule(
            field if isinstance(field, ScoreField) else ScoreField.PHONE,
            condition,
            self.query_one("#points", NumberField).number or 0,
            self.query_one("#value", TextField).value if is_asked else "",
        )

    def _saved(self, changed: Changed) -> None:
        operations_of(self).tell(_("Saved · every lead has its new score"))
        self.leave(changed)


def _points(row: _RuleRow) -> str:
    return f"{row.rule.points:+d}"
