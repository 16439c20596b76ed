"""Which contracts are asked for."""

from __future__ import annotations

from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.identifiers import CustomerId, OpportunityId, UserId
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRequest:
    """Which contracts are asked for; `ends_within` are days from today on.

    Those of an opportunity follow its quotes.
    """

    customer_id: CustomerId | None = None
    owner_id: UserId | None = None
    status: ContractStatus | None = None
    opportunity_id: OpportunityId | None = None
    ends_within: int | None = None
    words: str = ""
    deleted: bool = False
