"""Photograph the real program: sample data, a fixed clock, keys as a person presses them.

`make screenshots` writes the PNG files beside this script. It needs rsvg-convert (Debian:
librsvg2-bin) and a monospaced CJK font (fonts-noto-cjk).
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from rich.cells import get_character_cell_size
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import App

sys.path.insert(0, str(Path(__file__).parents[1]))

from crm_tui.bootstrap import open_crm
from crm_tui.clock import FakeClock
from crm_tui.i18n import use_language
from crm_tui.settings import Display, Settings
from crm_tui.tui.app import CrmApp
from crm_tui.tui.machine import machine_of
from tests.driver import Driver, driving

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 23, 9, 40, tzinfo=ZoneInfo("Asia/Shanghai"))
SIZE = (140, 36)
PERSON, MANAGER = "zhouting", "wangwei"
CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 10, 22, 20
FONT = "Noto Sans Mono CJK SC"
SIGN_FONT = ' font-family="DejaVu Sans Mono" font-size="16.6"'
INK, PAPER = "#e0e0e0", "#121212"


def drawing(app: App[object]) -> str:
    """Return the screen as SVG in which every character stands in its own cells."""
    lines = app.screen._compositor.render_strips()  # noqa: SLF001 - what the terminal is sent
    width, height = app.size.width * CELL_WIDTH, len(lines) * CELL_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">',
        f'<g font-family="{FONT}" font-size="{FONT_SIZE}" xml:space="preserve">',
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
    ]
    for number, strip in enumerate(lines):
        parts += _line(strip, number * CELL_HEIGHT)
    return "\n".join([*parts, "</g></svg>"])


def _line(segments: Iterable[Segment], top: int) -> Iterable[str]:
    left = 0
    for text, style, _control in segments:
        ink, paper, extra = _look(style or Style())
        cells = sum(map(get_character_cell_size, text))
        width = cells * CELL_WIDTH
        yield f'<rect x="{left}" y="{top}" width="{width}" height="{CELL_HEIGHT}" fill="{paper}"/>'
        at = left
        for is_sign, run in groupby(text, key=lambda each: not _fits_the_grid(each)):
            for part in run if is_sign else ["".join(run)]:
                font = SIGN_FONT if is_sign else ""
                yield (
                    f'<text x="{at}" y="{top + FONT_SIZE - 3}" fill="{ink}"{extra}{font}>'
                    f"{escape(part)}</text>"
                )
                at += sum(map(get_character_cell_size, part)) * CELL_WIDTH
        left += width


def _fits_the_grid(character: str) -> bool:
    """Tell whether the CJK font draws the character as wide as the terminal does."""
    return character.isascii() or get_character_cell_size(character) == 2


def _look(style: Style) -> tuple[str, str, str]:
    ink = _hex(style.color, INK)
    paper = _hex(style.bgcolor, PAPER)
    if style.reverse:
        ink, paper = paper, ink
    extra = ' font-weight="bold"' if style.bold else ""
    return ink, paper, extra + (' opacity="0.6"' if style.dim else "")


def _hex(colour: Color | None, usual: str) -> str:
    return usual if colour is None or colour.is_default else colour.get_truecolor().hex


def photograph(driver: Driver, name: str) -> None:
    """Write what the screen shows now as a PNG."""
    svg = drawing(driver.app).encode()
    subprocess.run(["rsvg-convert", "-o", str(FOLDER / f"{name}.png")], input=svg, check=True)


async def walk(app: CrmApp) -> None:
    """Go through the screens and photograph each."""
    async with driving(app, *SIZE) as driver:
        await driver.see("今日待办")
        await settle(driver)
        photograph(driver, "today")
        await driver.press("2")
        await driver.see("我负责的")
        await driver.press("j", "j")
        await settle(driver)
        photograph(driver, "customers")
        await walk_the_list(driver)
        await driver.press("enter")
        await driver.see("时间线")
        await settle(driver)
        photograph(driver, "detail")
        await driver.press("escape")
        await settle(driver)
        await driver.press("3")
        await settle(driver)
        photograph(driver, "pool")
        await driver.press("2", "f")
        await settle(driver)
        await driver.type_text("电话 接通 积极 预算已批，要分期方案 明天下午3点 发方案 #报价")
        await settle(driver)
        photograph(driver, "follow_up")
        await driver.press("enter")
        await settle(driver)
        await driver.press("7")
        await settle(driver)
        photograph(driver, "calendar")
        await walk_an_import(driver)


async def walk_an_import(driver: Driver) -> None:
    """Photograph a file of a trade fair: what its columns are taken for, and its dry run."""
    await driver.press("2")
    await settle(driver)
    await driver.press("ctrl+r")
    await settle(driver)
    await driver.type_text(str(FOLDER.parent / "data" / "layouts" / "trade_fair.xlsx"))
    await driver.press("f2")
    await driver.see("导入为")
    await settle(driver)
    await driver.press("down", "down")
    await settle(driver)
    photograph(driver, "import")


async def walk_the_list(driver: Driver) -> None:
    """Photograph what a list can do: a query, groups with marks, the views, finding everything."""
    await driver.press("slash")
    await driver.type_text("到期:<15天 等级:B,C")
    await settle(driver)
    await driver.type_text(" 阶段:")
    await settle(driver)
    photograph(driver, "query")
    await driver.press("escape", "escape")
    await settle(driver)
    await driver.press("z", "1", "home", "j", "j", "space", "j")
    await settle(driver)
    photograph(driver, "groups")
    await driver.press("escape", "z", "0")
    await settle(driver)
    await driver.press("v")
    await settle(driver)
    photograph(driver, "views")
    await driver.press("escape", "ctrl+f")
    await driver.type_text("预算")
    await settle(driver)
    photograph(driver, "find")
    await driver.press("escape")
    machine_of(driver.app).use_display(Display("light"))
    await settle(driver)
    photograph(driver, "light")
    machine_of(driver.app).use_display(Display("dark"))
    await settle(driver)


async def walk_as_manager(app: CrmApp) -> None:
    """Photograph what a manager looks at: the team, what is being sold, rules that are tried."""
    async with driving(app, *SIZE) as driver:
        await driver.see("今日待办")
        await settle(driver)
        await driver.press("O")
        await settle(driver)
        photograph(driver, "team")
        await driver.press("escape", "5")
        await settle(driver)
        await driver.press("B")
        await settle(driver)
        photograph(driver, "board")
        await driver.press("escape", "6")
        await settle(driver)
        photograph(driver, "orders")
        await driver.press("9")
        await settle(driver)
        await driver.press("v")
        await driver.type_text("公海")
        await driver.press("enter")
        await settle(driver)
        await driver.press("r")
        await settle(driver)
        photograph(driver, "rules")


async def settle(driver: Driver) -> None:
    """Wait until two looks in a row show the same."""
    before: list[str] = []
    while before != (now := driver.screen_text()):
        before = now
        await asyncio.sleep(0.4)


def settings_of(person: str, file: Path) -> Settings:
    """Return settings of a machine where this person works."""
    return Settings(str(file), person, "zh", file.with_name("s.toml"), file.with_name("log"))


def main() -> None:
    """Make a sample office and photograph it."""
    if shutil.which("rsvg-convert") is None:
        sys.exit("rsvg-convert is missing: install librsvg2-bin (Debian) or librsvg")
    use_language("zh")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "crm.db"
        crm = open_crm(settings_of(PERSON, file), FakeClock(NOW), create=True)
        crm.samples.fill(300)
        crm.close()
        for person, road in ((PERSON, walk), (MANAGER, walk_as_manager)):
            app = CrmApp(settings_of(person, file), FakeClock(NOW))
            asyncio.run(road(app))
            app.close_database()


if __name__ == "__main__":
    main()
