"""Which value stands, who is one person, whose clock runs on, and who may merge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crm_tui.domain.contacts import ContactFields, ContactRow, Phone
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.identifiers import ContactId, CustomerId, PoolId, RoleId, UserId
from crm_tui.domain.merging import (
    FORMER_LIMIT,
    KeepTheHeldOne,
    Merging,
    NoRightToGive,
    NotOverBoth,
    RunningClock,
    SameCustomer,
    Side,
    chosen_sides,
    filled_contact,
    is_same_person,
    joined_clock,
    joined_contacts,
    merged_fields,
    unknown_choices,
    why_not_merge,
)
from crm_tui.domain.pools import Holding
from crm_tui.domain.users import (
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Permission,
    Person,
    Scope,
)
from tests import make

KEPT, OTHER = make.fields("甲公司"), make.fields("乙公司")
CLOCK = RunningClock(100, None, 130, "idle", None, "")


def test_what_is_empty_is_filled_and_what_is_not_stands() -> None:
    kept, other = replace(KEPT, website="a.cn"), replace(OTHER, website="b.cn", needs="扫码")
    found = merged_fields(Merging(CustomerId(1), CustomerId(2), kept, other, {}))
    assert (found.name, found.website, found.needs) == ("甲公司", "a.cn", "扫码")
    assert found.former_names == "乙公司"


def test_tags_are_united_unless_one_side_is_chosen() -> None:
    kept, other = replace(KEPT, tags=("展会", "VIP")), replace(OTHER, tags=("VIP", "老客户"))
    pair = Merging(CustomerId(1), CustomerId(2), kept, other, {})
    assert merged_fields(pair).tags == ("展会", "VIP", "老客户")
    assert merged_fields(replace(pair, choices={"tags": Side.GIVEN_UP})).tags == ("VIP", "老客户")


def test_two_addresses_are_never_mixed() -> None:
    kept = replace(KEPT, province="广东省")
    other = replace(OTHER, province="北京市", city="北京", address="学院路5号")
    sides = chosen_sides(kept, other, {})
    assert {sides[name] for name in ("province", "city", "address")} == {Side.KEPT}
    taken = chosen_sides(kept, other, {"province": Side.GIVEN_UP})
    assert {taken[name] for name in ("province", "city", "address")} == {Side.GIVEN_UP}


def test_former_names_end_before_they_are_too_long() -> None:
    other = replace(OTHER, former_names="；".join(f"第{n}号旧名称" for n in range(100)))
    found = merged_fields(Merging(CustomerId(1), CustomerId(2), KEPT, other, {}))
    assert len(found.former_names) <= FORMER_LIMIT
    assert found.former_names.startswith("乙公司；第0号旧名称")


@pytest.mark.parametrize(
    ("kept_parent", "other_parent", "expected"),
    [(2, None, None), (2, 9, 9), (None, 1, None), (None, 9, 9), (8, 9, 8)],
)
def test_it_belongs_neither_to_itself_nor_to_the_other(
    kept_parent: int | None, other_parent: int | None, expected: int | None
) -> None:
    kept, other = replace(KEPT, parent_id=kept_parent), replace(OTHER, parent_id=other_parent)
    found = merged_fields(Merging(CustomerId(1), CustomerId(2), kept, other, {}))
    assert found.parent_id == expected


def test_it_is_won_where_either_was() -> None:
    pair = Merging(CustomerId(1), CustomerId(2), KEPT, OTHER, {}, is_deal=True)
    assert merged_fields(pair).type is CustomerType.DEAL
    lost = replace(pair, kept=replace(KEPT, type=CustomerType.LOST))
    assert merged_fields(lost).type is CustomerType.LOST


def test_only_what_may_be_many_takes_both() -> None:
    choices = {"tags": Side.BOTH, "city": Side.BOTH, "colour": Side.KEPT, "level": Side.KEPT}
    assert unknown_choices(KEPT, OTHER, choices) == ("city", "colour")


def person(name: str = "张敏", *phones: str, **values: object) -> ContactFields:
    return ContactFields(name, tuple(Phone(each, each) for each in phones), **values)  # type: ignore[arg-type]  # of the class


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (person("张敏", "13800000001"), True),
        (person(" 张 敏", "13900000002", "13800000001"), True),
        (person("张敏", "13900000002"), False),
        (person("张敏"), False),
        (person("张民", "13800000001"), False),
    ],
)
def test_one_name_and_one_phone_in_common_are_one_person(
    other: ContactFields, *, expected: bool
) -> None:
    assert is_same_person(person("张敏", "13800000001"), other) is expected


def test_a_person_is_filled_in_and_keeps_what_is_known() -> None:
    kept = person("张敏", "13800000001", title="总监")
    other = person("张敏", "13800000001", "13900000002", title="经理", email="a@b.cn")
    found = filled_contact(kept, other)
    assert (found.title, found.email) == ("总监", "a@b.cn")
    assert [phone.digits for phone in found.phones] == ["13800000001", "13900000002"]


def test_a_person_is_joined_once() -> None:
    rows = [
        ContactRow(ContactId(n), CustomerId(1), 1, person("张敏", "13800000001"))
        for n in range(1, 4)
    ]
    found = joined_contacts(rows[:1], rows[1:])
    assert [(each.kept_id, each.given_up_id) for each in found] == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other", "clock", "effective", "last_day"),
    [(100, 99, 99, None, 120), (100, 100, 100, None, 130), (99, 100, 99, None, 130)],
)
def test_the_earlier_clock_runs_on_with_its_own_last_day(
    one: int, other: int, clock: int, effective: int | None, last_day: int
) -> None:
    kept = replace(CLOCK, clock_day=one)
    found = joined_clock(kept, replace(CLOCK, clock_day=other, last_day=120))
    assert (found.clock_day, found.last_effective_day, found.last_day) == (
        clock,
        effective,
        last_day,
    )


def test_the_later_work_counts() -> None:
    worked = replace(CLOCK, last_effective_day=105)
    assert joined_clock(CLOCK, worked).last_effective_day == 105
    assert joined_clock(replace(worked, last_effective_day=107), worked).last_effective_day == 107


ME, LINA, ZHAO = UserId(1), UserId(2), UserId(3)


def held(number: int, owner: UserId | None) -> Holding:
    """A customer of somebody's, or in pool 1."""
    return Holding(CustomerId(number), f"客户{number}", PoolId(1), owner)


