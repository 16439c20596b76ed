"""What may stand in a contract: cleaned, within bounds, exactly what was quoted or ordered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm_tui.db.queries import contracts, orders, quotes
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contracts.papers import SETTINGS, ContractSettings
from crm_tui.domain.contracts.records import Contract, ContractFields
from crm_tui.domain.contracts.rules import (
    ContractOwnerNotYours,
    ContractRefusal,
    OrderContracted,
    why_not_contract,
    why_not_follow,
)
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, QuoteId
from crm_tui.domain.money import LARGEST_MINOR
from crm_tui.domain.orders.records import OrderRow
from crm_tui.domain.quotes.records import QuoteRow, full_number
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import access
from crm_tui.services.checks import checked_text
from crm_tui.services.paper_settings import stored_settings
from crm_tui.services.quotes.checking import checked_currency

_LIMITS = {
    "title": 200, "our_party": 200, "our_signatory": 100, "their_party": 200,
    "their_signatory": 100, "note": 2_000,
}  # fmt: skip
_LABELS = {
    "title": "contract_title",
    "start_day": "contract_start_day",
    "end_day": "contract_end_day",
}


def settings_of(view: View) -> ContractSettings:
    """Return what the office says of its contracts."""
    return stored_settings(view, SETTINGS)


def checked_contract(
    unit: Unit, customer: Any, fields: ContractFields, contract_id: ContractId | None = None
) -> ContractFields:
    """Return the contents of a contract, new or that of an id, cleaned.

    Raises FieldError for the first that cannot be stored, RefusedError for a quote or an order
    it cannot be made from.
    """
    texts = {
        name: checked_text(
            _LABELS.get(name, name), getattr(fields, name), limit=limit, multiline=name == "note"
        )
        for name, limit in _LIMITS.items()
    }
    if not texts["title"]:
        raise FieldError("contract_title", "required")
    if not 0 <= fields.amount_minor <= LARGEST_MINOR:
        raise FieldError("amount", "out_of_range")
    _refuse_days(fields)
    owner_id = access.owner_of_paper(unit, customer, fields.owner_id, ContractOwnerNotYours)
    currency = checked_currency(fields.currency)
    checked = replace(fields, **texts, currency=currency, owner_id=owner_id)  # type: ignore[arg-type]  # texts
    refuse_sources(unit, CustomerId(customer.id), checked, contract_id)
    return checked


def refuse_sources(
    view: View,
    customer_id: CustomerId,
    fields: ContractFields,
    contract_id: ContractId | None = None,
) -> None:
    """Raise for a quote or an order a contract cannot be made from, or whose sum is another."""
    if fields.quote_id is not None:
        quote = followed_quote(view, customer_id, fields.quote_id)
        _refuse_other_sum(fields, quote, "other_than_quote", full_number(quote))
    if fields.order_id is not None:
        order = contracted_order(view, customer_id, fields.order_id, contract_id)
        _refuse_other_sum(fields, order, "other_than_order", order.number)


def _refuse_other_sum(
    fields: ContractFields, source: QuoteRow | OrderRow, reason: str, number: str
) -> None:
    if source.total_minor != fields.amount_minor:
        raise FieldError("amount", reason, number)
    if source.currency != fields.currency:
        raise FieldError("currency", reason, number)


def followed_quote(view: View, customer_id: CustomerId, quote_id: QuoteId) -> QuoteRow:
    """Return the quote that a contract follows from; raise RefusedError where it cannot."""
    row = quotes.quote(view, quote_id).row
    refuse(why_not_follow(row, customer_id))
    return row


def contracted_order(
    view: View,
    customer_id: CustomerId,
    order_id: OrderId,
    contract_id: ContractId | None = None,
) -> OrderRow:
    """Return the order that a contract is made from; raise RefusedError where it cannot be."""
    row = orders.order(view, order_id).row
    by = contracts.contracted_by(view, order_id, but=contract_id)
    refuse(why_not_contract(row, customer_id, by))
    return row


def why_order_taken(view: View, contract: Contract) -> OrderContracted | None:
    """Return which other contract was made from a contract's order since, or None."""
    order_id, row = contract.fields.order_id, contract.row
    if order_id is None:
        return None
    by = contracts.contracted_by(view, order_id, but=row.id)
    return None if by is None else OrderContracted(row.order, by)


def refuse(refusal: ContractRefusal | None) -> None:
    """Raise RefusedError for a refusal."""
    if refusal is not None:
        raise RefusedError(refusal)


def _refuse_days(fields: ContractFields) -> None:
    for name in ("start_day", "end_day"):
        day = getattr(fields, name)
        if day is not None and not 1 <= day < NEVER:
            raise FieldError(_LABELS[name], "out_of_range", str(day)[:20])
    if fields.start_day is not None and fields.end_day is not None:
        refuse_end_before(fields.start_day, fields.end_day)


def refuse_end_before(start_day: int, end_day: int | None) -> None:
    """Raise FieldError for a last day before the first."""
    if end_day is not None and end_day < start_day:
        raise FieldError("contract_end_day", "before_start")
