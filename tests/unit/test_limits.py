"""客户上限: which limit binds, what counts under it, and at which number it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.identifiers import PoolId, RoleId, UserId
from crm_tui.domain.pools import (
    Allowance,
    HeldCustomer,
    HeldGroup,
    HoldingLimit,
    HoldingLimitReached,
    LimitKind,
    LimitLevel,
    LimitSubject,
    binding_limits,
    room_left,
    why_not_one_more,
)

HERE, THERE = PoolId(7), PoolId(8)
SUBJECT = LimitSubject(UserId(1), frozenset({RoleId(3), RoleId(4)}), (10, 11))
OFFICE = HoldingLimit(LimitLevel.OFFICE, None, None, LimitKind.GENERAL, 50)
DEPARTMENT = replace(OFFICE, level=LimitLevel.DEPARTMENT, subject_id=10, maximum=40)
ROLE = replace(OFFICE, level=LimitLevel.ROLE, subject_id=3, maximum=60)
USER = replace(OFFICE, level=LimitLevel.USER, subject_id=1, maximum=0)
PLAIN = HeldCustomer(HERE)


def maxima(*limits: HoldingLimit) -> list[int]:
    return [limit.maximum for limit in binding_limits(SUBJECT, limits)]


def test_the_most_specific_limit_binds_user_then_role_then_department_then_office() -> None:
    assert maxima(OFFICE) == [50]
    assert maxima(OFFICE, DEPARTMENT) == [40]
    assert maxima(ROLE, OFFICE, DEPARTMENT) == [60]
    assert maxima(USER, ROLE, OFFICE, DEPARTMENT) == [0]
    assert maxima() == []


def test_the_nearest_department_in_the_tree_binds() -> None:
    inner = replace(DEPARTMENT, subject_id=11, maximum=45)
    assert maxima(inner, DEPARTMENT) == [45]
    assert maxima(DEPARTMENT, inner) == [45]
    assert maxima(replace(DEPARTMENT, subject_id=12)) == []


def test_of_several_roles_the_smallest_binds() -> None:
    other = replace(ROLE, subject_id=4, maximum=55)
    assert maxima(ROLE, other) == maxima(other, ROLE) == [55]
    assert maxima(replace(ROLE, subject_id=9, maximum=1)) == []


def test_each_scope_has_its_own_limit_and_each_must_hold() -> None:
    in_pool = replace(OFFICE, pool_id=HERE, maximum=3)
    found = replace(OFFICE, kind=LimitKind.SELF_FOUND, maximum=2)
    assert sorted(maxima(OFFICE, in_pool, found, USER)) == [0, 2, 3]


def allowance(*limits: HoldingLimit, **held: int) -> Allowance:
    """Limits and holdings: plain ones, deals, locked ones, self-found ones, those elsewhere."""
    kinds = {
        "plain": PLAIN,
        "deal": replace(PLAIN, is_deal=True),
        "locked": replace(PLAIN, is_locked=True),
        "own": replace(PLAIN, is_self_found=True),
        "elsewhere": HeldCustomer(THERE),
    }
    return Allowance(limits, tuple(HeldGroup(kinds[name], n) for name, n in held.items()))


def refusal(found: Allowance, customer: HeldCustomer = PLAIN) -> HoldingLimitReached | None:
    return why_not_one_more(found, customer, person="李娜", pool="公海")


@pytest.mark.parametrize(("held", "refused"), [(49, False), (50, True), (51, True)])
def test_a_limit_refuses_at_its_number_and_above_it(held: int, refused: bool) -> None:
    found = refusal(allowance(OFFICE, plain=held))
    assert (found is not None) is refused
    assert found in {None, HoldingLimitReached("李娜", held, 50)}


def test_a_limit_of_a_pool_counts_only_that_pool() -> None:
    in_pool = replace(OFFICE, pool_id=HERE, maximum=2)
    assert refusal(allowance(in_pool, plain=1, elsewhere=9)) is None
    assert refusal(allowance(in_pool, plain=2)) == HoldingLimitReached("李娜", 2, 2, "公海")
    assert refusal(allowance(in_pool, plain=2), HeldCustomer(THERE)) is None


def test_deal_and_locked_customers_count_only_where_the_limit_says_so() -> None:
    limit = replace(OFFICE, maximum=2)
    assert refusal(allowance(limit, plain=1, deal=1)) is not None
    lenient = replace(limit, counts_deal=False, counts_locked=False)
    assert refusal(allowance(lenient, plain=1, deal=9, locked=9)) is None
    assert refusal(allowance(lenient, plain=2)) is not None
    assert refusal(allowance(lenient, plain=2), replace(PLAIN, is_deal=True)) is None


def test_self_found_customers_have_their_own_limit_where_there_is_one() -> None:
    own = replace(PLAIN, is_self_found=True)
    general, found = replace(OFFICE, maximum=2), replace(OFFICE, maximum=1)
    found = replace(found, kind=LimitKind.SELF_FOUND)
    assert refusal(allowance(general, own=2)) is not None
    assert refusal(allowance(general, found, own=1, plain=1)) is None
    assert refusal(allowance(general, found, own=1), own) == HoldingLimitReached(
        "李娜", 1, 1, kind=LimitKind.SELF_FOUND
    )
    elsewhere = replace(found, pool_id=THERE)
    assert refusal(allowance(general, elsewhere, own=2)) is not None


def test_room_is_what_the_narrowest_limit_leaves_and_never_below_zero() -> None:
    in_pool = replace(OFFICE, pool_id=HERE, maximum=5)
    assert room_left(allowance(OFFICE, in_pool, plain=3), PLAIN) == 2
    assert room_left(allowance(OFFICE, plain=60), PLAIN) == 0
    assert room_left(allowance(), PLAIN) is None


def test_each_customer_given_narrows_the_room() -> None:
    found = allowance(replace(OFFICE, maximum=2))
    for _ in range(2):
        assert refusal(found) is None
        found = found.with_one_more(PLAIN)
    assert refusal(found) == HoldingLimitReached("李娜", 2, 2)
    assert found.holdings == (HeldGroup(PLAIN, 2),)


def test_the_limit_over_all_pools_is_the_one_that_is_shown() -> None:
    in_pool = replace(OFFICE, pool_id=HERE, maximum=5)
    assert allowance(in_pool, OFFICE).general == OFFICE
    assert allowance(in_pool).general is None
