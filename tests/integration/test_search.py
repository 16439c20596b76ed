"""What a customer is found by, who finds it, and in which order."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from tests import make


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    """A customer with something in every field that is searched."""
    customer = make.customer(
        crm,
        lina,
        name="北京恒信科技有限公司",
        phone="13800132231",
        province="浙江",
        city="杭州",
        district="西湖区",
        address="文三路 90 号东部软件园 B座1203",
        tags=("VIP", "分期客户"),
        need_tags=("私有部署",),
        former_names="老蓝天公司",
    )
    person = crm.customers.detail(lina, customer).contacts[0]
    reached = make.contact(
        "仇英", "13800132231", email="qiu.ying@hengxin.com.cn", wechat="qiuy_88", qq="5566778899"
    )
    crm.customers.edit_contact(lina, person.id, reached)
    make.follow_up(
        crm, lina, customer, "预算已批，报价12.5万，下周去 Hannover 看展，回 010-65432100"
    )
    make.customer(crm, lina, name="上海浦江精密仪器厂", phone="13911112222")
    return customer


def found(crm: Crm, actor: Actor, typed: str, view: CustomerView = CustomerView.ALL) -> list[int]:
    return list(crm.customers.ids(actor, ListRequest(view, query=typed)))


@pytest.mark.parametrize(
    "typed",
    [
        *("恒信", "hxkj", "hengxin", "老蓝天", "仇英", "qiuying", "2231", "13800132231"),
        *("qiu.ying@hengxin.com.cn", "qiu.ying", "hengxin.com", "qiuy_88", "5566", "5566778899"),
        *("杭州", "西湖", "文三路", "文三路90号", "B座1203", "1203", "vip", "分期", "私有部署"),
        *("预算已批", "预算", "报价12", "hannover", "Hann", "65432100", "恒信 杭州", "预算 下周"),
    ],
)
def test_a_customer_is_found_by(crm: Crm, lina: Actor, customer: CustomerId, typed: str) -> None:
    assert found(crm, lina, typed) == [customer]


@pytest.mark.parametrize(
    "typed", ["预算未批", "annover", "文四路", "已批预算", "99887", "恒信 上海"]
)
def test_a_customer_is_not_found_by(
    crm: Crm, lina: Actor, customer: CustomerId, typed: str
) -> None:
    assert found(crm, lina, typed) == []


def test_nobody_finds_by_what_their_pool_hides(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    make.set_pool(crm, masks_contacts=True)
    crm.customers.edit(lina, customer, {"address": "文三路90号，电话13777778888"})
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    mail = "qiu.ying@hengxin.com.cn"
    for typed in (mail, "hengxin.com.cn", "qiuy_88", "5566", "2231", "77778888", "65432100"):
        assert found(crm, zhao, typed) == [], typed
        assert found(crm, make.admin(crm), typed) == [customer], typed
    for typed in ("恒信", "文三路", "vip", "预算已批", "hannover"):
        assert found(crm, zhao, typed) == [customer], typed


def test_what_somebody_may_not_see_is_not_found_by_its_follow_ups(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    assert found(crm, zhao, "预算已批") == []
    assert found(crm, lina, "预算已批", CustomerView.MINE) == [customer]
    assert found(crm, lina, "预算已批", CustomerView.POOL) == []


def test_a_follow_up_is_found_by_what_it_says_now(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    written = make.follow_up(crm, lina, customer, "合同盖章").follow_up_id
    crm.follow_ups.edit(lina, written, {"content": "合同寄出"})
    assert (found(crm, lina, "盖章"), found(crm, lina, "寄出")) == ([], [customer])
    crm.history.undo(lina)
    assert (found(crm, lina, "盖章"), found(crm, lina, "寄出")) == ([customer], [])
    crm.follow_ups.delete(lina, written)
    assert found(crm, lina, "盖章") == []
    crm.history.undo(lina)
    assert found(crm, lina, "盖章") == [customer]


def test_the_whole_name_comes_first_whoever_holds_it_then_own_then_what_fits_better(
    crm: Crm, boss: Actor, lina: Actor
) -> None:
    said = make.customer(crm, boss, name="上海云图")
    make.follow_up(crm, boss, said, "介绍了恒信")
    inside = make.customer(crm, boss, name="北京恒信贸易")
    beginning = make.customer(crm, boss, name="恒信物流")
    foreign = make.customer(crm, lina, name="恒信集团")
    whole = make.customer(crm, lina, name="恒信")
    assert found(crm, boss, "恒信") == [whole, beginning, inside, foreign, said]


def test_whose_address_was_typed_comes_before_who_has_its_words(
    crm: Crm, boss: Actor, lina: Actor
) -> None:
    whose = make.customer(crm, lina, name="恒信物流")
    person = crm.customers.detail(lina, whose).contacts[0]
    crm.customers.edit_contact(lina, person.id, make.contact(email="qiu@hengxin.com.cn"))
    worded = make.customer(crm, lina, name="上海云图", address="Qiu Hengxin com cn")
    for actor in (boss, lina):
        assert found(crm, actor, "Qiu@hengxin.com.cn") == [whose, worded]
        assert found(crm, actor, "qiu@hengxin.com") == [whose, worded]
        assert found(crm, actor, "qiu@hengxin.cn") == [worded, whose]


def test_lately_touched_customers_come_before_the_others(
    crm: Crm, boss: Actor, lina: Actor
) -> None:
    first, second, third = (make.customer(crm, lina, name=f"恒信{each}店") for each in "甲乙丙")
    make.follow_up(crm, lina, second, "约了下周")
    assert found(crm, lina, "恒信") == [second, third, first]


def test_of_a_common_word_the_page_says_that_there_are_more(crm: Crm) -> None:
    admin = make.admin(crm)
    for number in range(6):
        make.customer(crm, admin, name=f"恒信{number}店")
    request = ListRequest(CustomerView.ALL, query="恒信")
    page = crm.customers.page(admin, request, limit=5)
    assert (len(page.rows), page.is_exact) == (5, False)
    whole = crm.customers.page(admin, request, limit=50)
    assert (len(whole.rows), whole.total, whole.is_exact) == (6, 6, True)
