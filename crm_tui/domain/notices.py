"""Notices: what the program tells a person, inside it, because of somebody else's act."""

from __future__ import annotations

from enum import Enum


class NoticeKind(Enum):
    """What a notice is about."""

    MENTION = "mention"
    COMMENT = "comment"
    ESCALATION = "escalation"
    TASK_GIVEN = "task_given"
    LEVELS = "levels"
