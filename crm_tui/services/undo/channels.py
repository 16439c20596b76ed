"""Take back what was done to the channels of reminders."""

from __future__ import annotations

from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import ChannelSet, EventRow
from crm_tui.domain.identifiers import ChannelId
from crm_tui.services.channels import take_back
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unset(unit: Unit, event: EventRow) -> bool:
    return take_back(unit, ChannelId(record_id_of(event)), event.before, event.after)


TAKE_BACK: dict[str, TakeBack] = {ChannelSet.kind(): _unset}
