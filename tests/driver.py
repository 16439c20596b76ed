"""Drive the screens as a person does: press, type, read; wait for a condition, never for time."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import app as app_module
from textual import events
from textual import screen as screen_module
from textual._context import visible_screen_stack
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from crm_tui.tui import operations
from crm_tui.tui.terminal.glyphs import WholeGlyphCompositor
from crm_tui.tui.terminal.turns import TurnTaking
from crm_tui.tui.thrift import GarbageLooks
from tests.resting import come_to_rest, rest_as_told


class CountingCompositor(WholeGlyphCompositor):
    """Counts the paintings, so that a screen nothing was painted on need not be read again.

    Nothing is rendered for a terminal that is not there: it is when somebody reads the screen.
    """

    paintings = 0

    def render_update(
        self,
        full: bool = False,
        screen_stack: list[Screen[Any]] | None = None,
        simplify: bool = False,
    ) -> RenderableType | None:
        """Return what is to be painted: all of it when a picture is taken, else nothing."""
        type(self).paintings += 1
        if full:
            return super().render_update(full, screen_stack, simplify)
        self._dirty_regions.clear()
        return None


class SharedStylesheet(Stylesheet):
    """Reads a text once for all apps of a run, which say the same in the same colours."""

    _known: ClassVar[dict[tuple[object, ...], list[RuleSet]]] = {}

    def _parse_rules(
        self,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        place = (read_from, is_default_rules, tie_breaker, scope)
        key = (css, *place, frozenset(self._variables.items()))
        if key not in self._known:
            self._known[key] = super()._parse_rules(css, *place)
        return self._known[key]


vars(app_module)["Stylesheet"] = SharedStylesheet
rest_as_told()
# By its identity, as before, but asked 200 times for each widget: not through Python.
RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]  # the same answer
# A machine at work with other things shows it later than one reads it.
vars(operations)["_TOAST_SECONDS"] = 15
# To count what thousands of tests are made of takes longer than most of them.
GarbageLooks.let_go_of_garbage = lambda _self: None  # type: ignore[method-assign, assignment]


class Driver:
    """Hands and eyes on a running app."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self._read: tuple[object, int, list[str]] | None = None

    @property
    def app(self) -> App[Any]:
        """The app that is driven."""
        return self.pilot.app

    async def press(self, *keys: str) -> None:
        """Press keys by their names, each when all that the one before did is done."""
        await come_to_rest(self.app)
        for key in keys:
            self.app.post_message(_pressed(key))
            await come_to_rest(self.app)
            await self.app.animator.wait_until_complete()

    async def type_text(self, text: str) -> None:
        """Type the characters of a text into whatever has the focus."""
        for character in text:
            self.app.post_message(events.Key(_character_to_key(character), character))
        await self._all_taken()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys faster than the program takes them, as a slow connection brings them."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await self._all_taken()

    async def _all_taken(self) -> None:
        app = self.app
        await self.pilot.pause()
        if isinstance(app, TurnTaking):
            await self.wait_until(lambda: not app.is_taking_turns, "every key taken")

    async def click(self, widget: Widget | str, x: int = 0, y: int = 0, *, times: int = 1) -> None:
        """Click a place of a widget, counted in cells from its corner."""
        await self.pilot.click(widget, offset=(x, y), times=times)

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(width, height)

    def screen_text(self) -> list[str]:
        """Return the lines as they are seen; a wide glyph is one character."""
        screen, paintings = self.app.screen, CountingCompositor.paintings
        if not isinstance(screen._compositor, CountingCompositor):
            return [strip.text for strip in screen._compositor.render_strips()]
        if self._read is None or self._read[:2] != (screen, paintings):
            visible_screen_stack.set(self.app._background_screens)
            lines = [strip.text for strip in screen._compositor.render_strips()]
            self._read = (screen, paintings, lines)
        return self._read[2]

    def sees(self, text: str) -> bool:
        """Return whether a text stands on one of the lines now."""
        return any(text in line for line in self.screen_text())

    async def see(self, text: str) -> None:
        """Wait until a text stands on one of the lines."""
        await self.wait_until(lambda: self.sees(text), f"{text!r} on the screen")

    async def see_no(self, text: str) -> None:
        """Wait until a text stands on none of the lines."""
        await self.wait_until(lambda: not self.sees(text), f"no {text!r} on the screen")

    async def wait_until(
        self,
        condition: Callable[[], bool],
        what: str = "the condition",
        timeout_seconds: float = 20,
    ) -> None:
        """Let the app work until the condition holds; fail with the screen if it never does."""
        deadline = time.monotonic() + timeout_seconds
        await self.pilot.pause()
        while not condition():
            crash = self.app._exception
            if crash is not None:
                raise AssertionError(f"crashed before {what}: {crash!r}") from crash
            if time.monotonic() > deadline:
                seen = "\n".join(self.screen_text())
                raise AssertionError(f"waited in vain for {what}; the screen shows\n{seen}")
            await _a_moment(condition)
            await self.pilot.pause()


def _pressed(key: str) -> events.Key:
    """Return what a terminal sends of a key: those of letters and signs say which."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    try:
        character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        character = name if len(name) == 1 else ""
    return events.Key(name, character or None)


async def _a_moment(condition: Callable[[], bool]) -> None:
    """Wait until it seems to hold, 20 ms at most: to let all come to rest costs ten looks."""
    for _ in range(4):
        await asyncio.sleep(0.005)
        if condition():
            return


@asynccontextmanager
async def driving(
    app: App[Any], width: int = 80, height: int = 24, *, notifications: bool = True
) -> AsyncIterator[Driver]:
    """Run an app without a terminal and drive it."""
    if vars(screen_module)["Compositor"] is WholeGlyphCompositor:
        vars(screen_module)["Compositor"] = CountingCompositor
    async with app.run_test(size=(width, height), notifications=notifications) as pilot:
        await pilot.pause()
        driver = Driver(pilot)
        yield driver
        if app._exception is None and app.screen_stack:
            driver.screen_text()  # also what nobody has read can be painted
