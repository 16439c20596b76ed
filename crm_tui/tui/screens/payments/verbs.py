"""What is done with money on its list: entered, changed, given back, called void, deleted."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.payments.dues import DueItem
from crm_tui.domain.payments.records import (
    Document,
    InvoiceFields,
    InvoiceRow,
    Payment,
    PaymentFields,
    PaymentKind,
    PaymentRow,
    PlanRow,
)
from crm_tui.domain.payments.rules import why_not_void
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.payment_reasons import payment_refusal
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.record_commands.fields import reason_field
from crm_tui.tui.screens.approvals.asking import offer_asking
from crm_tui.tui.screens.payments.asking import MoneyScreen
from crm_tui.tui.screens.payments.dialogs import (
    invoice_changes,
    invoice_fields,
    plan_fields,
    plan_of,
    receipt_changes,
    receipt_fields,
    red_fields,
    red_of,
    settled_by,
    split_lines,
    split_texts,
)
from crm_tui.tui.screens.payments.rows import MoneyRow, money_of, number_of
from crm_tui.tui.screens.settings.sections import needs_row, why_not_may
from crm_tui.tui.widgets.form_dialogs import Values

_OPEN = 100
_RESTORE = "payments.restore"
_CHANGING = frozenset(
    {"payments.edit", "payments.delete", "payments.return", "payments.void", _RESTORE}
)


class PaymentVerbs(MoneyScreen):
    """A screen on which money is written down."""

    @property
    @abstractmethod
    def customer_id(self) -> CustomerId | None:
        """The customer whose money is shown, or None for all."""

    @property
    @abstractmethod
    def money_row(self) -> MoneyRow | None:
        """The row that the keys act on, or None."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the row under the cursor, or None."""
        if command.id not in _CHANGING:
            return super().why_not(command)
        row = self.money_row
        if row is None:
            return needs_row(row)
        is_deleted = isinstance(row.about, PaymentRow) and row.about.is_deleted
        if is_deleted != (command.id == _RESTORE):
            return _("Deleted; R restores it.") if is_deleted else _("It is not deleted.")
        refusal = None if is_deleted else _why_not(command.id, row)
        return refusal or why_not_may(self.session, Permission.EDIT_PAYMENT)

    # Entering -----------------------------------------------------------------------------------

    def action_add_receipt(self) -> None:
        """Ask what came and what it settles, then write it down."""
        customer_id, crm, actor = self.customer_id, self.session.crm, self.session.actor
        if customer_id is None or not self.allowed("payments.add"):
            self._tell_where(customer_id)
            return

        def read() -> tuple[PaymentFields, list[DueItem]]:
            blank = crm.payments.blank(actor, customer_id)
            items = crm.receivables.items(actor, customer_id, limit=_OPEN)
            own = [each for each in items if each.document.currency == blank.currency]
            if items and not own:
                blank = replace(blank, currency=items[0].document.currency)
                own = [each for each in items if each.document.currency == blank.currency]
            return blank, own

        self.operations.ask(read, self._ask_receipt, key="receipt", opens=True)

    def _ask_receipt(self, found: tuple[PaymentFields, list[DueItem]]) -> None:
        blank, items = found
        payments, actor, customer_id = (
            self.session.crm.payments,
            self.session.actor,
            self.customer_id,
        )

        def save(values: Values) -> None:
            fields = replace(blank, **receipt_changes(self.session, values, blank.currency))
            usual, lines = settled_by(values, items, fields.amount_minor), split_lines(values)

            def act() -> object:
                assert customer_id is not None  # noqa: S101 - asked before, told to mypy
                by_hand = payments.splits_meant(actor, fields.amount_minor, fields.currency, lines)
                return payments.add(actor, customer_id, fields, by_hand if lines else usual)

            if customer_id is not None:
                self.do_and_tell(act, _("Receipt written"))

        said = [_("By hand, one a line: the number of an order or contract, or #LINE; =AMOUNT")]
        fields = partial(receipt_fields, self.session, blank, items, ())
        self.ask(_("New receipt"), fields, save, said)

    def action_add_plan(self) -> None:
        """Ask for a line of an order or contract, then plan it."""
        if self.allowed("payments.plan"):
            self._with_documents(self._ask_plan)

    def _ask_plan(self, documents: Sequence[Document]) -> None:
        if not documents:
            said = _("There is no order or contract yet that could be paid.")
            self.operations.tell(said, severity="warning")
            return
        plans, actor = self.session.crm.payment_plans, self.session.actor

        def save(values: Values) -> None:
            document = documents[int(values["document"])]
            line = plan_of(self.session, values, document.total_minor, document.currency)
            self.do_and_tell(lambda: plans.add(actor, document.target, [line]), _("Line planned"))

        currency = documents[0].currency
        fields = partial(plan_fields, self.session, documents, None, currency)
        # The newest of them is chosen already.
        self.ask(_("Plan a payment"), fields, save, begin_in="amount")

    def action_add_invoice(self) -> None:
        """Ask for an invoice, then write it down."""
        if self.allowed("payments.invoice"):
            self._with_documents(self._ask_invoice)

    def _ask_invoice(self, documents: Sequence[Document]) -> None:
        invoices, actor, customer_id = (
            self.session.crm.invoices,
            self.session.actor,
            self.customer_id,
        )
        if customer_id is None:
            return

        def ask(blank: InvoiceFields) -> None:
            def save(values: Values) -> None:
                changes = invoice_changes(self.session, documents, values, blank.currency)
                fields = replace(blank, **changes)
                self.do_and_tell(
                    lambda: invoices.add(actor, customer_id, fields), _("Invoice written")
                )

            shown = partial(invoice_fields, self.session, documents, blank)
            self.ask(_("New invoice"), shown, save)

        self.operations.ask(
            lambda: invoices.blank(actor, customer_id), ask, key="invoice", opens=True
        )

    # Changing -----------------------------------------------------------------------------------

    def action_edit_entry(self) -> None:
        """Ask what is to be otherwise, then change it."""
        row = self.money_row
        if row is None or not self.allowed("payments.edit"):
            return
        match row.about:
            case PaymentRow() as paid:
                payments, actor = self.session.crm.payments, self.session.actor
                self.operations.ask(
                    lambda: payments.payment(actor, paid.id),
                    self._edit_payment,
                    key="payment",
                    opens=True,
                )
            case PlanRow() as plan:
                self._edit_plan(plan)
            case InvoiceRow() as paper:
                self._with_documents(partial(self._edit_invoice, paper), paper.customer_id)

    def _edit_payment(self, payment: Payment) -> None:
        payments, actor, fields = self.session.crm.payments, self.session.actor, payment.fields
        is_refund = payment.row.kind is PaymentKind.REFUND

        def save(values: Values) -> None:
            changes = receipt_changes(self.session, values, fields.currency)
            if is_refund:
                changes["amount_minor"] = -changes["amount_minor"]
            lines = None if is_refund else split_lines(values)

            def act() -> object:
                if lines is None or lines == before:
                    return payments.edit(actor, payment.row.id, changes)
                minor = changes["amount_minor"]
                by_hand = payments.splits_meant(actor, minor, fields.currency, lines)
                return payments.edit(actor, payment.row.id, changes, splits=by_hand)

            self.do_and_tell(act, _("Payment changed"))

        splits = None if is_refund else payment.splits
        before = split_texts(payment.splits, fields.currency)
        shown = partial(receipt_fields, self.session, fields, None, splits)
        self.ask(payment.row.number, shown, save)

    def _edit_plan(self, row: PlanRow) -> None:
        plans, actor = self.session.crm.payment_plans, self.session.actor

        def save(values: Values) -> None:
            line = plan_of(self.session, values, 0, row.currency)
            changes = {
                "due_day": line.due_day,
                "amount_minor": line.amount_minor,
                "kind": line.kind,
                "note": line.note,
            }
            self.do_and_tell(lambda: plans.edit(actor, row.id, changes), _("Line changed"))

        fields = partial(plan_fields, self.session, (), row.fields, row.currency)
        self.ask(row.number, fields, save)

    def _edit_invoice(self, row: InvoiceRow, documents: Sequence[Document]) -> None:
        invoices, actor = self.session.crm.invoices, self.session.actor

        def save(values: Values) -> None:
            changes = invoice_changes(self.session, documents, values, row.fields.currency)
            self.do_and_tell(lambda: invoices.edit(actor, row.id, changes), _("Invoice changed"))

        fields = partial(invoice_fields, self.session, documents, row.fields)
        self.ask(row.fields.number, fields, save)

    # Taking back --------------------------------------------------------------------------------

    def action_give_back(self) -> None:
        """Ask how much of a receipt is given back, or of an invoice reversed."""
        row = self.money_row
        if row is None or not self.allowed("payments.return"):
            return
        match row.about:
            case PaymentRow() as paid:
                payments, actor = self.session.crm.payments, self.session.actor
                self.operations.ask(
                    lambda: payments.payment(actor, paid.id),
                    self._ask_refund,
                    key="payment",
                    opens=True,
                )
            case InvoiceRow() as paper:
                self._ask_red(paper)

    def _ask_refund(self, receipt: Payment) -> None:
        payments, actor, row = self.session.crm.payments, self.session.actor, receipt.row
        left = row.amount_minor - row.refunded_minor
        blank = replace(
            receipt.fields, amount_minor=left, day=self.session.today, reference="", note=""
        )

        def save(values: Values) -> None:
            fields = replace(blank, **receipt_changes(self.session, values, row.currency))
            wish = ApprovalWish(ApprovalAct.REFUND, row.id, fields.amount_minor)
            self.do_and_tell(
                lambda: payments.refund(actor, row.id, fields),
                _("Refund written"),
                offer_asking(self, wish),
            )

        title = _("Give back of {number}").format(number=row.number)
        self.ask(title, lambda: receipt_fields(self.session, blank, None), save)

    def _ask_red(self, row: InvoiceRow) -> None:
        invoices, actor, fields = self.session.crm.invoices, self.session.actor, row.fields
        left = fields.amount_minor - row.reversed_minor

        def save(values: Values) -> None:
            number, minor = red_of(values, fields.currency)
            self.do_and_tell(
                lambda: invoices.reverse(actor, row.id, number, amount_minor=minor),
                _("Red invoice written"),
            )

        title = _("Reverse {number}").format(number=fields.number)
        self.ask(title, lambda: red_fields(left, fields.currency), save)

    def action_void_invoice(self) -> None:
        """Ask why, then call the invoice void."""
        row = self.money_row
        if row is None or not self.allowed("payments.void"):
            return
        about, invoices, actor = row.about, self.session.crm.invoices, self.session.actor
        if isinstance(about, InvoiceRow):
            self._ask_reason(
                _("Void the invoice: why?"),
                row,
                lambda reason: invoices.void(actor, about.id, reason),
                _("The invoice is void"),
            )

    def action_delete_entry(self) -> None:
        """Take a row out of all lists; of a payment ask why."""
        row, crm, actor = self.money_row, self.session.crm, self.session.actor
        if row is None or not self.allowed("payments.delete"):
            return
        said = _("{number} is deleted").format(number=number_of(row))
        match row.about:
            case PaymentRow() as paid:
                self._ask_reason(
                    _("Delete the payment: why?"),
                    row,
                    lambda reason: crm.payments.delete(actor, paid.id, reason),
                    said,
                )
            case PlanRow() as plan:
                self.do_and_tell(lambda: crm.payment_plans.delete(actor, plan.id), said)
            case InvoiceRow() as paper:
                self.do_and_tell(lambda: crm.invoices.delete(actor, paper.id), said)

    def action_restore_payment(self) -> None:
        """Bring a deleted payment back."""
        row, payments, actor = self.money_row, self.session.crm.payments, self.session.actor
        if row is None or not self.allowed(_RESTORE):
            return
        about, said = row.about, _("{number} is back").format(number=number_of(row))
        if isinstance(about, PaymentRow):
            self.do_and_tell(lambda: payments.restore(actor, about.id), said)

    # Asking -------------------------------------------------------------------------------------

    def _with_documents(
        self, then: Callable[[list[Document]], None], customer_id: CustomerId | None = None
    ) -> None:
        whose = self.customer_id if customer_id is None else customer_id
        if whose is not None:
            payments, actor = self.session.crm.payments, self.session.actor
            self.operations.ask(
                lambda: list(payments.documents(actor, whose)), then, key="documents", opens=True
            )

    def _tell_where(self, customer_id: CustomerId | None) -> None:
        if customer_id is None:
            said = _("A payment begins at its customer: ' there.")
            self.operations.tell(said, severity="warning")

    def _ask_reason(self, title: str, row: MoneyRow, act: Callable[[str], Any], said: str) -> None:
        shown = f"{name_in_sentence(number_of(row))} {amount(*money_of(row))}"

        def then(values: Values) -> None:
            self.do_and_tell(lambda: act(str(values["reason"])), said)

        self.ask(title, lambda: [reason_field()], then, [shown])


def _why_not(command_id: str, row: MoneyRow) -> str | None:
    """Return why a key does nothing for a row, as far as the row alone tells."""
    about = row.about
    match command_id:
        case "payments.void":
            if not isinstance(about, InvoiceRow):
                return _("Only invoices are called void.")
            refusal = why_not_void(about)
            return None if refusal is None else payment_refusal(refusal)
        case "payments.return":
            is_receipt = isinstance(about, PaymentRow) and about.kind is PaymentKind.RECEIPT
            if is_receipt or isinstance(about, InvoiceRow):
                return None
            return _("Only receipts are given back, and invoices reversed.")
        case _:
            if isinstance(about, PaymentRow | PlanRow | InvoiceRow):
                return None
            return _("It follows from the order or contract: plan a line, or write a receipt.")
