"""Sequences in a temporary file: what is put in comes out, for several threads at once, too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from crm_tui.services.imports.spools import CHUNK, Spool, packed

LENGTH = 5 * CHUNK + 7


@pytest.fixture
def spool() -> Spool[int]:
    filled: Spool[int] = Spool()
    for number in range(LENGTH):
        filled.append(number)
    return filled


def test_items_come_back_in_order(spool: Spool[int]) -> None:
    spool.extend_packed(packed([LENGTH, LENGTH + 1]), 2)
    assert list(spool) == list(range(LENGTH + 2))
    assert (spool[0], spool[CHUNK], spool[-1]) == (0, CHUNK, LENGTH + 1)
    assert spool[CHUNK - 1 : CHUNK + 1] == [CHUNK - 1, CHUNK]
    with pytest.raises(IndexError):
        spool[LENGTH + 2]


def test_several_threads_read_it_at_once(spool: Spool[int]) -> None:
    def read(start: int) -> bool:
        ends = all(spool[place] == place for place in (start, LENGTH - 1 - start, CHUNK + start))
        return ends and list(spool) == list(range(LENGTH))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(read, range(64)))
