"""What the duplicate check finds, what a match of each level does, and the keys of old rows."""

from __future__ import annotations

from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.duplicate_keys import fill_missing_keys
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerKind, NewCustomer, Standing
from crm_tui.domain.duplicates import MatchKind, MatchLevel
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import PeriodEnd
from crm_tui.domain.users import Actor
from crm_tui.errors import DuplicateCustomerError, FieldError, RefusedError
from crm_tui.services.checks import checked_phone
from tests import make

NAME = "北京恒信科技有限公司"
CODE = "91310115MA1K4LRT3L"


def draft(
    name: str = "别的名字", *, phone: str = "", wechat: str = "", email: str = "", **values: Any
) -> NewCustomer:
    phones = (checked_phone(phone),) if phone else ()
    person = ContactFields("王芳", phones, wechat=wechat, email=email)
    return NewCustomer(make.fields(name, **values), person)


def told(crm: Crm, actor: Actor, new: NewCustomer) -> list[tuple[MatchKind, MatchLevel]]:
    return [(match.kind, match.level) for match in crm.customers.duplicates(actor, draft=new)]


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    return make.rep(crm, "zhao", "赵强")


@pytest.fixture
def hengxin(crm: Crm, zhao: Actor) -> CustomerId:
    person = ContactFields(
        "张敏", (checked_phone("13812342231"),), wechat="zhangmin88", email="zm@hengxin.com.cn"
    )
    fields = make.fields(
        NAME, short_name="恒信", former_names="北京恒新科技有限公司", credit_code=CODE
    )
    return crm.customers.add(zhao, NewCustomer(fields, person)).customer_id


def levels(crm: Crm, **values: str) -> None:
    crm.offices.change(
        make.admin(crm), {f"duplicate_{name}": each for name, each in values.items()}
    )


@pytest.mark.parametrize(
    ("new", "kind", "level"),
    [
        (draft(credit_code=CODE.lower()), MatchKind.CREDIT_CODE, MatchLevel.BLOCK),
        (draft("北京 恒信科技（有限公司）"), MatchKind.NAME, MatchLevel.WARN),
        (draft("北京恒新科技有限公司"), MatchKind.FORMER_NAME, MatchLevel.WARN),
        (draft(former_names=f"老名字、{NAME}"), MatchKind.FORMER_NAME, MatchLevel.WARN),
        (draft("恒信科技"), MatchKind.CORE_NAME, MatchLevel.WARN),
        (draft("上海恒信科技有限公司"), MatchKind.CORE_NAME, MatchLevel.HINT),
        (draft("恒信"), MatchKind.SHORT_NAME, MatchLevel.HINT),
        (draft(phone="+86 138-1234-2231"), MatchKind.MOBILE, MatchLevel.WARN),
        (draft(wechat=" ZhangMin88"), MatchKind.WECHAT, MatchLevel.WARN),
        (draft(wechat="13812342231"), MatchKind.WECHAT, MatchLevel.WARN),
        (draft(email="ZM@hengxin.com.cn"), MatchKind.EMAIL, MatchLevel.WARN),
        (draft(email="li@hengxin.com.cn"), MatchKind.DOMAIN, MatchLevel.HINT),
        (draft(website="https://www.hengxin.com.cn/a"), MatchKind.DOMAIN, MatchLevel.HINT),
    ],
)
def test_each_kind_of_key_finds_it(
    crm: Crm,
    lina: Actor,
    hengxin: CustomerId,
    new: NewCustomer,
    kind: MatchKind,
    level: MatchLevel,
) -> None:
    assert told(crm, lina, new) == [(kind, level)]


def test_a_stranger_is_told_who_holds_it_and_never_a_name_they_did_not_type(
    crm: Crm, lina: Actor, zhao: Actor, hengxin: CustomerId
) -> None:
    (alike,) = crm.customers.duplicates(lina, draft=draft("恒信科技"))
    assert (alike.owner, alike.customer, alike.visible) == ("赵强", "", False)
    (seen,) = crm.customers.duplicates(zhao, draft=draft("恒信科技"))
    assert (seen.customer, seen.visible) == (NAME, True)


def test_a_warning_stops_who_does_not_insist_and_a_hint_stops_nobody(
    crm: Crm, lina: Actor, hengxin: CustomerId
) -> None:
    with pytest.raises(DuplicateCustomerError) as caught:
        crm.customers.add(lina, draft("恒信科技"))
    assert not caught.value.is_final
    assert crm.customers.add(lina, draft("上海恒信科技有限公司", email="li@hengxin.com.cn"))
    assert crm.customers.add(lina, draft("恒信科技"), allow_duplicate=True)


def test_against_a_block_only_who_may_assign_customers_insists(
    crm: Crm, lina: Actor, hengxin: CustomerId
) -> None:
    boss = make.manager(crm, department="销售部", staff=(lina,))
    for insists in (False, True):
        with pytest.raises(DuplicateCustomerError) as caught:
            crm.customers.add(lina, draft(credit_code=CODE), allow_duplicate=insists)
        assert caught.value.is_final
    with pytest.raises(DuplicateCustomerError) as asked:
        crm.customers.add(boss, draft(credit_code=CODE))
    assert not asked.value.is_final
    assert crm.customers.add(boss, draft(credit_code=CODE), allow_duplicate=True)


