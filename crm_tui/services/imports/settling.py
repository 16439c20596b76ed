"""Where each row of a file goes, as the office stands; whether it still does under the lock."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import field
from itertools import islice

from crm_tui.db.queries import imports, pools
from crm_tui.db.staged_customers import StagedCustomers
from crm_tui.db.staged_insertions import Row
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.imports import HeaderMatch
from crm_tui.domain.imports.openings import OpeningLine
from crm_tui.domain.imports.outcomes import (
    ImportedLine,
    Outcome,
    PresentLine,
    RefusedLine,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import Fate
from crm_tui.domain.pools import Allowance, HoldingLimitReached
from crm_tui.domain.search import said_tokens
from crm_tui.services.imports.clocks import Clocks, ImportedClock, Spreading
from crm_tui.services.imports.deciding import Decider, Verdict
from crm_tui.services.imports.foreseeing import Foreseer
from crm_tui.services.imports.ledgers import Ledger, Step
from crm_tui.services.imports.placing import Homes, Placed, Receivers
from crm_tui.services.imports.reading import Watch
from crm_tui.services.imports.spools import CHUNK, Spool
from crm_tui.services.imports.stages import Stage
from crm_tui.services.imports.storing import HomeMaker, home_key, noted
from crm_tui.values import dataclass

Clocked = tuple[Placed, ImportedClock | None]
Lock = Callable[[UserId], None]


@dataclass(slots=True)
class Settled:
    """What becomes of every row as one view of the office told."""

    ledger: Ledger
    seen_event: int
    today: int
    places: list[Clocked] = field(default_factory=list)
    """One row of each home, by the numbers under which they were staged."""
    number: int = 0
    """How many customers are new."""
    changing: Spool[Verdict] = field(default_factory=Spool)
    given: Counter[UserId] = field(default_factory=Counter)
    over: list[tuple[UserId, int, PoolId, HoldingLimitReached]] = field(default_factory=list)
    """Who gets which of the new customers above which limit."""
    parents: list[tuple[int, str]] = field(default_factory=list)
    words: dict[tuple[str, str], array[int]] = field(default_factory=dict)
    """Where a word is wanted that no list has yet."""
    matched: frozenset[int] = frozenset()
    """The customers whom rows are about."""
    allowances: Mapping[UserId, Allowance] = field(default_factory=dict)
    openings: tuple[OpeningLine, ...] = ()
    newly_told: Mapping[CustomerId, str] = field(default_factory=dict)
    """Of which customers of others this person is told."""

    @property
    def wrote_any(self) -> bool:
        """Return whether anything was written."""
        wrote = (Outcome.CREATED, Outcome.UPDATED, Outcome.PASSED_ON)
        return any(self.ledger.counts[outcome] for outcome in wrote)


class Settler:
    """Settles the rows of a file: decides them, and says whose and where the new ones are."""

    def __init__(
        self,
        view: View,
        plan: ImportPlan,
        header: HeaderMatch,
        watch: Watch,
        staged: StagedCustomers | None = None,
    ) -> None:
        self._view = view
        self._plan = plan
        self._watch = watch
        self._staged = staged
        self._decider = Decider(view, plan, header)
        self._foreseer = Foreseer(view, plan)
        self._receivers = Receivers(view, plan, self._decider.owners, Homes(view, plan))
        self._clocks, self._spreading = Clocks(view), Spreading(view)
        self._maker = HomeMaker(view)
        self._homes: dict[Hashable, int] = {}
        self._matched: set[int] = set()

    def settle(self, stage: Stage, lock: Lock) -> Settled:
        """Return what becomes of the rows; what is new is staged with its place.

        Whoever may be given something is locked first.
        """
        ledger = Ledger()
        ledger.add_all(Step.READ, stage.refused)
        ledger.add_all(Step.PUT_TOGETHER, stage.put_aside)
        settled = Settled(ledger, imports.last_event(self._view), self._view.today)
        if self._staged is not None:
            self._staged.displace()
        self._receivers.lock(self._decider.owners.ids_of(stage.owners), lock)
        settled.allowances = dict(self._receivers.allowances)
        for chunk in _chunks(self._clocked(settled, self._placed(stage, settled))):
            self._keep(stage, settled, chunk)
        settled.matched = frozenset(self._matched)
        settled.openings = self._spreading.lines(self._decider.owners.names)
        settled.newly_told = self._decider.newly_told
        return settled

    def _placed(self, stage: Stage, settled: Settled) -> Iterator[Placed]:
        """Yield the rows that become customers; take down the others, put by what changes some."""
        for chunk in self._decider.decided(stage.candidates()):
            self._watch.step(len(stage), None)
            for verdict in chunk:
                if verdict.match is not None:
                    self._matched.add(verdict.match.customer_id)
                if verdict.fate is not Fate.CREATE:
                    self._take_down(verdict, stage, settled)
                    continue
                found = self._receivers.place(verdict)
                if isinstance(found, Placed):
                    yield found
                else:
                    line = RefusedLine(verdict.row.line, (found,), verdict.row.name)
                    settled.ledger.add(Step.DECIDED, line)

    def _take_down(self, verdict: Verdict, stage: Stage, settled: Settled) -> None:
        row = verdict.row
        if verdict.fate is Fate.REFUSE:
            settled.ledger.add(Step.DECIDED, RefusedLine(row.line, verdict.refusals, row.name))
            return
        assert verdict.match is not None  # noqa: S101 - it has this fate by a match
        if verdict.fate is Fate.SKIP:
            settled.ledger.add(Step.DECIDED, PresentLine(row.line, row.name, verdict.match))
        elif self._staged is None:
            line = self._foreseer.line(verdict, stage.parsed(verdict.place))
            settled.ledger.add(Step.DECIDED, line)
        else:
            settled.changing.append(verdict)

    def _clocked(self, settled: Settled, placed: Iterator[Placed]) -> Iterator[Clocked]:
        """Yield the rows with their clocks; of an opening import all are looked at before."""
        if not self._plan.is_opening:
            yield from ((each, self._clocks.of(each)) for each in placed)
            return
        kept: Spool[Clocked] = Spool()
        for each in placed:
            clock = self._clocks.of(each)
            self._spreading.note(each, clock)
            kept.append((each, clock))
        self._spreading.spread()
        yield from ((each, self._spreading.put_off(each, clock)) for each, clock in kept)

    def _keep(self, stage: Stage, settled: Settled, chunk: list[Clocked]) -> None:
        """Stage where some rows go, and note what follows for others."""
        places: list[tuple[int, int, int]] = []
        notes: list[Row] = []
        known = len(settled.places)
        first, settled.number = settled.number, settled.number + len(chunk)
        is_stored = self._staged is not None
        settled.ledger.add_created(
            [
                _imported(placed, ordinal if is_stored else None)
                for ordinal, (placed, _clock) in enumerate(chunk, first)
            ]
        )
        for ordinal, (placed, clock) in enumerate(chunk, first) if is_stored else ():
            row = placed.row
            place = stage.staged_place(placed.place)
            key = home_key(placed, clock)
            home = self._homes.setdefault(key, len(settled.places))
            if home == len(settled.places):
                settled.places.append((placed, clock))
            places.append((place, ordinal, home))
            notes += [
                (place, said_tokens(each.text), *noted(self._view, each)) for each in row.notes
            ]
            for word in row.new_words.items():
                settled.words.setdefault(word, array("q")).append(place)
            _note_others(settled, placed, ordinal)
        if self._staged is not None:
            new = settled.places[known:] if self._staged.is_made_ready else ()
            self._staged.place(places, [self._maker.home(*each) for each in new])
            self._staged.note(notes)


def still_stands(settled: Settled, unit: Unit, staged: StagedCustomers, lock: Lock) -> bool:
    """Return whether nothing happened since on which it rests that rows go where they go.

    Whoever is given something is locked, so that nothing happens from here on either.
    """
    if settled.today != unit.today:
        return False
    for user_id in sorted(settled.allowances):
        lock(user_id)
    if settled.seen_event == imports.last_event(unit):
        return True
    touched = imports.touched_since(unit, settled.seen_event)
    if touched is None or touched & settled.matched:
        return False
    if staged.holds_any({key for _, key in imports.keys_of_all(unit, touched)}):
        return False
    counted = settled.allowances.items()
    return all(pools.allowance(unit, user_id) == before for user_id, before in counted)


def _note_others(settled: Settled, placed: Placed, ordinal: int) -> None:
    """Note what follows for others: who gets how many, above which limits, and parents."""
    if placed.holder_id is not None:
        settled.given[placed.holder_id] += 1
        if placed.exceeds is not None:
            pool_id = placed.policy.pool_id
            settled.over.append((placed.holder_id, ordinal, pool_id, placed.exceeds))
    if placed.row.parent:
        settled.parents.append((ordinal, placed.row.parent))


def _chunks(rows: Iterator[Clocked]) -> Iterator[list[Clocked]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _imported(placed: Placed, customer_id: int | None) -> ImportedLine:
    row = placed.row
    return ImportedLine(
        row.line,
        row.name,
        None if customer_id is None else CustomerId(customer_id),
        placed.owner_id,
        placed.is_reserved,
        row.is_incomplete,
        row.contacts,
        len(row.notes),
    )
