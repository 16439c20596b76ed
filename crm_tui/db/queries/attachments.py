"""Files kept with customers: whose they are, and which bytes are still referred to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, or_, select, update

from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.follow_ups import ATTACHMENT
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.attachments import AttachmentRow
from crm_tui.domain.identifiers import AttachmentId, ContractId, CustomerId, FollowUpId, UserId
from crm_tui.errors import NotFoundError

_CHUNK = 500
_MOST = 5_000


def attachments_of(
    view: View,
    customer_id: CustomerId,
    *,
    follow_up_id: FollowUpId | None = None,
    contract_id: ContractId | None = None,
    limit: int = 200,
) -> list[AttachmentRow]:
    """Return the files of a customer (its visibility was checked), the newest first."""
    statement = _shown(view).where(ATTACHMENT.c.customer_id == customer_id)
    if follow_up_id is not None:
        statement = statement.where(ATTACHMENT.c.follow_up_id == follow_up_id)
    if contract_id is not None:
        statement = statement.where(ATTACHMENT.c.contract_id == contract_id)
    ordered = statement.order_by(ATTACHMENT.c.id.desc()).limit(limit)
    return [_attachment(row) for row in view.connection.execute(ordered)]


def attachment(view: View, attachment_id: AttachmentId) -> AttachmentRow:
    """Return a file of a visible customer; raise NotFoundError when there is none."""
    found = view.connection.execute(
        _shown(view).where(ATTACHMENT.c.id == attachment_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("file", str(attachment_id))
    return _attachment(found)


def _shown(view: View) -> Select[Any]:
    return (
        select(ATTACHMENT, CUSTOMER.c.name.label("customer"), USER.c.name.label("author"))
        .join(CUSTOMER, CUSTOMER.c.id == ATTACHMENT.c.customer_id)
        .outerjoin(USER, USER.c.id == ATTACHMENT.c.created_by_id)
        .where(
            ATTACHMENT.c.deleted_at.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
    )


def _attachment(row: Any) -> AttachmentRow:
    return AttachmentRow(
        id=AttachmentId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        follow_up_id=None if row.follow_up_id is None else FollowUpId(row.follow_up_id),
        name=row.name,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        author_id=None if row.created_by_id is None else UserId(row.created_by_id),
        author=row.author or "",
        at=row.created_at,
    )


def names_on(view: View, follow_up_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the names of the files attached to follow-ups that were shown, by follow-up."""
    found: dict[int, list[str]] = {}
    row = ATTACHMENT.c
    for start in range(0, len(follow_up_ids), _CHUNK):
        chunk = follow_up_ids[start : start + _CHUNK]
        rows = view.connection.execute(
            select(row.follow_up_id, row.name)
            .where(row.follow_up_id.in_(chunk), row.deleted_at.is_(None))
            .order_by(row.id)
            .limit(_MOST)
        )
        for follow_up_id, name in rows:
            found.setdefault(follow_up_id, []).append(name)
    return {follow_up_id: tuple(names) for follow_up_id, names in found.items()}


def add_attachment(unit: Unit, values: dict[str, Any]) -> AttachmentId:
    """Insert a file whose bytes are kept already, and return the id."""
    stamped = {
        **values,
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    result = unit.connection.execute(insert(ATTACHMENT).values(**stamped))
    (key,) = result.inserted_primary_key or (0,)
    return AttachmentId(int(key))


def set_removed(unit: Unit, attachment_id: AttachmentId, at: datetime | None) -> None:
    """Note that a file is no longer kept with its customer, or is again."""
    unit.connection.execute(
        update(ATTACHMENT)
        .where(ATTACHMENT.c.id == attachment_id)
        .values(
            deleted_at=at,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
            version=ATTACHMENT.c.version + 1,
        )
    )


def referred_to(
    connection: Connection, hashes: Collection[str], removed_since: datetime
) -> frozenset[str]:
    """Return those of the hashes to which a file refers, also one removed since an instant."""
    row, wanted = ATTACHMENT.c, sorted(hashes)
    found: set[str] = set()
    for start in range(0, len(wanted), _CHUNK):
        rows = connection.execute(
            select(row.sha256)
            .where(
                row.sha256.in_(wanted[start : start + _CHUNK]),
                or_(row.deleted_at.is_(None), row.deleted_at >= removed_since),
            )
            .distinct()
            .order_by(row.sha256)
        )
        found.update(rows.scalars())
    return frozenset(found)


def kept_hashes(connection: Connection, after: str, limit: int) -> list[tuple[str, int, str, int]]:
    """Return hash, size, one name and number of what is kept, by hash, after one of them."""
    row = ATTACHMENT.c
    rows = connection.execute(
        select(row.sha256, func.max(row.size_bytes), func.min(row.name), func.min(row.id))
        .where(row.deleted_at.is_(None), row.sha256 > after)
        .group_by(row.sha256)
        .order_by(row.sha256)
        .limit(limit)
    )
    return [tuple(each) for each in rows]


def count_hashes(connection: Connection) -> int:
    """Return how many different files were ever attached."""
    asked = select(func.count(ATTACHMENT.c.sha256.distinct()))
    return int(connection.execute(asked).scalar_one())


def hashes(connection: Connection, after: str, limit: int) -> list[tuple[str, bool]]:
    """Return what was ever attached, by hash, after one of them, and whether it still is."""
    row = ATTACHMENT.c
    kept = func.count().filter(row.deleted_at.is_(None))
    rows = connection.execute(
        select(row.sha256, kept)
        .where(row.sha256 > after)
        .group_by(row.sha256)
        .order_by(row.sha256)
        .limit(limit)
    )
    return [(sha256, count > 0) for sha256, count in rows]
