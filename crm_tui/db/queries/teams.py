"""相关团队: the seats of a customer's team, and what a change of owner leaves of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, delete, insert, not_, select, update

from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.teams import Seat, TeamMember, TeamRole, TeamRow

Kept = dict[str, Any]
"""A seat as an event keeps it."""
_ADDER = USER.alias("adder")
# Asked at every change of a customer, so it is built once.
_SEAT_OF = select(CUSTOMER_TEAM).where(
    CUSTOMER_TEAM.c.customer_id == bindparam("asked_customer_id", type_=Integer),
    CUSTOMER_TEAM.c.user_id == bindparam("asked_user_id", type_=Integer),
)
_SEAT = ("customer_id", "user_id", "role", "can_write", "until_day", "created_at", "created_by_id")


def team_of(view: View, customer_id: CustomerId) -> list[TeamRow]:
    """Return the team of a customer whose visibility was checked, in the order it was made."""
    seat = CUSTOMER_TEAM.c
    rows = view.connection.execute(
        select(
            CUSTOMER_TEAM,
            USER.c.name,
            USER.c.login,
            DEPARTMENT.c.name.label("department"),
            _ADDER.c.name.label("added_by"),
        )
        .join(USER, USER.c.id == seat.user_id)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .outerjoin(_ADDER, _ADDER.c.id == seat.created_by_id)
        .where(seat.customer_id == customer_id)
        .order_by(seat.id)
        .limit(500)
    )
    return [_row(row, view.today) for row in rows]


def _row(row: Any, today: int) -> TeamRow:
    member = _member(row)
    return TeamRow(
        member,
        row.login,
        row.name,
        row.department or "",
        row.added_by or "",
        member.is_current(today),
    )


def _member(row: Any) -> TeamMember:
    return TeamMember(
        CustomerId(row.customer_id), UserId(row.user_id), row.role, row.can_write, row.until_day
    )


def member(view: View, customer_id: CustomerId, user_id: UserId) -> TeamMember | None:
    """Return somebody's seat in a team, also one that has run out, or None."""
    row = _seat_of(view, customer_id, user_id)
    return None if row is None else _member(row)


def current_member(view: View, customer_id: CustomerId, user_id: UserId) -> TeamMember | None:
    """Return somebody's seat in a team if it holds today, or None."""
    found = member(view, customer_id, user_id)
    return found if found is not None and found.is_current(view.today) else None


def kept_seat(view: View, customer_id: CustomerId, user_id: UserId) -> Kept | None:
    """Return somebody's seat as an event keeps it, or None."""
    row = _seat_of(view, customer_id, user_id)
    return None if row is None else _kept(row)


def _seat_of(view: View, customer_id: CustomerId, user_id: UserId) -> Any:
    asked = {"asked_customer_id": customer_id, "asked_user_id": user_id}
    return view.connection.execute(_SEAT_OF, asked).one_or_none()


def add_member(unit: Unit, customer_id: CustomerId, user_id: UserId, seat: Seat) -> None:
    """Give a colleague a seat in a team."""
    unit.connection.execute(
        insert(CUSTOMER_TEAM).values(
            customer_id=customer_id,
            user_id=user_id,
            role=seat.role,
            can_write=seat.can_write,
            until_day=seat.until_day,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
        )
    )


def change_member(unit: Unit, customer_id: CustomerId, user_id: UserId, seat: Seat) -> None:
    """Change what a colleague may do in a team, and until when."""
    unit.connection.execute(
        update(CUSTOMER_TEAM)
        .where(CUSTOMER_TEAM.c.customer_id == customer_id, CUSTOMER_TEAM.c.user_id == user_id)
        .values(role=seat.role, can_write=seat.can_write, until_day=seat.until_day)
    )


def remove_member(unit: Unit, customer_id: CustomerId, user_id: UserId) -> None:
    """Take a colleague out of a team."""
    unit.connection.execute(
        delete(CUSTOMER_TEAM).where(
            CUSTOMER_TEAM.c.customer_id == customer_id, CUSTOMER_TEAM.c.user_id == user_id
        )
    )


def after_return(unit: Unit, ids: Sequence[int]) -> dict[int, list[Kept]]:
    """Let teams read on after their owners gave customers back; 服务 of a deal write on.

    Returns the seats that were changed, as they had been, by customer: `put_back` undoes it.
    """
    lowered = and_(_leaving(ids), CUSTOMER_TEAM.c.can_write)
    changed = _by_customer(unit, lowered)
    if changed:
        unit.connection.execute(update(CUSTOMER_TEAM).where(lowered).values(can_write=False))
    return changed


def after_reclaim(unit: Unit, ids: Sequence[int]) -> dict[int, list[Kept]]:
    """Let teams go after the rules took customers back; only 服务 of a deal customer stay.

    Returns the seats that were removed by customer: `put_back` undoes it.
    """
    leaving = _leaving(ids)
    removed = _by_customer(unit, leaving)
    if removed:
        unit.connection.execute(delete(CUSTOMER_TEAM).where(leaving))
    return removed


def put_back(unit: Unit, seats: Iterable[Mapping[str, Any]]) -> None:
    """Give people their seats as they had them, whatever seat they have now."""
    for seat in seats:
        remove_member(unit, CustomerId(seat["customer_id"]), UserId(seat["user_id"]))
        values = {
            **seat,
            "role": TeamRole(seat["role"]),
            "created_at": datetime.fromisoformat(seat["created_at"]),
        }
        unit.connection.execute(insert(CUSTOMER_TEAM).values(**values))


def _leaving(ids: Sequence[int]) -> Any:
    serves_deal = and_(
        CUSTOMER_TEAM.c.role == TeamRole.SERVICE,
        CUSTOMER_TEAM.c.customer_id.in_(
            select(CUSTOMER.c.id).where(
                CUSTOMER.c.id.in_(ids),
                CUSTOMER.c.is_deal,
                unscoped("what a change of owner leaves of a team does not depend on who looks"),
            )
        ),
    )
    return and_(CUSTOMER_TEAM.c.customer_id.in_(ids), not_(serves_deal))


def _by_customer(unit: Unit, condition: Any) -> dict[int, list[Kept]]:
    found: dict[int, list[Kept]] = {}
    rows = unit.connection.execute(
        select(CUSTOMER_TEAM).where(condition).order_by(CUSTOMER_TEAM.c.id)
    )
    for row in rows:
        found.setdefault(row.customer_id, []).append(_kept(row))
    return found


def _kept(row: Any) -> Kept:
    return {
        **{name: getattr(row, name) for name in _SEAT},
        "role": row.role.value,
        "created_at": row.created_at.isoformat(),
    }
