"""What counts to somebody's credit: what it is, how much of it, and the rows it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from crm_tui.domain.days import DayRange
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.values import dataclass


class Credit(Enum):
    """One thing that counts; a report tells them in this order."""

    FOLLOW_UPS = "follow_ups"
    CUSTOMERS = "customers"
    CLAIMED = "claimed"
    RETURNED = "returned"
    RECLAIMED = "reclaimed"
    WON = "won"
    LOST = "lost"
    ORDERS = "orders"
    CONTRACTS = "contracts"
    DEALS = "deals"
    RECEIVED = "received"
    """What came, less what was given back."""

    @property
    def is_money(self) -> bool:
        """Return whether it has an amount besides how many there are."""
        return self in _WITH_AMOUNTS


_WITH_AMOUNTS = frozenset(
    {Credit.WON, Credit.LOST, Credit.ORDERS, Credit.CONTRACTS, Credit.DEALS, Credit.RECEIVED}
)


@dataclass(frozen=True, slots=True)
class CreditSum:
    """How many there are, and what they come to in the office's currency."""

    count: int = 0
    minor: int = 0
    left_out: int = 0
    """Amounts in a currency that had no rate on their day: they are in no sum."""


NO_CREDIT = CreditSum()


def credit_sum(parts: Iterable[CreditSum]) -> CreditSum:
    """Return what several people have together."""
    found = list(parts)
    return CreditSum(
        sum(each.count for each in found),
        sum(each.minor for each in found),
        sum(each.left_out for each in found),
    )


@dataclass(frozen=True, slots=True)
class CreditRequest:
    """Which rows are asked for: what of whom, from which day to which."""

    credit: Credit
    days: DayRange
    user_ids: tuple[UserId, ...] = ()
    """Of nobody in particular: of all that one may see."""


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One thing that counts; its customer has no name for who does not see it."""

    id: int
    user_id: UserId
    person: str
    day: int
    customer_id: CustomerId
    customer: str
    what: str
    minor: int
    """An amount in its own currency; nothing of what has none."""
    currency: str
    reported_minor: int | None
    """The same in the office's currency; None where there was no rate that day."""
