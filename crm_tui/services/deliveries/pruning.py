"""Let old deliveries go, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import old_deliveries
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.identifiers import DeliveryId
from crm_tui.domain.users import Actor, Permission
from crm_tui.values import dataclass

_CHUNK = 500
"""Deliveries of one transaction: the write lock is held well under 250 ms."""


def apply_due(database: Database, actor: Actor) -> int:
    """Delete what has been over for long and keeps nothing from going twice; return how many."""
    return _Pruning(database).run(actor)


@dataclass(frozen=True, slots=True)
class _Pruning:
    """One run over all that is old, in short transactions."""

    database: Database

    def run(self, actor: Actor) -> int:
        """Look at what is old, the oldest first, and delete what may go."""
        deleted, after = 0, None
        while True:
            with self.database.reading(actor) as view:
                rows = old_deliveries.old(view, after, _CHUNK)
                ids = old_deliveries.free(view, rows)
            if ids:
                deleted += self.delete(actor, ids)
            if len(rows) < _CHUNK:
                return deleted
            after = rows[-1].next_try_at, rows[-1].id

    @operation(Permission.SWEEP)
    def delete(self, actor: Actor, ids: Sequence[DeliveryId]) -> int:
        """Delete these; return how many there were still."""
        with self.database.writing(actor) as unit:
            return old_deliveries.delete_deliveries(unit, ids)
