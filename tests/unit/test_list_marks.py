from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.tui.widgets.record_list.marks import Marks

IDS = st.frozensets(st.integers(-10_000, 20_000), max_size=40)


@given(IDS, IDS)
def test_marks_are_a_set_of_ids(mine: frozenset[int], theirs: frozenset[int]) -> None:
    marks = Marks(mine)
    assert marks == mine
    assert list(marks) == sorted(mine)
    assert len(marks) == len(mine)
    assert marks.joined(theirs) == mine | theirs
    assert marks.without(theirs) == mine - theirs
    assert marks.inverted(theirs) == mine ^ theirs
    assert marks & theirs == mine & theirs
    assert marks.holds_all(theirs) == (theirs <= mine)
    assert hash(marks) == hash(mine)


def test_a_mark_is_put_and_taken_away() -> None:
    marks = Marks([3, 5])
    assert marks.toggled(4) == {3, 4, 5}
    assert marks.toggled(3) == {5}
    assert marks == {3, 5}


def test_a_million_marks_take_a_megabyte() -> None:
    marks = Marks(range(1_000_000))
    assert sum(map(len, marks._pages.values())) < 1_010_000
    assert 999_999 in marks
    assert 1_000_000 not in marks
