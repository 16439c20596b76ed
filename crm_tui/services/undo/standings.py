"""Take back what set customers aside, or brought them back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import customers
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.customers import Standing
from crm_tui.domain.events import EventRow
from crm_tui.domain.pools import is_overdue
from crm_tui.services.standings import STANDING_COLUMNS, bring_back
from crm_tui.services.undo.events import TakeBack, customer_id_of, instant_of
from crm_tui.services.undo.pools import TAKE_BACK as POOL_TAKE_BACK
from crm_tui.services.undo.pools import may_hold_again

_GIVE_AGAIN = POOL_TAKE_BACK["customer_returned"]


def _unset_aside(unit: Unit, event: EventRow) -> bool:
    """Bring a customer back, to its owner as after an undone return where it had one."""
    before: Mapping[str, Any] = event.before
    row = customers.stored(unit, customer_id_of(event))
    if row.deleted_at is None:
        return False
    held = {name: value for name, value in before.items() if name not in STANDING_COLUMNS}
    was_owned = held.get("owner_id") is not None
    if was_owned and not (_still_protected(unit, held) and may_hold_again(unit, event)):
        return False
    since = instant_of(before.get("pool_since")) or unit.now
    bring_back(unit, row, {"opens_at": instant_of(before["opens_at"]), "pool_since": since})
    return not was_owned or _GIVE_AGAIN(unit, replace(event, before=held))


def _still_protected(unit: Unit, held: Mapping[str, Any]) -> bool:
    return not is_overdue(int(held["last_day"]), unit.today)


def _unrestore(unit: Unit, event: EventRow) -> bool:
    """Set a customer aside again as it was."""
    before: Mapping[str, Any] = event.before
    row = customers.stored(unit, customer_id_of(event))
    standing = Standing(before["standing"])
    customers.set_aside(
        unit, row.id, standing, before["standing_reason_id"], before["standing_note"]
    )
    search.unindex(unit, {row.id: search.stored_columns(row)})
    if standing is Standing.DELETED:
        customers.keep_keys(unit, [row.id])
    return True


TAKE_BACK: dict[str, TakeBack] = {
    "customer_deleted": _unset_aside,
    "customer_invalidated": _unset_aside,
    "customer_restored": _unrestore,
}