def me(permissions: frozenset[Permission], **values: Any) -> Person:
    """Somebody who asks."""
    return Person(ME, "wangwei", "王伟", RoleId(1), Scope.SELF, permissions, **values)


REP, BOSS = me(REP_PERMISSIONS), me(MANAGER_PERMISSIONS)
BOTH, ONE = frozenset({LINA, ZHAO}), frozenset({LINA})


@pytest.mark.parametrize(
    ("kept", "given_up", "by", "managed", "expected"),
    [
        (held(1, ME), held(1, ME), REP, frozenset(), SameCustomer),
        (held(1, ME), held(2, ME), REP, frozenset(), None),
        (held(1, None), held(2, None), REP, frozenset(), None),
        (held(1, None), held(2, LINA), BOSS, ONE, KeepTheHeldOne),
        (held(1, ME), held(2, None), REP, frozenset(), NoRightToGive),
        (held(1, ME), held(2, None), BOSS, frozenset(), None),
        (held(1, LINA), held(2, None), BOSS, frozenset(), NoRightToGive),
        (held(1, LINA), held(2, None), BOSS, ONE, None),
        (
            held(1, LINA),
            held(2, None),
            me(REP_PERMISSIONS, managed_pool_ids=frozenset({PoolId(1)})),
            frozenset(),
            None,
        ),
        (held(1, LINA), held(2, ZHAO), BOSS, ONE, NotOverBoth),
        (held(1, LINA), held(2, ZHAO), BOSS, BOTH, None),
        (held(1, ME), held(2, LINA), BOSS, ONE, None),
        (held(1, LINA), held(2, ZHAO), REP, BOTH, NotOverBoth),
    ],
)
def test_who_may_make_one_of_whose_customers(
    kept: Holding,
    given_up: Holding,
    by: Person,
    managed: frozenset[UserId],
    expected: type | None,
) -> None:
    found = why_not_merge(kept, given_up, by=by, managed_ids=managed)
    assert found is None if expected is None else isinstance(found, expected)
