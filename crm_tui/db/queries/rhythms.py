"""节奏: who is behind the rhythm of their levels, counted from one index."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import case, func, select, type_coerce
from sqlalchemy.types import BigInteger

from crm_tui.db.queries.customers.filters import is_behind
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.users import USER
from crm_tui.db.types import LONG_AGO_MS
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.customers import Level
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.queries.days import Circumstances
from crm_tui.domain.users import UserStatus

_OWN = "what one holds, and what those hold whom one manages, is always seen"


def _at(view: View) -> Circumstances:
    return Circumstances(view.now, view.zone, view.today, view.office.work.rhythm_days)


def behind_ids(view: View, limit: int) -> list[int]:
    """Return one's own customers that are behind, the longest without a follow-up first."""
    last = type_coerce(CUSTOMER.c.last_follow_up_at, BigInteger)
    # What was never followed up waits since its entry, not since the beginning of time.
    entered = type_coerce(CUSTOMER.c.created_at, BigInteger)
    since = case((last > LONG_AGO_MS, last), else_=entered)
    rows = view.connection.execute(
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.owner_id == view.person.user_id,
            CUSTOMER.c.deleted_at.is_(None),
            is_behind(_at(view)),
            unscoped(_OWN),
        )
        .order_by(since, CUSTOMER.c.id)
        .limit(limit)
    )
    return list(rows.scalars())


def behind_of(view: View, owner_ids: Collection[UserId]) -> Mapping[UserId, int]:
    """Return how many customers of each of these people are behind; who has none is left out."""
    rows = view.connection.execute(
        select(CUSTOMER.c.owner_id, func.count())
        .where(
            CUSTOMER.c.owner_id.in_(sorted(owner_ids)),
            CUSTOMER.c.deleted_at.is_(None),
            is_behind(_at(view)),
            unscoped(_OWN),
        )
        .group_by(CUSTOMER.c.owner_id)
    )
    return {UserId(owner_id): count for owner_id, count in rows}


def held_by_level(view: View) -> dict[Level | None, int]:
    """Return how many customers of each level this person holds."""
    rows = view.connection.execute(
        select(CUSTOMER.c.level, func.count().label("held"))
        .where(
            CUSTOMER.c.owner_id == view.person.user_id,
            CUSTOMER.c.deleted_at.is_(None),
            unscoped(_OWN),
        )
        .group_by(CUSTOMER.c.level)
    )
    return {row.level: row.held for row in rows}


def direct_staff(view: View, limit: int = 100) -> Mapping[UserId, str]:
    """Return the names of those who work here and have this person as their manager, by name."""
    rows = view.connection.execute(
        select(USER.c.id, USER.c.name)
        .where(
            USER.c.manager_id == view.person.user_id,
            USER.c.status == UserStatus.ACTIVE,
            USER.c.id != view.person.user_id,
        )
        .order_by(USER.c.name, USER.c.id)
        .limit(limit)
    )
    return {UserId(row.id): row.name for row in rows}
