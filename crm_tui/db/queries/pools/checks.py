"""Whether the protected days that are stored are those that the rules of today give."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from crm_tui.db.queries.pools import recompute, rule_outcomes, rules
from crm_tui.db.queries.pools.recompute import Trial
from crm_tui.db.queries.pools.rule_outcomes import OUTCOME
from crm_tui.db.queries.pools.rule_terms import Spans
from crm_tui.db.schema.pools import POOL
from crm_tui.db.scratch import scratch_tables
from crm_tui.db.unit_of_work import View
from crm_tui.domain.identifiers import PoolId

WithLeave = Callable[[View, Trial], None]
"""Puts what the pure functions say in the place of what the statement found without the leave."""


def for_each_wrong(
    view: View, with_leave: WithLeave, then: Callable[[], None], named: int
) -> list[int]:
    """Return the first customers whose days are wrong; `then` is called while they lie prepared."""
    spans, found = Spans(view.calendar), list[int]()
    for pool_id in view.connection.execute(select(POOL.c.id).order_by(POOL.c.id)).scalars().all():
        trial = Trial(
            PoolId(pool_id), rules.rules_in_force(view, PoolId(pool_id)), view.today, spans
        )
        for ids in rule_outcomes.portions(rule_outcomes.owned_ids(view, PoolId(pool_id))):
            with scratch_tables(view.connection):
                rule_outcomes.choose(view, ids)
                recompute.fill_outcomes(view, trial, only_changed=True)
                with_leave(view, trial)
                if len(found) < named:
                    wrong = select(OUTCOME.c.id).order_by(OUTCOME.c.id).limit(named - len(found))
                    found += view.connection.execute(wrong).scalars().all()
                then()
    return found
