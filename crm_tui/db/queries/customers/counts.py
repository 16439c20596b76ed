"""How many customers there are, and how many somebody holds."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.visibility import unscoped


def total(connection: Connection) -> int:
    """Return how many customers the database holds, deleted ones included."""
    return connection.execute(
        select(func.count()).select_from(CUSTOMER).where(unscoped("is the database empty"))
    ).scalar_one()
