"""疑似重复: which customers may be one, to whom that is told, and what was called different."""

from __future__ import annotations

from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.cancels import Cancel
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerKind, NewCustomer
from crm_tui.domain.duplicates import MatchKind, MatchLevel
from crm_tui.domain.duplicates.suspects import MOST_IN_PAIRS, MOST_NAMED, SuspectRequest, Suspects
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    FieldError,
    NotFoundError,
    NotPermittedError,
    SupersededError,
    UndoRefusedError,
)
from tests import make

CODE = "91310115MA1K4LRT3L"
PHONE = "13812342231"


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    return make.rep(crm, "zhao", "赵强")


def found(crm: Crm, actor: Actor, **asked: Any) -> list[Suspects]:
    return crm.suspects.find(actor, SuspectRequest(**asked))


def pairs(crm: Crm, actor: Actor, **asked: Any) -> list[tuple[CustomerId, ...]]:
    return [each.ids for each in found(crm, actor, **asked)]


def reasons(each: Suspects) -> list[tuple[MatchKind, str, MatchLevel]]:
    return [(shared.kind, shared.key, shared.level) for shared in each.shared]


# --- what is found -------------------------------------------------------------------------------


def test_two_that_share_several_things_are_told_once_with_all_of_them(
    crm: Crm, admin: Actor
) -> None:
    one = make.customer(crm, admin, "北京恒信科技有限公司", phone=PHONE, credit_code=CODE)
    other = make.customer(crm, admin, "恒信科技", phone=PHONE, credit_code=CODE)
    (each,) = found(crm, admin)
    assert each.ids == (one, other)
    assert each.level is MatchLevel.BLOCK
    assert reasons(each) == [
        (MatchKind.CREDIT_CODE, CODE, MatchLevel.BLOCK),
        (MatchKind.MOBILE, PHONE, MatchLevel.WARN),
        (MatchKind.CORE_NAME, "恒信科技", MatchLevel.WARN),
    ]


def test_the_heaviest_come_first(crm: Crm, admin: Actor) -> None:
    hint = [make.customer(crm, admin, name, short_name="小鹿") for name in ("甲乙公司", "丙丁公司")]
    warn = [make.customer(crm, admin, name, phone=PHONE) for name in ("戊己公司", "庚辛公司")]
    block = [make.customer(crm, admin, "恒信科技", contact_name=name) for name in ("张敏", "王芳")]
    assert pairs(crm, admin) == [tuple(block), tuple(warn), tuple(hint)]
    assert pairs(crm, admin, limit=2) == [tuple(block), tuple(warn)]


def test_a_short_name_is_the_name_of_another(crm: Crm, admin: Actor) -> None:
    one = make.customer(crm, admin, "北京恒信科技有限公司", short_name="大恒")
    other = make.customer(crm, admin, "大恒", kind=CustomerKind.INDIVIDUAL)
    (each,) = found(crm, admin)
    assert each.ids == (one, other)
    assert reasons(each) == [(MatchKind.SHORT_NAME, "大恒", MatchLevel.HINT)]


def test_a_wechat_account_is_the_number_of_another(crm: Crm, admin: Actor) -> None:
    one = make.customer(crm, admin, "甲乙公司", phone=PHONE)
    other = make.customer(crm, admin, "丙丁公司")
    crm.customers.add_contact(admin, other, ContactFields("王芳", wechat=PHONE))
    assert [(each.ids, each.shared[0].kind) for each in found(crm, admin)] == [
        ((one, other), MatchKind.WECHAT)
    ]


def test_branches_of_one_group_are_a_hint(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "恒信科技北京分公司")
    make.customer(crm, admin, "恒信科技上海分公司")
    (each,) = found(crm, admin)
    assert reasons(each) == [(MatchKind.CORE_NAME, "恒信科技", MatchLevel.HINT)]


def test_individuals_of_one_name_are_asked_about_at_most(crm: Crm, admin: Actor) -> None:
    for _each in range(2):
        make.customer(crm, admin, "李伟", kind=CustomerKind.INDIVIDUAL)
    (each,) = found(crm, admin)
    assert each.level is MatchLevel.WARN


