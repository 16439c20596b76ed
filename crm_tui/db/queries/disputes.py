"""Disputes: who says what of which customer, and what both sides can show for themselves."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update

from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.movements import DISPUTE
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.disputes import (
    DisputeOutcome,
    DisputeRow,
    DisputeStatus,
    SideEvidence,
)
from crm_tui.domain.identifiers import CustomerId, DisputeId, UserId
from crm_tui.errors import NotFoundError

_OTHER = USER.alias("other")
_DECIDER = USER.alias("decider")


def add_dispute(unit: Unit, values: dict[str, object]) -> DisputeId:
    """File a dispute and return its id."""
    result = unit.connection.execute(
        insert(DISPUTE).values(
            **values,
            filed_by_id=unit.person.user_id,
            filed_at=unit.now,
            status=DisputeStatus.OPEN,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return DisputeId(int(key))


def settle_dispute(
    unit: Unit, dispute_id: DisputeId, outcome: DisputeOutcome, share: int | None, reason: str
) -> None:
    """Store how a dispute was decided."""
    unit.connection.execute(
        update(DISPUTE)
        .where(DISPUTE.c.id == dispute_id)
        .values(
            status=DisputeStatus.DECIDED,
            outcome=outcome,
            filer_share=share,
            reason=reason,
            decided_by_id=unit.person.user_id,
            decided_at=unit.now,
        )
    )


def set_dispute_status(unit: Unit, dispute_id: DisputeId, status: DisputeStatus) -> None:
    """Withdraw a dispute, or open it again; what had been decided is forgotten."""
    unit.connection.execute(
        update(DISPUTE)
        .where(DISPUTE.c.id == dispute_id)
        .values(
            status=status,
            outcome=None,
            filer_share=None,
            reason="",
            decided_by_id=None,
            decided_at=None,
        )
    )


def open_dispute(view: View, customer_ids: Collection[CustomerId]) -> DisputeId | None:
    """Return the open dispute about any of these customers, or None."""
    found = view.connection.execute(
        select(DISPUTE.c.id)
        .where(
            DISPUTE.c.status == DisputeStatus.OPEN,
            or_(
                DISPUTE.c.customer_id.in_(customer_ids),
                DISPUTE.c.other_customer_id.in_(customer_ids),
            ),
        )
        .order_by(DISPUTE.c.id)
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else DisputeId(found)


def shares_key(view: View, one: CustomerId, other: CustomerId) -> bool:
    """Return whether two customers have a key in common that should be one customer's alone."""
    mine, theirs = DUPLICATE_KEY.alias("mine"), DUPLICATE_KEY.alias("theirs")
    found = view.connection.execute(
        select(mine.c.key)
        .join(theirs, and_(theirs.c.kind == mine.c.kind, theirs.c.key == mine.c.key))
        .where(
            mine.c.customer_id == one,
            theirs.c.customer_id == other,
            # A domain or a core name is shared by firms that have nothing to do with each other.
            mine.c.kind.in_(("name", "former", "credit", "phone", "wechat", "email")),
            mine.c.kept_until_day.is_(None),
            theirs.c.kept_until_day.is_(None),
        )
        .limit(1)
    )
    return found.first() is not None


def dispute(view: View, dispute_id: DisputeId) -> DisputeRow:
    """Return a dispute; raise NotFoundError when there is none that concerns this person."""
    row = view.connection.execute(_statement(view).where(DISPUTE.c.id == dispute_id)).one_or_none()
    if row is None:
        raise NotFoundError("dispute", str(dispute_id))
    return _row(row)


def disputes(view: View, *, only_open: bool, limit: int) -> list[DisputeRow]:
    """Return the disputes that concern this person, as a side or as who decides, newest first."""
    statement = _statement(view).order_by(DISPUTE.c.id.desc()).limit(limit)
    if only_open:
        statement = statement.where(DISPUTE.c.status == DisputeStatus.OPEN)
    return [_row(row) for row in view.connection.execute(statement)]


def _statement(view: View) -> Select[Any]:
    return (
        select(
            DISPUTE,
            CUSTOMER.c.name.label("customer"),
            visible_to(view.person).label("visible"),
            USER.c.name.label("filed_by"),
            _OTHER.c.name.label("against"),
            _DECIDER.c.name.label("decided_by"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == DISPUTE.c.customer_id)
        .join(USER, USER.c.id == DISPUTE.c.filed_by_id)
        .join(_OTHER, _OTHER.c.id == DISPUTE.c.against_id)
        .outerjoin(_DECIDER, _DECIDER.c.id == DISPUTE.c.decided_by_id)
        .where(_concerns(view))
    )


def _concerns(view: View) -> ColumnElement[bool]:
    me = view.person.user_id
    if view.person.is_admin:
        return unscoped("an administrator decides any dispute")
    return or_(
        DISPUTE.c.filed_by_id == me,
        DISPUTE.c.against_id == me,
        and_(
            DISPUTE.c.filed_by_id.in_(subordinate_ids(me)),
            DISPUTE.c.against_id.in_(subordinate_ids(me)),
        ),
    )


def _row(row: Any) -> DisputeRow:
    other = row.other_customer_id
    return DisputeRow(
        id=DisputeId(row.id),
        customer_id=CustomerId(row.customer_id),
        # Who found it by an exact key knows that it exists, not what it is called.
        customer=row.customer if row.visible else "",
        other_customer_id=None if other is None else CustomerId(other),
        filed_by_id=UserId(row.filed_by_id),
        filed_by=row.filed_by,
        against_id=UserId(row.against_id),
        against=row.against,
        note=row.note,
        filed_at=row.filed_at,
        status=row.status,
        outcome=row.outcome,
        filer_share=row.filer_share,
        reason=row.reason,
        decided_by_id=row.decided_by_id,
        decided_by=row.decided_by or "",
        decided_at=row.decided_at,
    )


def side(
    view: View, user_id: UserId, name: str, customer_ids: Collection[CustomerId]
) -> SideEvidence:
    """Return what one side can show of these customers, whoever may see them.

    The recorded exception: a manager who stands above both sides decides by exactly this.
    """
    work = FOLLOW_UP.c
    worked = view.connection.execute(
        select(func.count(), func.min(work.happened_at), func.max(work.happened_at)).where(
            work.customer_id.in_(customer_ids),
            work.author_id == user_id,
            work.effective,
            work.deleted_at.is_(None),
        )
    ).one()
    entered_at = view.connection.execute(
        select(func.min(CUSTOMER.c.created_at)).where(
            CUSTOMER.c.id.in_(customer_ids),
            CUSTOMER.c.created_by_id == user_id,
            unscoped("who decides a dispute sees who entered the customer first"),
        )
    ).scalar_one()
    period = OWNERSHIP_PERIOD.c
    held_since = view.connection.execute(
        select(func.min(period.started_at)).where(
            period.customer_id.in_(customer_ids), period.owner_id == user_id
        )
    ).scalar_one()
    return SideEvidence(user_id, name, entered_at, held_since, worked[0], worked[1], worked[2])
