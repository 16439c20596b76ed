"""What a list keeps of what it used."""

from __future__ import annotations

from crm_tui.tui.widgets.record_list.kept import Kept


def kept(*names: str, at_most: int = 3) -> Kept[str, int]:
    found: Kept[str, int] = Kept(at_most)
    for number, name in enumerate(names):
        found.keep(name, number)
    return found


def test_the_one_used_longest_ago_makes_room() -> None:
    found = kept("a", "b", "c")
    assert found.get("a") == 0
    found.keep("d", 3)
    assert [each in found for each in "abcd"] == [True, False, True, True]


def test_a_value_in_place_of_another_drops_none() -> None:
    found = kept("a", "b", "c", "b")
    assert [found.get(each) for each in "abc"] == [0, 3, 2]


def test_what_was_forgotten_is_not_there() -> None:
    found = kept("a", "b")
    found.clear()
    assert found.get("a") is None
    assert "a" not in found
