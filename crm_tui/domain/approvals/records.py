"""What is kept of something that was asked: which act, of what content, and how it was answered."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import ApprovalId, CustomerId, UserId
from crm_tui.values import dataclass


class ApprovalAct(Enum):
    """What an office may want to be granted before it is done."""

    QUOTE = "quote"
    ORDER = "order"
    CONTRACT = "contract"
    REFUND = "refund"


class ApprovalStatus(Enum):
    """How something that was asked stands; a grant is used by doing what it was given for."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked last of a paper and not let go, and how it stands."""

    id: ApprovalId
    status: ApprovalStatus
    was_edited: bool
    """Whether the paper was written anew since it was asked; then a grant may hold no more."""

    @property
    def is_told(self) -> bool:
        """Return whether it tells of a draft what is to come: an answer, what is granted, a no."""
        match self.status:
            case ApprovalStatus.OPEN | ApprovalStatus.REFUSED:
                return True
            case ApprovalStatus.GRANTED:
                return not self.was_edited
            case ApprovalStatus.WITHDRAWN | ApprovalStatus.USED:
                return False


@dataclass(frozen=True, slots=True)
class ApprovalWish:
    """What somebody wants to do: with which quote, order or contract, or give back of a receipt.

    Of a refund how much; all that is left of the receipt, if nothing is said.
    """

    act: ApprovalAct
    record_id: int
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalContent:
    """What exactly is asked for: an act with a paper as it now is.

    `record_id` is the quote's, order's or contract's, of a refund the receipt's; `mark` is another
    as soon as anything differs that was asked. Shares are in hundredths of a percent.
    """

    act: ApprovalAct
    record_id: int
    customer_id: CustomerId
    number: str
    amount_minor: int
    currency: str
    discount_share: int | None
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """Something that was asked, as listed; the name of a customer out of sight is empty."""

    id: ApprovalId
    content: ApprovalContent
    customer: str
    reason: str
    asked_by_id: UserId
    asked_by: str
    asked_at: datetime
    status: ApprovalStatus
    decided_by_id: UserId | None
    decided_by: str
    decided_at: datetime | None
    note: str

    @property
    def customer_id(self) -> CustomerId:
        """The customer whose paper it is."""
        return self.content.customer_id


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who may answer."""

    user_id: UserId
    name: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Something that was asked, whole: whether its paper is still the same, and who may answer.

    The nearest above who asked first, and only some where many may.
    """

    row: ApprovalRow
    deciders: tuple[Decider, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """Which are listed: what waits for one's answer, what one asked, or all that one may see."""

    waiting: bool = False
    mine: bool = False
    only_open: bool = False
