"""The rules of a pool as they are written: drafts, versions, what a change would do (试算)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime

from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools.conditions import (
    Condition,
    Deciding,
    FollowUpCountCondition,
    MilestoneCondition,
)
from crm_tui.domain.pools.rule_warnings import RuleWarning
from crm_tui.domain.pools.rules import DEFAULT_WARNING_LEADS, Combine, Rule, RuleFilter
from crm_tui.values import dataclass

LONGEST_DAYS = 3650
"""A condition of more than ten years is a slip of the finger."""
LARGEST_COUNT = 100
LONGEST_NAME = 100
LONGEST_NOTE = 500
MOST_RULES = 100
MOST_LEADS = 20
PREVIEW_DAYS = 30
"""For how many days a dry run tells how many customers would leave."""
PREVIEW_LISTED = 1000
"""How many customers that would lose protection earlier a dry run lists."""


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as somebody writes it; its place among the others is its priority."""

    conditions: tuple[Condition, ...]
    combine: Combine = Combine.ANY
    filter: RuleFilter = field(default_factory=RuleFilter)
    exempt_levels: frozenset[str] = frozenset()
    exempt_tags: frozenset[str] = frozenset()
    name: str = ""
    warning_leads: tuple[int, ...] = DEFAULT_WARNING_LEADS


def draft_of(rule: Rule) -> RuleDraft:
    """Return a rule in force as a draft of the next version."""
    return RuleDraft(
        rule.conditions,
        rule.combine,
        rule.filter,
        rule.exempt_levels,
        rule.exempt_tags,
        rule.name,
        rule.warning_leads,
    )


def rule_of(draft: RuleDraft, rule_id: int) -> Rule:
    """Return the rule that a draft becomes under an id."""
    return Rule(
        rule_id,
        draft.conditions,
        draft.combine,
        draft.filter,
        draft.exempt_levels,
        draft.exempt_tags,
        draft.name,
        draft.warning_leads,
    )


def trial_rules(drafts: Sequence[RuleDraft]) -> tuple[Rule, ...]:
    """Return the rules that drafts would become, under ids that no stored rule has."""
    return tuple(rule_of(draft, -number) for number, draft in enumerate(drafts, start=1))


def plain_filter(accepted: RuleFilter) -> dict[str, list[str] | list[int]]:
    """Return a filter as plain lists, only those that are set; `parse_filter` reads them."""
    parts: dict[str, list[str] | list[int]] = {
        "levels": sorted(accepted.levels),
        "types": sorted(accepted.types),
        "industry_ids": sorted(accepted.industry_ids),
        "source_ids": sorted(accepted.source_ids),
        "provinces": sorted(accepted.provinces),
        "tags": sorted(accepted.tags),
    }
    return {name: values for name, values in parts.items() if values}


