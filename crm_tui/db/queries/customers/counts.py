"""How many customers there are, and how many somebody holds."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import PoolId, UserId


def total(connection: Connection) -> int:
    """Return how many customers the database holds, deleted ones included."""
    return connection.execute(
        select(func.count()).select_from(CUSTOMER).where(unscoped("is the database empty"))
    ).scalar_one()


def owned_counts(view: View, user_id: UserId, pool_id: PoolId) -> int:
    """Return how many customers of a pool somebody holds now."""
    return view.connection.execute(
        select(func.count())
        .select_from(CUSTOMER)
        .where(
            CUSTOMER.c.owner_id == user_id,
            CUSTOMER.c.pool_id == pool_id,
            CUSTOMER.c.deleted_at.is_(None),
            unscoped("limits count what somebody holds, whoever asks"),
        )
    ).scalar_one()
