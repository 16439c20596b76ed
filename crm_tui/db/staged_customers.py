"""New customers on their way into the tables: all that is known before the lock, beside them.

They wait in scratch tables of the connection that will write them, so that the lock is held for a
few statements over all of them: the driver's row by row takes three times as long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from sqlalchemy import Connection, Table, column, select, table

from crm_tui.db import bulk
from crm_tui.db.functions import listed
from crm_tui.db.raw import run, run_each
from crm_tui.db.ready_customers import Place, ReadyCustomers, Step
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.contacts import CONTACT, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.key_dates import KEY_DATE
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, PERIOD_FACT
from crm_tui.db.staged_insertions import (
    DAY_COLUMNS,
    NOTE_COLUMNS,
    PHONE_COLUMNS,
    Home,
    Ids,
    Row,
    StagedInsertions,
    Stamp,
    typed,
)

FILLED: Final = (
    *(CUSTOMER, CONTACT, CONTACT_PHONE, DUPLICATE_KEY, KEY_DATE, FOLLOW_UP, OWNERSHIP_PERIOD),
    *(PERIOD_FACT, EVENT),
)
"""The tables that are filled."""
READY_FROM: Final = 200
"""Fewer rows are written under the lock as soon as they are made ready."""
_AT_ONCE: Final = 20_000
_ATTEMPTS: Final = 3
_STAGED_KEY: Final = table("staged_key", column("key"))


class StagedRows(NamedTuple):
    """Rows of some customers in the driver's form, by their numbers among these customers.

    customers: number, then the columns; words: the customer's number, index words; names: its
    number, its name as JSON; contacts: number among these contacts, the customer's, then the
    columns; phones: the contact's number, then the columns; days: the customer's number, the
    contact's or None, then the columns; keys: the customer's number, kind, key.
    """

    customers: Sequence[Row]
    words: Sequence[Row]
    names: Sequence[Row]
    contacts: Sequence[Row]
    phones: Sequence[Row]
    days: Sequence[Row]
    keys: Sequence[Row]


class StagedCustomers:
    """The scratch tables of one import; they go with their connection, or with `scratch`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._columns: tuple[str, ...] = ()
        self._contact_columns: tuple[str, ...] = ()
        self._places = 0
        self._contacts = 0
        self._notes = 0
        self._insertions = StagedInsertions(connection, (), ())
        self._open: ReadyCustomers | None = None
        self._ready: ReadyCustomers | None = None

    def begin(self, columns: Sequence[str], contact_columns: Sequence[str]) -> None:
        """Make the tables for these columns of customers and contacts, before any are added."""
        self._columns = tuple(columns)
        self._contact_columns = tuple(contact_columns)
        self._insertions = StagedInsertions(self.connection, columns, contact_columns)
        for name, made in self._tables().items():
            run(self.connection, f"CREATE TEMPORARY TABLE {name} ({', '.join(made)})")

    def _tables(self) -> dict[str, list[str]]:
        dialect = self.connection.dialect
        keys = typed(dialect, DUPLICATE_KEY, ("kind", "key"))
        return {
            "staged_customer": [
                "place INTEGER PRIMARY KEY",
                *typed(dialect, CUSTOMER, self._columns),
            ],
            # Apart from the wide rows, which would be read once more for each of them.
            "staged_words": ["place INTEGER PRIMARY KEY", "tokens TEXT"],
            # And these apart from those, which are long.
            "staged_name": ["place INTEGER PRIMARY KEY", "name_json TEXT"],
            "staged_contact": [
                *("number INTEGER PRIMARY KEY", "place INTEGER"),
                *typed(dialect, CONTACT, self._contact_columns),
            ],
            "staged_phone": ["contact INTEGER", *typed(dialect, CONTACT_PHONE, PHONE_COLUMNS)],
            "staged_day": [
                *("place INTEGER", "contact INTEGER"),
                *typed(dialect, KEY_DATE, DAY_COLUMNS),
            ],
            "staged_key": ["place INTEGER", *keys],
            "staged_note": [
                *("number INTEGER PRIMARY KEY", "place INTEGER", "tokens TEXT"),
                *typed(dialect, FOLLOW_UP, NOTE_COLUMNS),
            ],
            "placed_key": [*keys, "ordinal INTEGER"],
            "placed": ["place INTEGER PRIMARY KEY", "ordinal INTEGER", "home INTEGER"],
        }

    # Before the lock ----------------------------------------------------------------------------

    def add(self, rows: StagedRows) -> int:
        """Put customers behind the others; return the place of the first."""
        first, contact = self._places, self._contacts
        self._put("staged_customer", rows.customers, first)
        self._put("staged_words", rows.words, first)
        self._put("staged_name", rows.names, first)
        self._put("staged_contact", rows.contacts, contact, first)
        self._put("staged_phone", rows.phones, contact)
        self._put("staged_day", rows.days, first, contact)
        self._put("staged_key", rows.keys, first)
        self._places += len(rows.customers)
        self._contacts += len(rows.contacts)
        return first

    def _put(self, name: str, rows: Sequence[Row], *offsets: int) -> None:
        if rows:
            marks = [f"? + {each}" for each in offsets] + ["?"] * (len(rows[0]) - len(offsets))
            put = f"INSERT INTO {name} VALUES ({', '.join(marks)})"  # noqa: S608 - marks and numbers
            run_each(self.connection, put, rows)

    def settle(self) -> None:
        """Bring the keys of those that were placed into the order of their tree."""
        if self._open is not None:
            self._open.finish()
        self._insertions.order_keys()

    @contextmanager
    def made_ready(self, office: Connection, stamp: Stamp) -> Iterator[None]:
        """Make what is placed inside ready, where that is worth it and the office is a file."""
        if self.connection.dialect.name != "sqlite" or self._places < READY_FROM:
            yield
            return
        self._open = ready = ReadyCustomers(self.connection, self._insertions, office, stamp)
        try:
            with ready.open():
                yield
        finally:
            self._open = None
        self._ready = ready

    @property
    def is_made_ready(self) -> bool:
        """Return whether customers are made ready as they are placed."""
        return self._open is not None

    def place(self, rows: Sequence[Place], homes: Sequence[Home] = ()) -> None:
        """Say which customers are written: their places, which one each is, and its home.

        Homes that were not told before are needed only where they are made ready.
        """
        if self._open is not None:
            self._open.place(rows, homes)
            return
        run_each(self.connection, "INSERT INTO placed VALUES (?, ?, ?)", rows)

    def note(self, rows: Sequence[Row]) -> None:
        """Put follow-ups behind the others: the place, index words, then the columns."""
        if rows:
            self._wait()
        numbered = [(number, *row) for number, row in enumerate(rows, self._notes)]
        self._put("staged_note", numbered)
        self._notes += len(rows)

    def _wait(self) -> None:
        """Wait until the connection is free: beside this thread another may use it."""
        if self._open is not None:
            self._open.wait()

    def holds_any(self, keys: Collection[str]) -> bool:
        """Return whether one of these keys, of whatever kind, is that of a staged customer.

        All are gone through: an index of them would take ten times as long, asked or not.
        """
        wanted = select(listed([*keys]).c.value)
        found = select(1).select_from(_STAGED_KEY).where(_STAGED_KEY.c.key.in_(wanted))
        return bool(keys) and self.connection.execute(found.limit(1)).first() is not None

    def displace(self) -> None:
        """Forget what was said of where they go."""
        self._wait()
        for each in ("placed", "placed_key", "staged_note"):
            run(self.connection, f"DELETE FROM {each}")  # noqa: S608 - our names
        self._notes = 0
        if self._ready is not None:
            self._ready.drop()
            self._ready = None

    # Under the lock -----------------------------------------------------------------------------

    def name_word(self, field: str, word_id: int, places: Iterable[int]) -> None:
        """Give customers a word that was added for them."""
        (column,) = typed(self.connection.dialect, CUSTOMER, (field,))
        run_each(
            self.connection,
            f"UPDATE staged_customer SET {column.split()[0]} = ? WHERE place = ?",  # noqa: S608 - a column of ours
            [(word_id, place) for place in places],
        )

    def write(self, homes: Sequence[Home], number: int, stamp: Stamp, step: Step) -> int:
        """Write the customers that were placed, so many; return the id of the first.

        Each has the next one's ordinal; contacts and follow-ups of the others leave gaps.
        """
        ids = Ids(
            self._first_id(CUSTOMER, number),
            self._first_id(OWNERSHIP_PERIOD, number),
            self._first_id(CONTACT, self._contacts),
            bulk.next_id(self.connection, CONTACT_PHONE),
        )
        if self._ready is None or not self._ready.take_over(ids, step):
            self._insertions.begin_homes(tuple(homes[0].values) if homes else ())
            self._insertions.add_homes(homes)
            self._write_all(ids, number, stamp, step)
        self._insertions.days(ids, stamp)
        self._insertions.holding(ids, stamp)
        if self._notes:
            self._insertions.notes(ids, self._first_id(FOLLOW_UP, self._notes), stamp)
        self._insertions.events(ids, stamp)
        self._insertions.keys(ids)
        return ids.customer

    def _write_all(self, ids: Ids, number: int, stamp: Stamp, step: Step) -> None:
        for begin in range(0, self._places, _AT_ONCE):
            step(min(begin, number))
            span = (begin, begin + _AT_ONCE)
            self._insertions.customers(ids, stamp, span=span)
            self._insertions.words(ids, span)
        self._insertions.contacts(ids, stamp)
        self._insertions.phones(ids)

    def _first_id(self, table: Table, number: int) -> int:
        """Return the first of so many ids, each one more than the last."""
        for _each in range(_ATTEMPTS):
            ids = bulk.allot(self.connection, table, number)
            if not ids or ids[-1] - ids[0] == len(ids) - 1:
                return ids[0] if ids else bulk.next_id(self.connection, table)
        raise AssertionError("ids are drawn by nobody else while the lock is held")
