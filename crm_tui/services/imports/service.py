"""Imports as people use them: a proposal of how a file is read, a dry run, and the import."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from crm_tui.db.queries import imports
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.identifiers import BatchId
from crm_tui.domain.imports import ImportKind, SheetRow, SkippedLine
from crm_tui.domain.imports.mappings import field_names
from crm_tui.domain.imports.outcomes import ImportResult, ResultWords
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.proposals import MappingProposal
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.services.imports.contracts import ContractImport
from crm_tui.services.imports.costs import ExpenseImport, UsageImport
from crm_tui.services.imports.following import FollowUpImport
from crm_tui.services.imports.orders import OrderImport
from crm_tui.services.imports.payment_plans import PaymentPlanImport
from crm_tui.services.imports.quotes import QuoteImport
from crm_tui.services.imports.reading import (
    Cancel,
    CancelledError,
    Progress,
    Watch,
    context_of,
    opened,
    refuse_import,
)
from crm_tui.services.imports.receiving import BankReceiptImport
from crm_tui.services.imports.result_files import write_result
from crm_tui.services.imports.row_imports import RowImport
from crm_tui.services.imports.running import CustomerImport
from crm_tui.services.imports.selling import LeadImport, OpportunityImport
from crm_tui.values import dataclass

_SHOWN_ROWS = 20
_BY_ROW: Mapping[ImportKind, type[RowImport[Any]]] = {
    ImportKind.FOLLOW_UPS: FollowUpImport,
    ImportKind.LEADS: LeadImport,
    ImportKind.OPPORTUNITIES: OpportunityImport,
    ImportKind.ORDERS: OrderImport,
    ImportKind.CONTRACTS: ContractImport,
    ImportKind.QUOTES: QuoteImport,
    ImportKind.EXPENSES: ExpenseImport,
    ImportKind.USAGES: UsageImport,
    ImportKind.PAYMENT_PLANS: PaymentPlanImport,
    ImportKind.BANK_RECEIPTS: BankReceiptImport,
}
"""Rows that are written one by one, as by hand; customers and contacts are staged."""


@dataclass(frozen=True, slots=True)
class ImportProposal:
    """How a source would be read, before anything is decided."""

    plan: ImportPlan
    mapping: MappingProposal
    rows: tuple[SheetRow, ...]
    """The first rows below the header."""
    fields: tuple[str, ...]
    """The names of all that a column may hold."""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    passed_over: tuple[SkippedLine, ...] = ()
    imported_before: BatchId | None = None


@dataclass(frozen=True, slots=True)
class Imports:
    """Imports as people use them."""

    database: Database

    def propose(self, actor: Actor, plan: ImportPlan) -> ImportProposal:
        """Return how a file or a paste would be read: its sheets, header and columns.

        Raises a SheetError for one of no use, NotPermittedError for who may not import.
        """
        with self.database.reading(actor) as view:
            refuse_import(view, plan)
            context = context_of(view, plan)

        def saved(subject: str, header_key: str) -> dict[str, str]:
            with self.database.reading(actor) as view:
                return imports.saved_mapping(view, subject, header_key)

        with opened(plan, context, saved) as source:
            rows = tuple(islice(source.table.rows, _SHOWN_ROWS))
        with self.database.reading(actor) as view:
            before = imports.imported_before(view, source.sha256)
        return ImportProposal(
            plan,
            source.table.proposal,
            rows,
            field_names(plan.kind, context.fields),
            source.sheet,
            source.sheets,
            source.encoding,
            tuple(source.table.skipped),
            before,
        )

    @operation(Permission.IMPORT)
    def run(
        self,
        actor: Actor,
        plan: ImportPlan,
        *,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> ImportResult:
        """Import the rows of a file or of a paste in one batch; each refused one is named.

        Raises a SheetError for a file of no use, NotFoundError and NotPermittedError for a plan
        the actor may not have. A dry run and a cancelled one write nothing.
        """
        # What a sample office begins with is nothing that somebody would take back.
        road = actor.road if actor.road is Road.SETUP else Road.IMPORT
        importer, watch = Actor(actor.user_id, road), Watch(progress, cancel)
        try:
            by_row = _BY_ROW.get(plan.kind)
            if by_row is None:
                return CustomerImport(self.database, importer, plan, watch).run()
            return by_row(self.database, importer, plan, watch).run()
        except CancelledError:
            return ImportResult(plan, is_cancelled=True)

    def makes_others_wait(self, actor: Actor) -> bool:
        """Return whether others can neither read nor write while a large import is written."""
        with self.database.reading(actor) as view:
            return imports.shuts_out_readers(view)

    def write_result(
        self, result: ImportResult, path: Path, words: ResultWords, *, overwrite: bool = False
    ) -> int:
        """Write what became of every row as .xlsx or .csv; return the number of rows."""
        return write_result(result, path, words, overwrite=overwrite)
