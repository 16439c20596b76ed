"""商机: what may be sold to a customer, for how much, when, and how far it has come.

An open opportunity is its customer's owner's: it has none in the pool, and passes on with the
customer. One that was won, lost or void keeps who held it then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from enum import Enum

from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.contracts.records import ContractRow
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import (
    ContactId,
    CustomerId,
    DealId,
    OpportunityId,
    PipelineId,
    StageId,
    UserId,
)
from crm_tui.domain.orders.records import OrderRow
from crm_tui.domain.pipelines import WHOLE, Pipeline, Stage
from crm_tui.domain.queries.conditions import Condition, Exactly, Filter, OneOf
from crm_tui.domain.queries.days import Circumstances
from crm_tui.domain.quotes.records import QuoteRow
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.values import dataclass

LARGEST_AMOUNT = 10**15
"""In minor units; weighted by percent and summed over a million it fits into 64 bits."""
MOST_PEOPLE = 20
MOST_COMPETITORS = 20


class OpportunityState(Enum):
    """Whether it is still open, and how it ended."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    VOID = "void"


ENDS = (OpportunityState.WON, OpportunityState.LOST, OpportunityState.VOID)


class OpportunityKind(Enum):
    """What kind of business it is."""

    NEW = "new"
    UPSELL = "upsell"
    CROSS_SELL = "cross_sell"
    RENEWAL = "renewal"


class Concern(Enum):
    """What asks for attention on an open opportunity."""

    OVERDUE = "overdue"
    ROTTING = "rotting"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class DecisionPerson:
    """A contact who has a say in it: their part, and how they stand to us in this matter."""

    contact_id: ContactId
    role: DecisionRole | None = None
    attitude: Attitude | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFields:
    """What a person enters of an opportunity; amounts in minor units of `currency`."""

    name: str
    amount_minor: int = 0
    currency: str = ""
    """Empty for the currency of the office."""
    expected_day: int | None = None
    kind: OpportunityKind = OpportunityKind.NEW
    source_id: int | None = None
    competitors: tuple[str, ...] = ()
    people: tuple[DecisionPerson, ...] = ()
    next_step: str = ""
    next_day: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityRow:
    """An opportunity as it is shown; `reported_minor` is its amount in the office's currency."""

    id: OpportunityId
    customer_id: CustomerId
    customer: str
    fields: OpportunityFields
    reported_minor: int
    pipeline_id: PipelineId
    pipeline: str
    stage_id: StageId
    stage: str
    probability: int
    rot_days: int | None
    stage_since: datetime
    state: OpportunityState
    owner_id: UserId | None
    owner: str
    source: str
    closed_day: int | None
    close_reason: str
    review: str
    deal_id: DealId | None
    created_at: datetime
    updated_at: datetime
    version: int
    is_deleted: bool = False

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.fields.name

    @property
    def is_open(self) -> bool:
        """Return whether it may still be won."""
        return self.state is OpportunityState.OPEN

    @property
    def weighted_minor(self) -> int:
        """Return what it is expected to bring, in the office's currency."""
        return weighted(self.reported_minor, self.state, self.probability)


@dataclass(frozen=True, slots=True)
class StageStay:
    """How long an opportunity stood in a stage; `until` is None while it does."""

    stage: str
    since: datetime
    until: datetime | None
    person: str


