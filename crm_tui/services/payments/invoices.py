"""Invoices as people use them: written down, called void, taken back by a red one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.queries.payments import invoices
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.currencies import split
from crm_tui.domain.events import (
    Changed,
    InvoiceAdded,
    InvoiceDeleted,
    InvoiceEdited,
    InvoiceRestored,
    InvoiceVoided,
)
from crm_tui.domain.identifiers import CustomerId, InvoiceId
from crm_tui.domain.payments.records import InvoiceFields, InvoiceRow, InvoiceStatus
from crm_tui.domain.payments.requests import InvoiceRequest
from crm_tui.domain.payments.rules import (
    InvoiceIsRed,
    why_not_reverse,
    why_not_take_out,
    why_not_void,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError
from crm_tui.services import access
from crm_tui.services.checks import checked_reason
from crm_tui.services.payments.checking import checked_invoice, refuse
from crm_tui.services.queries import understood
from crm_tui.services.references import one_of
from crm_tui.values import dataclass

_SAID = frozenset({"kind", "title", "note"})


@dataclass(frozen=True, slots=True)
class InvoiceWritten:
    """An invoice as written."""

    invoice_id: InvoiceId
    changed: Changed


@dataclass(frozen=True, slots=True)
class Invoices:
    """Invoices; each keeps its owner when the customer changes hands."""

    database: Database

    def list(self, actor: Actor, request: InvoiceRequest, *, limit: int = 200) -> list[InvoiceRow]:
        """Return the invoices asked for, of visible customers, the newest first."""
        with self.database.reading(actor) as view:
            if request.customer_id is not None:
                customers.record(view, request.customer_id)
            asked = understood(view, request.asked)
            return shown(view, invoices.invoices(view, request, asked, limit))

    def invoice(self, actor: Actor, invoice_id: InvoiceId) -> InvoiceRow:
        """Return an invoice; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            return shown_one(view, invoices.invoice(view, invoice_id))

    def find(self, actor: Actor, reference: str) -> InvoiceId:
        """Return the invoice that a number means."""
        with self.database.reading(actor) as view:
            found = invoices.invoices_called(view, reference.strip())
            named = [(each.id, f"{each.fields.number} {each.customer}") for each in found]
            return one_of("invoice", reference, named)

    def blank(self, actor: Actor, customer_id: CustomerId) -> InvoiceFields:
        """Return what a new invoice to a customer begins with."""
        with self.database.reading(actor) as view:
            customer = customers.raw(view, customer_id)
            return InvoiceFields(
                number="",
                day=view.today,
                currency=view.office.currency,
                amount_minor=0,
                title=customer.name[:200],
            )

    @operation(Permission.EDIT_PAYMENT)
    def add(self, actor: Actor, customer_id: CustomerId, fields: InvoiceFields) -> InvoiceWritten:
        """Write down an invoice; raise FieldError for a number that another has."""
        with self.database.writing(actor) as unit:
            customer = access.editable(unit, customer_id)
            if fields.amount_minor <= 0:
                raise FieldError("amount", "not_positive")
            checked = checked_invoice(unit, customer, fields)
            return _add(unit, customer, checked, None)

    @operation(Permission.EDIT_PAYMENT)
    def reverse(
        self, actor: Actor, invoice_id: InvoiceId, number: str, *, amount_minor: int | None = None
    ) -> InvoiceWritten:
        """Take an invoice back by a red one of its own number, whole or in part.

        The red one has its exact share of the tax; all red ones together that of the whole.
        """
        with self.database.writing(actor) as unit:
            old = invoices.invoice(unit, invoice_id)
            customer = access.editable(unit, old.customer_id)
            left = old.fields.amount_minor - old.reversed_minor
            minor = left if amount_minor is None else amount_minor
            refuse(why_not_reverse(old, minor))
            if minor <= 0:
                raise FieldError("amount", "not_positive")
            share = split(invoices.tax_left(unit, old), [minor, left - minor])[0]
            red = replace(
                old.fields,
                number=number,
                day=unit.today,
                amount_minor=-minor,
                tax_minor=-share,
                note="",
            )
            return _add(unit, customer, checked_invoice(unit, customer, red), old)

    @operation(Permission.EDIT_PAYMENT)
    def edit(self, actor: Actor, invoice_id: InvoiceId, changes: Mapping[str, object]) -> Changed:
        """Change fields of an invoice; of a red one, and of one taken back, only what is said."""
        with self.database.writing(actor) as unit:
            old = invoices.invoice(unit, invoice_id)
            customer = access.editable(unit, old.customer_id)
            wanted: dict[str, Any] = dict(changes)
            names = [name for name in wanted if wanted[name] != getattr(old.fields, name)]
            if not _SAID.issuperset(names):
                refuse(why_not_void(old))
                refuse(None if old.red_of_id is None else InvoiceIsRed(old.fields.number))
            new = checked_invoice(unit, customer, replace(old.fields, **wanted), but=invoice_id)
            was, now = invoices.field_values(old.fields), invoices.field_values(new)
            changed = [name for name in now if was[name] != now[name]]
            if changed:
                values = {name: now[name] for name in changed}
                invoices.update_invoice(unit, invoice_id, values)
                unit.record(
                    InvoiceEdited(
                        customer_id=old.customer_id,
                        record_id=invoice_id,
                        before={name: was[name] for name in changed},
                        after={**_told(old), **values},
                    )
                )
        return unit.changed

    @operation(Permission.EDIT_PAYMENT)
    def void(self, actor: Actor, invoice_id: InvoiceId, reason: str) -> Changed:
        """Call an invoice void, with a reason: it stays in the list and counts for nothing."""
        reason = checked_reason(reason)
        with self.database.writing(actor) as unit:
            old = invoices.invoice(unit, invoice_id)
            access.editable(unit, old.customer_id)
            refuse(why_not_void(old))
            values = {"status": InvoiceStatus.VOID, "reason": reason}
            invoices.update_invoice(unit, invoice_id, values)
            unit.record(
                InvoiceVoided(
                    customer_id=old.customer_id,
                    record_id=invoice_id,
                    before={"status": old.status, "reason": old.reason},
                    after={**_told(old), "reason": reason},
                )
            )
        return unit.changed

    @operation(Permission.EDIT_PAYMENT)
    def delete(self, actor: Actor, invoice_id: InvoiceId) -> Changed:
        """Take an invoice out of all lists, unless a red one took something of it back."""
        with self.database.writing(actor) as unit:
            old = invoices.invoice(unit, invoice_id)
            access.editable(unit, old.customer_id)
            refuse(why_not_take_out(old))
            invoices.update_invoice(unit, invoice_id, {"deleted_at": unit.now})
            unit.record(
                InvoiceDeleted(customer_id=old.customer_id, record_id=invoice_id, before=_told(old))
            )
        return unit.changed

    @operation(Permission.EDIT_PAYMENT)
    def restore(self, actor: Actor, invoice_id: InvoiceId) -> Changed:
        """Bring a deleted invoice back, unless its number was given anew."""
        with self.database.writing(actor) as unit:
            old = invoices.invoice(unit, invoice_id, deleted=True)
            access.editable(unit, old.customer_id)
            refuse_return(unit, old)
            invoices.update_invoice(unit, invoice_id, {"deleted_at": None})
            unit.record(
                InvoiceRestored(customer_id=old.customer_id, record_id=invoice_id, after=_told(old))
            )
        return unit.changed


