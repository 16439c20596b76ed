"""People: their departments, their managers, and what is set for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import people as people_queries
from crm_tui.db.schema.users import USER
from crm_tui.domain.deliveries import ChannelKind, NewChannel
from crm_tui.domain.identifiers import DepartmentId, PoolId, UserId
from crm_tui.domain.pools import HoldingLimit, LimitKind, LimitLevel
from crm_tui.domain.teams import Seat, TeamRole
from crm_tui.domain.users import Actor, Road
from tests.make.beginnings import built_once


def admin(crm: Crm) -> Actor:
    """The administrator, as the shell."""
    return Actor(crm.offices.people()[0][0], Road.SHELL)


@built_once
def rep(
    crm: Crm,
    /,
    login: str = "lina",
    name: str = "",
    *,
    role: str = "rep",
    department: str = "",
    holding_limit: int | None = None,
) -> Actor:
    """Somebody who works here; a sales rep unless another role is named."""
    user_id = crm.people.add_user(
        admin(crm), login=login, name=name or login, role=role, department=department
    )
    if holding_limit is not None:
        set_user(crm, user_id, holding_limit=holding_limit)
    return Actor(user_id, Road.SHELL)


@built_once
def manager(
    crm: Crm, /, login: str = "boss", *, department: str = "", staff: Sequence[Actor] = ()
) -> Actor:
    """A department manager; the staff named report to them."""
    actor = rep(crm, login, role="manager", department=department)
    for each in staff:
        set_user(crm, each.user_id, manager_id=actor.user_id)
    return actor


def set_user(crm: Crm, user_id: UserId, **values: Any) -> None:
    """Change columns of a user that have no form yet, and the holding limit set for them."""
    if "holding_limit" in values:
        limit(crm, values.pop("holding_limit"), level=LimitLevel.USER, subject_id=user_id)
    if values:
        with crm.database.setting_up() as connection:
            connection.execute(update(USER).where(USER.c.id == user_id).values(**values))


def limit(
    crm: Crm,
    maximum: int,
    *,
    level: LimitLevel = LimitLevel.OFFICE,
    subject_id: int | None = None,
    pool: PoolId | None = None,
    kind: LimitKind = LimitKind.GENERAL,
    **counting: bool,
) -> HoldingLimit:
    """A holding limit, the office's over all pools unless the test says otherwise."""
    new = HoldingLimit(level, subject_id, pool, kind, maximum, **counting)
    crm.pool_settings.set_limit(admin(crm), new)
    return new


@built_once
def department(crm: Crm, /, name: str, parent_id: DepartmentId | None = None) -> DepartmentId:
    """A department, below another or at the top."""
    with crm.database.setting_up() as connection:
        return people_queries.add_department(connection, name, parent_id, crm.database.clock.now())


def channel(actor: Actor, address: str = "https://example.com/hook") -> NewChannel:
    """A channel of the actor's as they set it up: a webhook unless the test says otherwise."""
    return NewChannel(ChannelKind.WEBHOOK, address, user_id=actor.user_id)


def seat(role: TeamRole = TeamRole.COLLABORATION, *, can_write: bool = False) -> Seat:
    """A seat in a team, of somebody who reads unless said otherwise."""
    return Seat(role, can_write)
