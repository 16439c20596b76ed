"""What may stand in plans, payments and invoices: cleaned, within bounds, exactly split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries.payments import documents, invoices, plans
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, InvoiceId
from crm_tui.domain.money import LARGEST_MINOR
from crm_tui.domain.payments.papers import SETTINGS, PaymentSettings
from crm_tui.domain.payments.records import (
    InvoiceFields,
    PaymentFields,
    PlanFields,
    Split,
    Target,
    settled,
)
from crm_tui.domain.payments.rules import PaymentOwnerNotYours, PaymentRefusal, why_not_for
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import access
from crm_tui.services.checks import checked_text
from crm_tui.services.paper_settings import stored_settings
from crm_tui.services.quotes.checking import checked_currency

MOST_SPLITS = 100
_PAYMENT_LIMITS = {"payer": 200, "reference": 100, "note": 2_000}
_INVOICE_LIMITS = {"number": 60, "title": 200, "note": 2_000}
_LABELS = {"number": "invoice_number", "title": "invoice_title", "reference": "bank_reference"}


def settings_of(view: View) -> PaymentSettings:
    """Return what the office says of its money."""
    return stored_settings(view, SETTINGS)


def refuse(refusal: PaymentRefusal | None) -> None:
    """Raise RefusedError for a refusal; None is allowed."""
    if refusal is not None:
        raise RefusedError(refusal)


def checked_plan(fields: PlanFields) -> PlanFields:
    """Return a planned line cleaned; raise FieldError for what cannot be stored."""
    _refuse_amount(fields.amount_minor)
    if not 1 <= fields.due_day < NEVER:
        raise FieldError("plan_due_day", "out_of_range", str(fields.due_day)[:20])
    return replace(fields, note=checked_text("note", fields.note, limit=500))


def checked_payment(unit: Unit, customer: Any, fields: PaymentFields) -> PaymentFields:
    """Return the fields of a receipt cleaned, with whose it is; raise for what cannot be stored."""
    _refuse_amount(fields.amount_minor)
    owner_id = access.owner_of_paper(unit, customer, fields.owner_id, PaymentOwnerNotYours)
    return replace(
        fields,
        **_texts(fields, _PAYMENT_LIMITS),  # type: ignore[arg-type]  # texts
        day=checked_day(unit, "payment_day", fields.day),
        currency=checked_currency(fields.currency),
        owner_id=owner_id,
    )


def checked_day(unit: Unit, field: str, day: int) -> int:
    """Return the day on which something was; raise FieldError for one to come."""
    if not 1 <= day <= unit.today:
        raise FieldError(field, "future_payment")
    return day


def checked_splits(
    view: View, customer_id: CustomerId, fields: PaymentFields, splits: Sequence[Split]
) -> tuple[Split, ...]:
    """Return the parts of a receipt, each with its order or contract; they fit into its amount.

    Raises FieldError where they do not, RefusedError for what this receipt cannot settle.
    """
    if len(splits) > MOST_SPLITS:
        raise FieldError("splits", "out_of_range", str(len(splits)))
    found = tuple(replace(each, target=_target(view, each.target)) for each in splits)
    for each in found:
        _refuse_amount(each.amount_minor)
        met = documents.document(view, each.target)
        refuse(why_not_for(met, customer_id, fields.currency))
    if settled(found) > fields.amount_minor:
        raise FieldError("splits", "beyond_amount")
    return found


def _target(view: View, target: Target) -> Target:
    """Return a target with the order or contract of its planned line."""
    if target.plan_id is None:
        return target
    return plans.plan(view, target.plan_id).target


def checked_invoice(
    unit: Unit, customer: Any, fields: InvoiceFields, *, but: InvoiceId | None = None
) -> InvoiceFields:
    """Return an invoice cleaned; raise FieldError for what cannot be stored.

    Raises RefusedError for an order or contract that cannot be invoiced to the customer.
    """
    texts = _texts(fields, _INVOICE_LIMITS)
    number = texts["number"]
    if not number:
        raise FieldError("invoice_number", "required")
    if invoices.is_taken(unit, number, but=but):
        raise FieldError("invoice_number", "taken", number)
    _refuse_amount(abs(fields.amount_minor))
    if not 0 <= abs(fields.tax_minor) <= abs(fields.amount_minor):
        raise FieldError("tax", "beyond_amount")
    target = Target(fields.order_id, fields.contract_id)
    if target != Target():
        met = documents.document(unit, target)
        refuse(why_not_for(met, CustomerId(customer.id), fields.currency))
    return replace(
        fields,
        **texts,  # type: ignore[arg-type]  # texts
        day=checked_day(unit, "invoice_day", fields.day),
        currency=checked_currency(fields.currency),
    )


def _texts(fields: PaymentFields | InvoiceFields, limits: dict[str, int]) -> dict[str, str]:
    return {
        name: checked_text(
            _LABELS.get(name, name), getattr(fields, name), limit=limit, multiline=name == "note"
        )
        for name, limit in limits.items()
    }


def _refuse_amount(minor: int) -> None:
    if not 0 < minor <= LARGEST_MINOR:
        raise FieldError("amount", "not_positive")
