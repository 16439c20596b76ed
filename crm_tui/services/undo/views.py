"""Take back what was done to saved views."""

from __future__ import annotations

from crm_tui.db.queries import views as stored
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow, ViewChanged, ViewDeleted, ViewSaved
from crm_tui.domain.identifiers import ViewId
from crm_tui.services.undo.events import TakeBack, record_id_of
from crm_tui.services.views import bring_back, put_back, stands_as


def _unsave(unit: Unit, event: EventRow) -> bool:
    """Put a view away that was saved; not one that was changed since."""
    view_id = ViewId(record_id_of(event))
    if _is_deleted(unit, view_id):
        return False
    if not stands_as(stored.saved_view(unit, view_id), event.after):
        return False
    stored.set_deleted(unit, view_id, unit.now)
    return True


def _unchange(unit: Unit, event: EventRow) -> bool:
    view_id = ViewId(record_id_of(event))
    return not _is_deleted(unit, view_id) and put_back(unit, view_id, event.before, event.after)


def _undelete(unit: Unit, event: EventRow) -> bool:
    view_id = ViewId(record_id_of(event))
    if not _is_deleted(unit, view_id):
        return False
    bring_back(unit, view_id)
    return True


def _is_deleted(unit: Unit, view_id: ViewId) -> bool:
    return stored.stored_view(unit, view_id).deleted_at is not None


TAKE_BACK: dict[str, TakeBack] = {
    ViewSaved.kind(): _unsave,
    ViewChanged.kind(): _unchange,
    ViewDeleted.kind(): _undelete,
}
