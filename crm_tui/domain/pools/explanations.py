"""What is told of a customer's protection, and of a pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from crm_tui.domain.days import NEVER, WorkCalendar
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.pools.condition_days import contract_day
from crm_tui.domain.pools.conditions import ClockFacts, ConditionDay
from crm_tui.domain.pools.refusals import ClaimRefusal
from crm_tui.domain.pools.rules import Protection
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ConditionCount:
    """One condition as told: its day, and what between anchor and day did not count, and why."""

    day: ConditionDay
    off_days: int = 0
    """Public holidays, and days of rest where only working days count."""
    leave_days: int = 0


def counts_of(
    protection: Protection, facts: ClockFacts, calendar: WorkCalendar
) -> tuple[ConditionCount, ...]:
    """Return the conditions of a protection with the days that were counted out."""
    return tuple(_count(each, facts, calendar) for each in protection.conditions)


def _count(each: ConditionDay, facts: ClockFacts, calendar: WorkCalendar) -> ConditionCount:
    if each.is_met or each.last_day >= NEVER:
        return ConditionCount(each)
    first, last, unit = each.anchor_day, each.last_day, each.condition.unit
    bare = calendar.counted_between(first, last, unit)
    present = calendar.counted_between(first, last, unit, facts.leave)
    return ConditionCount(each, off_days=last - first - bare, leave_days=bare - present)


@dataclass(frozen=True, slots=True)
class Explanation:
    """回收说明: everything that led to a customer's last protected day."""

    customer_id: CustomerId
    customer: str
    owner: str
    pool: str
    protection: Protection
    last_day: int
    deciding: str
    clock_day: int | None
    last_effective_day: int | None
    not_before_day: int | None
    today: int
    claim_refusal: ClaimRefusal | None = None
    not_before_cause: str = ""
    clock: ClockFacts | None = None
    counts: tuple[ConditionCount, ...] = ()
    unknown_years: tuple[int, ...] = ()
    """Years within the count whose holidays nobody announced yet."""
    asked_until_day: int | None = None
    """What was asked for in this period and waits for a decision."""
    asked_of: str = ""
    """Who stands above the owner and decides, if somebody does."""
    owned_day: int | None = None
    """Since when the owner has it: earlier than the clock's day where that was set anew."""
    methods: Mapping[str, str] = field(default_factory=dict)
    """The office's words for the methods of follow-ups, by code."""

    @property
    def contract_until_day(self) -> int | None:
        """Return the end of the contract in force, NEVER for one without end; None for none."""
        return None if self.clock is None else contract_day(self.clock)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool as listed, with the asking person's quota."""

    id: PoolId
    name: str
    customers: int
    owned: int
    is_member: bool
    daily_limit: int | None
    claims_today: int
    idle_days: int | None
    enabled: bool
    is_admin: bool = False
    may_claim: bool = True
    """Whether a quota means anything to the asking person here."""
