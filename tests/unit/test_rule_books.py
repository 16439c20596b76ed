"""Versions of rules, what keeps them from being saved, and how they are told."""

from __future__ import annotations

from datetime import UTC, datetime

from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import (
    Combine,
    Deciding,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    RuleFilter,
    parse_filter,
)
from crm_tui.domain.pools.rule_books import (
    ConditionTwice,
    DaysOutOfRange,
    LeadsOutOfRange,
    NameTooLong,
    RuleDraft,
    RuleVersion,
    TooManyRules,
    draft_of,
    plain_exempt,
    plain_filter,
    rule_book,
    rule_faults,
    rule_of,
    trial_rules,
)
from crm_tui.presentation.rule_words import RuleWords, rule_lines, rule_sentence

WORDS = RuleWords({1: "软件"}, {"demo": "演示"})
AT = datetime(2026, 11, 22, tzinfo=UTC)


def version(number: int, day: int, *, superseded: bool = False) -> RuleVersion:
    return RuleVersion(
        number, PoolId(1), number, day, (), "", AT, "王伟", None, superseded=superseded
    )


def test_the_greatest_version_that_took_effect_is_in_force() -> None:
    versions = [version(1, 0), version(2, 10), version(3, 20), version(4, 15, superseded=True)]
    book = rule_book(PoolId(1), "公海", versions, today=12, may_edit=True)
    assert book.current is not None
    assert (book.current.version, [each.version for each in book.pending]) == (2, [3])
    assert [each.version for each in book.history] == [4, 3, 2, 1]


def test_a_rule_and_its_draft_are_each_others_inverse() -> None:
    draft = RuleDraft(
        (IdleCondition(3), FirstContactCondition(2, DayUnit.ALL)),
        Combine.ALL,
        RuleFilter(levels=frozenset("A"), industry_ids=frozenset({1})),
        frozenset("B"),
        frozenset({"VIP"}),
        "甲",
        (5,),
    )
    assert draft_of(rule_of(draft, 7)) == draft
    assert parse_filter(plain_filter(draft.filter)) == draft.filter
    assert plain_exempt(draft) == {"levels": ["B"], "tags": ["VIP"]}
    assert [rule.id for rule in trial_rules([draft, draft])] == [-1, -2]


def test_every_fault_of_a_draft_is_told_at_once() -> None:
    late = MilestoneCondition((Milestone(FactKind.VISIT, 9999),))
    draft = RuleDraft(
        (IdleCondition(1), IdleCondition(2), late), name="长" * 101, warning_leads=(-1,)
    )
    assert rule_faults([draft]) == (
        NameTooLong(draft.name),
        LeadsOutOfRange(draft.name),
        ConditionTwice(draft.name, Deciding.IDLE),
        DaysOutOfRange(draft.name, Deciding.MILESTONE, 9999),
    )
    assert rule_faults([RuleDraft(())] * 101) == (TooManyRules(101),)
    assert rule_faults([]) == ()


def test_a_rule_is_one_plain_sentence() -> None:
    draft = RuleDraft(
        (FollowUpCountCondition(2, 30, DayUnit.ALL), IdleCondition(15, DayUnit.WORKING)),
        name="A级",
    )
    assert rule_sentence(draft, WORDS) == (
        "A级: fewer than 2 follow-ups within 30 days or 15 working days without a follow-up"
        " → taken back"
    )
    assert rule_sentence(RuleDraft(()), WORDS) == "all customers: never taken back"


def test_whom_a_rule_is_for_and_whom_it_spares_stands_below() -> None:
    draft = RuleDraft(
        (MilestoneCondition((Milestone(FactKind.CONTACT, 15, "demo"),), DayUnit.ALL),),
        filter=RuleFilter(industry_ids=frozenset({1})),
        exempt_levels=frozenset("A"),
        name="软件",
        warning_leads=(),
    )
    assert list(rule_lines(draft, WORDS)) == [
        "软件: not reached in time: 演示 ≤ 15 days → taken back",
        "For: Industry 软件",
        "Never taken back: A",
        "Does not warn",
    ]
