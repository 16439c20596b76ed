"""The index of a search gives the newest rows that have the tokens, wherever in it they lie."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from crm_tui.bootstrap import Crm
from crm_tui.db.search import indexes

LAST = 700_000
ROWS = 4_000
SHARES = {"ofnearlyall": 0.95, "ofmany": 0.2, "ofsome": 0.02, "ofahandful": 0.002}
EARLY, LATE, BOTH = "oftheoldest", "ofthenewest", "ofbothends"

Words = dict[int, set[str]]


@pytest.fixture
def words() -> Words:
    """Rows far apart, and which words each of them has."""
    dice = random.Random(29)
    found: Words = {}
    for each in [*sorted(dice.sample(range(1, LAST), ROWS - 1)), LAST]:
        found[each] = {word for word, share in SHARES.items() if dice.random() < share}
    ordered = sorted(found)
    for word, ids in ((EARLY, ordered[:40]), (LATE, ordered[-40:])):
        for each in ids:
            found[each] |= {word, BOTH}
    return found


@contextmanager
def index_of(crm: Crm, words: Words) -> Iterator[Connection]:
    """A connection to an office whose index holds these rows."""
    with crm.database.setting_up() as writing:
        building = indexes.begin_building(writing, indexes.CUSTOMERS)
        indexes.put(writing, building, [(each, " ".join(has)) for each, has in words.items()])
        indexes.end_building(writing, indexes.CUSTOMERS)
        indexes.put_in_place(writing, indexes.CUSTOMERS)
        yield writing


@pytest.mark.parametrize("limit", [1, 30, 50, 300, 3_000])
def test_no_newer_hit_is_passed_over(crm: Crm, words: Words, limit: int) -> None:
    with index_of(crm, words) as connection:
        for word in (*SHARES, EARLY, LATE, BOTH, "ofnobody"):
            having = sorted((each for each in words if word in words[each]), reverse=True)
            for below in (None, LAST // 2, 1_024, 1):
                older = [each for each in having if below is None or each < below]
                found = indexes.newest(
                    connection, indexes.CUSTOMERS, f'"{word}"', limit, below=below
                )
                assert list(found) == older[:limit], (word, below)


def test_words_are_asked_together(crm: Crm, words: Words) -> None:
    match = '("ofsome" OR "ofahandful") AND "ofmany"'
    having = [
        each for each in words if {"ofsome", "ofahandful"} & words[each] and "ofmany" in words[each]
    ]
    with index_of(crm, words) as connection:
        found = indexes.newest(connection, indexes.CUSTOMERS, match, ROWS)
    assert list(found) == sorted(having, reverse=True)