def test_an_edit_is_asked_about_new_keys_alone(crm: Crm, lina: Actor, hengxin: CustomerId) -> None:
    other = make.customer(crm, lina, "上海云帆")
    with pytest.raises(DuplicateCustomerError):
        crm.customers.edit(lina, other, {"former_names": NAME})
    with pytest.raises(DuplicateCustomerError):
        crm.customers.edit(lina, other, {"credit_code": CODE}, allow_duplicate=True)
    crm.customers.edit(lina, other, {"former_names": NAME}, allow_duplicate=True)
    crm.customers.edit(lina, other, {"city": "上海"})
    crm.customers.edit(lina, other, {"short_name": "云帆"})


def test_an_office_says_what_a_match_means(crm: Crm, lina: Actor, hengxin: CustomerId) -> None:
    levels(crm, name="block", mobile="off", domain="warn")
    with pytest.raises(DuplicateCustomerError):
        crm.customers.add(lina, draft(NAME), allow_duplicate=True)
    assert told(crm, lina, draft(phone="13812342231")) == []
    with pytest.raises(DuplicateCustomerError):
        crm.customers.add(lina, draft(email="li@hengxin.com.cn"))
    with pytest.raises(FieldError):
        levels(crm, core_name="block")
    with pytest.raises(FieldError):
        levels(crm, mobile="maybe")


def test_a_blocked_phone_is_refused_at_a_contact_too(
    crm: Crm, lina: Actor, hengxin: CustomerId
) -> None:
    levels(crm, mobile="block")
    other = make.customer(crm, lina, "上海云帆")
    with pytest.raises(DuplicateCustomerError):
        crm.customers.add_contact(lina, other, make.contact("李雷", "13812342231"))


def test_many_people_have_one_name(crm: Crm, lina: Actor, zhao: Actor) -> None:
    levels(crm, name="block")
    person = make.fields("张伟", kind=CustomerKind.INDIVIDUAL)
    crm.customers.add(zhao, NewCustomer(person))
    with pytest.raises(DuplicateCustomerError) as caught:
        crm.customers.add(lina, NewCustomer(person))
    assert not caught.value.is_final
    assert crm.customers.add(lina, NewCustomer(person), allow_duplicate=True)


def test_a_deleted_one_is_found_and_after_the_cool_off_only_shown(
    crm: Crm, lina: Actor, zhao: Actor, hengxin: CustomerId, clock: FakeClock
) -> None:
    crm.standings.delete(zhao, [hengxin])
    (match,) = crm.customers.duplicates(lina, name=NAME)
    assert (match.standing, match.level, match.visible) == (
        Standing.DELETED,
        MatchLevel.WARN,
        False,
    )
    clock.advance(30 * make.DAY)
    (later,) = crm.customers.duplicates(lina, name=NAME)
    assert later.level is MatchLevel.HINT
    assert crm.customers.add(lina, draft(NAME))


@pytest.mark.parametrize(
    "again",
    [draft(credit_code=CODE), draft(wechat="zhangmin88"), draft(former_names=NAME), draft(NAME)],
)
def test_the_cool_off_is_not_escaped_by_any_key_of_ones_own(
    crm: Crm, zhao: Actor, hengxin: CustomerId, again: NewCustomer
) -> None:
    crm.standings.delete(zhao, [hengxin])
    with pytest.raises(RefusedError) as caught:
        crm.customers.add(zhao, again, allow_duplicate=True)
    assert getattr(caught.value.refusal, "how_ended", None) is PeriodEnd.DELETED


def test_the_cool_off_closes_no_branch_of_the_group(
    crm: Crm, zhao: Actor, hengxin: CustomerId
) -> None:
    crm.standings.delete(zhao, [hengxin])
    assert crm.customers.add(zhao, draft("上海恒信科技有限公司", email="li@hengxin.com.cn"))


@pytest.mark.long
def test_a_switchboard_of_many_firms_is_told_of_the_first_ones(crm: Crm, lina: Actor) -> None:
    for number in range(30):
        make.customer(crm, lina, f"第{number}家", phone="021-58881234")
    assert len(crm.customers.duplicates(lina, phones=["02158881234"])) == 20


def test_customers_that_were_there_before_get_the_keys_that_are_missing(
    crm: Crm, zhao: Actor, hengxin: CustomerId
) -> None:
    gone = make.customer(crm, zhao, "上海云帆贸易有限公司", phone="13900001111")
    crm.standings.delete(zhao, [gone])
    slip = make.customer(crm, zhao, "手滑了")
    crm.history.undo(zhao)
    every = "SELECT kind, key, customer_id, kept_until_day FROM duplicate_key ORDER BY 1, 2, 3"
    before = make.query(crm, every)
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql("DELETE FROM duplicate_key WHERE kind NOT IN ('name', 'phone')")
        fill_missing_keys(connection)
    assert make.query(crm, every) == before
    assert make.query(crm, "SELECT 1 FROM duplicate_key WHERE customer_id = ?", slip) == []
