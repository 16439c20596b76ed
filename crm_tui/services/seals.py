"""Seals over the history: what was recorded cannot be changed past the program unnoticed."""

from __future__ import annotations

from crm_tui.db.queries import seals
from crm_tui.db.unit_of_work import Database
from crm_tui.values import dataclass

_AT_ONCE = 20
"""Seals written in one go; a history that was never sealed is caught up with in some minutes."""


@dataclass(frozen=True, slots=True)
class Seals:
    """Seals what was committed, whoever's program has the time."""

    database: Database

    def seal(self) -> int:
        """Seal what happened since a minute ago or longer; return how many seals were written."""
        now = self.database.clock.now()
        with self.database.glancing() as connection:
            if not seals.is_due(connection, now):
                return 0
        for count in range(_AT_ONCE):
            with self.database.setting_up() as connection:
                # Somebody else may have been first; then there is nothing, or little, left.
                if not seals.seal_next(connection, now):
                    return count
        return _AT_ONCE
