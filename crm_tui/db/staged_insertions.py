"""The statements that fill the office's tables, or scratch tables like them, from staged rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Column, Connection, Dialect, Table

from crm_tui.db import bulk
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

_NO_RECORD: Final = 0
"""What a fact is about that no record of ours wrote."""
_KEYS_OF_TOGETHER: Final = 6_000
"""Customers whose keys are written together."""
PHONE_COLUMNS: Final = ("position", "number", "digits", "extension")
DAY_COLUMNS: Final = ("kind", "source", "is_lunar", "year", "month", "day")
NOTE_COLUMNS: Final = ("content", "happened_at", "effective", "why_not_effective")
_PERIOD: Final = ("pool_id", "started_at", "start_day", "clock_day", "how_started")
_WORDS: Final = (
    "SELECT CAST(? AS INTEGER) + p.ordinal, w.tokens FROM {placed} p"
    " JOIN staged_words w ON w.place = p.place"
)


class Ids(NamedTuple):
    """The first of the ids that rows of each table get, each one more than the last."""

    customer: int
    period: int
    contact: int
    phone: int


class Way(NamedTuple):
    """From which table of places rows go into which tables."""

    placed: str = "placed"
    into: str = "{}"
    """How these are called, by the names of the office's own."""


IN_OFFICE: Final = Way()


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


