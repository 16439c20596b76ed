"""The pages of rows that a list keeps."""

from __future__ import annotations

import pytest

from crm_tui.tui.widgets.record_list.sources import PAGE_ROWS, Opening, PageCache
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A record of which nothing but the id is wanted."""

    id: int


def lines(first: int, end: int) -> list[Line]:
    return [Line(each) for each in range(first, end)]


def opened(start: int, end: int, *, count: int) -> PageCache[Line]:
    pages: PageCache[Line] = PageCache()
    pages.keep_opening(Opening(count, start, lines(start, end)))
    return pages


@pytest.mark.parametrize(
    ("first", "last", "missing"),
    [(0, 39, None), (0, 40, 0), (39, 63, 0), (40, 50, 0), (64, 70, 1), (0, 200, 0)],
)
def test_rows_behind_those_of_the_first_screen_are_missed(
    first: int, last: int, missing: int | None
) -> None:
    assert opened(0, 40, count=300).first_missing(first, last) == missing


def test_a_page_that_is_whole_at_last_is_begun_no_more() -> None:
    pages = opened(0, 40, count=300)
    assert [each.id for each in pages.begun(0)] == list(range(40))
    pages.keep(0, lines(0, PAGE_ROWS))
    assert pages.begun(0) == ()
    assert pages.first_missing(0, PAGE_ROWS - 1) is None
    assert pages.row(PAGE_ROWS - 1) == Line(PAGE_ROWS - 1)


def test_the_last_page_of_a_list_is_whole_though_it_is_short() -> None:
    pages = opened(0, 70, count=70)
    assert pages.first_missing(0, 69) is None
    assert pages.begun(1) == ()


def test_rows_that_vanished_are_not_asked_for_again_and_again() -> None:
    pages = opened(0, 40, count=300)
    pages.keep(0, lines(0, 50))
    assert pages.first_missing(0, PAGE_ROWS - 1) is None
    assert pages.row(55) is None


def test_an_opening_in_the_middle_of_a_page_does_not_keep_that_page() -> None:
    pages = opened(10, 70, count=300)
    assert pages.first_missing(10, 63) == 0
    assert pages.first_missing(64, 69) is None
