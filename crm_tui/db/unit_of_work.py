"""One operation = one transaction = one instant = one actor."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert

from crm_tui.clock import Clock, Drift
from crm_tui.db.driver_errors import translating
from crm_tui.db.engine import Location, make_engine
from crm_tui.db.facts import FactReader, Facts
from crm_tui.db.horizons import Horizons
from crm_tui.db.interrupts import interruptible
from crm_tui.db.lost_answers import Settling, Traces
from crm_tui.db.maintenance import keep_statistics
from crm_tui.db.opened_files import OpenedFile
from crm_tui.db.operations import Operation, current_operation, operation
from crm_tui.db.queries import offices as office_queries
from crm_tui.db.queries import users as user_queries
from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.db.servers import hint_at_commit
from crm_tui.db.watchers import watcher_of
from crm_tui.domain.backups import Keeping
from crm_tui.domain.days import WorkCalendar, day_of
from crm_tui.domain.events import Changed, Event
from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.domain.offices import Office
from crm_tui.domain.users import Actor, Person
from crm_tui.errors import CrmError, NotPermittedError
from crm_tui.values import dataclass

__all__ = ["Database", "Unit", "View", "files_beside", "one_batch", "operation"]

JOT_SECONDS = 0.5
FILE_LIMIT_BYTES = 50_000_000
"""How large an attached file may be, unless the settings of the machine say otherwise."""

# Written by every operation, so what writes them is built once.
_NEW_BATCH, _NEW_EVENT = insert(BATCH), insert(EVENT)

T = TypeVar("T")


@dataclass(slots=True)
class _SharedBatch:
    """The batch that several transactions write into, once the first of them was committed."""

    batch_id: BatchId | None = None


_shared: ContextVar[_SharedBatch | None] = ContextVar("shared batch", default=None)


@contextmanager
def one_batch() -> Iterator[None]:
    """Let all operations inside be one batch of the history, so that one undo takes them back."""
    token = _shared.set(_SharedBatch())
    try:
        yield
    finally:
        _shared.reset(token)


@dataclass
class View:
    """What a reader sees: one consistent state, one instant, one person."""

    connection: Connection
    now: datetime
    office: Office
    calendar: WorkCalendar
    actor: Actor
    person: Person
    clock_drift_seconds: float
    """By how much this program's clock was moved since the last sweep it completed."""
    horizons: Horizons
    """What a search may be narrowed by; of people who search at this program again and again."""
    kept: dict[Hashable, Any] | None
    """What `once` has read; None where this very transaction may change it."""

    @property
    def zone(self) -> ZoneInfo:
        """Return the office's time zone."""
        return self.office.zone

    @property
    def today(self) -> int:
        """Return the office's business day of this instant."""
        return day_of(self.now, self.office.zone)

    def once(self, name: Hashable, read: Callable[[], T]) -> T:
        """Return what was read under a name, today and by this person: anew when somebody wrote.

        For what is small, asked by every page of a list, and changed some times a month.
        """
        if self.kept is None:
            return read()
        if name not in self.kept:
            self.kept[name] = read()
        found: T = self.kept[name]
        return found


