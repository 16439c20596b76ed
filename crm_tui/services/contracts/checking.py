"""What may stand in a contract: cleaned, within bounds, exactly what was quoted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm_tui.db.queries import papers, quotes
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.contracts import papers as paper_settings
from crm_tui.domain.contracts.papers import ContractSettings
from crm_tui.domain.contracts.records import ContractFields
from crm_tui.domain.contracts.rules import (
    ContractOwnerNotYours,
    ContractRefusal,
    why_not_follow,
)
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, QuoteId
from crm_tui.domain.money import LARGEST_MINOR
from crm_tui.domain.quotes.records import QuoteRow, full_number
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import access
from crm_tui.services.checks import checked_text
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
    return paper_settings.from_json(papers.paper(view, paper_settings.KIND).settings)


def checked_contract(unit: Unit, customer: Any, fields: ContractFields) -> ContractFields:
    """Return the contents of a contract cleaned.

    Raises FieldError for the first that cannot be stored, RefusedError for a quote it cannot
    follow from.
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
    refuse_quote(unit, CustomerId(customer.id), checked)
    return checked


def refuse_quote(view: View, customer_id: CustomerId, fields: ContractFields) -> None:
    """Raise for a quote that a contract cannot follow from, or whose sum is another."""
    if fields.quote_id is None:
        return
    row = followed_quote(view, customer_id, fields.quote_id)
    for name, label, said in (
        ("total_minor", "amount", fields.amount_minor),
        ("currency", "currency", fields.currency),
    ):
        if getattr(row, name) != said:
            raise FieldError(label, "other_than_quote", full_number(row))


def followed_quote(view: View, customer_id: CustomerId, quote_id: QuoteId) -> QuoteRow:
    """Return the quote that a contract follows from; raise RefusedError where it cannot."""
    row = quotes.quote(view, quote_id).row
    refuse(why_not_follow(row, customer_id))
    return row


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
