"""The pool's rules: when protection ends, and why somebody may not do something.

One function computes the last protected day. The list, the warning, the explanation and the sweep
all show or act on what it returned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from crm_tui.domain.customers import CustomerFields
from crm_tui.domain.days import NEVER, DayRange, DayUnit, WorkCalendar
from crm_tui.domain.identifiers import BatchId, CustomerId, PeriodId, PoolId, UserId
from crm_tui.domain.users import Permission, Person

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


def rule_for(customer: RuleFacts, rules: Sequence[Rule]) -> Rule | None:
    """Return the first rule, by priority, whose filter accepts the customer."""
    return next((rule for rule in rules if rule.filter.accepts(customer)), None)


def condition_day(condition: Condition, facts: ClockFacts, calendar: WorkCalendar) -> ConditionDay:
    """Return the last day this condition alone protects."""
    match condition:
        case IdleCondition(days, unit):
            anchor = max(facts.clock_day, facts.last_effective_day or facts.clock_day)
            last_day = calendar.nth_counted_day(anchor, days, unit, facts.leave)
            return ConditionDay(condition, anchor, last_day)


def protection(
    customer: RuleFacts, facts: ClockFacts, *, rules: Sequence[Rule], calendar: WorkCalendar
) -> Protection:
    """Return the last protected day of an owned customer.

    *any* is the least of the conditions' days, *all* the greatest; no rule, no condition or an
    exemption protects for good (NEVER). Ties go to the condition that stands first.
    """
    rule = rule_for(customer, rules)
    is_exempt = rule is not None and rule.exempts(customer)
    return protection_under(rule, facts, is_exempt=is_exempt, calendar=calendar)


def protection_under(
    rule: Rule | None, facts: ClockFacts, *, is_exempt: bool, calendar: WorkCalendar
) -> Protection:
    """Return the last protected day under a rule that was chosen before."""
    if rule is None or not rule.conditions:
        return Protection(NEVER, Deciding.NONE, rule)
    days = tuple(condition_day(condition, facts, calendar) for condition in rule.conditions)
    if is_exempt:
        return Protection(NEVER, Deciding.EXEMPT, rule, days)
    pick = min if rule.combine is Combine.ANY else max
    decisive = pick(days, key=lambda each: each.last_day)
    return Protection(decisive.last_day, _code_of(decisive.condition), rule, days)


def _code_of(condition: Condition) -> Deciding:
    match condition:
        case IdleCondition():
            return Deciding.IDLE


@dataclass(frozen=True, slots=True)
class HeldDay:
    """A last day after grace: nothing comes forward by surprise."""

    last_day: int
    not_before_day: int | None
    deciding: Deciding


def with_grace(
    computed: Protection,
    *,
    previous_last_day: int,
    not_before_day: int | None,
    today: int,
    grace_days: int,
) -> HeldDay:
    """Return the last day when a change brought it forward: at least `grace_days` from today.

    `last_day = max(computed, min(previous last_day, today + grace))`; an earlier promise
    (`not_before_day`) stands as well.
    """
    floor = not_before_day
    if computed.last_day < previous_last_day:
        floor = max(min(previous_last_day, today + grace_days), floor or 0)
    if floor is None or floor <= computed.last_day:
        return HeldDay(computed.last_day, None, computed.deciding)
    return HeldDay(floor, floor, Deciding.GRACE)


def days_left(last_day: int, today: int) -> int | None:
    """Return 距回收 in days (0 = today is the last), or None when nothing takes it back."""
    return None if last_day >= NEVER else last_day - today


def is_overdue(last_day: int, today: int) -> bool:
    """Return whether protection has ended: 00:00 after the last day has passed."""
    return last_day < today


def warning_lead(last_day: int, today: int, leads: Collection[int]) -> int | None:
    """Return the smallest warning lead that has begun, or None when it is too early to warn."""
    left = days_left(last_day, today)
    if left is None or left < 0:
        return None
    return min((lead for lead in leads if left <= lead), default=None)


# --- who may -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holding:
    """A customer as claim, return and assign see it."""

    customer_id: CustomerId
    name: str
    pool_id: PoolId
    owner_id: UserId | None
    owner: str = ""
    period_id: PeriodId | None = None
    owned_since: datetime | None = None
    last_day: int = NEVER
    reserved_for_id: UserId | None = None
    reserved_until_day: int | None = None


@dataclass(frozen=True, slots=True)
class LastPeriod:
    """How a person's last time with a customer ended."""

    how_ended: PeriodEnd
    end_day: int


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who would get the customer, with what they hold and claimed already."""

    user_id: UserId
    name: str
    held: int
    holding_limit: int | None
    held_in_pool: int
    claims_today: int
    is_member: bool
    last_period: LastPeriod | None = None


@dataclass(frozen=True, slots=True)
class OwnedByAnother:
    """Somebody holds it."""

    customer: str
    owner_id: UserId
    owner: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class AlreadyYours:
    """The same person holds it."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotAMember:
    """The person does not belong to the pool."""

    pool: str
    person: str


