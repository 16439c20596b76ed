"""What a follow-up brings with it beyond itself: tags, a change of type, tasks."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import customers
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import RULE_FIELDS, changed_fields
from crm_tui.domain.events import CustomerEdited
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.identifiers import CustomerId, FollowUpId
from crm_tui.domain.tasks import TaskDraft
from crm_tui.services import access, protection


def write_extras(
    unit: Unit, customer_id: CustomerId, follow_up_id: FollowUpId, draft: FollowUpDraft
) -> int | None:
    """Write what a follow-up brings with it; return the last day if that moved, else None."""
    for each in draft.tasks:
        # Tasks ask follow-ups for their rules, so that module cannot be loaded before this one.
        from crm_tui.services.tasks.making import clean_draft, make_task  # noqa: PLC0415

        task = TaskDraft(
            each.title,
            each.due_at,
            has_time=each.has_time,
            customer_id=customer_id,
            assignee_id=each.assignee_id,
            follow_up_id=follow_up_id,
        )
        make_task(unit, clean_draft(task))
    if not draft.tags and draft.type is None:
        return None
    changes = _changes(customers.stored(unit, customer_id), draft)
    return _edit(unit, customer_id, changes) if changes else None


def _changes(row: Any, draft: FollowUpDraft) -> dict[str, object]:
    """Return which fields of the customer a follow-up changes."""
    fields = customers.fields_of(row)
    changes: dict[str, object] = {}
    if any(tag not in fields.tags for tag in draft.tags):
        changes["tags"] = tuple(dict.fromkeys((*fields.tags, *draft.tags)))
    if draft.type is not None and draft.type is not fields.type:
        changes["type"] = draft.type
    return changes


def _edit(unit: Unit, customer_id: CustomerId, changes: dict[str, object]) -> int | None:
    # Customers ask timelines, and those follow-ups: loaded only where a tag or type is written.
    from crm_tui.services.customers.checking import edited  # noqa: PLC0415
    from crm_tui.services.customers.derived import store_fields  # noqa: PLC0415

    row = customers.stored(unit, customer_id)
    access.refuse_edit(unit, row)
    old, new = customers.fields_of(row), edited(unit, row, changes, None)
    found = changed_fields(old, new)
    if not found:
        return None
    before = {change.name: change.before for change in found}
    after = {change.name: change.after for change in found}
    store_fields(unit, customer_id, row, new)
    touched = sorted(RULE_FIELDS & after.keys())
    last_day = None
    if touched:
        before["protection"] = protection.match_values(unit, row)
        last_day = protection.relabelled(unit, customer_id, cause=touched[0])
    unit.record(
        CustomerEdited(customer_id=customer_id, record_id=customer_id, before=before, after=after)
    )
    return last_day
