"""Every tone can be read on every ground it stands on, in each theme with colours of its own."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from textual.color import Color

from crm_tui.settings import THEMES as NAMES
from crm_tui.tui.terminal.looks import theme_for
from crm_tui.tui.terminal.themes import DIM_FACTORS, THEMES
from tests.contrast import ratio

STYLES = Path(__file__).parents[2] / "crm_tui" / "tui" / "styles"
GROUNDS = ("surface", "panel", "boost", "background")
LIBRARY = ("text-muted", "text-disabled", "foreground-muted", "text-primary")
COLOURED = [name for name in NAMES if not THEMES[name].ansi]


def _inks() -> set[str]:
    text = "\n".join(file.read_text(encoding="utf-8") for file in STYLES.glob("*.tcss"))
    used = set(re.findall(r"[{;\s](?:border-(?:sub)?title-)?color:\s*\$([a-z0-9-]+)", text))
    return (used | set(LIBRARY)) - {"block-cursor-foreground"}  # which stands on the cursor alone


def _colours(name: str) -> dict[str, Color]:
    found = {**THEMES[name].to_color_system().generate(), **THEMES[name].variables}
    wanted = {*GROUNDS, *_inks(), "block-cursor-background", "block-cursor-foreground", "panel"}
    colours = {each: Color.parse(found[each]) for each in wanted}
    surface = colours["surface"]
    # What is see-through lies over the surface.
    return {each: surface.blend(c, c.a, 1) for each, c in colours.items()}


def _least(name: str) -> float:
    return 7.0 if name == "contrast" else 4.5


def test_the_ratio_is_that_of_the_standard() -> None:
    assert round(ratio(Color.parse("#000000"), Color.parse("#ffffff")), 2) == 21
    assert round(ratio(Color.parse("#777777"), Color.parse("#ffffff")), 2) == 4.48


@pytest.mark.parametrize("name", COLOURED)
def test_text_stands_out_from_its_ground(name: str) -> None:
    colours = _colours(name)
    weak = {
        (ink, ground): round(ratio(colours[ink], colours[ground]), 2)
        for ink, ground in product(sorted(_inks()), GROUNDS)
        if ratio(colours[ink], colours[ground]) < _least(name)
    }
    assert weak == {}


@pytest.mark.parametrize("name", COLOURED)
def test_dim_text_can_still_be_read(name: str) -> None:
    colours = _colours(name)
    for ground in ("surface", "panel"):
        dimmed = colours[ground].blend(colours["foreground"], DIM_FACTORS[name], 1)
        assert ratio(dimmed, colours[ground]) >= _least(name), ground


@pytest.mark.parametrize("name", COLOURED)
def test_what_is_under_the_cursor_can_be_read(name: str) -> None:
    colours = _colours(name)
    cursor = colours["block-cursor-background"]
    assert ratio(colours["block-cursor-foreground"], cursor) >= _least(name)
    # A list reverses its cursor's row.
    assert ratio(colours["surface"], cursor) >= _least(name)


@pytest.mark.parametrize("name", COLOURED)
def test_a_frame_with_the_focus_can_be_seen(name: str) -> None:
    colours = THEMES[name].to_color_system().generate()
    assert ratio(Color.parse(colours["primary"]), _colours(name)["surface"]) >= 3


def test_every_theme_of_the_settings_is_there() -> None:
    assert set(THEMES) == set(NAMES)


@pytest.mark.parametrize(
    ("wish", "said", "shown"),
    [
        (None, "", "dark"),
        (None, "15;0", "dark"),
        (None, "0;15", "light"),
        (None, "0;default;15", "light"),
        (None, "0;7", "light"),
        (None, "7;8", "dark"),
        (None, "0;default", "dark"),
        ("contrast", "0;15", "contrast"),
        ("pink", "", "dark"),
    ],
)
def test_the_terminal_is_asked_where_nothing_was_chosen(
    wish: str | None, said: str, shown: str
) -> None:
    assert theme_for(wish, {"COLORFGBG": said}) == shown


def test_without_colours_the_terminals_own_are_left() -> None:
    assert theme_for("light", {}, no_color=True) == "terminal"
