"""Single opportunities: reading, writing, the stages they went through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from crm_tui.db.functions import small_letters
from crm_tui.db.queries.hidden_texts import says
from crm_tui.db.queries.opportunities.columns import row_of, selected, visible
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.opportunities import OPPORTUNITY, OPPORTUNITY_STAY, PIPELINE_STAGE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import ContactId, CustomerId, OpportunityId, StageId
from crm_tui.domain.opportunities import (
    CustomerTotals,
    OpportunityFields,
    OpportunityRow,
    OpportunityState,
    StageStay,
    people_to_json,
)
from crm_tui.domain.queries.evaluation import small
from crm_tui.errors import NotFoundError

_O = OPPORTUNITY.c
_STAY = OPPORTUNITY_STAY.c
_MOST = 1_000
_NEWEST = OPPORTUNITY.alias("newest_opportunity")
_NEWEST_READ = 200_000


def opportunity(view: View, opportunity_id: OpportunityId) -> OpportunityRow:
    """Return an opportunity; raise NotFoundError when there is none this person may see."""
    row = view.connection.execute(visible(view).where(_O.id == opportunity_id)).one_or_none()
    if row is None:
        raise NotFoundError("opportunity", str(opportunity_id))
    return row_of(row)


def of_customer(view: View, customer_id: CustomerId, limit: int = _MOST) -> list[OpportunityRow]:
    """Return the opportunities of a visible customer, open ones first, then the newest."""
    statement = (
        visible(view)
        .where(_O.customer_id == customer_id, _O.deleted_at.is_(None))
        .order_by((_O.state != OpportunityState.OPEN), _O.expected_day, _O.id.desc())
        .limit(limit)
    )
    return [row_of(row) for row in view.connection.execute(statement)]


def find_opportunities(view: View, words: str, limit: int) -> list[OpportunityRow]:
    """Return visible opportunities in whose name the words stand, of the newest.

    Those so called come first.
    """
    typed = small(words)
    newest = select(func.max(_NEWEST.c.id)).scalar_subquery() - _NEWEST_READ
    statement = (
        visible(view)
        .where(
            _O.id > func.coalesce(newest, 0),
            _O.deleted_at.is_(None),
            says(view, _O.name, typed),
        )
        .order_by(small_letters(_O.name) != typed, _O.id.desc())
        .limit(limit)
    )
    return [row_of(row) for row in view.connection.execute(statement)]


def totals(view: View, customer_id: CustomerId) -> CustomerTotals:
    """Return what the opportunities of a customer come to, whoever asks."""
    return totals_of(view, [customer_id]).get(customer_id, CustomerTotals())


def totals_of(view: View, customer_ids: Sequence[int]) -> dict[int, CustomerTotals]:
    """Return what the opportunities of these customers come to; those without any are left out."""
    rows = view.connection.execute(
        select(
            _O.customer_id,
            _O.state,
            func.count().label("number"),
            func.sum(_O.reported_minor).label("sum"),
        )
        .where(
            _O.customer_id.in_(customer_ids),
            _O.deleted_at.is_(None),
            _O.state != OpportunityState.VOID,
        )
        .group_by(_O.customer_id, _O.state)
    )
    found: dict[int, CustomerTotals] = {}
    for row in rows:
        before = found.get(row.customer_id, CustomerTotals())
        is_open = row.state is OpportunityState.OPEN
        found[row.customer_id] = CustomerTotals(
            before.count + row.number,
            before.total_minor + int(row.sum),
            before.open_count + (row.number if is_open else 0),
            before.open_minor + (int(row.sum) if is_open else 0),
        )
    return found


def stored_opportunity(view: View, opportunity_id: OpportunityId) -> Any:
    """Return the stored row of an opportunity, whoever asks."""
    return view.connection.execute(select(OPPORTUNITY).where(_O.id == opportunity_id)).one()


def open_in_currency(view: View, currency: str) -> Sequence[Any]:
    """Return the stored rows of what is open in a currency."""
    return view.connection.execute(
        select(_O.id, _O.amount_minor, _O.reported_minor).where(
            _O.currency == currency,
            _O.state == OpportunityState.OPEN,
        )
    ).all()


def standing_in(view: View, stage_id: StageId, limit: int) -> list[OpportunityRow]:
    """Return open opportunities that stand in a stage, whoever asks."""
    statement = (
        selected()
        .where(
            _O.stage_id == stage_id,
            _O.state == OpportunityState.OPEN,
            _O.deleted_at.is_(None),
        )
        .order_by(_O.expected_day, _O.id)
        .limit(limit)
    )
    return [row_of(row) for row in view.connection.execute(statement)]


def add_opportunity(
    unit: Unit,
    customer_id: CustomerId,
    entered: OpportunityFields,
    *,
    reported_minor: int,
    at: tuple[int, StageId],
) -> OpportunityId:
    """Insert an open opportunity in a stage of a pipeline; return its id."""
    pipeline_id, stage_id = at
    who = unit.person.user_id
    result = unit.connection.execute(
        insert(OPPORTUNITY).values(
            customer_id=customer_id,
            pipeline_id=pipeline_id,
            stage_id=stage_id,
            stage_since=unit.now,
            state=OpportunityState.OPEN,
            reported_minor=reported_minor,
            created_at=unit.now,
            created_by_id=who,
            updated_at=unit.now,
            updated_by_id=who,
            **column_values(entered),
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return OpportunityId(int(key))


def column_values(entered: OpportunityFields) -> dict[str, Any]:
    """Return what was entered as columns hold it."""
    return {
        "name": entered.name,
        "amount_minor": entered.amount_minor,
        "currency": entered.currency,
        "expected_day": NEVER if entered.expected_day is None else entered.expected_day,
        "kind": entered.kind,
        "source_id": entered.source_id,
        "competitors": list(entered.competitors),
        "people": people_to_json(entered.people),
        "next_step": entered.next_step,
        "next_day": NEVER if entered.next_day is None else entered.next_day,
        "note": entered.note,
    }


def update_opportunity(
    unit: Unit, opportunity_id: OpportunityId, values: Mapping[str, Any], *, is_edit: bool = True
) -> None:
    """Change columns of an opportunity; an edit by a person moves its version."""
    stamps: dict[str, Any] = {}
    if is_edit:
        stamps = {
            "version": _O.version + 1,
            "updated_at": unit.now,
            "updated_by_id": unit.person.user_id,
        }
    unit.connection.execute(
        update(OPPORTUNITY).where(_O.id == opportunity_id).values(**values, **stamps)
    )


# --- the stages it went through -----------------------------------------------------------------


def add_stay(
    unit: Unit, opportunity_id: OpportunityId, stage_id: StageId, since: datetime | None = None
) -> None:
    """Note that an opportunity stands in a stage from now on."""
    unit.connection.execute(
        insert(OPPORTUNITY_STAY).values(
            opportunity_id=opportunity_id,
            stage_id=stage_id,
            since=since or unit.now,
            person_id=unit.person.user_id,
        )
    )


def end_stay(unit: Unit, opportunity_id: OpportunityId) -> None:
    """Note that an opportunity stands where it stood no more."""
    unit.connection.execute(
        update(OPPORTUNITY_STAY)
        .where(_STAY.opportunity_id == opportunity_id, _STAY.until.is_(None))
        .values(until=unit.now)
    )


def latest_stay(view: View, opportunity_id: OpportunityId) -> Any:
    """Return where an opportunity stands or stood last, or None."""
    return view.connection.execute(
        select(OPPORTUNITY_STAY)
        .where(_STAY.opportunity_id == opportunity_id)
        .order_by(_STAY.id.desc())
        .limit(1)
    ).one_or_none()


def remove_stay(unit: Unit, opportunity_id: OpportunityId) -> None:
    """Forget where an opportunity came to last; it stands where it stood before, as if unmoved."""
    last = latest_stay(unit, opportunity_id)
    if last is None:
        return
    unit.connection.execute(OPPORTUNITY_STAY.delete().where(_STAY.id == last.id))
    reopen_stay(unit, opportunity_id)


def reopen_stay(unit: Unit, opportunity_id: OpportunityId) -> None:
    """Let an opportunity stand where it stood last."""
    last = latest_stay(unit, opportunity_id)
    if last is not None:
        unit.connection.execute(
            update(OPPORTUNITY_STAY).where(_STAY.id == last.id).values(until=None)
        )


def stays(view: View, opportunity_id: OpportunityId) -> tuple[StageStay, ...]:
    """Return the stages an opportunity went through, the first one first."""
    rows = view.connection.execute(
        select(PIPELINE_STAGE.c.name, _STAY.since, _STAY.until, USER.c.name.label("person"))
        .select_from(OPPORTUNITY_STAY)
        .join(PIPELINE_STAGE, PIPELINE_STAGE.c.id == _STAY.stage_id)
        .outerjoin(USER, USER.c.id == _STAY.person_id)
        .where(_STAY.opportunity_id == opportunity_id)
        .order_by(_STAY.id)
        .limit(_MOST)
    )
    return tuple(StageStay(row.name, row.since, row.until, row.person or "") for row in rows)


def contact_names(view: View, ids: Sequence[ContactId]) -> dict[ContactId, str]:
    """Return the names of contacts that are there, whoever asks."""
    rows = view.connection.execute(
        select(CONTACT.c.id, CONTACT.c.name).where(
            CONTACT.c.id.in_(ids), CONTACT.c.deleted_at.is_(None)
        )
    )
    return {ContactId(row.id): row.name for row in rows}
