"""Two programs that apply the same rules: each customer once, one version applied once."""

from __future__ import annotations

import json

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.days import DayUnit
from crm_tui.domain.pools import IdleCondition
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.users import Actor
from crm_tui.services.rules import applying
from tests import make
from tests.races.racing import race

CUSTOMERS = 30


def apply(crm: Crm, actor: Actor) -> list[int]:
    """Apply in steps of a few customers, so that both programs take some."""
    setattr(applying, "_FIRST_SPAN", 3)  # noqa: B010 - in a process of its own
    setattr(applying, "_LEAST_SPAN", 3)  # noqa: B010 - in a process of its own
    setattr(applying, "_WIDEST_SPAN", 3)  # noqa: B010 - in a process of its own
    return [applied.changed for applied in crm.rules.apply_due(actor)]


def test_two_programs_that_apply_rules_at_once_share_the_work(crm: Crm, clock: FakeClock) -> None:
    make.set_condition(crm, days=30, unit=DayUnit.ALL)
    lina, today = make.rep(crm, "lina"), make.NOW.toordinal()
    for number in range(CUSTOMERS):
        make.customer(crm, lina, name=f"客户{number}")
    drafts = [RuleDraft((IdleCondition(60, DayUnit.ALL),))]
    crm.rules.save(make.admin(crm), make.pool_id(crm), drafts, effective_day=today + 1)
    clock.advance(make.DAY)
    first, second = race(crm, apply, [[(lina,)], [(lina,)]], clock)
    # Whoever comes last to the end finds it done, and each customer was changed once.
    assert sorted([*first[0], *second[0]])[-1] == CUSTOMERS
    days = "SELECT DISTINCT last_day, rule_id FROM customer"
    assert make.query(crm, days) == [(today + 60, 2)]
    applied = "SELECT count(*) FROM event WHERE kind = 'pool_rules_applied'"
    assert make.query(crm, applied) == [(1,)]
    ((status, facts),) = make.query(crm, "SELECT status, facts FROM job_run WHERE kind = 'rules'")
    assert (status, json.loads(facts)["changed"]) == ("done", CUSTOMERS)
