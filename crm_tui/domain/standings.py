"""Customers set aside: deleted, 无效 or on the blacklist; found by the duplicate check, no list."""

from __future__ import annotations

from crm_tui.domain.customers import Standing
from crm_tui.domain.pools.rules import PeriodEnd
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class NotSetAside:
    """The customer stands among the others; there is nothing to restore."""

    customer: str


def period_end_of(standing: Standing) -> PeriodEnd:
    """Return how the period of an owned customer ends when it is set aside so."""
    match standing:
        case Standing.INVALID:
            return PeriodEnd.INVALID
        case Standing.BLACKLISTED:
            return PeriodEnd.BLACKLISTED
        case Standing.DELETED | Standing.NORMAL:
            return PeriodEnd.DELETED
