"""Hand-overs: what somebody holds, the slips with their lines, and what the next owner reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, and_, delete, func, insert, or_, select, type_coerce, update

from crm_tui.db.queries.tasks.lists import is_shared_task
from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.movements import HANDOVER, HANDOVER_LINE
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.handovers import (
    HandedCustomer,
    HandoverLineRow,
    HandoverRow,
    LeftSeat,
    Share,
)
from crm_tui.domain.identifiers import CustomerId, HandoverId, PoolId, UserId
from crm_tui.errors import NotFoundError

MOST = 1_000_000
LISTED = 1000
_RECEIVER = USER.alias("receiver")
_MAKER = USER.alias("maker")


def name_and_held(view: View, user_id: UserId) -> tuple[str, int]:
    """Return what somebody is called and how many customers they hold, who left included.

    Raises NotFoundError for nobody.
    """
    row = view.connection.execute(
        select(USER.c.name, USER.c.held).where(USER.c.id == user_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("user", str(user_id))
    return row.name, row.held


def held_by(view: View, user_id: UserId) -> list[HandedCustomer]:
    """Return every customer somebody holds, by id."""
    customer = CUSTOMER.c
    rows = view.connection.execute(
        select(
            customer.id,
            customer.name,
            customer.province,
            type_coerce(customer.level, String).label("level"),
            customer.pool_id,
        )
        .where(
            customer.owner_id == user_id,
            customer.deleted_at.is_(None),
            unscoped("a hand-over passes on all that somebody holds; who may was decided"),
        )
        .order_by(customer.id)
        .limit(MOST)
    )
    return [
        HandedCustomer(
            CustomerId(row.id), row.name, row.province, row.level or "", PoolId(row.pool_id)
        )
        for row in rows
    ]


def open_task_count(view: View, user_id: UserId) -> int:
    """Return how many open tasks there are for the customers somebody holds."""
    return view.connection.execute(
        select(func.count())
        .select_from(TASK.join(CUSTOMER, CUSTOMER.c.id == TASK.c.customer_id))
        .where(
            CUSTOMER.c.owner_id == user_id,
            TASK.c.done_at.is_(None),
            TASK.c.deleted_at.is_(None),
            unscoped("a hand-over closes the open tasks of all that somebody holds"),
        )
    ).scalar_one()


def own_reminder_count(view: View, user_id: UserId) -> int:
    """Return how many reminders without a customer somebody has set for themselves."""
    return view.connection.execute(
        select(func.count())
        .select_from(TASK)
        .where(
            TASK.c.assignee_id == user_id,
            TASK.c.done_at.is_(None),
            TASK.c.deleted_at.is_(None),
            ~is_shared_task(),
        )
    ).scalar_one()


def seats_of(view: View, user_id: UserId) -> list[LeftSeat]:
    """Return the places somebody has in the teams of other people's customers."""
    seat = CUSTOMER_TEAM.c
    rows = view.connection.execute(
        select(seat.customer_id, CUSTOMER.c.name, seat.role)
        .join(CUSTOMER, CUSTOMER.c.id == seat.customer_id)
        .where(
            seat.user_id == user_id,
            CUSTOMER.c.deleted_at.is_(None),
            unscoped("whoever passes somebody's work on is told of all of it"),
        )
        .order_by(seat.id)
        .limit(LISTED)
    )
    return [LeftSeat(CustomerId(row.customer_id), row.name, row.role) for row in rows]


def direct_reports(view: View, user_id: UserId) -> list[tuple[UserId, str]]:
    """Return (id, name) of those whose direct manager somebody is."""
    rows = view.connection.execute(
        select(USER.c.id, USER.c.name)
        .where(USER.c.manager_id == user_id)
        .order_by(USER.c.id)
        .limit(LISTED)
    )
    return [(UserId(row.id), row.name) for row in rows]


