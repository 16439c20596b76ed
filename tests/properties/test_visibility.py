"""What SQL lets a person see is what the pure rule says, in any office; lists lose nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import or_, select, update

from crm_tui.db.queries import customers as customer_queries
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.users import ROLE
from crm_tui.db.visibility import visible_branches, visible_in, visible_to
from crm_tui.domain.customers import (
    CustomerView,
    ListRequest,
)
from crm_tui.domain.identifiers import PoolId, RoleId
from crm_tui.domain.pools import MemberKind
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
from tests import make, servers
from tests.properties.drawn_offices import (
    DEPARTMENTS,
    OWN_ROLES,
    PEOPLE,
    SOMEBODY,
    TODAY,
    Built,
    Plan,
    Row,
    built,
    plans,
)

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
    """The pools somebody belongs to, and a manager also those of staff, unless kept out."""
    mine, excluded = memberships_of(plan, user)
    roles = {user, plan.users[user].also}
    if any(plan.users[role].manages for role in roles if role is not None):
        below = (each for each in range(PEOPLE) if user in above(plan, each))
        mine |= set().union(*(memberships_of(plan, each)[0] for each in below)) - excluded
    return frozenset(office.pools[each] for each in mine)


def memberships_of(plan: Plan, user: int) -> tuple[set[int], set[int]]:
    """The pools that let somebody in: exclusions beat memberships, an admin always belongs."""
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
    return mine, excluded


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


@pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")
@given(plans())
@settings(max_examples=settings().max_examples // 2)  # each makes a role for everybody
def test_a_role_of_ones_own_reads_what_the_program_shows(plan: Plan) -> None:
    from tests.guards import guard, ids, reading_as  # noqa: PLC0415 - its driver is an extra

    with built(plan) as office:
        logins = {user_id: login for user_id, login, _name in office.crm.people.database.people()}
        guard(office.crm, *logins.values())
        # The server's clock goes on.
        today = "CREATE OR REPLACE FUNCTION crm_guard.today() RETURNS integer LANGUAGE sql"
        servers.rows(office.crm.location.url, f"{today} STABLE AS 'SELECT {TODAY}'")
        for person_id in office.people:
            listed = office.crm.customers.ids(Actor(person_id), ListRequest(CustomerView.ALL))
            with reading_as(office.crm, logins[person_id]) as reads:
                assert ids(reads) == sorted(listed)


@given(plans())
@settings(max_examples=settings().max_examples // 2)  # each looks at all views of everybody
def test_a_search_may_find_whatever_a_view_holds(plan: Plan) -> None:
    make.is_about_a_file()  # a server notes nothing
    with built(plan) as office:
        for person_id in office.people:
            actor = Actor(person_id)
            office.crm.customers.prepare_search(actor)
            with office.crm.database.reading(actor) as view:
                horizon = view.horizons.of(view.connection, view.person)
                assert horizon is not None
                for shown in set(CustomerView) - {CustomerView.SET_ASIDE}:
                    among = horizon.among(shown)
                    listed = customer_queries.list_ids(view, ListRequest(shown))
                    assert all(map(among.holds, listed)), shown
                everything = customer_queries.list_ids(view, ListRequest(CustomerView.ALL))
                if view.person.scope is not Scope.ALL:
                    held = filter(horizon.among(CustomerView.ALL).holds, office.customers)
                    assert sorted(held) == sorted(everything)


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
    SOMEBODY,
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
        select(*order.columns)
        .where(seen, customer_queries.in_view(view, request))
        .order_by(*order.by())
    )
    return [row.id for row in view.connection.execute(statement)]
