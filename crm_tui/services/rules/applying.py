"""Apply what took effect: bring every customer of a pool under its rules, in short steps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import field
from typing import Any

from crm_tui.db.bulk import at_full_speed
from crm_tui.db.queries import batches
from crm_tui.db.queries.batches import RULES
from crm_tui.db.queries.pools import recompute, rule_outcomes, rules
from crm_tui.db.queries.pools.recompute import Trial
from crm_tui.db.queries.pools.rule_terms import Spans
from crm_tui.db.scratch import scratch_tables
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import JobStatus, PoolRulesApplied
from crm_tui.domain.pools.rule_books import RulesApplied, RuleVersion
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.services.rules.trials import fill_those_with_leave
from crm_tui.values import dataclass

Progress = Callable[[int, int], None]
"""Told after every transaction how many customers were counted anew, and how many there are."""

_FIRST_SPAN = 2_000
_LEAST_SPAN = 100
_WIDEST_SPAN = 40_000
_LOCK_SECONDS = 0.15
"""How long a transaction should hold the write lock; how many the next one takes follows."""


def apply_due(
    database: Database, actor: Actor, progress: Progress | None = None
) -> tuple[RulesApplied, ...]:
    """Apply every version of the rules that has taken effect; return those that were applied.

    Any number of programs may do it at once, and one that was stopped goes on where it stopped:
    how far the work has come stands in the database.
    """
    as_system = Actor(actor.user_id, Road.SWEEP)
    with database.reading(as_system) as view:
        due, spans = rules.due_versions(view), Spans(view.calendar)
    return tuple(
        _Application(database, each, _Walk(_trial(each, spans))).finish(as_system, progress)
        for each in due
    )


def _trial(version: RuleVersion, spans: Spans) -> Trial:
    return Trial(version.pool_id, version.rules, version.effective_day, spans)


@dataclass(slots=True)
class _Walk:
    """The customers that a version is for, how many of them the next step takes, how many did."""

    trial: Trial
    span: int = field(default_factory=lambda: _FIRST_SPAN)
    ids: Sequence[int] = ()
    done: int = 0

    @property
    def is_over(self) -> bool:
        """Return whether none is left."""
        return self.done >= len(self.ids)

    def take(self, done_id: int) -> Sequence[int]:
        """Return the next ones after those that were done, here or by another program."""
        first = bisect_right(self.ids, done_id)
        self.done = min(first + self.span, len(self.ids))
        return self.ids[first : self.done]

    def adapt(self, seconds: float) -> None:
        """Let the next transaction hold the lock for about as long as one should."""
        factor = min(max(_LOCK_SECONDS / max(seconds, 0.001), 0.25), 1.5)
        self.span = min(max(int(self.span * factor), _LEAST_SPAN), _WIDEST_SPAN)


@dataclass(frozen=True, slots=True)
class _Application:
    """One version on its way to every customer of its pool."""

    database: Database
    version: RuleVersion
    walk: _Walk

    def finish(self, actor: Actor, progress: Progress | None) -> RulesApplied:
        """Take one step after another until all is done."""
        clock, walk = self.database.clock, self.walk
        self.begin(actor)
        with self.database.reading(actor) as view:
            walk.ids = rule_outcomes.owned_ids(view, self.version.pool_id)
        while True:
            started = clock.monotonic_seconds()
            applied = self.step(actor)
            walk.adapt(clock.monotonic_seconds() - started)
            if progress is not None and walk.ids:
                progress(walk.done, len(walk.ids))
            if applied is not None:
                return applied

    @operation(Permission.SWEEP)
    def begin(self, actor: Actor) -> None:
        """Note that the version is being applied.

        Who writes after this transaction does so under the version, so whatever comes to the pool
        after its customers were listed needs no step.
        """
        with self.database.writing(actor) as unit:
            found = _unapplied(unit, self.version)
            if found is not None:
                _run_of(unit, found)

    @operation(Permission.SWEEP)
    def step(self, actor: Actor) -> RulesApplied | None:
        """Take the next customers; return what was done in all once none is left.

        Where another program is on the same way, each takes those after the other's.
        """
        # To the end of the transaction: with less room, what was changed would be spilled.
        with self.database.writing(actor) as unit, at_full_speed(unit.connection):
            found = _unapplied(unit, self.version)
            if found is None:
                return RulesApplied(self.version.pool_id, self.version.version, 0)
            run, walk = _run_of(unit, found), self.walk
            ids = walk.take(run.facts["done_id"])
            changed = run.facts["changed"] + _apply(unit, walk.trial, ids)
            facts = {**run.facts, "changed": changed}
            if not walk.is_over:
                batches.note_progress(unit, run.id, {**facts, "done_id": ids[-1]})
                return None
            _finish(unit, found, run.id, facts)
            return RulesApplied(found.pool_id, found.version, changed)


def _unapplied(unit: Unit, version: RuleVersion) -> RuleVersion | None:
    """Return the version as it is stored unless nothing is to be done for it any more."""
    found = rules.version(unit, version.id)
    if found is None or found.applied_at is not None or found.superseded:
        return None
    return found


def _finish(unit: Unit, found: RuleVersion, run_id: int, facts: dict[str, Any]) -> None:
    rules.mark_applied(unit, found)
    batches.finish_job_run(unit, run_id, facts)
    after = {"pool_id": found.pool_id, "customers": facts["changed"]}
    unit.record(PoolRulesApplied(record_id=found.id, after=after))


def _run_of(unit: Unit, found: RuleVersion) -> Any:
    """Return the job that applies this version, begun now or by somebody before."""
    run = batches.last_job_run(unit, RULES, JobStatus.RUNNING)
    if run is not None and run.facts["version_id"] == found.id:
        return run
    if run is not None:
        # Another version overtook the one it was for.
        batches.finish_job_run(unit, run.id, run.facts)
    facts: dict[str, object] = {
        "pool_id": found.pool_id,
        "version_id": found.id,
        "done_id": 0,
        "changed": 0,
    }
    batches.add_job_run(unit, RULES, JobStatus.RUNNING, batch_id=None, facts=facts)
    return batches.last_job_run(unit, RULES, JobStatus.RUNNING)


def _apply(unit: Unit, trial: Trial, ids: Sequence[int]) -> int:
    """Bring some customers under a version; return how many changed."""
    with scratch_tables(unit.connection):
        rule_outcomes.choose(unit, ids)
        recompute.fill_outcomes(unit, trial, only_changed=True)
        fill_those_with_leave(unit, trial, only_changed=True)
        return rule_outcomes.store_outcomes(unit, RULES)
