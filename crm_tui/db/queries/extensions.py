"""Requests for more days: asked, granted, refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.movements import EXTENSION
from crm_tui.db.schema.pools import POOL
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.extensions import ExtensionRow, ExtensionStatus
from crm_tui.domain.identifiers import CustomerId, ExtensionId, PeriodId, PoolId, UserId
from crm_tui.domain.pools import Holding
from crm_tui.errors import NotFoundError

_DECIDER = USER.alias("decider")


def add_extension(unit: Unit, customer: Holding, until_day: int, reason: str) -> ExtensionId:
    """Ask for more days for an owned customer; return the request's id."""
    result = unit.connection.execute(
        insert(EXTENSION).values(
            customer_id=customer.customer_id,
            period_id=customer.period_id,
            asked_by_id=unit.person.user_id,
            asked_at=unit.now,
            until_day=until_day,
            reason=reason,
            status=ExtensionStatus.ASKED,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return ExtensionId(int(key))


def remove_extension(unit: Unit, extension_id: ExtensionId) -> None:
    """Forget a request, when asking is undone."""
    unit.connection.execute(delete(EXTENSION).where(EXTENSION.c.id == extension_id))


def decide_extension(
    unit: Unit, extension_id: ExtensionId, status: ExtensionStatus, note: str
) -> None:
    """Store what was decided about a request; ASKED opens it again."""
    is_open = status is ExtensionStatus.ASKED
    unit.connection.execute(
        update(EXTENSION)
        .where(EXTENSION.c.id == extension_id)
        .values(
            status=status,
            decided_by_id=None if is_open else unit.person.user_id,
            decided_at=None if is_open else unit.now,
            decision_note=note,
        )
    )


def open_until(view: View, customer: Holding) -> int | None:
    """Return the day an undecided request of the running period asks for, or None."""
    extension = EXTENSION.c
    return view.connection.execute(
        select(extension.until_day)
        .where(
            extension.customer_id == customer.customer_id,
            extension.period_id == customer.period_id,
            extension.status == ExtensionStatus.ASKED,
        )
        .order_by(extension.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def pass_requests_on(unit: Unit, from_period: PeriodId | None, to_period: PeriodId) -> None:
    """Let the undecided requests of a period stand for the one that follows it."""
    unit.connection.execute(
        update(EXTENSION)
        .where(
            EXTENSION.c.period_id == from_period,
            EXTENSION.c.status == ExtensionStatus.ASKED,
        )
        .values(period_id=to_period)
    )


def extension_days(view: View, pool_id: PoolId) -> int:
    """Return how many days beyond the last protected one a pool grants at most."""
    row = view.connection.execute(select(POOL.c.extension_days).where(POOL.c.id == pool_id)).one()
    return int(row.extension_days)


def extension(view: View, extension_id: ExtensionId) -> ExtensionRow:
    """Return a request; raise NotFoundError when there is none this person may see."""
    row = view.connection.execute(
        _statement(view).where(EXTENSION.c.id == extension_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("extension", str(extension_id))
    return _row(row)


def extensions(view: View, *, only_open: bool, limit: int) -> list[ExtensionRow]:
    """Return the requests this person may see, the newest first."""
    statement = _statement(view).order_by(EXTENSION.c.id.desc()).limit(limit)
    if only_open:
        statement = statement.where(
            EXTENSION.c.status == ExtensionStatus.ASKED,
            EXTENSION.c.period_id == CUSTOMER.c.period_id,
        )
    return [_row(row) for row in view.connection.execute(statement)]


def _statement(view: View) -> Any:
    return (
        select(
            EXTENSION,
            CUSTOMER.c.name.label("customer"),
            CUSTOMER.c.last_day,
            USER.c.name.label("asked_by"),
            _DECIDER.c.name.label("decided_by"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == EXTENSION.c.customer_id)
        .join(USER, USER.c.id == EXTENSION.c.asked_by_id)
        .outerjoin(_DECIDER, _DECIDER.c.id == EXTENSION.c.decided_by_id)
        .where(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    )


def _row(row: Any) -> ExtensionRow:
    return ExtensionRow(
        id=ExtensionId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        period_id=PeriodId(row.period_id),
        last_day=row.last_day,
        until_day=row.until_day,
        reason=row.reason,
        status=row.status,
        asked_by_id=UserId(row.asked_by_id),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by_id=row.decided_by_id,
        decided_by=row.decided_by or "",
        decided_at=row.decided_at,
        decision_note=row.decision_note,
    )