def test_a_number_of_many_is_told_once_and_is_a_hint(crm: Crm, admin: Actor) -> None:
    number = MOST_NAMED + 5
    for each in range(number):
        make.customer(crm, admin, f"第{each}户", phone=PHONE)
    (crowd,) = found(crm, admin)
    assert (crowd.count, len(crowd.customers), crowd.is_pair) == (number, MOST_NAMED, False)
    assert reasons(crowd) == [(MatchKind.MOBILE, PHONE, MatchLevel.HINT)]


def test_a_domain_of_very_many_says_nothing(crm: Crm, admin: Actor, lina: Actor) -> None:
    drafts = [
        NewCustomer(make.fields(f"{sign}家企业"), ContactFields("王芳", email=f"{sign}@park.cn"))
        for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌"
    ]
    for draft in drafts[:19]:
        crm.customers.add(admin, draft)
    of_domain = frozenset({MatchKind.DOMAIN})
    assert [each.count for each in found(crm, admin, kinds=of_domain)] == [19]
    assert len(crm.customers.duplicates(lina, draft=drafts[20])) == 19
    crm.customers.add(admin, drafts[19])
    assert not found(crm, admin, kinds=of_domain)
    assert not crm.customers.duplicates(lina, draft=drafts[20])


def test_two_of_the_many_with_something_of_their_own_are_told(crm: Crm, admin: Actor) -> None:
    ids = [
        make.customer(crm, admin, f"第{each}户", phone="01088886666")
        for each in range(MOST_IN_PAIRS + 1)
    ]
    for each in ids[:2]:
        crm.customers.edit(admin, each, {"website": "https://www.hengxin.com.cn"})
    crowd, pair = sorted(found(crm, admin), key=lambda each: -each.count)
    assert crowd.count == len(ids)
    assert pair.ids == tuple(ids[:2])
    assert reasons(pair)[0][:2] == (MatchKind.DOMAIN, "hengxin.com.cn")


def test_only_the_kinds_asked_for_are_looked_for(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "恒信科技", phone=PHONE)
    make.customer(crm, admin, "恒信科技", phone=PHONE)
    (each,) = found(crm, admin, kinds=frozenset({MatchKind.MOBILE}))
    assert each.shared[0].kind is MatchKind.MOBILE
    assert not found(crm, admin, kinds=frozenset({MatchKind.EMAIL}))


def test_a_kind_that_is_off_is_not_looked_for(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "甲乙公司", phone=PHONE)
    make.customer(crm, admin, "丙丁公司", phone=PHONE)
    crm.offices.change(admin, {"duplicate_mobile": "off"})
    assert not found(crm, admin)


def test_a_query_finds_one_of_the_two(crm: Crm, admin: Actor) -> None:
    pair = [make.customer(crm, admin, name, phone=PHONE) for name in ("甲乙公司", "丙丁公司")]
    for _each in range(2):
        make.customer(crm, admin, "恒信科技")
    assert pairs(crm, admin, query="甲乙") == [tuple(pair)]
    crm.customers.edit(admin, pair[1], {"tags": ("VIP",)})
    assert pairs(crm, admin, query="tag:VIP") == [tuple(pair)]


def test_what_was_deleted_is_no_duplicate_any_more(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "恒信科技")
    other = make.customer(crm, admin, "恒信科技")
    crm.standings.delete(admin, [other])
    assert not found(crm, admin)


def test_a_key_that_was_given_up_is_none(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "恒信科技")
    other = make.customer(crm, admin, "恒信科技")
    crm.customers.edit(admin, other, {"name": "全新公司"})
    assert not found(crm, admin)


# --- near names ----------------------------------------------------------------------------------


def test_names_of_one_sound_are_near(crm: Crm, admin: Actor) -> None:
    one = make.customer(crm, admin, "北京恒信达科技有限公司")
    other = make.customer(crm, admin, "恒鑫达科技")
    (each,) = found(crm, admin, near=True)
    assert each.ids == (one, other)
    assert each.nearness is not None
    assert (each.level, each.nearness.sounds_same) == (MatchLevel.HINT, True)
    assert not found(crm, admin)


def test_people_of_one_sound_are_near_where_the_name_is_long(crm: Crm, admin: Actor) -> None:
    for name in ("张三丰", "章三丰", "李伟", "李维"):
        make.customer(crm, admin, name, kind=CustomerKind.INDIVIDUAL)
    assert [{row.name for row in each.customers} for each in found(crm, admin, near=True)] == [
        {"张三丰", "章三丰"}
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "北京恒信达科技有限公司"}, {"name": "上海恒鑫达科技有限公司"}),
        ({"name": "恒信达科技", "province": "北京"}, {"name": "恒鑫达科技", "province": "上海"}),
    ],
)
def test_near_names_in_different_places_are_two_firms(
    crm: Crm, admin: Actor, one: dict[str, Any], other: dict[str, Any]
) -> None:
    make.customer(crm, admin, **one)
    make.customer(crm, admin, **other)
    assert not found(crm, admin, near=True)


