"""What is told of a customer's protection, and of a pool."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.pools.permissions import ClaimRefusal
from crm_tui.domain.pools.rules import Protection


@dataclass(frozen=True, slots=True)
class Explanation:
    """回收说明: everything that led to a customer's last protected day."""

    customer_id: CustomerId
    customer: str
    owner: str
    pool: str
    protection: Protection
    last_day: int
    deciding: str
    clock_day: int | None
    last_effective_day: int | None
    not_before_day: int | None
    today: int
    claim_refusal: ClaimRefusal | None = None


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool as listed, with the asking person's quota."""

    id: PoolId
    name: str
    customers: int
    owned: int
    is_member: bool
    daily_limit: int | None
    claims_today: int
    idle_days: int | None
    enabled: bool
