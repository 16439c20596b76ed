"""What a lead is worth: rules anybody can read, the sum of their points, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.leads.values import ScoreCondition, ScoreField
from crm_tui.domain.queries.evaluation import small
from crm_tui.values import dataclass

MOST_RULES = 50
LARGEST_POINTS = 1000
VALUE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """So many points where the field fulfils the condition; `value` is for all but FILLED."""

    field: ScoreField
    condition: ScoreCondition
    points: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One rule of the table, and whether a lead earned its points."""

    rule: ScoreRule
    is_met: bool

    @property
    def points(self) -> int:
        """Return what the rule adds to the score."""
        return self.rule.points if self.is_met else 0


_OF_ALL = (
    ScoreRule(ScoreField.PHONE, ScoreCondition.FILLED, 20),
    ScoreRule(ScoreField.COMPANY, ScoreCondition.FILLED, 15),
    ScoreRule(ScoreField.NEED, ScoreCondition.FILLED, 15),
    ScoreRule(ScoreField.NAME, ScoreCondition.FILLED, 10),
    ScoreRule(ScoreField.WECHAT, ScoreCondition.FILLED, 10),
    ScoreRule(ScoreField.EMAIL, ScoreCondition.FILLED, 5),
)
DEFAULT_RULES = (
    *_OF_ALL,
    ScoreRule(ScoreField.TITLE, ScoreCondition.CONTAINS, 15, "总"),
    ScoreRule(ScoreField.SOURCE, ScoreCondition.IS, 10, "转介绍"),
)
"""What an office began with before it kept rules of its own, and one in Chinese begins with."""
_IN_ENGLISH = (
    *_OF_ALL,
    ScoreRule(ScoreField.TITLE, ScoreCondition.CONTAINS, 15, "director"),
    ScoreRule(ScoreField.SOURCE, ScoreCondition.IS, 10, "Referral"),
)


def rules_to_begin_with(language: str) -> tuple[ScoreRule, ...]:
    """Return the rules of a new office in its language; it changes them as it likes."""
    return _IN_ENGLISH if language == "en" else DEFAULT_RULES


_DERIVED = frozenset({ScoreField.PHONE, ScoreField.INDUSTRY, ScoreField.SOURCE})


def score_facts(lead: LeadRow) -> dict[ScoreField, str]:
    """Return what the rules look at of a lead."""
    fields = lead.fields
    return {
        ScoreField.PHONE: " ".join(each.number for each in fields.phones)[:500],
        ScoreField.INDUSTRY: lead.industry,
        ScoreField.SOURCE: lead.source,
        **{each: getattr(fields, each.value) for each in ScoreField if each not in _DERIVED},
    }


def meets(rule: ScoreRule, facts: Mapping[ScoreField, str]) -> bool:
    """Return whether a lead fulfils a rule; letters large and small are the same."""
    held = facts.get(rule.field, "")
    match rule.condition:
        case ScoreCondition.FILLED:
            return held != ""
        case ScoreCondition.IS:
            return small(held) == small(rule.value)
        case ScoreCondition.CONTAINS:
            return small(rule.value) in small(held)


def score_parts(
    rules: Sequence[ScoreRule], facts: Mapping[ScoreField, str]
) -> tuple[ScorePart, ...]:
    """Return every rule with whether the lead meets it: why its score is what it is."""
    return tuple(ScorePart(rule, meets(rule, facts)) for rule in rules)


def score(rules: Sequence[ScoreRule], facts: Mapping[ScoreField, str]) -> int:
    """Return the score of a lead: the sum of the parts."""
    return sum(part.points for part in score_parts(rules, facts))


def rule_fault(rule: ScoreRule) -> tuple[str, str] | None:
    """Return the field of a rule that cannot be, and why; None for one that can."""
    if not -LARGEST_POINTS <= rule.points <= LARGEST_POINTS:
        return "points", "out_of_range"
    if rule.condition is ScoreCondition.FILLED:
        return ("value", "not_for_filled") if rule.value else None
    if not rule.value:
        return "value", "required"
    return ("value", "too_long") if len(rule.value) > VALUE_LIMIT else None
