"""What is still to be paid of orders and contracts, when it was due, and how old that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, PaymentPlanId, UserId
from crm_tui.domain.payments.records import PlanKind, Target
from crm_tui.values import dataclass

_MONTH, _TWO_MONTHS, _THREE_MONTHS = 30, 60, 90
_NO_PLAN = PaymentPlanId(0)


class Age(Enum):
    """How long something is to be paid already."""

    UNDATED = "undated"
    """No day was agreed."""
    TO_COME = "to_come"
    """It is due today or later."""
    MONTH = "days_30"
    TWO_MONTHS = "days_60"
    THREE_MONTHS = "days_90"
    OLDER = "older"


OVERDUE = (Age.MONTH, Age.TWO_MONTHS, Age.THREE_MONTHS, Age.OLDER)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A planned line of a document, and what receipts that name it came to."""

    plan_id: PaymentPlanId
    kind: PlanKind
    due_day: int
    amount_minor: int
    received_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """An order or contract that counts: what it comes to, and what was received for it."""

    target: Target
    number: str
    customer_id: CustomerId
    customer: str
    owner_id: UserId
    owner: str
    currency: str
    counted_minor: int
    received_minor: int
    rest_day: int | None
    """When that is due for which nothing was planned."""


@dataclass(frozen=True, slots=True)
class PlainDue:
    """What is left to pay of a customer's orders that are due on one day, in one currency."""

    customer_id: CustomerId
    customer: str
    owner: str
    currency: str
    due_day: int | None
    left_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """Something still to be paid: a planned line, or what nothing was planned for."""

    document: OpenDocument
    plan_id: PaymentPlanId | None
    kind: PlanKind | None
    due_day: int | None
    amount_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """What a customer has to pay in one currency, by age; these less what is on account is all."""

    customer_id: CustomerId
    customer: str
    owner: str
    currency: str
    ages: tuple[tuple[Age, int], ...]
    on_account_minor: int
    """What was paid ahead, or for nothing that counts."""

    @property
    def outstanding_minor(self) -> int:
        """Return what is still to be paid over all."""
        return sum(minor for _age, minor in self.ages) - self.on_account_minor

    @property
    def overdue_minor(self) -> int:
        """Return what was to be paid before today."""
        return sum(minor for age, minor in self.ages if age in OVERDUE)


def age_of(due_day: int | None, today: int) -> Age:
    """Return how old something is that was due on a day."""
    if due_day is None:
        return Age.UNDATED
    late = today - due_day
    if late <= 0:
        return Age.TO_COME
    if late <= _MONTH:
        return Age.MONTH
    if late <= _TWO_MONTHS:
        return Age.TWO_MONTHS
    return Age.THREE_MONTHS if late <= _THREE_MONTHS else Age.OLDER


def items_of(document: OpenDocument, plans: Sequence[PlannedLine]) -> list[DueItem]:
    """Return what of a document is still to be paid, the first to be due first.

    Lines together are worth what the document counts: what came back lessens the last, and what
    nothing was planned for is one more. Receipts that name no line pay the oldest first. So all
    that is left sums to what the document counts, less what was received for it, or to nothing.
    """
    lines = _lines(document, plans)
    named = [min(max(0, line.received_minor), line.amount_minor) for line in lines]
    left = [line.amount_minor - part for line, part in zip(lines, named, strict=True)]
    free = document.received_minor - sum(named)
    for at, each in enumerate(left):
        part = max(0, min(each, free))
        left[at] -= part
        free -= part
    for at in reversed(range(len(left))):
        # A refund that names no line takes back what lines were paid, the last one first.
        part = max(0, min(lines[at].amount_minor - left[at], -free))
        left[at] += part
        free += part
    return [
        DueItem(
            document=document,
            plan_id=line.plan_id or None,
            kind=line.kind if line.plan_id else None,
            due_day=line.due_day if line.plan_id else document.rest_day,
            amount_minor=line.amount_minor,
            left_minor=minor,
        )
        for line, minor in zip(lines, left, strict=True)
        if minor
    ]


def _lines(document: OpenDocument, plans: Sequence[PlannedLine]) -> list[PlannedLine]:
    """Return lines worth exactly what the document counts, the first to be due first."""
    found: list[PlannedLine] = []
    room = document.counted_minor
    for each in sorted(plans, key=lambda plan: (plan.due_day, plan.plan_id)):
        worth = min(each.amount_minor, room)
        room -= worth
        found.append(PlannedLine(each.plan_id, each.kind, each.due_day, worth, each.received_minor))
    if room > 0:
        day = NEVER if document.rest_day is None else document.rest_day
        at = next((n for n, line in enumerate(found) if line.due_day > day), len(found))
        found.insert(at, PlannedLine(_NO_PLAN, PlanKind.OTHER, day, room, 0))
    return found


def by_age(items: Iterable[DueItem | PlainDue], today: int) -> dict[Age, int]:
    """Return what these come to by age; ages without anything are there as zero."""
    found = dict.fromkeys(Age, 0)
    for each in items:
        found[age_of(each.due_day, today)] += each.left_minor
    return found
