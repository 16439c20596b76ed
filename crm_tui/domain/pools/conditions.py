"""The conditions a rule may hold, and the facts they count from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import ClassVar

from crm_tui.domain.days import DayRange, DayUnit
from crm_tui.values import dataclass


class FactKind(Enum):
    """What the rules read, whatever noun wrote it."""

    CONTACT = "contact"
    VISIT = "visit"
    OPPORTUNITY = "opportunity"
    QUOTE = "quote"
    DEAL = "deal"
    CONTRACT = "contract"
    RECEIPT = "receipt"


class Deciding(Enum):
    """What fixed the last protected day; those of conditions are also how they are stored.

    Between conditions that end on the same day the one that stands first here decides.
    """

    FIRST_CONTACT = "first_contact"
    FOLLOW_UP_COUNT = "follow_up_count"
    IDLE = "idle"
    NO_OPPORTUNITY = "no_opportunity"
    NO_DEAL = "no_deal"
    MILESTONE = "milestone"
    CONTRACT_END = "contract_end"
    LOCK = "lock"
    EXTENSION = "extension"
    CONTRACT = "contract"
    GRACE = "grace"
    EXEMPT = "exempt"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FirstContactCondition:
    """首次联系: taken back when no effective follow-up was made within so many counted days."""

    code: ClassVar[Deciding] = Deciding.FIRST_CONTACT

    days: int
    unit: DayUnit = DayUnit.NON_HOLIDAY


@dataclass(frozen=True, slots=True)
class FollowUpCountCondition:
    """跟进次数: taken back when fewer effective follow-ups than `count` were made in time."""

    code: ClassVar[Deciding] = Deciding.FOLLOW_UP_COUNT

    count: int
    days: int
    unit: DayUnit = DayUnit.NON_HOLIDAY


@dataclass(frozen=True, slots=True)
class IdleCondition:
    """未跟进: taken back when nothing effective was done for so many counted days."""

    code: ClassVar[Deciding] = Deciding.IDLE

    days: int
    unit: DayUnit = DayUnit.NON_HOLIDAY


@dataclass(frozen=True, slots=True)
class NoOpportunityCondition:
    """无商机: taken back when no opportunity was open or won within so many counted days."""

    code: ClassVar[Deciding] = Deciding.NO_OPPORTUNITY

    days: int
    unit: DayUnit = DayUnit.NON_HOLIDAY


@dataclass(frozen=True, slots=True)
class NoDealCondition:
    """未成交: taken back when no deal was made within so many counted days."""

    code: ClassVar[Deciding] = Deciding.NO_DEAL

    days: int
    unit: DayUnit = DayUnit.NON_HOLIDAY


@dataclass(frozen=True, slots=True)
class Milestone:
    """One act and the counted days within which it is due; `method` narrows it to one code."""

    kind: FactKind
    days: int
    method: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneCondition:
    """里程碑: taken back after the day of the earliest milestone that was not reached."""

    code: ClassVar[Deciding] = Deciding.MILESTONE

    milestones: tuple[Milestone, ...]
    unit: DayUnit = DayUnit.NON_HOLIDAY


@dataclass(frozen=True, slots=True)
class ContractEndCondition:
    """合同到期后: taken back so many counted days after the last contract ended."""

    code: ClassVar[Deciding] = Deciding.CONTRACT_END

    days: int
    unit: DayUnit = DayUnit.NON_HOLIDAY


DayCondition = (
    FirstContactCondition
    | FollowUpCountCondition
    | IdleCondition
    | NoOpportunityCondition
    | NoDealCondition
    | ContractEndCondition
)
"""The conditions that count one number of days from one anchor."""

Condition = DayCondition | MilestoneCondition
"""Every condition a rule may hold; a new one is a class here and a case wherever they are told."""

OFFERED_CONDITIONS = (
    Deciding.FIRST_CONTACT,
    Deciding.FOLLOW_UP_COUNT,
    Deciding.IDLE,
    Deciding.NO_OPPORTUNITY,
    Deciding.NO_DEAL,
    Deciding.MILESTONE,
    Deciding.CONTRACT_END,
)
"""The conditions whose facts somebody writes today; screens and shell offer these."""

OFFERED_MILESTONES = (
    FactKind.VISIT,
    FactKind.CONTACT,
    FactKind.QUOTE,
    FactKind.CONTRACT,
    FactKind.RECEIPT,
)
"""The milestones that can be set: a visit, an effective follow-up of one method, a sent quote, a
signed contract, a receipt."""
QUOTATION = "quotation"
"""How that milestone is written, where `quote` is a method of follow-ups: 发送报价."""
SIGNING = "signing"
"""How the milestone of a signed contract is written."""
RECEIVING = "receipt"
"""How the milestone of a receipt is written."""

TABLE_ORDER = (
    Deciding.FIRST_CONTACT,
    Deciding.FOLLOW_UP_COUNT,
    Deciding.IDLE,
    Deciding.NO_OPPORTUNITY,
    Deciding.NO_DEAL,
    Deciding.MILESTONE,
    Deciding.CONTRACT_END,
)
"""The conditions in the order in which they are told and ties are decided."""


def facts_read(condition: Condition) -> frozenset[FactKind]:
    """Return the kinds of facts that decide this condition; 未跟进 and 首次联系 need none."""
    match condition:
        case FirstContactCondition() | IdleCondition():
            return frozenset()
        case FollowUpCountCondition():
            return frozenset({FactKind.CONTACT})
        case NoOpportunityCondition():
            return frozenset({FactKind.OPPORTUNITY})
        case NoDealCondition():
            return frozenset({FactKind.DEAL})
        case MilestoneCondition(milestones):
            return frozenset(each.kind for each in milestones)
        case ContractEndCondition():
            return frozenset({FactKind.CONTRACT})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCondition:
    """A condition as plain values: what a database row or a JSON file holds of it.

    `days` of a milestone condition is its longest; `count` belongs to 跟进次数 alone.
    """

    kind: str
    days: int
    unit: DayUnit
    count: int | None = None
    milestones: Sequence[Mapping[str, object]] = ()


def parse_condition(stored: StoredCondition) -> Condition:
    """Return the condition of the plain values; raise ValueError for an unknown kind."""
    code = Deciding(stored.kind)
    if code is Deciding.FOLLOW_UP_COUNT:
        count = 1 if stored.count is None else stored.count
        return FollowUpCountCondition(count, stored.days, stored.unit)
    if code is Deciding.MILESTONE:
        return MilestoneCondition(tuple(map(_milestone, stored.milestones)), stored.unit)
    for condition in _PLAIN:
        if condition.code is code:
            return condition(stored.days, stored.unit)
    raise ValueError(f"{code.value} is no condition")


_PLAIN = (
    FirstContactCondition,
    IdleCondition,
    NoOpportunityCondition,
    NoDealCondition,
    ContractEndCondition,
)
"""The conditions that are all said with a number of days."""


def _milestone(stored: Mapping[str, object]) -> Milestone:
    return Milestone(
        FactKind(stored["kind"]), int(str(stored["days"])), str(stored.get("method") or "")
    )


def stored_condition(condition: Condition) -> StoredCondition:
    """Return the plain values of a condition, the inverse of `parse_condition`."""
    kind = condition.code.value
    match condition:
        case FollowUpCountCondition(count, days, unit):
            return StoredCondition(kind=kind, days=days, unit=unit, count=count)
        case MilestoneCondition(milestones, unit):
            return StoredCondition(
                kind=kind,
                days=max((each.days for each in milestones), default=0),
                unit=unit,
                milestones=tuple(
                    {"kind": each.kind.value, "method": each.method, "days": each.days}
                    for each in milestones
                ),
            )
        case _:
            return StoredCondition(kind=kind, days=condition.days, unit=condition.unit)


@dataclass(frozen=True, slots=True)
class PeriodFact:
    """One fact of the running period.

    An opportunity counts from `day` and was won on `until_day`; a contract runs from `day` to the
    end of `until_day`, for good without one. A lost, cancelled or deleted one is void from
    `voided_day` on. `method` is the code of a follow-up's method.
    """

    kind: FactKind
    day: int
    until_day: int | None = None
    voided_day: int | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What the deadline counts from, as day numbers of the office's zone.

    `leave` are the days away of whoever held the customer then.
    """

    clock_day: int
    last_effective_day: int | None = None
    leave: tuple[DayRange, ...] = ()
    facts: tuple[PeriodFact, ...] = ()
    locked_until_day: int | None = None
    extended_until_day: int | None = None


@dataclass(frozen=True, slots=True)
class ConditionDay:
    """One condition with its anchor and the last day it protects; a met one protects for good."""

    condition: Condition
    anchor_day: int
    last_day: int
    is_met: bool = False
    milestone: Milestone | None = None
    """The earliest milestone that was not reached, of a milestone condition that is not met."""
