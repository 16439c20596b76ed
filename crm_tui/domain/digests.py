"""A day in a few lines: who, when, and what was said last."""

from __future__ import annotations

from datetime import datetime

from crm_tui.domain.deliveries import Recipient, ReminderKind
from crm_tui.values import dataclass

MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One thing of the day."""

    kind: ReminderKind
    title: str
    due_at: datetime | None = None
    note: str = ""
    last_words: str = ""
    last_day: int | None = None
    """The last protected day of a customer that is about to be taken back."""
    key: str = ""
    """That of the reminder, which tells the day and the kind of a key date."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody has to do on a day, the most urgent first."""

    recipient: Recipient
    day: int
    lines: tuple[DigestLine, ...]
    more: int = 0
    """How much there is beside these lines."""
    earlier: int = 0
    """What has been overdue for so long that it is only counted."""

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to say."""
        return not self.lines and not self.earlier
