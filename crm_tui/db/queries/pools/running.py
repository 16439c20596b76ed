"""A period by itself: when it began, what of it was used up, and all of a customer's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select, update

from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import PeriodId

_PERIOD = bindparam("asked_period_id", type_=Integer)
_STARTER, _ENDER = USER.alias("starter"), USER.alias("ender")


def own_grace_was_used(view: View, period_id: PeriodId) -> bool:
    """Return whether the owner's own act earned grace in this period already."""
    return bool(
        view.connection.execute(
            select(OWNERSHIP_PERIOD.c.own_grace_used).where(OWNERSHIP_PERIOD.c.id == period_id)
        ).scalar_one()
    )


def period_start(view: View, period_id: PeriodId) -> datetime | None:
    """Return when a period began."""
    return view.connection.execute(_begun_at(), {_PERIOD.key: period_id}).scalar_one_or_none()


@cache
def _begun_at() -> Select[Any]:
    period = OWNERSHIP_PERIOD.c
    return select(period.started_at).where(period.id == _PERIOD)


def use_own_grace(unit: Unit, period_id: PeriodId) -> bool:
    """Note that the owner's own act earned grace in this period; False when it had already."""
    used = unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.id == period_id, ~OWNERSHIP_PERIOD.c.own_grace_used)
        .values(own_grace_used=True)
    )
    return used.rowcount == 1


def set_clock_day(unit: Unit, period_id: PeriodId, clock_day: int) -> None:
    """Let the days of a running period count from another day."""
    unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.id == period_id)
        .values(clock_day=clock_day)
    )


def periods_of(view: View, customer_ids: Sequence[int], limit: int = 200) -> list[Any]:
    """Return the ownership periods of customers that are one by now, with names, newest first."""
    return list(
        view.connection.execute(
            select(
                OWNERSHIP_PERIOD,
                USER.c.name.label("owner"),
                _STARTER.c.name.label("started_by"),
                _ENDER.c.name.label("ended_by"),
                POOL.c.name.label("pool"),
                DICTIONARY_ITEM.c.name.label("reason"),
            )
            .join(USER, USER.c.id == OWNERSHIP_PERIOD.c.owner_id)
            .outerjoin(_STARTER, _STARTER.c.id == OWNERSHIP_PERIOD.c.started_by_id)
            .outerjoin(_ENDER, _ENDER.c.id == OWNERSHIP_PERIOD.c.ended_by_id)
            .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == OWNERSHIP_PERIOD.c.reason_id)
            .join(POOL, POOL.c.id == OWNERSHIP_PERIOD.c.pool_id)
            .where(OWNERSHIP_PERIOD.c.customer_id.in_(customer_ids))
            .order_by(OWNERSHIP_PERIOD.c.id.desc())
            .limit(limit)
        )
    )
