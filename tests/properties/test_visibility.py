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
from sqlalchemy import insert, or_, select, update

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import customers as customer_queries
from crm_tui.db.queries import people as people_queries
from crm_tui.db.queries import users as user_queries
from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.tables.pools import OWNERSHIP_PERIOD, POOL_MEMBER
from crm_tui.db.tables.teams import CUSTOMER_TEAM
from crm_tui.db.tables.users import DEPARTMENT, LEAVE, ROLE, USER
from crm_tui.db.visibility import visible_branches, visible_in, visible_to
from crm_tui.domain.customers import (
    CustomerKind,
    CustomerType,
    CustomerView,
    Level,
    ListRequest,
    Standing,
)
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, DepartmentId, PoolId, RoleId, UserId
from crm_tui.domain.pools import MemberKind, PeriodStart
from crm_tui.domain.teams import TeamRole
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    SCOPES_BY_WIDTH,
    Actor,
    Colleague,
    Permission,
    Person,
    Scope,
    SeenCustomer,
    can_see,
)
from tests import make

PEOPLE, DEPARTMENTS, POOLS = 5, 4, 3
TODAY = make.NOW.toordinal()
_SOMEBODY = st.integers(0, PEOPLE - 1)
_MAYBE = st.none() | _SOMEBODY


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
    )
    seats = st.lists(
        st.builds(Seat, _SOMEBODY, st.none() | st.integers(-1, 1)),
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
        _SOMEBODY,
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
        yield Built(crm, people, departments, pools, customers)
        crm.close()


OWN_ROLES = 2
"""An office begins with three roles and one person: the role of each is two numbers higher."""


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
    }


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
    roles = {user, plan.users[user].also}
    own = [
        line
        for line in plan.memberships
        if line.kind is MemberKind.EVERYBODY
        or (line.kind is MemberKind.USER and line.whom == user)
        or (line.kind is MemberKind.ROLE and line.whom in roles)
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
    assert person.role_id == RoleId(office.people[user] + OWN_ROLES)
    assert person.as_of_day == TODAY
    assert person.covered_ids == {
        office.people[each]
        for each, absent in enumerate(plan.users)
        if absent.cover == user and absent.away_from in {-1, 0}
    }
    also = plan.users[user].also
    scopes = {plan.users[each].scope for each in (user, user if also is None else also)}
    assert person.scope is max(scopes, key=SCOPES_BY_WIDTH.index)
    return {
        customer
        for customer, row in zip(office.customers, plan.rows, strict=True)
        if can_see(
            person,
            SeenCustomer(
                customer,
                None if row.owner is None else colleague(plan, office, row.owner),
                office.pools[row.pool],
                {
                    office.people[seat.user]: None if seat.until is None else TODAY + seat.until
                    for seat in row.team
                },
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
                branches = visible_branches(view.person)
                hits = [branch_hits(view, branch) for branch in branches]
                listed = list(customer_queries.list_ids(view, ListRequest(CustomerView.ALL)))
            alive = {
                customer
                for customer, row in zip(office.customers, plan.rows, strict=True)
                if not row.deleted
            }
            assert sorted(shown) == sorted(expected)
            assert sorted(each for found in hits for each in found) == sorted(expected)
            assert sorted(listed) == sorted(expected & alive)


def branch_hits(view: Any, branch: Any) -> list[int]:
    """What one branch finds; no two branches may find the same."""
    return [row.id for row in view.connection.execute(select(CUSTOMER.c.id).where(branch))]


@given(plans(), st.sampled_from(["rep", "manager", "admin"]))
def test_what_was_set_aside_is_seen_by_whoever_may_bring_it_back(plan: Plan, like: str) -> None:
    allowed = {
        "rep": REP_PERMISSIONS,
        "manager": MANAGER_PERMISSIONS,
        "admin": ADMIN_PERMISSIONS,
    }[like]
    with built(plan) as office:
        with office.crm.database.setting_up() as connection:
            codes = sorted(permission.value for permission in allowed)
            connection.execute(update(ROLE).values(permissions=codes))
        request = ListRequest(CustomerView.SET_ASIDE)
        for user, person_id in enumerate(office.people):
            actor = Actor(person_id)
            person = office.crm.offices.who(actor)[0]
            expected = {
                customer
                for customer, row in zip(office.customers, plan.rows, strict=True)
                if row.deleted and in_reach(plan, office, person, user, row)
            }
            assert set(office.crm.customers.ids(actor, request)) == expected
            assert office.crm.customers.page(actor, request).total == len(expected)
            rows = office.crm.customers.rows(actor, office.customers)
            aside = {c for c, r in zip(office.customers, plan.rows, strict=True) if r.deleted}
            assert {row.id for row in rows} & aside == expected


def in_reach(plan: Plan, office: Built, person: Person, user: int, row: Row) -> bool:
    """An admin's all; a pool admin's pools; whose last owner was below, or whom one set aside."""
    if person.is_admin:
        return True
    if not person.may(Permission.RESTORE_CUSTOMER):
        return False
    below = {each for each in range(PEOPLE) if user in above(plan, each)}
    return (
        office.pools[row.pool] in person.managed_pool_ids
        or row.set_aside_by == user
        or (row.last_owner is not None and row.last_owner in below | {user})
    )


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
    seen = or_(*visible_in(view.person, request.view))
    statement = (
        select(CUSTOMER.c.id, customer_queries.SORTS[request.sort].label("sort_key"))
        .where(seen, customer_queries.in_view(view, request))
        .order_by(*order)
    )
    return [row.id for row in view.connection.execute(statement)]
