"""Offices as Hypothesis draws them: people, departments, pools, and customers in them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert, update

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import people as people_queries
from crm_tui.db.queries import users as user_queries
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL_MEMBER
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.db.schema.users import DEPARTMENT, LEAVE, ROLE, USER
from crm_tui.domain.customers import (
    CustomerKind,
    CustomerType,
    Level,
    Standing,
)
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, DepartmentId, PoolId, RoleId, UserId
from crm_tui.domain.pools import MemberKind, PeriodEnd, PeriodStart
from crm_tui.domain.teams import TeamRole
from crm_tui.domain.users import (
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Scope,
)
from tests import make

PEOPLE, DEPARTMENTS, POOLS = 5, 4, 3
TODAY = make.NOW.toordinal()
SOMEBODY = st.integers(0, PEOPLE - 1)
_MAYBE = st.none() | SOMEBODY


@dataclass(frozen=True)
class User:
    scope: Scope
    department: int | None
    manager: int | None
    also: int | None
    """Whose role they have besides their own."""
    cover: int | None
    away_from: int
    """Two days of leave begin so many days from today."""
    manages: bool
    """Whether their own role is a manager's."""


@dataclass(frozen=True)
class Membership:
    pool: int
    kind: MemberKind
    whom: int
    is_excluded: bool
    is_admin: bool


@dataclass(frozen=True)
class Seat:
    user: int
    until: int | None
    """The last day of the access, counted from today."""


@dataclass(frozen=True)
class Row:
    owner: int | None
    pool: int
    reserved_for: int | None
    level: Level | None
    followed: int | None
    deleted: bool
    team: tuple[Seat, ...]
    set_aside_by: int
    last_owner: int | None
    opens_in: int | None
    """Hours from now on; below zero it is open."""


@dataclass(frozen=True)
class Plan:
    parents: list[int | None]
    department_managers: list[int | None]
    users: list[User]
    memberships: list[Membership]
    rows: list[Row]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    users = st.builds(
        User,
        st.sampled_from(list(Scope)),
        st.none() | st.integers(0, DEPARTMENTS - 1),
        _MAYBE,
        _MAYBE,
        _MAYBE,
        st.integers(-3, 1),
        st.booleans(),
    )
    seats = st.lists(
        st.builds(Seat, SOMEBODY, st.none() | st.integers(-1, 1)),
        max_size=2,
        unique_by=lambda seat: seat.user,
    )
    rows = st.builds(
        Row,
        _MAYBE,
        st.integers(0, POOLS - 1),
        _MAYBE,
        st.none() | st.sampled_from(list(Level)),
        st.none() | st.integers(0, 3),
        st.booleans(),
        seats.map(tuple),
        SOMEBODY,
        _MAYBE,
        st.none() | st.sampled_from((-1, 1)),
    )
    memberships = st.builds(
        Membership,
        st.integers(0, POOLS - 1),
        st.sampled_from(list(MemberKind)),
        st.integers(0, PEOPLE - 1),
        st.booleans(),
        st.booleans(),
    )
    return Plan(
        parents=[
            draw(st.none() | st.integers(0, each - 1)) if each else None
            for each in range(DEPARTMENTS)
        ],
        department_managers=draw(st.lists(_MAYBE, min_size=DEPARTMENTS, max_size=DEPARTMENTS)),
        users=draw(st.lists(users, min_size=PEOPLE, max_size=PEOPLE)),
        memberships=draw(st.lists(memberships, max_size=6)),
        rows=draw(st.lists(rows, min_size=1, max_size=25)),
    )


@dataclass
class Built:
    crm: Crm
    people: list[UserId]
    departments: list[DepartmentId]
    pools: list[PoolId]
    customers: list[CustomerId]


@contextmanager
def built(plan: Plan) -> Iterator[Built]:
    """An office as planned, written past the services."""
    with tempfile.TemporaryDirectory() as folder:
        crm = make.office(Path(folder))
        pools = [make.pool(crm, f"池{each}", members=[]) for each in range(POOLS)]
        with crm.database.setting_up() as connection:
            departments: list[DepartmentId] = []
            for each, parent in enumerate(plan.parents):
                above = None if parent is None else departments[parent]
                new = people_queries.add_department(connection, f"部{each}", above, make.NOW)
                departments.append(new)
            people = [
                _add_user(connection, each, user, departments)
                for each, user in enumerate(plan.users)
            ]
            for person, user in zip(people, plan.users, strict=True):
                boss = None if user.manager is None else people[user.manager]
                connection.execute(update(USER).where(USER.c.id == person).values(manager_id=boss))
            for department, boss_index in zip(departments, plan.department_managers, strict=True):
                boss = None if boss_index is None else people[boss_index]
                connection.execute(
                    update(DEPARTMENT).where(DEPARTMENT.c.id == department).values(manager_id=boss)
                )
            for line in plan.memberships:
                _add_member(connection, line, pools, people, departments)
            customers = [
                _add_row(connection, each, row, people, pools) for each, row in enumerate(plan.rows)
            ]
            for person, user in zip(people, plan.users, strict=True):
                if user.also is not None:
                    further = [RoleId(people[user.also] + OWN_ROLES)]
                    people_queries.set_further_roles(connection, person, further)
                if user.cover is not None:
                    connection.execute(insert(LEAVE).values(**_leave(person, user, people)))
        try:
            yield Built(crm, people, departments, pools, customers)
        finally:
            make.close(crm)


