"""What an edit of the fields that rules read does to the last day of an owned customer."""

from __future__ import annotations

from crm_tui.domain.customers import Level
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Relabelling:
    """From when to when an edit moves the last day, and what it would be by the labels alone."""

    fields: tuple[str, ...]
    """The edited fields that rules read."""
    level: Level | None
    before_day: int
    after_day: int
    matched_day: int
    """The day by the new labels, whoever made the edit and without grace."""
    rule_before: str
    rule_after: str

    @property
    def is_held_by_grace(self) -> bool:
        """Return whether the day comes forward less far than the new labels say."""
        return self.after_day > self.matched_day

    @property
    def is_not_lengthened(self) -> bool:
        """Return whether only somebody above the owner could win the day of the new labels."""
        return self.after_day < self.matched_day
