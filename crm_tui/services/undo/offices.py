"""Take back changes of the office's settings."""

from __future__ import annotations

from crm_tui.db.queries import offices
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.services.undo.events import TakeBack


def _unchange_office(unit: Unit, event: EventRow) -> bool:
    offices.change_office(unit.connection, event.before)
    return True


TAKE_BACK: dict[str, TakeBack] = {"office_changed": _unchange_office}
