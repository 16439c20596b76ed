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
    waiting = [row.id for row in rows if row.owner_id is None and row.standing is Standing.NORMAL]
    if not waiting or len(ids) > _MOST_ROWS:
        return rows
    days = _claim_days(view, waiting)
    return [
        replace(row, claimable_from_day=days[row.id]) if days.get(row.id) else row for row in rows
    ]


def _claim_days(view: View, ids: Sequence[CustomerId]) -> Mapping[CustomerId, int | None]:
    me = view.person.user_id
    had = pools.last_periods(view, me, ids)
    asking: dict[PoolId, tuple[Claimant, Policy]] = {}
    days = {}
    for each in customers.holdings(view, ids):
        if each.pool_id not in asking:
            by = pools.claimant(view, me, None, each.pool_id)
            asking[each.pool_id] = (by, pools.policy(view, each.pool_id))
        by, policy = asking[each.pool_id]
        refusal = why_not_claim(
            each,
            by=replace(by, last_period=had.get(each.customer_id)),
            policy=policy,
            today=view.today,
            now=view.now.astimezone(view.zone),
        )
        days[each.customer_id] = claimable_from_day(refusal)
    return days
