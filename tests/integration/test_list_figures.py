"""What stands over and under lists: groups with counts, sums of money, chosen columns."""

from __future__ import annotations

from collections import Counter

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.deals import DealFields
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.list_figures import Grouping, GroupValue, MoneySums
from crm_tui.domain.users import Actor
from tests import make

ALL = ListRequest(CustomerView.ALL)
TODAY = make.NOW.toordinal()


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def ids(crm: Crm, lina: Actor) -> list[int]:
    """Five customers of one rep: three levels, two provinces, one in the pool."""
    quote = make.word(crm, DictionaryKind.STAGE, "proposal")
    return [
        make.customer(crm, lina, "甲", level=Level.A, province="浙江", stage_id=quote),
        make.customer(crm, lina, "乙", level=Level.A, province="江苏", budget_minor=50_000),
        make.customer(crm, lina, "丙", level=Level.B, province="浙江", budget_minor=70_000),
        make.customer(crm, lina, "丁", province="浙江"),
        make.customer(crm, lina, "戊", in_pool=True),
    ]


def deal(crm: Crm, actor: Actor, customer_id: int, amount_minor: int) -> None:
    """Something sold to a customer."""
    crm.deals.record(actor, customer_id, DealFields(amount_minor, TODAY, ""))  # type: ignore[arg-type]  # an id


def groups(crm: Crm, actor: Actor, grouping: Grouping, query: str = "") -> list[tuple[str, int]]:
    """The groups of everything somebody may see, with their counts."""
    request = ListRequest(CustomerView.ALL, query=query)
    return [(each.name, each.count) for each in crm.figures.groups(actor, request, grouping)]


@pytest.mark.usefixtures("ids")
def test_levels_come_in_their_order_and_what_has_none_comes_last(crm: Crm) -> None:
    assert groups(crm, make.admin(crm), Grouping.LEVEL) == [("A", 2), ("B", 1), ("", 2)]


@pytest.mark.usefixtures("ids")
def test_regions_and_owners_come_largest_first_by_their_names(crm: Crm) -> None:
    admin = make.admin(crm)
    assert groups(crm, admin, Grouping.REGION) == [("浙江", 3), ("江苏", 1), ("", 1)]
    assert groups(crm, admin, Grouping.OWNER) == [("李娜", 4), ("", 1)]


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("grouping", list(Grouping))
def test_the_groups_of_a_list_are_exactly_the_list(crm: Crm, grouping: Grouping) -> None:
    admin = make.admin(crm)
    listed: Counter[int] = Counter()
    for group in crm.figures.groups(admin, ALL, grouping):
        request = ListRequest(CustomerView.ALL, group=group.value)
        found = crm.customers.ids(admin, request)
        assert len(found) == group.count
        listed.update(found)
        for each in found:
            assert crm.figures.group_of(admin, grouping, each) == group.value  # type: ignore[arg-type]  # an id
    assert listed == Counter(crm.customers.ids(admin, ALL))


@pytest.mark.usefixtures("ids")
def test_groups_hold_only_what_the_query_finds(crm: Crm) -> None:
    admin = make.admin(crm)
    assert groups(crm, admin, Grouping.LEVEL, "province:浙江") == [("A", 1), ("B", 1), ("", 1)]
    assert groups(crm, admin, Grouping.LEVEL, "丙") == [("B", 1)]


@pytest.mark.usefixtures("ids")
def test_nobody_counts_what_they_may_not_see(crm: Crm) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    mine = ListRequest(CustomerView.MINE)
    assert crm.figures.groups(zhao, mine, Grouping.LEVEL) == []


def test_money_is_summed_by_currency_without_void_deals(
    crm: Crm, lina: Actor, ids: list[int]
) -> None:
    deal(crm, lina, ids[0], 30_000)
    deal(crm, lina, ids[1], 12_000)
    assert crm.figures.sums(lina, ids) == MoneySums((("CNY", 42_000),), 120_000)
    assert crm.figures.sums(lina, ids[1:2]) == MoneySums((("CNY", 12_000),), 50_000)
    zhao = make.rep(crm, "zhao", "赵强")
    assert crm.figures.sums(zhao, ids[:4]) == MoneySums()
    (last, *_earlier) = crm.deals.list(lina)
    crm.deals.void(make.admin(crm), last.id, "退货")
    assert crm.figures.sums(lina, ids).deals == (("CNY", 30_000),)


def test_each_group_says_what_was_sold_to_it(crm: Crm, lina: Actor, ids: list[int]) -> None:
    deal(crm, lina, ids[0], 30_000)
    deal(crm, lina, ids[2], 5_000)
    sums = crm.figures.group_sums(lina, ALL, Grouping.LEVEL)
    assert sums == {"A": MoneySums((("CNY", 30_000),)), "B": MoneySums((("CNY", 5_000),))}
    found = ListRequest(CustomerView.ALL, query="丙")
    assert set(crm.figures.group_sums(lina, found, Grouping.LEVEL)) == {"B"}


def test_chosen_columns_are_read_with_the_rows(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, district="滨江区", tags=("VIP",), budget_minor=50_000)
    make.follow_up(crm, lina, customer, "预算已批，要分期方案")
    deal(crm, lina, customer, 30_000)
    extras = crm.figures.extras(lina, [customer])[customer]
    assert (extras.district, extras.tags, extras.budget_minor) == ("滨江区", ("VIP",), 50_000)
    assert extras.last_words == "预算已批，要分期方案"
    assert extras.deals == (("CNY", 30_000),)
    assert extras.created_by == "李娜"


def test_chosen_columns_hide_what_the_pool_hides(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, masks_contacts=True)
    customer = make.customer(crm, in_pool=True, address="前台 13800132231")
    assert "13800132231" not in crm.figures.extras(lina, [customer])[customer].address
    admin = make.admin(crm)
    assert "13800132231" in crm.figures.extras(admin, [customer])[customer].address


def test_chosen_columns_of_what_may_not_be_seen_stay_unread(crm: Crm, ids: list[int]) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    assert crm.figures.extras(zhao, ids[:4]) == {}
    assert crm.figures.group_of(zhao, Grouping.LEVEL, ids[0]) is None  # type: ignore[arg-type]  # an id
    assert GroupValue("level", None) != GroupValue("level", "")


def test_what_was_set_aside_is_counted_and_summed_by_whoever_may_look_at_it(crm: Crm) -> None:
    rep = make.rep(crm, "zhao", "赵军", department="销售")
    boss = make.manager(crm, "boss", department="销售", staff=[rep])
    customer = make.customer(crm, rep, "甲", level=Level.A, budget_minor=50_000)
    crm.standings.delete(boss, [customer])
    request = ListRequest(CustomerView.SET_ASIDE)
    assert list(crm.customers.ids(boss, request)) == [customer]
    assert crm.figures.sums(boss, [customer]).budget_minor == 50_000
    assert crm.figures.group_of(boss, Grouping.LEVEL, customer) == GroupValue("level", "A")
    assert crm.figures.sums(make.rep(crm, "qian"), [customer]).budget_minor == 0