OWN_ROLES = 2
"""An office begins with three roles and one person: the role of each is two numbers higher."""


def _add_user(connection: Any, each: int, user: User, departments: list[DepartmentId]) -> UserId:
    connection.execute(
        insert(ROLE).values(
            code=f"r{each}",
            name=f"r{each}",
            scope=user.scope,
            permissions=sorted(
                permission.value
                for permission in (MANAGER_PERMISSIONS if user.manages else REP_PERMISSIONS)
            ),
        )
    )
    return user_queries.add_user(
        connection,
        {
            "login": f"u{each}",
            "name": f"u{each}",
            "role_id": people_queries.role_id(connection, f"r{each}"),
            "department_id": None if user.department is None else departments[user.department],
            "created_at": make.NOW,
        },
    )


def _add_member(
    connection: Any,
    line: Membership,
    pools: list[PoolId],
    people: list[UserId],
    departments: list[DepartmentId],
) -> None:
    whom = {
        MemberKind.EVERYBODY: None,
        MemberKind.USER: people[line.whom],
        MemberKind.DEPARTMENT: departments[line.whom % DEPARTMENTS],
        MemberKind.ROLE: people[line.whom] + OWN_ROLES,
    }[line.kind]
    connection.execute(
        insert(POOL_MEMBER).values(
            pool_id=pools[line.pool],
            kind=line.kind,
            member_id=whom,
            is_excluded=line.is_excluded,
            is_admin=line.is_admin,
        )
    )


def _add_row(
    connection: Any, each: int, row: Row, people: list[UserId], pools: list[PoolId]
) -> CustomerId:
    followed = None if row.followed is None else make.NOW + timedelta(days=row.followed)
    values = {
        "kind": CustomerKind.ENTERPRISE,
        "type": CustomerType.POTENTIAL,
        "name": f"客户{each % 3}",
        "name_key": f"客户{each % 3}",
        "pinyin": f"kehu{each % 3}",
        "first_contact_day": 1,
        "pool_id": pools[row.pool],
        "owner_id": None if row.owner is None else people[row.owner],
        "reserved_for_id": None if row.reserved_for is None else people[row.reserved_for],
        "level": row.level,
        "last_follow_up_at": followed,
        "last_day": NEVER,
        "completeness": each % 4,
        "deleted_at": make.NOW if row.deleted else None,
        "standing": Standing.INVALID if row.deleted else Standing.NORMAL,
        "updated_by_id": people[row.set_aside_by],
        "opens_at": None if row.opens_in is None else make.NOW + timedelta(hours=row.opens_in),
        "created_at": make.NOW,
        "updated_at": make.NOW,
        "pool_since": None if row.deleted or row.owner is not None else make.NOW,
    }
    result = connection.execute(insert(CUSTOMER).values(**values))
    customer_id = CustomerId(result.inserted_primary_key[0])
    if row.last_owner is not None:
        connection.execute(insert(OWNERSHIP_PERIOD).values(**_period(customer_id, row, people)))
    for seat in row.team:
        connection.execute(
            insert(CUSTOMER_TEAM).values(
                customer_id=customer_id,
                user_id=people[seat.user],
                role=TeamRole.PRESALES,
                until_day=None if seat.until is None else TODAY + seat.until,
                created_at=make.NOW,
            )
        )
    return customer_id


def _leave(person: UserId, user: User, people: list[UserId]) -> dict[str, object]:
    assert user.cover is not None
    return {
        "user_id": person,
        "first_day": TODAY + user.away_from,
        "last_day": TODAY + user.away_from + 1,
        "cover_id": people[user.cover],
        "created_at": make.NOW,
    }


def _period(customer_id: CustomerId, row: Row, people: list[UserId]) -> dict[str, object]:
    assert row.last_owner is not None
    return {
        "customer_id": customer_id,
        "owner_id": people[row.last_owner],
        "pool_id": 1,
        "started_at": make.NOW,
        "start_day": TODAY,
        "clock_day": TODAY,
        "how_started": PeriodStart.CLAIMED,
        "ended_at": make.NOW,
        "end_day": TODAY,
        "noticed_at": make.NOW,
        "how_ended": PeriodEnd.RETURNED,
    }
