"""The sweep: take back what nobody followed, in short transactions, held when suspicious."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm_tui.db.bulk import at_full_speed
from crm_tui.db.queries import batches, offices, pools
from crm_tui.db.queries.batches import CALENDAR, RESTORE, RULES, SWEEP
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.days import day_of
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
from crm_tui.services import calendars, protection, rules

CHUNK = 350
"""Customers a transaction takes: the write lock is held well under 250 ms."""
CLOCK_TOLERANCE = timedelta(minutes=5)
LISTED = 1000
_START = (0, 0)
_CAUSES = {
    RULES: HoldCause.RULES_CHANGED,
    CALENDAR: HoldCause.CALENDAR_CHANGED,
    RESTORE: HoldCause.RESTORED,
}


@dataclass(slots=True)
class _Anchor:
    wall_seconds: float
    monotonic_seconds: float


@dataclass(frozen=True, slots=True)
class _Look:
    """What can be told without knowing who asks."""

    today: int
    is_clock_behind: bool
    is_due: bool
    is_first_today: bool

    @property
    def is_idle(self) -> bool:
        """Return whether there is nothing to do."""
        return not (self.is_due or self.is_first_today)

    @property
    def skipped_because(self) -> str:
        """Return why no sweep may run now, or nothing."""
        return "clock_behind" if self.is_clock_behind else ""


@dataclass(slots=True)
class Sweeps:
    """Runs the sweep for the office, whoever's program notices that it is time."""

    database: Database
    _anchor: _Anchor | None = field(default=None)
    _zone: ZoneInfo | None = field(default=None)

    def is_due(self) -> bool:
        """Return whether a sweep would find anything, or none has run today; a few index seeks."""
        return not self._look().is_idle

    def preview(self, actor: Actor, as_of_day: int | None = None) -> SweepReport:
        """Return what a sweep would take, today or as of a later day; nothing is changed."""
        look = self._look()
        with self.database.reading(actor) as view:
            day = view.today if as_of_day is None else as_of_day
            return SweepReport(
                as_of_day=day,
                dry_run=True,
                taken=tuple(pools.due(view, day, LISTED)),
                total=pools.visible_due_count(view, day),
                held_because=self._hold_cause(view),
                skipped_because=look.skipped_because,
            )

    def sweep(self, actor: Actor, *, confirmed: bool = False) -> SweepReport:
        """Take back every customer whose protection has ended.

        The first of a day applies what changed in the rules and the calendar before it takes
        anybody. Refuses to act when the clock stands before what the database has seen; holds a
        large sweep that something suspicious came before until an administrator confirms it, else
        raises NotPermittedError.
        """
        as_system = Actor(actor.user_id, Road.SWEEP)
        look = self._look()
        if confirmed:
            self._refuse_to_confirm(as_system)
        if look.is_clock_behind or look.is_idle:
            return SweepReport(look.today, False, (), 0, skipped_because=look.skipped_because)
        calendars.finish_changes(self.database, as_system)
        rules.apply_due(self.database, as_system)
        with self.database.reading(as_system) as view:
            held = None if confirmed else self._hold_cause(view)
            listed = tuple(pools.due(view, look.today, LISTED))
            total = pools.due_count(view, look.today)
        if held is not None:
            self._record_hold(as_system, held)
            return SweepReport(look.today, False, listed, total, held_because=held)
        return self._take_all(as_system, look.today, listed, confirmed=confirmed)

    @operation(Permission.MANAGE_OFFICE)
    def dismiss(self, actor: Actor) -> int:
        """Let a held sweep go: what was due stays for the grace of its rule; return how many.

        Nothing happens when no sweep is held.
        """
        with self.database.writing(actor) as unit:
            if batches.standing_hold(unit) is None:
                return 0
            kept = sum(
                pools.keep_due(unit, rule_ids, unit.today + grace_days)
                for grace_days, rule_ids in pools.graces_of_due(unit).items()
            )
            facts: dict[str, object] = {
                "day": unit.today,
                "kept": kept,
                "by_id": unit.person.user_id,
            }
            batches.add_job_run(unit, SWEEP, JobStatus.DISMISSED, batch_id=None, facts=facts)
        return kept

    def _look(self) -> _Look:
        now = self.database.clock.now()
        with self.database.glancing() as connection:
            if self._zone is None:
                self._zone = offices.zone(connection)
            today = day_of(now, self._zone)
            found = pools.glance(connection, today)
        return _Look(
            today,
            now < found.latest - CLOCK_TOLERANCE,
            found.is_due or found.is_unapplied,
            found.swept_day != today,
        )

    def _refuse_to_confirm(self, actor: Actor) -> None:
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)

    def _take_all(
        self, actor: Actor, today: int, listed: tuple[DueCustomer, ...], *, confirmed: bool
    ) -> SweepReport:
        taken, batch_id = 0, None
        after: tuple[int, int] | None = _START
        while after is not None:
            changed, number, after = self._take_chunk(
                actor, today, after, batch_id, confirmed=confirmed
            )
            taken += number
            batch_id = batch_id or changed.batch_id
        return SweepReport(today, False, listed, taken, batch_id=batch_id)

    @operation(Permission.SWEEP)
    def _take_chunk(
        self,
        actor: Actor,
        today: int,
        after: tuple[int, int],
        batch_id: BatchId | None,
        *,
        confirmed: bool,
    ) -> tuple[Changed, int, tuple[int, int] | None]:
        with self.database.writing(actor) as unit, at_full_speed(unit.connection):
            if batch_id is not None:
                unit.continue_batch(batch_id)
            rows = pools.due_rows(unit, today, CHUNK, after)
            is_last = len(rows) < CHUNK
            if rows:
                protection.reclaim_overdue(unit, rows)
            if is_last:
                facts: dict[str, object] = {"day": unit.today}
                if confirmed and batches.standing_hold(unit) is not None:
                    facts["confirmed_by_id"] = unit.person.user_id
                batch_id = unit.changed.batch_id
                batches.add_job_run(unit, SWEEP, JobStatus.DONE, batch_id=batch_id, facts=facts)
        return unit.changed, len(rows), None if is_last else (rows[-1].last_day, rows[-1].id)

    @operation(Permission.SWEEP)
    def _record_hold(self, actor: Actor, cause: HoldCause) -> None:
        with self.database.writing(actor) as unit:
            standing = batches.standing_hold(unit)
            ids = pools.due_ids(unit, unit.today)
            facts: dict[str, object] = {
                "cause": cause.value,
                "ids": ids,
                "customers": len(ids),
                "since": unit.today if standing is None else standing.facts["since"],
            }
            if standing is None or standing.facts != facts:
                batches.add_job_run(unit, SWEEP, JobStatus.HELD, batch_id=None, facts=facts)

    def _hold_cause(self, view: View) -> HoldCause | None:
        settled = batches.last_settled_sweep(view)
        return why_hold_sweep(
            SweepOutlook(
                due=pools.due_count(view, view.today),
                owned=pools.owned_count(view),
                today=view.today,
                last_sweep_day=_settled_day(view, settled),
                clock_drift_seconds=self._drift(view),
                causes=_causes(view, 0 if settled is None else settled.id),
            )
        )

    def _drift(self, view: View) -> float:
        wall, monotonic = view.now.timestamp(), self.database.clock.monotonic_seconds()
        if self._anchor is None:
            self._anchor = _Anchor(wall, monotonic)
        return (wall - self._anchor.wall_seconds) - (monotonic - self._anchor.monotonic_seconds)


def _causes(view: View, settled_id: int) -> frozenset[HoldCause]:
    """Return what makes a large sweep suspicious since the last one that was settled.

    A hold stands until then, in any program, for the cause it was first held for.
    """
    held = batches.standing_hold(view)
    if held is not None:
        return frozenset({HoldCause(held.facts["cause"])})
    kinds = batches.kinds_run_since(view, _CAUSES, settled_id)
    return frozenset(_CAUSES[kind] for kind in kinds)


def _settled_day(view: View, settled: Any) -> int:
    """Return the day of the last completed sweep; that of the office's beginning before any."""
    if settled is None:
        return day_of(view.office.created_at, view.zone)
    return int(settled.facts["day"])
