"""Versions of a pool's rules: tried, saved, applied on their day before anybody is taken."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import Level
from crm_tui.domain.days import NEVER, DayRange, DayUnit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.pools import (
    Deciding,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    MemberKind,
    MilestoneCondition,
    NotPoolAdmin,
    RuleFilter,
)
from crm_tui.domain.pools.rule_books import (
    CountOutOfRange,
    DaysOutOfRange,
    EffectiveInPast,
    NameTaken,
    NoMilestones,
    NotPending,
    RuleDraft,
    RulePreview,
    draft_of,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import InvalidRulesError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.services.rules import applying
from tests import make

TODAY = make.NOW.toordinal()
GRACE = 7


def idle(days: int, **values: Any) -> RuleDraft:
    return RuleDraft((IdleCondition(days, DayUnit.ALL),), **values)


def save(crm: Crm, *drafts: RuleDraft, day: int = TODAY, actor: Actor | None = None) -> None:
    crm.rules.save(
        actor or make.admin(crm), make.pool_id(crm), drafts, effective_day=day, note="试试"
    )


def preview(crm: Crm, *drafts: RuleDraft, day: int, actor: Actor | None = None) -> RulePreview:
    who = actor or make.admin(crm)
    return crm.rules.preview(who, make.pool_id(crm), drafts, effective_day=day)


def last_days(crm: Crm) -> dict[int, int]:
    held = "SELECT id, last_day FROM customer WHERE owner_id IS NOT NULL ORDER BY id"
    return dict(make.query(crm, held))


def held(crm: Crm, actor: Actor, number: int, **values: Any) -> list[CustomerId]:
    return [make.customer(crm, actor, name=f"客户{each}", **values) for each in range(number)]


@pytest.fixture
def lina(crm: Crm) -> Actor:
    """A rep in an office whose pool takes back after 30 days of any kind."""
    make.set_condition(crm, days=30, unit=DayUnit.ALL)
    return make.rep(crm, "lina")


def test_a_version_takes_effect_at_midnight_before_anybody_is_taken(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    (customer,) = held(crm, lina, 1)
    save(crm, idle(90), day=TODAY + 31)
    clock.advance(31 * make.DAY)
    assert crm.sweeps.is_due()
    assert crm.sweeps.sweep(make.admin(crm)).total == 0
    assert last_days(crm) == {customer: TODAY + 90}
    version = crm.rules.rule_book(lina, make.pool_id(crm)).current
    assert version is not None
    assert (version.version, version.applied_at) == (2, clock.now())


def test_a_period_that_ended_before_the_version_stays_ended(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    held(crm, lina, 1)
    save(crm, idle(90), day=TODAY + 40)
    clock.advance(41 * make.DAY)
    assert crm.sweeps.sweep(make.admin(crm)).total == 1
    assert last_days(crm) == {}


def test_nothing_comes_forward_by_surprise(crm: Crm, clock: FakeClock, lina: Actor) -> None:
    (customer,) = held(crm, lina, 1)
    clock.advance(20 * make.DAY)
    save(crm, idle(3), day=TODAY + 20)
    assert last_days(crm) == {customer: TODAY + 20 + GRACE}
    columns = "SELECT deciding, not_before_day, not_before_cause FROM customer"
    promised = TODAY + 20 + GRACE
    assert make.query(crm, columns) == [(Deciding.GRACE.value, promised, "rules")]
    clock.advance(7 * make.DAY)
    assert crm.sweeps.sweep(make.admin(crm)).total == 0
    clock.advance(make.DAY)
    assert crm.sweeps.sweep(make.admin(crm)).total == 1


def test_the_grace_is_the_rules_largest_lead(crm: Crm, clock: FakeClock, lina: Actor) -> None:
    (customer,) = held(crm, lina, 1)
    clock.advance(10 * make.DAY)
    save(crm, idle(1, warning_leads=(2, 0)), day=TODAY + 10)
    assert last_days(crm) == {customer: TODAY + 12}


def test_a_version_saved_for_today_is_applied_at_once(crm: Crm, lina: Actor) -> None:
    (customer,) = held(crm, lina, 1)
    save(crm, idle(60))
    assert last_days(crm) == {customer: TODAY + 60}
    assert crm.rules.apply_due(lina) == ()


def test_no_rule_at_all_means_that_nothing_is_taken(crm: Crm, lina: Actor) -> None:
    (customer,) = held(crm, lina, 1)
    save(crm)
    assert last_days(crm) == {customer: NEVER}


def test_zero_days_are_the_same_day_and_not_off(crm: Crm, lina: Actor) -> None:
    make.set_pool(crm)
    (customer,) = held(crm, lina, 1)
    save(crm, idle(0, warning_leads=(0,)))
    assert last_days(crm) == {customer: TODAY}


def test_each_customer_runs_under_the_first_rule_that_fits(crm: Crm, lina: Actor) -> None:
    first, second = (
        make.customer(crm, lina, name=level.value, level=level) for level in (Level.A, Level.B)
    )
    third = make.customer(crm, lina, name="展会", tags=("展会",), level=Level.C)
    exempt = make.customer(crm, lina, name="老客户", tags=("VIP",), level=Level.A)
    save(
        crm,
        idle(
            40, name="A级", filter=RuleFilter(levels=frozenset("A")), exempt_tags=frozenset({"VIP"})
        ),
        idle(50, name="展会", filter=RuleFilter(tags=frozenset({"展会"}))),
        idle(60, name="其余"),
    )
    assert last_days(crm) == {
        first: TODAY + 40,
        second: TODAY + 60,
        third: TODAY + 50,
        exempt: NEVER,
    }


def test_a_change_of_one_rule_leaves_the_customers_of_the_others_alone(
    crm: Crm, lina: Actor
) -> None:
    best, rest = idle(20, filter=RuleFilter(levels=frozenset("A"))), idle(30)
    (first,) = held(crm, lina, 1, level=Level.A)
    (second,) = held(crm, lina, 1)
    save(crm, best, rest)
    (before,) = make.query(crm, f"SELECT rule_id, last_day FROM customer WHERE id = {second}")
    save(crm, idle(25, filter=RuleFilter(levels=frozenset("A"))), rest)
    (applied,) = make.query(
        crm, "SELECT facts FROM job_run WHERE kind = 'rules' ORDER BY id DESC LIMIT 1"
    )
    assert json.loads(applied[0])["changed"] == 1
    assert last_days(crm)[first] == TODAY + 25
    assert make.query(crm, f"SELECT rule_id, last_day FROM customer WHERE id = {second}") == [
        before
    ]


def test_a_rule_of_a_version_that_was_withdrawn_is_none_that_stays(crm: Crm, lina: Actor) -> None:
    admin, pool = make.admin(crm), make.pool_id(crm)
    save(crm, idle(50), day=TODAY + 5)
    (pending,) = crm.rules.rule_book(admin, pool).pending
    crm.rules.withdraw(admin, pending.id)
    save(crm, idle(50))
    (customer,) = held(crm, lina, 1)
    (version,) = make.query(
        crm,
        "SELECT v.version FROM customer c JOIN pool_rule r ON r.id = c.rule_id"
        f" JOIN pool_rule_version v ON v.id = r.version_id WHERE c.id = {customer}",
    )
    assert version == (3,)


def test_a_rule_put_first_takes_customers_from_one_that_did_not_change(
    crm: Crm, lina: Actor
) -> None:
    rest = idle(30)
    save(crm, rest)
    (best,) = held(crm, lina, 1, level=Level.A)
    save(crm, idle(40, filter=RuleFilter(levels=frozenset("A"))), rest)
    assert last_days(crm)[best] == TODAY + 40


def test_an_owner_who_relabels_a_customer_gains_no_day(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    save(
        crm,
        idle(40, name="A级", filter=RuleFilter(levels=frozenset("A"))),
        idle(90, name="其余"),
    )
    customer = make.customer(crm, lina, level=Level.A)
    crm.customers.edit(lina, customer, {"level": Level.C})
    assert last_days(crm) == {customer: TODAY + 40}
    clock.advance(make.DAY)
    make.follow_up(crm, lina, customer)
    assert last_days(crm) == {customer: TODAY + 41}


def test_a_killed_run_goes_on_where_it_stopped(
    crm: Crm, lina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("_FIRST_SPAN", "_LEAST_SPAN", "_WIDEST_SPAN"):
        monkeypatch.setattr(applying, bound, 2)
    customers = held(crm, lina, 5)

    class KilledError(Exception):
        pass

    def kill(done: int, _last: int) -> None:
        if done >= 2:
            raise KilledError

    book = make.pool_id(crm)
    with pytest.raises(KilledError):
        crm.rules.save(
            make.admin(crm), book, [idle(60)], effective_day=TODAY, note="", progress=kill
        )
    assert list(last_days(crm).values()) == [TODAY + 60] * 2 + [TODAY + 30] * 3
    running = "SELECT facts FROM job_run WHERE status = 'running'"
    ((facts,),) = make.query(crm, running)
    assert json.loads(facts)["done_id"] == 2
    assert crm.sweeps.is_due()
    seen: list[tuple[int, int]] = []
    (applied,) = crm.rules.apply_due(lina, lambda done, last: seen.append((done, last)))
    assert (applied.version, applied.changed) == (2, 5)
    assert last_days(crm) == dict.fromkeys(customers, TODAY + 60)
    assert seen == [(4, 5), (5, 5)]
    assert make.query(crm, running) == []


def test_what_the_dry_run_says_is_what_then_happens(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    zhao = make.rep(crm, "zhao")
    held(crm, lina, 3, level=Level.A)
    clock.advance(5 * make.DAY)
    held(crm, zhao, 2, level=Level.B)
    away = LeavePlan(zhao.user_id, DayRange(TODAY + 6, TODAY + 8))
    crm.leaves.record(make.admin(crm), away)
    drafts = [
        idle(2, filter=RuleFilter(levels=frozenset("A")), warning_leads=(1,)),
        RuleDraft((FirstContactCondition(4, DayUnit.WORKING),)),
    ]
    day = TODAY + 6
    said = preview(crm, *drafts, day=day)
    assert (said.owned, said.changed, said.earlier, said.later) == (5, 5, 5, 0)
    assert last_days(crm) == dict.fromkeys(last_days(crm), TODAY + 30) | {
        key: value for key, value in last_days(crm).items() if value != TODAY + 30
    }
    save(crm, *drafts, day=day)
    clock.advance(make.DAY)
    crm.sweeps.sweep(make.admin(crm))
    assert last_days(crm) == {each.customer_id: each.new_last_day for each in said.losses}
    left: list[tuple[int, int]] = []
    for day_after in range(day, day + 30):
        left.append((day_after, crm.sweeps.sweep(make.admin(crm), confirmed=True).total))
        clock.advance(make.DAY)
    assert [each for each in said.leaving if each[1]] == [each for each in left if each[1]]
    assert {each.owner: each.leaving for each in said.owners} == {"lina": 3, "zhao": 2}


def test_a_rep_reads_and_tries_the_rules_and_sees_only_their_own_customers(
    crm: Crm, lina: Actor
) -> None:
    held(crm, lina, 1)
    make.customer(crm, make.rep(crm, "zhao"), name="别人的")
    said = preview(crm, idle(10), day=TODAY + 1, actor=lina)
    assert (said.owned, [each.owner for each in said.owners]) == (1, ["lina"])
    assert not crm.rules.rule_book(lina, make.pool_id(crm)).may_edit
    with pytest.raises(NotPermittedError):
        save(crm, idle(10), actor=lina)


def test_the_rules_of_a_pool_one_does_not_belong_to_are_not_found(crm: Crm, lina: Actor) -> None:
    other = make.pool(crm, "别的", members=[])
    with pytest.raises(NotFoundError):
        crm.rules.rule_book(lina, other)
    with pytest.raises(NotFoundError):
        crm.rules.preview(lina, other, [], effective_day=TODAY)


def test_a_pool_admin_writes_the_rules_of_their_own_pool_only(crm: Crm, lina: Actor) -> None:
    pool = make.pool_id(crm)
    other = make.pool(crm, "别的", members=[lina])
    make.member(crm, pool, MemberKind.USER, lina.user_id, is_admin=True)
    save(crm, idle(20), actor=lina)
    with pytest.raises(RefusedError) as caught:
        crm.rules.save(lina, other, [], effective_day=TODAY)
    assert caught.value.refusal == NotPoolAdmin("别的")


def test_a_version_to_come_can_be_withdrawn_and_that_undone(crm: Crm, lina: Actor) -> None:
    admin, pool = make.admin(crm), make.pool_id(crm)
    save(crm, idle(60), day=TODAY + 5)
    (pending,) = crm.rules.rule_book(lina, pool).pending
    crm.rules.withdraw(admin, pending.id)
    assert crm.rules.rule_book(lina, pool).pending == ()
    crm.history.undo(admin)
    assert [each.id for each in crm.rules.rule_book(lina, pool).pending] == [pending.id]


def test_a_version_in_force_cannot_be_withdrawn(crm: Crm, lina: Actor) -> None:
    save(crm, idle(60))
    current = crm.rules.rule_book(lina, make.pool_id(crm)).current
    assert current is not None
    with pytest.raises(RefusedError) as caught:
        crm.rules.withdraw(make.admin(crm), current.id)
    assert caught.value.refusal == NotPending("公海", 2)


def test_a_version_that_takes_effect_earlier_overtakes_one_to_come(crm: Crm, lina: Actor) -> None:
    pool = make.pool_id(crm)
    save(crm, idle(60), day=TODAY + 9)
    save(crm, idle(70), day=TODAY + 5)
    book = crm.rules.rule_book(lina, pool)
    assert [each.version for each in book.pending] == [3]
    assert [draft_of(rule) for rule in book.latest_rules] == [idle(70)]
    crm.history.undo(make.admin(crm))
    assert [each.version for each in crm.rules.rule_book(lina, pool).pending] == [2]


def test_a_job_of_an_overtaken_version_leaves_nothing_to_do(
    crm: Crm, lina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("_FIRST_SPAN", "_LEAST_SPAN", "_WIDEST_SPAN"):
        monkeypatch.setattr(applying, bound, 2)
    held(crm, lina, 5)
    crm.sweeps.sweep(lina)

    class KilledError(Exception):
        pass

    def kill(_done: int, _last: int) -> None:
        raise KilledError

    with pytest.raises(KilledError):
        crm.rules.save(
            make.admin(crm),
            make.pool_id(crm),
            [idle(60)],
            effective_day=TODAY,
            note="",
            progress=kill,
        )
    assert crm.sweeps.is_due()
    with crm.database.setting_up() as connection:
        overtaken = "UPDATE pool_rule_version SET superseded = TRUE WHERE version = 2"
        connection.exec_driver_sql(overtaken)
    assert make.query(crm, "SELECT count(*) FROM job_run WHERE status = 'running'") == [(1,)]
    assert not crm.sweeps.is_due()


def test_only_the_newest_of_several_versions_that_took_effect_is_applied(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    (customer,) = held(crm, lina, 1)
    save(crm, idle(60), day=TODAY + 1)
    save(crm, idle(70), day=TODAY + 2)
    clock.advance(3 * make.DAY)
    (applied,) = crm.rules.apply_due(lina)
    assert applied.version == 3
    assert last_days(crm) == {customer: TODAY + 70}
    assert crm.rules.apply_due(lina) == ()


@pytest.mark.parametrize(
    ("drafts", "fault"),
    [
        ([idle(-1)], DaysOutOfRange("", Deciding.IDLE, -1)),
        ([idle(3651)], DaysOutOfRange("", Deciding.IDLE, 3651)),
        ([RuleDraft((FollowUpCountCondition(0, 30),))], CountOutOfRange("", 0)),
        ([RuleDraft((MilestoneCondition(()),), name="甲")], NoMilestones("甲")),
        ([idle(1, name="甲"), idle(2, name="甲")], NameTaken("甲")),
    ],
)
def test_rules_that_make_no_sense_are_refused_with_the_reason(
    crm: Crm, drafts: Sequence[RuleDraft], fault: object
) -> None:
    with pytest.raises(InvalidRulesError) as caught:
        save(crm, *drafts)
    assert caught.value.faults == (fault,)
    with pytest.raises(InvalidRulesError):
        preview(crm, *drafts, day=TODAY)


def test_a_version_cannot_take_effect_in_the_past(crm: Crm) -> None:
    with pytest.raises(InvalidRulesError) as caught:
        save(crm, idle(1), day=TODAY - 1)
    assert caught.value.faults == (EffectiveInPast(TODAY - 1, TODAY),)


def test_a_follow_up_between_midnight_and_the_first_sweep_counts_under_the_new_rules(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    (customer,) = held(crm, lina, 1)
    save(crm, idle(50), day=TODAY + 1)
    clock.advance(timedelta(hours=14, minutes=1))
    make.follow_up(crm, lina, customer)
    assert last_days(crm) == {customer: TODAY + 51}
    crm.sweeps.sweep(make.admin(crm))
    assert last_days(crm) == {customer: TODAY + 51}


def test_a_write_before_the_first_sweep_runs_under_a_rule_that_was_put_first(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    rest = idle(30)
    save(crm, rest)
    (best,) = held(crm, lina, 1, level=Level.A)
    save(crm, idle(40, filter=RuleFilter(levels=frozenset("A"))), rest, day=TODAY + 1)
    clock.advance(timedelta(hours=14, minutes=1))
    make.follow_up(crm, lina, best)
    assert last_days(crm) == {best: TODAY + 41}
