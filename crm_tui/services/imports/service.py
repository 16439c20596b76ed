"""The import itself: read and parse first, then one transaction that writes all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from crm_tui.db import bulk
from crm_tui.db.queries import imports, pools, users
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.domain.imports.columns import OPENING_COLUMNS, HeaderColumn
from crm_tui.domain.imports.outcomes import ImportedLine, ImportPlan, ImportResult, RefusedLine
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.services.imports.clocks import OPENING, ImportedClock, clocks_of, opening_lines
from crm_tui.services.imports.deciding import Decision, decide
from crm_tui.services.imports.preparing import RowPreparer, Spool
from crm_tui.services.imports.reading import (
    Cancel,
    CancelledError,
    Progress,
    ReadFile,
    Watch,
    context_of,
    read_file,
)
from crm_tui.services.imports.result_files import ResultWords, write_result
from crm_tui.services.imports.storing import BulkMaker
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Imports:
    """Imports as people use them."""

    database: Database

    @operation(Permission.IMPORT)
    def run(
        self,
        actor: Actor,
        path: Path,
        plan: ImportPlan,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> ImportResult:
        """Import the customers of a file in one batch; a row that cannot be is refused, named.

        Raises a SheetError for a file of no use, NotFoundError and NotPermittedError for a plan
        the actor may not have. A dry run and a cancelled one write nothing.
        """
        importer, watch = Actor(actor.user_id, Road.IMPORT), Watch(progress, cancel)
        try:
            with self.database.reading(importer) as view:
                context = context_of(view, plan)
            with closing(Spool()) as spool:
                file = read_file(path, plan, context, RowPreparer(self.database, spool), watch)
                if plan.dry_run:
                    return self._try(importer, file, plan)
                return self._store(importer, file, plan, spool, watch)
        except CancelledError:
            return ImportResult(path, "", plan, is_cancelled=True)

    def write_result(
        self, result: ImportResult, path: Path, words: ResultWords, *, overwrite: bool = False
    ) -> int:
        """Write what became of every row as .xlsx or .csv; return the number of rows."""
        return write_result(result, path, words, overwrite=overwrite)

    def _try(self, actor: Actor, file: ReadFile, plan: ImportPlan) -> ImportResult:
        with self.database.reading(actor) as view:
            before = imports.imported_before(view, file.sha256)
            decision = decide(view, plan, file.header, file.rows, _no_lock)
            clocks = clocks_of(view, plan, decision.placed)
            openings = opening_lines(view, decision, clocks) if plan.is_opening else ()
        ids = [None] * len(decision.placed)
        return replace(_result(file, plan, decision, ids, before), openings=openings)

    def _store(
        self, actor: Actor, file: ReadFile, plan: ImportPlan, spool: Spool, watch: Watch
    ) -> ImportResult:
        with self.database.writing(actor) as unit, bulk.at_full_speed(unit.connection):

            def lock(user_id: UserId) -> None:
                pools.lock_claimant(unit, user_id)

            before = imports.imported_before(unit, file.sha256)
            decision = decide(unit, plan, file.header, file.rows, lock)
            unit.facts = {
                "file": file.path.name,
                "sha256": file.sha256,
                "imported": len(decision.placed),
                "refused": len(file.refused) + len(decision.refused),
            }
            clocks = clocks_of(unit, plan, decision.placed)
            openings = opening_lines(unit, decision, clocks) if plan.is_opening else ()
            ids = _write(unit, decision, clocks, spool, watch) if decision.placed else []
        result = _result(file, plan, decision, ids, before)
        return replace(result, changed=unit.changed, openings=openings)


def _no_lock(_user_id: UserId) -> None:
    """Lock nobody: a dry run reads one consistent state."""


def _write(
    unit: Unit,
    decision: Decision,
    clocks: Sequence[ImportedClock | None],
    spool: Spool,
    watch: Watch,
) -> list[int]:
    total = len(decision.placed)
    customers = BulkMaker(unit).customers(decision.placed, clocks, spool)
    ids: list[int] = []
    while chunk := list(islice(customers, bulk.CHUNK)):
        watch.step(len(ids), total)
        ids += bulk.write_customers(unit.connection, chunk)
    given = Counter(
        placed.owner_id
        for placed in decision.placed
        if placed.owner_id is not None and not placed.is_reserved
    )
    for owner_id, number in sorted(given.items()):
        users.change_held(unit.connection, owner_id, number)
    _note_overrides(unit, decision, ids)
    unit.touched(CustomerCreated.kind(), None)
    if total >= bulk.CHUNK:
        bulk.refresh_statistics(unit.connection)
    watch.step(total, total)
    return ids


def _note_overrides(unit: Unit, decision: Decision, ids: Sequence[int]) -> None:
    """Write down every customer that an opening import gives above a limit."""
    pools.add_overrides(
        unit,
        [
            (placed.owner_id, CustomerId(customer_id), placed.policy.pool_id, placed.exceeds)
            for placed, customer_id in zip(decision.placed, ids, strict=True)
            if placed.exceeds is not None and placed.owner_id is not None
        ],
        reason=OPENING,
    )


def _unread(file: ReadFile, plan: ImportPlan) -> tuple[HeaderColumn, ...]:
    """Return the columns that only an opening import reads, where this is none."""
    if plan.is_opening:
        return ()
    return tuple(each for each in file.header.columns if each.column in OPENING_COLUMNS)


def _result(
    file: ReadFile,
    plan: ImportPlan,
    decision: Decision,
    ids: Sequence[int | None],
    before: BatchId | None,
) -> ImportResult:
    imported = tuple(
        ImportedLine(
            placed.row.line,
            placed.row.name,
            None if customer_id is None else CustomerId(customer_id),
            placed.owner_id,
            placed.is_reserved,
            placed.row.is_incomplete,
        )
        for placed, customer_id in zip(decision.placed, ids, strict=True)
    )
    refused = [RefusedLine(row.line, row.faults) for row in file.refused] + decision.refused
    return ImportResult(
        path=file.path,
        sha256=file.sha256,
        plan=plan,
        imported=imported,
        refused=tuple(sorted(refused, key=lambda line: line.line)),
        ignored=(*file.header.ignored, *file.header.repeated, *_unread(file, plan)),
        imported_before=before,
    )
