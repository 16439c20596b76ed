"""点评: what somebody who stands above says about a follow-up, told to its author."""

from __future__ import annotations

from crm_tui.db.queries import comments, follow_ups, notices, tasks, users
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.days import day_of
from crm_tui.domain.events import FollowUpCommented, TaskAdded
from crm_tui.domain.follow_ups import CommentTask, why_not_comment
from crm_tui.domain.identifiers import CustomerId, FollowUpId, TaskId, UserId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.tasks import TaskKind
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services import protection
from crm_tui.services.checks import checked_text

COMMENT_LIMIT = 2000
_TITLE_LIMIT = 500


def checked_comment(content: str) -> str:
    """Return a comment cleaned; raise FieldError for none or too long a one."""
    cleaned = checked_text("comment", content, limit=COMMENT_LIMIT, multiline=True)
    if not cleaned:
        raise FieldError("comment", "required")
    return cleaned


def checked_task(task: CommentTask | None) -> CommentTask | None:
    """Return what is to be done, cleaned; raise FieldError for nothing to do or too long a text."""
    if task is None:
        return None
    title = checked_text("title", task.title, limit=_TITLE_LIMIT)
    if not title:
        raise FieldError("title", "required")
    return CommentTask(title, task.due_at, task.has_time)


def comment_on(
    unit: Unit, follow_up_id: FollowUpId, content: str, task: CommentTask | None
) -> None:
    """Keep a checked comment, and what is to be done with it; moves no deadline."""
    row = follow_ups.stored_follow_up(unit, follow_up_id)
    author_id, customer_id = UserId(row.author_id), CustomerId(row.customer_id)
    customer = protection.settled(unit, customer_id)
    me = unit.person.user_id
    stands_above = any(
        users.manages(unit.connection, me, each) for each in (author_id, customer.owner_id)
    )
    refusal = why_not_comment(author_id, row.author, by=unit.person, stands_above=stands_above)
    if refusal is not None:
        raise RefusedError(refusal)
    task_id = None if task is None else _give(unit, follow_up_id, customer_id, author_id, task)
    comment_id = comments.add_comment(unit, follow_up_id, customer_id, content, task_id)
    notices.tell(
        unit,
        author_id,
        NoticeKind.COMMENT,
        customer_id=customer_id,
        record_id=comment_id,
        words=content,
    )
    unit.record(
        FollowUpCommented(
            customer_id=customer_id,
            record_id=comment_id,
            after={
                "follow_up_id": follow_up_id,
                "content": content,
                "task_id": task_id,
                "told": [author_id],
            },
        )
    )


def _give(
    unit: Unit,
    follow_up_id: FollowUpId,
    customer_id: CustomerId,
    author_id: UserId,
    task: CommentTask,
) -> TaskId:
    if not users.is_active(unit.connection, author_id):
        raise FieldError("task", "author_left", users.name_of(unit.connection, author_id))
    is_over = day_of(task.due_at, unit.zone) < unit.today
    if is_over or (task.has_time and task.due_at <= unit.now):
        raise FieldError("due_at", "past")
    task_id = tasks.add_task(
        unit,
        {
            "kind": TaskKind.TASK,
            "customer_id": customer_id,
            "assignee_id": author_id,
            "title": task.title,
            "due_at": task.due_at,
            "has_time": task.has_time,
            "follow_up_id": follow_up_id,
            "origin": "comment",
        },
    )
    after = {"title": task.title, "kind": TaskKind.TASK.value}
    unit.record(TaskAdded(customer_id=customer_id, record_id=task_id, after=after))
    return task_id
