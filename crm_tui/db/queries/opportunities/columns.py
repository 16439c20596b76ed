"""The columns of an opportunity as it is shown, and who may see it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from crm_tui.db.queries import record_lists
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.opportunities import OPPORTUNITY, PIPELINE, PIPELINE_STAGE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import (
    CustomerId,
    DealId,
    OpportunityId,
    PipelineId,
    StageId,
    UserId,
)
from crm_tui.domain.opportunities import (
    OpportunityFields,
    OpportunityRow,
    OpportunityState,
    people_from_json,
)
from crm_tui.domain.pipelines import WHOLE

Columns = ReadOnlyColumnCollection[str, Any]

_O: Columns = OPPORTUNITY.c
CURRENT_OWNER: ColumnElement[Any] = case(
    (_O.state == OpportunityState.OPEN, CUSTOMER.c.owner_id), else_=_O.owner_id
)
"""Whose it is: while it is open who holds the customer, later who held it then."""
SOURCE = OPPORTUNITY.join(CUSTOMER, CUSTOMER.c.id == _O.customer_id).join(
    PIPELINE_STAGE, PIPELINE_STAGE.c.id == _O.stage_id
)
LISTED_SOURCE = OPPORTUNITY.outerjoin(CUSTOMER, CUSTOMER.c.id == _O.customer_id).outerjoin(
    PIPELINE_STAGE, PIPELINE_STAGE.c.id == _O.stage_id
)
"""The same for a list, which begins at the opportunities, and looks up no more than it asks of."""


def weighted(of: Columns = _O) -> ColumnElement[Any]:
    """Return the amount by its chance, as `domain.opportunities.weighted` counts it."""
    # No operator of division is the same on all engines; of whole numbers `//` is.
    part = (2 * of.reported_minor * PIPELINE_STAGE.c.probability + WHOLE) // (2 * WHOLE)
    return case(
        (of.state == OpportunityState.WON, of.reported_minor),
        (of.state == OpportunityState.OPEN, part),
        else_=literal(0),
    )


def in_reach(view: View) -> ColumnElement[bool]:
    """Return that the customer is in use and one that the person may see."""
    return record_lists.in_reach(view, _O.customer_id)


@cache
def selected() -> Select[Any]:
    """Return the statement of opportunities as they are shown, whoever asks."""
    return (
        select(
            OPPORTUNITY,
            CUSTOMER.c.name.label("customer"),
            CURRENT_OWNER.label("current_owner_id"),
            USER.c.name.label("owner"),
            PIPELINE.c.name.label("pipeline"),
            PIPELINE_STAGE.c.name.label("stage"),
            PIPELINE_STAGE.c.probability,
            PIPELINE_STAGE.c.rot_days,
            DICTIONARY_ITEM.c.name.label("source"),
        )
        .select_from(SOURCE)
        .join(PIPELINE, PIPELINE.c.id == _O.pipeline_id)
        .outerjoin(USER, USER.c.id == CURRENT_OWNER)
        .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == _O.source_id)
        .where(unscoped("whoever uses it says which may be seen"))
    )


def visible(view: View) -> Select[Any]:
    """Return the statement of the opportunities that the person may see, deleted ones too."""
    return selected().where(and_(in_reach(view), CUSTOMER.c.deleted_at.is_(None)))


def fields_of(row: Any) -> OpportunityFields:
    """Return what a person enters of a stored opportunity."""
    return OpportunityFields(
        name=row.name,
        amount_minor=row.amount_minor,
        currency=row.currency,
        expected_day=_day(row.expected_day),
        kind=row.kind,
        source_id=row.source_id,
        competitors=tuple(row.competitors or ()),
        people=people_from_json(row.people or ()),
        next_step=row.next_step,
        next_day=_day(row.next_day),
        note=row.note,
    )


def row_of(row: Any) -> OpportunityRow:
    """Return an opportunity as it is shown."""
    return OpportunityRow(
        id=OpportunityId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        fields=fields_of(row),
        reported_minor=row.reported_minor,
        pipeline_id=PipelineId(row.pipeline_id),
        pipeline=row.pipeline,
        stage_id=StageId(row.stage_id),
        stage=row.stage,
        probability=row.probability,
        rot_days=row.rot_days,
        stage_since=row.stage_since,
        state=row.state,
        owner_id=None if row.current_owner_id is None else UserId(row.current_owner_id),
        owner=row.owner or "",
        source=row.source or "",
        closed_day=row.closed_day,
        close_reason=row.close_reason,
        review=row.review,
        deal_id=None if row.deal_id is None else DealId(row.deal_id),
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
        is_deleted=row.deleted_at is not None,
    )


def _day(stored: int) -> int | None:
    return None if stored == NEVER else stored