class StagedInsertions:
    """Fills tables from the scratch tables of one import."""

    def __init__(
        self, connection: Connection, columns: Sequence[str], contact_columns: Sequence[str]
    ) -> None:
        self._connection = connection
        self._columns = columns
        self._contact_columns = contact_columns
        self._home_columns: tuple[str, ...] = ()
        self._homes = 0
        self._has_homes = False

    def begin_homes(self, names: Sequence[str]) -> None:
        """Make the table of homes anew, which all have values of these names."""
        dialect = self._connection.dialect
        if self._has_homes:
            run(self._connection, "DROP TABLE home")
        self._has_homes = True
        columns = [
            *("home INTEGER PRIMARY KEY", "author INTEGER", "contact_day INTEGER"),
            *(f"period_{each}" for each in typed(dialect, OWNERSHIP_PERIOD, _PERIOD)),
            *typed(dialect, CUSTOMER, names),
        ]
        run(self._connection, f"CREATE TEMPORARY TABLE home ({', '.join(columns)})")
        self._home_columns, self._homes = tuple(names), 0

    def add_homes(self, homes: Sequence[Home]) -> None:
        """Put homes behind the others; each has the next number."""
        dialect = self._connection.dialect
        marks = ", ".join("?" * (3 + len(_PERIOD) + len(self._home_columns)))
        run_each(
            self._connection,
            f"INSERT INTO home VALUES ({marks})",  # noqa: S608 - marks alone
            [
                (
                    *(number, home.author_id, home.contact_day),
                    *bulk.encoded(dialect, OWNERSHIP_PERIOD, _period_of(home)).values(),
                    *bulk.encoded(dialect, CUSTOMER, home.values).values(),
                )
                for number, home in enumerate(homes, self._homes)
            ],
        )
        self._homes += len(homes)

    def customers(
        self, ids: Ids, stamp: Stamp, way: Way = IN_OFFICE, span: tuple[int, int] | None = None
    ) -> None:
        """Write the customers that are placed, or those between two places."""
        given = {each: f"s.{self._quoted(CUSTOMER, (each,))}" for each in self._columns}
        given |= {each: f"h.{each}" for each in self._home_columns}
        given |= {
            "id": "? + p.ordinal",
            "period_id": "CASE WHEN h.period_started_at IS NULL THEN NULL ELSE ? + p.ordinal END",
        }
        source = (
            f"{way.placed} p JOIN staged_customer s ON s.place = p.place"
            f" JOIN home h ON h.home = p.home{_between(span)} ORDER BY p.place"
        )
        self._insert(CUSTOMER, given, source, (ids.customer, ids.period), stamp, way)

    def words(self, ids: Ids, span: tuple[int, int] | None = None) -> None:
        """Put the customers that are placed into the index, or those between two places."""
        asked = f"{_WORDS.format(placed=IN_OFFICE.placed)}{_between(span)} ORDER BY p.place"
        indexes.put_selected(self._connection, indexes.CUSTOMERS, asked, (ids.customer,))

    def words_beside(self, ids: Ids, way: Way) -> None:
        """Put the customers that are placed into the scratch index."""
        asked = f"{_WORDS.format(placed=way.placed)} ORDER BY p.ordinal"
        indexes.put_beside(self._connection, asked, (ids.customer,))

    def contacts(self, ids: Ids, stamp: Stamp, way: Way = IN_OFFICE) -> None:
        """Write the contacts of the customers that are placed."""
        given = {each: f"c.{self._quoted(CONTACT, (each,))}" for each in self._contact_columns}
        given |= {"id": "? + c.number", "customer_id": "? + p.ordinal"}
        source = f"{way.placed} p JOIN staged_contact c ON c.place = p.place ORDER BY c.number"
        self._insert(CONTACT, given, source, (ids.contact, ids.customer), stamp, way)

    def phones(self, ids: Ids, way: Way = IN_OFFICE) -> None:
        """Write the phones of the contacts of the customers that are placed."""
        given = {each: f"t.{each}" for each in PHONE_COLUMNS}
        values: tuple[int, ...] = (ids.contact,)
        if way is not IN_OFFICE:
            given, values = {"id": "? + t.rowid - 1", **given}, (ids.phone, ids.contact)
        given |= {"contact_id": "? + t.contact"}
        source = (
            f"{way.placed} p JOIN staged_contact c ON c.place = p.place"
            " JOIN staged_phone t ON t.contact = c.number ORDER BY t.contact, t.position"
        )
        self._insert(CONTACT_PHONE, given, source, values, None, way)

    def order_keys(self) -> None:
        """Bring the keys of the customers that are placed into the order of their tree.

        Those of some thousand customers at a time: then the pages of the index by customers that
        they come to are few enough to stay near the processor.
        """
        run(
            self._connection,
            "INSERT INTO placed_key SELECT k.kind, k.key, p.ordinal FROM staged_key k"
            " JOIN placed p ON p.place = k.place"
            " ORDER BY p.ordinal / CAST(? AS INTEGER), k.kind, k.key, k.place",
            (_KEYS_OF_TOGETHER,),
        )

    def days(self, ids: Ids, stamp: Stamp) -> None:
        """Write the days that are kept of customers and contacts."""
        given = {each: f"d.{each}" for each in DAY_COLUMNS}
        given |= {"customer_id": "? + p.ordinal", "contact_id": "? + d.contact"}
        source = "staged_day d JOIN placed p ON p.place = d.place ORDER BY p.place"
        self._insert(KEY_DATE, given, source, (ids.customer, ids.contact), stamp)

    def holding(self, ids: Ids, stamp: Stamp) -> None:
        """Write who holds the customers, and the last contact with them where it is known."""
        held = "placed p JOIN home h ON h.home = p.home WHERE h.period_started_at IS NOT NULL"
        given = {each: f"h.period_{each}" for each in _PERIOD}
        given |= {"owner_id": "h.owner_id", "id": "? + p.ordinal", "customer_id": "? + p.ordinal"}
        given |= {"started_by_id": "?"}
        self._insert(
            *(OWNERSHIP_PERIOD, given, f"{held} ORDER BY p.place"),
            (ids.period, ids.customer, stamp.person_id),
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
            (ids.period, FactKind.CONTACT.value, _NO_RECORD),
        )

    def notes(self, ids: Ids, first: int, stamp: Stamp) -> None:
        """Write what was noted of the customers as follow-ups, the first of which has this id."""
        given = {each: f"n.{each}" for each in NOTE_COLUMNS}
        given |= {"id": "? + n.number", "customer_id": "? + p.ordinal", "author_id": "h.author"}
        source = (
            "staged_note n JOIN placed p ON p.place = n.place JOIN home h ON h.home = p.home"
            " ORDER BY n.number"
        )
        self._insert(FOLLOW_UP, given, source, (first, ids.customer), stamp)
        asked = "SELECT CAST(? AS INTEGER) + number, tokens FROM staged_note ORDER BY number"
        indexes.put_selected(self._connection, indexes.FOLLOW_UPS, asked, (first,))

    def events(self, ids: Ids, stamp: Stamp) -> None:
        """Write for each customer that it was made."""
        at = bulk.encoded(self._connection.dialect, EVENT, {"at": stamp.at})["at"]
        self._insert(
            EVENT,
            {
                "batch_id": "?",
                "at": "?",
                "kind": "?",
                "before": "'{}'",
                "customer_id": "? + p.ordinal",
                "record_id": "? + p.ordinal",
                "after": "'{\"name\":' || n.name_json || CASE WHEN h.period_started_at IS NULL"
                " THEN ',\"owned\":false}' ELSE ',\"owned\":true}' END",
            },
            "placed p JOIN staged_name n ON n.place = p.place"
            " JOIN home h ON h.home = p.home ORDER BY p.place",
            (stamp.batch_id, at, stamp.event, ids.customer, ids.customer),
        )

    def keys(self, ids: Ids) -> None:
        """Write the keys of the customers."""
        given = {"kind": "kind", "key": "key", "customer_id": "? + ordinal"}
        self._insert(DUPLICATE_KEY, given, "placed_key", (ids.customer,))

    def _insert(
        self,
        table: Table,
        given: Mapping[str, str],
        source: str,
        values: Row,
        stamp: Stamp | None = None,
        way: Way = IN_OFFICE,
    ) -> None:
        """Insert what a source says; its marks stand for the values, in the order of the columns.

        With a stamp the columns that tell who wrote it when are filled, too.
        """
        dialect = self._connection.dialect
        stamps: Mapping[str, object] = {}
        if stamp is not None:
            who = {"created_by_id": stamp.person_id, "updated_by_id": stamp.person_id}
            when = {"created_at": stamp.at, "updated_at": stamp.at}
            stamps = bulk.encoded(dialect, table, {**who, **when})
        marked = [name for name in given if "?" in given[name]]
        names = (*marked, *stamps, *(name for name in given if name not in marked))
        expressions = [*(given[name] for name in marked), *("?" for _ in stamps)]
        expressions += [given[name] for name in given if name not in marked]
        others, literals = bulk.defaults(table, names, dialect)
        # Else SQLite kept a copy of what was changed before, to take this statement back alone.
        verb = "INSERT OR ROLLBACK" if dialect.name == "sqlite" else "INSERT"
        run(
            self._connection,
            f"{verb} INTO {way.into.format(table.name)} ({self._quoted(table, (*names, *others))})"  # noqa: S608 - columns of ours
            f" SELECT {', '.join((*expressions, *literals))} FROM {source}",
            (*values, *stamps.values()),
        )

    def _quoted(self, table: Table, names: Sequence[str]) -> str:
        preparer = self._connection.dialect.identifier_preparer
        return ", ".join(preparer.format_column(table.columns[name]) for name in names)


def _between(span: tuple[int, int] | None) -> str:
    return "" if span is None else f" WHERE p.place >= {span[0]} AND p.place < {span[1]}"


def _period_of(home: Home) -> Mapping[str, object]:
    return {name: home.period.get(name) for name in _PERIOD}


def typed(dialect: Dialect, table: Table, names: Sequence[str]) -> list[str]:
    """Return columns of a table as they are said where a table is made."""
    prepared = dialect.identifier_preparer
    columns: list[Column[object]] = [table.columns[name] for name in names]
    return [
        f"{prepared.format_column(each)} {each.type.compile(dialect=dialect)}" for each in columns
    ]
