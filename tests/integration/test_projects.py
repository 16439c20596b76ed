"""Project files: shares, registrations, plans; their days are key dates; undo takes all back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.expenses import ExpenseRequest
from crm_tui.domain.identifiers import CustomerId, OpportunityId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.projects import ProjectFields, Share, ShareBasis, SharesSettled, Step
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError
from crm_tui.services.opportunities.ending import Ending
from tests import make

TODAY = make.NOW.toordinal()


def opportunity(
    crm: Crm, actor: Actor, customer: CustomerId, name: str = "二期", minor: int = 100_00
) -> OpportunityId:
    fields = OpportunityFields(name=name, amount_minor=minor)
    return crm.opportunities.add(actor, customer, fields).opportunity_id


def edit(crm: Crm, actor: Actor, found: OpportunityId, **changes: object) -> None:
    crm.projects.edit(actor, found, changes)


def fields(crm: Crm, actor: Actor, found: OpportunityId) -> ProjectFields:
    return crm.projects.detail(actor, found).project.fields


def days(crm: Crm, actor: Actor, customer: CustomerId) -> list[tuple[str, int | None]]:
    known = crm.key_dates.list(actor, customer)
    return sorted((each.fields.title, each.fields.on.once_day) for each in known)


def sums(crm: Crm, actor: Actor) -> list[tuple[str, int]]:
    found = crm.projects.sums(actor, TODAY - 30, TODAY)
    return [(each.name, each.amount_minor) for each in found]


# --- shares --------------------------------------------------------------------------------------


def test_what_was_won_is_split_to_the_last_unit(crm: Crm) -> None:
    lina, zhao = make.rep(crm, "lina", name="李娜"), make.rep(crm, "zhao", name="赵军")
    wang = make.rep(crm, "wang", name="王伟")
    customer = make.customer(crm, lina)
    shared = opportunity(crm, lina, customer, minor=100_01)
    thirds = (
        Share(lina.user_id, 3334), Share(zhao.user_id, 3333), Share(wang.user_id, 3333),
    )  # fmt: skip
    edit(crm, lina, shared, shares=thirds)
    alone = opportunity(crm, lina, customer, "备件", minor=5_00)
    for each in (shared, alone):
        crm.opportunities.win(lina, each, Ending())
    assert sums(crm, lina) == [("李娜", 38_35), ("赵军", 33_33), ("王伟", 33_33)]
    crm.history.undo(lina)
    assert sum(minor for _name, minor in sums(crm, lina)) == 100_01


def test_what_follows_from_a_shared_opportunity_is_shared_alike(crm: Crm, admin: Actor) -> None:
    lina, zhao = make.rep(crm, "lina", name="李娜"), make.rep(crm, "zhao", name="赵军")
    customer = make.customer(crm, lina)
    crm.currencies.set_rate(admin, "USD", "7", TODAY - 1)
    found = opportunity(crm, lina, customer)
    edit(crm, lina, found, shares=(Share(lina.user_id, 3333), Share(zhao.user_id, 6667)))
    line = QuoteLineFields(name="安装", unit_price_minor=100_01)
    blank = replace(crm.quotes.blank(lina, customer), opportunity_id=found)
    quote = crm.quotes.add(lina, customer, blank, [line]).quote_id
    crm.quotes.send(lina, quote)
    crm.orders.confirm(lina, crm.orders.add_from_quote(lina, quote).order_id)
    paper = replace(crm.contracts.blank(lina, customer), title="x", currency="USD")
    contract = crm.contracts.add(lina, customer, replace(paper, amount_minor=10_00)).contract_id
    crm.contracts.sign(lina, contract)
    sums = crm.projects.sums(admin, TODAY, TODAY, ShareBasis.ORDERED)
    assert [(each.name, each.amount_minor) for each in sums] == [("李娜", 103_33), ("赵军", 66_68)]
    profit = crm.expenses.profit(admin, ExpenseRequest(opportunity_id=found))
    assert profit.income_minor == 100_01


@pytest.mark.parametrize(
    ("parts", "reason"),
    [((60, 30), "not_whole"), ((100, 0), "out_of_range"), ((60, 50), "not_whole")],
)
def test_shares_are_a_hundred_percent(crm: Crm, parts: tuple[int, ...], reason: str) -> None:
    lina, zhao = make.rep(crm, "lina"), make.rep(crm, "zhao")
    found = opportunity(crm, lina, make.customer(crm, lina))
    whose = zip((lina, zhao), parts, strict=True)
    shares = tuple(Share(each.user_id, part * 100) for each, part in whose)
    with pytest.raises(FieldError) as caught:
        edit(crm, lina, found, shares=shares)
    assert (caught.value.field, caught.value.reason) == ("shares", reason)
    twice = (Share(lina.user_id, 5000),) * 2
    with pytest.raises(FieldError):
        edit(crm, lina, found, shares=twice)


def test_shares_of_what_has_ended_are_changed_by_who_may_void_deals(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    found = opportunity(crm, lina, make.customer(crm, lina))
    crm.opportunities.win(lina, found, Ending())
    whole = (Share(lina.user_id, 10_000),)
    with pytest.raises(RefusedError) as caught:
        edit(crm, lina, found, shares=whole)
    assert caught.value.refusal == SharesSettled("二期")
    edit(crm, admin, found, shares=whole)
    assert fields(crm, lina, found).shares == whole


# --- registrations -------------------------------------------------------------------------------


def test_who_registers_the_same_is_told_of_the_other_but_not_of_what_is_hidden(
    crm: Crm, admin: Actor
) -> None:
    lina, zhao = make.rep(crm, "lina", name="李娜"), make.rep(crm, "zhao")
    end = make.customer(crm, admin, "终端公司")
    crm.teams.add(admin, [end], lina.user_id, make.seat())
    crm.teams.add(admin, [end], zhao.user_id, make.seat())
    ours = opportunity(crm, lina, make.customer(crm, lina, "代理甲"), "一期网络")
    theirs = opportunity(crm, zhao, make.customer(crm, zhao, "代理乙"), "网络改造")
    registered = {"end_customer_id": end, "registered_until": TODAY + 60}
    edit(crm, lina, ours, **registered, registered_for="网络")
    assert crm.projects.detail(lina, ours).clashes == ()
    edit(crm, zhao, theirs, **registered, registered_for="网络改造")
    (clash,) = crm.projects.detail(zhao, theirs).clashes
    assert (clash.opportunity, clash.owner, clash.until_day) == ("", "", TODAY + 60)
    (seen,) = crm.projects.detail(admin, theirs).clashes
    assert (seen.opportunity, seen.owner) == ("一期网络", "李娜")
    edit(crm, zhao, theirs, registered_for="机房")
    assert crm.projects.detail(zhao, theirs).clashes == ()
    rows = crm.projects.registrations(lina)
    assert [(each.opportunity, each.end_customer) for each in rows] == [("一期网络", "终端公司")]
    assert crm.projects.registrations(lina, within_days=30) == []


def test_an_end_customer_out_of_sight_is_neither_named_nor_shown(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    end = make.customer(crm, admin, "终端公司")
    found = opportunity(crm, lina, make.customer(crm, lina, "代理甲"))
    with pytest.raises(NotFoundError):
        edit(crm, lina, found, end_customer_id=end)
    edit(crm, admin, found, end_customer_id=end)
    assert crm.projects.detail(lina, found).project.end_customer == ""
    assert crm.projects.detail(admin, found).project.end_customer == "终端公司"
    with pytest.raises(FieldError) as caught:
        edit(crm, admin, found, end_customer_id=None, registered_until=TODAY + 1)
    assert caught.value.field == "end_customer_id"


def test_an_end_customer_follows_a_merge_and_is_forgotten_with_a_purge(
    crm: Crm, admin: Actor
) -> None:
    kept, given = make.customer(crm, admin, "甲公司"), make.customer(crm, admin, "乙公司")
    found = opportunity(crm, admin, make.customer(crm, admin, "代理"))
    edit(crm, admin, found, end_customer_id=given, agent_id=given, registered_until=TODAY + 9)
    crm.merging.merge(admin, kept, given)
    assert fields(crm, admin, found).agent_id == kept
    crm.standings.delete(admin, [kept])
    crm.purges.purge(admin, [kept])
    assert fields(crm, admin, found).end_customer_id is None


# --- the plan ------------------------------------------------------------------------------------


def test_the_days_of_a_project_are_key_dates_until_they_are_none(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    found = opportunity(crm, lina, customer)
    first, second = Step("交方案", TODAY + 5), Step("试运行", TODAY + 40)
    edit(crm, lina, found, steps=(first, second), bid_day=TODAY + 9)
    every = [
        ("交方案 · 二期", TODAY + 5),
        ("投标 · 二期", TODAY + 9),
        ("试运行 · 二期", TODAY + 40),
    ]
    assert days(crm, lina, customer) == sorted(every)
    due = [each.date.fields.title for each in crm.key_dates.due(lina)]
    assert "交方案 · 二期" in due
    done = Step("交方案", TODAY + 5, is_done=True)
    edit(crm, lina, found, steps=(done, second))
    assert days(crm, lina, customer) == sorted(every[1:])
    crm.history.undo(lina)
    assert days(crm, lina, customer) == sorted(every)
    crm.history.undo(lina)
    assert days(crm, lina, customer) == []
    assert fields(crm, lina, found) == ProjectFields()


def test_what_is_won_keeps_its_plan_and_what_is_lost_has_no_days(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    found = opportunity(crm, lina, customer)
    edit(crm, lina, found, steps=(Step("安装", TODAY + 30),), bid_day=TODAY + 9)
    crm.opportunities.win(lina, found, Ending())
    assert days(crm, lina, customer) == [("安装 · 二期", TODAY + 30)]
    crm.opportunities.reopen(lina, found)
    assert len(days(crm, lina, customer)) == 2
    crm.opportunities.lose(lina, found, Ending("价格"))
    assert days(crm, lina, customer) == []
    crm.history.undo(lina)
    assert len(days(crm, lina, customer)) == 2
    crm.opportunities.delete(lina, found)
    assert days(crm, lina, customer) == []
    crm.opportunities.restore(lina, found)
    assert len(days(crm, lina, customer)) == 2


def test_two_who_change_the_same_field_are_told_and_others_may_not(crm: Crm) -> None:
    lina, zhao = make.rep(crm, "lina"), make.rep(crm, "zhao")
    customer = make.customer(crm, lina)
    found = opportunity(crm, lina, customer)
    seen = fields(crm, lina, found)
    edit(crm, lina, found, team="李娜 项目经理", investment_minor=5_000_000_00)
    with pytest.raises(ConflictError):
        crm.projects.edit(lina, found, {"team": "王伟"}, seen=seen)
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    with pytest.raises(RefusedError):
        edit(crm, zhao, found, team="x")
    assert crm.projects.detail(zhao, found).project.fields.team == "李娜 项目经理"
