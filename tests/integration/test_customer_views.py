"""The seeded views: 我参与的, 我下属负责的, 适合我的, 即将开放 and what was set aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from crm_tui.bootstrap import Crm
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.domain.customers import CustomerView, ListRequest, Standing
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.teams import TeamRole
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError
from tests import make

TODAY = make.NOW.toordinal()


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def zhang(crm: Crm) -> Actor:
    return make.rep(crm, "zhang", "张强")


def seat(crm: Crm, customer: CustomerId, actor: Actor, until_day: int | None = None) -> None:
    with crm.database.setting_up() as connection:
        connection.execute(
            insert(CUSTOMER_TEAM).values(
                customer_id=customer,
                user_id=actor.user_id,
                role=TeamRole.COLLABORATION,
                until_day=until_day,
                created_at=make.NOW,
            )
        )


def store(crm: Crm, customer: CustomerId, **values: object) -> None:
    with crm.database.setting_up() as connection:
        connection.execute(update(CUSTOMER).where(CUSTOMER.c.id == customer).values(**values))


def shown(crm: Crm, actor: Actor, view: CustomerView, search: str = "") -> set[int]:
    """What a view lists; its count and its page say the same."""
    request = ListRequest(view, query=search)
    ids = set(crm.customers.ids(actor, request))
    page = crm.customers.page(actor, request)
    assert page.total == len(ids)
    assert {row.id for row in page.rows} == ids
    return ids


def test_who_is_in_a_team_sees_the_customer_through_its_last_day(
    crm: Crm, lina: Actor, zhang: Actor
) -> None:
    forever, today, past = (make.customer(crm, lina, f"客户{each}") for each in range(3))
    for customer, until in ((forever, None), (today, TODAY), (past, TODAY - 1)):
        seat(crm, customer, zhang, until)
    assert shown(crm, zhang, CustomerView.PARTICIPATED) == {forever, today}
    assert shown(crm, zhang, CustomerView.ALL) == {forever, today}
    assert shown(crm, zhang, CustomerView.ALL, "客户") == {forever, today}
    with pytest.raises(NotFoundError):
        crm.customers.record(zhang, past)
    assert shown(crm, lina, CustomerView.PARTICIPATED) == set()


def test_my_staff_s_are_those_below_me_and_no_neighbours(
    crm: Crm, lina: Actor, zhang: Actor
) -> None:
    boss = make.manager(crm, staff=[lina])
    below = make.customer(crm, lina)
    make.customer(crm, zhang)
    make.customer(crm, boss)
    crm.people.edit_user(make.admin(crm), boss.user_id, {"role_id": 1})
    assert shown(crm, boss, CustomerView.SUBORDINATES) == {below}
    assert len(shown(crm, boss, CustomerView.ALL)) == 3


def test_whoever_sees_only_their_own_lists_no_staff(crm: Crm, lina: Actor, zhang: Actor) -> None:
    make.customer(crm, zhang)
    make.set_user(crm, zhang.user_id, manager_id=lina.user_id)
    assert shown(crm, lina, CustomerView.SUBORDINATES) == set()


def test_what_suits_me_matches_region_and_industry_where_i_named_some(
    crm: Crm, lina: Actor
) -> None:
    software, trade = (
        make.word(crm, DictionaryKind.INDUSTRY, code) for code in ("software", "trade")
    )
    places = (("浙江", "杭州", software), ("浙江", "宁波", trade), ("江苏", "苏州", software))
    hangzhou, ningbo, suzhou = (
        make.customer(crm, None, city, in_pool=True, province=province, city=city, industry_id=word)
        for province, city, word in places
    )
    change = crm.people.edit_user
    wang = make.admin(crm)
    assert shown(crm, lina, CustomerView.SUITABLE) == {hangzhou, ningbo, suzhou}
    change(wang, lina.user_id, {"regions": ["浙江"]})
    assert shown(crm, lina, CustomerView.SUITABLE) == {hangzhou, ningbo}
    change(wang, lina.user_id, {"industry_ids": [software]})
    assert shown(crm, lina, CustomerView.SUITABLE) == {hangzhou}
    change(wang, lina.user_id, {"regions": ["苏州"]})
    assert shown(crm, lina, CustomerView.SUITABLE) == {suzhou}


def test_what_can_be_claimed_now_and_what_opens_later_are_two_lists(
    crm: Crm, lina: Actor, zhang: Actor
) -> None:
    free, kept, mine, lapsed, closed, open_now = (
        make.customer(crm, None, f"客户{each}", in_pool=True) for each in range(6)
    )
    store(crm, kept, reserved_for_id=zhang.user_id, reserved_until_day=TODAY)
    store(crm, mine, reserved_for_id=lina.user_id, reserved_until_day=TODAY)
    store(crm, lapsed, reserved_for_id=zhang.user_id, reserved_until_day=TODAY - 1)
    store(crm, closed, opens_at=make.NOW + timedelta(minutes=1))
    store(crm, open_now, opens_at=make.NOW)
    foreign = make.pool(crm, "别的公海", members=[zhang])
    make.customer(crm, None, "别处", pool=foreign)
    make.customer(crm, lina, "自己的")
    assert shown(crm, lina, CustomerView.SUITABLE) == {free, mine, lapsed, open_now}
    assert shown(crm, lina, CustomerView.CLAIMABLE) == {free, mine, lapsed, open_now}
    assert shown(crm, lina, CustomerView.OPENING) == {kept, closed}
    make.set_pool(crm, enabled=False)
    assert shown(crm, lina, CustomerView.SUITABLE) == set()
    assert shown(crm, lina, CustomerView.OPENING) == set()


def test_what_is_kept_for_me_is_claimable_before_its_pool_opens_it_and_from_outside(
    crm: Crm, lina: Actor, zhang: Actor
) -> None:
    closed = make.customer(crm, None, "未开放", in_pool=True)
    foreign = make.pool(crm, "别的公海", members=[zhang])
    found = make.customer(crm, None, "自拓", pool=foreign)
    for customer in (closed, found):
        store(crm, customer, reserved_for_id=lina.user_id, reserved_until_day=TODAY)
    store(crm, closed, opens_at=make.NOW + timedelta(hours=1))
    assert shown(crm, lina, CustomerView.CLAIMABLE) == {closed, found}
    assert crm.pools.why_not_claim(lina, closed) is None
    assert crm.pools.why_not_claim(lina, found) is None
    assert shown(crm, lina, CustomerView.OPENING) == set()


@pytest.mark.long
def test_what_was_set_aside_is_in_no_other_view_and_not_for_a_rep(
    crm: Crm, lina: Actor, zhang: Actor
) -> None:
    boss = make.manager(crm, staff=[lina])
    stranger = make.manager(crm, "stranger")
    keeper = make.rep(crm, "keeper")
    make.member(crm, make.pool_id(crm), MemberKind.USER, keeper.user_id, is_admin=True)
    customer = make.customer(crm, lina)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    store(
        crm, customer, standing=Standing.INVALID, deleted_at=make.NOW, updated_by_id=zhang.user_id
    )
    for actor in (make.admin(crm), boss, keeper):
        assert shown(crm, actor, CustomerView.SET_ASIDE) == {customer}
        assert shown(crm, actor, CustomerView.SET_ASIDE, "恒信") == {customer}
        assert crm.customers.record(actor, customer).deleted_at is not None
    for actor in (lina, zhang, stranger):
        assert shown(crm, actor, CustomerView.SET_ASIDE) == set()
        assert shown(crm, actor, CustomerView.SET_ASIDE, "恒信") == set()
        assert crm.customers.rows(actor, [customer]) == []
        with pytest.raises(NotFoundError):
            crm.customers.record(actor, customer)
    store(crm, customer, updated_by_id=stranger.user_id)
    assert shown(crm, stranger, CustomerView.SET_ASIDE) == {customer}
    others = set(CustomerView) - {CustomerView.SET_ASIDE}
    for actor in (make.admin(crm), boss, keeper, lina):
        assert all(shown(crm, actor, view) == set() for view in others)
