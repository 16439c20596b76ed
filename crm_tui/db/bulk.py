"""Write many customers at once: the driver's own tuples, in the order the tables say."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Boolean, Connection, Dialect, Enum, Table, make_url, text

from crm_tui.db.queries.followed_days import rows_of_bulk
from crm_tui.db.schema.batches import EVENT
from crm_tui.db.schema.contacts import CONTACT, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.key_dates import KEY_DATE
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, PERIOD_FACT
from crm_tui.db.schema.tasks import TASK
from crm_tui.db.search import indexes
from crm_tui.db.types import Instant, JsonText, dump_json, to_ms
from crm_tui.domain.contacts import Phone
from crm_tui.domain.pools import FactKind
from crm_tui.domain.search import said_tokens
from crm_tui.values import dataclass

CHUNK = 2_000
"""Customers that are written together: more is no faster, and memory stays small."""

_KEY_COLUMNS = ("kind", "key", "customer_id")

Values = Mapping[str, object]
_Encoder = Callable[[Any], object]

_CACHE_KIB = 320 * 1024
_STATISTICS_ROWS = 1_000
_ROWS_BETWEEN = 100_000
"""Things made between two searches for cycles."""


@dataclass(frozen=True, slots=True)
class BulkContact:
    """A contact's columns, and its phones in order."""

    values: Values
    phones: Sequence[Phone] = ()


@dataclass(frozen=True, slots=True)
class BulkFollowUp:
    """A follow-up's columns; contact, period and facts are those of the same customer, by place."""

    values: Values
    contact: int | None = None
    period: int | None = None
    facts: Sequence[FactKind] = ()
    method: str = ""


@dataclass(frozen=True, slots=True)
class BulkCustomer:
    """A customer's columns with all that hangs on it; the ids are given when it is written.

    When the customer has an owner, its last period is the open one.
    """

    values: Values
    keys: Sequence[tuple[str, str]]
    tokens: str
    contacts: Sequence[BulkContact] = ()
    periods: Sequence[Values] = ()
    follow_ups: Sequence[BulkFollowUp] = ()
    tasks: Sequence[Values] = ()
    events: Sequence[Values] = ()


class _Insertion:
    """The INSERT of some columns of a table; what it leaves out has the column's default."""

    def __init__(self, table: Table, dialect: Dialect, names: tuple[str, ...]) -> None:
        preparer = dialect.identifier_preparer
        given = [table.columns[name] for name in names]
        further, literals = defaults(table, names, dialect)
        absent = [table.columns[name] for name in further]
        mark = _mark(dialect)
        columns = ", ".join(preparer.format_column(column) for column in (*given, *absent))
        values = ", ".join([mark] * len(given) + literals)
        self.sql = f"INSERT INTO {preparer.format_table(table)} ({columns}) VALUES ({values})"  # noqa: S608 - names and defaults of our own tables
        encoders = [(place, _encoder(column, dialect)) for place, column in enumerate(given)]
        self._encoders = [(place, encode) for place, encode in encoders if encode is not None]

    def row(self, values: Iterable[object]) -> list[object]:
        """Return the values, in the order of the names, as the driver takes them."""
        row = list(values)
        for place, encode in self._encoders:
            row[place] = encode(row[place])
        return row


def _mark(dialect: Dialect) -> str:
    return "?" if dialect.paramstyle == "qmark" else "%s"


def _encoder(column: Any, dialect: Dialect) -> _Encoder | None:
    match column.type:
        case Boolean():
            return None
        case JsonText():
            return _json
        case Instant(none_as=none_as):
            return lambda instant: none_as if instant is None else _milliseconds(instant)
    encode: _Encoder | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    # The few members of an enumeration, each of which would be looked up in several steps.
    return cache(encode) if encode and isinstance(column.type, Enum) else encode


@lru_cache(maxsize=4096)
def _milliseconds(instant: datetime) -> int:
    return to_ms(instant)


def _json(value: Any) -> str | None:
    if not value:
        return None if value is None else _EMPTY[type(value)]
    return dump_json(value)


_EMPTY: dict[type[Any], str] = {tuple: "[]", list: "[]", dict: "{}"}


def defaults(table: Table, names: Sequence[str], dialect: Dialect) -> tuple[list[str], list[str]]:
    """Return the columns that are not among these, and their defaults as literals."""
    absent = [
        column
        for column in table.columns
        if column.name not in names and column is not table.autoincrement_column
    ]
    return [each.name for each in absent], [_default(each, dialect) for each in absent]


def has_default(table: Table, name: str) -> bool:
    """Return whether a row may leave a column out."""
    column = table.columns[name]
    return column.default is not None or bool(column.nullable)


