"""The shapes of what may be one customer: matches, levels, pairs, groups and merges."""

from __future__ import annotations

from crm_tui.domain.duplicates import MatchKind, levels_from_json
from crm_tui.domain.offices import Office


def shown_levels(office: Office) -> dict[str, str]:
    """Return what a match of each kind means, by the kind."""
    levels = levels_from_json(office.duplicates)
    return {kind.value: levels.of(kind).value for kind in MatchKind}
