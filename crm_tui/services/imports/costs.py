"""Imports of expenses, and of what customers use: each row by the rules of what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import expenses, products, usages, users
from crm_tui.db.unit_of_work import View
from crm_tui.domain.events import ExpenseAdded, UsageAdded
from crm_tui.domain.expenses import ExpenseFields
from crm_tui.domain.field_changes import differing
from crm_tui.domain.identifiers import CustomerId, ExpenseId, OpportunityId, ProductId, UserId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import (
    Column,
    ExpenseRowParser,
    HeaderMatch,
    ImportContext,
    ParsedExpense,
    ParsedUsage,
    Table,
    UsageRowParser,
)
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    EnteredLine,
    KnownLine,
    NotStored,
    RefusedLine,
    RowNotStored,
)
from crm_tui.domain.text import folded
from crm_tui.domain.usages import UsageFields, UsageRow
from crm_tui.domain.users import Permission
from crm_tui.errors import NotPermittedError
from crm_tui.services.currencies import reported
from crm_tui.services.expenses import checked_expense, enter_expense
from crm_tui.services.imports.deciding import place_of
from crm_tui.services.imports.naming import Named, named_in, opportunity_called
from crm_tui.services.imports.refusing import REFUSALS, RowError, refusals_of
from crm_tui.services.imports.row_imports import RowImport, Writing
from crm_tui.services.imports.spools import Spool
from crm_tui.services.usages import change_usage, checked_usage, enter_usage

ExpenseLine = EnteredLine | KnownLine | RefusedLine
UsageLine = EnteredLine | KnownLine | ChangedLine | RefusedLine


class ExpenseImport(RowImport[ParsedExpense]):
    """An import of expenses; what is here already is left out, unless the plan insists."""

    event = ExpenseAdded

    def parser(self, header: HeaderMatch, context: ImportContext) -> ExpenseRowParser:
        """Return what reads the rows."""
        return ExpenseRowParser(header, context)

    def refuse(self, view: View) -> None:
        """Raise for who may not import, or not enter expenses."""
        super().refuse(view)
        _refuse_unless(view, Permission.EDIT_EXPENSE)

    def go_through(
        self, view: View, table: Table, rows: Spool[ParsedExpense], writing: Writing | None
    ) -> int:
        """Enter every expense that can be; return how many were."""
        entering = _Expenses(self, view, table.header, writing)
        self.take_down(rows, entering.lines)
        return entering.written


class _Expenses:
    """Enters the expenses of rows, or says what would become of them.

    Two that are alike are two: so many rows are known already as were here before the import.
    """

    def __init__(
        self, of: ExpenseImport, view: View, header: HeaderMatch, writing: Writing | None
    ) -> None:
        self._insists = of.plan.policy.block is MatchAction.NEW
        self._view = view
        self._header = header
        self._writing = writing
        self._people = {login: id_ for id_, login, _name in users.logins(view.connection)}
        self._here: dict[ExpenseFields, list[ExpenseId]] = {}
        self._looked_at: set[CustomerId | None] = set()
        self.written = 0

    def lines(self, rows: Sequence[ParsedExpense]) -> Iterator[ExpenseLine]:
        """Yield what became of some rows, or would."""
        named = named_in(self._view, self._header, [row for row in rows if row.name])
        self._look_at({None, *map(CustomerId, named.editable)})
        for row in rows:
            try:
                yield self._line(row, named)
            except REFUSALS as error:
                place = place_of(self._header, Column.AMOUNT)
                value = row.name or row.campaign
                yield RefusedLine(row.line, refusals_of(error, row.line, place, value), value)

    def _look_at(self, customer_ids: Iterable[CustomerId | None]) -> None:
        """Learn which expenses of some customers are here, and of none."""
        new = [each for each in customer_ids if each not in self._looked_at]
        self._looked_at.update(new)
        for fields, expense_id in expenses.stored_fields(self._view, new):
            self._here.setdefault(replace(fields, note=""), []).append(expense_id)

    def _line(self, row: ParsedExpense, named: Named) -> EnteredLine | KnownLine:
        fields = self._fields(row, named)
        called = row.name or row.campaign
        alike = self._here.get(replace(fields, note=""))
        if alike and not self._insists:
            return KnownLine(row.line, called, alike.pop(0))
        if self._writing is None:
            self._try(fields, row)
            return EnteredLine(row.line, called, None)
        with self._writing.unit.trying():
            expense_id = enter_expense(self._writing.unit, fields)
        self.written += 1
        return EnteredLine(row.line, called, expense_id)

    def _fields(self, row: ParsedExpense, named: Named) -> ExpenseFields:
        customer_id = named.customer_of(row) if row.name else None
        if isinstance(customer_id, RowNotStored):
            raise RowError(customer_id)
        me = self._view.person.user_id
        person_id: UserId = me if row.person is None else self._people.get(row.person, me)
        kind_id = row.kind_id or 0
        if self._writing is not None:
            kind_id = self._writing.ids_of(row.new_words).get("kind_id", kind_id)
        return ExpenseFields(
            day=row.day,
            kind_id=kind_id,
            amount_minor=row.amount_minor,
            currency=row.currency or self._view.office.currency,
            person_id=person_id,
            customer_id=customer_id,
            opportunity_id=self._opportunity(row, customer_id),
            campaign=row.campaign,
            note=row.note,
        )

    def _opportunity(
        self, row: ParsedExpense, customer_id: CustomerId | None
    ) -> OpportunityId | None:
        if not row.opportunity:
            return None
        found = None
        if customer_id is not None:
            found = opportunity_called(self._view, customer_id, row.opportunity)
        if found is None:
            place = place_of(self._header, Column.OPPORTUNITY)
            missing = NotStored.NO_OPPORTUNITY
            raise RowError(RowNotStored(row.line, *place, row.opportunity, missing))
        return found

    def _try(self, fields: ExpenseFields, row: ParsedExpense) -> None:
        """Raise what entering it would raise; a kind that would be added is none yet."""
        is_new = bool(row.new_words)
        checked = checked_expense(self._view, fields, fields if is_new else None)
        reported(self._view, checked.amount_minor, checked.currency, checked.day)


class UsageImport(RowImport[ParsedUsage]):
    """An import of what customers use; what is known of a product may be brought up to date."""

    event = UsageAdded

    def parser(self, header: HeaderMatch, context: ImportContext) -> UsageRowParser:
        """Return what reads the rows."""
        return UsageRowParser(header, context)

    def refuse(self, view: View) -> None:
        """Raise for who may not import, or not enter what is used."""
        super().refuse(view)
        _refuse_unless(view, Permission.EDIT_CUSTOMER)

    def go_through(
        self, view: View, table: Table, rows: Spool[ParsedUsage], writing: Writing | None
    ) -> int:
        """Enter or change what every row says is used; return how many did."""
        entering = _Usages(self, view, table.header, writing)
        self.take_down(rows, entering.lines)
        return entering.written


_What = tuple[CustomerId, ProductId | None, str]
"""Who uses what: a product of ours, or something else by its name."""


class _Usages:
    """Enters what rows say is used, or says what would become of them.

    Each row is about one that was here before the import, as long as there are any.
    """

    def __init__(
        self, of: UsageImport, view: View, header: HeaderMatch, writing: Writing | None
    ) -> None:
        self._action = of.plan.policy.block
        self._view = view
        self._header = header
        self._writing = writing
        self._here: dict[_What, list[UsageRow]] = {}
        self._looked_at: set[int] = set()
        self._products: dict[tuple[str, str], ProductId | None] = {}
        self.written = 0

    def lines(self, rows: Sequence[ParsedUsage]) -> Iterator[UsageLine]:
        """Yield what became of some rows, or would."""
        named = named_in(self._view, self._header, rows)
        new = named.editable - self._looked_at
        self._looked_at |= new
        for each in usages.usages_of(self._view, sorted(new)):
            what = _what(each.customer_id, each.fields.product_id, each.fields.name)
            self._here.setdefault(what, []).append(each)
        for row in rows:
            try:
                yield self._line(row, named)
            except REFUSALS as error:
                place = place_of(self._header, Column.USED)
                why = refusals_of(error, row.line, place, row.name)
                yield RefusedLine(row.line, why, row.name)

    def _line(self, row: ParsedUsage, named: Named) -> UsageLine:
        customer_id = named.customer_of(row)
        if isinstance(customer_id, RowNotStored):
            raise RowError(customer_id)
        product_id = self._product(row)
        here = self._here.get(_what(customer_id, product_id, row.product), [])
        old = next((each for each in here if _is_of(each, row.competitor)), None)
        if old is None and here:
            old = here[0]
        if old is None:
            return self._entered(row, customer_id, product_id)
        here.remove(old)
        match self._action:
            case MatchAction.REPORT:
                place = place_of(self._header, Column.LINE_NAME)
                known = RowNotStored(row.line, *place, old.product, NotStored.KNOWN)
                raise RowError(known)
            case MatchAction.OVERWRITE:
                return self._changed(row, old)
            case _:
                return KnownLine(row.line, row.name, old.id)

    def _entered(
        self, row: ParsedUsage, customer_id: CustomerId, product_id: ProductId | None
    ) -> EnteredLine:
        said = {"product_id": product_id, "name": row.product, **_said(row)}
        fields = UsageFields(**said)
        if self._writing is None:
            checked_usage(self._view, fields)
            return EnteredLine(row.line, row.name, None)
        with self._writing.unit.trying():
            usage_id = enter_usage(self._writing.unit, customer_id, fields)
        self.written += 1
        return EnteredLine(row.line, row.name, usage_id)

    def _changed(self, row: ParsedUsage, old: UsageRow) -> ChangedLine:
        fields = replace(old.fields, **_said(row))
        if self._writing is None:
            names = tuple(differing(old.fields, checked_usage(self._view, fields)))
        else:
            with self._writing.unit.trying():
                names = change_usage(self._writing.unit, old, fields)
            self.written += bool(names)
        return ChangedLine(row.line, row.name, old.customer_id, names)

    def _product(self, row: ParsedUsage) -> ProductId | None:
        """Return the product of ours that a row names by its code, or exactly by its name."""
        asked = (row.code, row.product)
        if asked not in self._products:
            self._products[asked] = products.product_meant(self._view, *asked)
        found = self._products[asked]
        if found is None and not row.product:
            place = place_of(self._header, Column.PRODUCT_CODE)
            raise RowError(RowNotStored(row.line, *place, row.code, NotStored.NO_PRODUCT))
        return found


def _what(customer_id: CustomerId, product_id: ProductId | None, name: str) -> _What:
    return customer_id, product_id, folded(name) if product_id is None else ""


def _is_of(row: UsageRow, competitor: str) -> bool:
    return folded(row.fields.competitor) == folded(competitor)


def _said(row: ParsedUsage) -> dict[str, Any]:
    """Return what a row says of a use; what it leaves open is left out."""
    said: dict[str, Any] = {"quantity_milli": row.quantity_milli, "per": row.per}
    said |= {"unit": row.unit, "competitor": row.competitor, "note": row.note}
    said["ours_milli"] = row.ours_milli
    return {name: value for name, value in said.items() if value not in {None, ""}}


def _refuse_unless(view: View, permission: Permission) -> None:
    if not view.person.may(permission):
        raise NotPermittedError(permission.value)