def plain_exempt(rule: RuleDraft | Rule) -> dict[str, list[str]]:
    """Return whom a rule exempts as plain lists, only those that are set."""
    parts = {"levels": sorted(rule.exempt_levels), "tags": sorted(rule.exempt_tags)}
    return {name: values for name, values in parts.items() if values}


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """All rules of a pool from a day on; superseded ones never take effect."""

    id: int
    pool_id: PoolId
    version: int
    effective_day: int
    rules: tuple[Rule, ...]
    note: str
    created_at: datetime
    created_by: str
    applied_at: datetime | None
    superseded: bool


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of a pool: those in force, those to come, and all there ever were."""

    pool_id: PoolId
    pool: str
    may_edit: bool
    current: RuleVersion | None
    pending: tuple[RuleVersion, ...]
    history: tuple[RuleVersion, ...]

    @property
    def latest_rules(self) -> tuple[Rule, ...]:
        """Return the rules that the next change begins with: the last to come, else in force."""
        if self.pending:
            return self.pending[-1].rules
        return () if self.current is None else self.current.rules


def rule_book(
    pool_id: PoolId, pool: str, versions: Sequence[RuleVersion], *, today: int, may_edit: bool
) -> RuleBook:
    """Return the book of a pool from all its versions.

    In force is the greatest version that has taken effect and was not superseded; one still to
    come counts only while no later version takes effect before it.
    """
    newest_first = sorted(versions, key=lambda each: -each.version)
    standing = [each for each in newest_first if not each.superseded]
    current = next((each for each in standing if each.effective_day <= today), None)
    pending = [each for each in standing if each.effective_day > today]
    return RuleBook(
        pool_id,
        pool,
        may_edit,
        current,
        tuple(sorted(pending, key=lambda each: (each.effective_day, each.version))),
        tuple(newest_first),
    )


# --- 试算 ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnerImpact:
    """What a change of the rules does to the customers of one person."""

    owner_id: UserId
    owner: str
    owned: int
    changed: int
    earlier: int
    later: int
    leaving: int
    """How many leave within `PREVIEW_DAYS` of the day it takes effect."""


@dataclass(frozen=True, slots=True)
class EarlierLoss:
    """A customer that would be protected for less long; `new_last_day` includes its grace."""

    customer_id: CustomerId
    name: str
    owner_id: UserId
    owner: str
    old_last_day: int
    new_last_day: int
    deciding: Deciding


@dataclass(frozen=True, slots=True)
class RulePreview:
    """试算: what a version would do on its day, were nothing else to happen until then.

    Only customers in sight of who asks are counted; those that the rules of now take before that
    day are left out.
    """

    pool_id: PoolId
    pool: str
    effective_day: int
    owned: int
    changed: int
    earlier: int
    later: int
    leaving: tuple[tuple[int, int], ...]
    """From the day it takes effect: the day and how many go back at its 00:00."""
    owners: tuple[OwnerImpact, ...]
    losses: tuple[EarlierLoss, ...]
    warnings: tuple[RuleWarning, ...] = ()

    @property
    def leaving_at_once(self) -> int:
        """Return how many go back on the very day it takes effect."""
        return self.leaving[0][1] if self.leaving else 0


@dataclass(frozen=True, slots=True)
class RulesApplied:
    """A version that was applied: of how many owned customers something changed."""

    pool_id: PoolId
    version: int
    changed: int


# --- why a version cannot be saved ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DaysOutOfRange:
    """A condition counts fewer than no days, or more than ten years."""

    rule: str
    condition: Deciding
    days: int
    limit: int = LONGEST_DAYS


@dataclass(frozen=True, slots=True)
class CountOutOfRange:
    """跟进次数 asks for no follow-up at all, or for too many."""

    rule: str
    count: int
    limit: int = LARGEST_COUNT


@dataclass(frozen=True, slots=True)
class NoMilestones:
    """A milestone condition names no milestone."""

    rule: str


@dataclass(frozen=True, slots=True)
class ConditionTwice:
    """A rule holds two conditions of one kind."""

    rule: str
    condition: Deciding


@dataclass(frozen=True, slots=True)
class NameTaken:
    """Two rules of the version have the same name."""

    name: str


@dataclass(frozen=True, slots=True)
class NameTooLong:
    """The name of a rule is too long."""

    name: str
    limit: int = LONGEST_NAME


@dataclass(frozen=True, slots=True)
class LeadsOutOfRange:
    """A warning is to go out on a negative day, or too far ahead, or there are too many."""

    rule: str
    limit: int = LONGEST_DAYS


@dataclass(frozen=True, slots=True)
class TooManyRules:
    """A version holds more rules than anybody could read."""

    number: int
    limit: int = MOST_RULES


@dataclass(frozen=True, slots=True)
class EffectiveInPast:
    """A version cannot take effect on a day that is over."""

    day: int
    today: int


RuleFault = (
    DaysOutOfRange
    | CountOutOfRange
    | NoMilestones
    | ConditionTwice
    | NameTaken
    | NameTooLong
    | LeadsOutOfRange
    | TooManyRules
    | EffectiveInPast
)


@dataclass(frozen=True, slots=True)
class NotPending:
    """Only a version that has not taken effect and was not let go can be withdrawn."""

    pool: str
    version: int


def rule_faults(drafts: Sequence[RuleDraft]) -> tuple[RuleFault, ...]:
    """Return everything that keeps these rules from being saved; no rule at all is allowed."""
    found: list[RuleFault] = []
    if len(drafts) > MOST_RULES:
        found.append(TooManyRules(len(drafts)))
    names = [draft.name for draft in drafts if draft.name]
    found += [NameTaken(name) for name in dict.fromkeys(names) if names.count(name) > 1]
    for draft in drafts:
        found += _draft_faults(draft)
    return tuple(found)


def _draft_faults(draft: RuleDraft) -> Iterator[RuleFault]:
    if len(draft.name) > LONGEST_NAME:
        yield NameTooLong(draft.name)
    leads = draft.warning_leads
    if len(leads) > MOST_LEADS or any(not 0 <= lead <= LONGEST_DAYS for lead in leads):
        yield LeadsOutOfRange(draft.name)
    codes = [condition.code for condition in draft.conditions]
    for code in dict.fromkeys(codes):
        if codes.count(code) > 1:
            yield ConditionTwice(draft.name, code)
    for condition in draft.conditions:
        yield from _condition_faults(draft.name, condition)


def _condition_faults(name: str, condition: Condition) -> Iterator[RuleFault]:
    if isinstance(condition, MilestoneCondition):
        counted = [milestone.days for milestone in condition.milestones]
        if not counted:
            yield NoMilestones(name)
    else:
        counted = [condition.days]
    for days in counted:
        if not 0 <= days <= LONGEST_DAYS:
            yield DaysOutOfRange(name, condition.code, days)
    if isinstance(condition, FollowUpCountCondition) and not 1 <= condition.count <= LARGEST_COUNT:
        yield CountOutOfRange(name, condition.count)
