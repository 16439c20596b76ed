"""回收说明: everything that led to the last protected day of a customer, as one value."""

from __future__ import annotations

from crm_tui.db.queries import customers, extensions, pools, users
from crm_tui.db.queries.dictionaries import items
from crm_tui.db.unit_of_work import View
from crm_tui.domain.calendars import unknown_years
from crm_tui.domain.days import NEVER, DayUnit, day_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.pools import Explanation, Protection, counts_of
from crm_tui.services import protection


def explained(view: View, customer_id: CustomerId) -> Explanation:
    """Return what leads to a visible customer's last day; for one in a pool, what would count."""
    record = customers.record(view, customer_id)
    row = customers.raw(view, customer_id)
    found = protection.computed(view, row, pools.policy(view, row.pool_id))
    clock = None if row.owner_id is None else protection.clock_facts(view, row, found.rule)
    is_held = row.owner_id is not None
    asked_until_day = extensions.open_until(view, customers.holding_of(row)) if is_held else None
    return Explanation(
        customer_id=customer_id,
        customer=record.row.name,
        owner=record.row.owner,
        pool=record.row.pool,
        protection=found
        if clock is not None
        else Protection(found.last_day, found.deciding, found.rule),
        last_day=row.last_day,
        deciding=row.deciding,
        clock_day=row.clock_day,
        last_effective_day=row.last_effective_day,
        not_before_day=row.not_before_day,
        not_before_cause=row.not_before_cause,
        today=view.today,
        owned_day=day_of(row.owned_since, view.zone) if row.owned_since else None,
        clock=clock,
        counts=() if clock is None else counts_of(found, clock, view.calendar),
        unknown_years=() if clock is None else _unknown_years(view, found),
        asked_until_day=asked_until_day,
        asked_of="" if asked_until_day is None else _above(view, row.owner_id),
        methods={
            each.code: each.name
            for each in items(view.connection, DictionaryKind.FOLLOW_UP_METHOD)
            if each.code
        },
    )


def _above(view: View, owner_id: UserId) -> str:
    line = users.line_above(view.connection, owner_id)
    return "" if line.boss == line.person else line.boss


def _unknown_years(view: View, found: Protection) -> tuple[int, ...]:
    """Return the years without known holidays that a count of this protection went through."""
    counted = [
        each
        for each in found.conditions
        if each.condition.unit is not DayUnit.ALL and not each.is_met and each.last_day < NEVER
    ]
    years = {
        year
        for each in counted
        for year in unknown_years(view.calendar, each.anchor_day, each.last_day)
    }
    return tuple(sorted(years))
