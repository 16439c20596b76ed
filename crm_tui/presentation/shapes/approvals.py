"""Approvals as plain dicts for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from crm_tui.domain.approvals.records import Approval, ApprovalRow, Asked
from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount

KEYS = (
    "id", "act", "number", "record_id", "customer_id", "customer", "amount", "currency",
    "discount", "reason", "asked_by", "asked_at", "status", "decided_by", "decided_at", "note",
)  # fmt: skip
Logins = Mapping[UserId, str]
Iso = Callable[[datetime | None], str | None]
"""Writes an instant in the office's zone."""


def approval(row: ApprovalRow, logins: Logins, iso: Iso) -> Shape:
    """Return what was asked; a customer out of sight has no name, the discount is a percentage."""
    content = row.content
    share, decider = content.discount_share, row.decided_by_id
    return {
        "id": row.id,
        "act": content.act.value,
        "number": content.number,
        "record_id": content.record_id,
        "customer_id": content.customer_id,
        "customer": row.customer or None,
        "amount": plain_amount(content.amount_minor, content.currency),
        "currency": content.currency,
        "discount": None if share is None else decimal_text(share, 2),
        "reason": row.reason,
        "asked_by": logins.get(row.asked_by_id),
        "asked_at": iso(row.asked_at),
        "status": row.status.value,
        "decided_by": None if decider is None else logins.get(decider),
        "decided_at": iso(row.decided_at),
        "note": row.note,
    }


def standing(asked: Asked | None) -> str | None:
    """Return how what was asked of a paper last stands; null where nothing was."""
    return None if asked is None else asked.status.value


def of_paper(found: Approval | None, logins: Logins, iso: Iso) -> Shape:
    """Return what was asked of a paper last, under the key it has beside the paper's own."""
    return {"approval_request": None if found is None else whole(found, logins, iso)}


def whole(found: Approval, logins: Logins, iso: Iso) -> Shape:
    """Return what was asked, whether its paper is still the same, and who may answer."""
    return {
        **approval(found.row, logins, iso),
        "is_current": found.is_current,
        "deciders": [logins.get(each.user_id) for each in found.deciders],
    }
