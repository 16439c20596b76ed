"""Attached files as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from crm_tui.domain.attachments import AttachmentRow
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.dates import iso
from crm_tui.presentation.json_shapes import Shape

KEYS = ("id", "customer_id", "customer", "follow_up_id", "name", "size", "sha256", "author", "at")


def attachment(row: AttachmentRow, zone: ZoneInfo, logins: Mapping[UserId, str]) -> Shape:
    """Return a file; `size` is in bytes."""
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "follow_up_id": row.follow_up_id,
        "name": row.name,
        "size": row.size_bytes,
        "sha256": row.sha256,
        "author": None if row.author_id is None else logins.get(row.author_id),
        "at": iso(row.at, zone),
    }
