"""Take back that two customers were called different, or may be one again."""

from __future__ import annotations

from typing import Any

from crm_tui.db.queries import customers, suspects
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.services.undo.events import TakeBack, instant_of


def _pair_of(event: EventRow) -> tuple[CustomerId, CustomerId]:
    values: Any = event.after
    return CustomerId(values["first_id"]), CustomerId(values["second_id"])


def _undismiss(unit: Unit, event: EventRow) -> bool:
    suspects.remove_dismissal(unit, _pair_of(event))
    return True


def _dismiss_again(unit: Unit, event: EventRow) -> bool:
    pair = _pair_of(event)
    are_there = len(customers.stored_rows(unit, pair)) == len(pair)
    if not are_there or suspects.dismissal_of(unit, pair) is not None:
        return False
    before = event.before
    values = {"user_id": before["user_id"], "at": instant_of(before["at"])}
    suspects.add_dismissal(unit, pair, values)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "duplicate_dismissed": _undismiss,
    "duplicate_reopened": _dismiss_again,
}
