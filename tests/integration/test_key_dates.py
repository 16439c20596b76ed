"""Key dates: kept in step with contacts and customers, reminded of, dealt with and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.queries import key_dates as queries
from crm_tui.domain.identifiers import ContactId, CustomerId, KeyDateId
from crm_tui.domain.key_dates import (
    Dealing,
    Handling,
    KeyDateFields,
    KeyDateKind,
    KeyDateRow,
    KeyDateSource,
    KeyDay,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError
from tests import make


@pytest.fixture
def clock() -> FakeClock:
    return make.clock()


@pytest.fixture
def crm(tmp_path: Path, clock: FakeClock) -> Crm:
    return make.office(tmp_path, clock=clock)


@pytest.fixture
def rep(crm: Crm) -> Actor:
    return make.rep(crm, "zhouqi", "周琪")


def today(crm: Crm, rep: Actor) -> int:
    with crm.database.reading(rep) as view:
        return view.today


def on_day(day: int) -> KeyDay:
    found = date.fromordinal(day)
    return KeyDay(month=found.month, day=found.day)


def only(crm: Crm, rep: Actor, customer_id: CustomerId) -> KeyDateRow:
    (found,) = crm.key_dates.list(rep, customer_id)
    return found


def key_contact(crm: Crm, rep: Actor, customer_id: CustomerId) -> ContactId:
    return crm.customers.detail(rep, customer_id).contacts[0].id


def add(crm: Crm, rep: Actor, customer_id: CustomerId, day: int, **fields: object) -> KeyDateId:
    told: dict[str, object] = {"kind": KeyDateKind.RENEWAL, "on": on_day(day), "title": "续费"}
    changed = crm.key_dates.add(rep, customer_id, KeyDateFields(**(told | fields)))  # type: ignore[arg-type]  # its fields
    assert changed.record_id is not None
    return KeyDateId(changed.record_id)


def due_days(crm: Crm, rep: Actor) -> list[int]:
    return [each.occurs_day for each in crm.key_dates.due(rep)]


# --- in step with what they follow ---------------------------------------------------------------


def test_the_birthday_of_a_contact_is_a_key_date_that_follows_it(crm: Crm, rep: Actor) -> None:
    customer_id = make.customer(crm, rep)
    contact_id = key_contact(crm, rep, customer_id)
    born = make.contact(birthday="1990-08-15", birthday_is_lunar=True)
    crm.customers.edit_contact(rep, contact_id, born)
    found = only(crm, rep, customer_id)
    assert found.source is KeyDateSource.CONTACT_BIRTHDAY
    assert found.contact == "张敏"
    assert found.fields.on == KeyDay(is_lunar=True, year=1990, month=8, day=15)

    crm.history.undo(rep)
    assert crm.key_dates.list(rep, customer_id) == []
    crm.customers.edit_contact(rep, contact_id, make.contact(birthday="05-01"))
    assert only(crm, rep, customer_id).id == found.id
    crm.customers.edit_contact(rep, contact_id, make.contact())
    assert crm.key_dates.list(rep, customer_id) == []


def test_a_new_contact_brings_its_birthday_and_undo_takes_it_away(crm: Crm, rep: Actor) -> None:
    customer_id = make.customer(crm, rep)
    crm.customers.add_contact(rep, customer_id, make.contact("李强", birthday="1985-02-29"))
    assert crm.key_dates.list(rep, customer_id) == [], "there was no such day"
    crm.customers.add_contact(rep, customer_id, make.contact("李工", birthday="1984-02-29"))
    assert only(crm, rep, customer_id).contact == "李工"
    crm.history.undo(rep)
    assert crm.key_dates.list(rep, customer_id) == []


def test_the_founding_of_a_customer_is_its_anniversary(crm: Crm, rep: Actor) -> None:
    founded = date(2001, 3, 9).toordinal()
    customer_id = make.customer(crm, rep, founded_on=founded)
    assert only(crm, rep, customer_id).fields.on == KeyDay(year=2001, month=3, day=9)
    crm.customers.edit(rep, customer_id, {"founded_on": founded + 1})
    assert only(crm, rep, customer_id).fields.on.day == 10
    crm.history.undo(rep)
    assert only(crm, rep, customer_id).fields.on.day == 9
    crm.customers.edit(rep, customer_id, {"founded_on": None})
    assert crm.key_dates.list(rep, customer_id) == []


def test_what_follows_a_field_is_changed_there_but_may_have_leads_of_its_own(
    crm: Crm, rep: Actor
) -> None:
    customer_id = make.customer(crm, rep, founded_on=date(2001, 3, 9).toordinal())
    found = only(crm, rep, customer_id)
    with pytest.raises(FieldError) as refused:
        crm.key_dates.edit(rep, found.id, {"on": KeyDay(month=1, day=1)})
    assert refused.value.reason == "follows_customer"
    with pytest.raises(FieldError):
        crm.key_dates.delete(rep, found.id)
    crm.key_dates.edit(rep, found.id, {"lead_times": ("1w", "2w")})
    assert only(crm, rep, customer_id).fields.lead_times == ("2w", "1w")


# --- kept by a person ----------------------------------------------------------------------------


def test_a_key_date_is_added_changed_deleted_and_each_is_taken_back(crm: Crm, rep: Actor) -> None:
    customer_id = make.customer(crm, rep)
    key = add(crm, rep, customer_id, today(crm, rep), lead_times=("1m",), note="[/] 带合同")
    before = only(crm, rep, customer_id)
    crm.key_dates.edit(rep, key, {"title": "续签", "on": KeyDay(day=15), "lead_times": None})
    assert only(crm, rep, customer_id).fields.on == KeyDay(day=15)
    crm.history.undo(rep)
    assert only(crm, rep, customer_id).fields == before.fields
    crm.key_dates.delete(rep, key)
    assert crm.key_dates.list(rep, customer_id) == []
    crm.history.undo(rep)
    assert only(crm, rep, customer_id).fields == before.fields
    add(crm, rep, customer_id, today(crm, rep))
    crm.history.undo(rep)
    assert len(crm.key_dates.list(rep, customer_id)) == 1


def test_what_cannot_be_is_refused(crm: Crm, rep: Actor) -> None:
    customer_id = make.customer(crm, rep)
    other = make.rep(crm, "lina")
    with pytest.raises(FieldError) as day:
        crm.key_dates.add(rep, customer_id, KeyDateFields(KeyDateKind.OTHER, KeyDay(day=40)))
    assert day.value.reason == "no_such_day"
    with pytest.raises(FieldError) as leads:
        add(crm, rep, customer_id, 1, lead_times=("soon",))
    assert leads.value.reason == "bad_leads"
    foreign = key_contact(crm, other, make.customer(crm, other, "别人的客户"))
    with pytest.raises(NotFoundError):
        add(crm, rep, customer_id, 1, contact_id=foreign)
    with pytest.raises(NotFoundError):
        add(crm, other, customer_id, 1)


# --- reminding -----------------------------------------------------------------------------------


def test_a_date_reminds_from_its_first_lead_on(crm: Crm, rep: Actor, clock: FakeClock) -> None:
    day = today(crm, rep) + 31
    add(crm, rep, make.customer(crm, rep), day)
    assert due_days(crm, rep) == []
    clock.advance(timedelta(days=1))
    (found,) = crm.key_dates.due(rep)
    assert (found.occurs_day, found.lead_day) == (day, day - 30)
    clock.advance(timedelta(days=23))
    assert crm.key_dates.due(rep)[0].lead_day == day - 7


def test_leads_of_its_own_reach_further_than_those_of_any_kind(crm: Crm, rep: Actor) -> None:
    far = today(crm, rep) + 200
    add(crm, rep, make.customer(crm, rep), far, lead_times=("210d",))
    assert due_days(crm, rep) == [far]


def test_a_date_that_is_done_reminds_no_more_until_it_comes_again(
    crm: Crm, rep: Actor, clock: FakeClock
) -> None:
    day = today(crm, rep) + 3
    key = add(crm, rep, make.customer(crm, rep), day)
    crm.key_dates.handle(rep, key, Dealing(Handling.DONE, note="打过电话"))
    assert due_days(crm, rep) == []
    crm.history.undo(rep)
    assert due_days(crm, rep) == [day]
    crm.key_dates.handle(rep, key, Dealing(Handling.SKIPPED))
    clock.advance(timedelta(days=340))
    assert len(due_days(crm, rep)) == 1


def test_a_date_put_off_reminds_again_on_that_day(crm: Crm, rep: Actor, clock: FakeClock) -> None:
    now = today(crm, rep)
    key = add(crm, rep, make.customer(crm, rep), now + 3)
    with pytest.raises(FieldError):
        crm.key_dates.handle(rep, key, Dealing(Handling.SNOOZED))
    with pytest.raises(FieldError):
        crm.key_dates.handle(rep, key, Dealing(Handling.SNOOZED, until_day=now + 30))
    crm.key_dates.handle(rep, key, Dealing(Handling.SNOOZED, until_day=now + 2))
    assert due_days(crm, rep) == []
    clock.advance(timedelta(days=2))
    assert due_days(crm, rep) == [now + 3]


def test_a_day_on_which_it_does_not_come_cannot_be_dealt_with(crm: Crm, rep: Actor) -> None:
    now = today(crm, rep)
    key = add(crm, rep, make.customer(crm, rep), now + 3)
    with pytest.raises(FieldError) as refused:
        crm.key_dates.handle(rep, key, Dealing(Handling.DONE, occurs_day=now + 4))
    assert refused.value.field == "occurs_day"


def test_a_greeting_is_a_follow_up_that_does_not_count_and_leaves_the_plan(
    crm: Crm, rep: Actor, clock: FakeClock
) -> None:
    customer_id = make.customer(crm, rep)
    key = add(crm, rep, customer_id, today(crm, rep))
    planned = clock.now() + timedelta(hours=1)
    crm.tasks.set_next_contact(rep, customer_id, planned, "发方案")
    clock.advance(timedelta(hours=2))
    before = crm.customers.record(rep, customer_id).row
    crm.key_dates.handle(rep, key, Dealing(Handling.DONE, greeting="生日快乐"))
    (said,) = crm.follow_ups.list(rep, customer_id)
    assert (said.content, said.effective) == ("生日快乐", False)
    after = crm.customers.record(rep, customer_id).row
    assert (after.next_contact_at, after.next_contact_note) == (planned, "发方案")
    assert after.last_day == before.last_day
    crm.history.undo(rep)
    assert crm.follow_ups.list(rep, customer_id) == []
    assert len(due_days(crm, rep)) == 1


def test_only_what_one_holds_or_covers_reminds(crm: Crm, rep: Actor) -> None:
    other = make.rep(crm, "lina")
    day = today(crm, rep)
    add(crm, other, make.customer(crm, other), day)
    pooled = make.customer(crm, rep, "云图", in_pool=True)
    assert crm.key_dates.list(rep, pooled) == []
    assert due_days(crm, rep) == []
    with crm.database.reading(other) as view:
        assert [each.owner_id for each in queries.due(view, limit=10)] == [other.user_id]


def test_what_the_index_proposes_holds_every_occurrence(crm: Crm, rep: Actor) -> None:
    """However a span lies, each kind of day is found in it exactly when the rule says it comes."""
    customer_id = make.customer(crm, rep)
    first = today(crm, rep) - 500
    wanted = [
        KeyDay(month=2, day=29),
        KeyDay(is_lunar=True, month=12, day=30),
        KeyDay(is_lunar=True, month=6, day=3, is_leap_month=True),
        KeyDay(is_lunar=True, month=6, day=20),
        KeyDay(day=31),
        KeyDay(is_lunar=True, day=1),
        KeyDay(once_day=first + 44),
    ]
    for on in wanted:
        crm.key_dates.add(rep, customer_id, KeyDateFields(KeyDateKind.OTHER, on))
    with crm.database.reading(rep) as view:
        by_span = [
            (each.day, each.date.id)
            for start in range(first, first + 900, 9)
            for each in queries.between_days(view, start, start + 8, limit=500)
        ]
        at_once = [
            (each.day, each.date.id)
            for each in queries.between_days(view, first, first + 899, limit=5000)
        ]
    assert sorted(by_span) == sorted(at_once)
    assert len({key for _day, key in at_once}) == len(wanted)
