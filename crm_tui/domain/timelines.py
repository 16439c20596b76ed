"""What happened to a customer, in one stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import Enum

from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.values import dataclass


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
    FOLLOW_UP_EDITED = "follow_up_edited"
    FOLLOW_UP_DELETED = "follow_up_deleted"
    DEAL_RECORDED = "deal_recorded"
    DEAL_VOIDED = "deal_voided"
    DEAL_MARKED = "deal_marked"
    TEAM_JOINED = "team_joined"
    TEAM_CHANGED = "team_changed"
    TEAM_LEFT = "team_left"
    RESTORED = "restored"
    SET_ASIDE = "set_aside"
    MOVED = "moved"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_DECIDED = "extension_decided"
    CLOCK_RESTARTED = "clock_restarted"
    DISPUTE_FILED = "dispute_filed"
    DISPUTE_DECIDED = "dispute_decided"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened; `facts` depend on the kind, words are made in presentation."""

    at: datetime
    kind: EntryKind
    author: str
    follow_up: FollowUpRow | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
