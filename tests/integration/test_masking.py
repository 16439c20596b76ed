"""Hidden contact details: no road shows them, and every look is counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.deliveries import Message, Parcel
from crm_tui.domain.digests import Digest
from crm_tui.domain.identifiers import CustomerId, TaskId
from crm_tui.domain.masking import NothingHidden, RevealLimitReached
from crm_tui.domain.pools import MemberKind, NotAMember
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import RefusedError
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shapes
from crm_tui.presentation.timeline import shown_entry
from tests import make

TODAY = make.NOW.toordinal()
PHONE, SECOND = "13800132231", "010-87654321"
SECRETS = (
    PHONE,
    "138 0013 2231",
    "0108765",
    "87654321",
    "zhang@hengxin.cn",
    "zhangmin88",
    "5566778",
)
REPLACED = "13912345678"


@pytest.fixture
def masked(crm: Crm) -> None:
    make.set_pool(crm, masks_contacts=True)


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def zhao(crm: Crm) -> Actor:
    return make.rep(crm, "zhao", "赵强")


@pytest.fixture
def customer(crm: Crm, lina: Actor, masked: None) -> CustomerId:
    """A customer with numbers wherever people write them, lying in a pool that hides them."""
    customer = make.customer(
        crm, lina, phone=REPLACED, remarks=f"转 {PHONE}", invoice_details=f"电话 {SECOND}"
    )
    person = crm.customers.detail(lina, customer).contacts[0]
    details = make.contact(
        "张敏", PHONE, email="zhang@hengxin.cn", wechat="zhangmin88", qq="5566778899"
    )
    crm.customers.edit_contact(lina, person.id, details)
    make.follow_up(crm, lina, customer, f"改打 138 0013 2231，微信：zhangmin88，见 {SECOND}")
    crm.customers.edit(lina, customer, {"needs": f"回电 {PHONE}"})
    crm.tasks.add(lina, f"打 {PHONE}", make.NOW + make.DAY, customer_id=customer)
    assert crm.movements.lock(lina, [customer], TODAY + 5, reason=f"等 {PHONE} 回电").done
    crm.movements.unlock(lina, [customer])
    crm.movements.ask_extension(lina, [customer], TODAY + 9, f"约了 {SECOND}")
    crm.movements.restart_clock(make.admin(crm), [customer], f"换号 {PHONE}")
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm), f"留了 {PHONE}")
    return customer


def seen(crm: Crm, actor: Actor, customer: CustomerId) -> Iterator[str]:
    """All that the roads to a customer show somebody, as text."""
    request = ListRequest(CustomerView.ALL)
    zone = crm.database.clock.now().tzinfo
    assert zone is not None
    shapes = Shapes(make.SHANGHAI, TODAY, "CNY", {})
    for row in crm.customers.page(actor, request).rows:
        yield str(row)
        yield json.dumps(shapes.customer(row), ensure_ascii=False)
    detail = crm.customers.detail(actor, customer)
    yield str(detail)
    yield json.dumps(shapes.customer_detail(detail.record), ensure_ascii=False)
    yield str(crm.customers.record(actor, customer))
    for entry in detail.timeline:
        shown = shown_entry(entry, now=make.NOW, zone=make.SHANGHAI, currency="CNY")
        yield f"{shown.title} {shown.lines}"
    yield str(crm.follow_ups.list(actor, customer))
    yield str(crm.follow_ups.list(actor))
    yield str(crm.tasks.list(actor, customer_id=customer, include_done=True))
    yield str(crm.tasks.list(actor, include_done=True))
    yield str(crm.pools.why(actor, customer))
    yield str(crm.days.today(actor))
    yield iso_day(TODAY) or ""


def leaks(crm: Crm, actor: Actor, customer: CustomerId) -> set[str]:
    everything = "\n".join(seen(crm, actor, customer))
    return {secret for secret in (*SECRETS, REPLACED) if secret in everything}


def searched(crm: Crm, actor: Actor, text: str) -> list[int]:
    request = ListRequest(CustomerView.ALL, query=text)
    return [row.id for row in crm.customers.page(actor, request).rows]


def test_masked_number_leaks_on_no_road(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    for actor in (zhao, lina):
        assert leaks(crm, actor, customer) == set()
        assert crm.customers.record(actor, customer).row.phone == "138****2231"
    assert leaks(crm, make.admin(crm), customer) >= {PHONE, "zhang@hengxin.cn", "zhangmin88"}


@pytest.mark.parametrize("digits", [PHONE, "2231", "13800", "8001"])
def test_a_hidden_number_finds_nothing(
    crm: Crm, zhao: Actor, customer: CustomerId, digits: str
) -> None:
    assert searched(crm, zhao, digits) == []
    assert searched(crm, make.admin(crm), digits) == [customer]
    assert searched(crm, zhao, "恒信") == [customer]
    crm.reveals.reveal(zhao, customer)
    assert searched(crm, zhao, digits) == [customer]


def test_a_number_in_the_name_is_still_found(crm: Crm, zhao: Actor, customer: CustomerId) -> None:
    named = make.customer(crm, name="上海51信用卡", in_pool=True)
    assert searched(crm, zhao, "51") == [named]


def test_the_duplicate_check_by_an_exact_phone_is_allowed(
    crm: Crm, zhao: Actor, customer: CustomerId
) -> None:
    (match,) = crm.customers.duplicates(zhao, phones=[PHONE])
    assert (match.customer_id, match.key) == (customer, PHONE)


def test_whoever_claims_it_sees_the_numbers(crm: Crm, zhao: Actor, customer: CustomerId) -> None:
    crm.pools.claim(zhao, [customer])
    assert leaks(crm, zhao, customer) >= {PHONE, "zhang@hengxin.cn"}
    assert not crm.customers.detail(zhao, customer).hides_contacts


def test_a_revealed_number_stays_open_to_that_person_while_it_lies_there(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    found = crm.reveals.reveal(zhao, customer)
    (person,) = found.contacts
    assert [phone.number for phone in person.fields.phones] == [PHONE]
    assert leaks(crm, zhao, customer) >= {PHONE}
    sun = make.rep(crm, "sun", "孙伟")
    assert leaks(crm, sun, customer) == set()
    clock.advance(make.DAY)
    crm.pools.claim(sun, [customer])
    crm.pools.return_to_pool(sun, [customer], make.return_reason(crm))
    assert leaks(crm, zhao, customer) == set(), "it came back anew"


def test_looks_are_counted_by_person_and_day(
    crm: Crm, zhao: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    make.set_pool(crm, reveal_limit=1)
    other = make.customer(crm, name="上海云帆", phone=SECOND, in_pool=True)
    first = crm.reveals.reveal(zhao, customer)
    assert (first.revealed_today, first.limit) == (1, 1)
    with pytest.raises(RefusedError) as caught:
        crm.reveals.reveal(zhao, other)
    limit = RevealLimitReached(1, 1, "公海", TODAY + 1)
    assert caught.value.refusal == limit == crm.reveals.why_not(zhao, other)
    clock.advance(make.DAY)
    assert crm.reveals.reveal(zhao, other).revealed_today == 1


def test_looking_again_costs_nothing_because_nothing_is_hidden(
    crm: Crm, zhao: Actor, customer: CustomerId
) -> None:
    crm.reveals.reveal(zhao, customer)
    assert crm.reveals.why_not(zhao, customer) == NothingHidden("北京恒信科技有限公司")
    rows = make.query(crm, "SELECT user_id, customer_id, day FROM contact_reveal")
    assert rows == [(zhao.user_id, customer, TODAY)]


def test_a_limit_of_zero_lets_nobody_look(crm: Crm, zhao: Actor, customer: CustomerId) -> None:
    make.set_pool(crm, reveal_limit=0)
    assert isinstance(crm.reveals.why_not(zhao, customer), RevealLimitReached)


def test_the_pool_s_admin_the_finder_and_a_writing_team_member_see_the_numbers(
    crm: Crm, lina: Actor, zhao: Actor, customer: CustomerId
) -> None:
    crm.teams.add(make.admin(crm), [customer], lina.user_id, make.seat(can_write=True))
    assert PHONE in leaks(crm, lina, customer)
    make.member(crm, make.pool_id(crm), MemberKind.USER, zhao.user_id, is_admin=True)
    assert PHONE in leaks(crm, zhao, customer)
    sun = make.rep(crm, "sun", "孙伟", holding_limit=0)
    own = make.customer(crm, sun, "广州启明", phone=SECOND)
    assert crm.customers.record(sun, own).row.phone == "01087654321"
    assert crm.customers.detail(lina, own).hides_contacts


def test_who_sees_it_but_is_no_member_may_not_look(
    crm: Crm, zhao: Actor, customer: CustomerId
) -> None:
    closed = make.pool(crm, "贵宾池", members=(), masks_contacts=True)
    vip = make.customer(crm, name="上海云帆", phone=SECOND, pool=closed)
    crm.teams.add(make.admin(crm), [vip], zhao.user_id, make.seat())
    assert crm.customers.detail(zhao, vip).hides_contacts
    assert crm.reveals.why_not(zhao, vip) == NotAMember("贵宾池", "赵强")


def test_a_pool_that_hides_nothing_shows_everything(crm: Crm, zhao: Actor) -> None:
    customer = make.customer(crm, phone=PHONE, in_pool=True)
    assert crm.customers.record(zhao, customer).row.phone == PHONE
    assert crm.reveals.why_not(zhao, customer) == NothingHidden("北京恒信科技有限公司")


def test_what_was_noted_of_a_task_tells_no_number_either(
    crm: Crm, masked: None, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina, "上海云帆", phone=PHONE)
    due_at = crm.database.clock.now() + timedelta(days=1)
    draft = TaskDraft(f"打给 {PHONE}", due_at, customer_id=customer)
    task_id = TaskId(crm.tasks.make(lina, draft).record_id or 0)
    crm.tasks.log(lina, task_id, f"拨了 {PHONE}, 没人接")
    crm.tasks.done(lina, task_id)
    assert PHONE in str(crm.tasks.show(lina, task_id))
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    shown = crm.tasks.show(zhao, task_id)
    assert [each.is_problem for each in shown.actions] == [False]
    assert PHONE not in str(shown)


def test_the_evening_and_the_log_of_reminders_tell_no_number_of_what_was_given_back(
    crm: Crm, clock: FakeClock, masked: None, lina: Actor
) -> None:
    customer = make.customer(crm, lina, "上海云帆", phone=PHONE)
    make.follow_up(crm, lina, customer, f"新号码 {PHONE}")
    began = clock.now()
    due_at = began + timedelta(minutes=5)
    draft = TaskDraft(f"打给 {PHONE}", due_at, customer_id=customer, assignee_id=lina.user_id)
    task_id = TaskId(crm.tasks.make(make.admin(crm), draft).record_id or 0)
    crm.channels.add(make.admin(crm), make.channel(lina, "http://127.0.0.1:9/in"))
    clock.advance(timedelta(minutes=6))
    crm.deliveries.send(lina, lambda parcel, _digest: Message("", ""))
    crm.tasks.done(lina, task_id)
    assert PHONE in str(crm.days.summary(lina))
    assert PHONE in str(crm.deliveries.log(lina))
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert "上海云帆" in str(crm.days.summary(lina))
    assert PHONE not in str(crm.days.summary(lina))
    assert PHONE not in str(crm.deliveries.log(lina))
    said: list[str] = []

    def write(parcel: Parcel, _digest: Digest | None) -> Message:
        said.extend(f"{each.reminder.kind} {each.reminder.body}" for each in parcel.items)
        return Message("", "")

    clock.advance(timedelta(hours=1))
    crm.deliveries.send(lina, write)
    assert len(said) == 1, "the task is done, but who gave it stays unread"
    assert PHONE not in said[0]
