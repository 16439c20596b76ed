"""撞单: two people claim the same customer, and a manager above both decides whose it is."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import CustomerId, DisputeId, UserId
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass

WHOLE_SHARE = 100
"""Shares are percent."""


class DisputeStatus(Enum):
    """How far a dispute has come."""

    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class DisputeOutcome(Enum):
    """What a manager decided: the one who filed, the other side, or both with shares."""

    FILER = "filer"
    OTHER = "other"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute as listed; it is visible to both sides and to who may decide it."""

    id: DisputeId
    customer_id: CustomerId
    customer: str
    other_customer_id: CustomerId | None
    filed_by_id: UserId
    filed_by: str
    against_id: UserId
    against: str
    note: str
    filed_at: datetime
    status: DisputeStatus
    outcome: DisputeOutcome | None
    filer_share: int | None
    reason: str
    decided_by_id: UserId | None
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class SideEvidence:
    """What one side can show for itself, on either of the customers."""

    user_id: UserId
    person: str
    entered_at: datetime | None
    """When they entered the customer, if they did."""
    held_since: datetime | None
    """When they first held it, if they ever did."""
    effective_follow_ups: int
    first_follow_up_at: datetime | None
    last_follow_up_at: datetime | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a manager decides by; nothing else of a customer out of sight."""

    dispute: DisputeRow
    filer: SideEvidence
    other: SideEvidence

    @property
    def entered_first(self) -> UserId | None:
        """Return who of the two entered it first, or None when neither did."""
        entered = [
            (each.entered_at, each.user_id)
            for each in (self.filer, self.other)
            if each.entered_at is not None
        ]
        return min(entered)[1] if entered else None


@dataclass(frozen=True, slots=True)
class DisputeNotOpen:
    """It was decided or withdrawn already."""

    dispute_id: DisputeId
    status: DisputeStatus


@dataclass(frozen=True, slots=True)
class AlreadyDisputed:
    """A dispute about this customer is open already."""

    dispute_id: DisputeId


@dataclass(frozen=True, slots=True)
class NobodyToDispute:
    """The customer is in its pool, or nobody stands on the other side."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotYourDispute:
    """Only the one who filed a dispute may withdraw it."""

    dispute_id: DisputeId
    filed_by: str


@dataclass(frozen=True, slots=True)
class NotAboveSides:
    """Only somebody who stands above both sides, or an administrator, decides."""

    dispute_id: DisputeId


@dataclass(frozen=True, slots=True)
class ShareOutOfRange:
    """A share is 1 to 99 percent, and only a shared customer has one."""

    share: int | None


WithdrawRefusal = DisputeNotOpen | NotYourDispute
DecideRefusal = DisputeNotOpen | NotAboveSides | ShareOutOfRange


def why_not_withdraw(dispute: DisputeRow, *, by: Person) -> WithdrawRefusal | None:
    """Return why this person may not withdraw the dispute, or None."""
    if dispute.status is not DisputeStatus.OPEN:
        return DisputeNotOpen(dispute.id, dispute.status)
    if dispute.filed_by_id == by.user_id:
        return None
    return NotYourDispute(dispute.id, dispute.filed_by)


def why_not_judge(dispute: DisputeRow, *, by: Person, above_both: bool) -> NotAboveSides | None:
    """Return why this person may not see the evidence of a dispute and decide it, or None."""
    if by.is_admin or (above_both and by.may(Permission.DECIDE_DISPUTE)):
        return None
    return NotAboveSides(dispute.id)


def why_not_decide(
    dispute: DisputeRow, outcome: DisputeOutcome, share: int | None, *, by: Person, above_both: bool
) -> DecideRefusal | None:
    """Return why this decision is not possible, or None."""
    refusal = why_not_judge(dispute, by=by, above_both=above_both)
    if refusal is not None:
        return refusal
    if dispute.status is not DisputeStatus.OPEN:
        return DisputeNotOpen(dispute.id, dispute.status)
    is_shared = outcome is DisputeOutcome.SHARED
    is_share = share is not None and 0 < share < WHOLE_SHARE
    return (
        None if is_shared == is_share and (is_shared or share is None) else ShareOutOfRange(share)
    )
