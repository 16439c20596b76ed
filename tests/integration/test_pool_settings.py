"""What is set of pools: fields, members, routes, deleting one; every change can be undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import Level
from crm_tui.domain.days import NEVER
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.pools import (
    AssignMode,
    DefaultPool,
    HoldingLimit,
    LimitKind,
    LimitLevel,
    MemberKind,
    NotAMember,
    NotPoolAdmin,
    PoolClosed,
    PoolMember,
    Route,
    RuleFilter,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    ConflictError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    UndoRefusedError,
)
from tests import make


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜", department="华东")


@pytest.fixture
def north(crm: Crm, admin: Actor) -> PoolId:
    return crm.pool_settings.add(admin, "华北")


def pool_of(crm: Crm, customer: CustomerId) -> str:
    return crm.customers.record(make.admin(crm), customer).row.pool


# --- fields --------------------------------------------------------------------------------------


def test_a_pool_is_made_changed_shown_and_undone(crm: Crm, admin: Actor, north: PoolId) -> None:
    changes: dict[str, object] = {
        "daily_limit": 0,
        "new_closed_hours": None,
        "reclaimed_opens_minute": None,
        "assign_mode": AssignMode.TURN,
        "masks_contacts": True,
        "reveal_limit": 5,
        "description": "华北五省",
    }
    crm.pool_settings.edit(admin, north, changes)
    detail = crm.pool_settings.show(admin, north)
    assert {name: getattr(detail.fields, name) for name in changes} == changes
    assert (detail.is_default, detail.in_pool, detail.may_edit) == (False, 0, True)
    crm.history.undo(admin)
    assert crm.pool_settings.show(admin, north).fields.daily_limit is None
    crm.history.undo(admin)
    with pytest.raises(NotFoundError):
        crm.pool_settings.show(admin, north)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", " "),
        ("name", "公海"),
        ("daily_limit", -1),
        ("lock_days", None),
        ("reclaimed_opens_minute", 1440),
        ("cool_off_return_days", 99_999),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_is_refused(
    crm: Crm, admin: Actor, north: PoolId, name: str, value: object
) -> None:
    with pytest.raises(FieldError) as caught:
        crm.pool_settings.edit(admin, north, {name: value})
    assert caught.value.field == name


def test_zero_is_none_at_all_and_nothing_is_no_limit(crm: Crm, lina: Actor, admin: Actor) -> None:
    pool_id = make.pool_id(crm)
    crm.pool_settings.edit(admin, pool_id, {"daily_limit": 0})
    customer = make.customer(crm, in_pool=True)
    assert crm.pools.claim(lina, [customer]).refused
    crm.pool_settings.edit(admin, pool_id, {"daily_limit": None})
    assert crm.pools.claim(lina, [customer]).done


def test_a_pool_admin_changes_the_own_pool_only(crm: Crm, lina: Actor, north: PoolId) -> None:
    make.pool_admin(crm, north, lina)
    crm.pool_settings.edit(lina, north, {"daily_limit": 3})
    with pytest.raises(RefusedError) as caught:
        crm.pool_settings.edit(lina, make.pool_id(crm), {"daily_limit": 3})
    assert caught.value.refusal == NotPoolAdmin("公海")
    with pytest.raises(NotPermittedError):
        crm.pool_settings.delete(lina, north, make.pool_id(crm))
    with pytest.raises(NotPermittedError):
        crm.pool_settings.set_routes(lina, north, [])


def test_a_rep_sees_the_settings_of_own_pools_only(crm: Crm, lina: Actor, north: PoolId) -> None:
    assert not crm.pool_settings.show(lina, make.pool_id(crm)).may_edit
    with pytest.raises(NotFoundError):
        crm.pool_settings.show(lina, north)
    with pytest.raises(NotPermittedError):
        crm.pool_settings.edit(lina, make.pool_id(crm), {"daily_limit": 3})


def test_the_default_pool_stays_and_stays_open(crm: Crm, admin: Actor, north: PoolId) -> None:
    default = make.pool_id(crm)
    with pytest.raises(RefusedError) as deleted:
        crm.pool_settings.delete(admin, default, north)
    with pytest.raises(RefusedError) as closed:
        crm.pool_settings.edit(admin, default, {"enabled": False})
    assert deleted.value.refusal == closed.value.refusal == DefaultPool("公海")


def test_another_pool_becomes_the_default_and_takes_what_no_route_names(
    crm: Crm, lina: Actor, admin: Actor, north: PoolId
) -> None:
    settings, first = crm.pool_settings, make.pool_id(crm)
    made = settings.make_default(admin, north)
    assert pool_of(crm, make.customer(crm, lina)) == "华北"
    assert [settings.show(admin, each).is_default for each in (first, north)] == [False, True]
    assert not settings.make_default(admin, north).kinds
    crm.history.undo(admin, made.batch_id)
    assert pool_of(crm, make.customer(crm, lina, name="乙")) == "公海"
    with pytest.raises(NotPermittedError):
        settings.make_default(lina, north)
    settings.edit(admin, north, {"enabled": False})
    with pytest.raises(RefusedError) as caught:
        settings.make_default(admin, north)
    assert caught.value.refusal == PoolClosed("华北")


def test_what_made_a_pool_fit_to_be_the_default_is_not_undone_under_it(
    crm: Crm, admin: Actor
) -> None:
    settings, first = crm.pool_settings, make.pool_id(crm)
    north = settings.add(admin, "华北", {"enabled": False})
    opened = settings.edit(admin, north, {"enabled": True})
    made = settings.make_default(admin, north)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(admin, opened.batch_id)
    settings.delete(admin, first, north)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(admin, made.batch_id)
    assert [pool.name for pool in crm.pools.pools(admin)] == ["华北"]


def test_an_undo_does_not_overwrite_what_somebody_set_since(
    crm: Crm, lina: Actor, admin: Actor, north: PoolId
) -> None:
    make.pool_admin(crm, north, lina)
    crm.pool_settings.edit(admin, north, {"daily_limit": 3})
    crm.pool_settings.edit(lina, north, {"daily_limit": 4})
    with pytest.raises(UndoRefusedError):
        crm.history.undo(admin)
    assert crm.pool_settings.show(admin, north).fields.daily_limit == 4


# --- members -------------------------------------------------------------------------------------


def test_users_departments_and_roles_are_let_in_and_kept_out(
    crm: Crm, lina: Actor, admin: Actor, north: PoolId
) -> None:
    settings, here = crm.pool_settings, make.customer(crm, pool=north)
    department = crm.people.find_department(admin, "华东")
    east = PoolMember(MemberKind.DEPARTMENT, department)
    settings.set_member(admin, north, east)
    assert crm.pools.why_not_claim(lina, here) is None
    settings.set_member(admin, north, PoolMember(MemberKind.USER, lina.user_id, is_excluded=True))
    with pytest.raises(NotFoundError):
        crm.pools.why_not_claim(lina, here)
    crm.history.undo(admin)
    assert crm.pools.why_not_claim(lina, here) is None
    settings.remove_member(admin, north, MemberKind.DEPARTMENT, department)
    with pytest.raises(NotFoundError):
        crm.pools.why_not_claim(lina, here)
    crm.history.undo(admin)
    assert [row.member for row in settings.show(admin, north).members] == [east]


def test_who_leaves_a_pool_keeps_what_they_hold(crm: Crm, lina: Actor, admin: Actor) -> None:
    customer = make.customer(crm, in_pool=True)
    crm.pools.claim(lina, [customer])
    crm.pool_settings.remove_member(admin, make.pool_id(crm), MemberKind.EVERYBODY, None)
    assert crm.customers.record(lina, customer).row.owner == "李娜"
    assert crm.pools.pools(lina) == []


@pytest.mark.parametrize(
    "line",
    [
        PoolMember(MemberKind.USER, 77),
        PoolMember(MemberKind.USER, None),
        PoolMember(MemberKind.EVERYBODY, 1),
        PoolMember(MemberKind.EVERYBODY, None, is_excluded=True),
        PoolMember(MemberKind.USER, 1, is_excluded=True, is_admin=True),
    ],
)
def test_a_line_about_nobody_or_against_itself_is_refused(
    crm: Crm, admin: Actor, north: PoolId, line: PoolMember
) -> None:
    with pytest.raises(FieldError):
        crm.pool_settings.set_member(admin, north, line)


# --- deleting ------------------------------------------------------------------------------------


def test_deleting_a_pool_takes_its_customers_along_and_undo_brings_them_back(
    crm: Crm, lina: Actor, admin: Actor, north: PoolId
) -> None:
    settings, default = crm.pool_settings, make.pool_id(crm)
    settings.set_member(admin, north, PoolMember(MemberKind.EVERYBODY, None))
    settings.set_limit(admin, HoldingLimit(LimitLevel.OFFICE, None, north, LimitKind.GENERAL, 5))
    settings.set_routes(admin, north, [Route(10, north, RuleFilter(levels=frozenset({"A"})))])
    free, owned = (make.customer(crm, name=name, pool=north) for name in ("甲", "乙"))
    crm.pools.claim(lina, [owned])
    assert crm.customers.record(lina, owned).row.last_day == NEVER
    changed = settings.delete(admin, north, default)
    assert {pool_of(crm, free), pool_of(crm, owned)} == {"公海"}
    row = crm.customers.record(lina, owned).row
    assert (row.owner, row.last_day) == ("李娜", make.NOW.toordinal() + 30)
    assert settings.limits(admin) == []
    assert settings.routes(admin) == []
    assert [pool.name for pool in crm.pools.pools(lina)] == ["公海"]
    crm.history.undo(admin, changed.batch_id)
    assert {pool_of(crm, free), pool_of(crm, owned)} == {"华北"}
    detail = settings.show(lina, north)
    assert (detail.in_pool, detail.owned) == (1, 1)
    assert (len(detail.members), len(detail.limits), len(detail.routes)) == (1, 1, 1)
    assert crm.customers.record(lina, owned).row.last_day == NEVER


def test_the_name_of_a_deleted_pool_is_free_again(crm: Crm, admin: Actor, north: PoolId) -> None:
    settings, default = crm.pool_settings, make.pool_id(crm)
    deleted = settings.delete(admin, north, default)
    again = settings.add(admin, "华北")
    assert crm.pools.find(admin, "华北") == again
    with pytest.raises(FieldError, match="taken"):
        crm.history.undo(admin, deleted.batch_id)
    renamed = settings.edit(admin, default, {"name": "大公海"})
    settings.add(admin, "公海")
    with pytest.raises(FieldError, match="taken"):
        crm.history.undo(admin, renamed.batch_id)


def test_a_pool_does_not_go_into_itself(crm: Crm, admin: Actor, north: PoolId) -> None:
    with pytest.raises(FieldError):
        crm.pool_settings.delete(admin, north, north)


# --- routes --------------------------------------------------------------------------------------


def test_new_customers_go_where_the_first_route_puts_them(
    crm: Crm, lina: Actor, admin: Actor, north: PoolId
) -> None:
    large = crm.pool_settings.add(admin, "大客户")
    beijing = Route(20, north, RuleFilter(provinces=frozenset({"北京"})))
    level_a = Route(10, large, RuleFilter(levels=frozenset({"A"})))
    crm.pool_settings.set_routes(admin, north, [beijing])
    crm.pool_settings.set_routes(admin, large, [level_a])
    from_beijing = make.customer(crm, lina, name="甲", province="北京")
    both = crm.customers.add(
        lina, make.new_customer("乙", province="北京", level=Level.A)
    ).customer_id
    elsewhere = make.customer(crm, lina, name="丙", province="上海")
    named = make.customer(crm, lina, name="丁", province="北京", in_pool=True)
    found = [pool_of(crm, each) for each in (from_beijing, both, elsewhere, named)]
    assert found == ["华北", "大客户", "公海", "公海"]


def test_changed_routes_offer_a_move_and_move_nothing(
    crm: Crm, lina: Actor, admin: Actor, north: PoolId
) -> None:
    customer = make.customer(crm, lina, province="北京")
    make.customer(crm, lina, name="别处", province="上海")
    assert crm.pool_settings.offers(admin) == []
    beijing = Route(20, north, RuleFilter(provinces=frozenset({"北京"})))
    crm.pool_settings.set_routes(admin, north, [beijing])
    assert pool_of(crm, customer) == "公海"
    (offer,) = crm.pool_settings.offers(admin)
    assert (offer.customer_id, offer.pool, offer.to_pool) == (customer, "公海", "华北")
    assert crm.pool_settings.offers(admin, north) == []
    crm.movements.move(admin, [offer.customer_id], offer.to_pool_id)
    assert pool_of(crm, customer) == "华北"
    assert crm.pool_settings.offers(admin) == []
    with pytest.raises(NotPermittedError):
        crm.pool_settings.offers(lina)


def test_an_edited_field_offers_a_move(crm: Crm, lina: Actor, admin: Actor, north: PoolId) -> None:
    beijing = Route(20, north, RuleFilter(provinces=frozenset({"北京"})))
    crm.pool_settings.set_routes(admin, north, [beijing])
    customer = make.customer(crm, lina)
    assert crm.pool_settings.offer_for(lina, customer) is None
    crm.customers.edit(lina, customer, {"province": "北京"})
    offer = crm.pool_settings.offer_for(lina, customer)
    assert offer is not None
    assert offer.to_pool == "华北"
    assert pool_of(crm, customer) == "公海"


def test_routes_that_two_change_at_once_stand_side_by_side_or_are_told(
    crm: Crm, admin: Actor, north: PoolId
) -> None:
    settings = crm.pool_settings
    first, second, other = (
        Route(at, north, RuleFilter(levels=frozenset({level})))
        for at, level in ((10, "A"), (20, "B"), (10, "C"))
    )
    settings.set_routes(admin, north, [first], seen=[])
    settings.set_routes(admin, north, [second], seen=[])
    assert [row.route for row in settings.routes(admin)] == [first, second]
    settings.set_routes(admin, north, [other, second], seen=[first, second])
    with pytest.raises(ConflictError):
        settings.set_routes(admin, north, [second], seen=[first, second])
    assert [row.route for row in settings.routes(admin)] == [other, second]


def test_routes_are_undone_and_those_of_unknown_words_refused(
    crm: Crm, admin: Actor, north: PoolId
) -> None:
    settings = crm.pool_settings
    software = make.word(crm, DictionaryKind.INDUSTRY, "software")
    route = Route(10, north, RuleFilter(industry_ids=frozenset({software})))
    settings.set_routes(admin, north, [route])
    assert [row.route for row in settings.routes(admin)] == [route]
    for wrong in (
        replace(route, filter=RuleFilter(industry_ids=frozenset({99_999}))),
        replace(route, filter=RuleFilter(levels=frozenset({"Z"}))),
        replace(route, priority=-1),
    ):
        with pytest.raises(FieldError):
            settings.set_routes(admin, north, [wrong])
    crm.history.undo(admin)
    assert settings.routes(admin) == []


def test_a_stranger_fills_no_pool_by_naming_it(crm: Crm, lina: Actor, north: PoolId) -> None:
    with pytest.raises(RefusedError) as caught:
        make.customer(crm, lina, pool=north)
    assert caught.value.refusal == NotAMember("华北", "李娜")
