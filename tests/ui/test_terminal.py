"""Each test here fails when its work-around is taken away or no longer needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual import screen as screen_module
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Input, Static

from crm_tui.crashes import write_crash_log
from crm_tui.settings import Display, Motion
from crm_tui.tui.app import CrmApp
from crm_tui.tui.terminal.application import TerminalApp
from crm_tui.tui.terminal.environment import may_blink, prepare_environment
from crm_tui.tui.terminal.plain_text import NarrowFilter, PlainTextFilter, harmless
from crm_tui.tui.terminal.signs import NARROW_TWINS
from tests import make
from tests.driver import driving

CHINESE = "北京恒信科技有限公司"
HOSTILE = "\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\u202e客户\u2066\x00\r"


@pytest.fixture(autouse=True)
def _own_compositor() -> Iterator[None]:
    """Leave the library as it was found."""
    before = vars(screen_module)["Compositor"]
    yield
    vars(screen_module)["Compositor"] = before


class OverlayApp(TerminalApp[None]):
    """Two bordered panes and a text that lies over the edge between them."""

    CSS = """
    Screen { layers: below above; }
    Horizontal { layer: below; }
    .pane { border: solid white; width: 20; height: 5; }
    #over { layer: above; width: 22; height: 1; }
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(crash_folder=folder)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("左", classes="pane")
            yield Static("右", classes="pane")
        yield Static(CHINESE, id="over", markup=False)


class PlainCompositorApp(OverlayApp):
    """The same on the library's own compositor."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        vars(screen_module)["Compositor"] = Compositor


async def _offsets_that_lose_glyphs(app: OverlayApp) -> list[int]:
    lost: list[int] = []
    async with driving(app) as driver:
        over = app.query_one("#over", Static)
        for offset in range(41):
            over.styles.offset = (offset, 2)
            await driver.pilot.pause()
            if not driver.sees(CHINESE):
                lost.append(offset)
    return lost


async def test_a_wide_glyph_over_an_edge_survives_at_every_offset(tmp_path: Path) -> None:
    assert await _offsets_that_lose_glyphs(OverlayApp(tmp_path)) == []


@pytest.mark.long
async def test_the_library_itself_still_loses_wide_glyphs(tmp_path: Path) -> None:
    """When this fails, textual is cured and our compositor can go."""
    assert await _offsets_that_lose_glyphs(PlainCompositorApp(tmp_path)) != []


def _written_for(app: App[None], dirty: Region) -> str:
    compositor = app.screen._compositor
    compositor._dirty_regions = {dirty}
    update = compositor.render_partial_update()
    assert update is not None
    return update.render_segments(Console(color_system=None))


async def test_a_partial_update_writes_wide_glyphs_whole(tmp_path: Path) -> None:
    app = OverlayApp(tmp_path)
    lost: list[int] = []
    async with driving(app) as driver:
        over = app.query_one("#over", Static)
        for offset in range(41):
            over.styles.offset = (offset, 2)
            await driver.pilot.pause()
            if CHINESE not in _written_for(app, over.region.shrink((0, 5, 0, 3))):
                lost.append(offset)
    assert lost == []


async def test_a_partial_update_leaves_what_lies_above_alone(tmp_path: Path) -> None:
    app = OverlayApp(tmp_path)
    async with driving(app) as driver:
        over = app.query_one("#over", Static)
        over.styles.offset = (9, 0)
        await driver.pilot.pause()
        pane = app.query(".pane").first(Static)
        first_line = _written_for(app, pane.region).split("\x1b[2;")[0]
        assert CHINESE in first_line
        assert "─" * 10 not in first_line


class HostileApp(TerminalApp[None]):
    """Shows hostile data in many ways."""

    def compose(self) -> ComposeResult:
        yield Static(HOSTILE, markup=False)
        yield Static(Content(HOSTILE))
        yield Input(HOSTILE)

    def on_mount(self) -> None:
        self.notify(HOSTILE, markup=False)


async def test_no_control_character_of_data_reaches_the_terminal(tmp_path: Path) -> None:
    async with driving(HostileApp(crash_folder=tmp_path)) as driver:
        await driver.see("客户")
        shown = "".join(driver.screen_text())
        assert shown == harmless(shown)
        for character in "\x1b\x9b\x00\x07\r\u202e\u2066":
            assert character not in shown


def test_controls_of_the_library_itself_pass_the_filter() -> None:
    control = Segment("\x1b[2J", None, [(1,)])  # type: ignore[list-item]
    assert PlainTextFilter().apply([control], Color(0, 0, 0)) == [control]


def test_a_surrogate_cannot_break_the_writer() -> None:
    harmless("a\ud800b").encode()


def test_uncertain_widths_have_narrow_twins() -> None:
    filtered = NarrowFilter().apply([Segment("".join(NARROW_TWINS) + "客")], Color(0, 0, 0))
    assert filtered[0].text == "".join(NARROW_TWINS.values()) + "客"


@pytest.mark.parametrize("program", ["vscode", "iTerm.app"])
def test_chinese_input_methods_get_the_old_keyboard_protocol(program: str) -> None:
    environment = {"TERM_PROGRAM": program}
    prepare_environment(environment)
    assert environment["TEXTUAL_DISABLE_KITTY_KEY"] == "1"


def test_the_users_own_choice_of_keyboard_protocol_stands() -> None:
    environment = {"TERM_PROGRAM": "vscode", "TEXTUAL_DISABLE_KITTY_KEY": "0"}
    prepare_environment(environment)
    assert environment["TEXTUAL_DISABLE_KITTY_KEY"] == "0"


def test_other_terminals_keep_the_new_keyboard_protocol() -> None:
    environment = {"TERM_PROGRAM": "WezTerm"}
    prepare_environment(environment)
    assert "TEXTUAL_DISABLE_KITTY_KEY" not in environment


def test_the_environment_is_prepared_without_loading_textual() -> None:
    code = (
        "import sys, crm_tui.tui.terminal.environment as e; e.prepare_environment({});"
        "sys.exit('textual' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_cursors_blink_only_at_home() -> None:
    assert may_blink({})
    assert not may_blink({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"})


class TypingApp(TerminalApp[None]):
    """One input."""

    def compose(self) -> ComposeResult:
        yield Input()


@pytest.mark.parametrize("blink", [True, False])
async def test_the_cursor_blinks_where_it_may(tmp_path: Path, *, blink: bool) -> None:
    motion = Motion.ON if blink else Motion.OFF
    app = TypingApp(crash_folder=tmp_path, display=Display(motion=motion))
    async with driving(app) as driver:
        await driver.wait_until(lambda: app.query_one(Input).has_focus)
        await driver.wait_until(lambda: app.query_one(Input).cursor_blink is blink)


class CrashingApp(TerminalApp[None]):
    """Fails with a customer's data in hand."""

    def on_mount(self) -> None:
        phone = "13812345678"
        raise ValueError("bad phone " + phone)


