"""Take back files that were attached or removed."""

from __future__ import annotations

from crm_tui.db.queries import attachments
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import AttachmentId
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unattach(unit: Unit, event: EventRow) -> bool:
    attachments.set_removed(unit, AttachmentId(record_id_of(event)), unit.now)
    return True


def _keep_again(unit: Unit, event: EventRow) -> bool:
    attachments.set_removed(unit, AttachmentId(record_id_of(event)), None)
    return True


TAKE_BACK: dict[str, TakeBack] = {"file_attached": _unattach, "file_removed": _keep_again}
