"""What SQL lets a person see is what the pure rule says, in any office; lists lose nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import customers as customer_queries
from crm_tui.db.queries import users as user_queries
from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.tables.pools import POOL_MEMBER
from crm_tui.db.tables.users import DEPARTMENT, ROLE, USER
from crm_tui.db.visibility import visible_to
from crm_tui.domain.customers import CustomerKind, CustomerType, CustomerView, Level, ListRequest
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, DepartmentId, PoolId, RoleId, UserId
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.users import (
    REP_PERMISSIONS,
    Actor,
    Colleague,
    Scope,
    SeenCustomer,
    can_see,
)
from tests import make

PEOPLE, DEPARTMENTS, POOLS = 5, 4, 3
_SOMEBODY = st.integers(0, PEOPLE - 1)
_MAYBE = st.none() | _SOMEBODY


@dataclass(frozen=True)
class User:
    scope: Scope
    department: int | None
    manager: int | None


@dataclass(frozen=True)
class Membership:
    pool: int
    kind: MemberKind
    whom: int
    is_excluded: bool
    is_admin: bool


@dataclass(frozen=True)
class Row:
    owner: int | None
    pool: int
    reserved_for: int | None
    level: Level | None
    followed: int | None
    deleted: bool


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
        User, st.sampled_from(list(Scope)), st.none() | st.integers(0, DEPARTMENTS - 1), _MAYBE
    )
    rows = st.builds(
        Row,
        _MAYBE,
        st.integers(0, POOLS - 1),
        _MAYBE,
        st.none() | st.sampled_from(list(Level)),
        st.none() | st.integers(0, 3),
        st.booleans(),
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
                new = user_queries.add_department(connection, f"部{each}", above, make.NOW)
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
        yield Built(crm, people, departments, pools, customers)
        crm.close()


def _add_user(connection: Any, each: int, user: User, departments: list[DepartmentId]) -> UserId:
    connection.execute(
        insert(ROLE).values(
            code=f"r{each}",
            name=f"r{each}",
            scope=user.scope,
            permissions=sorted(permission.value for permission in REP_PERMISSIONS),
        )
    )
    return user_queries.add_user(
        connection,
        {
            "login": f"u{each}",
            "name": f"u{each}",
            "role_id": user_queries.role_id(connection, f"r{each}"),
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
        MemberKind.ROLE: people[line.whom] + 2,
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
        "created_at": make.NOW,
        "updated_at": make.NOW,
    }
    result = connection.execute(insert(CUSTOMER).values(**values))
    return CustomerId(result.inserted_primary_key[0])


# --- the pure side -------------------------------------------------------------------------------


def path_of(plan: Plan, department: int) -> list[int]:
    parent = plan.parents[department]
    return [*([] if parent is None else path_of(plan, parent)), department]


def boss_of(plan: Plan, user: int) -> int | None:
    found = plan.users[user]
    if found.manager is not None or found.department is None:
        return found.manager
    return plan.department_managers[found.department]


def above(plan: Plan, user: int) -> frozenset[int]:
    """Everybody above somebody in the line of managers; nobody is above themselves directly."""
    seen: set[int] = set()
    boss = boss_of(plan, user)
    while boss is not None and boss not in seen:
        if boss == user:
            break
        seen.add(boss)
        boss = boss_of(plan, boss)
    return frozenset(seen)


def colleague(plan: Plan, office: Built, user: int) -> Colleague:
    department = plan.users[user].department
    path = [] if department is None else path_of(plan, department)
    return Colleague(
        office.people[user],
        None if department is None else office.departments[department],
        "".join(f"/{office.departments[each]}" for each in path) + "/" if path else "",
        frozenset(office.people[each] for each in above(plan, user)),
    )


def pools_of(plan: Plan, office: Built, user: int) -> frozenset[PoolId]:
    """The pools somebody belongs to: exclusions beat memberships, an admin always belongs."""
    department = plan.users[user].department
    path = [] if department is None else path_of(plan, department)
    own = [
        line
        for line in plan.memberships
        if line.kind is MemberKind.EVERYBODY
        or (line.kind in {MemberKind.USER, MemberKind.ROLE} and line.whom == user)
        or (line.kind is MemberKind.DEPARTMENT and line.whom % DEPARTMENTS in path)
    ]
    excluded = {line.pool for line in own if line.is_excluded}
    mine = {line.pool for line in own} - excluded | {line.pool for line in own if line.is_admin}
    return frozenset(office.pools[each] for each in mine)


def seen_by_rule(plan: Plan, office: Built, user: int) -> set[int]:
    actor = Actor(office.people[user])
    person = office.crm.offices.who(actor)[0]
    belongs = pools_of(plan, office, user)
    assert person.pool_ids - {PoolId(1)} == belongs
    assert person.role_id == RoleId(office.people[user] + 2)
    return {
        customer
        for customer, row in zip(office.customers, plan.rows, strict=True)
        if can_see(
            person,
            SeenCustomer(
                customer,
                None if row.owner is None else colleague(plan, office, row.owner),
                office.pools[row.pool],
                reserved_for_id=None
                if row.reserved_for is None
                else office.people[row.reserved_for],
            ),
        )
    }


# --- the properties ------------------------------------------------------------------------------


@given(plans())
def test_sql_sees_what_the_rule_sees(plan: Plan) -> None:
    with built(plan) as office:
        for user, person_id in enumerate(office.people):
            expected = seen_by_rule(plan, office, user)
            with office.crm.database.reading(Actor(person_id)) as view:
                statement = select(CUSTOMER.c.id).where(visible_to(view.person))
                shown = [row.id for row in view.connection.execute(statement)]
                listed = list(customer_queries.list_ids(view, ListRequest(CustomerView.ALL)))
            alive = {
                customer
                for customer, row in zip(office.customers, plan.rows, strict=True)
                if not row.deleted
            }
            assert sorted(shown) == sorted(expected)
            assert sorted(listed) == sorted(expected & alive)


@given(
    plans(),
    _SOMEBODY,
    st.builds(
        ListRequest,
        st.sampled_from(list(CustomerView)),
        sort=st.sampled_from(sorted(customer_queries.SORTS)),
        descending=st.booleans(),
    ),
    st.integers(1, 7),
)
def test_a_list_and_its_pages_are_one_plain_select(
    plan: Plan, user: int, request: ListRequest, limit: int
) -> None:
    with built(plan) as office:
        actor = Actor(office.people[user])
        with office.crm.database.reading(actor) as view:
            expected = _plain(view, request)
            first = list(customer_queries.list_ids(view, request, limit=limit))
        assert list(office.crm.customers.ids(actor, request)) == expected
        assert first == expected[:limit]
        assert office.crm.customers.page(actor, request, limit).total == len(expected)


def _plain(view: Any, request: ListRequest) -> list[int]:
    order = customer_queries.order_of(request)
    statement = (
        select(CUSTOMER.c.id, customer_queries.SORTS[request.sort].label("sort_key"))
        .where(visible_to(view.person), customer_queries.in_view(view.person, request))
        .order_by(*order)
    )
    return [row.id for row in view.connection.execute(statement)]
