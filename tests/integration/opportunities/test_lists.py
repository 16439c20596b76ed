"""Opportunities in lists and sums, in whatever currency."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.opportunities import Concern, OpportunityState
from crm_tui.domain.pools import NotYours
from crm_tui.domain.queries.fields import OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services.opportunities.ending import Ending
from tests import make
from tests.integration.opportunities.entering import LOST, TODAY, add, names, row, stages


def test_an_amount_in_another_currency_is_reported_at_the_newest_rate(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    admin = make.admin(crm)
    crm.currencies.set_rate(admin, "usd", "7.1234")
    found = add(crm, lina, customer, amount_minor=100_00, currency="USD")
    assert row(crm, lina, found).reported_minor == 712_34
    clock.advance(timedelta(days=1))
    crm.currencies.set_rate(admin, "USD", "7.2")
    assert row(crm, lina, found).reported_minor == 720_00
    crm.opportunities.lose(lina, found, LOST)
    crm.currencies.set_rate(admin, "USD", "8")
    assert row(crm, lina, found).reported_minor == 720_00
    crm.history.undo(admin)
    assert [each.rate for each in crm.currencies.list(admin)][:1] == [720_000_000]


@pytest.mark.parametrize(("currency", "rate"), [("CNY", "1"), ("XXX", "1"), ("USD", "七")])
def test_a_rate_that_cannot_be_is_refused(crm: Crm, currency: str, rate: str) -> None:
    with pytest.raises(FieldError):
        crm.currencies.set_rate(make.admin(crm), currency, rate)


def test_lists_filter_search_and_sum_what_they_show(
    crm: Crm, lina: Actor, customer: CustomerId, clock: FakeClock
) -> None:
    add(crm, lina, customer, name="二期扩容", amount_minor=50_00, expected_day=TODAY - 1)
    late = add(crm, lina, customer, name="备件", amount_minor=7_00, next_day=TODAY + 3)
    won = add(crm, lina, customer, name="一期", amount_minor=900_00)
    crm.opportunities.move(lina, late, stages(crm, lina)[1])
    crm.opportunities.win(lina, won, Ending())
    assert names(crm, lina, "状态:赢单") == ["一期"]
    assert names(crm, lina, "is:overdue") == ["二期扩容"]
    assert names(crm, lina, "is:idle") == ["二期扩容"]
    assert names(crm, lina, "金额:>10 排序:-金额") == ["一期", "二期扩容"]
    assert names(crm, lina, "扩容") == ["二期扩容"]
    assert names(crm, lina, "恒信 -备件") == ["二期扩容", "一期"]
    assert names(crm, lina, "owner:me state:open", Whose.MINE) == ["二期扩容", "备件"]
    request = RecordRequest(OPPORTUNITIES, query="state:open")
    rows = crm.opportunities.list(lina, request, limit=50)
    sums = crm.opportunities.sums(lina, request)
    assert sums.count == len(rows)
    assert sums.amount_minor == sum(each.reported_minor for each in rows)
    assert sums.weighted_minor == sum(each.weighted_minor for each in rows) == 5_00 + 2_10
    clock.advance(timedelta(days=22))
    assert names(crm, lina, "is:rotting") == ["二期扩容", "备件"]
    assert Concern.ROTTING in crm.opportunities.concerns(lina, rows[0])


def test_what_was_deleted_is_listed_apart_and_comes_back(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    found = add(crm, lina, customer)
    crm.opportunities.delete(lina, found)
    assert names(crm, lina) == []
    assert names(crm, lina, whose=Whose.DELETED) == ["二期扩容"]
    crm.opportunities.restore(lina, found)
    assert names(crm, lina) == ["二期扩容"]


def test_a_customer_out_of_sight_takes_its_opportunities_along(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    add(crm, lina, customer)
    crm.standings.delete(lina, [customer])
    assert names(crm, lina) == []
    assert names(crm, make.admin(crm)) == []


def test_others_may_not_enter_one_for_a_customer_they_only_see(
    crm: Crm, lina: Actor, wang: Actor, customer: CustomerId
) -> None:
    crm.teams.add(lina, [customer], wang.user_id, make.seat())
    with pytest.raises(RefusedError) as caught:
        add(crm, wang, customer)
    assert isinstance(caught.value.refusal, NotYours)


def test_a_window_shows_any_stretch_and_stays_true(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    ids = [add(crm, lina, customer, name=f"第{n}期") for n in range(5)]
    request = RecordRequest(OPPORTUNITIES, sort="created_at")
    window = crm.opportunities.window(lina, request)
    assert window.open(10).count == 5
    crm.opportunities.delete(lina, ids[1])
    later = crm.opportunities.window(lina, request, window)
    found = later.open(10, record_id=ids[2], near=2)
    assert list(found.ids) == [ids[0], *ids[2:]]
    assert found.index == 1
    assert later.complete() == 4
    assert [each.name for each in later.fetch(1, 2)[1]] == ["第2期", "第3期"]


def test_states_are_counted_alike_in_sql_and_by_the_rule(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    for state in OpportunityState:
        found = add(crm, lina, customer, name=state.value, amount_minor=12_345_67)
        if state is not OpportunityState.OPEN:
            end = {"won": "win", "lost": "lose", "void": "void"}[state.value]
            getattr(crm.opportunities, end)(lina, found, LOST)
    rows = crm.opportunities.list(lina, RecordRequest(OPPORTUNITIES), limit=9)
    sums = crm.opportunities.sums(lina, RecordRequest(OPPORTUNITIES), [each.id for each in rows])
    assert sums.weighted_minor == sum(each.weighted_minor for each in rows)
