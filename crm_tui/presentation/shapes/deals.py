"""Deals as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.deals import DealRow
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount

KEYS = (
    "id", "customer_id", "customer", "amount", "currency", "day", "owner", "note", "voided_day",
    "void_reason",
)  # fmt: skip


def deal(row: DealRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a deal; `owner` keeps it for performance whoever holds the customer."""
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "amount": plain_amount(row.amount_minor, row.currency),
        "currency": row.currency,
        "day": iso_day(row.day),
        "owner": logins.get(row.owner_id),
        "note": row.note,
        "voided_day": None if row.voided_day is None else iso_day(row.voided_day),
        "void_reason": row.void_reason or None,
    }
