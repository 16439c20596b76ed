"""Customers that lose their owners together: what those hold, and the periods that end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update

from crm_tui.db.queries.pools.periods import IN_POOL_VALUES
from crm_tui.db.queries.users import change_held_of_many
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD
from crm_tui.db.unit_of_work import Unit
from crm_tui.db.visibility import unscoped
from crm_tui.domain.customers import Standing
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pools import PeriodEnd


def lower_held(unit: Unit, leaving: ColumnElement[bool]) -> None:
    """Take customers that are about to lose their owners out of what those hold."""
    held = unit.connection.execute(
        select(CUSTOMER.c.owner_id, func.count().label("number"))
        .where(
            leaving,
            CUSTOMER.c.owner_id.is_not(None),
            unscoped("counts follow the rows that leave, whoever acts"),
        )
        .group_by(CUSTOMER.c.owner_id)
        .order_by(CUSTOMER.c.owner_id)
    )
    changes = {UserId(row.owner_id): -row.number for row in held}
    change_held_of_many(unit.connection, changes)


def delete_customers(unit: Unit, ids: Sequence[int]) -> None:
    """Put customers into the recycle bin, set-based; open periods end with them."""
    chosen = CUSTOMER.c.id.in_(ids)
    lower_held(unit, chosen)
    unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.customer_id.in_(ids), OWNERSHIP_PERIOD.c.ended_at.is_(None))
        .values(
            ended_at=unit.now,
            end_day=unit.today,
            noticed_at=unit.now,
            how_ended=PeriodEnd.DELETED,
            ended_by_id=unit.person.user_id,
            rule_id=_running_rule_id(),
        )
    )
    unit.connection.execute(
        update(CUSTOMER)
        .where(chosen)
        .values(
            **IN_POOL_VALUES,
            pool_since=None,
            standing=Standing.DELETED,
            deleted_at=unit.now,
            version=CUSTOMER.c.version + 1,
        )
    )


def _running_rule_id() -> ScalarSelect[int | None]:
    return (
        select(CUSTOMER.c.rule_id)
        .where(
            CUSTOMER.c.id == OWNERSHIP_PERIOD.c.customer_id,
            unscoped("the period keeps what it ran under"),
        )
        .scalar_subquery()
    )


def close_reclaimed_periods(unit: Unit, rows: Sequence[Any], ended_at: dict[int, datetime]) -> None:
    """Close the periods of reclaimed customers at the end of their last protected day."""
    alike: dict[tuple[int, str, int | None], list[int]] = {}
    for row in rows:
        alike.setdefault((row.last_day, row.deciding, row.rule_id), []).append(row.period_id)
    for (last_day, deciding, rule_id), period_ids in alike.items():
        unit.connection.execute(
            update(OWNERSHIP_PERIOD)
            .where(OWNERSHIP_PERIOD.c.id.in_(period_ids), OWNERSHIP_PERIOD.c.ended_at.is_(None))
            .values(
                ended_at=ended_at[last_day],
                end_day=last_day + 1,
                noticed_at=unit.now,
                how_ended=PeriodEnd.RECLAIMED,
                rule_id=rule_id,
                deciding=deciding,
            )
        )
