"""Take back changes of the office's settings."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.queries import offices
from crm_tui.db.queries.leads import scores
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.leads.settings import settings_from_json
from crm_tui.services.undo.events import TakeBack


def _unchange_office(unit: Unit, event: EventRow) -> bool:
    offices.change_office(unit.connection, event.before)
    leads = event.before.get("leads")
    if isinstance(leads, Mapping):
        # The rules of the score are among them.
        scores.rescore(unit, settings_from_json(leads).score_rules)
    return True


TAKE_BACK: dict[str, TakeBack] = {"office_changed": _unchange_office}
