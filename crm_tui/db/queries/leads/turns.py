"""Whose turn it is on a route of leads."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from crm_tui.db.schema.leads import LEAD_TURN
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import UserId


def last_in_turn(view: View, route_id: int) -> UserId | None:
    """Return who was given the last lead of a route, None for nobody yet."""
    found = view.connection.execute(
        select(LEAD_TURN.c.user_id).where(LEAD_TURN.c.route_id == route_id)
    ).scalar_one_or_none()
    return None if found is None else UserId(found)


def pass_turn(unit: Unit, route_id: int, user_id: UserId) -> None:
    """Note who was given a lead of a route, in the same transaction as the lead."""
    changed = unit.connection.execute(
        update(LEAD_TURN).where(LEAD_TURN.c.route_id == route_id).values(user_id=user_id)
    )
    if changed.rowcount == 0:
        unit.connection.execute(insert(LEAD_TURN).values(route_id=route_id, user_id=user_id))
