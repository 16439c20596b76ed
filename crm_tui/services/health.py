"""Care of the database itself: is it whole, and make its search indexes anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from crm_tui.db import derived, file_checks, health, schema_checks, seal_checks
from crm_tui.db.derived import NAMED, told
from crm_tui.db.duplicate_keys import add_keys, missing_keys
from crm_tui.db.health import FAULTS_TOLD, StoreFacts
from crm_tui.db.queries import completeness, deliveries, sign_ins
from crm_tui.db.queries.batches import RULES
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.queries.pools import checks
from crm_tui.db.queries.pools.recompute import Trial
from crm_tui.db.queries.pools.rule_outcomes import store_outcomes
from crm_tui.db.search import checking, rebuilding
from crm_tui.db.unit_of_work import Database, Unit, View, files_beside, operation
from crm_tui.domain.attachments import KEPT_AFTER_REMOVAL, FileTrouble
from crm_tui.domain.custom_fields import FieldHolder
from crm_tui.domain.events import DatabaseRepaired
from crm_tui.domain.health import Check, CheckKind, Health
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import AttachmentError, DatabaseUnavailableError, NotPermittedError
from crm_tui.services.attachments import store_of
from crm_tui.services.channels import FAILING_DAYS
from crm_tui.services.rules.trials import fill_those_with_leave
from crm_tui.values import dataclass

KEYS_AT_ONCE = 5_000
LARGEST_ID = (1 << 31) - 1
YOUNG = timedelta(days=1)
"""What somebody may be about to refer to is left alone so long."""


Tell = Callable[[CheckKind, int, int], None]
"""Told what is looked at, and how far that is: zero of zero where it is not known."""


def say_nothing(_kind: CheckKind, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def _wrong_in_view(view: View) -> Iterator[str]:
    """Yield a line for what is compared by the twins of our rules: days, completeness, keys."""
    own = own_fields(view, FieldHolder.CUSTOMER)
    shares = completeness.wrong(view, own, NAMED)
    if shares:
        yield told("customer.completeness", shares)
    keys = [row["customer_id"] for row in islice(missing_keys(view.connection), NAMED)]
    if keys:
        yield told("duplicate_key", [int(str(each)) for each in keys])
    days = checks.for_each_wrong(view, _with_leave, lambda: None, NAMED)
    if days:
        yield told("customer.last_day", days)


def _mend_in_unit(unit: Unit) -> None:
    own = own_fields(unit, FieldHolder.CUSTOMER)
    completeness.store(unit, own, 1, LARGEST_ID)
    missing = missing_keys(unit.connection)
    while chunk := list(islice(missing, KEYS_AT_ONCE)):
        add_keys(unit.connection, chunk)
    checks.for_each_wrong(unit, _with_leave, lambda: _store_days(unit), NAMED)


def _store_days(unit: Unit) -> None:
    store_outcomes(unit, RULES)


def _with_leave(view: View, trial: Trial) -> None:
    fill_those_with_leave(view, trial, only_changed=True)


@dataclass(frozen=True, slots=True)
class Doctor:
    """Looks after the database, whoever asks: it shows and changes nobody's records."""

    database: Database

    def refuse_outsider(self, actor: Actor) -> None:
        """Raise NotPermittedError for who does not run the office: they may only look."""
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)

    def asks_who(self) -> bool:
        """Return whether only people of the office may look; where it cannot say so, all may."""
        try:
            with self.database.glancing() as connection:
                return sign_ins.policy(connection).passwords_required
        except DatabaseUnavailableError:
            return False

    def examine(self, *, thoroughly: bool = False, tell: Tell = say_nothing) -> Health:
        """Return whether the file is whole; thoroughly compares every row with the indexes.

        The pages are gone through beside the rows: neither waits for the other.
        """
        with ThreadPoolExecutor(1) as aside, self.database.glancing() as connection:
            looking = aside.submit(copy_context().run, self._looked_at, thoroughly)
            customers = checking.customer_faults(
                connection, thoroughly=thoroughly, tell=partial(tell, CheckKind.CUSTOMER_SEARCH)
            )
            follow_ups = checking.follow_up_faults(
                connection, thoroughly=thoroughly, tell=partial(tell, CheckKind.FOLLOW_UP_SEARCH)
            )
            tell(CheckKind.FILE, 0, 0)
            store = looking.result()
            since = self.database.clock.now() - timedelta(days=FAILING_DAYS)
            undelivered = deliveries.undelivered(connection, since)
            rows = sum(number for name, number in store.sizes.items() if name.endswith("_rows"))
            return Health(
                (
                    Check(CheckKind.FILE, store.pages, store.faults),
                    Check(CheckKind.REFERENCES, rows, store.broken_references),
                    Check(CheckKind.CUSTOMER_SEARCH, *customers),
                    Check(CheckKind.FOLLOW_UP_SEARCH, *follow_ups),
                    Check(
                        CheckKind.SEALS,
                        *seal_checks.seal_faults(connection, thoroughly=thoroughly),
                    ),
                ),
                store.schema_version,
                store.engine_version,
                store.journal_mode,
                {**store.sizes, "undelivered_reminders": undelivered},
                seal_checks.newest(connection),
            )

    def _looked_at(self, thoroughly: bool) -> StoreFacts:
        with self.database.glancing() as connection:
            return health.look_at(connection, self.database.location.path, thoroughly=thoroughly)

    def examine_derived(self, tell: Tell = say_nothing) -> tuple[Check, ...]:
        """Return whether all that follows from other records is true, counted anew from them."""
        with self.database.sketching(self._somebody()) as view:
            connection = view.connection
            rows = sum(health.rows_of(connection).values())
            tell(CheckKind.DERIVED, 0, 0)
            wrong = [*derived.faults(connection), *_wrong_in_view(view)]
            return (
                Check(CheckKind.SCHEMA, rows, tuple(schema_checks.schema_faults(connection))),
                Check(CheckKind.OWNERS, rows, tuple(derived.owner_faults(connection))),
                Check(CheckKind.DERIVED, rows, tuple(wrong)),
            )

    @operation(Permission.MANAGE_OFFICE)
    def repair(self, actor: Actor) -> tuple[str, ...]:
        """Mend what `examine` and `examine_derived` found and can be computed, in one transaction.

        Return what was wrong. What refers to nothing, and damaged pages, only a backup cures.
        """
        with self.database.writing(actor) as unit:
            connection = unit.connection
            found = [f"index {index.name}" for index in schema_checks.missing_indexes(connection)]
            for index in schema_checks.missing_indexes(connection):
                index.create(connection)
            found += [*derived.faults(connection), *_wrong_in_view(unit)]
            derived.mend(connection)
            _mend_in_unit(unit)
            searches = (
                *checking.customer_faults(connection, thoroughly=True)[1],
                *checking.follow_up_faults(connection, thoroughly=True)[1],
            )
            if searches:
                rebuilding.rebuild(connection)
            found += searches
            if found:
                unit.record(DatabaseRepaired(after={"found": found}))
        return tuple(found)

    def _somebody(self) -> Actor:
        """Return whom a reading is for that shows nobody's records: anybody who works here."""
        people = self.database.people()
        if not people:
            raise DatabaseUnavailableError("no_office", str(self.database.location))
        return Actor(people[0][0])

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
