"""From when the imported customers count, and until which day nothing takes them back."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crm_tui.db.queries import pools, users
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import NEVER, Leave
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.imports.openings import OpeningLine, spread_last_days
from crm_tui.domain.pools import ClockFacts, Deciding, FactKind, PeriodFact, protection
from crm_tui.services.imports.placing import Placed
from crm_tui.values import dataclass

OPENING = "opening"
"""The cause of a day before which an opening import lets nothing be taken back."""


@dataclass(frozen=True, slots=True)
class ImportedClock:
    """What the clock of an imported customer with an owner starts with."""

    clock_day: int
    last_effective_day: int | None
    last_day: int
    deciding: str
    rule_id: int | None
    not_before_day: int | None = None


class Clocks:
    """Computes clocks; equal rows of one person are computed once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._leave: dict[UserId, Leave] = {}
        self._clocks: dict[tuple[object, ...], ImportedClock] = {}

    def of(self, placed: Placed) -> ImportedClock | None:
        """Return the clock of a row that somebody gets, None for one that lies in its pool."""
        if placed.holder_id is None:
            return None
        facts, opening, policy = placed.row.rule_facts, placed.row.opening, placed.policy
        key = (placed.owner_id, policy.pool_id, facts, opening)
        if key not in self._clocks:
            since = opening.claimed_since or self._view.today
            worked = opening.last_follow_up
            effective = worked if worked is not None and worked >= since else None
            worked_on = () if effective is None else (PeriodFact(FactKind.CONTACT, effective),)
            found = protection(
                facts,
                ClockFacts(since, effective, self._leave_of(placed.holder_id), worked_on),
                rules=policy.rules,
                calendar=self._view.calendar,
            )
            self._clocks[key] = ImportedClock(
                since,
                effective,
                found.last_day,
                found.deciding.value,
                found.rule.id if found.rule else None,
            )
        return self._clocks[key]

    def _leave_of(self, user_id: UserId) -> Leave:
        if user_id not in self._leave:
            self._leave[user_id] = users.leave_of(self._view.connection, user_id)
        return self._leave[user_id]


class Spreading:
    """Puts off the deadlines of an opening import: first all are told, then given out again.

    Those of each person are put off by the days the office sets, and spread over working days.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._days: dict[UserId, array[int]] = defaultdict(lambda: array("q"))
        self._over: dict[UserId, int] = defaultdict(int)
        self._turns: dict[UserId, Iterator[int]] = {}

    def note(self, placed: Placed, clock: ImportedClock | None) -> None:
        """Take the deadline of a row into account."""
        if clock is not None and placed.holder_id is not None:
            self._days[placed.holder_id].append(clock.last_day)
            self._over[placed.holder_id] += placed.exceeds is not None

    def spread(self) -> None:
        """Spread what was told."""
        for user_id, days in self._days.items():
            self._days[user_id] = array("q", self._spread(days))
            self._turns[user_id] = iter(self._days[user_id])

    def _spread(self, days: Iterable[int]) -> list[int]:
        return spread_last_days(
            list(days),
            first_day=self._view.today + self._view.office.opening_days,
            calendar=self._view.calendar,
        )

    def put_off(self, placed: Placed, clock: ImportedClock | None) -> ImportedClock | None:
        """Return the clock of a row with its new day; asked in the order in which they came."""
        if clock is None or placed.holder_id is None:
            return None
        day = next(self._turns[placed.holder_id])
        if day <= clock.last_day:
            return clock
        return replace(clock, last_day=day, not_before_day=day, deciding=Deciding.GRACE.value)

    def lines(self, names: dict[UserId, str]) -> tuple[OpeningLine, ...]:
        """Return per person what they get, their limit, and the first deadline."""
        found = []
        for user_id, days in sorted(self._days.items()):
            first = min(days, default=NEVER)
            allowance = pools.allowance(self._view, user_id)
            limit = allowance.general
            held = sum(group.number for group in allowance.holdings)
            found.append(
                OpeningLine(
                    user_id,
                    names.get(user_id, ""),
                    len(days),
                    len(days) + (held if limit is None else allowance.held_under(limit)),
                    None if limit is None else limit.maximum,
                    self._over[user_id],
                    None if first >= NEVER else first + 1,
                )
            )
        return tuple(found)
