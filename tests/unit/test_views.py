"""Views and layouts: what is read back of them, who may share and change, and their order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.customers import CustomerView
from crm_tui.domain.identifiers import RoleId, UserId, ViewId
from crm_tui.domain.seeded_views import BROUGHT, SEEDED, seeded_views
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Permission,
    Person,
    Scope,
)
from crm_tui.domain.views import (
    LEAST_WIDTH,
    MOST_COLUMNS,
    MOST_WIDTH,
    Audience,
    Density,
    ListLayout,
    ListTab,
    NotYourView,
    SavedView,
    SeededViewStays,
    SharingNotAllowed,
    id_of,
    in_order,
    is_for,
    key_of,
    layout_from,
    layout_values,
    moved,
    why_not_change,
    why_not_share,
)
from crm_tui.presentation.views import view_name, views_like, views_named

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
LAYOUTS = st.builds(
    ListLayout,
    columns=st.lists(KEYS, unique=True, max_size=8).map(tuple),
    widths=st.dictionaries(KEYS, st.integers(LEAST_WIDTH, MOST_WIDTH), max_size=5),
    sort=KEYS,
    descending=st.booleans(),
    grouping=st.one_of(st.just(""), KEYS),
    density=st.none() | st.sampled_from(Density),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
)


def person(permissions: frozenset[Permission] = REP_PERMISSIONS, **values: object) -> Person:
    """Somebody with these permissions."""
    known = {"user_id": UserId(7), "scope": Scope.SELF} | values
    return Person(login="x", name="x", role_id=RoleId(1), permissions=permissions, **known)  # type: ignore[arg-type]  # named above


def view(**values: object) -> SavedView:
    """A saved view of 李娜's."""
    known: dict[str, object] = {
        "key": "view-1",
        "id": ViewId(1),
        "tab": ListTab.CUSTOMERS,
        "base": CustomerView.ALL,
        "name": "重点",
        "owner_id": UserId(3),
        "owner": "李娜",
    }
    return SavedView(**(known | values))  # type: ignore[arg-type]  # named above


# --- layouts -------------------------------------------------------------------------------------


@given(LAYOUTS)
def test_a_layout_comes_back_as_it_was_kept(layout: ListLayout) -> None:
    assert layout_from(layout_values(layout)) == layout


@given(JSON)
def test_whatever_is_kept_a_layout_can_be_made_of_it(stored: object) -> None:
    layout = layout_from(stored)
    assert layout_from(layout_values(layout)) == layout
    parts = {"columns": stored, "widths": stored, "sort": stored, "grouping": stored}
    assert len(layout_from(parts).columns) <= MOST_COLUMNS


def test_widths_are_kept_within_what_a_terminal_shows() -> None:
    kept = layout_from({"widths": {"name": 100_000, "level": -3, "city": "x", "[/]": 9}})
    assert kept.widths == {"name": MOST_WIDTH, "level": LEAST_WIDTH}


def test_columns_and_orders_that_are_unknown_are_dropped() -> None:
    layout = ListLayout(("name", "gone"), {"gone": 9, "name": 20}, "gone", True, "gone")
    assert layout.known({"name"}, {"name"}) == ListLayout(("name",), {"name": 20})


# --- sharing and changing ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permissions", "allowed"),
    [
        (REP_PERMISSIONS, {Audience.MINE}),
        (MANAGER_PERMISSIONS, {Audience.MINE, Audience.TEAM}),
        (ADMIN_PERMISSIONS, set(Audience)),
    ],
)
def test_how_far_a_view_may_be_shared(
    permissions: frozenset[Permission], allowed: set[Audience]
) -> None:
    for audience in Audience:
        refusal = why_not_share(audience, by=person(permissions))
        assert refusal == (None if audience in allowed else SharingNotAllowed(audience))


def test_only_whoever_saved_a_view_changes_it() -> None:
    assert why_not_change(view(is_own=True), by=person()) is None
    assert why_not_change(view(), by=person(ADMIN_PERMISSIONS)) == NotYourView("重点", "李娜")


def test_an_administrator_looks_after_what_somebody_left_behind() -> None:
    left = view(owner_works_here=False)
    assert why_not_change(left, by=person(ADMIN_PERMISSIONS)) is None
    assert why_not_change(left, by=person(MANAGER_PERMISSIONS)) is not None


def test_a_view_of_the_program_stays_as_it_is() -> None:
    assert why_not_change(SEEDED["mine"], by=person(ADMIN_PERMISSIONS)) == SeededViewStays("mine")


def test_a_team_s_view_is_for_the_department_those_below_and_the_staff() -> None:
    shared = view(audience=Audience.TEAM)

    def listed(path: str, *, stands_below: bool = False) -> bool:
        somebody = person(department_path=path)
        return is_for(shared, somebody, owner_path="/1/4/", stands_below=stands_below)

    assert listed("/1/4/")
    assert listed("/1/4/9/")
    assert not listed("/1/")
    assert not listed("/1/40/")
    assert listed("/2/", stands_below=True)