@dataclass(frozen=True, slots=True)
class OpportunityDetail:
    """An opportunity with the stages it went through, the first one first, and who decides."""

    row: OpportunityRow
    stays: tuple[StageStay, ...]
    people: tuple[tuple[DecisionPerson, str], ...]
    """Each with the name of the contact, empty when they are there no more."""
    exit_criteria: str
    quotes: tuple[QuoteRow, ...] = ()
    """The latest versions that belong to it; the newest first, as of the papers behind them."""
    orders: tuple[OrderRow, ...] = ()
    contracts: tuple[ContractRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OpportunitySums:
    """How many there are of something, what they come to, and what that is worth weighted."""

    count: int = 0
    amount_minor: int = 0
    weighted_minor: int = 0


NOTHING = OpportunitySums()


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage of a board: what stands in it, what that comes to, and what lists it."""

    stage: Stage
    sums: OpportunitySums
    request: RecordRequest


@dataclass(frozen=True, slots=True)
class Board:
    """The open opportunities of a list by the stages of a pipeline."""

    pipeline: Pipeline
    columns: tuple[BoardColumn, ...]


@dataclass(frozen=True, slots=True)
class ForecastCell:
    """What somebody's open opportunities of a month come to; without a day the month is empty."""

    month: str
    """Such as 2026-12."""
    owner_id: UserId | None
    owner: str
    sums: OpportunitySums


@dataclass(frozen=True, slots=True)
class CustomerTotals:
    """商机总额: all but void ones of a customer, and the open part, in the office's currency."""

    count: int = 0
    total_minor: int = 0
    open_count: int = 0
    open_minor: int = 0


# --- rules -----------------------------------------------------------------------------------


def weighted(reported_minor: int, state: OpportunityState, probability: int) -> int:
    """Return an amount by its chance: all of what was won, nothing of what was lost.

    A half of a minor unit counts as a whole one, each row by itself, so that sums of rows are
    sums of what the rows show.
    """
    if state is not OpportunityState.OPEN:
        return reported_minor if state is OpportunityState.WON else 0
    return (2 * reported_minor * probability + WHOLE) // (2 * WHOLE)


def totals_of(rows: Sequence[OpportunityRow]) -> CustomerTotals:
    """Return what the opportunities of a customer come to."""
    counted = [each for each in rows if each.state is not OpportunityState.VOID]
    still_open = [each for each in counted if each.is_open]
    return CustomerTotals(
        len(counted),
        sum(each.reported_minor for each in counted),
        len(still_open),
        sum(each.reported_minor for each in still_open),
    )


def concerns(row: OpportunityRow, *, today: int, stage_day: int) -> frozenset[Concern]:
    """Return what asks for attention; `stage_day` is the day it came into its stage.

    It rots when it stands longer in its stage than that allows, and is idle without a next step
    or with one whose day is past.
    """
    if not row.is_open:
        return frozenset()
    found = set()
    if row.fields.expected_day is not None and row.fields.expected_day < today:
        found.add(Concern.OVERDUE)
    if row.rot_days is not None and today - stage_day > row.rot_days:
        found.add(Concern.ROTTING)
    if row.fields.next_day is None or row.fields.next_day < today:
        found.add(Concern.IDLE)
    return frozenset(found)


def in_stage(asked: RecordRequest, stage_id: StageId, at: Circumstances) -> RecordRequest:
    """Return what lists the open opportunities of an understood list that stand in a stage."""
    kept = () if asked.filter is None else asked.filter.conditions
    stands_there = (
        Condition("opportunity_stage", (OneOf(frozenset({int(stage_id)})),)),
        Condition("opportunity_state", (Exactly(frozenset({OpportunityState.OPEN.value})),)),
    )
    return replace(
        asked, filter=Filter((*kept, *stands_there), at), sort="expected", descending=False
    )


@dataclass(frozen=True, slots=True)
class OpportunityClosed:
    """It was won, lost or void already: reopening comes first."""

    opportunity: str
    state: OpportunityState
    day: int


@dataclass(frozen=True, slots=True)
class OpportunityOpen:
    """It is open: there is nothing to reopen."""

    opportunity: str


@dataclass(frozen=True, slots=True)
class NotDeletedOpportunity:
    """It was not deleted: there is nothing to restore."""

    opportunity: str


OpportunityRefusal = OpportunityClosed | OpportunityOpen | NotDeletedOpportunity


def why_not_change(row: OpportunityRow) -> OpportunityClosed | None:
    """Return why an opportunity is not edited, moved or closed any more, or None."""
    if row.is_open:
        return None
    return OpportunityClosed(row.name, row.state, row.closed_day or 0)


def why_not_reopen(row: OpportunityRow) -> OpportunityOpen | None:
    """Return why there is nothing to reopen, or None."""
    return OpportunityOpen(row.name) if row.is_open else None


def opportunity_fault(entered: OpportunityFields) -> tuple[str, str] | None:
    """Return the field that cannot be stored and why, or None; texts are checked elsewhere."""
    if not 0 <= entered.amount_minor <= LARGEST_AMOUNT:
        return "amount", "out_of_range"
    for name in ("expected_day", "next_day"):
        day = getattr(entered, name)
        if day is not None and not 1 <= day < NEVER:
            return name, "out_of_range"
    if len(entered.people) > MOST_PEOPLE:
        return "people", "too_long"
    return ("competitors", "too_long") if len(entered.competitors) > MOST_COMPETITORS else None


FIELD_NAMES = tuple(each.name for each in fields(OpportunityFields))


def changed_values(
    old: OpportunityFields, new: OpportunityFields
) -> dict[str, tuple[object, object]]:
    """Return what differs, by the name of its field: before and after."""
    both = {name: (getattr(old, name), getattr(new, name)) for name in FIELD_NAMES}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def with_changes(old: OpportunityFields, changes: Mapping[str, object]) -> OpportunityFields:
    """Return the fields with some of them changed; raise KeyError for one there is not."""
    for name in changes:
        if name not in FIELD_NAMES:
            raise KeyError(name)
    changed: OpportunityFields = replace(old, **changes)  # type: ignore[arg-type]  # of its fields' types
    return changed


def conflicts(
    seen: OpportunityFields, now: OpportunityFields, wished: OpportunityFields
) -> dict[str, tuple[object, object]]:
    """Return the fields that somebody else changed since and that are to become another value."""
    theirs, mine = changed_values(seen, now), changed_values(seen, wished)
    return {
        name: (theirs[name][1], mine[name][1])
        for name in theirs.keys() & mine.keys()
        if theirs[name][1] != mine[name][1]
    }


# --- how fields are kept in events and rows -----------------------------------------------------


def people_to_json(people: Sequence[DecisionPerson]) -> list[dict[str, object]]:
    """Return who decides as JSON keeps it."""
    return [
        {
            "contact_id": each.contact_id,
            "role": None if each.role is None else each.role.value,
            "attitude": None if each.attitude is None else each.attitude.value,
        }
        for each in people
    ]


def people_from_json(stored: object) -> tuple[DecisionPerson, ...]:
    """Return who decides, as JSON kept it."""
    if not isinstance(stored, Sequence):
        return ()
    return tuple(
        DecisionPerson(
            ContactId(int(each["contact_id"])),
            None if each.get("role") is None else DecisionRole(each["role"]),
            None if each.get("attitude") is None else Attitude(each["attitude"]),
        )
        for each in stored
    )
