"""Rows of a list that say from when who asks may claim what lies in a pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries import customers, pools
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import CustomerRow, Standing
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.pools import Claimant, Policy, claimable_from_day, why_not_claim

_MOST_ROWS = 500
"""A list is read a page at a time; an export of all has no use for what a day closes."""


def rows_with_claim_days(view: View, ids: Sequence[int]) -> list[CustomerRow]:
    """Return these customers as list rows; those closed to the person today say until when."""
    rows = customers.rows(view, ids)
    waiting = [row for row in rows if row.owner_id is None and row.standing is Standing.NORMAL]
    if not waiting or len(ids) > _MOST_ROWS:
        return rows
    days = _claim_days(view, waiting)
    return [
        replace(row, claimable_from_day=days[row.id]) if days.get(row.id) else row for row in rows
    ]


def _claim_days(view: View, waiting: Sequence[CustomerRow]) -> Mapping[CustomerId, int | None]:
    me = view.person
    had = pools.last_periods(view, me.user_id, [row.id for row in waiting])
    claims = pools.claims_by_pool(view, me.user_id, view.today)
    # Most lie open to whoever asks, and what closes them is known before anything is read of them.
    asked = [
        row.id
        for row in waiting
        if row.id in had or row.pool_id in claims or row.reserved_for_id is not None
    ]
    doors: dict[PoolId, Policy] = {}
    days = {}
    for each in customers.holdings(view, asked) if asked else ():
        if each.pool_id not in doors:
            doors[each.pool_id] = pools.policy(view, each.pool_id)
        by = Claimant(
            me.user_id,
            me.name,
            claims_today=claims.get(each.pool_id, 0),
            is_member=me.is_admin or each.pool_id in me.pool_ids,
            last_period=had.get(each.customer_id),
        )
        now = view.now.astimezone(view.zone)
        refusal = why_not_claim(each, by=by, policy=doors[each.pool_id], today=view.today, now=now)
        days[each.customer_id] = claimable_from_day(refusal)
    return days
