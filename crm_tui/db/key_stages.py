"""The keys of a file's rows, on disk: which rows share one, however many there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

_CACHE_KIB = 16 * 1024


class KeyStage:
    """Keys with the places of the rows that have them, in a nameless database of its own.

    It belongs to no office: whatever happens to the program, nothing of it stays.
    """

    def __init__(self) -> None:
        # Without a name it is a temporary file of SQLite's, unlinked as it is made.
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KIB}"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE staged (kind TEXT, key TEXT, place INTEGER)")
        self._connection.execute("CREATE TABLE kept (head INTEGER, place INTEGER, packed BLOB)")
        self._connection.execute("BEGIN")

    def add(self, keys: Iterable[tuple[str, str, int]]) -> None:
        """Put keys behind the others: kind, key, place of the row."""
        self._connection.executemany("INSERT INTO staged VALUES (?, ?, ?)", keys)

    def shared(self, kinds: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
        """Yield each key of these kinds that several rows have, with their places in order."""
        marks = ", ".join("?" * len(kinds))
        self._connection.execute(
            "CREATE INDEX IF NOT EXISTS ix_staged ON staged (kind, key, place)"
        )
        rows = self._connection.execute(
            f"SELECT kind, key, place FROM staged JOIN (SELECT kind, key FROM staged"  # noqa: S608 - marks only
            f" WHERE kind IN ({marks}) GROUP BY kind, key HAVING min(place) < max(place))"
            " USING (kind, key) ORDER BY kind, key, place",
            tuple(kinds),
        )
        for (_kind, key), alike in groupby(rows, key=itemgetter(0, 1)):
            yield key, list(dict.fromkeys(row[2] for row in alike))

    def keep(self, place: int, packed: bytes, *, head: int) -> None:
        """Keep something for a row, under another that it belongs to."""
        self._connection.execute("INSERT INTO kept VALUES (?, ?, ?)", (head, place, packed))

    def kept(self) -> Iterator[tuple[int, list[bytes]]]:
        """Yield what was kept by the row it belongs to, in order."""
        rows = self._connection.execute("SELECT head, packed FROM kept ORDER BY head, place")
        for head, alike in groupby(rows, key=itemgetter(0)):
            yield head, [row[1] for row in alike]

    def begin(self, *tables: str) -> None:
        """Make tables in which things are put at places."""
        for table in tables:
            self._connection.execute(
                f"CREATE TABLE {table} (place INTEGER PRIMARY KEY, packed BLOB)"
            )

    def put(self, table: str, place: int, packed: bytes) -> None:
        """Put something at a place of a table."""
        self._connection.execute(
            f"INSERT INTO {table} VALUES (?, ?)",  # noqa: S608 - a word of ours
            (place, packed),
        )

    def got(self, table: str, place: int) -> bytes:
        """Return what was put at a place."""
        found = self._connection.execute(
            f"SELECT packed FROM {table} WHERE place = ?",  # noqa: S608 - likewise
            (place,),
        )
        packed: bytes = found.fetchone()[0]
        return packed

    def all_of(self, table: str) -> Iterator[bytes]:
        """Yield all that was put into a table, by its place."""
        rows = self._connection.execute(
            f"SELECT packed FROM {table} ORDER BY place"  # noqa: S608 - likewise
        )
        return (row[0] for row in rows)

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()
