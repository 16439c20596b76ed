"""Which quotes are asked for."""

from __future__ import annotations

from crm_tui.domain.identifiers import CustomerId, OpportunityId, UserId
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    """Which quotes are asked for; earlier versions and deleted ones only when it says so."""

    customer_id: CustomerId | None = None
    owner_id: UserId | None = None
    status: QuoteStatus | None = None
    opportunity_id: OpportunityId | None = None
    words: str = ""
    all_versions: bool = False
    deleted: bool = False
