"""Pass on the tasks of somebody who leaves, but for those of the customers they hold."""

from __future__ import annotations

from crm_tui.db.queries import tasks
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import TaskEdited
from crm_tui.domain.identifiers import CustomerId, TaskId, UserId
from crm_tui.services.tasks.making import tell_given


def pass_tasks_on(unit: Unit, from_user_id: UserId, to: UserId) -> int:
    """Give the first of somebody's open tasks to another; return how many, 0 when none is left.

    What is about a customer that changes hands is closed with it, and stands in its packet; what
    somebody only reminds themselves of stays theirs.
    """
    found = tasks.open_elsewhere(unit, from_user_id)
    if not found or to == from_user_id:
        return 0
    tasks.update_tasks(unit, [row.id for row in found], {"assignee_id": to})
    for row in found:
        customer_id = None if row.customer_id is None else CustomerId(row.customer_id)
        unit.record(
            TaskEdited(
                customer_id=customer_id,
                record_id=row.id,
                before={"title": row.title, "assignee_id": from_user_id},
                after={"title": row.title, "assignee_id": to},
            )
        )
        tell_given(unit, to, TaskId(row.id), customer_id, row.title)
    return len(found)
