"""Notices: written by who causes them, read by who they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, func, insert, or_, select, update

from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.follow_ups import FOLLOW_UP_COMMENT
from crm_tui.db.schema.notices import NOTICE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.events import CustomerAssigned, CustomerCreated, CustomerTransferred
from crm_tui.domain.identifiers import BatchId, CustomerId, FollowUpId, NoticeId, UserId
from crm_tui.domain.masking import mask_text
from crm_tui.domain.notices import GIVING, NoticeKind, NoticeRow

WORDS_LIMIT = 500
_REPORTED = (NoticeKind.ESCALATION, NoticeKind.LARGE_DEAL, NoticeKind.LARGE_WON)
"""What is told of one's staff, though the customer may be out of sight."""
GIVEN_BY = (CustomerAssigned.kind(), CustomerTransferred.kind(), CustomerCreated.kind())
"""The events by which somebody may be given a customer."""


def tell(
    unit: Unit,
    user_id: UserId,
    kind: NoticeKind,
    *,
    customer_id: CustomerId | None = None,
    record_id: int | None = None,
    words: str = "",
) -> bool:
    """Write a notice for somebody in the unit of what causes it; nobody is told of their own act.

    `record_id` is the record of the kind: the follow-up of a mention, the comment, the task.
    """
    return _told(
        unit, user_id, kind=kind, customer_id=customer_id, record_id=record_id, words=words
    )


def _told(unit: Unit, user_id: UserId, *, words: str, **values: object) -> bool:
    if user_id == unit.person.user_id:
        return False
    unit.connection.execute(
        insert(NOTICE).values(
            user_id=user_id,
            author_id=unit.person.user_id,
            at=unit.now,
            words=" ".join(words.split())[:WORDS_LIMIT],
            **values,
        )
    )
    return True


def tell_given(
    unit: Unit,
    user_id: UserId,
    customer_ids: Sequence[CustomerId],
    *,
    kind: NoticeKind = NoticeKind.CUSTOMERS_GIVEN,
    how_many: int | None = None,
    words: str = "",
) -> None:
    """Tell somebody once of all the customers that this batch gives them.

    Of more transactions of the batch the first writes, and the others count on. `how_many` is
    enough where the customers are not known one by one.
    """
    number = len(customer_ids) if how_many is None else how_many
    one = customer_ids[0] if len(customer_ids) == 1 else None
    counted = unit.connection.execute(
        update(NOTICE)
        .where(*_of_batch(unit.batch_id), NOTICE.c.user_id == user_id)
        .values(how_many=NOTICE.c.how_many + number, customer_id=None)
    )
    if counted.rowcount:
        return
    _told(
        unit,
        user_id,
        kind=kind,
        customer_id=one,
        record_id=unit.batch_id,
        how_many=number,
        words=words,
    )


def recount_given(unit: Unit, batch_id: BatchId) -> None:
    """Let notices of a batch that was taken back, whole or in part, tell of what is left of it."""
    notice = NOTICE.c
    told = unit.connection.execute(
        select(notice.id, notice.user_id).where(*_of_batch(batch_id))
    ).all()
    if not told:
        return
    held = unit.connection.execute(
        select(CUSTOMER.c.owner_id, func.count(EVENT.c.customer_id.distinct()).label("number"))
        .join(CUSTOMER, CUSTOMER.c.id == EVENT.c.customer_id)
        .where(
            EVENT.c.batch_id == batch_id,
            EVENT.c.kind.in_(GIVEN_BY),
            CUSTOMER.c.owner_id.in_([each.user_id for each in told]),
            unscoped("undo counts for those who are told, whoever takes it back"),
        )
        .group_by(CUSTOMER.c.owner_id)
    )
    left = {row.owner_id: row.number for row in held}
    for each in told:
        number = left.get(each.user_id, 0)
        change = update(NOTICE).values(how_many=number) if number else delete(NOTICE)
        unit.connection.execute(change.where(notice.id == each.id))


def _of_batch(batch_id: BatchId) -> tuple[ColumnElement[bool], ...]:
    row = NOTICE.c
    return row.kind.in_(GIVING), row.record_id == batch_id, row.seen_at.is_(None)


