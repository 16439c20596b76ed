"""Take back what was done to opportunities, to their pipelines and to rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import currencies, opportunities, pipelines
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import NEVER
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import OpportunityId, PipelineId, StageId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.opportunities import OpportunityKind, OpportunityState
from crm_tui.services.currencies import report_anew
from crm_tui.services.opportunities.large import untell
from crm_tui.services.opportunities.writing import count_anew
from crm_tui.services.undo.events import TakeBack, instant_of, record_id_of

_DAYS = ("expected_day", "next_day")


def _id_of(event: EventRow) -> OpportunityId:
    return OpportunityId(record_id_of(event))


def _unadd(unit: Unit, event: EventRow) -> bool:
    untell(unit, _id_of(event), NoticeKind.LARGE_DEAL)
    opportunities.update_opportunity(unit, _id_of(event), {"deleted_at": unit.now})
    count_anew(unit, _id_of(event))
    return True


def _undelete(unit: Unit, event: EventRow) -> bool:
    if not _is_used(unit, opportunities.stored_opportunity(unit, _id_of(event)).stage_id):
        return False
    opportunities.update_opportunity(unit, _id_of(event), {"deleted_at": None})
    count_anew(unit, _id_of(event))
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    """Put the fields back that were changed, unless they were changed again since."""
    row = opportunities.stored_opportunity(unit, _id_of(event))
    after, before = _columns(event.after), _columns(event.before)
    if any(getattr(row, name) != after[name] for name in before if name in after):
        return False
    opportunities.update_opportunity(unit, _id_of(event), before)
    if "reported_minor" in before:
        untell(unit, _id_of(event), NoticeKind.LARGE_DEAL)
    return True


def _unmove(unit: Unit, event: EventRow) -> bool:
    """Let it stand where it stood, as if it had not been moved."""
    row = opportunities.stored_opportunity(unit, _id_of(event))
    former = StageId(int(str(event.before["stage_id"])))
    may_stand = row.deleted_at is not None or _is_used(unit, former)
    if row.stage_id != event.after["stage_id"] or not may_stand:
        return False
    opportunities.remove_stay(unit, _id_of(event))
    values = {
        "stage_id": event.before["stage_id"],
        "pipeline_id": event.before["pipeline_id"],
        "stage_since": instant_of(event.before["stage_since"]),
    }
    opportunities.update_opportunity(unit, _id_of(event), values)
    return True


def _unend(unit: Unit, event: EventRow) -> bool:
    """Open it again; the deal that it made is taken back with its own event."""
    if not _is_used(unit, opportunities.stored_opportunity(unit, _id_of(event)).stage_id):
        return False
    opportunities.update_opportunity(unit, _id_of(event), _columns(event.before))
    untell(unit, _id_of(event), NoticeKind.LARGE_WON)
    opportunities.reopen_stay(unit, _id_of(event))
    count_anew(unit, _id_of(event))
    return True


def _unreopen(unit: Unit, event: EventRow) -> bool:
    """Let it have ended as it had; the deal that was void stands again with its own event."""
    opportunities.update_opportunity(unit, _id_of(event), _columns(event.before))
    opportunities.remove_stay(unit, _id_of(event))
    opportunities.end_stay(unit, _id_of(event))
    count_anew(unit, _id_of(event))
    return True


def _is_used(unit: Unit, stage_id: StageId) -> bool:
    """Return whether an open opportunity may stand in a stage: it is in use, its pipeline too."""
    return any(each.stage(stage_id) is not None for each in pipelines.pipelines(unit))


def _columns(kept: Mapping[str, object]) -> dict[str, Any]:
    """Return what an event keeps of an opportunity as column values; its name there is told."""
    values: dict[str, Any] = {name: each for name, each in kept.items() if name != "opportunity"}
    for name in _DAYS:
        if name in values and values[name] is None:
            values[name] = NEVER
    if "state" in values:
        values["state"] = OpportunityState(values["state"])
    if "kind" in values:
        values["kind"] = OpportunityKind(values["kind"])
    if "stage_since" in values:
        values["stage_since"] = instant_of(values["stage_since"])
    return values


def _unset_pipeline(unit: Unit, event: EventRow) -> bool:
    pipeline_id = PipelineId(record_id_of(event))
    before = event.before
    if "default_id" in before:
        pipelines.be_default(unit, PipelineId(int(str(before["default_id"]))))
        return True
    # What was added goes, what was removed comes back, what was named has its former name.
    if not before:
        return _unadd_pipeline(unit, pipeline_id)
    values = {"deleted_at": None, "name": before["name"]}
    pipelines.update_pipeline(unit, pipeline_id, values)
    return True


def _unadd_pipeline(unit: Unit, pipeline_id: PipelineId) -> bool:
    found = next((each for each in pipelines.pipelines(unit) if each.id == pipeline_id), None)
    if found is None or pipelines.standing(unit, [each.id for each in found.stages]):
        return False
    pipelines.update_pipeline(unit, pipeline_id, {"deleted_at": unit.now})
    return True


def _unset_stage(unit: Unit, event: EventRow) -> bool:
    stage_id, before = StageId(record_id_of(event)), dict(event.before)
    if not before and pipelines.standing(unit, [stage_id]):
        return False
    values: dict[str, object] = (
        {**before, "deleted_at": None} if before else {"deleted_at": unit.now}
    )
    pipelines.update_stage(unit, stage_id, values)
    return True


def _unorder(unit: Unit, event: EventRow) -> bool:
    ids = event.before["ids"]
    if isinstance(ids, list):
        pipelines.order_stages(unit, [StageId(each) for each in ids])
    return True


def _unset_rate(unit: Unit, event: EventRow) -> bool:
    before = event.before
    rate, currency = before["rate"], str(before["currency"])
    kept = None if rate is None else int(str(rate))
    currencies.set_rate(unit, currency, int(str(before["day"])), kept)
    report_anew(unit, currency)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "opportunity_added": _unadd,
    "opportunity_edited": _unedit,
    "opportunity_moved": _unmove,
    "opportunity_ended": _unend,
    "opportunity_reopened": _unreopen,
    "opportunity_deleted": _undelete,
    "opportunity_restored": _unadd,
    "pipeline_set": _unset_pipeline,
    "stage_set": _unset_stage,
    "stages_ordered": _unorder,
    "rate_set": _unset_rate,
}
