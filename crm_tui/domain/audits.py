"""The history event by event, as those who look into it read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from crm_tui.domain.identifiers import BatchId, CustomerId
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event with who did it and how; of contact details only what tells which it is."""

    id: int
    batch_id: BatchId
    at: datetime
    kind: str
    operation: str
    road: str
    actor: str
    login: str
    customer_id: CustomerId | None
    customer: str
    record_id: int | None
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SealState:
    """How far the history is sealed."""

    sealed_to: int
    """The last event under a seal; 0 where there is none."""
    sealed_at: datetime | None
    unsealed: int
    """Events that came since."""
