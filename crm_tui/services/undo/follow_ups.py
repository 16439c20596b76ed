"""Take back follow-ups, tasks and plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import customers, follow_ups, pools, tasks
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.identifiers import FollowUpId, TaskId
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
    pools.put_facts_back(unit, FACT_KINDS, follow_up_id, kept["facts"])
    customers.update_customer(unit, customer_id_of(event), column_values(kept["customer"]))
    protection.refresh(unit, customer_id_of(event), cause="undo")
    return True


def _unadd_task(unit: Unit, event: EventRow) -> bool:
    tasks.delete_task(unit, TaskId(record_id_of(event)))
    return True


def _reopen_task(unit: Unit, event: EventRow) -> bool:
    tasks.reopen_tasks(unit, [record_id_of(event)])
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "follow_up_added": _unwrite,
    "follow_up_edited": _unrevise,
    "follow_up_deleted": _unrevise,
    "task_added": _unadd_task,
    "task_done": _reopen_task,
    "next_contact_set": restore_columns,
}
