"""Take back what was done to what customers use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import usages
from crm_tui.domain.events import UsageAdded, UsageDeleted, UsageEdited, UsageRestored
from crm_tui.domain.usages import UsagePer
from crm_tui.services.undo.events import TakeBack
from crm_tui.services.undo.records import records_taken_back


def _columns(kept: Mapping[str, object]) -> dict[str, Any]:
    """Return what an event keeps of a usage as column values."""
    return {name: UsagePer(each) if name == "per" else each for name, each in kept.items()}


TAKE_BACK: dict[str, TakeBack] = records_taken_back(
    (UsageAdded, UsageEdited, UsageDeleted, UsageRestored),
    usages.stored_usage,
    usages.update_usage,
    _columns,
)
"""How each event of usages is taken back."""
