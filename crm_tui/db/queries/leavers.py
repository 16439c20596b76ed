"""What somebody has who is not to work here any more, and that a hand-over passes on."""

from __future__ import annotations

from sqlalchemy import Subquery, func, select

from crm_tui.db.queries.leads import records
from crm_tui.db.queries.tasks.lists import is_shared_task
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.opportunities import OPPORTUNITY
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.people import OpenWork


def open_work(view: View, user_id: UserId) -> OpenWork:
    """Return what is somebody's to go on with, but for what they only remind themselves of."""
    held = select(CUSTOMER.c.id).where(
        CUSTOMER.c.owner_id == user_id,
        CUSTOMER.c.deleted_at.is_(None),
        unscoped("who leaves is asked what becomes of all that is theirs"),
    )
    sold, task = OPPORTUNITY.c, TASK.c
    is_theirs = (
        sold.customer_id.in_(held),
        sold.state == OpportunityState.OPEN,
        sold.deleted_at.is_(None),
    )
    is_to_do = (
        task.assignee_id == user_id,
        task.done_at.is_(None),
        task.deleted_at.is_(None),
        is_shared_task(),
    )
    return OpenWork(
        customers=_count(view, held.subquery()),
        opportunities=_count(view, select(sold.id).where(*is_theirs).subquery()),
        leads=records.open_leads_of(view, [user_id]).get(user_id, 0),
        tasks=_count(view, select(task.id).where(*is_to_do).subquery()),
    )


def _count(view: View, found: Subquery) -> int:
    return view.connection.execute(select(func.count()).select_from(found)).scalar_one()