def test_near_names_with_a_number_in_common_are_told_with_what_they_share(
    crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin, "恒信达科技", phone=PHONE)
    make.customer(crm, admin, "恒鑫达科技", phone=PHONE)
    assert not found(crm, admin, near=True)
    assert len(found(crm, admin)) == 1


def test_near_names_are_found_for_a_query(crm: Crm, admin: Actor) -> None:
    for name in ("恒信达科技", "恒鑫达科技", "海康威视数字", "海康威视数码"):
        make.customer(crm, admin, name)
    (each,) = found(crm, admin, near=True, query="恒信达")
    assert {row.name for row in each.customers} == {"恒信达科技", "恒鑫达科技"}


# --- who is told ---------------------------------------------------------------------------------


def test_nobody_is_told_of_a_pair_of_which_they_see_but_one(
    crm: Crm, lina: Actor, zhao: Actor, admin: Actor
) -> None:
    one = make.customer(crm, lina, "恒信达科技", phone=PHONE)
    other = make.customer(crm, zhao, "恒信达科技", phone=PHONE)
    near = make.customer(crm, zhao, "恒鑫达科技")
    assert pairs(crm, admin) == [(one, other)]
    assert not found(crm, lina)
    assert not found(crm, lina, near=True)
    assert pairs(crm, zhao, near=True) == [(other, near)]


def test_of_many_only_those_in_sight_are_counted(crm: Crm, lina: Actor, zhao: Actor) -> None:
    for each in range(MOST_IN_PAIRS + 3):
        make.customer(crm, zhao, f"第{each}户", phone=PHONE)
    own = [make.customer(crm, lina, name, phone=PHONE) for name in ("甲乙公司", "丙丁公司")]
    (pair,) = found(crm, lina)
    assert (pair.ids, pair.count) == (tuple(own), 2)


def test_what_lies_in_my_pool_is_told_with_its_number_masked(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, masks_contacts=True)
    own = make.customer(crm, lina, "甲乙公司", phone=PHONE)
    pooled = make.customer(crm, None, "丙丁公司", in_pool=True, phone=PHONE)
    (each,) = found(crm, lina)
    assert each.ids == (own, pooled)
    assert reasons(each) == [(MatchKind.MOBILE, "138****2231", MatchLevel.WARN)]
    assert PHONE not in str(each.customers[1])


def test_a_crowd_in_my_pool_is_told_with_its_number_masked(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm, masks_contacts=True)
    for each in range(MOST_IN_PAIRS + 1):
        make.customer(crm, None, f"第{each}户", in_pool=True, phone=PHONE)
    (crowd,) = found(crm, lina)
    assert crowd.shared[0].key == "138****2231"


# --- different customers -------------------------------------------------------------------------


@pytest.fixture
def alike(crm: Crm, lina: Actor) -> tuple[CustomerId, CustomerId]:
    one, other = (make.customer(crm, lina, "恒信科技", phone=PHONE) for _each in range(2))
    return one, other


def test_what_was_called_different_is_not_told_again(
    crm: Crm, lina: Actor, admin: Actor, alike: tuple[CustomerId, CustomerId]
) -> None:
    one, other = alike
    crm.suspects.dismiss(lina, other, one)
    assert not found(crm, admin)
    (said,) = crm.suspects.dismissed(admin, 10)
    assert (said.first.id, said.second.id, said.by_login, said.at) == (
        one,
        other,
        "lina",
        make.NOW,
    )


def test_near_names_that_were_called_different_are_not_told_again(crm: Crm, lina: Actor) -> None:
    one, other = (make.customer(crm, lina, name) for name in ("恒信达科技", "恒鑫达科技"))
    crm.suspects.dismiss(lina, one, other)
    assert not found(crm, lina, near=True)


