"""Notices: what the program tells a person, inside it, because of somebody else's act."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import CustomerId, FollowUpId, NoticeId
from crm_tui.values import dataclass


class NoticeKind(Enum):
    """What a notice is about."""

    MENTION = "mention"
    COMMENT = "comment"
    ESCALATION = "escalation"
    TASK_GIVEN = "task_given"
    LEVELS = "levels"
    CONTACT_PASSED_ON = "contact_passed_on"
    CUSTOMER_MERGED = "customer_merged"
    RECEIPT_CONFIRMED = "receipt_confirmed"
    RECEIPT_REFUSED = "receipt_refused"
    LARGE_DEAL = "large_deal"
    LARGE_WON = "large_won"
    APPROVAL_GRANTED = "approval_granted"
    APPROVAL_REFUSED = "approval_refused"
    CUSTOMERS_GIVEN = "customers_given"
    CUSTOMERS_IMPORTED = "customers_imported"


GIVING = (NoticeKind.CUSTOMERS_GIVEN, NoticeKind.CUSTOMERS_IMPORTED)
"""What tells of customers that somebody was given: one line for all of an operation."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as shown; who it is about may be out of sight, and then is not named."""

    id: NoticeId
    kind: NoticeKind
    customer_id: CustomerId | None
    customer: str
    record_id: int | None
    follow_up_id: FollowUpId | None
    """The follow-up it is about, or whose comment it is about."""
    author: str
    at: datetime
    words: str
    how_many: int = 1
    """How many customers it is about."""
