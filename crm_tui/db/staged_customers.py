"""New customers on their way into the tables: all that is known before the lock, beside them.

They wait in scratch tables of the connection that will write them, so that the lock is held for a
few statements over all of them: the driver's row by row takes three times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Column, Connection, Dialect, Table, column, select, table

from crm_tui.db import bulk
from crm_tui.db.functions import listed
from crm_tui.db.raw import run, run_each
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.contacts import CONTACT, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.key_dates import KEY_DATE
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, PERIOD_FACT
from crm_tui.db.search import indexes
from crm_tui.domain.pools import FactKind
from crm_tui.values import dataclass

Row = Sequence[object]
Step = Callable[[int], None]
"""Told how many customers are written."""

FILLED: Final = (
    *(CUSTOMER, CONTACT, CONTACT_PHONE, DUPLICATE_KEY, KEY_DATE, FOLLOW_UP, OWNERSHIP_PERIOD),
    *(PERIOD_FACT, EVENT),
)
"""The tables that are filled."""
_AT_ONCE: Final = 20_000
_ATTEMPTS: Final = 3
_NO_RECORD: Final = 0
"""What a fact is about that no record of ours wrote."""
_STAGED_KEY: Final = table("staged_key", column("key"))
_PHONE: Final = ("position", "number", "digits", "extension")
_DAY: Final = ("kind", "source", "is_lunar", "year", "month", "day")
NOTE_COLUMNS: Final = ("content", "happened_at", "effective", "why_not_effective")
_PERIOD: Final = ("pool_id", "started_at", "start_day", "clock_day", "how_started")


class StagedRows(NamedTuple):
    """Rows of some customers in the driver's form, by their numbers among these customers.

    customers: number, then the columns; words: the customer's number, index words, name as JSON;
    contacts: number among these contacts, the customer's, then the columns; phones: the contact's
    number, then the columns; days: the customer's number, the contact's or None, then the columns;
    keys: the customer's number, kind, key.
    """

    customers: Sequence[Row]
    words: Sequence[Row]
    contacts: Sequence[Row]
    phones: Sequence[Row]
    days: Sequence[Row]
    keys: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Home:
    """Where some of the customers come to lie, and since when: columns that they share."""

    values: Mapping[str, object]
    author_id: int
    """Who is said to have written what was noted of them."""
    period: Mapping[str, object]
    """The columns of the period of who holds them, empty for nobody."""
    contact_day: int | None = None
    """The day of the last contact that is known of the open period without its follow-up."""


class Stamp(NamedTuple):
    """What all that is written has in common."""

    at: datetime
    person_id: int
    batch_id: int
    event: str
    """The kind of the event that says that a customer was made."""


class StagedCustomers:
    """The scratch tables of one import; they go with their connection, or with `scratch`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._columns: tuple[str, ...] = ()
        self._contact_columns: tuple[str, ...] = ()
        self._places = 0
        self._contacts = 0
        self._notes = 0
        self._home_columns: tuple[str, ...] = ()

    def begin(self, columns: Sequence[str], contact_columns: Sequence[str]) -> None:
        """Make the tables for these columns of customers and contacts, before any are added."""
        self._columns = tuple(columns)
        self._contact_columns = tuple(contact_columns)
        for name, made in self._tables().items():
            run(self.connection, f"CREATE TEMPORARY TABLE {name} ({', '.join(made)})")

    def _tables(self) -> dict[str, list[str]]:
        dialect = self.connection.dialect
        keys = _typed(dialect, DUPLICATE_KEY, ("kind", "key"))
        return {
            "staged_customer": [
                "place INTEGER PRIMARY KEY",
                *_typed(dialect, CUSTOMER, self._columns),
            ],
            # Apart from the wide rows, which would be read once more for each of them.
            "staged_words": ["place INTEGER PRIMARY KEY", "tokens TEXT", "name_json TEXT"],
            "staged_contact": [
                *("number INTEGER PRIMARY KEY", "place INTEGER"),
                *_typed(dialect, CONTACT, self._contact_columns),
            ],
            "staged_phone": ["contact INTEGER", *_typed(dialect, CONTACT_PHONE, _PHONE)],
            "staged_day": ["place INTEGER", "contact INTEGER", *_typed(dialect, KEY_DATE, _DAY)],
            "staged_key": ["place INTEGER", *keys],
            "staged_note": [
                *("number INTEGER PRIMARY KEY", "place INTEGER", "tokens TEXT"),
                *_typed(dialect, FOLLOW_UP, NOTE_COLUMNS),
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
        """Bring the keys of those that were placed into the order in which pages are met once."""
        run(
            self.connection,
            "INSERT INTO placed_key SELECT k.kind, k.key, p.ordinal FROM staged_key k"
            " JOIN placed p ON p.place = k.place ORDER BY k.kind, k.key, k.place",
        )

    def place(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """Say which customers are written: their places, which one each is, and its home."""
        run_each(self.connection, "INSERT INTO placed VALUES (?, ?, ?)", rows)

    def note(self, rows: Sequence[Row]) -> None:
        """Put follow-ups behind the others: the place, index words, then the columns."""
        numbered = [(number, *row) for number, row in enumerate(rows, self._notes)]
        self._put("staged_note", numbered)
        self._notes += len(rows)

    def holds_any(self, keys: Collection[str]) -> bool:
        """Return whether one of these keys, of whatever kind, is that of a staged customer.

        All are gone through: an index of them would take ten times as long, asked or not.
        """
        wanted = select(listed([*keys]).c.value)
        found = select(1).select_from(_STAGED_KEY).where(_STAGED_KEY.c.key.in_(wanted))
        return bool(keys) and self.connection.execute(found.limit(1)).first() is not None

    def displace(self) -> None:
        """Forget what was said of where they go."""
        for each in ("placed", "placed_key", "staged_note"):
            run(self.connection, f"DELETE FROM {each}")  # noqa: S608 - our names
        self._notes = 0

    # Under the lock -----------------------------------------------------------------------------

    def name_word(self, field: str, word_id: int, places: Iterable[int]) -> None:
        """Give customers a word that was added for them."""
        column = self._quoted(CUSTOMER, (field,))
        run_each(
            self.connection,
            f"UPDATE staged_customer SET {column} = ? WHERE place = ?",  # noqa: S608 - a column of ours
            [(word_id, place) for place in places],
        )

    def write(self, homes: Sequence[Home], number: int, stamp: Stamp, step: Step) -> int:
        """Write the customers that were placed, so many; return the id of the first.

        Each has the next one's ordinal; contacts and follow-ups of the others leave gaps.
        """
        first = self._first_id(CUSTOMER, number)
        period = self._first_id(OWNERSHIP_PERIOD, number)
        contact = self._first_id(CONTACT, self._contacts)
        self._keep_homes(homes)
        self._write_customers(first, period, stamp, number, step)
        self._write_people(first, contact, stamp)
        self._write_holding(first, period, stamp)
        self._write_notes(first, stamp)
        self._write_event(first, stamp)
        self._insert(
            DUPLICATE_KEY,
            {"kind": "kind", "key": "key", "customer_id": "? + ordinal"},
            "placed_key",
            (first,),
        )
        return first

    def _first_id(self, table: Table, number: int) -> int:
        """Return the first of so many ids, each one more than the last."""
        for _each in range(_ATTEMPTS):
            ids = bulk.allot(self.connection, table, number)
            if not ids or ids[-1] - ids[0] == len(ids) - 1:
                return ids[0] if ids else 0
        raise AssertionError("ids are drawn by nobody else while the lock is held")

    def _keep_homes(self, homes: Sequence[Home]) -> None:
        dialect = self.connection.dialect
        names = tuple(homes[0].values) if homes else ()
        run(self.connection, "DROP TABLE IF EXISTS home")
        columns = [
            *("home INTEGER PRIMARY KEY", "author INTEGER", "contact_day INTEGER"),
            *(f"period_{each}" for each in _typed(dialect, OWNERSHIP_PERIOD, _PERIOD)),
            *_typed(dialect, CUSTOMER, names),
        ]
        run(self.connection, f"CREATE TEMPORARY TABLE home ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        run_each(
            self.connection,
            f"INSERT INTO home VALUES ({marks})",  # noqa: S608 - marks alone
            [
                (
                    *(number, home.author_id, home.contact_day),
                    *bulk.encoded(dialect, OWNERSHIP_PERIOD, _period_of(home)).values(),
                    *bulk.encoded(dialect, CUSTOMER, home.values).values(),
                )
                for number, home in enumerate(homes)
            ],
        )
        self._home_columns = names

    def _write_customers(
        self, first: int, period: int, stamp: Stamp, number: int, step: Step
    ) -> None:
        given = {each: f"s.{self._quoted(CUSTOMER, (each,))}" for each in self._columns}
        given |= {each: f"h.{each}" for each in self._home_columns}
        given |= {
            "id": "? + p.ordinal",
            "period_id": "CASE WHEN h.period_started_at IS NULL THEN NULL ELSE ? + p.ordinal END",
        }
        source = (
            "placed p JOIN staged_customer s ON s.place = p.place JOIN home h ON h.home = p.home"
            " WHERE p.place >= ? AND p.place < ? ORDER BY p.place"
        )
        for begin in range(0, self._places, _AT_ONCE):
            step(min(begin, number))
            span = (begin, begin + _AT_ONCE)
            self._insert(CUSTOMER, given, source, (first, period), stamp, span)
            indexes.put_selected(
                self.connection,
                indexes.CUSTOMERS,
                "SELECT CAST(? AS INTEGER) + p.ordinal, w.tokens FROM placed p"
                " JOIN staged_words w ON w.place = p.place"
                " WHERE p.place >= ? AND p.place < ? ORDER BY p.place",
                (first, *span),
            )

    def _write_people(self, first: int, contact: int, stamp: Stamp) -> None:
        given = {each: f"c.{self._quoted(CONTACT, (each,))}" for each in self._contact_columns}
        given |= {"id": "? + c.number", "customer_id": "? + p.ordinal"}
        placed = "JOIN placed p ON p.place = c.place"
        self._insert(
            *(CONTACT, given, f"staged_contact c {placed} ORDER BY c.number"),
            *((contact, first), stamp),
        )
        self._insert(
            CONTACT_PHONE,
            {**{each: f"t.{each}" for each in _PHONE}, "contact_id": "? + t.contact"},
            f"staged_phone t JOIN staged_contact c ON c.number = t.contact {placed}"
            " ORDER BY t.contact, t.position",
            (contact,),
        )
        days = {each: f"d.{each}" for each in _DAY}
        days |= {"customer_id": "? + p.ordinal", "contact_id": "? + d.contact"}
        self._insert(
            KEY_DATE,
            days,
            "staged_day d JOIN placed p ON p.place = d.place ORDER BY p.place",
            (first, contact),
            stamp,
        )

    def _write_holding(self, first: int, period: int, stamp: Stamp) -> None:
        held = "placed p JOIN home h ON h.home = p.home WHERE h.period_started_at IS NOT NULL"
        given = {each: f"h.period_{each}" for each in _PERIOD}
        given |= {"owner_id": "h.owner_id", "id": "? + p.ordinal", "customer_id": "? + p.ordinal"}
        given |= {"started_by_id": "?"}
        self._insert(
            *(OWNERSHIP_PERIOD, given, f"{held} ORDER BY p.place"),
            (period, first, stamp.person_id),
        )
        self._insert(
            PERIOD_FACT,
            {
                "period_id": "? + p.ordinal",
                "kind": "?",
                "subject_id": "?",
                "day": "h.contact_day",
            },
            f"{held} AND h.contact_day IS NOT NULL ORDER BY p.place",
            (period, FactKind.CONTACT.value, _NO_RECORD),
        )

    def _write_notes(self, first: int, stamp: Stamp) -> None:
        if not self._notes:
            return
        note = self._first_id(FOLLOW_UP, self._notes)
        given = {each: f"n.{each}" for each in NOTE_COLUMNS}
        given |= {"id": "? + n.number", "customer_id": "? + p.ordinal", "author_id": "h.author"}
        source = (
            "staged_note n JOIN placed p ON p.place = n.place JOIN home h ON h.home = p.home"
            " ORDER BY n.number"
        )
        self._insert(FOLLOW_UP, given, source, (note, first), stamp)
        asked = "SELECT CAST(? AS INTEGER) + number, tokens FROM staged_note ORDER BY number"
        indexes.put_selected(self.connection, indexes.FOLLOW_UPS, asked, (note,))

    def _write_event(self, first: int, stamp: Stamp) -> None:
        at = bulk.encoded(self.connection.dialect, EVENT, {"at": stamp.at})["at"]
        self._insert(
            EVENT,
            {
                "batch_id": "?",
                "at": "?",
                "kind": "?",
                "before": "'{}'",
                "customer_id": "? + p.ordinal",
                "record_id": "? + p.ordinal",
                "after": "'{\"name\":' || w.name_json || CASE WHEN h.period_started_at IS NULL"
                " THEN ',\"owned\":false}' ELSE ',\"owned\":true}' END",
            },
            "placed p JOIN staged_words w ON w.place = p.place"
            " JOIN home h ON h.home = p.home ORDER BY p.place",
            (stamp.batch_id, at, stamp.event, first, first),
        )

    def _insert(
        self,
        table: Table,
        given: Mapping[str, str],
        source: str,
        values: Row,
        stamp: Stamp | None = None,
        span: Row = (),
    ) -> None:
        """Insert what a source says; its marks stand for the values, in the order of the columns.

        With a stamp the columns that tell who wrote it when are filled, too.
        """
        dialect = self.connection.dialect
        stamps: Mapping[str, object] = {}
        if stamp is not None:
            who = {"created_by_id": stamp.person_id, "updated_by_id": stamp.person_id}
            when = {"created_at": stamp.at, "updated_at": stamp.at}
            stamps = bulk.encoded(dialect, table, {**who, **when})
        marked = [name for name in given if "?" in given[name]]
        names = (*marked, *stamps, *(name for name in given if name not in marked))
        expressions = [*(given[name] for name in marked), *("?" for _ in stamps)]
        expressions += [given[name] for name in given if name not in marked]
        further, literals = bulk.defaults(table, names, dialect)
        run(
            self.connection,
            f"INSERT INTO {table.name} ({self._quoted(table, (*names, *further))})"  # noqa: S608 - columns of ours
            f" SELECT {', '.join((*expressions, *literals))} FROM {source}",
            (*values, *stamps.values(), *span),
        )

    def _quoted(self, table: Table, names: Sequence[str]) -> str:
        preparer = self.connection.dialect.identifier_preparer
        return ", ".join(preparer.format_column(table.columns[name]) for name in names)


def _period_of(home: Home) -> Mapping[str, object]:
    return {name: home.period.get(name) for name in _PERIOD}


def _typed(dialect: Dialect, table: Table, names: Sequence[str]) -> list[str]:
    prepared = dialect.identifier_preparer
    columns: list[Column[object]] = [table.columns[name] for name in names]
    return [
        f"{prepared.format_column(each)} {each.type.compile(dialect=dialect)}" for each in columns
    ]
