"""What people see and which limit binds them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.identifiers import CustomerId, DepartmentId, PoolId, RoleId, UserId
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Colleague,
    Permission,
    Person,
    Scope,
    SeenCustomer,
    can_see,
)

ME, STAFF, STRANGER = UserId(1), UserId(2), UserId(3)
MINE, FOREIGN = PoolId(1), PoolId(2)


def person(scope: Scope) -> Person:
    return Person(
        ME,
        "wangwei",
        "王伟",
        RoleId(1),
        scope,
        REP_PERMISSIONS,
        department_id=DepartmentId(1),
        department_path="/1/",
        pool_ids=frozenset({MINE}),
    )


def owned_by(owner: Colleague) -> SeenCustomer:
    return SeenCustomer(CustomerId(9), owner, MINE)


def in_pool(pool_id: PoolId, reserved_for_id: UserId | None = None) -> SeenCustomer:
    return SeenCustomer(CustomerId(9), None, pool_id, reserved_for_id=reserved_for_id)


REPORT = Colleague(STAFF, DepartmentId(5), "/5/", frozenset({ME}))
NEIGHBOUR = Colleague(STAFF, DepartmentId(1), "/1/")
BELOW = Colleague(STAFF, DepartmentId(4), "/1/4/")
ELSEWHERE = Colleague(STRANGER, DepartmentId(11), "/11/")
NOWHERE = Colleague(STRANGER)


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (Scope.SELF, []),
        (Scope.SUBORDINATES, [REPORT]),
        (Scope.DEPARTMENT, [NEIGHBOUR]),
        (Scope.DEPARTMENT_AND_BELOW, [NEIGHBOUR, BELOW]),
        (Scope.ALL, [REPORT, NEIGHBOUR, BELOW, ELSEWHERE, NOWHERE]),
    ],
)
def test_a_scope_opens_these_colleagues_customers(scope: Scope, seen: list[Colleague]) -> None:
    everybody = [REPORT, NEIGHBOUR, BELOW, ELSEWHERE, NOWHERE]
    assert [each for each in everybody if can_see(person(scope), owned_by(each))] == seen


@pytest.mark.parametrize("scope", list(Scope))
def test_one_s_own_and_one_s_pools_are_always_seen(scope: Scope) -> None:
    assert can_see(person(scope), owned_by(Colleague(ME)))
    assert can_see(person(scope), in_pool(MINE))
    assert can_see(person(scope), in_pool(FOREIGN, reserved_for_id=ME))
    assert can_see(person(scope), SeenCustomer(CustomerId(9), ELSEWHERE, FOREIGN, {ME: None}))
    assert can_see(person(scope), in_pool(FOREIGN)) is (scope is Scope.ALL)


def test_a_place_in_the_team_ends_after_its_last_day() -> None:
    until = 20
    seen = SeenCustomer(CustomerId(9), ELSEWHERE, FOREIGN, {ME: until})
    member = person(Scope.SELF)
    assert can_see(replace(member, as_of_day=until), seen)
    assert not can_see(replace(member, as_of_day=until + 1), seen)
    assert not can_see(replace(member, user_id=STAFF), seen)


def test_somebody_without_a_department_sees_nobody_else_without_one() -> None:
    for scope in (Scope.DEPARTMENT, Scope.DEPARTMENT_AND_BELOW):
        alone = Person(ME, "w", "王", RoleId(1), scope, REP_PERMISSIONS)
        assert not can_see(alone, owned_by(NOWHERE))


def test_each_role_may_what_the_one_below_may() -> None:
    assert REP_PERMISSIONS < MANAGER_PERMISSIONS < ADMIN_PERMISSIONS == frozenset(Permission)
