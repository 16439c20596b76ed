"""Follow-ups of a customer, page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from crm_tui.db.tables.contacts import CONTACT
from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.tables.dictionaries import DICTIONARY_ITEM
from crm_tui.db.tables.follow_ups import FOLLOW_UP
from crm_tui.db.tables.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.domain.identifiers import CustomerId, FollowUpId, UserId

_METHOD = DICTIONARY_ITEM.alias("method")
_RESULT = DICTIONARY_ITEM.alias("result")


def follow_ups_of(
    view: View,
    customer_id: CustomerId | None = None,
    *,
    author_id: UserId | None = None,
    limit: int = 100,
) -> list[FollowUpRow]:
    """Return visible follow-ups, the newest first."""
    row = FOLLOW_UP.c
    statement = (
        select(
            FOLLOW_UP,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("author"),
            CONTACT.c.name.label("contact"),
            _METHOD.c.name.label("method"),
            _RESULT.c.name.label("result"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == row.customer_id)
        .join(USER, USER.c.id == row.author_id)
        .outerjoin(CONTACT, CONTACT.c.id == row.contact_id)
        .outerjoin(_METHOD, _METHOD.c.id == row.method_id)
        .outerjoin(_RESULT, _RESULT.c.id == row.result_id)
        .where(row.deleted_at.is_(None), CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
        .order_by(row.happened_at.desc(), row.id.desc())
        .limit(limit)
    )
    if customer_id is not None:
        statement = statement.where(row.customer_id == customer_id)
    if author_id is not None:
        statement = statement.where(row.author_id == author_id)
    return [_follow_up(each) for each in view.connection.execute(statement)]


def _follow_up(row: Any) -> FollowUpRow:
    return FollowUpRow(
        id=FollowUpId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        author_id=UserId(row.author_id),
        author=row.author,
        contact=row.contact or "",
        method=row.method or "",
        result=row.result or "",
        mood=row.mood,
        content=row.content,
        happened_at=row.happened_at,
        effective=row.effective,
        why_not_effective=row.why_not_effective,
        next_contact_at=row.next_contact_at,
        next_contact_note=row.next_contact_note,
    )


def add_follow_up(unit: Unit, values: dict[str, Any]) -> FollowUpId:
    """Insert a follow-up and return the id."""
    stamped = {
        **values,
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    (key,) = unit.connection.execute(insert(FOLLOW_UP).values(**stamped)).inserted_primary_key or (
        0,
    )
    return FollowUpId(int(key))


def delete_follow_up(unit: Unit, follow_up_id: FollowUpId) -> None:
    """Put a follow-up into the recycle bin."""
    unit.connection.execute(
        update(FOLLOW_UP).where(FOLLOW_UP.c.id == follow_up_id).values(deleted_at=unit.now)
    )


def written_since(view: View, author_id: UserId, since: datetime) -> int:
    """Return how many follow-ups somebody has made since an instant."""
    return view.connection.execute(
        select(func.count())
        .select_from(FOLLOW_UP)
        .where(
            FOLLOW_UP.c.author_id == author_id,
            FOLLOW_UP.c.happened_at >= since,
            FOLLOW_UP.c.deleted_at.is_(None),
        )
    ).scalar_one()
