"""Take back follow-ups and plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import comments, customers, follow_ups, notices, pools
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.identifiers import CommentId, FollowUpId
from crm_tui.domain.notices import NoticeKind
from crm_tui.services import protection
from crm_tui.services.follow_ups.changing import FACT_KINDS
from crm_tui.services.undo.events import (
    TakeBack,
    column_values,
    customer_id_of,
    instant_of,
    record_id_of,
    restore_columns,
)


def _unwrite(unit: Unit, event: EventRow) -> bool:
    """Strike a follow-up out; nothing was done since, so what it moved goes back as it was."""
    follow_up_id = FollowUpId(record_id_of(event))
    follow_ups.delete_follow_up(unit, follow_up_id)
    pools.void_fact(unit, FACT_KINDS, follow_up_id)
    _untell(unit, event, NoticeKind.MENTION)
    restore_columns(unit, event)
    protection.refresh(unit, customer_id_of(event), cause="undo")
    return True


def _unrevise(unit: Unit, event: EventRow) -> bool:
    """Let a follow-up say and move again what it did before it was edited or deleted."""
    follow_up_id = FollowUpId(record_id_of(event))
    kept: Mapping[str, Any] = event.before
    values = dict(kept["follow_up"])
    if "happened_at" in values:
        values["happened_at"] = instant_of(values["happened_at"])
    if values.get("mood") is not None:
        values["mood"] = Mood(values["mood"])
    follow_ups.update_follow_up(unit, follow_up_id, {**values, "deleted_at": None})
    _untell(unit, event, NoticeKind.MENTION)
    pools.put_facts_back(unit, FACT_KINDS, follow_up_id, kept["facts"])
    customers.update_customer(unit, customer_id_of(event), column_values(kept["customer"]))
    protection.refresh(unit, customer_id_of(event), cause="undo")
    return True


def _untell(unit: Unit, event: EventRow, kind: NoticeKind) -> None:
    """Tell nobody any more who has not read of it yet."""
    told = event.after.get("told")
    if isinstance(told, list):
        notices.take_back(unit, kind, record_id_of(event), told)


def _uncomment(unit: Unit, event: EventRow) -> bool:
    comments.delete_comment(unit, CommentId(record_id_of(event)))
    _untell(unit, event, NoticeKind.COMMENT)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "follow_up_added": _unwrite,
    "follow_up_commented": _uncomment,
    "follow_up_edited": _unrevise,
    "follow_up_deleted": _unrevise,
    "next_contact_set": restore_columns,
}
