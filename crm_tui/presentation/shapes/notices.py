"""Notices as flat dicts for other programs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from crm_tui.domain.notices import NoticeRow
from crm_tui.presentation.dates import iso
from crm_tui.presentation.json_shapes import Shape

KEYS = (
    "id",
    "kind",
    "at",
    "author",
    "customer_id",
    "customer",
    "follow_up_id",
    "words",
    "how_many",
)


def notice(row: NoticeRow, zone: ZoneInfo) -> Shape:
    """Return a notice; `author` is the name of who caused it."""
    return {
        "id": row.id,
        "kind": row.kind.value,
        "at": iso(row.at, zone),
        "author": row.author or None,
        "customer_id": row.customer_id,
        "customer": row.customer or None,
        "follow_up_id": row.follow_up_id,
        "words": row.words,
        "how_many": row.how_many,
    }
