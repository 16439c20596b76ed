"""Queries over an office's customers: names, orders, words beside terms, what is told of faults."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.queries.customers.orders import SORTS
from crm_tui.db.raw import run
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.deals import DealFields
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.queries import canonical
from crm_tui.domain.queries.fields import FIELDS
from crm_tui.domain.users import Actor
from crm_tui.domain.views import NewView
from crm_tui.errors import QuerySyntaxError
from tests import make
from tests.hearing import heard
from tests.make import DAY


def found(crm: Crm, actor: Actor, query: str, view: CustomerView = CustomerView.ALL) -> list[str]:
    page = crm.customers.page(actor, ListRequest(view, query=query, sort="name"))
    assert page.total == len(page.rows)
    return [row.name for row in page.rows]


def test_an_owner_is_me_my_team_a_name_a_login_or_nobody(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm, "lina", "李娜", department="销售")
    boss = make.manager(crm, "boss", department="销售", staff=[lina])
    for actor, name in ((lina, "甲"), (boss, "乙"), (admin, "丙")):
        make.customer(crm, actor, name)
    make.customer(crm, admin, "丁", in_pool=True)
    asked = {
        "owner:me": ["丙"],
        "负责人:李娜,boss": ["甲", "乙"],
        "owner:lina": ["甲"],
        "owner:ln": ["甲"],
        "owner:none": ["丁"],
        "-owner:lina": ["丙", "丁", "乙"],
        "owner:any -owner:me": ["甲", "乙"],
    }
    for query, expected in asked.items():
        assert sorted(found(crm, admin, query)) == sorted(expected), query
    assert sorted(found(crm, boss, "owner:团队")) == sorted(["甲", "乙"])


def test_a_department_is_everybody_in_it_and_below(crm: Crm, admin: Actor) -> None:
    sales = make.department(crm, "销售部")
    make.department(crm, "华东", sales)
    make.customer(crm, make.rep(crm, "zhao", department="华东"), "甲")
    make.customer(crm, make.rep(crm, "qian", department="销售部"), "乙")
    make.customer(crm, admin, "丙")
    assert sorted(found(crm, admin, "部门:销售")) == sorted(["甲", "乙"])
    assert found(crm, admin, "dept:华东") == ["甲"]


def test_words_of_the_office_are_known_in_both_languages_and_in_part(
    crm: Crm, admin: Actor
) -> None:
    stage = make.word(crm, DictionaryKind.STAGE, "proposal")
    make.customer(crm, admin, "甲", stage_id=stage)
    make.customer(crm, admin, "乙")
    for query in ("阶段:方案报价", "stage:Proposal", "stage:报价", "阶段:有"):
        assert found(crm, admin, query) == ["甲"], query
    assert found(crm, admin, "阶段:无") == ["乙"]


def test_words_search_among_what_the_terms_leave(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "北京恒信", city="北京")
    make.customer(crm, admin, "上海恒信", city="上海")
    make.customer(crm, admin, "上海浦江", city="上海")
    assert found(crm, admin, "恒信 城市:上海") == ["上海恒信"]
    assert found(crm, admin, "城市:上海 -恒信") == ["上海浦江"]
    request = ListRequest(CustomerView.ALL, query="恒信 city:上海")
    assert len(crm.customers.ids(admin, request)) == 1


def test_a_typed_order_stands_above_the_lists(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    for name in ("乙", "甲", "丙"):
        make.customer(crm, admin, name)
        clock.advance(DAY)
    request = ListRequest(CustomerView.ALL, query="sort:-created", sort="name")
    rows = crm.customers.page(admin, request).rows
    assert [row.name for row in rows] == ["丙", "甲", "乙"]
    ids = list(crm.customers.ids(admin, request))
    assert ids == [row.id for row in rows]


def test_every_field_that_sorts_has_an_order() -> None:
    assert {field.sort for field in FIELDS} - {""} <= set(SORTS)


@pytest.mark.parametrize(
    ("query", "reason", "place", "near"),
    [
        ("level:A owner:wangwie", "unknown_name", "wangwie", "王伟"),
        ("公海:南极", "unknown_name", "南极", "公海"),
        ("stage:xx", "unknown_name", "xx", "初步接洽"),
        ("科技 levl:A", "unknown_field", "levl", "level"),
    ],
)
def test_what_is_not_known_is_told_with_its_place(
    crm: Crm, admin: Actor, query: str, reason: str, place: str, near: str
) -> None:
    for ask in (crm.customers.page, crm.customers.ids):
        with pytest.raises(QuerySyntaxError) as caught:
            ask(admin, ListRequest(CustomerView.ALL, query=query))
        error = caught.value
        assert (error.reason, query[error.start : error.end]) == (reason, place)
        assert near in error.near


def test_somebody_else_s_pools_cannot_be_asked_for(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    make.pool(crm, "秘密公海", members=[])
    with pytest.raises(QuerySyntaxError) as caught:
        found(crm, lina, "pool:秘密")
    assert "秘密公海" not in caught.value.near
    assert found(crm, admin, "pool:秘密") == []


def test_tags_are_proposed_only_of_customers_one_may_see(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    make.customer(crm, admin, "甲", tags=("秘密",))
    make.customer(crm, lina, "乙", tags=("VIP",), city="杭州")
    assert crm.queries.vocabulary(lina).words["tag"] == ("VIP",)
    everything = crm.queries.vocabulary(admin).words
    assert set(everything["tag"]) == {"VIP", "秘密"}
    assert everything["city"] == ("杭州",)


def test_a_query_is_understood_without_asking_for_customers(crm: Crm, admin: Actor) -> None:
    query = crm.queries.understand(admin, "owner:me level:A")
    assert canonical(query) == "负责人:我 等级:A"
    with pytest.raises(QuerySyntaxError):
        crm.queries.understand(admin, "owner:nobody")


def test_a_deal_that_was_taken_back_is_no_amount(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin, "甲")
    crm.deals.record(admin, customer, DealFields(5_000_000, make.NOW.toordinal(), ""))
    assert found(crm, admin, "amount:>1万") == ["甲"]
    crm.history.undo(admin)
    assert found(crm, admin, "amount:>1万") == []


def test_what_is_planned_is_a_next_contact_or_an_open_task(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "无计划公司")
    called, tasked, closed = (make.customer(crm, admin, f"客户{name}公司") for name in "甲乙丙")
    crm.tasks.set_next_contact(admin, called, crm.database.clock.now() + DAY)
    for customer_id in (tasked, closed):
        crm.tasks.add(admin, "发方案", crm.database.clock.now(), customer_id=customer_id)
    crm.tasks.done(admin, next(r.id for r in crm.tasks.list(admin) if r.customer_id == closed))
    assert found(crm, admin, "计划:无") == ["客户丙公司", "无计划公司"]
    assert (
        found(crm, admin, "plan:any")
        == found(crm, admin, "-计划:无")
        == ["客户甲公司", "客户乙公司"]
    )


def test_the_names_of_the_office_are_read_once_for_all_the_views_that_are_listed(
    crm: Crm, admin: Actor
) -> None:
    def statements() -> int:
        with heard(crm) as asked:
            crm.views.views(admin)
        return len(asked)

    make.rep(crm, "lina", "李娜")
    queries = (
        "owner:李娜",
        "owner:lina",
        "dept:销售",
        "owner:谁",
        "level:A",
        "owner:team",
        "level:Z",
    )
    ids = [
        crm.views.save(admin, NewView(name=str(at), query="level:A")).record_id
        for at in range(len(queries))
    ]
    few = statements()
    with crm.database.setting_up() as connection:
        for view_id, query in zip(ids, queries, strict=True):
            run(connection, "UPDATE saved_view SET query = ? WHERE id = ?", [query, view_id])
    assert statements() <= few + 4  # people, departments and those in them, the team
    faults = {view.query: view.faults for view in crm.views.views(admin) if not view.is_seeded}
    assert [query for query in queries if faults[query]] == ["dept:销售", "owner:谁", "level:Z"]
