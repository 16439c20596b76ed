"""The import itself: read and parse first, then one transaction that writes all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from crm_tui.db import bulk
from crm_tui.db.queries import imports, pools, users
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import CustomerCreated
from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.domain.imports.outcomes import ImportedLine, ImportPlan, ImportResult, RefusedLine
from crm_tui.domain.users import Actor, Permission, Road
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
                context = context_of(view)
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
        return _result(file, plan, decision, [None] * len(decision.placed), before)

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
            ids = _write(unit, decision, spool, watch) if decision.placed else []
        return replace(_result(file, plan, decision, ids, before), changed=unit.changed)


def _no_lock(_user_id: UserId) -> None:
    """Lock nobody: a dry run reads one consistent state."""


def _write(unit: Unit, decision: Decision, spool: Spool, watch: Watch) -> list[int]:
    total = len(decision.placed)
    customers = BulkMaker(unit, decision.policy).customers(decision, spool)
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
    unit.touched(CustomerCreated.kind(), None)
    if total >= bulk.CHUNK:
        bulk.refresh_statistics(unit.connection)
    watch.step(total, total)
    return ids


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
        ignored=(*file.header.ignored, *file.header.repeated),
        imported_before=before,
    )
