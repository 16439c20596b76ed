"""Who may work on a task, and to whom one may be given."""

from __future__ import annotations

from crm_tui.db.queries import tasks, users
from crm_tui.db.queries.leads import records
from crm_tui.db.queries.tasks.people import works_on
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, LeadId, TaskId, UserId
from crm_tui.domain.tasks import TaskRow, why_not_give, why_not_work_on
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError, RefusedError
from crm_tui.services import protection


def workable(unit: Unit, task_id: TaskId, *, wants_open: bool = True) -> TaskRow:
    """Return a task that this person may work on, its customer's overdue period ended.

    Raises RefusedError for one that is another's, or not open where it must be.
    """
    found = tasks.task(unit, task_id)
    refuse_others(unit, found, wants_open=wants_open)
    if found.customer_id is not None:
        protection.settle(unit, found.customer_id)
        # The period that ended may have closed it.
        found = tasks.task(unit, task_id)
        refuse_others(unit, found, wants_open=wants_open)
    return found


def refuse_others(view: View, found: TaskRow, *, wants_open: bool) -> None:
    """Raise RefusedError where this person may not change a task, or not any more."""
    person = view.person
    stands_above = (
        person.is_admin
        or found.assignee_id in person.covered_ids
        or (person.may(Permission.ASSIGN) and _manages(view, found.assignee_id))
    )
    refusal = why_not_work_on(
        found, by_id=person.user_id, stands_above=stands_above, wants_open=wants_open
    )
    if refusal is not None:
        raise RefusedError(refusal)


def refuse_receiver(
    view: View,
    user_id: UserId,
    customer_id: CustomerId | None,
    lead_id: LeadId | None = None,
) -> None:
    """Raise RefusedError for somebody to whom this person may not give a task."""
    person = view.person
    if not users.is_active(view.connection, user_id):
        raise NotFoundError("user", str(user_id))
    is_self = user_id == person.user_id
    refusal = why_not_give(
        users.name_of(view.connection, user_id),
        is_self=is_self,
        is_below=not is_self and (person.is_admin or _manages(view, user_id)),
        works_on_it=_works_on(view, user_id, customer_id, lead_id),
    )
    if refusal is not None:
        raise RefusedError(refusal)


def _works_on(
    view: View, user_id: UserId, customer_id: CustomerId | None, lead_id: LeadId | None
) -> bool:
    if customer_id is not None:
        return works_on(view, user_id, customer_id)
    return lead_id is not None and records.lead(view, lead_id).owner_id == user_id


def _manages(view: View, user_id: UserId) -> bool:
    return users.manages(view.connection, view.person.user_id, user_id)
