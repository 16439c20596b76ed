"""Imports of a bank's list: what came becomes 待认领回款, each row once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm_tui.db.queries.payments import bank_receipts
from crm_tui.db.unit_of_work import View
from crm_tui.domain.events import BankReceiptAdded
from crm_tui.domain.identifiers import BankReceiptId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import (
    BankReceiptRowParser,
    HeaderMatch,
    ImportContext,
    ParsedBankReceipt,
    Table,
)
from crm_tui.domain.imports.outcomes import EnteredLine, KnownLine, PaidOutLine
from crm_tui.domain.payments.bank_receipts import BankReceiptFields
from crm_tui.domain.users import Permission
from crm_tui.errors import NotPermittedError
from crm_tui.services.imports.row_imports import RowImport, Writing
from crm_tui.services.imports.spools import Spool

Line = EnteredLine | KnownLine | PaidOutLine


class BankReceiptImport(RowImport[ParsedBankReceipt]):
    """An import of what came into the bank; what is here already is left out, unless one insists.

    Only who confirms payments imports them: whoever enters what came could claim it as well.
    """

    event = BankReceiptAdded

    def parser(self, header: HeaderMatch, context: ImportContext) -> BankReceiptRowParser:
        """Return what reads the rows."""
        return BankReceiptRowParser(header, context)

    def refuse(self, view: View) -> None:
        """Raise for who may not import, or not decide on payments."""
        super().refuse(view)
        if not view.person.may(Permission.CONFIRM_PAYMENT):
            raise NotPermittedError(Permission.CONFIRM_PAYMENT.value)

    def go_through(
        self, view: View, table: Table, rows: Spool[ParsedBankReceipt], writing: Writing | None
    ) -> int:
        """Enter what came and is not here; return how many rows that were."""
        entering = _BankReceipts(self, view, writing)
        self.take_down(rows, entering.lines)
        return entering.written


class _BankReceipts:
    """Enters what rows say that came, or says what would become of them."""

    def __init__(self, of: BankReceiptImport, view: View, writing: Writing | None) -> None:
        self._insists = of.plan.policy.block is MatchAction.NEW
        self._view = view
        self._writing = writing
        self._here: dict[str, BankReceiptId | None] = {}
        self.written = 0

    def lines(self, rows: Sequence[ParsedBankReceipt]) -> Iterator[Line]:
        """Yield what became of some rows, or would."""
        asked = {row.fields.identity for row in rows if row.fields is not None}
        self._here = {**bank_receipts.known(self._view, asked), **self._here}
        for row in rows:
            yield PaidOutLine(row.line) if row.fields is None else self._line(row.line, row.fields)

    def _line(self, line: int, fields: BankReceiptFields) -> Line:
        identity = fields.identity
        if identity in self._here and not self._insists:
            return KnownLine(line, fields.payer, self._here[identity])
        receipt_id = None if self._writing is None else self._stored(self._writing, fields)
        self._here[identity] = receipt_id
        return EnteredLine(line, fields.payer, receipt_id)

    def _stored(self, writing: Writing, fields: BankReceiptFields) -> BankReceiptId:
        unit = writing.unit
        receipt_id = bank_receipts.add_bank_receipt(unit, fields)
        told = {
            "name": fields.payer,
            "day": fields.day,
            "amount_minor": fields.amount_minor,
            "currency": fields.currency,
            "version": 1,
        }
        unit.record(BankReceiptAdded(record_id=receipt_id, after=told))
        self.written += 1
        return receipt_id
