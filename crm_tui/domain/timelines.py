"""What happened to a customer, in one stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from crm_tui.domain.follow_ups import FollowUpRow


class EntryKind(Enum):
    """What an entry of the timeline tells."""

    FOLLOW_UP = "follow_up"
    CREATED = "created"
    PERIOD_STARTED = "period_started"
    PERIOD_ENDED = "period_ended"
    EDITED = "edited"
    CONTACT_ADDED = "contact_added"
    CONTACT_EDITED = "contact_edited"
    TASK_ADDED = "task_added"
    TASK_DONE = "task_done"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened; `facts` depend on the kind, words are made in presentation."""

    at: datetime
    kind: EntryKind
    author: str
    follow_up: FollowUpRow | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