def add_handover(unit: Unit, from_user_id: UserId, reason: str) -> HandoverId:
    """Begin a slip and return its id."""
    result = unit.connection.execute(
        insert(HANDOVER).values(
            from_user_id=from_user_id,
            reason=reason,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return HandoverId(int(key))


def add_lines(unit: Unit, handover_id: HandoverId, shares: Sequence[Share]) -> None:
    """Write customers that were passed on onto a slip."""
    if shares:
        unit.connection.execute(
            insert(HANDOVER_LINE),
            [
                {
                    "handover_id": handover_id,
                    "customer_id": share.customer.customer_id,
                    "to_user_id": share.to,
                }
                for share in shares
            ],
        )


def remove_line(unit: Unit, handover_id: HandoverId, customer_id: CustomerId) -> None:
    """Take a customer off a slip, when its passing on is undone."""
    unit.connection.execute(
        delete(HANDOVER_LINE).where(
            HANDOVER_LINE.c.handover_id == handover_id,
            HANDOVER_LINE.c.customer_id == customer_id,
        )
    )


def confirm_lines(
    unit: Unit, handover_id: HandoverId, customer_ids: Sequence[CustomerId] | None
) -> list[CustomerId]:
    """Confirm the lines of the person on a slip, all or these; return the customers confirmed."""
    line = HANDOVER_LINE.c
    statement = update(HANDOVER_LINE).where(
        line.handover_id == handover_id,
        line.to_user_id == unit.person.user_id,
        line.confirmed_at.is_(None),
    )
    if customer_ids is not None:
        statement = statement.where(line.customer_id.in_(customer_ids))
    confirmed = unit.connection.execute(
        statement.values(confirmed_at=unit.now).returning(line.customer_id)
    )
    return sorted(CustomerId(row.customer_id) for row in confirmed)


def open_lines(unit: Unit, handover_id: HandoverId, customer_ids: Sequence[CustomerId]) -> None:
    """Let lines wait to be confirmed again."""
    line = HANDOVER_LINE.c
    unit.connection.execute(
        update(HANDOVER_LINE)
        .where(line.handover_id == handover_id, line.customer_id.in_(customer_ids))
        .values(confirmed_at=None)
    )


def handovers(view: View, limit: int) -> list[HandoverRow]:
    """Return the slips this person made, gets from, gave or stands above, the newest first."""
    statement = _slips(view).order_by(HANDOVER.c.id.desc()).limit(limit)
    return [_slip(row) for row in view.connection.execute(statement)]


def handover(view: View, handover_id: HandoverId) -> HandoverRow:
    """Return a slip; raise NotFoundError when there is none that concerns this person."""
    row = view.connection.execute(_slips(view).where(HANDOVER.c.id == handover_id)).one_or_none()
    if row is None:
        raise NotFoundError("handover", str(handover_id))
    return _slip(row)


def _slips(view: View) -> Select[Any]:
    line, me = HANDOVER_LINE.c, view.person.user_id

    def number(*conditions: Any) -> Any:
        return (
            select(func.count())
            .select_from(HANDOVER_LINE)
            .where(line.handover_id == HANDOVER.c.id, *conditions)
            .correlate(HANDOVER)
            .scalar_subquery()
        )

    for_me = select(line.id).where(line.handover_id == HANDOVER.c.id, line.to_user_id == me)
    statement = (
        select(
            HANDOVER,
            USER.c.name.label("person"),
            _MAKER.c.name.label("maker"),
            number().label("customers"),
            number(line.to_user_id.is_not(None), line.confirmed_at.is_not(None)).label("confirmed"),
            number(line.to_user_id.is_(None)).label("to_pool"),
        )
        .join(USER, USER.c.id == HANDOVER.c.from_user_id)
        .outerjoin(_MAKER, _MAKER.c.id == HANDOVER.c.created_by_id)
    )
    if view.person.is_admin:
        return statement
    return statement.where(
        or_(
            HANDOVER.c.created_by_id == me,
            HANDOVER.c.from_user_id == me,
            HANDOVER.c.from_user_id.in_(subordinate_ids(me)),
            for_me.exists(),
        )
    )


def _slip(row: Any) -> HandoverRow:
    return HandoverRow(
        id=HandoverId(row.id),
        from_user_id=UserId(row.from_user_id),
        person=row.person,
        reason=row.reason,
        created_at=row.created_at,
        created_by_id=row.created_by_id,
        created_by=row.maker or "",
        customers=row.customers,
        confirmed=row.confirmed,
        to_pool=row.to_pool,
    )


def lines(view: View, slip: HandoverRow, limit: int) -> list[HandoverLineRow]:
    """Return the lines of a slip that concerns this person; who only receives reads their own."""
    statement = _lines().where(HANDOVER.c.id == slip.id).limit(limit)
    if not _reads_all(view, slip):
        statement = statement.where(HANDOVER_LINE.c.to_user_id == view.person.user_id)
    return [_line(row) for row in view.connection.execute(statement)]


def _reads_all(view: View, slip: HandoverRow) -> bool:
    me = view.person.user_id
    if view.person.is_admin or slip.from_user_id == me:
        return True
    mine = and_(HANDOVER.c.id == slip.id, HANDOVER.c.created_by_id == me)
    below = select(USER.c.id).where(
        USER.c.id == slip.from_user_id, USER.c.id.in_(subordinate_ids(me))
    )
    return (
        view.connection.execute(select(HANDOVER.c.id).where(mine)).first() is not None
        or view.connection.execute(below).first() is not None
    )


def unconfirmed(view: View, limit: int) -> list[HandoverLineRow]:
    """Return the lines that wait for this person, the oldest first."""
    statement = _lines().where(
        HANDOVER_LINE.c.to_user_id == view.person.user_id, HANDOVER_LINE.c.confirmed_at.is_(None)
    )
    return [_line(row) for row in view.connection.execute(statement.limit(limit))]


def _lines() -> Select[Any]:
    return (
        select(
            HANDOVER_LINE,
            HANDOVER.c.created_at,
            HANDOVER.c.from_user_id,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("from_user"),
            _RECEIVER.c.name.label("to_user"),
        )
        .join(HANDOVER, HANDOVER.c.id == HANDOVER_LINE.c.handover_id)
        .join(CUSTOMER, CUSTOMER.c.id == HANDOVER_LINE.c.customer_id)
        .join(USER, USER.c.id == HANDOVER.c.from_user_id)
        .outerjoin(_RECEIVER, _RECEIVER.c.id == HANDOVER_LINE.c.to_user_id)
        .where(unscoped("a slip names its customers to those it concerns"))
        .order_by(HANDOVER_LINE.c.id)
    )


def _line(row: Any) -> HandoverLineRow:
    return HandoverLineRow(
        handover_id=HandoverId(row.handover_id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        from_user_id=UserId(row.from_user_id),
        from_user=row.from_user,
        to_user_id=None if row.to_user_id is None else UserId(row.to_user_id),
        to_user=row.to_user or "",
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
    )
