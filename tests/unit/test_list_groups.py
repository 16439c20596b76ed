from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.tui.widgets.record_list import Group, GroupedSource, GroupHeader
from crm_tui.tui.widgets.record_list.rows import Rows


@dataclass(frozen=True, slots=True)
class Firm:
    id: int


def grouped(sizes: Sequence[int], folded: frozenset[int] = frozenset()) -> GroupedSource[Firm]:
    groups: list[Group[Firm]] = []
    places: dict[int, int] = {}
    next_id = 1
    for at, size in enumerate(sizes):
        firms = [Firm(each) for each in range(next_id, next_id + size)]
        places |= {firm.id: at for firm in firms}
        header = GroupHeader(-at - 1, f"组{at}", size, is_open=at not in folded)
        groups.append(Group(header, Rows(firms)))
        next_id += size
    return GroupedSource(groups, places.get)


def flat(source: GroupedSource[Firm]) -> list[int]:
    lines: list[int] = []
    for group in source.groups:
        lines.append(group.header.id)
        if group.header.is_open:
            lines += [each.id for each in group.source.fetch(0, group.header.count)]
    return lines


@given(
    st.lists(st.integers(0, 9), max_size=6),
    st.frozensets(st.integers(0, 5)),
    st.integers(0, 40),
    st.integers(1, 40),
)
def test_groups_stand_one_below_the_other(
    sizes: list[int], folded: frozenset[int], start: int, n: int
) -> None:
    source = grouped(sizes, folded)
    wanted = flat(source)
    assert source.count() == len(wanted)
    assert [each.id for each in source.fetch(start, n)] == wanted[start : start + n]
    for index, line_id in enumerate(wanted):
        assert source.index_of(line_id) == index


def test_what_is_folded_away_has_no_place() -> None:
    source = grouped([2, 3])
    folded = source.folded(-1)
    assert [each.id for each in folded.fetch(0, 9)] == [-1, -2, 3, 4, 5]
    assert folded.index_of(1) is None
    assert folded.folded(-1).count() == source.count()


def test_a_record_that_vanished_since_the_count_moves_no_other_group() -> None:
    header = GroupHeader(-1, "A级", 3)
    source = GroupedSource(
        [Group(header, Rows([Firm(1)])), Group(GroupHeader(-2, "B级", 1), Rows([Firm(9)]))],
        {1: 0, 9: 1}.get,
    )
    lines = source.fetch(0, 20)
    assert len(lines) == source.count()
    assert [each.id for each in lines[-2:]] == [-2, 9]


def test_the_place_in_a_group_is_counted_from_its_first_record() -> None:
    source = grouped([2, 3])
    assert source.place_in_group(0) is None
    assert source.place_in_group(2) == (2, 2)
    assert source.place_in_group(4) == (1, 3)


def test_words_are_put_on_the_lines_of_groups() -> None:
    noted = grouped([1, 1]).noted(["成交 ¥3万", ""])
    assert [each.header.note for each in noted.groups] == ["成交 ¥3万", ""]
