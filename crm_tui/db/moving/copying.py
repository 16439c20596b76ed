"""The move itself: everything in one transaction of the target, nothing written to the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from crm_tui.db.bulk import refresh_statistics
from crm_tui.db.engine import reason_of
from crm_tui.db.moving import places
from crm_tui.db.moving.tables import CarriedTable, Digest, Row, carried_tables
from crm_tui.db.raw import run
from crm_tui.db.search import rebuilding
from crm_tui.domain.moves import MoveProgress, MoveStep, TableContent, Watch
from crm_tui.errors import DatabaseUnavailableError


def copied(source: Connection, target: Connection, watch: Watch) -> tuple[TableContent, ...]:
    """Copy every row into an empty schema and return what both hold now, table by table.

    Raises DatabaseUnavailableError for what the target cannot hold, and where a row differs.
    """
    from crm_tui.db.tables import METADATA  # noqa: PLC0415 - the classes take a third of a second

    with _driver_errors_told(source, target):
        return _copied(carried_tables(METADATA), source, target, watch)


@contextmanager
def _driver_errors_told(*connections: Connection) -> Iterator[None]:
    """Say what the drivers say where they are used by hand: a server that went away, a bad page."""
    try:
        yield
    except tuple(each.dialect.loaded_dbapi.Error for each in connections) as error:
        reason = reason_of(error) or "move_failed"
        raise DatabaseUnavailableError(reason, "", str(error).partition("\n")[0]) from error


def _copied(
    tables: Sequence[CarriedTable], source: Connection, target: Connection, watch: Watch
) -> tuple[TableContent, ...]:
    totals = {table.name: table.count(source) for table in tables}
    dropped = _dropped_indexes(target, tables)
    with places.references_checked_after(target):
        sent = _sent(source, target, tables, _Counted(watch, MoveStep.COPY, sum(totals.values())))
        for number, (table, definition) in enumerate(dropped):
            watch(MoveProgress(MoveStep.INDEX, table, number, len(dropped)))
            run(target, definition)
    places.go_on_numbering(target, tables, places.numbers_given(source, tables))
    counted = _Counted(watch, MoveStep.COMPARE, sum(totals.values()))
    arrived = tuple(_content(target, table, counted) for table in tables)
    _refuse_difference(totals, sent, arrived)

    def searched(name: str, done: int, total: int) -> None:
        watch(MoveProgress(MoveStep.SEARCH, name, done, total))

    rebuilding.rebuild(target, searched)
    refresh_statistics(target)
    return arrived


class _Counted:
    """Tells how many rows of all a step has done."""

    def __init__(self, watch: Watch, step: MoveStep, total: int) -> None:
        self._watch, self._step, self._total = watch, step, total
        self._done = 0

    def add(self, table: CarriedTable, rows: int) -> None:
        self._done += rows
        self._watch(MoveProgress(self._step, table.name, self._done, self._total))


def _dropped_indexes(target: Connection, tables: Sequence[CarriedTable]) -> list[tuple[str, str]]:
    """Drop what is made many times faster when the rows are there; return what makes it anew."""
    dropped = []
    for table in tables:
        for name, definition in places.indexes_of(target, table):
            run(target, f"DROP INDEX {name}")
            dropped.append((table.name, definition))
    return dropped


def _sent(
    source: Connection, target: Connection, tables: Sequence[CarriedTable], counted: _Counted
) -> tuple[TableContent, ...]:
    sent = []
    for table in tables:
        reading = _Reading(source, table, counted)
        places.put(target, table, reading.chunks())
        sent.append(reading.content())
    return tuple(sent)


class _Reading:
    """Reads a table once, and knows at the end what it held."""

    def __init__(self, connection: Connection, table: CarriedTable, counted: _Counted) -> None:
        self._connection, self._table, self._counted = connection, table, counted
        self._digest = Digest()
        self._rows = 0

    def chunks(self) -> Iterator[Sequence[Row]]:
        for chunk in self._table.chunks(self._connection):
            self._digest.add(chunk)
            self._rows += len(chunk)
            yield chunk
            self._counted.add(self._table, len(chunk))

    def content(self) -> TableContent:
        return TableContent(self._table.name, self._rows, self._digest.hexdigest())


def _content(connection: Connection, table: CarriedTable, counted: _Counted) -> TableContent:
    reading = _Reading(connection, table, counted)
    for _chunk in reading.chunks():
        pass
    return reading.content()


def _refuse_difference(
    totals: Mapping[str, int], sent: Sequence[TableContent], arrived: Sequence[TableContent]
) -> None:
    for before, after in zip(sent, arrived, strict=True):
        if before != after or before.rows != totals[before.name]:
            detail = f"{before.name}: {totals[before.name]} / {after.rows}"
            raise DatabaseUnavailableError("differs", "", detail)
