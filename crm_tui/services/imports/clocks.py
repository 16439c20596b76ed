"""From when the imported customers count, and until which day nothing takes them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crm_tui.db.queries import pools, users
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import NEVER, Leave
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.imports.openings import OpeningLine, spread_last_days
from crm_tui.domain.imports.outcomes import ImportPlan
from crm_tui.domain.pools import ClockFacts, Deciding, FactKind, PeriodFact, protection
from crm_tui.services.imports.deciding import Decision
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


def clocks_of(view: View, plan: ImportPlan, placed: Sequence[Placed]) -> list[ImportedClock | None]:
    """Return the clock of every row, None for one that lies in its pool.

    In an opening import the deadlines of each person are put off by the days the office sets, and
    spread over working days.
    """
    maker = _ClockMaker(view)
    clocks = [maker.clock(each) if _is_owned(each) else None for each in placed]
    if plan.is_opening:
        for places in _by_owner(placed).values():
            _put_off(view, clocks, places)
    return clocks


def _is_owned(placed: Placed) -> bool:
    return placed.owner_id is not None and not placed.is_reserved


class _ClockMaker:
    """Computes clocks; equal rows of one person are computed once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._leave: dict[UserId, Leave] = {}
        self._clocks: dict[tuple[object, ...], ImportedClock] = {}

    def clock(self, placed: Placed) -> ImportedClock:
        """Return the clock of a row that somebody gets."""
        facts, opening, policy = placed.row.rule_facts, placed.row.opening, placed.policy
        key = (placed.owner_id, policy.pool_id, facts, opening)
        if key not in self._clocks:
            since = opening.claimed_since or self._view.today
            worked = opening.last_follow_up
            effective = worked if worked is not None and worked >= since else None
            worked_on = () if effective is None else (PeriodFact(FactKind.CONTACT, effective),)
            found = protection(
                facts,
                ClockFacts(since, effective, self._leave_of(placed.owner_id), worked_on),
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

    def _leave_of(self, user_id: UserId | None) -> Leave:
        if user_id is None:
            return ()
        if user_id not in self._leave:
            self._leave[user_id] = users.leave_of(self._view.connection, user_id)
        return self._leave[user_id]


def _by_owner(placed: Sequence[Placed]) -> dict[UserId, list[int]]:
    places: dict[UserId, list[int]] = defaultdict(list)
    for place, each in enumerate(placed):
        if each.owner_id is not None and not each.is_reserved:
            places[each.owner_id].append(place)
    return places


def _put_off(view: View, clocks: list[ImportedClock | None], places: Iterable[int]) -> None:
    owned = [(place, clock) for place in places if (clock := clocks[place]) is not None]
    spread = spread_last_days(
        [clock.last_day for _, clock in owned],
        first_day=view.today + view.office.opening_days,
        calendar=view.calendar,
    )
    for (place, clock), day in zip(owned, spread, strict=True):
        if day > clock.last_day:
            clocks[place] = replace(
                clock, last_day=day, not_before_day=day, deciding=Deciding.GRACE.value
            )


def opening_lines(
    view: View, decision: Decision, clocks: Sequence[ImportedClock | None]
) -> tuple[OpeningLine, ...]:
    """Return per person what an opening import gives them, their limit, and the first deadline."""
    placed, names = decision.placed, decision.names
    lines = []
    for user_id, places in sorted(_by_owner(placed).items()):
        days = [clock.last_day for place in places if (clock := clocks[place]) is not None]
        first = min(days, default=NEVER)
        allowance = pools.allowance(view, user_id)
        limit = allowance.general
        held = sum(group.number for group in allowance.holdings)
        lines.append(
            OpeningLine(
                user_id,
                names.get(user_id, ""),
                len(places),
                len(places) + (held if limit is None else allowance.held_under(limit)),
                None if limit is None else limit.maximum,
                sum(placed[place].exceeds is not None for place in places),
                None if first >= NEVER else first + 1,
            )
        )
    return tuple(lines)
