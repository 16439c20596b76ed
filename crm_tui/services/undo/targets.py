"""Take back what was set of targets, as long as it still stands as it was set."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import papers, targets
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow, TargetSet, TargetSettingsChanged
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.months import parse_month
from crm_tui.domain.targets import TargetEntry, TargetKind
from crm_tui.services.targets.setting import KIND, refuse_not_yours, signed_by
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unset(unit: Unit, event: EventRow) -> bool:
    """Set a target back, unless somebody set another since; only for who may set it today."""
    after: Any = event.after
    before: Any = event.before
    month = parse_month(after["month"], unit.today)
    user_id, kind = UserId(record_id_of(event)), TargetKind(after["target"])
    refuse_not_yours(unit, user_id)
    if month is None or targets.target(unit, month, user_id, kind) != after["value"]:
        return False
    targets.set_target(unit, month, TargetEntry(user_id, kind, before["value"]))
    return True


def _unset_settings(unit: Unit, event: EventRow) -> bool:
    if signed_by(unit).value != event.after["signed_by"]:
        return False
    papers.set_paper(unit, KIND, {"settings": dict(event.before)})
    return True


TAKE_BACK: dict[str, TakeBack] = {
    TargetSet.kind(): _unset,
    TargetSettingsChanged.kind(): _unset_settings,
}
