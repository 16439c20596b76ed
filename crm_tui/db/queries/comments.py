"""点评: what is said about follow-ups by who stands above their authors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from crm_tui.db.schema.follow_ups import FOLLOW_UP_COMMENT
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.follow_ups import CommentRow
from crm_tui.domain.identifiers import CommentId, CustomerId, FollowUpId, TaskId

_CHUNK = 500
_MOST = 5_000


def comments_on(view: View, follow_up_ids: Sequence[int]) -> dict[int, tuple[CommentRow, ...]]:
    """Return what was said about follow-ups that were shown, by follow-up, in order."""
    found: dict[int, list[CommentRow]] = {}
    comment = FOLLOW_UP_COMMENT.c
    for start in range(0, len(follow_up_ids), _CHUNK):
        rows = view.connection.execute(
            select(FOLLOW_UP_COMMENT, USER.c.name.label("author"))
            .join(USER, USER.c.id == comment.author_id)
            .where(comment.follow_up_id.in_(follow_up_ids[start : start + _CHUNK]))
            .order_by(comment.follow_up_id, comment.id)
            .limit(_MOST)
        )
        for row in rows:
            found.setdefault(row.follow_up_id, []).append(_comment(row))
    return {follow_up_id: tuple(rows) for follow_up_id, rows in found.items()}


def _comment(row: Any) -> CommentRow:
    task_id = None if row.task_id is None else TaskId(row.task_id)
    return CommentRow(CommentId(row.id), row.author, row.at, row.content, task_id)


def add_comment(
    unit: Unit,
    follow_up_id: FollowUpId,
    customer_id: CustomerId,
    content: str,
    task_id: TaskId | None,
) -> CommentId:
    """Insert a comment of this person's and return the id."""
    result = unit.connection.execute(
        insert(FOLLOW_UP_COMMENT).values(
            follow_up_id=follow_up_id,
            customer_id=customer_id,
            author_id=unit.person.user_id,
            at=unit.now,
            content=content,
            task_id=task_id,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return CommentId(int(key))


def delete_comment(unit: Unit, comment_id: CommentId) -> None:
    """Take a comment back; what it said stays in the history."""
    unit.connection.execute(delete(FOLLOW_UP_COMMENT).where(FOLLOW_UP_COMMENT.c.id == comment_id))
