"""Which orders, and which goods to be delivered, are asked for."""

from __future__ import annotations

from enum import Enum

from crm_tui.domain.identifiers import CustomerId, OpportunityId, UserId
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.values import dataclass

DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """Which orders are asked for; deleted ones only when it says so.

    Those of an opportunity were made from its quotes.
    """

    customer_id: CustomerId | None = None
    owner_id: UserId | None = None
    status: OrderStatus | None = None
    opportunity_id: OpportunityId | None = None
    words: str = ""
    deleted: bool = False


class DueSpan(Enum):
    """When goods are to be delivered."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"
    ALL = "all"


def days_of(span: DueSpan, today: int) -> tuple[int, int] | None:
    """Return the first and the last day of a span; None for all, those without a day as well.

    The week is the seven days behind today.
    """
    match span:
        case DueSpan.OVERDUE:
            return 0, today - 1
        case DueSpan.TODAY:
            return today, today
        case DueSpan.TOMORROW:
            return today + 1, today + 1
        case DueSpan.WEEK:
            return today + 1, today + DAYS_OF_A_WEEK
        case DueSpan.ALL:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRequest:
    """Which goods to be delivered are asked for."""

    span: DueSpan = DueSpan.ALL
    customer_id: CustomerId | None = None
    owner_id: UserId | None = None
