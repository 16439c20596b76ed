"""New customers as they will lie in the office's tables, made before the lock while rows settle.

They fill scratch tables that are like the office's, under the ids that the next customers get. From
one table into another that is like it SQLite takes rows and the entries of each index as they are,
in their order, which takes a third of the time of making them. Should somebody enter a customer
meanwhile, the ids are others: then all is made under the lock as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Table

from crm_tui.db import bulk
from crm_tui.db.raw import rows, run, run_each
from crm_tui.db.schema.contacts import CONTACT, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD
from crm_tui.db.search import indexes
from crm_tui.db.staged_insertions import Home, Ids, StagedInsertions, Stamp, Way

Place = tuple[int, int, int]
"""Where a customer is staged, which one it is, and its home."""
Step = Callable[[int], None]
"""Told how many customers are written."""
Made = tuple[tuple[str, str, str], ...]
"""How a table and its indexes were made: what each is, its name, its statement."""

PART: Final = 20_000
"""Customers that are made ready together."""
_PARTS_A_TABLE: Final = 5
"""Parts that are taken over together: each index of the office is gone through once for all."""
_TAKEN_OVER: Final = (CUSTOMER, CONTACT, CONTACT_PHONE)
_PLACED: Final = "placed_part"
_LOOKED_UP: Final = {"staged_contact": "place", "staged_phone": "contact"}


class ReadyCustomers:
    """Customers made ready part by part, each beside the settling of the next."""

    def __init__(
        self, connection: Connection, insertions: StagedInsertions, office: Connection, stamp: Stamp
    ) -> None:
        self._connection = connection
        self._insertions = insertions
        self._stamp = stamp
        self._ids = Ids(
            *(
                bulk.next_id(office, each)
                for each in (CUSTOMER, OWNERSHIP_PERIOD, CONTACT, CONTACT_PHONE)
            )
        )
        self._made = {each: _made(office, each) for each in _TAKEN_OVER}
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._working: Future[None] | None = None
        self._placed: list[Place] = []
        self._homes: list[Home] = []
        self._parts = 0

    @contextmanager
    def open(self) -> Iterator[None]:
        """Take customers inside."""
        try:
            self._working = self._helper.submit(self._begin)
            yield
        finally:
            self._helper.shutdown()

    def _begin(self) -> None:
        run(self._connection, f"DROP TABLE IF EXISTS temp.{_PLACED}")
        run(
            self._connection,
            f"CREATE TEMPORARY TABLE {_PLACED}"
            " (place INTEGER PRIMARY KEY, ordinal INTEGER, home INTEGER)",
        )
        for name, column in _LOOKED_UP.items():
            index = f"CREATE INDEX IF NOT EXISTS temp.ix_{name} ON {name} ({column})"
            run(self._connection, index)
        indexes.begin_beside(self._connection)

    def place(self, placed: Sequence[Place], homes: Sequence[Home]) -> None:
        """Take some customers, and the homes among theirs that are new."""
        self._placed += placed
        self._homes += homes
        if len(self._placed) >= PART:
            self._make_part()

    def finish(self) -> None:
        """Make ready what is left."""
        if self._placed:
            self._make_part()
        self.wait()
        if self._parts:
            self._index(len(self._tables) - 1)

    def wait(self) -> None:
        """Wait until nothing is made beside: then the connection is free."""
        if self._working is not None:
            self._working.result()
            self._working = None

    def _make_part(self) -> None:
        self.wait()
        # By this thread: beside other work of Python's each row would wait for its turn.
        if not self._parts:
            self._insertions.begin_homes(tuple(self._homes[0].values))
        self._insertions.add_homes(self._homes)
        run(self._connection, f"DELETE FROM {_PLACED}")  # noqa: S608 - our name
        run_each(self._connection, f"INSERT INTO {_PLACED} VALUES (?, ?, ?)", self._placed)  # noqa: S608 - our name
        self._placed, self._homes = [], []
        self._working = self._helper.submit(self._make, self._parts)
        self._parts += 1

    def _make(self, part: int) -> None:
        number = part // _PARTS_A_TABLE
        way = Way(_PLACED, _ready(number))
        run(self._connection, f"INSERT INTO placed SELECT * FROM {_PLACED}")  # noqa: S608 - our name
        if part % _PARTS_A_TABLE == 0:
            if number:
                self._index(number - 1)
            self._begin_tables(number)
        self._insertions.customers(self._ids, self._stamp, way)
        self._insertions.contacts(self._ids, self._stamp, way)
        self._insertions.phones(self._ids, way)
        self._insertions.words_beside(self._ids, way)

    def _begin_tables(self, number: int) -> None:
        for table, ((_kind, _name, statement), *_indexes) in self._made.items():
            # Else there would be a second table of used ids, taken for that of the office.
            columns = statement[statement.index("(") :].replace("AUTOINCREMENT", "")
            ready = _ready(number).format(table.name)
            run(self._connection, f"CREATE TABLE temp.{ready} {columns}")

    def _index(self, number: int) -> None:
        for table, (_table, *indexed) in self._made.items():
            for _kind, name, statement in indexed:
                columns = statement[statement.index("(") :]
                ready = _ready(number).format(table.name)
                run(self._connection, f"CREATE INDEX temp.{name}_{number} ON {ready} {columns}")

    # Under the lock -----------------------------------------------------------------------------

    def take_over(self, ids: Ids, step: Step) -> bool:
        """Write what was made ready; return False where the next ids are not these any more."""
        if ids != self._ids:
            return False
        for number in self._tables:
            step(number * PART * _PARTS_A_TABLE)
            for table in _TAKEN_OVER:
                ready = _ready(number).format(table.name)
                # Else SQLite copied each page that an earlier one changed, to take back this one.
                run(
                    self._connection,
                    f"INSERT OR ROLLBACK INTO main.{table.name} SELECT * FROM temp.{ready}",  # noqa: S608 - our names
                )
        if not indexes.join_beside(self._connection, indexes.CUSTOMERS):
            self._insertions.words(self._ids)
        return True

    def drop(self) -> None:
        """Forget all of it."""
        for number in self._tables:
            for table in _TAKEN_OVER:
                run(self._connection, f"DROP TABLE temp.{_ready(number).format(table.name)}")

    @property
    def _tables(self) -> range:
        """Return the numbers of the tables that were begun of each of the office's."""
        return range(-(-self._parts // _PARTS_A_TABLE))


def _ready(number: int) -> str:
    """Return what a scratch table is called that is like one of the office's."""
    return f"ready_{{}}_{number}"


def _made(office: Connection, table: Table) -> Made:
    asked = (
        "SELECT type, name, sql FROM main.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
        " ORDER BY type DESC, name"
    )
    return tuple(map(tuple, rows(office, asked, (table.name,))))
