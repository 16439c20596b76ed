"""The manager's view as plain dicts for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.overviews import AGE_BUCKETS, Overview
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape


def overview(
    found: Overview, logins: Mapping[UserId, str], iso: Callable[[datetime | None], str | None]
) -> Shape:
    """Return the manager's view: each key a list, each row a flat object."""
    return {
        "days": found.days,
        "near_limit": [
            {"user": logins.get(load.user_id), "held": load.held, "limit": load.limit}
            for load in found.loads
        ],
        "leaving": [
            {
                "customer_id": row.customer_id,
                "customer": row.name,
                "owner": logins.get(row.owner_id),
                "pool": row.pool,
                "last_day": iso_day(row.last_day),
                "deciding": row.deciding,
            }
            for row in found.leaving
        ],
        "leaving_by_owner": [
            {"user": logins.get(user_id), "customers": number}
            for user_id, _name, number in found.leaving_by_owner
        ],
        "pool_ages": [
            {
                "pool": row.pool,
                **{f"within_{days}": n for days, n in zip(AGE_BUCKETS, row.counts, strict=False)},
                "longer": row.counts[-1],
            }
            for row in found.ages
        ],
        "turnover": [
            {
                "user": logins.get(row.user_id),
                "claimed": row.claimed,
                "returned": row.returned,
                "reclaimed": row.reclaimed,
            }
            for row in found.turnover
        ],
        "ping_pong": [
            {
                "customer_id": row.customer_id,
                "customer": row.customer,
                "one": logins.get(row.one_id),
                "other": logins.get(row.other_id),
                "times": row.times,
                "last_at": iso(row.last_at),
            }
            for row in found.ping_pong
        ],
        "flagged": [
            {
                "follow_up_id": row.id,
                "customer_id": row.customer_id,
                "customer": row.customer,
                "author": logins.get(row.author_id),
                "happened_at": iso(row.happened_at),
                "flags": [flag.value for flag in row.flags],
            }
            for row in found.flagged
        ],
    }
