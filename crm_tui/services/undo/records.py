"""Take back what is done alike to many kinds of records: added, edited, deleted, restored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import Event, EventRow
from crm_tui.services.undo.events import TakeBack, record_id_of

Change = Callable[[Unit, Any, Mapping[str, Any]], None]
"""Changes columns of a record."""
Kinds = tuple[type[Event], type[Event], type[Event], type[Event]]
"""Its events: added, edited, deleted, restored."""


def records_taken_back(
    kinds: Kinds,
    stored: Callable[[Unit, Any], Any],
    change: Change,
    columns: Callable[[Mapping[str, object]], Mapping[str, Any]] = dict,
) -> dict[str, TakeBack]:
    """Return how each event of a kind of records is taken back.

    An edit is not when what it changed was changed again since. `columns` turns what an event
    keeps into column values.
    """

    def take_out(unit: Unit, event: EventRow) -> bool:
        change(unit, record_id_of(event), {"deleted_at": unit.now})
        return True

    def bring_back(unit: Unit, event: EventRow) -> bool:
        change(unit, record_id_of(event), {"deleted_at": None})
        return True

    def unedit(unit: Unit, event: EventRow) -> bool:
        row = stored(unit, record_id_of(event))
        before, after = columns(event.before), columns(event.after)
        if any(getattr(row, name) != after[name] for name in before):
            return False
        change(unit, record_id_of(event), before)
        return True

    added, edited, deleted, restored = (each.kind() for each in kinds)
    return {added: take_out, edited: unedit, deleted: bring_back, restored: take_out}
