"""What the statement makes of many customers is what the pure functions make of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import customers, pools
from crm_tui.db.queries.pools import recompute, rule_outcomes
from crm_tui.db.queries.pools.rule_outcomes import OUTCOME
from crm_tui.db.queries.pools.rule_terms import Spans
from crm_tui.db.raw import run
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import PERIOD_FACT
from crm_tui.db.schema.users import LEAVE
from crm_tui.db.scratch import scratch_tables
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.days import NEVER, DayUnit, WorkCalendar
from crm_tui.domain.pools import (
    Combine,
    Condition,
    ContractEndCondition,
    Deciding,
    FactKind,
    FirstContactCondition,
    FollowUpCountCondition,
    IdleCondition,
    Milestone,
    MilestoneCondition,
    NoDealCondition,
    NoOpportunityCondition,
    Rule,
    RuleFilter,
    protection,
    rule_facts,
    rule_for,
    with_grace,
)
from tests import make

CUSTOMERS = 40
LEVELS = [None, "A", "B", "C"]
TODAY = make.NOW.toordinal()
PATIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

days = st.integers(0, 9) | st.sampled_from([0, 365])
units = st.sampled_from(DayUnit)
levels = st.sampled_from(["A", "B", "C"])
tags = st.sampled_from(["VIP", "老客户", "展会"])
near = st.integers(TODAY - 20, TODAY + 40)
kinds = st.sampled_from(FactKind)
milestones = st.lists(
    st.builds(Milestone, kinds, days, st.sampled_from(["", "demo"])), min_size=1, max_size=3
)
conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(FirstContactCondition, days, units),
    st.builds(FollowUpCountCondition, st.integers(1, 3), days, units),
    st.builds(IdleCondition, days, units),
    st.builds(NoOpportunityCondition, days, units),
    st.builds(NoDealCondition, days, units),
    st.builds(MilestoneCondition, milestones.map(tuple), units),
    st.builds(ContractEndCondition, days, units),
)
filters = st.builds(
    RuleFilter,
    levels=st.frozensets(levels, max_size=2),
    types=st.frozensets(st.sampled_from(["potential", "deal"]), max_size=1),
    industry_ids=st.just(frozenset()) | st.frozensets(st.integers(1, 2), max_size=1),
    source_ids=st.just(frozenset()) | st.frozensets(st.integers(1, 2), max_size=1),
    provinces=st.just(frozenset()) | st.frozensets(st.just("江苏省"), max_size=1),
    tags=st.frozensets(tags, max_size=1),
)
rules = st.lists(
    st.builds(
        Rule,
        st.just(0),
        st.lists(conditions, max_size=3, unique_by=lambda each: each.code).map(tuple),
        st.sampled_from(Combine),
        filters | st.just(RuleFilter()) | st.just(RuleFilter()),
        st.frozensets(levels, max_size=1),
        st.frozensets(tags, max_size=1),
        warning_leads=st.sampled_from([(), (0,), (7, 3, 1, 0), (15, 1)]),
    ),
    max_size=4,
).map(lambda found: tuple(_numbered(rule, place) for place, rule in enumerate(found, start=101)))
calendars = st.builds(
    WorkCalendar,
    st.frozensets(near, max_size=30),
    st.frozensets(near, max_size=10),
    st.just(TODAY - 1000),
    st.just(TODAY + 1000),
)
leaves = st.lists(st.tuples(near, st.integers(0, 20), st.integers(0, 1)), max_size=1)


def _numbered(rule: Rule, number: int) -> Rule:
    fields = {name: getattr(rule, name) for name in Rule.__slots__}
    return Rule(**{**fields, "id": number})


@pytest.fixture(scope="module")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crm]:
    """An office whose customers two reps hold in turn."""
    opened = make.office(tmp_path_factory.mktemp("recompute"))
    people = [make.rep(opened, "lina"), make.rep(opened, "zhao")]
    for number in range(CUSTOMERS):
        make.customer(opened, people[number % 2], name=f"客户{number}")
    yield opened
    opened.close()


def _columns(dice: Random) -> dict[str, Any]:
    """A customer of any kind, its days close to each other so that bounds are met."""

    def maybe(first: int, last: int) -> int | None:
        return dice.choice([None, dice.randint(first, last)])

    clock_day = dice.choice([TODAY - dice.randint(0, 12), TODAY - 900])
    return {
        "industry_id": dice.choice([None, 1, 2]),
        "source_id": dice.choice([None, 1, 2]),
        "province": dice.choice(["", "江苏省", "北京市"]),
        "tags": dice.sample(["VIP", "老客户", "展会"], dice.choice([0, 0, 1, 2])),
        "clock_day": clock_day,
        "last_effective_day": dice.choice([None, clock_day, clock_day + 2, clock_day - 2]),
        "last_day": dice.choice([TODAY + dice.randint(-5, 30), NEVER]),
        "locked_until_day": maybe(TODAY - 5, TODAY + 12),
        "extended_until_day": maybe(TODAY - 5, TODAY + 12),
        "not_before_day": maybe(TODAY - 5, TODAY + 12),
        "rule_id": dice.choice([None, 99, 101, 102]),
        "deciding": dice.choice([Deciding.IDLE.value, Deciding.EXEMPT.value]),
    }


def _fact(dice: Random, clock_day: int) -> dict[str, Any]:
    day = clock_day + dice.randint(-1, 2)
    return {
        "kind": dice.choice(list(FactKind)),
        "subject_id": 1,
        "day": day,
        "until_day": dice.choice([None, clock_day + dice.randint(-1, 1), TODAY + 5]),
        "voided_day": dice.choice([None, None, day + dice.randint(0, 3)]),
        "detail": dice.choice(["", "demo", "phone"]),
    }


def _prepare(crm: Crm, seed: int, away: Sequence[tuple[int, int, int]]) -> None:
    dice = Random(seed)
    with crm.database.setting_up() as connection:
        connection.execute(delete(PERIOD_FACT))
        connection.execute(delete(LEAVE))
        stored = connection.execute(
            select(CUSTOMER.c.id, CUSTOMER.c.period_id, CUSTOMER.c.owner_id)
            .where(unscoped("a test"))
            .order_by(CUSTOMER.c.id)
        ).all()
        for each in stored:
            values = _columns(dice)
            chosen = update(CUSTOMER).where(CUSTOMER.c.id == each.id)
            connection.execute(chosen.values(**values))
            run(
                connection,
                "UPDATE customer SET level = ?, type = ? WHERE id = ?",
                (dice.choice(LEVELS), dice.choice(["potential", "deal"]), each.id),
            )
            for _ in range(dice.randint(0, 4)):
                fact = _fact(dice, values["clock_day"])
                connection.execute(insert(PERIOD_FACT).values(period_id=each.period_id, **fact))
        owners = sorted({each.owner_id for each in stored})
        for first, length, who in away:
            connection.execute(
                insert(LEAVE).values(
                    user_id=owners[who],
                    first_day=first,
                    last_day=first + length,
                    created_at=make.NOW,
                )
            )


def _outcomes(view: View) -> dict[int, tuple[object, ...]]:
    return {
        row.id: (row.rule_id, row.last_day, row.deciding, row.not_before_day)
        for row in view.connection.execute(select(OUTCOME))
    }


def _one_by_one(
    view: View, row: Any, found: Sequence[Rule], calendar: WorkCalendar, day: int
) -> tuple[object, ...]:
    labels = rule_facts(customers.fields_of(row))
    rule = rule_for(labels, found)
    facts = pools.clock_facts(view, row, rule.facts_read if rule else ())
    new = protection(labels, facts, rules=found, calendar=calendar)
    held = with_grace(
        new,
        previous_last_day=row.last_day,
        not_before_day=row.not_before_day,
        today=day,
        grace_days=new.grace_days,
    )
    rule_id = None if rule is None else rule.id
    return (rule_id, held.last_day, held.deciding.value, held.not_before_day)


@settings(deadline=None, suppress_health_check=PATIENT)
@given(
    st.integers(0, 1_000_000),
    rules,
    calendars,
    leaves,
    st.integers(-3, 3),
)
def test_the_statement_finds_what_the_pure_functions_find(
    crm: Crm,
    seed: int,
    found: tuple[Rule, ...],
    calendar: WorkCalendar,
    away: list[tuple[int, int, int]],
    later: int,
) -> None:
    _prepare(crm, seed, away)
    day = TODAY + later
    with crm.database.sketching(make.admin(crm)) as view:
        trial = recompute.Trial(make.pool_id(crm), found, day, Spans(calendar))
        ids = rule_outcomes.owned_ids(view, trial.pool_id)
        with scratch_tables(view.connection):
            rule_outcomes.choose(view, ids)
            stored = view.connection.execute(
                select(CUSTOMER)
                .where(*recompute.concerned(trial), unscoped("a test"))
                .order_by(CUSTOMER.c.id)
            ).all()
            recompute.fill_outcomes(view, trial, only_changed=False)
            with_leave = {row.id for row in recompute.customers_with_leave(view, trial)}
            set_based = _outcomes(view)
        with scratch_tables(view.connection):
            rule_outcomes.choose(view, ids)
            recompute.fill_outcomes(view, trial, only_changed=True)
            changed = _outcomes(view)
        one_by_one = {row.id: _one_by_one(view, row, found, calendar, day) for row in stored}
        absent = pools.leave_of(view, [row.id for row in stored])
    assert set(absent) <= with_leave
    assert set(set_based) == set(one_by_one)
    assert {key: value for key, value in set_based.items() if key not in absent} == {
        key: value for key, value in one_by_one.items() if key not in absent
    }
    before = {
        row.id: (row.rule_id, row.last_day, row.deciding, row.not_before_day) for row in stored
    }
    assert changed == {key: value for key, value in set_based.items() if value != before[key]}
