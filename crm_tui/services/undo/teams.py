"""Take back who joined, changed or left a team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import teams
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import UserId
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of


def put_team_back(unit: Unit, before: Mapping[str, Any]) -> None:
    """Give a team the seats that a change of owner, or somebody, had taken or narrowed."""
    teams.put_back(unit, before.get("team") or ())


def _unadd(unit: Unit, event: EventRow) -> bool:
    teams.remove_member(unit, customer_id_of(event), UserId(record_id_of(event)))
    return True


def _restore(unit: Unit, event: EventRow) -> bool:
    put_team_back(unit, event.before)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "team_member_added": _unadd,
    "team_member_changed": _restore,
    "team_member_removed": _restore,
}
