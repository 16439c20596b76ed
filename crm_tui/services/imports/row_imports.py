"""What imports of rows that are written one by one share: read first, then one transaction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from crm_tui.db import bulk
from crm_tui.db.queries import imports
from crm_tui.db.unit_of_work import Database, Unit, View
from crm_tui.domain.events import Event
from crm_tui.domain.identifiers import BatchId, CustomerId
from crm_tui.domain.imports import (
    HeaderMatch,
    ImportContext,
    ParsedBankReceipt,
    ParsedContract,
    ParsedExpense,
    ParsedFollowUp,
    ParsedLead,
    ParsedOpportunity,
    ParsedPaperRow,
    ParsedPaymentPlan,
    ParsedUsage,
    RefusedRow,
    SheetRow,
    Table,
)
from crm_tui.domain.imports.outcomes import ImportLine, ImportResult, RefusedLine
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor
from crm_tui.services import backups
from crm_tui.services.discreet import note_customers
from crm_tui.services.imports.ledgers import Ledger, Step
from crm_tui.services.imports.reading import Watch, context_of, key_of, opened, refuse_import
from crm_tui.services.imports.spools import CHUNK, Spool
from crm_tui.services.imports.storing import WordIds
from crm_tui.services.imports.words import added_words
from crm_tui.values import dataclass

RowT = TypeVar(
    "RowT",
    ParsedFollowUp,
    ParsedLead,
    ParsedOpportunity,
    ParsedBankReceipt,
    ParsedPaperRow,
    ParsedContract,
    ParsedExpense,
    ParsedUsage,
    ParsedPaymentPlan,
)
ReadT_co = TypeVar("ReadT_co", covariant=True)


class RowParser(Protocol[ReadT_co]):
    """Reads the rows below one header."""

    def parse(self, row: SheetRow) -> ReadT_co | RefusedRow:
        """Return what a row says, or the row refused with its faults."""


@dataclass(frozen=True, slots=True)
class Writing:
    """The transaction of an import, and the ids of the words that it added."""

    unit: Unit
    words: WordIds

    def ids_of(self, new_words: Mapping[str, str]) -> dict[str, Any]:
        """Return the fields of a row that hold words which the import added."""
        return {name: self.words[name, word] for name, word in new_words.items()}


class RowImport(ABC, Generic[RowT]):
    """One import on its way."""

    event: ClassVar[type[Event]]
    """What is told of a row that was written."""

    def __init__(self, database: Database, actor: Actor, plan: ImportPlan, watch: Watch) -> None:
        self.database = database
        self.actor = actor
        self.plan = plan
        self.watch = watch
        self.ledger = Ledger()
        self.words: dict[tuple[str, str], None] = {}
        self.newly_told: Mapping[CustomerId, str] = {}
        """Of which customers of others this person is told."""

    @abstractmethod
    def parser(self, header: HeaderMatch, context: ImportContext) -> RowParser[RowT]:
        """Return what reads the rows."""

    @abstractmethod
    def go_through(
        self, view: View, table: Table, rows: Spool[RowT], writing: Writing | None
    ) -> int:
        """Take every row down in the ledger; write those that can be, if there is a transaction.

        Returns how many were written.
        """

    def take_down(
        self, rows: Spool[RowT], lines_of: Callable[[Sequence[RowT]], Iterable[ImportLine]]
    ) -> None:
        """Take down in the ledger what became of rows, some thousand at a time."""
        done = 0
        for chunk in rows.chunks():
            self.watch.step(done, len(rows))
            for line in lines_of(chunk):
                self.ledger.add(Step.CHANGED, line)
            done += len(chunk)
        self.watch.step(done, len(rows))

    def refuse(self, view: View) -> None:
        """Raise for who may not import so."""
        refuse_import(view, self.plan)

    def try_out(self, table: Table, rows: Spool[RowT]) -> None:
        """Take down what would become of every row."""
        with self.database.reading(self.actor) as view:
            self.go_through(view, table, rows, None)

    def run(self) -> ImportResult:
        """Return what the import did, or would do in a dry run."""
        with self.database.reading(self.actor) as view:
            self.refuse(view)
            context = context_of(view, self.plan)
        rows: Spool[RowT] = Spool()
        with opened(self.plan, context, self._saved) as source:
            parser = self.parser(source.table.header, context)
            for number, row in enumerate(source.table.rows):
                if number % CHUNK == 0:
                    self.watch.step(number, None)
                self._take(parser.parse(row), rows)
        table, sha256 = source.table, source.sha256
        with self.database.reading(self.actor) as view:
            before = imports.imported_before(view, sha256)
        if self.plan.dry_run:
            self.try_out(table, rows)
            note_customers(self.database, self.actor, self.newly_told)
            return self._result(table, sha256, before)
        backups.before_import(self.database, len(rows))
        with self.database.writing(self.actor) as unit, bulk.at_full_speed(unit.connection):
            self.refuse(unit)
            unit.facts = {"file": self.plan.name, "sha256": sha256}
            writing = Writing(unit, added_words(unit, self.words))
            if self.go_through(unit, table, rows, writing):
                self._note(unit, table, sha256)
        note_customers(self.database, self.actor, self.newly_told)
        return replace(self._result(table, sha256, before), changed=unit.changed)

    def _saved(self, subject: str, header_key: str) -> dict[str, str]:
        with self.database.reading(self.actor) as view:
            return imports.saved_mapping(view, subject, header_key)

    def _take(self, parsed: RowT | RefusedRow, rows: Spool[RowT]) -> None:
        if isinstance(parsed, RefusedRow):
            self.ledger.add(Step.READ, RefusedLine(parsed.line, parsed.faults, parsed.name))
            return
        rows.append(parsed)
        for word in parsed.new_words.items():
            self.words[word] = None

    def _note(self, unit: Unit, table: Table, sha256: str) -> None:
        subject = self.plan.kind.value
        counts = {outcome.value: number for outcome, number in self.ledger.counts.items()}
        imports.note_file(unit, subject=subject, name=self.plan.name, sha256=sha256, counts=counts)
        if self.plan.mapping:
            imports.save_mapping(unit, subject, key_of(table), table.proposal.mapping)
        unit.touched(self.event.kind(), None)

    def _result(self, table: Table, sha256: str, before: BatchId | None) -> ImportResult:
        return ImportResult(
            plan=self.plan,
            sha256=sha256,
            header=table.header,
            lines=self.ledger.lines,
            counts=dict(self.ledger.counts),
            samples=self.ledger.samples,
            new_words=tuple(word for _, word in self.words),
            passed_over=tuple(table.skipped),
            ignored=(*table.header.ignored, *table.header.repeated),
            imported_before=before,
        )