@dataclass
class Unit(View):
    """A writing transaction; what is recorded here is history in the same commit."""

    operation: Operation
    undoes_id: BatchId | None = None
    facts: dict[str, object] = field(default_factory=dict)
    traces: Traces = Traces()
    """By what it is told that the transaction took place."""
    _batch_id: BatchId | None = None
    _kinds: set[str] = field(default_factory=set)
    _customer_ids: dict[CustomerId, None] = field(default_factory=dict)
    _last_record_id: int | None = None

    @property
    def batch_id(self) -> BatchId:
        """Return the id of this operation's batch, made when first asked for."""
        if self._batch_id is None:
            result = self.connection.execute(
                _NEW_BATCH,
                {
                    "operation_id": self.operation.operation_id,
                    "operation": self.operation.name,
                    "actor_id": self.actor.user_id,
                    "road": self.actor.road,
                    "at": self.now,
                    "undoes_id": self.undoes_id,
                    "facts": self.facts,
                },
            )
            (key,) = result.inserted_primary_key or (0,)
            self._batch_id = BatchId(int(key))
            self.traces = replace(self.traces, operation_id=self.operation.operation_id)
        return self._batch_id

    @property
    def has_batch(self) -> bool:
        """Whether anything belongs to the history so far."""
        return self._batch_id is not None

    def continue_batch(self, batch_id: BatchId) -> None:
        """Write into a batch that an earlier transaction of the same work began."""
        self._batch_id = batch_id

    def record(self, event: Event) -> None:
        """Write one event of this batch."""
        result = self.connection.execute(
            _NEW_EVENT,
            {
                "batch_id": self.batch_id,
                "at": self.now,
                "kind": event.kind(),
                "customer_id": event.customer_id,
                "record_id": event.record_id,
                "before": event.before,
                "after": event.after,
            },
        )
        (key,) = result.inserted_primary_key or (0,)
        self.traces = replace(self.traces, event_id=int(key))
        self.touched(event.kind(), event.customer_id)
        if event.record_id is not None:
            self._last_record_id = event.record_id

    def touched(self, kind: str, customer_id: CustomerId | None) -> None:
        """Note that records of this kind changed, for whoever shows them."""
        self._kinds.add(kind)
        if customer_id is not None:
            self._customer_ids[customer_id] = None

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Take back all that is written inside, and only that, when it ends in an error."""
        batch_id, record_id, traces = self._batch_id, self._last_record_id, self.traces
        kinds, customer_ids = set(self._kinds), dict(self._customer_ids)
        try:
            with self.connection.begin_nested():
                yield
        except CrmError:
            self._batch_id, self._last_record_id, self.traces = batch_id, record_id, traces
            self._kinds, self._customer_ids = kinds, customer_ids
            raise

    @property
    def changed(self) -> Changed:
        """Return what this operation changed."""
        return Changed(
            self._batch_id, frozenset(self._kinds), tuple(self._customer_ids), self._last_record_id
        )


def files_beside(path: Path) -> Path:
    """Return the folder in which the files of a database are kept beside it."""
    return path.with_name(f"{path.name}.files")


class Database:
    """The open database; gives out reading views and writing units."""

    def __init__(self, location: Location, clock: Clock) -> None:
        self.location = location
        self.files_folder = None if location.path is None else files_beside(location.path)
        self.file_limit_bytes = FILE_LIMIT_BYTES
        self.backups_folder: Path | None = None
        self.keeping = Keeping()
        self.backs_up_daily = True
        self.has_written = False
        """Whether anything was written since it was opened."""
        self.clock = clock
        self.clock_drift = Drift(clock)
        self.opened_at = clock.now()
        self.engine = make_engine(location)
        self._writers = self.engine.execution_options(crm_write=True)
        self._file = None if location.path is None else OpenedFile(location.path)
        self._facts = FactReader(clock)
        self._horizons = Horizons()
        self.watcher = watcher_of(location, self.engine)

    @property
    def calendar(self) -> WorkCalendar:
        """The office's calendar as any transaction last read it; asks nothing."""
        return self._facts.calendar

    @property
    def known_office(self) -> Office | None:
        """The office as any transaction last read it, None before that; asks nothing."""
        return self._facts.office

    @contextmanager
    def reading(self, actor: Actor) -> Iterator[View]:
        """Give a read-only view of one consistent state."""
        with self._translating(), self._glancing() as connection:
            yield self._view(connection, actor)

    @contextmanager
    def sketching(self, actor: Actor) -> Iterator[View]:
        """Give a reading view that may fill scratch tables, too: nothing that stays."""
        with self._translating(), self._glancing(crm_scratch=True) as connection:
            yield self._view(connection, actor)

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """Give a read-only connection for a question whose answer is the same for everybody."""
        with self._translating(), self._glancing() as connection:
            yield connection

    @contextmanager
    def _glancing(self, **options: bool) -> Iterator[Connection]:
        engine = self.engine.execution_options(**options) if options else self.engine
        with (
            engine.connect() as connection,
            connection.begin(),
            interruptible(connection),
        ):
            yield connection

    @contextmanager
    def staging(self) -> Iterator[Connection]:
        """Give a connection of one's own for scratch tables; a unit may write on it from them.

        The tables vanish with it. To drop them might fail, though all was stored.
        """
        engine = self.engine.execution_options(crm_scratch=True)
        with self._translating(), engine.connect() as connection:
            try:
                yield connection
            finally:
                connection.invalidate()

    @contextmanager
    def writing(self, actor: Actor, staged: Connection | None = None) -> Iterator[Unit]:
        """Give a writing unit; the lock is held before the clock is asked.

        With a connection that `staging` gave, its scratch tables are at hand.
        """
        here = current_operation()
        if here is None:
            raise AssertionError("writing happens only inside an @operation")
        self._check_file()
        shared = _shared.get()
        with (
            self._translating(),
            Settling(self._writers) as settling,
            self._writer(staged) as connection,
            connection.begin(),
        ):
            if self._file is not None:
                self._file.check_version(connection)
            # What is written here may be taken back, so nothing is learnt from it.
            seen = self._seen(actor, self._facts.read(connection, actor.user_id))
            unit = Unit(connection, **seen, horizons=Horizons(), kept=None, operation=here)
            if not unit.person.may(here.needs):
                raise NotPermittedError(here.needs.value)
            if shared is not None and shared.batch_id is not None:
                unit.continue_batch(shared.batch_id)
            office_queries.remember_instant(connection, unit.now)
            yield unit
            if unit.has_batch:
                hint_at_commit(connection)
            settling.committing(unit.traces)
        self.has_written = True
        if shared is not None:
            shared.batch_id = unit.changed.batch_id

    @contextmanager
    def _writer(self, staged: Connection | None) -> Iterator[Connection]:
        if staged is not None:
            try:
                yield staged.execution_options(crm_write=True)
            finally:
                staged.execution_options(crm_write=False)
            return
        with self._writers.connect() as connection:
            yield connection

    @contextmanager
    def setting_up(self) -> Iterator[Connection]:
        """Give a writing connection to a database that has no office, hence no actor, yet."""
        with self._translating(), self._writers.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def entering(self) -> Iterator[Connection]:
        """Give a writing connection at the door, where it is not known yet who acts."""
        self._check_file()
        with self.setting_up() as connection:
            yield connection
        self.has_written = True

    @contextmanager
    def jotting(self) -> Iterator[Connection]:
        """Give a writing connection for what need not be written: it waits for others but a moment.

        Raises DatabaseUnavailableError where it may not write, or not now.
        """
        self._check_file()
        writers = self._writers.execution_options(crm_patience_seconds=JOT_SECONDS)
        with self._translating(), writers.connect() as connection, connection.begin():
            yield connection
        self.has_written = True

    def has_office(self) -> bool:
        """Return whether an office was set up here."""
        with self._translating(), self.engine.connect() as connection, connection.begin():
            return office_queries.has_office(connection)

    def people(self) -> list[tuple[UserId, str, str]]:
        """Return (id, login, name) of those who may work here, before anybody is known."""
        with self._translating(), self.engine.connect() as connection, connection.begin():
            return user_queries.logins(connection)

    def change_counter(self) -> int:
        """Return a number that differs when another program has committed since.

        How somebody lays out their lists is nothing that others would read anew for.
        """
        with self._translating():
            return self.watcher.change_counter()

    def close(self) -> None:
        """Let go of every connection."""
        self.watcher.close()
        if self.location.path is not None:
            keep_statistics(self.engine)
        self.engine.dispose()

    def _view(self, connection: Connection, actor: Actor) -> View:
        facts = self._facts.glance(connection, actor.user_id)
        seen = self._seen(actor, facts)
        return View(connection, **seen, horizons=self._horizons, kept=facts.kept)

    def _seen(self, actor: Actor, facts: Facts) -> dict[str, Any]:
        return {
            "now": facts.now,
            "office": facts.office,
            "calendar": facts.calendar,
            "actor": actor,
            "person": facts.person,
            "clock_drift_seconds": self.clock_drift.seconds(),
        }

    def _translating(self) -> AbstractContextManager[None]:
        return translating(self, is_tried_again=current_operation() is not None)

    def _check_file(self) -> None:
        if self._file is not None:
            self._file.check()
