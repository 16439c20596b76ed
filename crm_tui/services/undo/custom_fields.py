"""Take back what was done to the office's own fields."""

from __future__ import annotations

from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import CustomFieldSet, EventRow
from crm_tui.domain.identifiers import CustomFieldId
from crm_tui.services.custom_fields.service import take_back
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unset(unit: Unit, event: EventRow) -> bool:
    return take_back(unit, CustomFieldId(record_id_of(event)), event)


TAKE_BACK: dict[str, TakeBack] = {CustomFieldSet.kind(): _unset}
