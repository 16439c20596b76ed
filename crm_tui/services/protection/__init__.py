"""Keep the last protected day of a customer true: after giving, after work, after an edit.

Every service that touches an owned customer goes through here, so list, warning, explanation and
sweep read one stored value.
"""

from __future__ import annotations

from crm_tui.services.protection.computing import (
    CHUNK,
    MATCH_COLUMNS,
    clock_facts,
    computed,
    match_values,
    newly_matched,
    recompute_owner,
    recompute_rows,
    refresh,
    rematched,
    resume,
    running_rule,
)
from crm_tui.services.protection.giving import (
    give,
    taken_before,
)
from crm_tui.services.protection.relabelling import (
    relabelled,
    relabelling,
)
from crm_tui.services.protection.settling import (
    CLOCK_COLUMNS,
    as_settled,
    clock_values,
    reclaim_overdue,
    settle,
    settled,
)

__all__ = [
    "CHUNK",
    "CLOCK_COLUMNS",
    "MATCH_COLUMNS",
    "as_settled",
    "clock_facts",
    "clock_values",
    "computed",
    "give",
    "match_values",
    "newly_matched",
    "reclaim_overdue",
    "recompute_owner",
    "recompute_rows",
    "refresh",
    "relabelled",
    "relabelling",
    "rematched",
    "resume",
    "running_rule",
    "settle",
    "settled",
    "taken_before",
]
