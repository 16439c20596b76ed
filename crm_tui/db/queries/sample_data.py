"""What sample data needs of the database: whether it may be filled, and the office's skeleton."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, exists, func, select, update

from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.pools import HOLDING_LIMIT, POOL
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.days import day_of
from crm_tui.domain.identifiers import CustomerId, DepartmentId, PoolId, UserId
from crm_tui.domain.pools.limits import LimitKind, LimitLevel

OPERATION = "SampleData"
"""The name of the batches that wrote samples; nobody's undo takes them back unasked."""


def customers_of_people(view: View) -> int:
    """Return how many customers were entered or imported by people."""
    return view.connection.execute(
        select(func.count())
        .select_from(EVENT.join(BATCH, BATCH.c.id == EVENT.c.batch_id))
        .where(BATCH.c.operation != OPERATION, EVENT.c.kind == "customer_created")
    ).scalar_one()


def has_skeleton(view: View) -> bool:
    """Return whether the departments of the office exist."""
    return bool(view.connection.execute(select(exists().select_from(DEPARTMENT))).scalar_one())


def pool_ids(view: View) -> dict[str, PoolId]:
    """Return every pool's id by its name."""
    rows = view.connection.execute(select(POOL.c.name, POOL.c.id).order_by(POOL.c.id).limit(500))
    return {row.name: PoolId(row.id) for row in rows}


def holdings(view: View) -> dict[UserId, int]:
    """Return how many customers everybody holds."""
    rows = view.connection.execute(select(USER.c.id, USER.c.held).order_by(USER.c.id).limit(1000))
    return {UserId(row.id): row.held for row in rows}


def place_user(
    connection: Connection,
    user_id: UserId,
    *,
    department_id: DepartmentId,
    manager_id: UserId | None,
) -> None:
    """Put somebody into a department and under a manager."""
    connection.execute(
        update(USER)
        .where(USER.c.id == user_id)
        .values(department_id=department_id, manager_id=manager_id)
    )


def set_department_manager(
    connection: Connection, department_id: DepartmentId, user_id: UserId
) -> None:
    """Name the manager of a department."""
    connection.execute(
        update(DEPARTMENT).where(DEPARTMENT.c.id == department_id).values(manager_id=user_id)
    )


def raise_office_limit(connection: Connection, maximum: int) -> None:
    """Let everybody of the office hold at least so many customers, where there is a limit."""
    limit = HOLDING_LIMIT.c
    connection.execute(
        update(HOLDING_LIMIT)
        .where(
            limit.level == LimitLevel.OFFICE,
            limit.pool_id.is_(None),
            limit.kind == LimitKind.GENERAL,
            limit.maximum < maximum,
        )
        .values(maximum=maximum)
    )


def has_deals(view: View) -> bool:
    """Return whether anybody recorded a deal."""
    return bool(view.connection.execute(select(exists().select_from(DEAL))).scalar_one())


def held_by(view: View, user_id: UserId, limit: int = 10) -> list[CustomerId]:
    """Return customers that somebody holds whose protection lasts a while yet, by id."""
    customer = CUSTOMER.c
    rows = view.connection.execute(
        select(customer.id)
        .where(
            customer.owner_id == user_id,
            customer.last_day > view.today,
            unscoped("the sample office is being made"),
        )
        .order_by(customer.id)
        .limit(limit)
    )
    return [CustomerId(row.id) for row in rows]


def held_since(view: View, customer_ids: Sequence[CustomerId]) -> dict[CustomerId, int]:
    """Return the day on which each of some held customers came to its owner."""
    rows = view.connection.execute(
        select(CUSTOMER.c.id, CUSTOMER.c.owned_since).where(
            CUSTOMER.c.id.in_(customer_ids),
            CUSTOMER.c.owner_id.is_not(None),
            unscoped("the sample office is being made"),
        )
    )
    return {CustomerId(row.id): day_of(row.owned_since, view.zone) for row in rows}


def held_of_type(view: View, kind: CustomerType, limit: int) -> list[tuple[CustomerId, UserId]]:
    """Return held customers of a type, each with its owner, by id."""
    customer = CUSTOMER.c
    rows = view.connection.execute(
        select(customer.id, customer.owner_id)
        .where(
            customer.owner_id.is_not(None),
            customer.type == kind,
            customer.last_day >= view.today,
            unscoped("the sample office is being made"),
        )
        .order_by(customer.id)
        .limit(limit)
    )
    return [(CustomerId(row.id), UserId(row.owner_id)) for row in rows]