def test_somebody_without_a_department_shares_with_their_staff_only() -> None:
    shared = view(audience=Audience.TEAM)
    assert not is_for(shared, person(department_path="/1/"), owner_path="", stands_below=False)
    assert is_for(shared, person(), owner_path="", stands_below=True)


# --- order and names -----------------------------------------------------------------------------


def test_views_without_a_place_come_behind_those_with_one() -> None:
    views = [view(key=key) for key in ("a", "b", "c", "d")]
    ordered = in_order(views, ["c", "vanished"])
    assert [(each.key, each.number) for each in ordered] == [
        ("c", 1), ("a", 2), ("b", 3), ("d", 4)
    ]  # fmt: skip


def test_a_new_view_moves_no_digit_and_has_one_only_where_one_is_free() -> None:
    brought = [view(key=key) for key in ("mine", "won", "set_aside")]
    new = view(key="view-1")
    for places in ((), ("won", "mine", "set_aside")):
        before = {each.key: each.digit for each in in_order(brought, places)}
        after = {each.key: each.digit for each in in_order([*brought, new], places)}
        assert before.items() <= after.items()
        assert after["view-1"] == 4
    many = [view(key=f"view-{number}") for number in range(2, 11)]
    assert in_order([*many, new], ())[-1].digit is None


def test_only_the_first_nine_have_a_digit() -> None:
    numbered = in_order([view(key=f"view-{n}") for n in range(1, 12)], [])
    assert [each.digit for each in numbered] == [*range(1, 10), None, None]


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "cab"), (2, "acb"), (3, "abc"), (99, "abc"), (-4, "cab")]
)
def test_a_view_moves_to_its_new_place(number: int, expected: str) -> None:
    assert "".join(moved("abc", "c", number)) == expected


def test_a_key_tells_which_view_was_saved() -> None:
    assert id_of(key_of(ViewId(12))) == 12
    assert [id_of(key) for key in ("mine", "view-0", "view-x", "view-1\n")] == [None] * 4


def test_who_sees_nobody_else_s_has_no_view_of_staff() -> None:
    keys = [each.key for each in seeded_views(ListTab.CUSTOMERS, person())]
    assert "subordinates" not in keys
    manager = person(scope=Scope.SUBORDINATES)
    assert "subordinates" in [each.key for each in seeded_views(ListTab.CUSTOMERS, manager)]


def test_every_view_of_the_program_has_a_name_of_its_own() -> None:
    for brought in BROUGHT.values():
        names = [view_name(each) for each in brought]
        assert len(set(names)) == len(names)
        assert all(names)


def test_a_view_is_found_by_number_key_or_name_and_one_s_own_before_others() -> None:
    theirs, mine = view(key="view-1", owner="王伟"), view(key="view-2", is_own=True)
    views = in_order([SEEDED["mine"], theirs, mine], [])
    assert [each.key for each in views_named(views, "2")] == ["view-1"]
    assert [each.key for each in views_named(views, "view-1")] == ["view-1"]
    assert [each.key for each in views_named(views, " 重 点 ")] == ["view-2"]
    assert [each.key for each in views_named(views, "MINE")] == ["mine"]
    assert views_named(views, "没有") == []
    others = [replace(each, is_own=False) for each in views]
    assert len(views_named(others, "重点")) == 2


def test_a_part_of_a_name_and_its_initials_mean_all_views_that_have_them() -> None:
    names = ("华东重点", "华东流失", "西部")
    views = [view(key=f"view-{n}", name=name) for n, name in enumerate(names, start=1)]

    def like(wish: str) -> list[str]:
        return [each.name for each in views_like(views, wish)]

    assert like("华东") == ["华东重点", "华东流失"]
    assert like(" hdl ") == ["华东流失"]
    assert like("XB") == ["西部"]
    assert like("北") == like("  ") == []


@pytest.mark.parametrize(
    ("other", "is_it"),
    [
        (ListLayout(("name",), {"name": 20}, "city"), True),
        (ListLayout(("name",), {"name": 20}, "name", descending=True), True),
        (ListLayout(("name",), {"name": 20}, "name"), False),  # it is the same
        (ListLayout(("name", "city"), {"name": 20}, "city"), False),
        (ListLayout(("name",), {"name": 21}, "city"), False),
        (ListLayout(("name",), {"name": 20}, "city", grouping="city"), False),
        (ListLayout(("name",), {"name": 20}, "city", density=Density.TWO_LINES), False),
    ],
)
def test_a_layout_may_differ_from_another_in_its_order_alone(
    other: ListLayout, is_it: bool
) -> None:
    layout = ListLayout(("name",), {"name": 20}, "name")
    assert layout.is_but_ordered_otherwise(other) is is_it
