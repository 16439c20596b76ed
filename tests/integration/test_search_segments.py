"""What is put into an index by whole segments is found and changed like what was put in by rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

import pytest
from sqlalchemy import Connection

from crm_tui.bootstrap import Crm
from crm_tui.db.raw import rows, run
from crm_tui.db.search import indexes, segments
from crm_tui.db.search.sums import sum_of

pytestmark = pytest.mark.skipif(
    "config.getoption('--postgres')", reason="a server keeps its index in another way"
)

LAST = 900
NAME = indexes.CUSTOMERS
Words = list[tuple[int, str]]


def words(first: int, last: int) -> Words:
    """Rows with words that all have, some have, and one has."""
    return [(each, f"ofall of{each % 7} only{each}") for each in range(first, last)]


@contextmanager
def index_of(crm: Crm, parts: Sequence[Words]) -> Iterator[Connection]:
    """A connection to an office whose index got these rows one part after the other."""
    with crm.database.setting_up() as writing:
        for part in parts:
            indexes.put(writing, NAME, part)
        yield writing


def joined(connection: Connection, added: Words) -> bool:
    """Put rows into a scratch index and that into the office's."""
    indexes.begin_beside(connection)
    for row_id, tokens in added:
        indexes.put_beside(connection, "SELECT ?, ?", (row_id, tokens))
    # What was gathered is written when a savepoint is made.
    run(connection, "SAVEPOINT gathered")
    run(connection, "RELEASE gathered")
    return indexes.join_beside(connection, NAME)


def check(connection: Connection, held: Words) -> None:
    """The index is whole and holds these rows and no others."""
    run(connection, f"INSERT INTO {NAME}({NAME}) VALUES ('integrity-check')")
    ids = sorted((row_id for row_id, _ in held), reverse=True)
    assert list(indexes.newest(connection, NAME, '"ofall"', LAST)) == ids
    expected = {row_id: sum_of(tokens.split()) for row_id, tokens in held}
    sums = indexes.token_sums(connection, NAME, 1, LAST)
    assert {at: each for at, each in enumerate(sums, 1) if each} == expected


@pytest.mark.parametrize("before", [0, 1, 2])
def test_joined_rows_are_found_beside_those_that_were_there(crm: Crm, before: int) -> None:
    parts = [words(1, 300), words(300, 500)][:before]
    with index_of(crm, parts) as connection:
        assert joined(connection, words(500, LAST))
        check(connection, [*chain(*parts), *words(500, LAST)])


def test_joined_rows_can_be_taken_out_and_the_index_goes_on(crm: Crm) -> None:
    with index_of(crm, [words(1, 100)]) as connection:
        assert joined(connection, words(100, 600))
        indexes.take(connection, NAME, [*words(50, 60), *words(300, 400)])
        indexes.put(connection, NAME, words(600, 700))
        run(connection, f"INSERT INTO {NAME}({NAME}) VALUES ('optimize')")
        held = [*words(1, 50), *words(60, 300), *words(400, 700)]
        check(connection, held)


def test_rows_are_counted_as_if_they_had_come_one_by_one(crm: Crm) -> None:
    asked = f"SELECT block FROM {NAME}_data WHERE id = 1"
    with index_of(crm, [words(1, 100), words(100, 600)]) as connection:
        indexes.put(connection, NAME, words(600, 601))
        run(connection, "SAVEPOINT counted")
        one_by_one = rows(connection, asked)
        connection.rollback()
    with index_of(crm, [words(1, 100)]) as connection:
        assert joined(connection, words(100, 601))
        assert rows(connection, asked) == one_by_one


@pytest.mark.parametrize(
    ("in_front", "behind"),
    [
        pytest.param(b"\xff\x00\x00\x01", b"", id="a later form"),
        pytest.param(b"", b"\x05", id="more than is understood"),
    ],
)
def test_a_record_of_another_form_is_left_alone(crm: Crm, in_front: bytes, behind: bytes) -> None:
    with index_of(crm, [words(1, 100)]) as connection:
        run(connection, "SAVEPOINT gathered")
        run(connection, "RELEASE gathered")
        ((known,),) = rows(connection, f"SELECT block FROM {NAME}_data WHERE id = 10")
        other = known[:4] + in_front + known[4:] + behind
        run(connection, f"UPDATE {NAME}_data SET block = ? WHERE id = 10", (other,))
        indexes.begin_beside(connection)
        assert not segments.join(connection, NAME, "index_beside")