def test_calling_them_different_is_undone(
    crm: Crm, lina: Actor, alike: tuple[CustomerId, CustomerId]
) -> None:
    crm.suspects.dismiss(lina, *alike)
    crm.customers.edit(lina, alike[0], {"needs": "要报价"})
    changed = crm.suspects.dismiss(lina, *alike)
    assert changed.batch_id is None
    crm.history.undo(lina)
    crm.history.undo(lina)
    assert pairs(crm, lina) == [alike]


def test_they_may_be_one_again_and_that_is_undone(
    crm: Crm, lina: Actor, zhao: Actor, admin: Actor, alike: tuple[CustomerId, CustomerId]
) -> None:
    crm.suspects.dismiss(lina, *alike)
    (before,) = crm.suspects.dismissed(admin, 10)
    crm.suspects.reopen(admin, *alike)
    assert pairs(crm, lina) == [alike]
    crm.history.undo(admin)
    assert crm.suspects.dismissed(admin, 10) == [before]
    with pytest.raises(NotFoundError):
        crm.suspects.reopen(zhao, *alike)


def test_nobody_decides_on_what_they_do_not_see(
    crm: Crm, zhao: Actor, alike: tuple[CustomerId, CustomerId]
) -> None:
    own = make.customer(crm, zhao, "恒信科技")
    with pytest.raises(NotFoundError):
        crm.suspects.dismiss(zhao, own, alike[0])
    assert not crm.suspects.dismissed(zhao, 10)


def test_who_may_not_edit_decides_on_nothing(
    crm: Crm, lina: Actor, admin: Actor, alike: tuple[CustomerId, CustomerId]
) -> None:
    make.meddle(crm, "UPDATE role SET permissions = '[\"view\"]' WHERE code = 'rep'")
    with pytest.raises(NotPermittedError):
        crm.suspects.dismiss(lina, *alike)


def test_a_customer_is_not_different_from_itself(
    crm: Crm, lina: Actor, alike: tuple[CustomerId, CustomerId]
) -> None:
    with pytest.raises(FieldError) as caught:
        crm.suspects.dismiss(lina, alike[0], alike[0])
    assert caught.value.reason == "is_same_customer"


def test_nothing_more_is_undone_of_a_pair_that_was_removed_for_good(
    crm: Crm, admin: Actor, alike: tuple[CustomerId, CustomerId]
) -> None:
    crm.suspects.dismiss(admin, *alike)
    changed = crm.suspects.reopen(admin, *alike)
    crm.standings.delete(admin, [alike[1]])
    crm.purges.purge(admin, [alike[1]])
    with pytest.raises(UndoRefusedError):
        crm.history.undo(admin, changed.batch_id)


# --- looked at anew ------------------------------------------------------------------------------


def test_a_row_goes_when_its_reason_has_gone(
    crm: Crm, lina: Actor, alike: tuple[CustomerId, CustomerId]
) -> None:
    shown = found(crm, lina)
    assert crm.suspects.again(lina, shown) == shown
    crm.standings.delete(lina, [alike[1]])
    assert not crm.suspects.again(lina, shown)


def test_a_crowd_gets_smaller(crm: Crm, admin: Actor) -> None:
    ids = [
        make.customer(crm, admin, f"第{each}户", phone=PHONE) for each in range(MOST_IN_PAIRS + 1)
    ]
    shown = found(crm, admin)
    crm.standings.delete(admin, ids[:1])
    (now,) = crm.suspects.again(admin, shown)
    assert (now.count, now.ids) == (len(ids) - 1, tuple(ids[1:]))


def test_a_search_stops_when_nobody_waits_for_it(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin, "恒信科技")
    cancel = Cancel()
    with cancel.covering(), pytest.raises(SupersededError):
        crm.suspects.find(admin, SuspectRequest(), lambda _done, _total: cancel.cancel())


def test_how_far_it_is_is_told(crm: Crm, admin: Actor) -> None:
    told: list[tuple[int, int | None]] = []
    crm.suspects.find(admin, SuspectRequest(), lambda *step: told.append(step))
    assert told == [(each, len(MatchKind)) for each in range(len(MatchKind))]


def test_a_number_is_shown_whole_to_who_may_see_both(crm: Crm, admin: Actor) -> None:
    for name in ("甲乙公司", "丙丁公司"):
        new = ContactFields("王芳", phones=(Phone("021-58881234", "808"),))
        crm.customers.add_contact(admin, make.customer(crm, admin, name), new)
    (each,) = found(crm, admin)
    assert reasons(each) == [(MatchKind.FIXED_LINE, "02158881234", MatchLevel.HINT)]
