"""The sweep: take back what nobody followed, in short transactions, held when suspicious."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from crm_tui.db.queries import batches, pools
from crm_tui.db.queries.batches import SWEEP
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.events import Changed, JobStatus
from crm_tui.domain.identifiers import BatchId
from crm_tui.domain.pools import (
    DueCustomer,
    HoldCause,
    SweepOutlook,
    SweepReport,
    why_hold_sweep,
)
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.errors import NotPermittedError
from crm_tui.services import protection

CHUNK = 500
"""Customers a transaction takes: the write lock is held well under 250 ms."""
CLOCK_TOLERANCE = timedelta(minutes=5)
LISTED = 1000
_START = (0, 0)


@dataclass(slots=True)
class _Anchor:
    wall_seconds: float
    monotonic_seconds: float


@dataclass(slots=True)
class Sweeps:
    """Runs the sweep for the office, whoever's program notices that it is time."""

    database: Database
    _anchor: _Anchor | None = field(default=None)

    def is_due(self, actor: Actor) -> bool:
        """Return whether a sweep would find anything, or none has run today; two index seeks."""
        with self.database.reading(actor) as view:
            return pools.anything_due(view, view.today) or not _has_run(view)

    def preview(self, actor: Actor, as_of_day: int | None = None) -> SweepReport:
        """Return what a sweep would take, today or as of a later day; nothing is changed."""
        with self.database.reading(actor) as view:
            day = view.today if as_of_day is None else as_of_day
            return SweepReport(
                as_of_day=day,
                dry_run=True,
                taken=tuple(pools.due(view, day, LISTED)),
                total=pools.due_count(view, day),
                held_because=self._hold_cause(view),
                skipped_because=_why_not_now(view),
            )

    def sweep(self, actor: Actor, *, confirmed: bool = False) -> SweepReport:
        """Take back every customer whose protection has ended.

        Refuses to act when the clock stands before what the database has seen; holds a large
        sweep that follows a long pause or a moved clock until an administrator confirms it, else
        raises NotPermittedError.
        """
        as_system = Actor(actor.user_id, Road.SWEEP)
        with self.database.reading(as_system) as view:
            if confirmed and not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)
            today, skipped = view.today, _why_not_now(view)
            is_idle = not pools.anything_due(view, today)
            if skipped or (is_idle and _has_run(view)):
                return SweepReport(today, False, (), 0, skipped_because=skipped)
            held = None if confirmed else self._hold_cause(view)
            listed = tuple(pools.due(view, today, LISTED))
            total = pools.due_count(view, today)
        if held is not None:
            self._record_hold(as_system, held, total)
            return SweepReport(today, False, listed, total, held_because=held)
        return self._take_all(as_system, today, listed)

    @operation(Permission.MANAGE_OFFICE)
    def dismiss(self, actor: Actor) -> int:
        """Let a held sweep go: what was due stays for the grace of its pool; return how many.

        Nothing happens when no sweep is held.
        """
        with self.database.writing(actor) as unit:
            if batches.standing_hold(unit) is None:
                return 0
            kept = sum(
                pools.keep_due(unit, pool_id, unit.today + pools.policy(unit, pool_id).grace_days)
                for pool_id in pools.pool_ids(unit)
            )
            facts: dict[str, object] = {"day": unit.today, "kept": kept}
            batches.add_job_run(unit, SWEEP, JobStatus.DONE, batch_id=None, facts=facts)
        return kept

    def _take_all(self, actor: Actor, today: int, listed: tuple[DueCustomer, ...]) -> SweepReport:
        taken, batch_id = 0, None
        after: tuple[int, int] | None = _START
        while after is not None:
            changed, number, after = self._take_chunk(actor, today, after, batch_id)
            taken += number
            batch_id = batch_id or changed.batch_id
        return SweepReport(today, False, listed, taken, batch_id=batch_id)

    @operation(Permission.SWEEP)
    def _take_chunk(
        self, actor: Actor, today: int, after: tuple[int, int], batch_id: BatchId | None
    ) -> tuple[Changed, int, tuple[int, int] | None]:
        with self.database.writing(actor) as unit:
            if batch_id is not None:
                unit.continue_batch(batch_id)
            rows = pools.due_rows(unit, today, CHUNK, after)
            is_last = len(rows) < CHUNK
            if rows:
                protection.reclaim_overdue(unit, rows)
            if is_last:
                facts: dict[str, object] = {"day": unit.today}
                batch_id = unit.changed.batch_id
                batches.add_job_run(unit, SWEEP, JobStatus.DONE, batch_id=batch_id, facts=facts)
        return unit.changed, len(rows), None if is_last else (rows[-1].last_day, rows[-1].id)

    @operation(Permission.SWEEP)
    def _record_hold(self, actor: Actor, cause: HoldCause, total: int) -> None:
        with self.database.writing(actor) as unit:
            facts: dict[str, object] = {
                "cause": cause.value,
                "customers": total,
                "day": unit.today,
            }
            last = batches.last_job_run(unit, SWEEP, JobStatus.HELD)
            if last is None or last.facts != facts:
                batches.add_job_run(unit, SWEEP, JobStatus.HELD, batch_id=None, facts=facts)

    def _hold_cause(self, view: View) -> HoldCause | None:
        last = batches.last_job_run(view, SWEEP, JobStatus.DONE)
        return why_hold_sweep(
            SweepOutlook(
                due=pools.due_count(view, view.today),
                owned=pools.owned_count(view),
                today=view.today,
                last_sweep_day=None if last is None else int(last.facts["day"]),
                clock_drift_seconds=self._drift(view),
                causes=_standing_causes(view),
            )
        )

    def _drift(self, view: View) -> float:
        wall, monotonic = view.now.timestamp(), self.database.clock.monotonic_seconds()
        if self._anchor is None:
            self._anchor = _Anchor(wall, monotonic)
        return (wall - self._anchor.wall_seconds) - (monotonic - self._anchor.monotonic_seconds)


def _why_not_now(view: View) -> str:
    if view.now < view.office.max_seen_at - CLOCK_TOLERANCE:
        return "clock_behind"
    return ""


def _has_run(view: View) -> bool:
    """Return whether a sweep was completed today, so that a pause can be told from quiet days."""
    last = batches.last_job_run(view, SWEEP, JobStatus.DONE)
    return last is not None and int(last.facts["day"]) == view.today


def _standing_causes(view: View) -> frozenset[HoldCause]:
    """Return why a sweep is held already: a hold stands until one is completed, in any program."""
    held = batches.standing_hold(view)
    return frozenset() if held is None else frozenset({HoldCause(held.facts["cause"])})
