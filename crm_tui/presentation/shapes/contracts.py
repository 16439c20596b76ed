"""Contracts as dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.contracts.records import Contract, ContractRow
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.written_amounts import written_amount
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount
from crm_tui.presentation.shapes.approvals import standing

KEYS = (
    "id", "number", "customer_id", "customer", "quote", "order", "owner", "title", "status",
    "signed_on", "start", "end", "amount", "currency", "approval",
)  # fmt: skip


def row(contract: ContractRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a contract as a list gives it; `status` as of today."""
    return {
        "id": contract.id,
        "number": contract.number,
        "customer_id": contract.customer_id,
        "customer": contract.customer,
        "quote": contract.quote or None,
        "order": contract.order or None,
        "owner": logins.get(contract.owner_id),
        "title": contract.title,
        "status": contract.status.value,
        "signed_on": _day(contract.sign_day),
        "start": _day(contract.start_day),
        "end": _day(contract.end_day),
        "amount": plain_amount(contract.amount_minor, contract.currency),
        "currency": contract.currency,
        "approval": standing(contract.asked),
    }


def whole(contract: Contract, logins: Mapping[UserId, str]) -> Shape:
    """Return a contract with its parties, and what signing it brought about."""
    fields, found = contract.fields, contract.row
    is_yuan = found.currency == "CNY"
    return {
        **row(found, logins),
        "opportunity": contract.opportunity or None,
        "in_words": written_amount(found.amount_minor) if is_yuan else None,
        "ours": fields.our_party or None,
        "our_signatory": fields.our_signatory or None,
        "theirs": fields.their_party or None,
        "their_signatory": fields.their_signatory or None,
        "note": fields.note or None,
        "closed_on": _day(contract.closed_day),
        "reason": contract.reason or None,
        "deal_id": contract.deal_id,
        "key_date_id": contract.key_date_id,
    }


def _day(day: int | None) -> str | None:
    return None if day is None else iso_day(day)
