"""The sweep: take back what nobody followed, in short transactions, held when suspicious."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import timedelta
from zoneinfo import ZoneInfo

from crm_tui.db.bulk import at_full_speed
from crm_tui.db.queries import batches, offices, pools
from crm_tui.db.queries.batches import SWEEP
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.days import day_of
from crm_tui.domain.events import Changed, JobStatus
from crm_tui.domain.identifiers import BatchId
from crm_tui.domain.pools import (
    DueCustomer,
    HoldCause,
    SweepReport,
)
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.errors import NotPermittedError
from crm_tui.services import calendars, holds, protection, rules
from crm_tui.services.custom_fields.recounting import finish_recount
from crm_tui.services.custom_fields.rewording import finish_rewording
from crm_tui.values import dataclass

CHUNK = 450
"""Customers a transaction takes: the write lock is held well under 250 ms."""
CLOCK_TOLERANCE = timedelta(minutes=5)
LISTED = 1000
_Place = tuple[int, int, int]
"""A last day, an owner and a customer: how far a sweep has come."""
_START = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Taking:
    """What a sweep takes: all that is due, or of that what is held."""

    today: int
    held: frozenset[int] | None
    is_confirmed: bool


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
    _zone: ZoneInfo | None = field(default=None)

    def is_due(self) -> bool:
        """Return whether a sweep would find anything, or none has run today; a few index seeks."""
        return not self._look().is_idle

    def preview(self, actor: Actor, as_of_day: int | None = None) -> SweepReport:
        """Return what a sweep would take, today or as of a later day; nothing is changed.

        Today, while one is held, it is what confirming it would take.
        """
        look = self._look()
        with self.database.reading(actor) as view:
            day = view.today if as_of_day is None else as_of_day
            cause = holds.hold_cause(view)
            held = holds.held_ids(view) if cause is not None and day == view.today else None
            if held is None:
                total = pools.visible_due_count(view, day)
            else:
                total = len(held.intersection(pools.visible_due_ids(view, day)))
            return SweepReport(
                as_of_day=day,
                dry_run=True,
                taken=_listed(view, day, held),
                total=total,
                held_because=cause,
                skipped_because=look.skipped_because,
            )

    def sweep(self, actor: Actor, *, confirmed: bool = False) -> SweepReport:
        """Take back every customer whose protection has ended.

        The first of a day applies what changed in the rules and the calendar before it takes
        anybody. Refuses to act when the clock stands before what the database has seen; holds a
        large sweep that something suspicious came before until an administrator confirms it, else
        raises NotPermittedError. Confirming takes those of the hold that are still due; what fell
        due since waits for the next sweep.
        """
        as_system = Actor(actor.user_id, Road.SWEEP)
        look = self._look()
        if confirmed:
            self._refuse_to_confirm(as_system)
        if look.is_clock_behind or look.is_idle:
            return SweepReport(look.today, False, (), 0, skipped_because=look.skipped_because)
        calendars.finish_changes(self.database, as_system)
        finish_recount(self.database, as_system)
        finish_rewording(self.database, as_system)
        rules.apply_due(self.database, as_system)
        with self.database.reading(as_system) as view:
            cause = holds.hold_cause(view)
            held = None if cause is None else holds.held_ids(view)
            listed = _listed(view, look.today, held)
        if cause is not None and not confirmed:
            total = self._record_hold(as_system, cause)
            return SweepReport(look.today, False, listed, total, held_because=cause)
        return self._take_all(as_system, _Taking(look.today, held, confirmed), listed)

    @operation(Permission.MANAGE_OFFICE)
    def dismiss(self, actor: Actor) -> int:
        """Let a held sweep go: what it held and is still due stays for the grace of its rule.

        Returns how many those are; nothing happens when no sweep is held.
        """
        with self.database.writing(actor) as unit:
            held = holds.held_ids(unit)
            if held is None:
                return 0
            kept = _let_stay(unit, sorted(held))
            facts: dict[str, object] = {
                "day": unit.today,
                "kept": kept,
                "by_id": unit.person.user_id,
            }
            batches.add_job_run(unit, SWEEP, JobStatus.DISMISSED, batch_id=None, facts=facts)
        self.database.clock_drift.begin()
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
        self, actor: Actor, taking: _Taking, listed: tuple[DueCustomer, ...]
    ) -> SweepReport:
        taken, batch_id = 0, None
        after: _Place | None = _START
        while after is not None:
            changed, number, after = self._take_chunk(actor, taking, after, batch_id)
            taken += number
            batch_id = batch_id or changed.batch_id
        self.database.clock_drift.begin()
        return SweepReport(taking.today, False, listed, taken, batch_id=batch_id)

    @operation(Permission.SWEEP)
    def _take_chunk(
        self, actor: Actor, taking: _Taking, after: _Place, batch_id: BatchId | None
    ) -> tuple[Changed, int, _Place | None]:
        with self.database.writing(actor) as unit, at_full_speed(unit.connection):
            if batch_id is not None:
                unit.continue_batch(batch_id)
            rows = pools.due_rows(unit, taking.today, CHUNK, after)
            is_last = len(rows) < CHUNK
            taken = [row for row in rows if taking.held is None or row.id in taking.held]
            if taken:
                protection.reclaim_overdue(unit, taken)
            if is_last:
                facts: dict[str, object] = {"day": unit.today}
                if taking.is_confirmed and batches.standing_hold(unit) is not None:
                    facts["confirmed_by_id"] = unit.person.user_id
                batch_id = unit.changed.batch_id
                batches.add_job_run(unit, SWEEP, JobStatus.DONE, batch_id=batch_id, facts=facts)
        last = None if is_last else rows[-1]
        place = None if last is None else (last.last_day, last.owner_id, last.id)
        return unit.changed, len(taken), place

    @operation(Permission.SWEEP)
    def _record_hold(self, actor: Actor, cause: HoldCause) -> int:
        with self.database.writing(actor) as unit:
            return holds.record_hold(unit, cause)


def _listed(view: View, day: int, held: frozenset[int] | None) -> tuple[DueCustomer, ...]:
    """Return what is due on a day, in sight; of a hold only its customers."""
    due = pools.due(view, day, LISTED)
    return tuple(row for row in due if held is None or row.customer_id in held)


def _let_stay(unit: Unit, ids: Sequence[int]) -> int:
    """Give those of a hold that are still due the grace of their rules; return how many."""
    kept = 0
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        for grace_days, rule_ids in pools.graces_of_due(unit, chunk).items():
            kept += pools.keep_due(unit, chunk, rule_ids, unit.today + grace_days)
    return kept
