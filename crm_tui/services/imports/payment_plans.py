"""Imports of payment plans: each line by the rules of one that is planned by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from crm_tui.db.queries.payments import documents, plans
from crm_tui.db.unit_of_work import View
from crm_tui.domain.events import PaymentPlanAdded
from crm_tui.domain.field_changes import differing
from crm_tui.domain.identifiers import CustomerId, PaymentPlanId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import (
    Column,
    HeaderMatch,
    ImportContext,
    ParsedPaymentPlan,
    PaymentPlanRowParser,
    Table,
)
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    EnteredLine,
    KnownLine,
    NotStored,
    RefusedLine,
    RowNotStored,
)
from crm_tui.domain.imports.payment_plan_rows import part_of
from crm_tui.domain.payments.records import Document, PlanFields, PlanKind, PlanRow, Target
from crm_tui.domain.payments.rules import DocumentCurrency, DocumentOfOthers, why_not_plan
from crm_tui.domain.users import Permission
from crm_tui.errors import NotPermittedError, RefusedError
from crm_tui.services.imports.deciding import place_of
from crm_tui.services.imports.naming import Named, editable_of, named_in
from crm_tui.services.imports.refusing import REFUSALS, RowError, refusals_of
from crm_tui.services.imports.row_imports import RowImport, Writing
from crm_tui.services.imports.spools import Spool
from crm_tui.services.payments.checking import checked_plan, refuse
from crm_tui.services.payments.plans import change_plan, enter_plan
from crm_tui.values import dataclass

ReadT = TypeVar("ReadT")
PlanLine = EnteredLine | KnownLine | ChangedLine | RefusedLine
_What = tuple[Target, int, PlanKind, int]
"""Of which order or contract, when it is due, what it is, and how much."""
_LABELS = {"due_day": "plan_due_day"}
"""What fields of a planned line are called where others have the same name."""


@dataclass(frozen=True, slots=True)
class _Wished:
    """A line that is to be planned, or that one that is here is to be."""

    line: int
    document: Document
    fields: PlanFields
    old: PlanRow | None = None

    @property
    def more_minor(self) -> int:
        """How much more is planned with it."""
        before = 0 if self.old is None else self.old.fields.amount_minor
        return self.fields.amount_minor - before


class PaymentPlanImport(RowImport[ParsedPaymentPlan]):
    """An import of payment plans; what is planned already is left out, or what its number says.

    Where the plan overwrites, a row with the number of a line changes that line.
    """

    event = PaymentPlanAdded

    def parser(self, header: HeaderMatch, context: ImportContext) -> PaymentPlanRowParser:
        """Return what reads the rows."""
        return PaymentPlanRowParser(header, context)

    def refuse(self, view: View) -> None:
        """Raise for who may not import, or not plan payments."""
        super().refuse(view)
        if not view.person.may(Permission.EDIT_PAYMENT):
            raise NotPermittedError(Permission.EDIT_PAYMENT.value)

    def go_through(
        self, view: View, table: Table, rows: Spool[ParsedPaymentPlan], writing: Writing | None
    ) -> int:
        """Plan every line that can be; return how many were."""
        entering = _Plans(self, view, table.header, writing)
        self.take_down(rows, entering.lines)
        return entering.written


class _Plans:
    """Plans the lines of rows, or says what would become of them.

    Two that are alike are two: so many rows are known already as were here before the import.
    """

    def __init__(
        self,
        of: PaymentPlanImport,
        view: View,
        header: HeaderMatch,
        writing: Writing | None,
    ) -> None:
        action = of.plan.policy.block
        self._insists = action is MatchAction.NEW
        self._overwrites = action is MatchAction.OVERWRITE
        self._view = view
        self._header = header
        self._writing = writing
        self._documents: dict[str, list[Document]] = {}
        self._editable: set[int] = set()
        self._looked_at: set[CustomerId] = set()
        self._here: dict[_What, list[PaymentPlanId]] = {}
        self._lines: dict[int, PlanRow] = {}
        """What is planned, by its number; each is changed by one row."""
        self._planned: dict[Target, int] = {}
        self._shared: dict[Target, int] = {}
        """How much of the whole the rows of the file shared out so far."""
        self.written = 0

    def lines(self, rows: Sequence[ParsedPaymentPlan]) -> Iterator[PlanLine]:
        """Yield what became of some rows, or would."""
        named = named_in(self._view, self._header, [row for row in rows if row.name])
        self._look_at(rows)
        read = [self._tried(row, partial(self._read, row, named)) for row in rows]
        wished = [(at, each) for at, each in enumerate(read) if isinstance(each, _Wished)]
        # What comes to less makes room for what comes to more, wherever it stands in the file.
        wished.sort(key=lambda each: each[1].more_minor > 0)
        done = {at: self._tried(rows[at], partial(self._written, each)) for at, each in wished}
        for at, line in enumerate(read):
            yield done[at] if isinstance(line, _Wished) else line

    def _tried(self, row: ParsedPaymentPlan, act: Callable[[], ReadT]) -> ReadT | RefusedLine:
        try:
            return act()
        except REFUSALS as error:
            place = place_of(self._header, Column.DOCUMENT)
            why = refusals_of(error, row.line, place, row.number)
            return RefusedLine(row.line, why, row.number)

    def _look_at(self, rows: Sequence[ParsedPaymentPlan]) -> None:
        """Learn what the numbers mean, whose that is, and what is planned of it already."""
        numbers = {row.number for row in rows} - self._documents.keys()
        found = documents.documents_called(self._view, *numbers)
        for number in numbers:
            written = {number, number.upper()}
            self._documents[number] = [each for each in found if each.number in written]
        new = {each.customer_id for each in found} - self._looked_at
        self._looked_at |= new
        self._editable |= editable_of(self._view, new)
        for row in plans.plans_of(self._view, sorted(new)):
            target, fields = row.target.document, row.fields
            self._here.setdefault(_what(target, fields), []).append(row.id)
            self._lines[row.id] = row
            self._planned[target] = self._planned.get(target, 0) + fields.amount_minor

    def _read(self, row: ParsedPaymentPlan, named: Named) -> _Wished | KnownLine:
        document = self._document(row, named)
        if self._overwrites and row.plan:
            return self._changing(row, document)
        fields = self._fields(row, document, PlanFields(due_day=row.due_day, amount_minor=0))
        alike = self._here.get(_what(document.target, fields))
        if alike and not self._insists:
            return KnownLine(row.line, document.number, alike.pop(0))
        return _Wished(row.line, document, checked_plan(fields))

    def _changing(self, row: ParsedPaymentPlan, document: Document) -> _Wished:
        """Return what becomes of the line of a number; raise for one of another document."""
        found = self._lines.get(int(row.plan)) if row.plan.isdecimal() else None
        if found is None or found.target.document != document.target:
            place = place_of(self._header, Column.PLAN_ID)
            raise RowError(RowNotStored(row.line, *place, row.plan, NotStored.NO_PLAN))
        del self._lines[found.id]
        self._here[_what(document.target, found.fields)].remove(found.id)
        fields = self._fields(row, document, found.fields)
        return _Wished(row.line, document, checked_plan(fields), found)

    def _written(self, wished: _Wished) -> EnteredLine | ChangedLine:
        document, fields, old = wished.document, wished.fields, wished.old
        unit = None if self._writing is None else self._writing.unit
        if old is not None and fields == old.fields:
            return ChangedLine(wished.line, document.number, old.customer_id)
        planned = self._planned.get(document.target, 0)
        refuse(why_not_plan(document, planned, wished.more_minor))
        self._planned[document.target] = planned + wished.more_minor
        self.written += unit is not None
        if old is None:
            plan_id = None if unit is None else enter_plan(unit, document, fields)
            return EnteredLine(wished.line, document.number, plan_id)
        names = differing(old.fields, fields) if unit is None else change_plan(unit, old, fields)
        said = tuple(_LABELS.get(each, each) for each in names)
        return ChangedLine(wished.line, document.number, old.customer_id, said)

    def _fields(self, row: ParsedPaymentPlan, document: Document, old: PlanFields) -> PlanFields:
        """Return a line as the row says it; what that leaves open is as it was."""
        minor = row.amount_minor
        if minor is None:
            share, before = row.share or 0, self._shared.get(document.target, 0)
            self._shared[document.target] = before + share
            minor = part_of(document.total_minor, share, before)
        elif (row.currency or self._view.office.currency) != document.currency:
            raise RefusedError(DocumentCurrency(document.number, document.currency))
        return PlanFields(
            due_day=row.due_day,
            amount_minor=minor,
            kind=row.kind or old.kind,
            note=row.note or old.note,
        )

    def _document(self, row: ParsedPaymentPlan, named: Named) -> Document:
        """Return the order or contract that a row is about; raise where there is not just one."""
        found = self._documents[row.number]
        if row.document_kind is not None:
            found = [each for each in found if each.target.kind is row.document_kind]
        if row.name:
            theirs = named.seen.get(row.name_key, ())
            if found and not any(each.customer_id in theirs for each in found):
                raise RefusedError(DocumentOfOthers(row.number))
            found = [each for each in found if each.customer_id in theirs]
        if len(found) != 1:
            reason = NotStored.SEVERAL_DOCUMENTS if found else NotStored.NO_DOCUMENT
            place = place_of(self._header, Column.DOCUMENT)
            raise RowError(RowNotStored(row.line, *place, row.number, reason))
        if found[0].customer_id not in self._editable:
            place = place_of(self._header, Column.NAME)
            refusal = RowNotStored(row.line, *place, found[0].customer, NotStored.NOT_YOURS)
            raise RowError(refusal)
        return found[0]


def _what(target: Target, fields: PlanFields) -> _What:
    return target, fields.due_day, fields.kind, fields.amount_minor
