"""Entering, changing and finding customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerKind, CustomerView, Level, ListRequest, NewCustomer
from crm_tui.domain.days import DayUnit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.pools import NotAMember, NotYours
from crm_tui.domain.timelines import EntryKind
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    AmbiguousReferenceError,
    ConflictError,
    DuplicateCustomerError,
    FieldError,
    InvalidInputError,
    NotFoundError,
    RefusedError,
)
from tests import make

TODAY = make.NOW.toordinal()


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.set_condition(crm, days=7, unit=DayUnit.ALL)
    return make.rep(crm, "lina", "李娜")


def found(crm: Crm, actor: Actor, typed: str, view: CustomerView = CustomerView.ALL) -> list[int]:
    return list(crm.customers.ids(actor, ListRequest(view, query=typed)))


# --- entering ------------------------------------------------------------------------------------


def test_a_new_customer_is_its_finder_s_and_the_clock_runs(crm: Crm, lina: Actor) -> None:
    record = crm.customers.record(lina, make.customer(crm, lina))
    assert (record.row.owner, record.row.holder_count) == ("李娜", 0)
    assert (record.clock_day, record.row.last_day) == (TODAY, TODAY + 7)
    assert record.created_by == "李娜"


def test_one_contact_is_asked_for_unless_the_customer_is_a_person(crm: Crm, lina: Actor) -> None:
    with pytest.raises(FieldError) as caught:
        crm.customers.add(lina, NewCustomer(make.fields()))
    assert caught.value.field == "contact_name"
    person = NewCustomer(make.fields("周敏", kind=CustomerKind.INDIVIDUAL))
    created = crm.customers.add(lina, person)
    (contact,) = crm.customers.detail(lina, created.customer_id).contacts
    assert (contact.fields.name, contact.fields.is_key) == ("周敏", True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "——！！？"}, "name"),
        ({"name": "长" * 501}, "name"),
        ({"city": "长" * 41}, "city"),
        ({"credit_code": "123"}, "credit_code"),
        ({"budget_minor": -1}, "budget_minor"),
        ({"budget_minor": 2**63}, "budget_minor"),
        ({"first_contact_day": 0}, "first_contact_day"),
        ({"founded_on": 10**12}, "founded_on"),
        ({"tags": ("长" * 41,)}, "tags"),
        ({"industry_id": 999}, "industry_id"),
        ({"parent_id": 999}, "parent_id"),
    ],
)
def test_what_cannot_be_stored_names_its_field(
    crm: Crm, lina: Actor, wrong: dict[str, object], field: str
) -> None:
    before = make.dump(crm)
    new = NewCustomer(replace(make.fields(), **wrong), make.contact())  # type: ignore[arg-type]  # by name
    with pytest.raises(FieldError) as caught:
        crm.customers.add(lina, new)
    assert caught.value.field == field
    assert make.dump(crm) == before


def test_a_word_of_another_list_is_no_industry(crm: Crm, lina: Actor) -> None:
    stage = crm.offices.words(lina, DictionaryKind.STAGE)[0]
    with pytest.raises(FieldError):
        make.customer(crm, lina, industry_id=stage.id)


def test_the_duplicate_check_names_the_holder_or_the_pool(crm: Crm, lina: Actor) -> None:
    zhao = make.rep(crm, "zhao", "赵强", department="华东一部")
    make.customer(crm, zhao, name="北京恒信科技有限公司", phone="138 0013 8000")
    with pytest.raises(DuplicateCustomerError) as caught:
        crm.customers.add(
            lina, NewCustomer(make.fields(" 北京恒信科技(有限公司) "), make.contact())
        )
    (match,) = caught.value.matches
    assert (getattr(match, "owner", ""), getattr(match, "department", "")) == ("赵强", "华东一部")
    (by_phone,) = crm.customers.duplicates(lina, phones=["13800138000"])
    assert (by_phone.kind, by_phone.visible, by_phone.claimable) == ("mobile", False, False)
    make.customer(crm, zhao, name="上海浦江", in_pool=True)
    (free,) = crm.customers.duplicates(lina, name="上海浦江")
    assert (free.owner, free.pool, free.claimable) == ("", "公海", True)


def test_a_customer_goes_into_a_pool_one_belongs_to(crm: Crm, lina: Actor) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    private = make.pool(crm, "大客户", members=[zhao])
    with pytest.raises(RefusedError) as caught:
        make.customer(crm, lina, pool=private)
    assert caught.value.refusal == NotAMember("大客户", "李娜")
    with pytest.raises(NotFoundError):
        make.customer(crm, lina, pool=PoolId(99))
    assert make.customer(crm, zhao, pool=private)


# --- changing ------------------------------------------------------------------------------------


def test_two_forms_keep_what_each_changed(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    seen = crm.customers.record(lina, customer).fields
    crm.customers.edit(make.admin(crm), customer, {"city": "北京"}, seen=seen)
    crm.customers.edit(lina, customer, {"address": "中关村", "city": ""}, seen=seen)
    stored = crm.customers.record(lina, customer).fields
    assert (stored.city, stored.address) == ("北京", "中关村")


def test_only_a_field_that_both_changed_is_a_conflict(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    seen = crm.customers.record(lina, customer).fields
    crm.customers.edit(make.admin(crm), customer, {"city": "北京", "level": Level.A}, seen=seen)
    with pytest.raises(ConflictError) as caught:
        crm.customers.edit(lina, customer, {"city": "上海", "level": Level.A}, seen=seen)
    assert caught.value.fields == {"city": ("北京", "上海")}


def test_the_same_change_by_both_is_none(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    seen = crm.customers.record(lina, customer).fields
    crm.customers.edit(make.admin(crm), customer, {"city": "北京"}, seen=seen)
    again = crm.customers.edit(lina, customer, {"city": " 北京 "}, seen=seen)
    assert again == Changed(None, frozenset(), ())


def test_the_version_moves_with_a_person_s_edit_and_not_with_work(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    version = crm.customers.record(lina, customer).row.version
    make.follow_up(crm, lina, customer)
    crm.customers.add_contact(lina, customer, make.contact("李强"))
    assert crm.customers.record(lina, customer).row.version == version
    crm.customers.edit(lina, customer, {"city": "北京"})
    assert crm.customers.record(lina, customer).row.version == version + 1


def test_a_contact_that_changed_meanwhile_is_a_conflict(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina)
    (contact,) = crm.customers.detail(lina, customer).contacts
    crm.customers.edit_contact(lina, contact.id, make.contact("李强"), seen_version=1)
    with pytest.raises(ConflictError):
        crm.customers.edit_contact(lina, contact.id, make.contact("王强"), seen_version=1)
    assert crm.customers.record(lina, customer).row.contact_names == "李强"


def test_members_read_the_pool_and_its_admin_edits_it(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, in_pool=True)
    (contact,) = crm.customers.detail(lina, customer).contacts
    changes: tuple[Callable[[], Changed], ...] = (
        lambda: crm.customers.edit(lina, customer, {"city": "北京"}),
        lambda: crm.customers.add_contact(lina, customer, make.contact("李强")),
        lambda: crm.customers.edit_contact(lina, contact.id, make.contact("李强")),
    )
    for change in changes:
        with pytest.raises(RefusedError) as caught:
            change()
        assert caught.value.refusal == NotYours("北京恒信科技有限公司", "", is_pooled=True)
    assert crm.customers.edit(make.admin(crm), customer, {"city": "北京"}).batch_id


def test_a_customer_is_not_its_own_group(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, lina, name="甲")
    other = make.customer(crm, lina, name="乙")
    with pytest.raises(FieldError):
        crm.customers.edit(lina, customer, {"parent_id": customer})
    crm.customers.edit(lina, customer, {"parent_id": other})
    assert crm.customers.record(lina, customer).fields.parent_id == other


# --- finding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "恒信",
        "恒",
        "bjhx",
        "beijing hengxin",
        "hengx",
        "HX",
        "张敏",
        "zm",
        "13800138000",
        "8000",
        "恒信 8000",
    ],
)
def test_a_customer_is_found_by_whatever_one_remembers(crm: Crm, lina: Actor, typed: str) -> None:
    customer = make.customer(crm, lina, phone="13800138000")
    make.customer(crm, lina, name="上海浦江精密", contact_name="李强", phone="13911112222")
    assert found(crm, lina, typed) == [customer]
    assert found(crm, lina, typed, CustomerView.MINE) == [customer]


def test_search_shows_only_what_may_be_seen(crm: Crm, lina: Actor) -> None:
    zhao = make.rep(crm, "zhao", "赵强")
    hidden = make.customer(crm, zhao)
    shown = make.customer(crm, zhao, name="恒信租赁", in_pool=True)
    assert found(crm, lina, "恒信") == [shown]
    assert sorted(found(crm, make.admin(crm), "恒信")) == [hidden, shown]
    assert found(crm, lina, "[/]\x1b[31m") == []


def test_a_reference_is_an_id_a_name_or_a_part_of_one(crm: Crm, lina: Actor) -> None:
    first, second = make.customer(crm, lina, name="恒信"), make.customer(crm, lina, name="恒信租赁")
    find = crm.customers.find
    assert [find(lina, str(second)), find(lina, "恒信"), find(lina, "租赁")] == [
        second,
        first,
        second,
    ]
    with pytest.raises(AmbiguousReferenceError):
        find(lina, "恒")
    for wrong in ("没有", "99999999999999999999", "%"):
        with pytest.raises(NotFoundError):
            find(lina, wrong)


def test_lists_are_sorted_by_any_column_and_by_no_other(crm: Crm, lina: Actor) -> None:
    first = make.customer(crm, lina, name="北京恒信", level=Level.B)
    second = make.customer(crm, lina, name="上海浦江", level=Level.A)
    for sort, expected in (("name", [first, second]), ("level", [second, first])):
        request = ListRequest(CustomerView.MINE, sort=sort)
        assert list(crm.customers.ids(lina, request)) == expected
        backwards = replace(request, descending=True)
        assert list(crm.customers.ids(lina, backwards)) == expected[::-1]
    with pytest.raises(InvalidInputError):
        crm.customers.page(lina, ListRequest(CustomerView.MINE, sort="id; DROP TABLE customer"))


def test_each_view_holds_its_own(crm: Crm, lina: Actor) -> None:
    boss = make.manager(crm, staff=[lina])
    mine, staff = make.customer(crm, boss, name="甲"), make.customer(crm, lina, name="乙")
    free = make.customer(crm, name="丙", in_pool=True)
    views = {
        view: list(crm.customers.ids(boss, ListRequest(view, sort="id"))) for view in CustomerView
    }
    assert views == {
        CustomerView.ALL: [mine, free],
        CustomerView.MINE: [mine],
        CustomerView.PARTICIPATED: [],
        CustomerView.SUBORDINATES: [],
        CustomerView.POOL: [free],
        CustomerView.CLAIMABLE: [free],
        CustomerView.SUITABLE: [free],
        CustomerView.OPENING: [],
        CustomerView.INCOMPLETE: [],
        CustomerView.SET_ASIDE: [],
        CustomerView.PARTICIPATED: [],
        CustomerView.SUITABLE: [free],
        CustomerView.OPENING: [],
        CustomerView.SET_ASIDE: [],
    }
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql("UPDATE role SET scope = 'subordinates' WHERE code = 'manager'")
    shown = crm.customers.ids(boss, ListRequest(CustomerView.SUBORDINATES))
    assert list(shown) == [staff]


# --- the detail and today ------------------------------------------------------------------------


def test_the_timeline_names_who_assigned_and_who_took_that_back(crm: Crm, lina: Actor) -> None:
    customer = make.customer(crm, in_pool=True)
    boss = make.manager(crm, staff=(lina,))
    crm.pools.assign(boss, [customer], lina.user_id)
    crm.history.undo(boss)
    told = {each.kind: each.author for each in crm.customers.detail(boss, customer).timeline}
    names = {user_id: name for user_id, _login, name in crm.offices.people()}
    assert told[EntryKind.PERIOD_STARTED] == names[boss.user_id]
    assert told[EntryKind.PERIOD_ENDED] == names[boss.user_id]


def test_the_timeline_tells_everything_newest_first(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, in_pool=True)
    for step in (
        lambda: crm.pools.claim(lina, [customer]),
        lambda: make.follow_up(crm, lina, customer),
        lambda: crm.customers.edit(lina, customer, {"city": "北京"}),
        lambda: crm.customers.add_contact(lina, customer, make.contact("李强")),
        lambda: crm.tasks.add(lina, "电话", clock.now() + make.DAY, customer_id=customer),
        lambda: crm.tasks.done(lina, crm.tasks.list(lina)[0].id),
        lambda: crm.pools.return_to_pool(lina, [customer], make.return_reason(crm), "没预算"),
    ):
        clock.advance(make.DAY / 24)
        step()
    entries = crm.customers.detail(lina, customer).timeline
    assert [entry.kind for entry in entries] == [
        EntryKind.PERIOD_ENDED,
        EntryKind.TASK_DONE,
        EntryKind.TASK_ADDED,
        EntryKind.CONTACT_ADDED,
        EntryKind.EDITED,
        EntryKind.FOLLOW_UP,
        EntryKind.PERIOD_STARTED,
        EntryKind.CREATED,
    ]
    assert entries[0].facts["number"] == 1


def test_today_shows_each_customer_once_under_what_is_most_urgent(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    late, both, expiring, quiet, lost = (
        make.customer(crm, lina, name=name) for name in "甲乙丙丁戊"
    )
    crm.tasks.set_next_contact(lina, late, clock.now() + make.DAY)
    crm.tasks.set_next_contact(lina, both, clock.now() + 3 * make.DAY)
    clock.advance(3 * make.DAY)
    for customer in (late, quiet):
        make.follow_up(crm, lina, customer, next_contact_at=clock.now() + make.DAY * 2)
    make.set_rule(crm, warning_leads=[4])
    today = crm.days.today(lina)
    assert [row.id for row in today.contacts] == [both]
    assert [row.id for row in today.expiring] == [expiring, lost]
    assert (today.quota.held, today.quota.follow_ups_this_week) == (5, 2)
    work = [*today.contacts, *today.expiring]
    for limit in range(5):
        begun = crm.days.pressing(lina, limit)
        assert [*begun.contacts, *begun.expiring] == work[:limit]
    clock.advance(5 * make.DAY)
    crm.sweeps.sweep(lina)
    assert {row.id for row in crm.days.today(lina).taken_back} == {both, expiring, lost}


def test_what_is_deleted_is_gone_from_today(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    with crm.database.setting_up() as connection:
        connection.exec_driver_sql("UPDATE customer SET deleted_at = 1")
    today = crm.days.today(lina)
    assert (today.contacts, today.expiring, today.taken_back) == ((), (), ())
    assert crm.customers.rows(lina, [customer]) == []


def test_unknown_customers_are_not_found_everywhere(crm: Crm, lina: Actor) -> None:
    nobody = CustomerId(404)
    for ask in (
        lambda: crm.customers.record(lina, nobody),
        lambda: crm.customers.detail(lina, nobody),
        lambda: crm.customers.edit(lina, nobody, {"city": "北京"}),
        lambda: crm.customers.add_contact(lina, nobody, make.contact()),
        lambda: crm.pools.why(lina, nobody),
        lambda: crm.pools.why_not_claim(lina, nobody),
        lambda: crm.tasks.set_next_contact(lina, nobody, None),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_a_list_sorted_by_level_puts_those_without_one_last(crm: Crm, lina: Actor) -> None:
    without = make.customer(crm, lina, name="甲")
    graded = make.customer(crm, lina, name="乙", level=Level.C)
    request = ListRequest(CustomerView.MINE, sort="level")
    assert list(crm.customers.ids(lina, request)) == [graded, without]
