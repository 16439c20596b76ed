"""What a pool is made of: members, rules and their conditions, periods, facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.days import DayRange, DayUnit
from crm_tui.domain.identifiers import PoolId

DEFAULT_GRACE_DAYS = 7


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


class PeriodEnd(Enum):
    """How somebody ceased to hold a customer."""

    RETURNED = "returned"
    RECLAIMED = "reclaimed"
    DELETED = "deleted"
    UNDONE = "undone"


class Combine(Enum):
    """Whether any condition of a rule takes the customer back, or only all together."""

    ANY = "any"
    ALL = "all"


class FactKind(Enum):
    """What the rules read, whatever noun wrote it."""

    CONTACT = "contact"
    VISIT = "visit"
    OPPORTUNITY = "opportunity"
    QUOTE = "quote"
    DEAL = "deal"
    CONTRACT = "contract"


class Deciding(Enum):
    """What fixed the last protected day."""

    NONE = "none"
    EXEMPT = "exempt"
    IDLE = "idle"
    GRACE = "grace"


@dataclass(frozen=True, slots=True)
class IdleCondition:
    """未跟进: taken back when nothing effective was done for so many counted days."""

    days: int
    unit: DayUnit = DayUnit.NON_HOLIDAY


Condition = IdleCondition
"""Every condition a rule may hold; a new one is a class here and a case in `condition_day`."""


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
    holding_limit: int | None = None
    daily_limit: int | None = None
    cool_off_return_days: int = 7
    cool_off_reclaim_days: int = 7
    warning_leads: tuple[int, ...] = (7, 3, 1, 0)

    @property
    def grace_days(self) -> int:
        """Return how many days a customer keeps when its last day comes forward."""
        return max(self.warning_leads, default=DEFAULT_GRACE_DAYS)


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What the deadline counts from, as day numbers of the office's zone."""

    clock_day: int
    last_effective_day: int | None = None
    leave: tuple[DayRange, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionDay:
    """One condition with its anchor and the last day it protects."""

    condition: Condition
    anchor_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Protection:
    """The last protected day, what decided it, and every condition's own day."""

    last_day: int
    deciding: Deciding
    rule: Rule | None = None
    conditions: tuple[ConditionDay, ...] = ()


def parse_rule(
    rule_id: int,
    *,
    combine: Combine,
    conditions: tuple[Condition, ...],
    accepted: Mapping[str, Sequence[str | int]],
    exempt: Mapping[str, Sequence[str]],
) -> Rule:
    """Return the rule stored as plain lists of accepted and exempt values."""
    return Rule(
        rule_id,
        conditions,
        combine,
        RuleFilter(
            levels=frozenset(str(v) for v in accepted.get("levels", ())),
            types=frozenset(str(v) for v in accepted.get("types", ())),
            industry_ids=frozenset(int(v) for v in accepted.get("industry_ids", ())),
            source_ids=frozenset(int(v) for v in accepted.get("source_ids", ())),
            provinces=frozenset(str(v) for v in accepted.get("provinces", ())),
            tags=frozenset(str(v) for v in accepted.get("tags", ())),
        ),
        frozenset(exempt.get("levels", ())),
        frozenset(exempt.get("tags", ())),
    )
