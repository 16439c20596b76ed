"""Every screen in both languages, at three sizes, dark, light and without colours.

The album beside this file holds the text of each screen by language and size, and its looks. After
a wished change: pytest -m "long or not long" tests/snapshots --snapshot-update, and look at what
git says has changed.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

import pytest

from crm_tui.i18n import use_language
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens import view_picker
from tests.driver import Driver
from tests.snapshots.laws import broken, coloured, illegible
from tests.snapshots.pictures import Picture, picture_of
from tests.snapshots.tours import TOURS
from tests.snapshots.walking import STILL, go_to, leave, opened_in

ALBUM = Path(__file__).parent / "album"
SIZES = ((80, 24), (120, 40), (220, 60))
_LONG = pytest.mark.long
_TOURS = tuple(name for name in TOURS if name != "first")
_MATRIX = [
    pytest.param(language, size, id=f"{language}-{size[0]}x{size[1]}")
    for language in ("zh", "en")
    for size in SIZES
]
Album = Callable[[str, dict[str, str]], None]
"""Holds what was seen on a tour against a page of the album."""


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Album:
    def compare(name: str, seen: dict[str, str]) -> None:
        page = ALBUM / f"{name}.txt"
        if request.config.getoption("--snapshot-update"):
            page.write_text(_written(seen), encoding="utf-8")
        differ("The album", page.read_text(encoding="utf-8"), _written(seen))

    return compare


def _written(seen: dict[str, str]) -> str:
    return "".join(f"=== {stop} ===\n{text}\n\n" for stop, text in seen.items())


def differ(name: str, before: str, now: str) -> None:
    """Fail with the lines that differ; pytest's own comparison of long texts takes minutes."""
    if before != now:
        told = unified_diff(before.splitlines(), now.splitlines(), name, "Now", n=6, lineterm="")
        pytest.fail("\n".join(told), pytrace=False)


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count every view, however slow the machine is now."""
    monkeypatch.setattr(view_picker, "_COUNTING_SECONDS", 60)


@pytest.fixture
def no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal wishes for none."""
    monkeypatch.setenv("NO_COLOR", "1")


async def test_the_screens_that_open_first_look_as_in_the_album(tmp_path: Path) -> None:
    pictures = await _walked(tmp_path, use_language("zh"), (120, 40), "first")
    shown = {name: each.text() for name, each in pictures.items()}
    looks = {name: each.looks() for name, each in pictures.items()}
    for name, seen in (("zh-120x40-day", shown), ("dark-day", looks)):
        page = (ALBUM / f"{name}.txt").read_text(encoding="utf-8")
        differ(name, _written(_stops_of(page, seen)), _written(seen))


@_LONG
@pytest.mark.parametrize("tour", _TOURS)
@pytest.mark.parametrize(("language", "size"), _MATRIX)
async def test_every_screen_is_whole_in_dark_and_in_light(
    album: Album,
    tmp_path: Path,
    language: str,
    size: tuple[int, int],
    tour: str,
) -> None:
    light: dict[str, Picture] = {}

    async def in_light(app: CrmApp, driver: Driver, name: str) -> None:
        app.use_display(replace(STILL, theme="light"))
        await driver.pilot.pause()
        light[name] = picture_of(app)
        app.use_display(STILL)
        await driver.pilot.pause()

    dark = await _walked(tmp_path, use_language(language), size, tour, also=in_light)
    in_dark = {name: each.text() for name, each in dark.items()}
    album(f"{language}-{size[0]}x{size[1]}-{tour}", in_dark)
    differ("Dark", _written(in_dark), _written({n: each.text() for n, each in light.items()}))
    assert not {n: found for n, each in light.items() if (found := [*illegible(each)])}
    if (language, size) == ("zh", (120, 40)):
        album(f"dark-{tour}", {name: each.looks() for name, each in dark.items()})
        album(f"light-{tour}", {name: each.palette() for name, each in light.items()})


@_LONG
@pytest.mark.usefixtures("no_colours")
@pytest.mark.parametrize("tour", _TOURS)
@pytest.mark.parametrize(("language", "size"), _MATRIX)
async def test_every_screen_is_whole_without_colours(
    album: Album,
    tmp_path: Path,
    language: str,
    size: tuple[int, int],
    tour: str,
) -> None:
    pictures = await _walked(tmp_path, use_language(language), size, tour, look=coloured)
    album(f"{language}-{size[0]}x{size[1]}-{tour}", {n: e.text() for n, e in pictures.items()})
    if (language, size) == ("zh", (120, 40)):
        album(f"no-color-{tour}", {name: each.palette() for name, each in pictures.items()})


def _stops_of(page: str, wanted: dict[str, str]) -> dict[str, str]:
    """Return what a page of the album holds of these stops."""
    parts = re.split(r"^=== (\w+) ===\n", page, flags=re.MULTILINE)[1:]
    stops = zip(parts[::2], parts[1::2], strict=True)
    return {name: text.removesuffix("\n\n") for name, text in stops if name in wanted}


async def _walked(
    folder: Path,
    language: str,
    size: tuple[int, int],
    tour: str,
    *,
    look: Callable[[Picture], Iterator[str]] = illegible,
    also: Callable[[CrmApp, Driver, str], Awaitable[None]] | None = None,
) -> dict[str, Picture]:
    """Go on a tour; every law holds at each of its stops."""
    pictures: dict[str, Picture] = {}
    faults: dict[str, list[str]] = {}
    async with opened_in(folder, language, size, tour) as (app, driver):
        for stop in TOURS[tour]:
            await go_to(app, driver, stop, language)
            picture = pictures[stop.name] = picture_of(app)
            if found := [*broken(app, picture, language), *look(picture)]:
                faults[stop.name] = found
            if also is not None:
                await also(app, driver, stop.name)
            await leave(app, driver, stop, language)
    told = [f"{name}: {fault}" for name, found in faults.items() for fault in found]
    assert not told, "\n".join(told)
    return pictures
