"""The frame painted before the screens can be looks like the one they begin with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.screen import Screen

from crm_tui.i18n import use_language
from crm_tui.settings import Display
from crm_tui.tui.app import CrmApp
from crm_tui.tui.frames import opening_frame
from crm_tui.tui.screens.start import OpeningScreen
from crm_tui.tui.terminal.application import TerminalApp
from crm_tui.tui.terminal.first_frame import FirstFrame, is_standing, painted
from crm_tui.tui.terminal.looks import frame_styles

TRUE_COLOUR = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
Cell = tuple[str, object, object, bool, bool]


class Opening(TerminalApp[None]):
    """Shows what the program shows while it opens its database."""

    CSS_PATH = CrmApp.CSS_PATH

    def get_default_screen(self) -> Screen[None]:
        """Return that screen."""
        return OpeningScreen()


def cells(line: Iterable[Segment]) -> list[Cell]:
    """What of a line can be seen: the colour of a blank cannot."""
    return [
        (
            character,
            colour(style, "color") if character != " " else None,
            colour(style, "bgcolor"),
            bool(style.bold),
            bool(style.reverse),
        )
        for text, style in ((each.text, each.style or Style()) for each in line)
        for character in text
    ]


def colour(style: Style, which: str) -> object:
    found = style.color if which == "color" else style.bgcolor
    return None if found is None or found.is_default else (found.number, found.triplet)


def as_read(frame: str, width: int) -> Iterator[list[Cell]]:
    """What a terminal shows of what was written."""
    console = Console(width=width + 1, color_system="truecolor", force_terminal=True)
    for line in frame.split("\r\n"):
        yield cells(each for each in Text.from_ansi(line).render(console, end=""))


async def drawn(folder: Path, look: str, size: tuple[int, int]) -> Sequence[list[Cell]]:
    app = Opening(crash_folder=folder, display=Display(theme=look))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        return [cells(line) for line in app.screen._compositor.render_strips()]


@pytest.mark.parametrize(
    ("look", "size"),
    [
        ("dark", (80, 24)),
        ("light", (120, 30)),
        ("contrast", (160, 45)),
        ("terminal", (100, 24)),
    ],
)
async def test_the_frame_is_to_the_cell_what_the_screens_begin_with(
    tmp_path: Path, look: str, size: tuple[int, int]
) -> None:
    use_language("zh")
    lines = opening_frame(*size, has_preview=True)
    frame = painted(lines, frame_styles(look, TRUE_COLOUR))
    assert list(as_read(frame, size[0])) == list(await drawn(tmp_path, look, size))


async def test_the_frame_has_no_colours_where_none_are_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    frame = painted(
        opening_frame(80, 24, has_preview=True), frame_styles("dark", {"NO_COLOR": "1"})
    )
    assert list(as_read(frame, 80)) == list(await drawn(tmp_path, "dark", (80, 24)))


def test_a_terminal_of_256_colours_is_told_the_nearest() -> None:
    styles = frame_styles("dark", {"TERM": "screen-256color"})
    for part, hexed in (("38", "#e0e0e0"), ("48", "#242f38")):
        nearest = Style.parse(hexed).color.downgrade(2).number  # type: ignore[union-attr]
        assert f"{part};5;{nearest}" in styles["normal"]


def test_a_very_small_terminal_has_no_frame() -> None:
    assert opening_frame(30, 24, has_preview=True) == opening_frame(80, 5, has_preview=True) == []


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {}, TRUE_COLOUR])
def test_nothing_is_painted_where_nothing_can_be(
    environment: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    # Tests have no terminal: the last of these fails for that reason alone.
    frame = FirstFrame(Display(), environment)
    frame.put_up()
    assert not is_standing()
    frame.take_down()
    assert capfd.readouterr() == ("", "")


async def test_what_is_typed_while_the_program_opens_is_kept_and_given_once(
    tmp_path: Path,
) -> None:
    app = Opening(crash_folder=tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("2", "enter")
        screen = app.screen
        assert isinstance(screen, OpeningScreen)
        assert [each.key for each in screen.give_typed()] == ["2", "enter"]
        assert screen.give_typed() == []


async def test_a_start_that_hangs_can_be_left(tmp_path: Path) -> None:
    app = Opening(crash_folder=tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+c")
    assert app.return_code == 0
