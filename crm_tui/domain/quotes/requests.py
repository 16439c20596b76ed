"""Which quotes are asked for."""

from __future__ import annotations

from crm_tui.domain.identifiers import CustomerId, OpportunityId, UserId
from crm_tui.domain.queries.fields import QUOTES
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRequest:
    """Which quotes are asked for; earlier versions and deleted ones only when it says so."""

    customer_id: CustomerId | None = None
    owner_id: UserId | None = None
    status: QuoteStatus | None = None
    opportunity_id: OpportunityId | None = None
    query: str = ""
    """What was typed, in the query language."""
    all_versions: bool = False
    deleted: bool = False

    @property
    def asked(self) -> RecordRequest:
        """What the query asks, the newest first unless it says otherwise."""
        return RecordRequest(QUOTES, query=self.query, sort="day", descending=True)
