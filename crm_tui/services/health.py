"""Care of the database itself: is it whole, and make its search indexes anew."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.db import health
from crm_tui.db.search import checking, rebuilding
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.health import Check, CheckKind, Health
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Doctor:
    """Looks after the database, whoever asks: it shows and changes nobody's records."""

    database: Database

    def examine(self, *, thoroughly: bool = False) -> Health:
        """Return whether the file is whole; thoroughly compares every row with the indexes."""
        with self.database.glancing() as connection:
            path = self.database.location.path
            store = health.look_at(connection, path, thoroughly=thoroughly)
            customers = checking.customer_faults(connection, thoroughly=thoroughly)
            follow_ups = checking.follow_up_faults(connection, thoroughly=thoroughly)
            rows = sum(number for name, number in store.sizes.items() if name.endswith("_rows"))
            return Health(
                (
                    Check(CheckKind.FILE, store.pages, store.faults),
                    Check(CheckKind.REFERENCES, rows, store.broken_references),
                    Check(CheckKind.CUSTOMER_SEARCH, *customers),
                    Check(CheckKind.FOLLOW_UP_SEARCH, *follow_ups),
                ),
                store.schema_version,
                store.engine_version,
                store.journal_mode,
                store.sizes,
            )

    def rebuild_search(self, progress: Callable[[str, int, int], None] | None = None) -> None:
        """Make the search indexes anew from the rows, in one transaction.

        Until it ends everybody finds by the old ones, and nobody else can save; when it is cut
        off, the old ones stay. `progress` is told the index, and how many of how many rows it has.
        """
        with self.database.setting_up() as connection:
            rebuilding.rebuild(connection, progress)
