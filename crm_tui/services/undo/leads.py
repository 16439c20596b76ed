"""Take back what was done to leads, as far as nobody changed them since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import customers, follow_ups
from crm_tui.db.queries.leads import records, talks
from crm_tui.db.queries.tasks import of_leads
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import FollowUpId, LeadFollowUpId, LeadId
from crm_tui.services.leads.changing import store_fields
from crm_tui.services.undo.events import TakeBack, column_values, customer_id_of, record_id_of


def _unadd(unit: Unit, event: EventRow) -> bool:
    return records.put_back(
        unit, _lead_id(event), event.batch_id, {"deleted_at": unit.now, "intake_id": None}
    )


def _put_back(unit: Unit, event: EventRow) -> bool:
    return records.put_back(unit, _lead_id(event), event.batch_id, event.before)


def _ungive(unit: Unit, event: EventRow) -> bool:
    """Let who held it hold it again, with what they were to do for it."""
    if not _put_back(unit, event):
        return False
    of_leads.reopen_closed(unit, _numbers(event.after.get("closed_tasks")))
    former = event.before.get("owner_id")
    if former is not None:
        passed = _numbers(event.after.get("passed_tasks"))
        of_leads.change_those(unit, passed, {"assignee_id": former})
    return True


def _undiscard(unit: Unit, event: EventRow) -> bool:
    if not _put_back(unit, event):
        return False
    of_leads.reopen_closed(unit, _numbers(event.after.get("closed_tasks")))
    return True


def _replan(unit: Unit, event: EventRow) -> bool:
    return _is_seen(unit, event) and _put_back(unit, event)


def _unedit(unit: Unit, event: EventRow) -> bool:
    lead_id = _lead_id(event)
    if not (_is_seen(unit, event) and _put_back(unit, event)):
        return False
    store_fields(unit, lead_id, records.fields_of(records.stored(unit, lead_id)))
    return True


def _unwrite(unit: Unit, event: EventRow) -> bool:
    if not (_is_seen(unit, event) and _put_back(unit, event)):
        return False
    talks.delete_follow_up(unit, LeadFollowUpId(_number(event.after["follow_up_id"])))
    return True


def _unconvert(unit: Unit, event: EventRow) -> bool:
    before: Mapping[str, Any] = event.before
    if not records.put_back(unit, _lead_id(event), event.batch_id, before["lead"]):
        return False
    for each in _numbers(event.after["follow_ups"]):
        follow_ups.delete_follow_up(unit, FollowUpId(each))
    nothing = dict.fromkeys(("customer_id", "contact_id", "opportunity_id"))
    of_leads.change_those(unit, _numbers(event.after.get("tasks")), nothing)
    values = column_values(before["customer"])
    if values:
        customers.update_customer(unit, customer_id_of(event), values)
    return True


def _is_seen(unit: Unit, event: EventRow) -> bool:
    """Return whether this person may see the lead today; what took it away itself need not ask."""
    return bool(records.rows(unit, [_lead_id(event)]))


def _lead_id(event: EventRow) -> LeadId:
    return LeadId(record_id_of(event))


def _numbers(value: object) -> list[int]:
    return value if isinstance(value, list) else []


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


TAKE_BACK: dict[str, TakeBack] = {
    "lead_added": _unadd,
    "lead_edited": _unedit,
    "lead_qualified": _replan,
    "lead_given": _ungive,
    "lead_followed_up": _unwrite,
    "lead_contact_planned": _replan,
    "lead_discarded": _undiscard,
    "lead_restored": _put_back,
    "lead_deleted": _put_back,
    "lead_converted": _unconvert,
}
