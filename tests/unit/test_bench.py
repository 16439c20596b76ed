"""The measuring itself: what stands on the glass, when a bound is held, which section is new."""

from __future__ import annotations

from tests.bench import pages
from tests.bench.glass import Glass
from tests.bench.measuring import Bound, Figure, percentile


def _text(glass: Glass, line: int) -> str:
    (cells,) = glass.shown(line, line, 12)
    return "".join(character for character, _style in cells)


def test_wide_characters_take_two_cells() -> None:
    glass = Glass(12, 3)
    glass.write("\x1b[2;3H客户a".encode())
    assert _text(glass, 2) == "  客户a     "


def test_what_breaks_off_in_the_middle_waits_for_the_rest() -> None:
    whole, broken = Glass(12, 3), Glass(12, 3)
    data = "\x1b[1;31mab\x1b[0m\x1b[3;2H客\r\n户".encode()
    whole.write(data)
    for at in range(len(data)):
        broken.write(data[at : at + 1])
    assert whole.shown(1, 3, 12) == broken.shown(1, 3, 12)


def test_the_same_text_in_another_style_is_a_change() -> None:
    glass = Glass(12, 3)
    glass.write(b"\x1b[1;1H\x1b[7mrow")
    marked = glass.shown(1, 1, 12)
    glass.write(b"\x1b[1;1H\x1b[0mrow")
    assert glass.shown(1, 1, 12) != marked


def test_a_title_is_no_text_of_the_screen() -> None:
    glass = Glass(12, 3)
    glass.write("\x1b]0;客户通\x07row".encode())
    assert _text(glass, 1) == "row         "


def test_a_bound_is_held_or_missed_by_the_statistic_it_names() -> None:
    spent = [*range(1, 20), 100]
    assert percentile(spent, 95) == 19
    assert Figure.of("a", spent, limit=Bound(19, "p95")).verdict == "held"
    assert Figure.of("a", spent, limit=Bound(99, "worst")).verdict == "**missed**"
    assert Figure("a", 5, 5, peer="raw", peer_median=2, most_ratio=2).verdict == "**missed**"


def test_only_the_section_that_was_measured_is_new() -> None:
    page = pages.with_section("", "lists", ["first lists"])
    page = pages.with_section(page, "rules", ["the rules"])
    page = pages.with_section(page, "lists", ["second lists"])
    assert "first lists" not in page
    assert page.index("second lists") < page.index("the rules")
