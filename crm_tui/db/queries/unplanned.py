"""无行动提醒: customers that are held and for which nothing is planned."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, or_, select, type_coerce

from crm_tui.db.queries.overviews import staff
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.users import USER
from crm_tui.db.types import FAR_AWAY_MS, to_ms
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import UNINDEXED_OWNER, unscoped
from crm_tui.domain.days import day_of, start_of_day
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.tasks import Unplanned
from crm_tui.domain.users import Scope


def without_plan(view: View, *, of_staff: bool = False, limit: int = 100) -> list[Unplanned]:
    """Return customers with no plan for as many days as the office allows, the longest first.

    One's own, or those of one's staff. A plan is a next contact or an open task; for so many days
    no next contact passed either, nobody followed up, and the owner has had it so long.
    """
    statement = _statement(view, of_staff=of_staff).limit(limit)
    return [_unplanned(view, row) for row in view.connection.execute(statement)]


def _statement(view: View, *, of_staff: bool) -> Select[Any]:
    customer = CUSTOMER.c
    return (
        select(
            customer.id,
            customer.name,
            customer.owner_id,
            USER.c.name.label("owner"),
            customer.level,
            customer.last_follow_up_at,
            customer.next_contact_at,
            customer.owned_since,
        )
        .join(USER, USER.c.id == customer.owner_id)
        .where(
            *_held(view, of_staff=of_staff),
            is_without_plan(view),
            unscoped("one's own and one's staff's customers are those the scope opens"),
        )
        .order_by(customer.last_follow_up_at, customer.id)
    )


def is_without_plan(view: View) -> ColumnElement[bool]:
    """Return which customers that somebody holds have had no plan for so many days."""
    customer, task = CUSTOMER.c, TASK.c
    since = start_of_day(view.today - view.office.work.no_plan_days + 1, view.zone)
    planned = type_coerce(customer.next_contact_at, BigInteger)
    has_task = (
        select(task.id)
        .where(task.customer_id == customer.id, task.done_at.is_(None), task.deleted_at.is_(None))
        .correlate(CUSTOMER)
        .exists()
    )
    return and_(
        # Nothing that happened or was planned lies in these days, and nothing is planned after.
        customer.last_follow_up_at < since,
        customer.owned_since < since,
        or_(planned == FAR_AWAY_MS, planned < to_ms(since)),
        ~has_task,
    )


def _held(view: View, *, of_staff: bool) -> list[ColumnElement[bool]]:
    owner, me = CUSTOMER.c.owner_id, view.person.user_id
    held: list[ColumnElement[bool]] = [CUSTOMER.c.deleted_at.is_(None)]
    if not of_staff:
        return [*held, owner == me]
    # Walking from the longest forgotten beats finding all that so many people hold.
    held += [UNINDEXED_OWNER.is_not(None), UNINDEXED_OWNER.is_distinct_from(me)]
    if view.person.scope is not Scope.ALL:
        held.append(UNINDEXED_OWNER.in_(staff(view)))
    return held


def _unplanned(view: View, row: Any) -> Unplanned:
    known = (row.last_follow_up_at, row.next_contact_at, row.owned_since)
    last = max(instant for instant in known if instant is not None)
    return Unplanned(
        CustomerId(row.id),
        row.name,
        UserId(row.owner_id),
        row.owner,
        "" if row.level is None else row.level.value,
        day_of(last, view.zone),
    )
