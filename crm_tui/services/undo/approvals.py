"""Take back what was asked, answered, let go or used, as long as it stands so."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import approvals, notices, papers
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.approvals.papers import KIND, to_json
from crm_tui.domain.approvals.records import ApprovalStatus
from crm_tui.domain.events import (
    ApprovalAnswered,
    ApprovalAsked,
    ApprovalSettingsChanged,
    ApprovalUsed,
    ApprovalWithdrawn,
    EventRow,
)
from crm_tui.domain.identifiers import ApprovalId
from crm_tui.services.approvals.contents import settings_of
from crm_tui.services.approvals.service import TOLD, refuse_not_decider
from crm_tui.services.undo.events import TakeBack, instant_of, record_id_of


def _unask(unit: Unit, event: EventRow) -> bool:
    return _back(unit, event, ApprovalStatus.OPEN, ApprovalStatus.WITHDRAWN)


def _unwithdraw(unit: Unit, event: EventRow) -> bool:
    before = ApprovalStatus(event.before["status"])
    return _back(unit, event, ApprovalStatus.WITHDRAWN, before)


def _unuse(unit: Unit, event: EventRow) -> bool:
    """Let a grant stand again: with it what was done is taken back."""
    return _back(unit, event, ApprovalStatus.USED, ApprovalStatus.GRANTED)


def _back(unit: Unit, event: EventRow, was: ApprovalStatus, status: ApprovalStatus) -> bool:
    return approvals.set_status(unit, _id(event), (was,), status)


def _unanswer(unit: Unit, event: EventRow) -> bool:
    """Let it wait again, or stand as it was answered before; who asked is told no more of it."""
    row = approvals.approval(unit, _id(event))
    refuse_not_decider(unit, row)
    before: Any = event.before
    after = ApprovalStatus(event.after["status"])
    status = ApprovalStatus(before["status"])
    if not approvals.set_status(unit, row.id, (after,), status):
        return False
    values = {"note": before["note"], "decided_by_id": before["decided_by_id"]}
    decided_at = instant_of(before["decided_at"])
    approvals.set_values(unit, row.id, {**values, "decided_at": decided_at})
    notices.take_back(unit, TOLD[after], row.id, [row.asked_by_id])
    return True


def _unset_settings(unit: Unit, event: EventRow) -> bool:
    if to_json(settings_of(unit)) != event.after:
        return False
    papers.set_paper(unit, KIND, {"settings": dict(event.before)})
    return True


def _id(event: EventRow) -> ApprovalId:
    return ApprovalId(record_id_of(event))


TAKE_BACK: dict[str, TakeBack] = {
    ApprovalAsked.kind(): _unask,
    ApprovalAnswered.kind(): _unanswer,
    ApprovalWithdrawn.kind(): _unwithdraw,
    ApprovalUsed.kind(): _unuse,
    ApprovalSettingsChanged.kind(): _unset_settings,
}
