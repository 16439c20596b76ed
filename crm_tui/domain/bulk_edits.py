"""The same change of many customers: which fields it may touch, and what it comes to for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from crm_tui.domain.customers import CUSTOM_PREFIX, CustomerFields, FieldChange
from crm_tui.values import dataclass

BULK_FIELDS = (
    *("level", "type", "stage_id", "industry_id", "source_id", "nature", "introduced_by"),
    *("province", "city", "district", "parent_id", "headcount", "annual_revenue"),
    *("needs", "need_tags", "tags", "budget_minor", "decision_chain", "past_cooperation"),
    *("first_contact_day", "remarks"),
)
"""What several customers may have in common; a name, a code or a website is one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """What is to be done with each customer: values to set, tags to add and to take away."""

    values: Mapping[str, object] = field(default_factory=dict)
    """By the names of the fields; those of the office's own as custom.code."""
    added_tags: tuple[str, ...] = ()
    removed_tags: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether it would change nothing of anybody."""
        return not (self.values or self.added_tags or self.removed_tags)

    def of(self, fields: CustomerFields) -> dict[str, object]:
        """Return the changes that it comes to for one customer."""
        changes = dict(self.values)
        if self.added_tags or self.removed_tags:
            kept = [tag for tag in fields.tags if tag not in self.removed_tags]
            changes["tags"] = tuple(dict.fromkeys((*kept, *self.added_tags)))
        return changes


def unknown_field(change: BulkChange) -> str | None:
    """Return the first field that cannot be changed for many at once, or None."""
    known = (name in BULK_FIELDS or name.startswith(CUSTOM_PREFIX) for name in change.values)
    return next(
        (name for name, is_known in zip(change.values, known, strict=True) if not is_known), None
    )


@dataclass(frozen=True, slots=True)
class ForetoldEdit:
    """What a change would do to one customer."""

    customer: str
    changes: tuple[FieldChange, ...]
