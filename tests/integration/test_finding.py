"""One box finds customers, contacts and deals, and only what somebody may see."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.deals import DealFields
from crm_tui.domain.finding import Finding, FindingKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.search import FoundPlace
from crm_tui.domain.users import Actor
from tests import make

TODAY = make.NOW.toordinal()


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    customer = make.customer(
        crm, lina, name="北京恒信科技", phone="13800132231", contact_name="仇英", tags=("VIP",)
    )
    make.follow_up(crm, lina, customer, "预算已批，要分三次付")
    crm.deals.record(lina, customer, DealFields(1_000_00, TODAY, "年度维保合同"))
    make.customer(crm, lina, name="上海浦江精密", contact_name="张敏")
    return customer


def found(crm: Crm, actor: Actor, words: str) -> list[tuple[str, str]]:
    return [(each.kind.value, each.title) for each in crm.finding.find(actor, words)]


def one(crm: Crm, actor: Actor, words: str) -> Finding:
    (finding,) = crm.finding.find(actor, words)
    return finding


def test_a_customer_a_contact_and_a_deal_are_found_by_one_box(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    assert found(crm, lina, "hxkj") == [("customer", "北京恒信科技")]
    assert found(crm, lina, "qiuying") == [("contact", "仇英"), ("customer", "北京恒信科技")]
    assert found(crm, lina, "维保") == [("deal", "年度维保合同")]
    assert found(crm, lina, "2231") == [("customer", "北京恒信科技"), ("contact", "仇英")]
    assert found(crm, lina, "龘龘") == found(crm, lina, "  ") == []


def test_everything_found_opens_its_customer(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    for words in ("hxkj", "qiuying", "维保", "vip", "预算已批"):
        assert {each.customer_id for each in crm.finding.find(lina, words)} == {customer}


def test_a_deal_is_found_by_its_number(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    assert crm.finding.find(lina, "1")[0].kind is FindingKind.DEAL


def test_what_the_title_does_not_say_is_said_beside_it(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    (tag,) = one(crm, lina, "vip").found_in
    assert (tag.place, tag.text) == (FoundPlace.TAG, "VIP")
    (said,) = one(crm, lina, "预算已批").found_in
    assert (said.place, said.text) == (FoundPlace.FOLLOW_UP, "预算已批，要分三次付")
    assert said.at is not None
    assert one(crm, lina, "恒信").found_in == ()


def test_nobody_finds_what_they_may_not_see(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    for words in ("hxkj", "qiuying", "维保", "2231", "预算已批", "1"):
        assert found(crm, zhao, words) == []
        assert crm.finding.places(zhao, words, {customer: ""}) == {}


def test_hidden_details_find_no_contact_and_are_shown_nowhere(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    make.set_pool(crm, masks_contacts=True)
    make.follow_up(crm, lina, customer, "回电 13800132231，预算涨了")
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert found(crm, zhao, "2231") == []
    (contact, _customer) = crm.finding.find(zhao, "qiuying")
    assert "13800132231" not in contact.detail
    (said,) = one(crm, zhao, "预算涨了").found_in
    assert "13800132231" not in said.text
    assert "138****2231" in said.text
