"""The day beside one's own contacts: rhythm, staff, cover, levels, and the evening."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.cli.today import day_items
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.days import DayRange
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.users import Actor
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.day_headings import Heading
from crm_tui.presentation.day_summaries import summary_lines
from crm_tui.tui.screens.today_queue import queue_of
from tests import make

TODAY = make.NOW.toordinal()
DAY = timedelta(days=1)


@pytest.fixture
def lina(crm: Crm) -> Actor:
    make.department(crm, "销售部")
    make.set_condition(crm, days=3000)
    return make.rep(crm, "lina", "李娜", department="销售部")


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


def behind(crm: Crm, actor: Actor) -> list[CustomerId]:
    return [row.id for row in crm.days.waiting(actor).behind]


def test_who_was_not_followed_up_in_the_rhythm_of_the_level_is_behind(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    weekly = make.customer(crm, lina, "每周", level=Level.A)
    monthly = make.customer(crm, lina, "每月", level=Level.C)
    clock.advance(7 * DAY)
    assert behind(crm, lina) == []
    clock.advance(DAY)
    assert behind(crm, lina) == [weekly]
    assert crm.days.waiting(lina).pace.behind == 1
    assert list(crm.customers.ids(lina, ListRequest(CustomerView.MINE, query="落后:有"))) == [
        weekly
    ]
    make.follow_up(crm, lina, weekly)
    assert behind(crm, lina) == []
    clock.advance(23 * DAY)
    assert set(behind(crm, lina)) == {weekly, monthly}


def test_who_is_behind_stands_in_the_day_once_though_a_contact_is_planned(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    customer = make.customer(crm, lina, "每周", level=Level.A)
    clock.advance(8 * DAY)
    crm.tasks.set_next_contact(lina, customer, clock.now() + 2 * DAY, "讲方案")
    today, waiting = crm.days.today(lina), crm.days.waiting(lina)
    assert [row.id for row in today.upcoming] == behind(crm, lina) == [customer]
    at = Moment(clock.now(), make.SHANGHAI, today.today)
    (item,) = queue_of(today, waiting, at).items
    assert item.heading is Heading.BEHIND
    assert [why for why, _row in day_items(today, waiting)] == ["behind"]


def test_what_lies_in_a_pool_is_nobodys_to_be_behind_with(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    make.customer(crm, in_pool=True, level=Level.A)
    clock.advance(30 * DAY)
    assert behind(crm, lina) == []
    assert (
        list(crm.customers.ids(make.admin(crm), ListRequest(CustomerView.ALL, query="是:落后")))
        == []
    )


def test_the_office_sets_the_rhythm(crm: Crm, clock: FakeClock, lina: Actor) -> None:
    customer = make.customer(crm, lina, level=Level.A)
    clock.advance(8 * DAY)
    crm.offices.change(make.admin(crm), {"rhythm_days": "A=none B=14 C=30"})
    assert behind(crm, lina) == []
    crm.offices.change(make.admin(crm), {"rhythm_days": "A=3 B=14 C=30"})
    assert behind(crm, lina) == [customer]
    crm.history.undo(make.admin(crm))
    assert behind(crm, lina) == []


def test_the_manager_sees_who_of_the_staff_is_behind(
    crm: Crm, clock: FakeClock, lina: Actor, boss: Actor
) -> None:
    make.customer(crm, lina, level=Level.A)
    assert crm.days.waiting(boss).staff == ()
    clock.advance(8 * DAY)
    (row,) = crm.days.waiting(boss).staff
    assert (row.person, row.behind, row.unplanned) == ("李娜", 1, 1)
    assert crm.days.waiting(lina).staff == ()


def test_the_manager_is_told_of_levels_to_decide_on(crm: Crm, lina: Actor, boss: Actor) -> None:
    make.customer(crm, lina, level=Level.A, needs="扩产")
    assert crm.days.waiting(boss).open_levels == 0
    crm.level_reviews.review(boss)
    assert crm.days.waiting(boss).open_levels == 1
    assert crm.days.waiting(lina).open_levels == 0


@pytest.fixture
def wang(crm: Crm, lina: Actor, boss: Actor) -> Actor:
    """Who stands in for 李娜 today and tomorrow."""
    cover = make.rep(crm, "wang", "王伟", department="销售部")
    plan = LeavePlan(lina.user_id, DayRange(TODAY, TODAY + 1), "年假", cover.user_id)
    crm.leaves.record(make.admin(crm), plan)
    return cover


def planned(crm: Crm, actor: Actor, at: datetime) -> CustomerId:
    customer = make.customer(crm, actor)
    crm.tasks.set_next_contact(actor, customer, at, "发方案")
    return customer


def test_the_cover_sees_what_is_due_of_who_is_away(
    crm: Crm, clock: FakeClock, lina: Actor, wang: Actor
) -> None:
    customer = planned(crm, lina, clock.now() + timedelta(hours=1))
    (row,) = crm.days.waiting(wang).covered
    assert (row.id, row.owner) == (customer, "李娜")
    assert crm.days.today(wang).contacts == ()
    clock.advance(2 * DAY)
    assert crm.days.waiting(wang).covered == ()


def test_what_the_cover_did_is_told_to_both_when_the_leave_is_over(
    crm: Crm, clock: FakeClock, lina: Actor, wang: Actor
) -> None:
    customer = planned(crm, lina, clock.now() + timedelta(hours=1))
    make.follow_up(crm, wang, customer, "预算已批\n要分期")
    assert crm.days.waiting(lina).done_meanwhile == ()
    clock.advance(DAY)
    (told,) = crm.days.waiting(wang).done_meanwhile
    assert (told.customer_id, told.cover, told.away) == (customer, "王伟", "李娜")
    clock.advance(DAY)
    (told,) = crm.days.waiting(lina).done_meanwhile
    assert told.words == "预算已批\n要分期"
    (leave,) = crm.leaves.list(lina, ended=True)
    assert [each.id for each in crm.leaves.report(lina, leave.id)] == [told.id]
    clock.advance(8 * DAY)
    assert crm.days.waiting(lina).done_meanwhile == ()


def test_the_evening_says_what_was_done_and_what_is_left(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    customer = planned(crm, lina, clock.now() + timedelta(hours=1))
    make.customer(crm, lina, "[@click=app.quit]x\x1b[2J\u202e")
    make.follow_up(crm, lina, customer, "第一行\n第二行" + "长" * 500)
    crm.tasks.set_next_contact(lina, customer, clock.now() + DAY, "回访")
    crm.deals.record(lina, customer, DealFields(12_000_00, TODAY))
    found = crm.days.summary(lina)
    assert (len(found.follow_ups), found.customers, len(found.deals)) == (1, 1, 1)
    assert (found.contacts_left, found.tomorrow, len(found.taken)) == (0, 1, 2)
    lines = list(summary_lines(found, crm.offices.who(lina)[1].zone))
    assert all(line.isprintable() for line in lines)
    assert max(map(len, lines)) < 160
    clock.advance(DAY)
    assert crm.days.summary(lina).follow_ups == ()
