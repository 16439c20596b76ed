"""An import of customers or contacts: read and decided without a lock, then written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace

from crm_tui.db import bulk, references
from crm_tui.db.queries import imports, notices, pools, users
from crm_tui.db.scratch import own_scratch
from crm_tui.db.staged_customers import FILLED, StagedCustomers
from crm_tui.db.staged_insertions import Stamp
from crm_tui.db.unit_of_work import Database, Unit, View
from crm_tui.domain.duplicates import levels_from_json
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.domain.imports import Table
from crm_tui.domain.imports.columns import OPENING_COLUMNS, HeaderColumn
from crm_tui.domain.imports.outcomes import ImportResult
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import Actor
from crm_tui.services import backups
from crm_tui.services.discreet import note_customers
from crm_tui.services.imports.candidates import Batchful, RowMaker
from crm_tui.services.imports.clocks import OPENING
from crm_tui.services.imports.deciding import Owners
from crm_tui.services.imports.ledgers import Step
from crm_tui.services.imports.parents import set_parents
from crm_tui.services.imports.placing import Homes
from crm_tui.services.imports.reading import Watch, context_of, key_of, opened, refuse_import
from crm_tui.services.imports.recipes import Recipe
from crm_tui.services.imports.settling import Settled, Settler, still_stands
from crm_tui.services.imports.stages import Stage
from crm_tui.services.imports.staging import staged_columns
from crm_tui.services.imports.storing import HomeMaker, WordIds
from crm_tui.services.imports.updating import Updater
from crm_tui.services.imports.words import added_words
from crm_tui.services.imports.workers import crew_for
from crm_tui.values import dataclass

_ATTEMPTS = 3
"""So often rows are settled without the lock; when others are quicker each time, under it."""


@dataclass(frozen=True, slots=True)
class Readied:
    """A file that was read; nothing of it is decided or written yet."""

    table: Table
    sha256: str
    stage: Stage
    before: BatchId | None


@dataclass(slots=True)
class CustomerImport:
    """One import on its way."""

    database: Database
    actor: Actor
    plan: ImportPlan
    watch: Watch

    def run(self) -> ImportResult:
        """Return what the import did, or would do in a dry run."""
        with bulk.seldom_collected():
            return self._ran()

    def _ran(self) -> ImportResult:
        if self.plan.dry_run:
            with self._readied(None) as readied:
                settled = self._settled(readied, None)
                note_customers(self.database, self.actor, settled.newly_told)
                return self._result(readied, settled)
        with self.database.staging() as connection:
            staged = StagedCustomers(connection)
            with self._readied(staged) as readied:
                return self._stored(readied, staged)

    # Without a lock -----------------------------------------------------------------------------

    @contextmanager
    def _readied(self, staged: StagedCustomers | None) -> Iterator[Readied]:
        with self.database.reading(self.actor) as view:
            refuse_import(view, self.plan)
            context = context_of(view, self.plan)
            levels = levels_from_json(view.office.duplicates)
            Homes(view, self.plan)
            Owners(view, self.plan)
        with (
            _filled(staged),
            crew_for(self.plan) as crew,
            opened(self.plan, context, self._saved) as source,
        ):
            recipe = Recipe(
                source.table.header,
                context,
                levels,
                self.plan.matching,
                self.database.engine.url.drivername,
                is_stored=staged is not None,
            )
            if staged is not None:
                columns = staged_columns(recipe.header, context)
                staged.begin(columns.of_customers, columns.of_contacts)
            stage = Stage(recipe.header, RowMaker(recipe), staged)
            self._read(crew.batches(source.table.rows, recipe), stage)
            stage.put_together()
        with self.database.reading(self.actor) as view:
            before = imports.imported_before(view, source.sha256)
        try:
            yield Readied(source.table, source.sha256, stage, before)
        finally:
            stage.close()

    def _saved(self, subject: str, header_key: str) -> dict[str, str]:
        with self.database.reading(self.actor) as view:
            return imports.saved_mapping(view, subject, header_key)

    def _read(self, rows: Iterator[Batchful], stage: Stage) -> None:
        done = 0
        self.watch.step(0, None)
        for read in rows:
            stage.add(read)
            done += len(read.lines) + len(read.refused)
            self.watch.step(done, None)

    def _settled(self, readied: Readied, staged: StagedCustomers | None) -> Settled:
        with ExitStack() as scratch:
            scratch.enter_context(_filled(staged))
            with self.database.reading(self.actor) as view:
                scratch.enter_context(self._made_ready(view, readied, staged))
                settler = Settler(view, self.plan, readied.table.header, self.watch, staged)
                settled = settler.settle(readied.stage, lambda _user_id: None)
            # Whoever commits to a file waits for those who read it: what is left reads nothing.
            if staged is not None:
                staged.settle()
            return settled

    def _made_ready(
        self, view: View, readied: Readied, staged: StagedCustomers | None
    ) -> AbstractContextManager[None]:
        # Words that no list has yet get their ids under the lock, and many rows need them.
        if staged is None or readied.stage.new_words:
            return nullcontext()
        stamp = Stamp(view.now, view.person.user_id, 0, CustomerCreated.kind())
        return staged.made_ready(view.connection, stamp)

    # In the transaction -------------------------------------------------------------------------

    def _stored(self, readied: Readied, staged: StagedCustomers) -> ImportResult:
        backups.before_import(self.database, len(readied.stage))
        for attempt in range(_ATTEMPTS):
            settled = self._settled(readied, staged)
            self.watch.step(len(readied.stage), None)
            is_last = attempt == _ATTEMPTS - 1
            with (
                _only_new(staged, settled, or_more=is_last),
                self.database.writing(self.actor, staged.connection) as unit,
                bulk.at_full_speed(unit.connection),
            ):
                refuse_import(unit, self.plan)
                if not still_stands(settled, unit, staged, _lock_of(unit)):
                    if not is_last:
                        continue
                    settler = Settler(unit, self.plan, readied.table.header, self.watch, staged)
                    settled = settler.settle(readied.stage, _lock_of(unit))
                    staged.settle()
                self._write(unit, readied, settled, staged)
            note_customers(self.database, self.actor, settled.newly_told)
            return replace(self._result(readied, settled), changed=unit.changed)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _write(
        self, unit: Unit, readied: Readied, settled: Settled, staged: StagedCustomers
    ) -> None:
        unit.facts = {"file": self.plan.name, "sha256": readied.sha256}
        total = len(readied.stage)
        self.watch.step(0, total)
        with references.checked(unit.connection):
            words = added_words(unit, readied.stage.new_words)
            for (name, word), places in settled.words.items():
                staged.name_word(name, words[name, word], places)
            if settled.number:
                self._create(unit, settled, staged, total)
            self._change(unit, readied, settled, words)
            if settled.wrote_any:
                self._note(unit, readied, settled)
        self.watch.step(total, total)

    def _create(self, unit: Unit, settled: Settled, staged: StagedCustomers, total: int) -> None:
        maker = HomeMaker(unit)
        homes = [maker.home(placed, clock) for placed, clock in settled.places]
        stamp = Stamp(unit.now, unit.person.user_id, unit.batch_id, CustomerCreated.kind())

        def step(done: int) -> None:
            self.watch.step(done, total)

        first = staged.write(homes, settled.number, stamp, step)
        settled.ledger.first_id = first
        over = [
            (user_id, CustomerId(first + ordinal), pool_id, reached)
            for user_id, ordinal, pool_id, reached in settled.over
        ]
        pools.add_overrides(unit, over, reason=OPENING)
        for owner_id, number in sorted(settled.given.items()):
            users.change_held(unit.connection, owner_id, number)
            notices.tell_given(
                unit,
                owner_id,
                (),
                kind=NoticeKind.CUSTOMERS_IMPORTED,
                how_many=number,
                words=self.plan.name,
            )
        named = [(CustomerId(first + ordinal), parent) for ordinal, parent in settled.parents]
        set_parents(unit, named)
        if settled.number >= bulk.CHUNK:
            bulk.refresh_statistics(unit.connection, FILLED)

    def _change(self, unit: Unit, readied: Readied, settled: Settled, words: WordIds) -> None:
        updater = Updater(unit, self.plan, readied.table.header, words)
        total = len(readied.stage)
        for number, verdict in enumerate(settled.changing):
            if number % 100 == 0:
                self.watch.step(total - len(settled.changing) + number, total)
            line = updater.line(verdict, readied.stage.parsed(verdict.place))
            settled.ledger.add(Step.CHANGED, line)

    def _note(self, unit: Unit, readied: Readied, settled: Settled) -> None:
        subject = self.plan.kind.value
        counts = {outcome.value: number for outcome, number in settled.ledger.counts.items()}
        imports.note_file(
            unit, subject=subject, name=self.plan.name, sha256=readied.sha256, counts=counts
        )
        if self.plan.mapping:
            mapping = readied.table.proposal.mapping
            imports.save_mapping(unit, subject, key_of(readied.table), mapping)
        unit.touched(CustomerCreated.kind(), None)

    def _result(self, readied: Readied, settled: Settled) -> ImportResult:
        ledger, table = settled.ledger, readied.table
        return ImportResult(
            plan=self.plan,
            sha256=readied.sha256,
            header=table.header,
            lines=ledger.lines,
            counts=dict(ledger.counts),
            samples=ledger.samples,
            over_limit=ledger.over_limit,
            unowned=ledger.unowned,
            incomplete=ledger.incomplete,
            new_words=tuple(word for _, word in readied.stage.new_words),
            passed_over=tuple(table.skipped),
            ignored=unread_columns(table, self.plan),
            imported_before=readied.before,
            openings=settled.openings if self.plan.is_opening else (),
        )


def unread_columns(table: Table, plan: ImportPlan) -> tuple[HeaderColumn, ...]:
    """Return the columns of which nothing is read."""
    opening = () if plan.is_opening else OPENING_COLUMNS
    idle = (each for each in table.header.columns if each.column in opening)
    return (*table.header.ignored, *table.header.repeated, *idle)


def _filled(staged: StagedCustomers | None) -> AbstractContextManager[None]:
    """Begin a transaction in which customers are staged, where any are."""
    return nullcontext() if staged is None else _scratch_of(staged)


@contextmanager
def _scratch_of(staged: StagedCustomers) -> Iterator[None]:
    # Among scratch tables there is nothing that they could refer to.
    with references.looked_up_later(staged.connection), own_scratch(staged.connection):
        yield


def _only_new(
    staged: StagedCustomers, settled: Settled, *, or_more: bool
) -> AbstractContextManager[None]:
    """Let references be checked of all rows at once, where what is written is new for sure."""
    if or_more or len(settled.changing):
        return nullcontext()
    return references.looked_up_later(staged.connection)


def _lock_of(unit: Unit) -> Callable[[UserId], None]:
    return lambda user_id: pools.lock_claimant(unit, user_id)