def refuse_return(unit: Unit, invoice: InvoiceRow) -> None:
    """Raise where a deleted invoice has no place any more: its number, or what it took back."""
    if invoices.is_taken(unit, invoice.fields.number):
        raise FieldError("invoice_number", "taken", invoice.fields.number)
    if invoice.red_of_id is not None and invoice.status is InvoiceStatus.ISSUED:
        reversed_one = invoices.invoice(unit, invoice.red_of_id)
        refuse(why_not_reverse(reversed_one, -invoice.fields.amount_minor))


def _add(
    unit: Unit, customer: Any, fields: InvoiceFields, red_of: InvoiceRow | None
) -> InvoiceWritten:
    values = {
        **invoices.field_values(fields),
        "customer_id": customer.id,
        "owner_id": customer.owner_id or unit.person.user_id,
        "red_of_id": None if red_of is None else red_of.id,
    }
    invoice_id = invoices.add_invoice(unit, values)
    said = _told(invoices.invoice(unit, invoice_id))
    said |= {} if red_of is None else {"red_of": red_of.fields.number}
    unit.record(InvoiceAdded(customer_id=CustomerId(customer.id), record_id=invoice_id, after=said))
    return InvoiceWritten(invoice_id, unit.changed)


def _told(invoice: InvoiceRow) -> dict[str, object]:
    fields = invoice.fields
    return {
        "number": fields.number,
        "title": fields.title,
        "amount_minor": fields.amount_minor,
        "currency": fields.currency,
    }
