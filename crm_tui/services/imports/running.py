"""An import of customers or contacts: read and decided without a lock, then written at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from itertools import islice

from crm_tui.db import bulk
from crm_tui.db.queries import imports, pools, users
from crm_tui.db.unit_of_work import Database, Unit
from crm_tui.domain.duplicates import levels_from_json
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.domain.imports import Table
from crm_tui.domain.imports.columns import OPENING_COLUMNS, HeaderColumn
from crm_tui.domain.imports.openings import OpeningLine
from crm_tui.domain.imports.outcomes import (
    ANY_FIELD,
    ChangedLine,
    ImportedLine,
    ImportResult,
    PresentLine,
    RefusedLine,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import Fate
from crm_tui.domain.users import Actor
from crm_tui.services import backups
from crm_tui.services.imports.candidates import Recipe, RowMaker
from crm_tui.services.imports.clocks import OPENING, Clocks, ImportedClock, Spreading
from crm_tui.services.imports.deciding import Decider, Owners, Verdict, redecided
from crm_tui.services.imports.ledgers import Ledger, Step
from crm_tui.services.imports.parents import set_parents
from crm_tui.services.imports.placing import Homes, Placed, Receivers
from crm_tui.services.imports.reading import Watch, context_of, key_of, opened, refuse_import
from crm_tui.services.imports.spools import Spool
from crm_tui.services.imports.stages import Stage
from crm_tui.services.imports.storing import BulkMaker, WordIds
from crm_tui.services.imports.updating import Updater
from crm_tui.services.imports.words import added_words
from crm_tui.services.imports.workers import batches
from crm_tui.values import dataclass

Clocked = tuple[Placed, ImportedClock | None]


@dataclass(frozen=True, slots=True)
class Readied:
    """A file that was read and decided as the database stood then; nothing is written yet."""

    table: Table
    sha256: str
    stage: Stage
    verdicts: Spool[Verdict]
    seen_event: int
    before: BatchId | None


@dataclass(slots=True)
class CustomerImport:
    """One import on its way."""

    database: Database
    actor: Actor
    plan: ImportPlan
    watch: Watch
    ledger: Ledger = field(default_factory=Ledger)

    def run(self) -> ImportResult:
        """Return what the import did, or would do in a dry run."""
        readied = self._readied()
        try:
            if self.plan.dry_run:
                return self._tried(readied)
            return self._stored(readied)
        finally:
            readied.stage.close()

    # Without a lock -----------------------------------------------------------------------------

    def _readied(self) -> Readied:
        with self.database.reading(self.actor) as view:
            refuse_import(view, self.plan)
            context = context_of(view, self.plan)
            levels = levels_from_json(view.office.duplicates)
            Homes(view, self.plan)
            Owners(view, self.plan)
        with opened(self.plan, context, self._saved) as source:
            recipe = Recipe(
                source.table.header,
                context,
                levels,
                self.plan.matching,
                self.database.engine.url.drivername,
                is_stored=not self.plan.dry_run,
            )
            stage = Stage(recipe.header, RowMaker(recipe))
            self._read(source.table, recipe, stage)
            table, sha256 = source.table, source.sha256
        stage.put_together()
        self.ledger.add_all(Step.READ, stage.refused)
        self.ledger.add_all(Step.PUT_TOGETHER, stage.put_aside)
        with self.database.reading(self.actor) as view:
            seen, before = imports.last_event(view), imports.imported_before(view, sha256)
            verdicts: Spool[Verdict] = Spool()
            for chunk in Decider(view, self.plan, table.header).decided(stage.candidates()):
                self.watch.step(len(stage), None)
                for verdict in chunk:
                    verdicts.append(verdict)
        return Readied(table, sha256, stage, verdicts, seen, before)

    def _saved(self, subject: str, header_key: str) -> dict[str, str]:
        with self.database.reading(self.actor) as view:
            return imports.saved_mapping(view, subject, header_key)

    def _read(self, table: Table, recipe: Recipe, stage: Stage) -> None:
        done = 0
        self.watch.step(0, None)
        for read in batches(table.rows, recipe):
            stage.add(read)
            done += len(read.lines) + len(read.refused)
            self.watch.step(done, None)

    def _tried(self, readied: Readied) -> ImportResult:
        with self.database.reading(self.actor) as view:
            decider = Decider(view, self.plan, readied.table.header)
            receivers = Receivers(view, self.plan, decider.owners, Homes(view, self.plan))
            clocks, spreading = Clocks(view), Spreading(view)
            for placed in self._placed(readied.verdicts.chunks(), receivers):
                if self.plan.is_opening:
                    spreading.note(placed, clocks.of(placed))
                self.ledger.add(Step.CREATED, _imported(placed, None))
            spreading.spread()
            openings = spreading.lines(decider.owners.names)
        return self._result(readied, openings)

    # In the transaction -------------------------------------------------------------------------

    def _stored(self, readied: Readied) -> ImportResult:
        backups.before_import(self.database, len(readied.stage))
        with self.database.writing(self.actor) as unit, bulk.at_full_speed(unit.connection):
            refuse_import(unit, self.plan)
            unit.facts = {"file": self.plan.name, "sha256": readied.sha256}
            decider = Decider(unit, self.plan, readied.table.header)
            receivers = Receivers(unit, self.plan, decider.owners, Homes(unit, self.plan))
            owner_ids = decider.owners.ids_of(readied.stage.owners)
            receivers.lock(owner_ids, lambda user_id: pools.lock_claimant(unit, user_id))
            words = added_words(unit, readied.stage.new_words)
            changing: Spool[Verdict] = Spool()
            verdicts = _as_it_stands(unit, readied, decider)
            placed = self._placed(verdicts, receivers, changing)
            clocked, openings = self._clocked(unit, placed, decider.owners.names)
            writer = _Writer(unit, BulkMaker(unit, words), self.watch, len(readied.stage))
            for line in writer.written(clocked, readied.stage):
                self.ledger.add(Step.CREATED, line)
            self._change(unit, changing, readied, words)
            if self._wrote_any:
                self._note(unit, readied)
            self.watch.step(len(readied.stage), len(readied.stage))
        return replace(self._result(readied, openings), changed=unit.changed)

    def _placed(
        self,
        verdicts: Iterable[list[Verdict]],
        receivers: Receivers,
        changing: Spool[Verdict] | None = None,
    ) -> Iterator[Placed]:
        """Yield the rows that become customers; take down the others, put by what changes some."""
        for verdict in (each for chunk in verdicts for each in chunk):
            match verdict.fate:
                case Fate.CREATE:
                    found = receivers.place(verdict)
                    if isinstance(found, Placed):
                        yield found
                    else:
                        self.ledger.add(Step.DECIDED, RefusedLine(verdict.row.line, (found,)))
                case Fate.UPDATE | Fate.PASS_ON:
                    if changing is None:
                        self.ledger.add(Step.DECIDED, _would_change(verdict))
                    else:
                        changing.append(verdict)
                case Fate.SKIP:
                    assert verdict.match is not None  # noqa: S101 - told to mypy
                    line = PresentLine(verdict.row.line, verdict.row.name, verdict.match)
                    self.ledger.add(Step.DECIDED, line)
                case Fate.REFUSE:
                    self.ledger.add(Step.DECIDED, RefusedLine(verdict.row.line, verdict.refusals))

    def _clocked(
        self, unit: Unit, placed: Iterator[Placed], names: dict[UserId, str]
    ) -> tuple[Iterator[Clocked], tuple[OpeningLine, ...]]:
        """Return the rows with their clocks; of an opening import all are looked at before."""
        clocks, spreading = Clocks(unit), Spreading(unit)
        if not self.plan.is_opening:
            return ((each, clocks.of(each)) for each in placed), ()
        kept: Spool[Clocked] = Spool()
        for each in placed:
            clock = clocks.of(each)
            spreading.note(each, clock)
            kept.append((each, clock))
        spreading.spread()
        put_off = ((each, spreading.put_off(each, clock)) for each, clock in kept)
        return put_off, spreading.lines(names)

    def _change(
        self, unit: Unit, changing: Spool[Verdict], readied: Readied, words: WordIds
    ) -> None:
        updater = Updater(unit, self.plan, readied.table.header, words)
        total = len(readied.stage)
        for number, verdict in enumerate(changing):
            if number % 100 == 0:
                self.watch.step(total - len(changing) + number, total)
            line = updater.line(verdict, readied.stage.parsed(verdict.place))
            self.ledger.add(Step.CHANGED, line)

    @property
    def _wrote_any(self) -> bool:
        return any(
            number
            for outcome, number in self.ledger.counts.items()
            if outcome.value in {"created", "updated", "passed_on"}
        )

    def _note(self, unit: Unit, readied: Readied) -> None:
        subject = self.plan.kind.value
        counts = {outcome.value: number for outcome, number in self.ledger.counts.items()}
        imports.note_file(
            unit, subject=subject, name=self.plan.name, sha256=readied.sha256, counts=counts
        )
        if self.plan.mapping:
            mapping = readied.table.proposal.mapping
            imports.save_mapping(unit, subject, key_of(readied.table), mapping)
        unit.touched(CustomerCreated.kind(), None)

    def _result(self, readied: Readied, openings: tuple[OpeningLine, ...]) -> ImportResult:
        ledger, table = self.ledger, readied.table
        return ImportResult(
            plan=self.plan,
            sha256=readied.sha256,
            header=table.header,
            lines=ledger.lines,
            counts=dict(ledger.counts),
            samples=ledger.samples,
            over_limit=ledger.over_limit,
            incomplete=ledger.incomplete,
            new_words=tuple(word for _, word in readied.stage.new_words),
            passed_over=tuple(table.skipped),
            ignored=unread_columns(table, self.plan),
            imported_before=readied.before,
            openings=openings if self.plan.is_opening else (),
        )


def unread_columns(table: Table, plan: ImportPlan) -> tuple[HeaderColumn, ...]:
    """Return the columns of which nothing is read."""
    opening = () if plan.is_opening else OPENING_COLUMNS
    idle = (each for each in table.header.columns if each.column in opening)
    return (*table.header.ignored, *table.header.repeated, *idle)


def _as_it_stands(unit: Unit, readied: Readied, decider: Decider) -> Iterator[list[Verdict]]:
    """Return the verdicts, those made anew that rest on what somebody changed meanwhile."""
    chunks = readied.verdicts.chunks()
    touched = None
    if unit.connection.dialect.name == "sqlite":
        # Writers of a file come one after the other, so whatever happened since has a number above.
        touched = imports.touched_since(unit, readied.seen_event)
    if touched is None:
        return (decider.decide([(each.place, each.row) for each in chunk]) for chunk in chunks)
    if not touched:
        return chunks
    return redecided(chunks, decider, touched, imports.keys_of_all(unit, touched))


def _would_change(verdict: Verdict) -> ChangedLine:
    assert verdict.match is not None  # noqa: S101 - it has this fate by a match
    match, is_passed = verdict.match, verdict.fate is Fate.PASS_ON
    return ChangedLine(
        verdict.row.line,
        verdict.row.name,
        match.customer_id,
        fields=(ANY_FIELD,),
        contacts=verdict.row.contacts,
        follow_ups=len(verdict.row.notes),
        holder=match.owner if is_passed else "",
    )


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


class _Writer:
    """Writes new customers, some thousand at a time."""

    def __init__(self, unit: Unit, maker: BulkMaker, watch: Watch, total: int) -> None:
        self._unit = unit
        self._maker = maker
        self._watch = watch
        self._total = total
        self._given: Counter[UserId] = Counter()
        self._parents: list[tuple[CustomerId, str]] = []

    def written(self, rows: Iterator[Clocked], stage: Stage) -> Iterator[ImportedLine]:
        """Yield each row with its customer once it is written."""
        customers, done = stage.customers(), 0
        while chunk := list(islice(rows, bulk.CHUNK)):
            self._watch.step(done, self._total)
            made = []
            for placed, clock in chunk:
                place, prepared = next(customers)
                while place != placed.place:
                    place, prepared = next(customers)
                made.append(self._maker.customer(placed, clock, prepared))
            ids = bulk.write_customers(self._unit.connection, made)
            done += len(chunk)
            self._take_down([placed for placed, _ in chunk], ids)
            for (placed, _), customer_id in zip(chunk, ids, strict=True):
                yield _imported(placed, customer_id)
        for owner_id, number in sorted(self._given.items()):
            users.change_held(self._unit.connection, owner_id, number)
        set_parents(self._unit, self._parents)
        if done >= bulk.CHUNK:
            bulk.refresh_statistics(self._unit.connection)

    def _take_down(self, chunk: list[Placed], ids: Iterable[int]) -> None:
        """Note what follows for others: who got how many, above which limits, and parents."""
        over = []
        for placed, number in zip(chunk, ids, strict=True):
            customer_id = CustomerId(number)
            if placed.holder_id is not None:
                self._given[placed.holder_id] += 1
                if placed.exceeds is not None:
                    pool_id = placed.policy.pool_id
                    over.append((placed.holder_id, customer_id, pool_id, placed.exceeds))
            if placed.row.parent:
                self._parents.append((customer_id, placed.row.parent))
        pools.add_overrides(self._unit, over, reason=OPENING)
