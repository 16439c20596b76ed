"""To whom tasks may be given."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import CustomerId, LeadId, UserId
from crm_tui.domain.tasks import Assignable
from crm_tui.domain.users import UserStatus

_PEOPLE = 1000


def works_on(view: View, user_id: UserId, customer_id: CustomerId) -> bool:
    """Return whether somebody holds a customer or sits in its team today."""
    found = view.connection.execute(
        select(USER.c.id).where(USER.c.id == user_id, _works_on(view, customer_id))
    )
    return found.first() is not None


def assignable(
    view: View, customer_id: CustomerId | None, lead_id: LeadId | None = None
) -> list[Assignable]:
    """Return to whom one may give a task of a visible customer or lead: themselves first."""
    me = view.person.user_id
    asked: list[ColumnElement[bool]] = [USER.c.id == me, USER.c.id.in_(subordinate_ids(me))]
    if view.person.is_admin:
        asked.append(USER.c.id.is_not(None))
    if customer_id is not None:
        asked.append(_works_on(view, customer_id))
    elif lead_id is not None:
        asked.append(USER.c.id.in_(select(LEAD.c.owner_id).where(LEAD.c.id == lead_id)))
    rows = view.connection.execute(
        select(USER.c.id, USER.c.name, USER.c.login, DEPARTMENT.c.name.label("department"))
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .where(USER.c.status == UserStatus.ACTIVE, or_(*asked))
        .order_by((USER.c.id == me).desc(), USER.c.name, USER.c.id)
        .limit(_PEOPLE)
    )
    return [Assignable(UserId(row.id), row.name, row.login, row.department or "") for row in rows]


def _works_on(view: View, customer_id: CustomerId) -> ColumnElement[bool]:
    seat = CUSTOMER_TEAM.c
    holder = select(CUSTOMER.c.owner_id).where(
        CUSTOMER.c.id == customer_id,
        CUSTOMER.c.owner_id.is_not(None),
        unscoped("whose tasks a customer may have; whether one sees it was asked before"),
    )
    team = select(seat.user_id).where(
        seat.customer_id == customer_id,
        or_(seat.until_day.is_(None), seat.until_day >= view.today),
    )
    return or_(USER.c.id.in_(holder), USER.c.id.in_(team))
