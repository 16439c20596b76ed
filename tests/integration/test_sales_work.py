"""Leads and opportunities where one works: in the day, and in the box that finds everything."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.finding import FindingKind
from crm_tui.domain.handovers import HandoverPlan, HandoverWay
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.today import DayEntry
from crm_tui.domain.users import Actor
from tests import make

TODAY = make.NOW.toordinal()


def entered(crm: Crm, actor: Actor, customer: CustomerId, name: str, **fields: int) -> None:
    new = OpportunityFields(name=name, **fields)  # type: ignore[arg-type]  # days
    crm.opportunities.add(actor, customer, new)


def asked(crm: Crm, actor: Actor) -> list[str]:
    return [each.name for each in crm.days.waiting(actor).opportunities]


def found(crm: Crm, actor: Actor, words: str, kind: FindingKind) -> list[str]:
    return [each.title for each in crm.finding.find(actor, words) if each.kind is kind]


def test_the_day_shows_opportunities_that_ask_for_something(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    entered(crm, lina, customer, "没有日子")
    entered(crm, lina, customer, "明天", next_day=TODAY + 1, expected_day=TODAY + 9)
    entered(crm, lina, customer, "今天要做", next_day=TODAY, expected_day=TODAY + 9)
    entered(crm, lina, customer, "预计过了", next_day=TODAY + 1, expected_day=TODAY - 3)
    assert asked(crm, lina) == ["预计过了", "今天要做"]
    assert asked(crm, zhao) == []
    about = [each for each in crm.days.waiting(lina).urgent if each.why == "opportunity"]
    assert all(isinstance(each, DayEntry) and each.customer_id == customer for each in about)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert asked(crm, lina) == []


def test_the_day_shows_what_stands_still(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    entered(crm, lina, make.customer(crm, lina), "老样子", next_day=TODAY + 300)
    assert asked(crm, lina) == []
    clock.advance(make.DAY * 29)
    assert asked(crm, lina) == ["老样子"]


def test_leads_and_opportunities_are_found_by_who_may_see_them(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    make.lead(crm, lina, name="张敏", company="云启科技", phone="13900001111")
    entered(crm, lina, make.customer(crm, lina), "二期扩容")
    for words in ("云启", "张敏", "yunqi", "13900001111", "1111"):
        assert found(crm, lina, words, FindingKind.LEAD) == ["云启科技"], words
    assert found(crm, lina, "扩容", FindingKind.OPPORTUNITY) == ["二期扩容"]
    assert found(crm, zhao, "云启", FindingKind.LEAD) == []
    assert found(crm, zhao, "扩容", FindingKind.OPPORTUNITY) == []


def test_who_leaves_hands_leads_over_as_well(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    mine = make.lead(crm, lina, company="云启", province="浙江")
    ended = make.lead(crm, lina, company="结束的")
    crm.leads.discard(lina, [ended], make.word(crm, DictionaryKind.DISCARD_REASON, "no_need"))
    plan = HandoverPlan(HandoverWay.PERSON, (zhao.user_id,))
    assert crm.handovers.preview(boss, lina.user_id, plan).open_leads == 1
    made = crm.handovers.hand_over(boss, lina.user_id, plan, "离职")
    owners = {each.id: each.owner_id for each in crm.leads.rows(boss, [mine, ended])}
    assert owners == {mine: zhao.user_id, ended: lina.user_id}
    assert made.batch_id is not None
    crm.history.undo(boss)
    (row,) = crm.leads.rows(boss, [mine])
    assert row.owner_id == lina.user_id
    crm.handovers.hand_over(boss, lina.user_id, HandoverPlan(HandoverWay.POOL), "离职")
    (row,) = crm.leads.rows(boss, [mine])
    assert row.owner_id is None
