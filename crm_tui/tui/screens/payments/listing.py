"""回款: what a customer is to pay, paid and was invoiced; or the same of all one may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.payments.dues import DueItem
from crm_tui.domain.payments.records import InvoiceRow, Payment, PaymentRow, PlanRow
from crm_tui.domain.payments.requests import InvoiceRequest, PaymentRequest, PlanRequest
from crm_tui.domain.queries.fields import PAYMENTS
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import money_lines
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for, command
from crm_tui.tui.screens.payments.rows import (
    MoneyKind,
    MoneyRow,
    about_words,
    customer_of,
    day_words,
    kind_words,
    money_of,
    number_of,
    rows_of,
    sections_of,
    sum_words,
    tone_of,
)
from crm_tui.tui.screens.payments.verbs import PaymentVerbs
from crm_tui.tui.screens.searched_parts import (
    COUNTED,
    SearchedList,
    SearchedPart,
    nothing_found,
)
from crm_tui.tui.screens.settings.sections import (
    Host,
    fact,
    text_column,
    why_not_may,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Preview, Section
from crm_tui.tui.widgets.record_list import Column

_LISTED, _WHOLE = 500, 50
_EXPORTED: Mapping[MoneyKind, Sequence[Subject]] = {
    MoneyKind.ALL: (Subject.PAYMENTS, Subject.PAYMENT_PLANS, Subject.DUES, Subject.INVOICES),
    MoneyKind.PAYMENTS: (Subject.PAYMENTS,),
    MoneyKind.DUES: (Subject.DUES,),
    MoneyKind.PLANS: (Subject.PAYMENT_PLANS,),
    MoneyKind.INVOICES: (Subject.INVOICES,),
}
_ADDING = frozenset({"payments.add", "payments.plan", "payments.invoice"})


class PaymentsScreen(SearchedPart, PaymentVerbs):
    """All that is money of a customer; or of all that one may see."""

    scope = Scope.PAYMENTS
    subject = PAYMENTS
    imports = ImportKind.PAYMENT_PLANS
    opens_rows = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.PAYMENTS)]

    def __init__(
        self,
        session: Session,
        customer_id: CustomerId | None = None,
        customer: str = "",
        kind: MoneyKind = MoneyKind.ALL,
    ) -> None:
        super().__init__(session, lambda host: MoneyList(host, customer_id, customer, kind))
        self._customer_id = customer_id

    @property
    def customer_id(self) -> CustomerId | None:
        """The customer whose money is shown, or None for all."""
        return self._customer_id

    @property
    def exports(self) -> Sequence[Subject]:
        """What of the list goes into files; no query is asked of what is to be paid."""
        kinds = _EXPORTED[self.searched.kind]
        return [each for each in kinds if not (self.typed_query and each is Subject.DUES)]

    @property
    def search_words(self) -> str:
        """What stands in the empty search line."""
        return _("Number, payer, reference, customer or its pinyin initials")

    @property
    def searched(self) -> MoneyList:
        """The list."""
        shown = self.shown
        if not isinstance(shown, MoneyList):
            raise TypeError("the list of this screen is money")
        return shown

    @property
    def money_row(self) -> MoneyRow | None:
        """The row under the cursor."""
        row: MoneyRow | None = self.row
        return row

    def show_facts(self) -> None:
        """Show what is known of the row; without one the totals of the customer."""
        super().show_facts()
        if self.row is None:
            self.query_one(Preview).show(tuple(self.searched.whole()))

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here."""
        return Scope.PAYMENTS in command.scopes or super().is_meant(command)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here, or None."""
        if command.id in {"search", "filter"} and self.searched.kind is MoneyKind.DUES:
            return _("What is to be paid follows from orders and contracts: search there.")
        if command.id in _ADDING:
            if self._customer_id is None:
                return _("A payment begins at its customer: ' there.")
            return why_not_may(self.session, Permission.EDIT_PAYMENT)
        return super().why_not(command)

    def open_row(self) -> None:
        """Edit what is under the cursor."""
        self.action_edit_entry()

    def action_next_kind(self) -> None:
        """Show the next kind of rows."""
        self.searched.next_kind()
        self.reload()

    def start_search(self, text: str) -> None:
        """Open the line to search in, where there is something to search."""
        if self._may("search"):
            super().start_search(text)

    def action_build_filter(self) -> None:
        """Put a filter together in a dialog, where there is something to filter."""
        if self._may("filter"):
            super().action_build_filter()

    def _may(self, command_id: str) -> bool:
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None


class MoneyList(SearchedList[MoneyRow]):
    """Rows of money of one kind, or of all kinds."""

    id = "payments"

    def __init__(
        self, host: Host, customer_id: CustomerId | None, customer: str, kind: MoneyKind
    ) -> None:
        super().__init__(host)
        self._customer_id = customer_id
        self._customer = customer
        self.kind = kind
        self._payments: Mapping[int, Payment] = {}
        self._totals: Sequence[tuple[str, str]] = ()

    def next_kind(self) -> None:
        """Show the next kind of rows."""
        # No query is asked of what is to be paid.
        kinds = [each for each in MoneyKind if not (self.query and each is MoneyKind.DUES)]
        self.kind = kinds[(kinds.index(self.kind) + 1) % len(kinds)]

    @property
    def title(self) -> str:
        """Whose money it is, and which kind is shown."""
        return " · ".join(filter(None, (_(self.kind.value), self._customer)))

    def columns(self) -> Sequence[Column[MoneyRow]]:
        """Return day, number, customer, what it is, how much and what for."""
        today = self.session.today
        whose = [
            text_column("customer", _("Customer"), 14, lambda row: customer_of(row)[1], widest=30)
        ]
        return [
            text_column("day", _("Day"), 10, day_words),
            text_column("number", field_label("number"), 16, number_of, widest=24),
            *(whose if self._customer_id is None else ()),
            text_column(
                "kind", _("Kind"), 12, lambda row: kind_words(row, today), widest=24,
                tone=lambda row: tone_of(row, today),
            ),
            text_column(
                "amount", field_label("amount"), 14, lambda row: amount(*money_of(row)),
                align=Align.RIGHT,
            ),
            text_column("about", _("What for"), 14, about_words, priority=1, widest=40),
        ]  # fmt: skip

    def read(self) -> Sequence[MoneyRow]:
        """Read the rows of the kind, what payments settle, and the customer's totals."""
        crm, actor, whose = self.session.crm, self.session.actor, self._customer_id
        payments = self._payments_asked(self.query, _LISTED)
        self._payments = {
            each.id: crm.payments.payment(actor, each.id) for each in payments[:_WHOLE]
        }
        plans = self._plans_asked(self.query, _LISTED)
        invoices = self._invoices_asked(self.query, _LISTED)
        dues: Sequence[DueItem] = ()
        if self.kind is MoneyKind.DUES:
            dues = crm.receivables.items(actor, whose, limit=_LISTED)
        if whose is not None:
            money = crm.receivables.money(actor, whose)
            self._totals = money_lines(money, self.session.office.currency)
        return rows_of(payments, plans, invoices, dues)

    def count_found(self, query: str) -> int:
        """Return, in a worker, how many rows a query finds."""
        asked = (self._payments_asked, self._plans_asked, self._invoices_asked)
        return sum(len(read(query, COUNTED)) for read in asked)

    def _payments_asked(self, query: str, limit: int) -> Sequence[PaymentRow]:
        if self.kind not in {MoneyKind.ALL, MoneyKind.PAYMENTS}:
            return ()
        request = PaymentRequest(customer_id=self._customer_id, query=query)
        return self.session.crm.payments.list(self.session.actor, request, limit=limit)

    def _plans_asked(self, query: str, limit: int) -> Sequence[PlanRow]:
        if self.kind not in {MoneyKind.ALL, MoneyKind.PLANS}:
            return ()
        request = PlanRequest(customer_id=self._customer_id, query=query)
        return self.session.crm.payment_plans.list(self.session.actor, request, limit=limit)

    def _invoices_asked(self, query: str, limit: int) -> Sequence[InvoiceRow]:
        if self.kind not in {MoneyKind.ALL, MoneyKind.INVOICES}:
            return ()
        request = InvoiceRequest(customer_id=self._customer_id, query=query)
        return self.session.crm.invoices.list(self.session.actor, request, limit=limit)

    def empty_words(self) -> str:
        """Return what to press."""
        if self.query:
            return nothing_found(self.query)
        if self._customer_id is None:
            return _("There is none of it yet; ' at a customer shows and enters it.")
        return _("There is none of it yet: a writes a receipt, p plans a line, i an invoice.")

    def foot(self, rows: Sequence[MoneyRow]) -> str:
        """Return what the rows that are shown come to, and what the customer is still to pay."""
        outstanding = field_label("outstanding")
        left = [f"{label} {text}" for label, text in self._totals if label == outstanding]
        return " · ".join(filter(None, (*left, sum_words(rows))))

    def facts(self, row: MoneyRow) -> Iterable[Section]:
        """Return what a row is and settles, and the totals of its customer."""
        about = row.about
        payment = self._payments.get(about.id) if isinstance(about, PaymentRow) else None
        yield from sections_of(row, self.session.today, payment, self.session.zone)
        yield from self.whole()

    def whole(self) -> Iterable[Section]:
        """Return the totals of the customer."""
        if self._totals:
            lines = tuple(fact(label, text) for label, text in self._totals)
            yield Section(_("Money of the customer"), lines)

    def act(self, command_id: str, row: MoneyRow | None) -> None:
        """Do nothing: the screen has keys of its own."""
