"""Care of the database itself: is it whole, and make its search indexes anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from crm_tui.db import file_checks, health
from crm_tui.db.health import FAULTS_TOLD
from crm_tui.db.queries import deliveries
from crm_tui.db.search import checking, rebuilding
from crm_tui.db.unit_of_work import Database, files_beside
from crm_tui.domain.attachments import KEPT_AFTER_REMOVAL, FileTrouble
from crm_tui.domain.health import Check, CheckKind, Health
from crm_tui.errors import AttachmentError
from crm_tui.services.attachments import store_of
from crm_tui.services.channels import FAILING_DAYS
from crm_tui.values import dataclass

YOUNG = timedelta(days=1)
"""What somebody may be about to refer to is left alone so long."""


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
            since = self.database.clock.now() - timedelta(days=FAILING_DAYS)
            undelivered = deliveries.undelivered(connection, since)
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
                {**store.sizes, "undelivered_reminders": undelivered},
            )

    def examine_files(self, *, thoroughly: bool = False) -> tuple[Check, Check]:
        """Return whether every attached file is there, and which bytes belong to none.

        Thoroughly reads and verifies them all.
        """
        store = store_of(self.database)
        with self.database.glancing() as connection:
            looked_at, faults = file_checks.attached(connection, store, thoroughly=thoroughly)
            strays = list(file_checks.strays(connection, store, self._used_since()))
        names = tuple(f"{each.path} ({each.size_bytes})" for each in strays[:FAULTS_TOLD])
        return (
            Check(CheckKind.ATTACHED, looked_at, tuple(faults[:FAULTS_TOLD])),
            Check(CheckKind.STRAYS, len(strays), names),
        )

    def drop_strays(self) -> int:
        """Delete the bytes to which no file refers, but for those of today; return how many.

        Raises AttachmentError in a folder where another database may keep its files.
        """
        store = store_of(self.database)
        path = self.database.location.path
        if path is not None and store.folder not in {None, files_beside(path)}:
            # A copy of the file is the same office, and may have kept files of its own there.
            raise AttachmentError(store.folder, FileTrouble.SHARED)
        newest = (self.database.clock.now() - YOUNG).timestamp()
        with self.database.glancing() as connection:
            strays = [
                each
                for each in file_checks.strays(connection, store, self._used_since())
                if each.changed_at < newest
            ]
        for each in strays:
            store.drop(each)
        return len(strays)

    def _used_since(self) -> datetime:
        return self.database.clock.now() - KEPT_AFTER_REMOVAL

    def rebuild_search(self, progress: Callable[[str, int, int], None] | None = None) -> None:
        """Make the search indexes anew from the rows, in one transaction.

        Until it ends everybody finds by the old ones, and nobody else can save; when it is cut
        off, the old ones stay. `progress` is told the index, and how many of how many rows it has.
        """
        with self.database.setting_up() as connection:
            rebuilding.rebuild(connection, progress)
