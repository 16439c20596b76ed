"""What came into the bank as dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.payments.bank_receipts import BankReceipt, BankReceiptRow, ClaimPartRow
from crm_tui.presentation.dates import iso, iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount

KEYS = (
    "id", "status", "day", "payer", "payer_account", "amount", "currency", "summary", "serial",
    "claimed_by", "claimed_at", "customers", "proposed_id", "proposed", "aside_kind", "reason",
)  # fmt: skip


def row(found: BankReceiptRow, logins: Mapping[UserId, str], zone: ZoneInfo) -> Shape:
    """Return something that came as a list gives it."""
    fields, proposal = found.fields, found.proposal
    return {
        "id": found.id,
        "status": found.status.value,
        "day": iso_day(fields.day),
        "payer": fields.payer or None,
        "payer_account": fields.account or None,
        "amount": plain_amount(fields.amount_minor, fields.currency),
        "currency": fields.currency,
        "summary": fields.summary or None,
        "serial": fields.serial or None,
        "claimed_by": None if found.claimant_id is None else logins.get(found.claimant_id),
        "claimed_at": None if found.claimed_at is None else iso(found.claimed_at, zone),
        "customers": found.customers or None,
        "proposed_id": None if proposal is None else proposal.customer_id,
        "proposed": None if proposal is None else proposal.customer,
        "aside_kind": None if found.aside_kind is None else found.aside_kind.value,
        "reason": found.reason or None,
    }


def whole(found: BankReceipt, logins: Mapping[UserId, str], zone: ZoneInfo) -> Shape:
    """Return something that came with its parts, what it became, and who may be meant."""
    return {
        **row(found.row, logins, zone),
        "parts": [_part(each, found.row.fields.currency, logins) for each in found.parts],
        "payments": [number for _payment_id, number in found.payments],
        "proposals": [
            {
                "customer_id": each.customer_id,
                "customer": each.customer,
                "owner": each.owner or None,
                "why": each.why.value,
            }
            for each in found.proposals
        ],
    }


def _part(found: ClaimPartRow, currency: str, logins: Mapping[UserId, str]) -> Shape:
    part, is_seen = found.part, bool(found.customer)
    return {
        "customer_id": part.customer_id if is_seen else None,
        "customer": found.customer or None,
        "document": found.number or None,
        "plan_id": part.target.plan_id if is_seen else None,
        "owner": logins.get(found.owner_id),
        "amount": plain_amount(part.amount_minor, currency),
    }