@dataclass(frozen=True, slots=True)
class PoolClosed:
    """The pool is switched off."""

    pool: str


@dataclass(frozen=True, slots=True)
class HoldingLimitReached:
    """The person holds as many customers as they may."""

    person: str
    held: int
    limit: int
    pool: str | None = None


@dataclass(frozen=True, slots=True)
class DailyLimitReached:
    """The person has claimed as many today as this pool allows; possible again on `again_day`."""

    claimed: int
    limit: int
    pool: str
    again_day: int


@dataclass(frozen=True, slots=True)
class CoolingOff:
    """The person had this customer and may have it again on `again_day`."""

    customer: str
    person: str
    how_ended: PeriodEnd
    again_day: int


@dataclass(frozen=True, slots=True)
class ReservedForFinder:
    """The customer is kept for the one who found it until the end of `until_day`."""

    customer: str
    until_day: int


ClaimRefusal = (
    OwnedByAnother
    | AlreadyYours
    | NotAMember
    | PoolClosed
    | HoldingLimitReached
    | DailyLimitReached
    | CoolingOff
    | ReservedForFinder
)


def cool_off_until(last: LastPeriod | None, policy: Policy) -> int | None:
    """Return the first day on which the person may have the customer again, or None."""
    if last is None:
        return None
    match last.how_ended:
        case PeriodEnd.RETURNED | PeriodEnd.DELETED | PeriodEnd.UNDONE:
            days = policy.cool_off_return_days
        case PeriodEnd.RECLAIMED:
            days = policy.cool_off_reclaim_days
    return last.end_day + days if days else None


def why_not_hold(
    customer: Holding, *, by: Claimant, policy: Policy, today: int
) -> HoldingLimitReached | CoolingOff | None:
    """Return why this person cannot be given the customer on any road, or None."""
    cooling = why_cooling_off(customer, by=by, policy=policy, today=today)
    return cooling or why_not_one_more(by, policy)


def why_cooling_off(
    customer: Holding, *, by: Claimant, policy: Policy, today: int
) -> CoolingOff | None:
    """Return why this person, who had the customer, may not have it back yet, or None."""
    again = cool_off_until(by.last_period, policy)
    if again is None or by.last_period is None or today >= again:
        return None
    return CoolingOff(customer.name, by.name, by.last_period.how_ended, again)


def why_not_one_more(by: Claimant, policy: Policy) -> HoldingLimitReached | None:
    """Return the holding limit that one more customer would break, or None."""
    if by.holding_limit is not None and by.held >= by.holding_limit:
        return HoldingLimitReached(by.name, by.held, by.holding_limit)
    if policy.holding_limit is not None and by.held_in_pool >= policy.holding_limit:
        return HoldingLimitReached(by.name, by.held_in_pool, policy.holding_limit, policy.name)
    return None


def room_left(by: Claimant, policy: Policy) -> int | None:
    """Return how many more customers this person may hold; None where no limit binds."""
    limits = ((by.holding_limit, by.held), (policy.holding_limit, by.held_in_pool))
    rooms = [limit - held for limit, held in limits if limit is not None]
    return max(min(rooms), 0) if rooms else None


def why_not_claim(
    customer: Holding, *, by: Claimant, policy: Policy, today: int
) -> ClaimRefusal | None:
    """Return why this claim is refused, or None when it is allowed."""
    return (
        _why_not_free(customer, by.user_id, today)
        or _why_not_admitted(by, policy)
        or why_not_hold(customer, by=by, policy=policy, today=today)
        or _why_not_today(by, policy, today)
    )


def _why_not_free(customer: Holding, claimant_id: UserId, today: int) -> ClaimRefusal | None:
    if customer.owner_id == claimant_id:
        return AlreadyYours(customer.name)
    if customer.owner_id is not None:
        return OwnedByAnother(
            customer.name, customer.owner_id, customer.owner, customer.owned_since
        )
    until = customer.reserved_until_day
    if until is not None and today <= until and customer.reserved_for_id != claimant_id:
        return ReservedForFinder(customer.name, until)
    return None


def _why_not_admitted(by: Claimant, policy: Policy) -> ClaimRefusal | None:
    if not by.is_member:
        return NotAMember(policy.name, by.name)
    return None if policy.enabled else PoolClosed(policy.name)