def test_a_crash_names_code_and_no_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = CrashingApp(crash_folder=tmp_path)
    app.run(headless=True)
    assert app.return_code == 1
    told = capsys.readouterr()
    everything = told.out + told.err
    assert "13812345678" not in everything
    assert "Traceback" not in everything
    (log,) = tmp_path.glob("crash-*.log")
    assert log.name in everything.replace("\n", "")
    text = log.read_text(encoding="utf-8")
    assert "13812345678" not in text
    assert "builtins.ValueError" in text
    assert "in on_mount" in text


class LeavingApp(TerminalApp[None]):
    """Is told to end while a screen is put together, which then lacks its parts."""

    def on_mount(self) -> None:
        self.exit(return_code=129)
        self.query_one("#never-made")


def test_a_screen_that_is_left_half_made_is_no_crash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = LeavingApp(crash_folder=tmp_path)
    app.run(headless=True)
    assert app.return_code == 129
    assert list(tmp_path.glob("crash-*.log")) == []
    told = capsys.readouterr()
    assert "crash" not in told.out + told.err


class DrawnError(Exception):
    """An error that knows how to draw itself, data included."""

    def __rich__(self) -> str:
        return "王伟 13812345678"


class DrawnCrashApp(TerminalApp[None]):
    """Fails with such an error."""

    def on_mount(self) -> None:
        raise DrawnError


def test_an_error_that_draws_itself_is_not_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    DrawnCrashApp(crash_folder=tmp_path).run(headless=True)
    told = capsys.readouterr()
    assert "13812345678" not in told.out + told.err
    assert len(list(tmp_path.glob("crash-*.log"))) == 1


def test_a_crash_that_cannot_be_logged_is_still_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert write_crash_log(ValueError(), blocked / "folder", datetime.now(UTC)) is None


def test_causes_are_logged_too(tmp_path: Path) -> None:
    try:
        try:
            int("王伟")
        except ValueError as error:
            raise KeyError("王伟") from error
    except KeyError as error:
        path = write_crash_log(error, tmp_path, datetime.now(UTC))
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert path.stat().st_mode & 0o077 == 0


class _Written:
    """A driver that keeps what is written."""

    is_headless = False

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        """Nothing waits."""


def _titled(monkeypatch: pytest.MonkeyPatch, folder: Path, *titles: str) -> str:
    app, driver = TypingApp(crash_folder=folder), _Written()
    monkeypatch.setattr(app, "_driver", driver)
    monkeypatch.setattr(TypingApp, "is_headless", False)
    for title in titles:
        app.set_window_title(title)
    app.on_unmount()
    return driver.text


def test_the_window_has_a_title_and_gets_its_own_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    written = _titled(monkeypatch, tmp_path, "客户通", "客户通", "客户通 — 北京")
    assert written == "\x1b[22;0t\x1b]0;客户通\x07\x1b]0;客户通 — 北京\x07\x1b[23;0t"


def test_a_title_cannot_give_the_terminal_orders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    written = _titled(monkeypatch, tmp_path, HOSTILE)
    inside = written.partition("\x1b]0;")[2].partition("\x07")[0]
    assert "客户" in inside
    assert not any(character in inside for character in "\x1b\x9b\x9c\x07\r\u202e")


def test_a_console_without_titles_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    assert _titled(monkeypatch, tmp_path, "客户通") == ""


def test_without_colours_nothing_is_coloured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TypingApp(crash_folder=tmp_path, display=Display("light"))
    segments = [Segment("客户", Style.parse("bold #ff0000 on #0000ff"))]
    for each in app.get_line_filters():
        segments = each.apply(segments, Color(0, 0, 0)) if each.enabled else segments
    style = segments[0].style
    assert style is not None
    assert style.bold
    assert style.color is not None
    assert style.bgcolor is not None
    assert style.color.is_default
    assert style.bgcolor.is_default


def test_a_clock_that_ticks_without_a_screen_does_no_harm(tmp_path: Path) -> None:
    CrmApp(make.settings(tmp_path / "crm.db")).show_status()


class UpdatedApp(TerminalApp[None]):
    """Needs a module late, which an update has removed meanwhile."""

    def on_mount(self) -> None:
        import_module("crm_tui.tui.screens.of_another_version")


def test_a_program_updated_under_its_screens_ends_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    UpdatedApp(crash_folder=tmp_path).run(headless=True)
    told = capsys.readouterr()
    assert (told.out + told.err).strip() == "The program was updated. Please open it again."
