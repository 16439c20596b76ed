"""Take back versions of rules that have not taken effect."""

from __future__ import annotations

from crm_tui.db.queries.pools import rules
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import EventRow, PoolRulesSaved, PoolRulesWithdrawn
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unsave(unit: Unit, event: EventRow) -> bool:
    """Let a version go and put back those it overtook; not once it has taken effect."""
    version = rules.version(unit, record_id_of(event))
    if version is None or version.superseded or version.effective_day <= unit.today:
        return False
    overtaken = event.before.get("superseded")
    rules.set_superseded(unit, [version.id], superseded=True)
    if isinstance(overtaken, list):
        rules.set_superseded(unit, overtaken, superseded=False)
    return True


def _unwithdraw(unit: Unit, event: EventRow) -> bool:
    """Put a version back among those to come; not when its day is over or a later one was saved."""
    version = rules.version(unit, record_id_of(event))
    if version is None or version.effective_day <= unit.today:
        return False
    newest = rules.versions_of(unit, version.pool_id)[0]
    if newest.id != version.id:
        return False
    rules.set_superseded(unit, [version.id], superseded=False)
    return True


TAKE_BACK: dict[str, TakeBack] = {
    PoolRulesSaved.kind(): _unsave,
    PoolRulesWithdrawn.kind(): _unwithdraw,
}
