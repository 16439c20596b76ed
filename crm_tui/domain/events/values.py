"""What every event carries, and what an operation answers with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.domain.users import Road
from crm_tui.values import dataclass

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class JobStatus(Enum):
    """How a background job stands."""

    RUNNING = "running"
    DONE = "done"
    HELD = "held"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to one record, with the values before and after."""

    customer_id: CustomerId | None = None
    record_id: int | None = None
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def kind(cls) -> str:
        """Return the stored name of the event, such as customer_claimed."""
        return _WORD.sub("_", cls.__name__).lower()


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One writing operation, as listed."""

    id: BatchId
    at: datetime
    actor: str
    login: str
    operation: str
    road: str
    events: int
    undone_by_id: BatchId | None
    undoes_id: BatchId | None
    attempted: str = ""
    """What was asked for, where it was refused."""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which part of the history is asked for; what is None asks for all."""

    actor_id: UserId | None = None
    operations: frozenset[str] | None = None
    customer_id: CustomerId | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Before this instant."""
    road: Road | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event, as the timeline and undo read it."""

    id: int
    batch_id: BatchId
    at: datetime
    kind: str
    actor: str
    customer_id: CustomerId | None
    record_id: int | None
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changed:
    """What an operation changed: enough for a screen to refresh and for undo."""

    batch_id: BatchId | None
    kinds: frozenset[str]
    customer_ids: tuple[CustomerId, ...]
    record_id: int | None = None
