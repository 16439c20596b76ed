"""等级评估: what a review proposes, who decides on it, and what an accepted level changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayUnit
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.level_reviews import ProposalDecided, ProposalNotYours
from crm_tui.domain.pools import IdleCondition, RuleFilter
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import NotPermittedError, RefusedError
from crm_tui.i18n import use_language
from crm_tui.presentation.level_reviews import contribution_words
from crm_tui.presentation.shapes import levels as shapes
from tests import make

TODAY = make.NOW.toordinal()


@pytest.fixture
def boss(crm: Crm, lina: Actor) -> Actor:
    return make.manager(crm, department="销售部", staff=[lina])


@pytest.fixture
def buyer(crm: Crm, lina: Actor) -> CustomerId:
    customer = make.customer(crm, lina, level=Level.C, needs="扩产", headcount="200人")
    crm.deals.record(lina, customer, DealFields(100_00, TODAY))
    small = make.customer(crm, lina, "上海浦江", level=Level.C)
    crm.deals.record(lina, small, DealFields(1_00, TODAY))
    return customer


def level_of(crm: Crm, customer: CustomerId) -> Level | None:
    return crm.customers.record(make.admin(crm), customer).row.level


def test_a_review_proposes_what_differs_and_changes_nothing_by_itself(
    crm: Crm, boss: Actor, buyer: CustomerId
) -> None:
    preview = crm.level_reviews.preview(boss)
    assert [(each[0], each[3]) for each in preview.shown if each[0] == buyer] == [(buyer, Level.A)]
    assert crm.level_reviews.proposals(boss) == []
    report = crm.level_reviews.review(boss)
    assert (report.proposed, report.looked_at) == (preview.proposed, preview.looked_at)
    found = {row.customer_id: row for row in crm.level_reviews.proposals(boss)}
    assert (found[buyer].from_level, found[buyer].to_level) == (Level.C, Level.A)
    assert level_of(crm, buyer) is Level.C


def test_a_customer_in_the_pool_and_one_of_whom_nothing_is_known_have_no_proposal(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    make.customer(crm, in_pool=True, needs="有", level=Level.A)
    make.customer(crm, lina, "没有资料", level=Level.A)
    assert crm.level_reviews.preview(boss).proposed == 0


def test_customers_are_reviewed_where_the_size_of_none_is_known(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina, level=Level.C, needs="扩产")
    crm.deals.record(lina, customer, DealFields(100_00, TODAY))
    assert [each[0] for each in crm.level_reviews.preview(boss).shown] == [customer]


def test_a_level_is_accepted_by_the_road_of_an_edit(
    crm: Crm, lina: Actor, boss: Actor, buyer: CustomerId
) -> None:
    crm.level_reviews.review(boss)
    ids = [row.id for row in crm.level_reviews.proposals(boss) if row.customer_id == buyer]
    outcome = crm.level_reviews.accept(boss, ids)
    assert [each.customer_id for each in outcome.done] == [buyer]
    assert level_of(crm, buyer) is Level.A
    assert buyer not in {row.customer_id for row in crm.level_reviews.proposals(boss)}
    (change,) = crm.level_reviews.history(lina, buyer)
    assert (change.from_level, change.to_level) == (Level.C, Level.A)
    assert change.score is not None
    crm.history.undo(boss)
    assert level_of(crm, buyer) is Level.C
    assert buyer in {row.customer_id for row in crm.level_reviews.proposals(boss)}


def test_an_accepted_level_moves_the_deadline_as_an_edit_does(
    crm: Crm, boss: Actor, buyer: CustomerId
) -> None:
    drafts = [
        RuleDraft(
            (IdleCondition(60, DayUnit.ALL),), name="A", filter=RuleFilter(levels=frozenset("A"))
        ),
        RuleDraft((IdleCondition(20, DayUnit.ALL),), name="其余"),
    ]
    crm.rules.save(make.admin(crm), make.pool_id(crm), drafts, effective_day=TODAY)
    crm.level_reviews.review(boss)
    ids = [row.id for row in crm.level_reviews.proposals(boss) if row.customer_id == buyer]
    crm.level_reviews.accept(boss, ids)
    assert crm.customers.record(boss, buyer).row.last_day == TODAY + 60


def test_a_refused_level_leaves_the_customer_as_it_is(
    crm: Crm, boss: Actor, buyer: CustomerId
) -> None:
    crm.level_reviews.review(boss)
    ids = [row.id for row in crm.level_reviews.proposals(boss)]
    crm.level_reviews.refuse(boss, ids)
    assert level_of(crm, buyer) is Level.C
    assert crm.level_reviews.proposals(boss) == []
    crm.level_reviews.review(boss)
    assert crm.level_reviews.proposals(boss) == []
    again = crm.level_reviews.accept(boss, ids[:1]).results[0].error
    assert isinstance(again, RefusedError)
    assert isinstance(again.refusal, ProposalDecided)


def test_who_never_bought_is_told_apart_from_who_brings_nothing(
    crm: Crm, lina: Actor, boss: Actor, buyer: CustomerId
) -> None:
    hopeful = make.customer(
        crm, lina, "大有希望公司", needs="分期", decision_chain="总经理定", headcount="100-500人",
        budget_minor=90_000_000, level=Level.C,
    )  # fmt: skip
    crm.level_reviews.review(boss)
    (bought,) = crm.level_reviews.proposals(boss, buyer)
    (never,) = crm.level_reviews.proposals(boss, hopeful)
    assert (bought.has_bought, never.has_bought) == (True, False)
    assert never.score.contribution == 0
    shown = [shapes.proposal(row, make.SHANGHAI) for row in (bought, never)]
    assert [each["has_bought"] for each in shown] == [True, False]
    assert shown[0]["contribution"] == bought.score.contribution
    assert shown[1]["contribution"] is None
    use_language("zh")
    assert contribution_words(never) == "从未成交"


def test_only_who_stands_above_the_owner_decides(
    crm: Crm, lina: Actor, boss: Actor, buyer: CustomerId
) -> None:
    crm.level_reviews.review(boss)
    ids = [row.id for row in crm.level_reviews.proposals(boss)]
    with pytest.raises(NotPermittedError):
        crm.level_reviews.accept(lina, ids)
    with pytest.raises(NotPermittedError):
        crm.level_reviews.review(lina)
    own = make.customer(crm, boss, "经理自己的", needs="有", level=Level.A)
    crm.upkeep.run(make.admin(crm))
    crm.level_reviews.review(make.admin(crm))
    (mine,) = crm.level_reviews.proposals(boss, own)
    (outcome,) = crm.level_reviews.accept(boss, [mine.id]).results
    assert isinstance(outcome.error, RefusedError)
    assert isinstance(outcome.error.refusal, ProposalNotYours)
    assert crm.level_reviews.accept(make.admin(crm), [mine.id]).refused == ()


def test_the_review_runs_once_a_month_and_lets_old_proposals_go(
    crm: Crm, clock: FakeClock, boss: Actor, buyer: CustomerId
) -> None:
    make.set_condition(crm, days=3000)
    assert crm.upkeep.run(boss).levels == 1
    assert crm.upkeep.run(boss).levels == 0
    clock.advance(timedelta(days=31))
    assert crm.upkeep.is_due()
    assert crm.upkeep.run(boss).levels == 1
    (row,) = crm.level_reviews.proposals(boss)
    assert len(crm.level_reviews.proposals(boss, buyer)) == 2
    assert row.month == 202_612


def test_what_is_no_proposal_is_told_for_itself(crm: Crm, boss: Actor) -> None:
    (outcome,) = crm.level_reviews.refuse(boss, [999]).results
    assert outcome.error is not None