def _why_not_today(by: Claimant, policy: Policy, today: int) -> DailyLimitReached | None:
    if policy.daily_limit is not None and by.claims_today >= policy.daily_limit:
        return DailyLimitReached(by.claims_today, policy.daily_limit, policy.name, today + 1)
    return None


@dataclass(frozen=True, slots=True)
class NotOwned:
    """The customer is in its pool already."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotYours:
    """Only the owner, their manager, the pool's admin or an admin may do this."""

    customer: str
    owner: str


ReturnRefusal = NotOwned | NotYours


def why_not_return(customer: Holding, *, by: Person, manages_owner: bool) -> ReturnRefusal | None:
    """Return why this person may not give the customer back, or None."""
    if customer.owner_id is None:
        return NotOwned(customer.name)
    allowed = (
        customer.owner_id == by.user_id
        or by.is_admin
        or customer.pool_id in by.managed_pool_ids
        or (manages_owner and by.may(Permission.ASSIGN))
    )
    return None if allowed else NotYours(customer.name, customer.owner)


def why_not_edit(customer: Holding, *, by: Person) -> NotYours | None:
    """Return why this person, who sees the customer, may not change it, or None.

    In a pool only the pool's admin, an admin, and the finder it is kept for may.
    """
    if customer.owner_id is not None or by.is_admin or customer.pool_id in by.managed_pool_ids:
        return None
    return None if customer.reserved_for_id == by.user_id else NotYours(customer.name, "")


AssignRefusal = (
    OwnedByAnother | AlreadyYours | NotAMember | HoldingLimitReached | CoolingOff | NotYours
)


def why_not_assign(
    customer: Holding,
    *,
    to: Claimant,
    by: Person,
    manages_receiver: bool,
    policy: Policy,
    today: int,
) -> AssignRefusal | None:
    """Return why the customer cannot be given to this person, or None.

    An admin may give to anybody, a pool admin to the pool's members, a manager to their own staff.
    """
    if customer.owner_id == to.user_id:
        return AlreadyYours(customer.name)
    if customer.owner_id is not None:
        return OwnedByAnother(
            customer.name, customer.owner_id, customer.owner, customer.owned_since
        )
    if not (by.is_admin or customer.pool_id in by.managed_pool_ids or manages_receiver):
        return NotYours(customer.name, to.name)
    if customer.pool_id in by.managed_pool_ids and not by.is_admin and not to.is_member:
        return NotAMember(policy.name, to.name)
    return why_not_hold(customer, by=to, policy=policy, today=today)


# --- the sweep -----------------------------------------------------------------------------------

HOLD_MIN_CUSTOMERS = 50
HOLD_SHARE_PERCENT = 20
HOLD_IDLE_DAYS = 30
CLOCK_DRIFT_SECONDS = 3600


class HoldCause(Enum):
    """What makes a large sweep suspicious enough to be held."""

    LONG_PAUSE = "long_pause"
    CLOCK_MOVED = "clock_moved"
    RULES_CHANGED = "rules_changed"
    CALENDAR_CHANGED = "calendar_changed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class SweepOutlook:
    """What a sweep is about to do, and what happened since the last completed one."""

    due: int
    owned: int
    today: int
    last_sweep_day: int | None
    clock_drift_seconds: float = 0.0
    causes: frozenset[HoldCause] = frozenset()


def why_hold_sweep(outlook: SweepOutlook) -> HoldCause | None:
    """Return why this sweep must wait for a person, or None when it may run.

    Held: more than 50 customers and more than 20 % of all owned, and since the last completed
    sweep the rules, the calendar or the clock changed, a backup was restored, or 30 days passed.
    """
    if outlook.due <= HOLD_MIN_CUSTOMERS:
        return None
    if outlook.due * 100 <= outlook.owned * HOLD_SHARE_PERCENT:
        return None
    if outlook.causes:
        return min(outlook.causes, key=lambda cause: cause.value)
    if abs(outlook.clock_drift_seconds) > CLOCK_DRIFT_SECONDS:
        return HoldCause.CLOCK_MOVED
    last = outlook.last_sweep_day
    return (
        HoldCause.LONG_PAUSE if last is not None and outlook.today - last > HOLD_IDLE_DAYS else None
    )


@dataclass(frozen=True, slots=True)
class DueCustomer:
    """A customer that a sweep takes, or would take."""

    customer_id: CustomerId
    name: str
    owner_id: UserId
    owner: str
    pool: str
    last_day: int
    deciding: str


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep did or would do."""

    as_of_day: int
    dry_run: bool
    taken: tuple[DueCustomer, ...]
    total: int
    batch_id: BatchId | None = None
    held_because: HoldCause | None = None
    skipped_because: str = ""


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
