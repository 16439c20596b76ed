"""What was done last, and what taking it back did."""

from __future__ import annotations

from datetime import datetime

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import BatchId
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the batch, how many records were taken back, and which were left."""

    batch_id: BatchId
    operation: str
    records: int
    left: tuple[tuple[int, str], ...]
    changed: Changed
    customer: str = ""
    """The customer it was about, when it was only one."""


@dataclass(frozen=True, slots=True)
class LastDone:
    """What the next undo of somebody would take back."""

    batch_id: BatchId
    operation: str
    at: datetime
    customers: tuple[str, ...]
    """The names of the first of its customers; of a view or whatever else it is about instead."""
    count: int
    """How many it is about."""
