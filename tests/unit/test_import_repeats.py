"""Of the rows of a file only those are looked at whose keys may have come before."""

from __future__ import annotations

from crm_tui.services.imports.repeats import Repeats, mark_of


def test_the_rows_that_share_a_key_are_told_in_order() -> None:
    repeats = Repeats()
    repeats.add([(7, 8), (9,), ()])
    repeats.add([(10,), (8, 11), (7,)])
    assert [*repeats.places()] == [0, 4, 5]


def test_rows_without_a_key_in_common_are_not_looked_at() -> None:
    repeats = Repeats()
    repeats.add([(number, number + 1) for number in range(0, 1_000, 2)])
    assert [*repeats.places()] == []


def test_the_kind_of_a_key_is_part_of_its_mark() -> None:
    assert mark_of(("name", "恒信")) == mark_of(("name", "恒信"))
    assert mark_of(("name", "恒信")) != mark_of(("short", "恒信"))
