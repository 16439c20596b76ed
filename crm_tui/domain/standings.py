"""Customers set aside: deleted, 无效 or on the blacklist; found by the duplicate check, no list."""

from __future__ import annotations

from crm_tui.domain.customers import Standing
from crm_tui.domain.pools.rules import PeriodEnd
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class NotSetAside:
    """The customer stands among the others; there is nothing to restore."""

    customer: str


@dataclass(frozen=True, slots=True)
class NotDeleted:
    """Only what was deleted before can be removed for good."""

    customer: str


@dataclass(frozen=True, slots=True)
class HasDeals:
    """What was sold stays: a customer with deals that count is not removed for good."""

    customer: str
    deals: int


@dataclass(frozen=True, slots=True)
class HasPapers:
    """Books are kept: a customer with orders, contracts, receipts or invoices that count stays."""

    customer: str
    papers: int


PurgeRefusal = NotDeleted | HasDeals | HasPapers


def why_not_purge(
    customer: str, standing: Standing, *, deals: int, papers: int
) -> PurgeRefusal | None:
    """Return why a customer cannot be removed for good, or None."""
    if standing is not Standing.DELETED:
        return NotDeleted(customer)
    if deals:
        return HasDeals(customer, deals)
    return HasPapers(customer, papers) if papers else None


@dataclass(frozen=True, slots=True)
class PurgeContents:
    """What goes with customers that are removed for good."""

    customers: int = 0
    contacts: int = 0
    follow_ups: int = 0
    tasks: int = 0
    key_dates: int = 0
    files: int = 0
    opportunities: int = 0
    quotes: int = 0
    orders: int = 0
    contracts: int = 0


def period_end_of(standing: Standing) -> PeriodEnd:
    """Return how the period of an owned customer ends when it is set aside so."""
    match standing:
        case Standing.INVALID:
            return PeriodEnd.INVALID
        case Standing.BLACKLISTED:
            return PeriodEnd.BLACKLISTED
        case Standing.DELETED | Standing.NORMAL:
            return PeriodEnd.DELETED
