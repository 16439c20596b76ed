"""What a pool is made of: members, rules and their conditions, periods, facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import Enum

from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools.conditions import (
    Condition,
    ConditionDay,
    Deciding,
    FactKind,
    facts_read,
)
from crm_tui.domain.pools.limits import AssignMode
from crm_tui.values import dataclass

DEFAULT_GRACE_DAYS = 7
"""What a customer keeps when its rule warns at no time before, or when it has no rule."""
DEFAULT_WARNING_LEADS = (7, 3, 1, 0)


class MemberKind(Enum):
    """By what somebody belongs to a pool."""

    EVERYBODY = "everybody"
    USER = "user"
    DEPARTMENT = "department"
    ROLE = "role"


class PeriodStart(Enum):
    """How somebody came to hold a customer."""

    CREATED = "created"
    IMPORTED = "imported"
    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    HANDED_OVER = "handed_over"
    DISPUTED = "disputed"


class PeriodEnd(Enum):
    """How somebody ceased to hold a customer."""

    RETURNED = "returned"
    RECLAIMED = "reclaimed"
    DELETED = "deleted"
    INVALID = "invalid"
    BLACKLISTED = "blacklisted"
    TRANSFERRED = "transferred"
    HANDED_OVER = "handed_over"
    DISPUTED = "disputed"
    UNDONE = "undone"
    MERGED = "merged"


class Combine(Enum):
    """Whether any condition of a rule takes the customer back, or only all together."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class RuleFilter:
    """Which customers a rule is for; an empty collection accepts all."""

    levels: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    industry_ids: frozenset[int] = frozenset()
    source_ids: frozenset[int] = frozenset()
    provinces: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def accepts(self, customer: RuleFacts) -> bool:
        """Return whether the customer passes every part of the filter that is set."""
        parts = (
            (self.levels, customer.level),
            (self.types, customer.type),
            (self.industry_ids, customer.industry_id),
            (self.source_ids, customer.source_id),
            (self.provinces, customer.province),
        )
        if any(wanted and value not in wanted for wanted, value in parts):
            return False
        return not self.tags or bool(self.tags & customer.tags)

    def covers(self, other: RuleFilter) -> bool:
        """Return whether it accepts every customer that another filter accepts."""
        parts: tuple[tuple[frozenset[str] | frozenset[int], frozenset[str] | frozenset[int]], ...]
        parts = (
            (self.levels, other.levels),
            (self.types, other.types),
            (self.industry_ids, other.industry_ids),
            (self.source_ids, other.source_ids),
            (self.provinces, other.provinces),
            (self.tags, other.tags),
        )
        return all(not mine or (bool(theirs) and theirs <= mine) for mine, theirs in parts)


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """The fields of a customer that filters and exemptions read."""

    level: str | None = None
    type: str = ""
    industry_id: int | None = None
    source_id: int | None = None
    province: str = ""
    tags: frozenset[str] = frozenset()


def rule_facts(fields: CustomerFields) -> RuleFacts:
    """Return what filters and exemptions read of a customer's fields."""
    return RuleFacts(
        level=fields.level.value if fields.level else None,
        type=fields.type.value,
        industry_id=fields.industry_id,
        source_id=fields.source_id,
        province=fields.province,
        tags=frozenset(fields.tags),
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """One reclaim rule in force."""

    id: int
    conditions: tuple[Condition, ...]
    combine: Combine = Combine.ANY
    filter: RuleFilter = field(default_factory=RuleFilter)
    exempt_levels: frozenset[str] = frozenset()
    exempt_tags: frozenset[str] = frozenset()
    name: str = ""
    warning_leads: tuple[int, ...] = DEFAULT_WARNING_LEADS
    version: int = 1

    @property
    def grace_days(self) -> int:
        """Return how many days a customer keeps when its last day comes forward."""
        return max(self.warning_leads, default=DEFAULT_GRACE_DAYS)

    @property
    def facts_read(self) -> frozenset[FactKind]:
        """Return the kinds of facts that decide this rule; a contract in force always does."""
        kinds = (facts_read(condition) for condition in self.conditions)
        return frozenset({FactKind.CONTRACT}).union(*kinds)

    def exempts(self, customer: RuleFacts) -> bool:
        """Return whether the rule names this customer as never taken back."""
        return customer.level in self.exempt_levels or bool(self.exempt_tags & customer.tags)


@dataclass(frozen=True, slots=True)
class Policy:
    """A pool's settings and its rules in force, by priority."""

    pool_id: PoolId
    name: str
    rules: tuple[Rule, ...]
    enabled: bool = True
    daily_limit: int | None = None
    cool_off_return_days: int = 7
    cool_off_reclaim_days: int = 7
    new_closed_hours: int | None = None
    reclaimed_opens_minute: int | None = None
    assign_mode: AssignMode = AssignMode.HAND


@dataclass(frozen=True, slots=True)
class Protection:
    """The last protected day, what decided it, and every condition's own day in their order."""

    last_day: int
    deciding: Deciding
    rule: Rule | None = None
    conditions: tuple[ConditionDay, ...] = ()

    @property
    def grace_days(self) -> int:
        """Return how many days a customer under this rule keeps when its day comes forward."""
        return grace_of(self.rule)


def grace_of(rule: Rule | None) -> int:
    """Return the grace of a customer's rule; a customer that no rule fits has the usual one."""
    return DEFAULT_GRACE_DAYS if rule is None else rule.grace_days


def parse_filter(accepted: Mapping[str, Sequence[str | int]]) -> RuleFilter:
    """Return the filter stored as plain lists of accepted values."""
    return RuleFilter(
        levels=frozenset(str(v) for v in accepted.get("levels", ())),
        types=frozenset(str(v) for v in accepted.get("types", ())),
        industry_ids=frozenset(int(v) for v in accepted.get("industry_ids", ())),
        source_ids=frozenset(int(v) for v in accepted.get("source_ids", ())),
        provinces=frozenset(str(v) for v in accepted.get("provinces", ())),
        tags=frozenset(str(v) for v in accepted.get("tags", ())),
    )


@dataclass(frozen=True, slots=True)
class RuleLabels:
    """What a rule says of itself: its name, its version, and how many days ahead it warns."""

    name: str = ""
    warning_leads: tuple[int, ...] = DEFAULT_WARNING_LEADS
    version: int = 1


def parse_rule(
    rule_id: int,
    *,
    combine: Combine,
    conditions: tuple[Condition, ...],
    accepted: Mapping[str, Sequence[str | int]],
    exempt: Mapping[str, Sequence[str]],
    labels: RuleLabels | None = None,
) -> Rule:
    """Return the rule stored as plain lists of accepted and exempt values."""
    labels = labels or RuleLabels()
    return Rule(
        rule_id,
        conditions,
        combine,
        parse_filter(accepted),
        frozenset(exempt.get("levels", ())),
        frozenset(exempt.get("tags", ())),
        labels.name,
        labels.warning_leads,
        labels.version,
    )
