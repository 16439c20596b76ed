"""Take back what was done to key dates, to their reminders and to the texts of greetings."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import key_dates, message_templates
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import KeyDateId, MessageTemplateId
from crm_tui.domain.key_dates import KeyDateKind
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unadd(unit: Unit, event: EventRow) -> bool:
    key_dates.update_key_date(unit, KeyDateId(record_id_of(event)), {"deleted_at": unit.now})
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    values: dict[str, Any] = dict(event.before)
    values["kind"] = KeyDateKind(values["kind"])
    key_dates.update_key_date(unit, KeyDateId(record_id_of(event)), values)
    return True


def _undelete(unit: Unit, event: EventRow) -> bool:
    key_dates.update_key_date(unit, KeyDateId(record_id_of(event)), {"deleted_at": None})
    return True


def _unhandle(unit: Unit, event: EventRow) -> bool:
    key_dates.remove_handling(unit, record_id_of(event))
    return True


def _unset_template(unit: Unit, event: EventRow) -> bool:
    before: dict[str, Any] = dict(event.before)
    values = before or {"deleted_at": unit.now}
    if before and not event.after:
        values = {"deleted_at": None}
    message_templates.update_template(unit, MessageTemplateId(record_id_of(event)), values)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "key_date_added": _unadd,
    "key_date_edited": _unedit,
    "key_date_deleted": _undelete,
    "key_date_handled": _unhandle,
    "message_template_set": _unset_template,
}
