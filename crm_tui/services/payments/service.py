"""Receipts and refunds as people use them: written down, split exactly, given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.queries.payments import documents, lists, receipts
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import (
    Changed,
    PaymentRestored,
    PaymentSettingsChanged,
)
from crm_tui.domain.identifiers import CustomerId, PaymentId
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.payments.papers import SETTINGS, PaymentSettings
from crm_tui.domain.payments.records import (
    Document,
    Payment,
    PaymentFields,
    PaymentKind,
    PaymentRow,
    Split,
)
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.payments.rules import (
    why_not_change,
    why_not_delete,
    why_not_refund,
    why_not_restore,
)
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.services import access
from crm_tui.services.approvals import gates
from crm_tui.services.approvals.asked import with_approval
from crm_tui.services.checks import checked_reason
from crm_tui.services.paper_settings import change_settings
from crm_tui.services.payments import claim_parts, writing
from crm_tui.services.payments.checking import (
    checked_payment,
    checked_splits,
    refuse,
    settings_of,
)
from crm_tui.services.payments.writing import PaymentWritten
from crm_tui.services.queries import understood
from crm_tui.services.record_windows import RecordWindow, money_of
from crm_tui.services.references import one_of
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Payments:
    """Receipts and refunds; each keeps its owner when the customer changes hands."""

    database: Database

    def list(self, actor: Actor, request: PaymentRequest, *, limit: int = 200) -> list[PaymentRow]:
        """Return the receipts and refunds asked for, of visible customers, the newest first."""
        with self.database.reading(actor) as view:
            if request.customer_id is not None:
                customers.record(view, request.customer_id)
            asked = understood(view, request.asked)
            return shown(view, receipts.payments(view, request, asked, limit))

    def window(
        self, actor: Actor, request: RecordRequest, before: RecordWindow[PaymentRow] | None = None
    ) -> RecordWindow[PaymentRow]:
        """Return a list of receipts and refunds as a window over it."""
        return RecordWindow(self.database, actor, lists.LISTED, request, before)

    def sums(
        self, actor: Actor, request: RecordRequest, ids: Sequence[int] = ()
    ) -> Sequence[MoneyTotal]:
        """Return what a list comes to net of refunds by currency, or what some of it does."""
        return money_of(self.database, actor, lists.LISTED, request, ids)

    def payment(self, actor: Actor, payment_id: PaymentId) -> Payment:
        """Return a payment whole; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            found = receipts.payment(view, payment_id)
            return shown_one(view, with_approval(view, found))

    def find(self, actor: Actor, reference: str) -> PaymentId:
        """Return the payment that a number means."""
        with self.database.reading(actor) as view:
            found = receipts.payments_called(view, reference.strip())
            named = [(each.id, f"{each.number} {each.customer}") for each in found]
            return one_of("payment", reference, named)

    def document(self, actor: Actor, number: str) -> Document:
        """Return the order or contract that a number means."""
        with self.database.reading(actor) as view:
            found = documents.documents_called(view, number.strip())
            named = [(at, f"{each.number} {each.customer}") for at, each in enumerate(found)]
            return found[one_of("document", number, named)]

    def documents(
        self, actor: Actor, customer_id: CustomerId, limit: int = 100
    ) -> Sequence[Document]:
        """Return what a customer may pay: orders and contracts that are not void."""
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            return documents.documents_of(view, customer_id, limit)

    def splits_meant(
        self, actor: Actor, minor: int, currency: str, lines: Sequence[str]
    ) -> Sequence[Split]:
        """Return what a receipt settles as a person writes it: DD-1=300, #12, one each."""
        with self.database.reading(actor) as view:
            return claim_parts.splits_meant(view, minor, currency, lines)

    def blank(self, actor: Actor, customer_id: CustomerId) -> PaymentFields:
        """Return what a new receipt of a customer begins with."""
        with self.database.reading(actor) as view:
            customer = customers.raw(view, customer_id)
            return PaymentFields(
                day=view.today,
                amount_minor=0,
                currency=view.office.currency,
                payer=customer.name[:200],
                owner_id=customer.owner_id or view.person.user_id,
            )

    def settings(self, actor: Actor) -> PaymentSettings:
        """Return what is set of money."""
        with self.database.reading(actor) as view:
            return settings_of(view)

    @operation(Permission.MANAGE_OFFICE)
    def change_settings(self, actor: Actor, changes: Mapping[str, str]) -> Changed:
        """Change settings, each given as a person writes it.

        Raises FieldError for one that there is not, or a value that cannot be.
        """
        with self.database.writing(actor) as unit:
            change_settings(unit, SETTINGS, changes, PaymentSettingsChanged)
        return unit.changed

    @operation(Permission.EDIT_PAYMENT)
    def add(
        self,
        actor: Actor,
        customer_id: CustomerId,
        fields: PaymentFields,
        splits: Sequence[Split] = (),
    ) -> PaymentWritten:
        """Write down what a customer paid, and what each part of it settles.

        What settles nothing is the customer's on account. Raises FieldError for what cannot be
        stored, RefusedError where others change the customer.
        """
        with self.database.writing(actor) as unit:
            customer = access.editable(unit, customer_id)
            checked = checked_payment(unit, customer, fields)
            parts = checked_splits(unit, customer_id, checked, splits)
            return writing.add_receipt(unit, customer, checked, parts)

    @operation(Permission.EDIT_PAYMENT)
    def refund(self, actor: Actor, payment_id: PaymentId, fields: PaymentFields) -> PaymentWritten:
        """Write down what was given back of a receipt; its parts give in proportion, exactly.

        The amount is above zero. Raises RefusedError for more than is left of the receipt.
        """
        with self.database.writing(actor) as unit:
            receipt = receipts.payment(unit, payment_id)
            customer = access.editable(unit, receipt.row.customer_id)
            wanted = replace(fields, currency=receipt.row.currency)
            checked = checked_payment(unit, customer, wanted)
            refuse(why_not_refund(receipt, checked.amount_minor))
            gates.pass_refund(unit, receipt, checked.amount_minor)
            return writing.add_refund(unit, receipt, checked)

    @operation(Permission.EDIT_PAYMENT)
    def edit(
        self,
        actor: Actor,
        payment_id: PaymentId,
        changes: Mapping[str, object],
        *,
        splits: Sequence[Split] | None = None,
    ) -> PaymentWritten:
        """Change fields of a receipt, or what it settles; of a refund only what is said of it.

        Raises RefusedError for the amount of a receipt of which something was given back.
        """
        with self.database.writing(actor) as unit:
            old = receipts.payment(unit, payment_id)
            customer = access.editable(unit, old.row.customer_id)
            names = [name for name, value in changes.items() if getattr(old.fields, name) != value]
            refuse(why_not_change(old, names, with_splits=splits is not None))
            wanted: dict[str, Any] = dict(changes)
            fields = writing.checked_edit(unit, customer, old, replace(old.fields, **wanted))
            parts = None
            if old.row.kind is PaymentKind.RECEIPT:
                kept = [each.split for each in old.splits]
                given = kept if splits is None else splits
                if given != kept or not writing.SAID.issuperset(names):
                    parts = checked_splits(unit, old.row.customer_id, fields, given)
            writing.rewrite(unit, customer, old, fields, parts)
            return writing.as_written(unit, old.row.customer_id, payment_id)

    @operation(Permission.EDIT_PAYMENT)
    def delete(self, actor: Actor, payment_id: PaymentId, reason: str) -> PaymentWritten:
        """Take a payment out of all lists, with a reason; it counts for nothing."""
        reason = checked_reason(reason)
        with self.database.writing(actor) as unit:
            old = receipts.payment(unit, payment_id)
            customer = access.editable(unit, old.row.customer_id)
            refuse(why_not_delete(old))
            writing.take_out(unit, customer, old, reason)
            return writing.as_written(unit, old.row.customer_id, payment_id)

    @operation(Permission.EDIT_PAYMENT)
    def restore(self, actor: Actor, payment_id: PaymentId) -> PaymentWritten:
        """Bring a deleted payment back; a refund only where its receipt has so much left.

        What the refund takes back of each part follows from the receipt as it is now.
        """
        with self.database.writing(actor) as unit:
            old = receipts.payment(unit, payment_id, deleted=True)
            customer = access.editable(unit, old.row.customer_id)
            refuse(why_not_restore(old))
            if old.refund_of_id is not None:
                writing.give_back_again(unit, old, old.refund_of_id)
            deal_id = writing.deal_again(unit, customer, old)
            values = {"deleted_at": None, "deal_id": deal_id}
            receipts.update_payment(unit, payment_id, values)
            writing.count_payment(unit, old)
            unit.record(
                PaymentRestored(
                    customer_id=old.row.customer_id,
                    record_id=payment_id,
                    before={"deal_id": old.deal_id, "splits": writing.stored_splits(old)},
                    after=writing.told(old),
                )
            )
            return writing.as_written(unit, old.row.customer_id, payment_id)
