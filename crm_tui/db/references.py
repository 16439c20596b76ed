"""References between tables, checked at the end of a transaction that adds very many rows.

SQLite looks up what each row refers to as it comes: of keys, which come in the order of their tree,
that is another page of a large office each time, and took a sixth of the time that others wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection

from crm_tui.db.raw import rows

_LAST_IDS = "SELECT name, seq FROM main.sqlite_sequence"
_REFERENCES = (
    'SELECT m.name, f."from", f."table", f."to" FROM sqlite_master m'
    " JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY m.name"
)
# The one table filled by the thousand that has no ids of its own.
_KEYS_OF_NOBODY = (
    "SELECT 1 FROM (SELECT DISTINCT customer_id FROM duplicate_key WHERE customer_id > ?) k"
    " WHERE NOT EXISTS (SELECT 1 FROM customer WHERE id = k.customer_id) LIMIT 1"
)


@contextmanager
def looked_up_later(connection: Connection) -> Iterator[None]:
    """Let the transaction inside be one that looks its references up itself, by `checked`.

    A server looks them up all the same; nothing may be changed there but rows that are new.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - told to mypy
    # Within a transaction it would be passed over.
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


@contextmanager
def checked(connection: Connection) -> Iterator[None]:
    """Raise AssertionError where a row that is added inside refers to what there is not."""
    is_file = connection.dialect.name == "sqlite"
    if not is_file or rows(connection, "PRAGMA foreign_keys")[0][0]:
        yield
        return
    before = dict(rows(connection, _LAST_IDS))
    yield
    found = [*_broken(connection, before)]
    if found:
        raise AssertionError(f"rows of {', '.join(found)} refer to what there is not")


def _broken(connection: Connection, before: dict[str, int]) -> Iterator[str]:
    """Yield the tables in which a row that was added refers to nothing."""
    after = dict(rows(connection, _LAST_IDS))
    for name, references in groupby(rows(connection, _REFERENCES), key=itemgetter(0)):
        first = before.get(name, 0)
        if after.get(name, 0) == first:
            continue
        lost = " OR ".join(
            f't."{column}" IS NOT NULL'  # noqa: S608 - names of our own tables
            f' AND NOT EXISTS (SELECT 1 FROM "{other}" o WHERE o."{key}" = t."{column}")'
            for _name, column, other, key in references
        )
        asked = f'SELECT 1 FROM "{name}" t WHERE t.id > ? AND ({lost}) LIMIT 1'  # noqa: S608 - names of our own tables
        if rows(connection, asked, (first,)):
            yield name
    if rows(connection, _KEYS_OF_NOBODY, (before.get("customer", 0),)):
        yield "duplicate_key"