def take_back(unit: Unit, kind: NoticeKind, record_id: int, user_ids: Sequence[int]) -> None:
    """Let nobody be told any more of what was taken back."""
    if user_ids:
        unit.connection.execute(
            delete(NOTICE).where(
                NOTICE.c.user_id.in_(user_ids),
                NOTICE.c.seen_at.is_(None),
                NOTICE.c.kind == kind,
                NOTICE.c.record_id == record_id,
            )
        )


def unseen(
    view: View, limit: int = 100, *, customer_id: CustomerId | None = None
) -> list[NoticeRow]:
    """Return what this person has not seen yet, of one customer or of all, the newest first.

    Of a customer that went out of sight there is nothing to open, and nothing is told; but what
    is reported to who stands above is, without the customer.
    """
    statement = _unseen(view).limit(limit)
    if customer_id is not None:
        statement = statement.where(NOTICE.c.customer_id == customer_id)
    rows = view.connection.execute(statement).all()
    hidden = hidden_ids(view, [row.customer_id for row in rows if row.customer_id is not None])
    return [_notice(row, masks=row.customer_id in hidden) for row in rows]


def still_unseen(view: View, ids: Sequence[int]) -> set[int]:
    """Return which of these notices this person has not seen yet and may be told of."""
    found = view.connection.execute(_unseen(view).where(NOTICE.c.id.in_(ids)).limit(len(ids)))
    return {row.id for row in found}


def _unseen(view: View) -> Select[Any]:
    row, comment = NOTICE.c, FOLLOW_UP_COMMENT.c
    follow_up = case(
        (row.kind == NoticeKind.MENTION, row.record_id),
        (row.kind == NoticeKind.COMMENT, comment.follow_up_id),
    ).label("follow_up_id")
    seen = visible_to(view.person)
    # Whose tasks one is told of, those tasks one may see.
    staff = subordinate_ids(view.person.user_id)
    is_report = row.kind.in_(_REPORTED) & row.author_id.in_(staff)
    name = case((seen, CUSTOMER.c.name), else_="").label("customer")
    return (
        select(NOTICE, follow_up, name, USER.c.name.label("author"))
        .outerjoin(CUSTOMER, CUSTOMER.c.id == row.customer_id)
        .outerjoin(USER, USER.c.id == row.author_id)
        .outerjoin(
            FOLLOW_UP_COMMENT,
            (comment.id == row.record_id) & (row.kind == NoticeKind.COMMENT),
        )
        .where(
            row.user_id == view.person.user_id,
            row.seen_at.is_(None),
            or_(
                row.customer_id.is_(None),
                CUSTOMER.c.deleted_at.is_(None) & or_(seen, is_report),
            ),
            # What somebody was given and has no more is no news to them.
            or_(
                row.kind.not_in(GIVING),
                row.customer_id.is_(None),
                CUSTOMER.c.owner_id == view.person.user_id,
            ),
        )
        .order_by(row.id.desc())
    )


def _notice(row: Any, *, masks: bool) -> NoticeRow:
    return NoticeRow(
        id=NoticeId(row.id),
        kind=row.kind,
        customer_id=CustomerId(row.customer_id) if row.customer else None,
        customer=row.customer or "",
        record_id=row.record_id,
        follow_up_id=None if row.follow_up_id is None else FollowUpId(row.follow_up_id),
        author=row.author or "",
        at=row.at,
        words=mask_text(row.words) if masks else row.words,
        how_many=row.how_many,
    )


def mark_seen(unit: Unit, ids: Sequence[NoticeId] | None = None) -> list[NoticeId]:
    """Note that this person has read notices of theirs, or all; return the new ones."""
    row = NOTICE.c
    statement = update(NOTICE).where(row.user_id == unit.person.user_id, row.seen_at.is_(None))
    if ids is not None:
        statement = statement.where(row.id.in_(ids))
    found = unit.connection.execute(statement.values(seen_at=unit.now).returning(row.id))
    return sorted(NoticeId(each) for each in found.scalars())
