"""试算: what rules would do, told without changing anything."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import customers, pools
from crm_tui.db.queries.pools import recompute, rule_outcomes
from crm_tui.db.queries.pools.recompute import Trial
from crm_tui.db.queries.pools.rule_terms import Spans
from crm_tui.db.scratch import scratch_tables
from crm_tui.db.unit_of_work import View
from crm_tui.domain.pools import ClockFacts, Rule, protection, rule_facts, with_grace
from crm_tui.domain.pools.rule_books import PREVIEW_DAYS, PREVIEW_LISTED, RuleBook, RulePreview
from crm_tui.domain.pools.rule_warnings import RuleWarning, warnings_of

_COMPARED = ("rule_id", "last_day", "deciding", "not_before_day")


def preview(
    view: View, book: RuleBook, found: tuple[Rule, ...], *, effective_day: int
) -> RulePreview:
    """Return what rules would do to the customers of a pool that the person may see."""
    spans = Spans(view.calendar)
    trial = Trial(book.pool_id, found, effective_day, spans)
    with scratch_tables(view.connection):
        rule_outcomes.choose_in_sight(view, book.pool_id)
        recompute.fill_outcomes(view, trial, only_changed=False)
        fill_those_with_leave(view, trial, only_changed=False)
        return _preview(view, book, trial)


def fill_those_with_leave(view: View, trial: Trial, *, only_changed: bool) -> None:
    """Put what the pure functions say in the place of what the statement found without the leave.

    `only_changed` leaves out those for whom everything stays as it is.
    """
    away = recompute.customers_with_leave(view, trial)
    if not away:
        return
    kinds = frozenset().union(*(rule.facts_read for rule in trial.rules))
    facts = pools.clock_facts_of(view, away, kinds)
    computed = [_outcome(view, trial, row, facts[row.id]) for row in away]
    if only_changed:
        before = {row.id: tuple(getattr(row, name) for name in _COMPARED) for row in away}
        computed = [
            each
            for each in computed
            if tuple(each[name] for name in _COMPARED) != before[each["id"]]
        ]
    rule_outcomes.replace_outcomes(view, [row.id for row in away], computed)


def _outcome(view: View, trial: Trial, row: Any, facts: ClockFacts) -> dict[str, Any]:
    found = protection(
        rule_facts(customers.fields_of(row)), facts, rules=trial.rules, calendar=view.calendar
    )
    held = with_grace(
        found,
        previous_last_day=row.last_day,
        not_before_day=row.not_before_day,
        today=trial.day,
        grace_days=found.grace_days,
    )
    return {
        "id": row.id,
        "owner_id": row.owner_id,
        "old_day": row.last_day,
        "rule_id": None if found.rule is None else found.rule.id,
        "last_day": held.last_day,
        "deciding": held.deciding.value,
        "not_before_day": held.not_before_day,
        "missing": None,
    }


def _preview(view: View, book: RuleBook, trial: Trial) -> RulePreview:
    first, last = trial.day - 1, trial.day + PREVIEW_DAYS - 2
    owners = rule_outcomes.impacts(view, first, last)
    by_day = rule_outcomes.last_days(view, first, last)
    return RulePreview(
        pool_id=book.pool_id,
        pool=book.pool,
        effective_day=trial.day,
        owned=sum(each.owned for each in owners),
        changed=sum(each.changed for each in owners),
        earlier=sum(each.earlier for each in owners),
        later=sum(each.later for each in owners),
        leaving=tuple((day + 1, by_day.get(day, 0)) for day in range(first, last + 1)),
        owners=tuple(owners),
        losses=tuple(rule_outcomes.earlier_losses(view, PREVIEW_LISTED)),
        warnings=_warnings(trial.rules),
    )


def _warnings(found: tuple[Rule, ...]) -> tuple[RuleWarning, ...]:
    return tuple(warning for _number, warning in warnings_of(found))
