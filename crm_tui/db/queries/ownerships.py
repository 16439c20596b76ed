"""The history of who held a customer, under which rule."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from crm_tui.db.queries.customers import record
from crm_tui.db.queries.merging import merged_into
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL, POOL_RULE, POOL_RULE_VERSION
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.ownerships import Ownership

LISTED = 200
_STARTER = USER.alias("starter")
_ENDER = USER.alias("ender")


def ownerships(view: View, customer_id: CustomerId) -> list[Ownership]:
    """Return who held a customer, the last first; raise NotFoundError when it is out of sight.

    Who held what was merged into it held it, too.
    """
    record(view, customer_id)
    ids = [customer_id, *merged_into(view, customer_id)]
    period = OWNERSHIP_PERIOD.c
    # A running period keeps its rule with the customer.
    rule_id = func.coalesce(period.rule_id, CUSTOMER.c.rule_id)
    rows = view.connection.execute(
        select(
            OWNERSHIP_PERIOD,
            USER.c.name.label("owner"),
            POOL.c.name.label("pool"),
            _STARTER.c.name.label("started_by"),
            _ENDER.c.name.label("ended_by"),
            DICTIONARY_ITEM.c.name.label("reason"),
            POOL_RULE.c.name.label("rule"),
            POOL_RULE_VERSION.c.version.label("rule_version"),
            CUSTOMER.c.deciding.label("deciding_now"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == period.customer_id)
        .join(USER, USER.c.id == period.owner_id)
        .join(POOL, POOL.c.id == period.pool_id)
        .outerjoin(_STARTER, _STARTER.c.id == period.started_by_id)
        .outerjoin(_ENDER, _ENDER.c.id == period.ended_by_id)
        .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == period.reason_id)
        .outerjoin(POOL_RULE, POOL_RULE.c.id == rule_id)
        .outerjoin(POOL_RULE_VERSION, POOL_RULE_VERSION.c.id == POOL_RULE.c.version_id)
        .where(
            period.customer_id.in_(ids),
            unscoped("who may see the customer reads who held it; that was checked"),
        )
        .order_by(period.id.desc())
        .limit(LISTED)
    )
    return [_ownership(row) for row in rows]


def _ownership(row: Any) -> Ownership:
    return Ownership(
        owner=row.owner,
        pool=row.pool,
        start_day=row.start_day,
        started_at=row.started_at,
        how_started=row.how_started,
        started_by=row.started_by or "",
        end_day=row.end_day,
        ended_at=row.ended_at,
        how_ended=row.how_ended,
        ended_by=row.ended_by or "",
        reason=row.reason or "",
        note=row.end_note,
        deciding=row.deciding_now if row.ended_at is None else row.deciding,
        rule=row.rule or "",
        rule_version=row.rule_version or 0,
    )
