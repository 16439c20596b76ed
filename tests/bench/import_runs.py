"""One import in a process of its own: what it takes, told as JSON.

python -m tests.bench.import_runs DATABASE SOURCE
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from crm_tui.bootstrap import open_crm
from crm_tui.db.unit_of_work import Database, Unit
from crm_tui.domain.backups import MadeBackup
from crm_tui.domain.imports.outcomes import Outcome
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor, Road
from crm_tui.services import backups
from tests.bench.million_office import settings


class _TimedLock:
    """Remembers how long the lock was held, and what the processor did meanwhile."""

    def __init__(self) -> None:
        self._write = Database.writing
        self.held_seconds = 0.0
        self.worked_seconds = 0.0

    def measured(self) -> Callable[..., AbstractContextManager[Unit]]:
        """Return what gives a writing unit, measured from its lock to its commit."""

        @contextmanager
        def writing(
            database: Database, actor: Actor, staged: Connection | None = None
        ) -> Iterator[Unit]:
            with self._write(database, actor, staged) as unit:
                begun, worked = time.perf_counter(), time.process_time()
                yield unit
            held = time.perf_counter() - begun
            if held > self.held_seconds:
                self.held_seconds, self.worked_seconds = held, time.process_time() - worked

        return writing


class _TimedBackup:
    """Makes the backup before an import, and remembers how long that took."""

    def __init__(self) -> None:
        self._make = backups.before_import
        self.seconds = 0.0

    def __call__(self, database: Database, rows: int) -> MadeBackup | None:
        started = time.perf_counter()
        made = self._make(database, rows)
        self.seconds = time.perf_counter() - started
        return made


def main() -> None:
    """Import a file as the administrator; print what it took."""
    crm = open_crm(settings(Path(sys.argv[1])), create=True)
    if not crm.offices.exists():
        crm.samples.fill(0)
    admin = Actor(crm.offices.people()[0][0], Road.SCREEN)
    lock, backup = _TimedLock(), _TimedBackup()
    backups.before_import = backup
    # A function, to which the class gives the database that is asked.
    Database.writing = lock.measured()  # type: ignore[method-assign, assignment]  # the same
    print("ready", flush=True)
    started = time.perf_counter()
    result = crm.imports.run(admin, ImportPlan(Path(sys.argv[2])))
    ended = time.perf_counter()
    told = {
        "seconds": ended - started - backup.seconds,
        "backup": backup.seconds,
        "writing": lock.held_seconds,
        "writing_processor": lock.worked_seconds,
        "processor": _processor_seconds(),
        "created": result.count(Outcome.CREATED),
        "refused": result.count(Outcome.REFUSED),
    }
    print(json.dumps(told), flush=True)
    crm.close()


def _processor_seconds() -> float:
    """Return how long processors worked for this program and those it started."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(each) for each in whose]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