def _default(column: Any, dialect: Dialect) -> str:
    """Return the default of a column as a literal of the statement."""
    default = column.default
    value = None
    if default is not None:
        value = default.arg(None) if default.is_callable else default.arg
    encode = _encoder(column, dialect)
    value = value if encode is None else encode(value)
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case _:
            quoted = str(value).replace("'", "''")
            return f"'{quoted}'"


@lru_cache(maxsize=256)
def _insertion(table: Table, dialect: Dialect, names: tuple[str, ...]) -> _Insertion:
    return _Insertion(table, dialect, names)


def encoded(dialect: Dialect, table: Table, values: Values) -> Values:
    """Return columns of a row in the driver's form."""
    names = tuple(values)
    row = encoder(table, dialect, names)(values.values())
    return dict(zip(names, row, strict=True))


def encoder(
    table: Table, dialect: Dialect, names: tuple[str, ...]
) -> Callable[[Iterable[object]], list[object]]:
    """Return what brings values of these columns into the driver's form."""
    return _insertion(table, dialect, names).row


@lru_cache(maxsize=8)
def plain_dialect(driver: str) -> Dialect:
    """Return the dialect of a driver by its name, where there is no connection to ask."""
    return make_url(f"{driver}://").get_dialect()()


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows by column name; those with the same names in the same order go together."""
    for names, alike in groupby(rows, key=tuple):
        insertion = _insertion(table, connection.dialect, names)
        connection.exec_driver_sql(
            insertion.sql, [tuple(insertion.row(row.values())) for row in alike]
        )


def allot(connection: Connection, table: Table, number: int) -> Sequence[int]:
    """Return ids that no row has or ever had; on a file they hold while the lock is held."""
    if connection.dialect.name == "sqlite":
        first = next_id(connection, table)
        return range(first, first + number)
    drawn = connection.execute(
        text(
            "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :number)"
        ),
        {"name": table.name, "number": number},
    )
    return [int(row[0]) for row in drawn]


def next_id(connection: Connection, table: Table) -> int:
    """Return the id that the next row gets on a file; 0 on a server, which draws it."""
    if connection.dialect.name != "sqlite":
        return 0
    # Every id ever given is less than this: the tables are AUTOINCREMENT.
    used = connection.execute(
        text("SELECT coalesce(max(seq), 0) FROM main.sqlite_sequence WHERE name = :name"),
        {"name": table.name},
    ).scalar_one()
    return int(used) + 1


def write_customers(connection: Connection, customers: Sequence[BulkCustomer]) -> Sequence[int]:
    """Write customers with all that hangs on them; return their ids in the same order."""
    ids = allot(connection, CUSTOMER, len(customers))
    chunk = _Chunk(connection, customers)
    for customer_id, customer in zip(ids, customers, strict=True):
        chunk.add(customer_id, customer)
    chunk.write(connection)
    return ids


class _Chunk:
    """The rows of some customers, table by table, in an order the references allow."""

    def __init__(self, connection: Connection, customers: Sequence[BulkCustomer]) -> None:
        def ids_of(table: Table, numbers: Iterator[int]) -> Iterator[int]:
            return iter(allot(connection, table, sum(numbers)))

        self._contact_ids = ids_of(CONTACT, (len(each.contacts) for each in customers))
        self._period_ids = ids_of(OWNERSHIP_PERIOD, (len(each.periods) for each in customers))
        self._follow_up_ids = ids_of(FOLLOW_UP, (len(each.follow_ups) for each in customers))
        self._customers: list[Values] = []
        self._contacts: list[Values] = []
        self._phones: list[Values] = []
        self._periods: list[Values] = []
        self._follow_ups: list[Values] = []
        self._facts: list[Values] = []
        self._tasks: list[Values] = []
        self._key_dates: list[Values] = []
        self._events: list[Values] = []
        self._keys: list[tuple[str, str, int]] = []
        self._words: list[tuple[int, str]] = []
        self._talks: list[tuple[int, str]] = []

    def add(self, customer_id: int, customer: BulkCustomer) -> None:
        """Give ids to a customer and everything of it."""
        contact_ids = list(islice(self._contact_ids, len(customer.contacts)))
        period_ids = list(islice(self._period_ids, len(customer.periods)))
        is_owned = customer.values.get("owner_id") is not None
        numbers = {"id": customer_id, "period_id": period_ids[-1] if is_owned else None}
        self._customers.append({**customer.values, **numbers})
        self._words.append((customer_id, customer.tokens))
        self._keys += [
            (kind, key, customer_id) for kind, key in dict.fromkeys(customer.keys) if key
        ]
        for contact_id, contact in zip(contact_ids, customer.contacts, strict=True):
            self._add_contact(customer_id, contact_id, contact)
        self._add_key_dates(customer_id, customer, contact_ids)
        self._periods += [
            {**period, "id": period_id, "customer_id": customer_id}
            for period_id, period in zip(period_ids, customer.periods, strict=True)
        ]
        for follow_up in customer.follow_ups:
            self._add_follow_up(customer_id, follow_up, contact_ids, period_ids)
        self._tasks += [{**task, "customer_id": customer_id} for task in customer.tasks]
        self._events += [
            {**event, "customer_id": customer_id, "record_id": customer_id}
            for event in customer.events
        ]

    def _add_contact(self, customer_id: int, contact_id: int, contact: BulkContact) -> None:
        self._contacts.append({**contact.values, "id": contact_id, "customer_id": customer_id})
        self._phones += [
            {
                "contact_id": contact_id,
                "position": position,
                "number": phone.number,
                "digits": phone.digits,
                "extension": phone.extension,
            }
            for position, phone in enumerate(contact.phones)
        ]

    def _add_key_dates(
        self, customer_id: int, customer: BulkCustomer, contact_ids: Sequence[int]
    ) -> None:
        people = zip(contact_ids, (each.values for each in customer.contacts), strict=True)
        self._key_dates += rows_of_bulk(
            customer_id, customer.values.get("founded_on"), people, stamps=customer.values
        )

    def _add_follow_up(
        self,
        customer_id: int,
        follow_up: BulkFollowUp,
        contact_ids: Sequence[int],
        period_ids: Sequence[int],
    ) -> None:
        follow_up_id = next(self._follow_up_ids)
        self._talks.append((follow_up_id, said_tokens(str(follow_up.values["content"]))))
        period_id = None if follow_up.period is None else period_ids[follow_up.period]
        contact_id = None if follow_up.contact is None else contact_ids[follow_up.contact]
        self._follow_ups.append(
            {
                **follow_up.values,
                "id": follow_up_id,
                "customer_id": customer_id,
                "contact_id": contact_id,
                "period_id": period_id,
            }
        )
        self._facts += [
            {
                "period_id": period_id,
                "kind": kind,
                "subject_id": follow_up_id,
                "day": follow_up.values["clock_day"],
                "detail": follow_up.method,
            }
            for kind in follow_up.facts
        ]

    def write(self, connection: Connection) -> None:
        """Insert everything."""
        insert_rows(connection, CUSTOMER, self._customers)
        insert_rows(connection, CONTACT, self._contacts)
        insert_rows(connection, CONTACT_PHONE, self._phones)
        insert_rows(connection, OWNERSHIP_PERIOD, self._periods)
        insert_rows(connection, FOLLOW_UP, self._follow_ups)
        insert_rows(connection, PERIOD_FACT, self._facts)
        insert_rows(connection, TASK, self._tasks)
        insert_rows(connection, KEY_DATE, self._key_dates)
        insert_rows(connection, EVENT, self._events)
        # In the order of the key, so that pages of the tree are met once.
        self._keys.sort()
        if self._keys:
            insertion = _insertion(DUPLICATE_KEY, connection.dialect, _KEY_COLUMNS)
            connection.exec_driver_sql(insertion.sql, self._keys)
        indexes.put(connection, indexes.CUSTOMERS, self._words)
        indexes.put(connection, indexes.FOLLOW_UPS, self._talks)


@contextmanager
def at_full_speed(connection: Connection) -> Iterator[None]:
    """Keep what a long transaction changes in memory: a spilled page would shut readers out.

    Python's search for cycles rests meanwhile: it finds none and takes a fifth of the time.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        with _roomy(connection):
            yield
    finally:
        if was_collecting:
            gc.enable()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for cycles a hundredth as often: of rows it finds none and takes a fifth.

    It goes on, for a screen that tells how far the work is may leave some for minutes.
    """
    before = gc.get_threshold()
    gc.set_threshold(_ROWS_BETWEEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _roomy(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={int(before)}")


def refresh_statistics(connection: Connection, tables: Sequence[Table] = ()) -> None:
    """Let the planner know how these tables look now, or all of them.

    That takes a few milliseconds however large they are, but all of a file's together are more: the
    search indexes have pages that would be counted one by one.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={_STATISTICS_ROWS}")
    for each in tables:
        connection.exec_driver_sql(f"ANALYZE {each.name}")
    if not tables:
        connection.exec_driver_sql("ANALYZE")
