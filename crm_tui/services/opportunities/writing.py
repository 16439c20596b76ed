"""What every change of an opportunity does: check, store, count, record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers, opportunities, pipelines
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.events import OpportunityAdded
from crm_tui.domain.identifiers import CustomerId, OpportunityId, PipelineId, StageId
from crm_tui.domain.opportunities import (
    OpportunityFields,
    OpportunityRow,
    opportunity_fault,
    people_to_json,
)
from crm_tui.domain.pipelines import Pipeline, Stage
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.services import access, protection
from crm_tui.services.checks import checked_text
from crm_tui.services.currencies import checked_currency, reported
from crm_tui.services.follow_ups.writing import refuse_foreign_contact
from crm_tui.services.opportunities.large import tell_if_large
from crm_tui.values import dataclass

CAUSE = "opportunity"
_LIMITS = {"name": 200, "next_step": 200, "note": 4000}
_COMPETITOR_LIMIT = 100


def checked(view: View, entered: OpportunityFields) -> OpportunityFields:
    """Return what was entered, cleaned; raise FieldError for the first that cannot be stored."""
    texts: dict[str, Any] = {
        name: checked_text(name, getattr(entered, name), limit=limit, multiline=name == "note")
        for name, limit in _LIMITS.items()
    }
    if not texts["name"]:
        raise FieldError("name", "required")
    named = (
        checked_text("competitors", each, limit=_COMPETITOR_LIMIT) for each in entered.competitors
    )
    texts["competitors"] = tuple(dict.fromkeys(filter(None, named)))
    cleaned = replace(entered, **texts, currency=checked_currency(view, entered.currency))
    if fault := opportunity_fault(cleaned):
        raise FieldError(*fault)
    return cleaned


@dataclass(frozen=True, slots=True)
class NewOpportunity:
    """What is entered of an opportunity, and where it begins if not in the first stage."""

    fields: OpportunityFields
    pipeline_id: PipelineId | None = None
    stage_id: StageId | None = None


def enter_opportunity(
    unit: Unit, customer_id: CustomerId, new: NewOpportunity
) -> tuple[OpportunityId, int]:
    """Enter an opportunity with a customer that may be changed.

    Returns it and the customer's last protected day. Raises FieldError for what cannot be stored.
    """
    entered = checked(unit, new.fields)
    refuse_strangers(unit, customer_id, entered, None)
    pipeline, stage = place_of(unit, new.pipeline_id, new.stage_id)
    minor = reported(unit, entered.amount_minor, entered.currency)
    opportunity_id = opportunities.add_opportunity(
        unit, customer_id, entered, reported_minor=minor, at=(pipeline.id, stage.id)
    )
    opportunities.add_stay(unit, opportunity_id, stage.id)
    last_day = count_anew(unit, opportunity_id)
    row = opportunities.stored_opportunity(unit, opportunity_id)
    unit.record(
        OpportunityAdded(
            customer_id=customer_id,
            record_id=opportunity_id,
            after={
                "opportunity": row.name,
                "amount_minor": row.amount_minor,
                "currency": row.currency,
                "stage": stage.name,
            },
        )
    )
    tell_if_large(unit, opportunity_id)
    return opportunity_id, last_day


def refuse_strangers(
    unit: Unit, customer_id: CustomerId, entered: OpportunityFields, old: OpportunityFields | None
) -> None:
    """Raise where somebody decides who is no contact of the customer; who did so may stay."""
    known = set() if old is None else {each.contact_id for each in old.people}
    for each in entered.people:
        if each.contact_id not in known:
            refuse_foreign_contact(unit, customer_id, each.contact_id)


def place_of(
    view: View, pipeline_id: PipelineId | None, stage_id: StageId | None
) -> tuple[Pipeline, Stage]:
    """Return a stage: the named one, else the first of a pipeline, else of the default one."""
    known = pipelines.pipelines(view)
    if stage_id is not None:
        for each in known:
            stage = each.stage(stage_id)
            if stage is not None and pipeline_id in {None, each.id}:
                return each, stage
        raise NotFoundError("stage", str(stage_id))
    found = next((e for e in known if e.stages and pipeline_id in {None, e.id}), None)
    if found is None:
        raise NotFoundError("pipeline", str(pipeline_id or ""))
    return found, found.stages[0]


def changeable(unit: Unit, opportunity_id: OpportunityId) -> tuple[OpportunityRow, Any]:
    """Return an opportunity that this person may change, and its customer's stored row.

    The customer's period that is overdue is ended first. Raises NotFoundError for one out of
    sight or deleted, RefusedError for a customer that others change.
    """
    found = opportunities.opportunity(unit, opportunity_id)
    if found.is_deleted:
        raise NotFoundError("opportunity", str(opportunity_id))
    return found, access.editable(unit, found.customer_id)


def count_anew(unit: Unit, opportunity_id: OpportunityId) -> int:
    """Let the pool's rules count an opportunity as it stands; return the last protected day."""
    row = opportunities.stored_opportunity(unit, opportunity_id)
    customer_id = CustomerId(row.customer_id)
    customer = customers.stored(unit, customer_id)
    opportunities.write_facts(unit, row, customer.period_id)
    return protection.refresh(unit, customer_id, cause=CAUSE)


def kept_values(values: Mapping[str, object]) -> dict[str, object]:
    """Return values of fields as an event keeps them."""
    kept = dict(values)
    if "people" in kept:
        kept["people"] = people_to_json(kept["people"])  # type: ignore[arg-type]  # its field's type
    if "competitors" in kept:
        kept["competitors"] = list(kept["competitors"])  # type: ignore[call-overload]  # a tuple
    return kept


def told(row: OpportunityRow) -> dict[str, object]:
    """Return what every event of an opportunity says of it, so that it can be told later."""
    return {
        "opportunity": row.name,
        "amount_minor": row.fields.amount_minor,
        "currency": row.fields.currency,
    }
