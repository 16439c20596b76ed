"""The app base class that has every work-around switched on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Generic

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual.app import App, ReturnType
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome
from textual.geometry import Size
from textual.widgets import Input, TextArea

from crm_tui.clock import SystemClock
from crm_tui.crashes import is_of_an_update, write_crash_log
from crm_tui.presentation.errors import crash_sentence
from crm_tui.presentation.updates import update_sentence
from crm_tui.presentation.widths import label_width
from crm_tui.settings import Display, Motion
from crm_tui.tui.terminal.environment import may_blink
from crm_tui.tui.terminal.glyphs import keep_wide_glyphs_whole
from crm_tui.tui.terminal.handing_over import continuing
from crm_tui.tui.terminal.lasting import lasting
from crm_tui.tui.terminal.looks import theme_for
from crm_tui.tui.terminal.painted_lines import let_go_of_lines
from crm_tui.tui.terminal.plain_text import NarrowFilter, PlainTextFilter, harmless
from crm_tui.tui.terminal.sizes import TooSmallScreen
from crm_tui.tui.terminal.themes import DIM_FACTORS, THEMES, Dimming, without_colours
from crm_tui.tui.terminal.timers import let_timers_ring
from crm_tui.tui.terminal.turns import TurnTaking

_ENDING = ("SIGTERM", "SIGHUP")
_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a program."""
_WITHOUT_TITLE = frozenset({"linux", "dumb", "unknown"})
_WIDE_BLANK = "\u3000"
_KEEP_TITLE, _GIVE_TITLE_BACK = "\x1b[22;0t", "\x1b[23;0t"


class TerminalApp(TurnTaking[ReturnType], Generic[ReturnType]):
    """An app whose text stays whole and harmless, and whose crashes give no data away."""

    SMALLEST: ClassVar[Size] = Size(0, 0)
    """In a smaller terminal one line says how large it should be."""

    def __init__(self, *, crash_folder: Path, display: Display | None = None) -> None:
        keep_wide_glyphs_whole()
        let_timers_ring()
        let_go_of_lines()
        super().__init__()
        self._crash_folder = crash_folder
        self._window_title = ""
        for theme in THEMES.values():
            self.register_theme(theme)
        if self.no_color:
            # The library's own writes greys, which are colours too.
            self._filters = [each for each in self._filters if not isinstance(each, Monochrome)]
            self._filters.append(without_colours())
        self._dimming = Dimming()
        self._filters.insert(0, self._dimming)
        self._looks = display or Display()
        self.use_display(self._looks)

    def use_display(self, display: Display) -> None:
        """Let everything look like this from now on."""
        self._looks = display
        may_move = display.motion is Motion.ON or (
            display.motion is Motion.AUTO and may_blink(os.environ)
        )
        self._blink = may_move
        self.animation_level = "full" if may_move else "none"
        self._text_filters: tuple[LineFilter, ...] = (
            (PlainTextFilter(), NarrowFilter()) if display.wide_signs else (PlainTextFilter(),)
        )
        look = theme_for(display.theme, os.environ, no_color=self.no_color)
        # The terminal dims its own colours itself.
        self._dimming.enabled = look in DIM_FACTORS
        self._dimming.factor = DIM_FACTORS.get(look, 1.0)
        if self._running:
            self.theme = THEMES[look].name
            self.refresh_css(animate=False)
        else:
            self.set_reactive(App.theme, THEMES[look].name)
            self._begin_with_theme()

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the theme, and how wide the labels of forms are."""
        return {**super().get_css_variables(), "label-width": str(label_width())}

    def get_driver_class(self) -> type[Driver]:
        """Return what draws; it begins on the frame that stands, and outlives the terminal."""
        return continuing(lasting(super().get_driver_class()))

    def _begin_with_theme(self) -> None:
        # The library took the colours of its own theme before this one could be chosen.
        self.stylesheet.set_variables(self.get_css_variables())
        self._refresh_truecolor_filter(self.ansi_theme)
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that every drawn line passes through."""
        return (*super().get_line_filters(), *self._text_filters)

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; the wide blank of Chinese input methods is a blank like any other."""
        if isinstance(event, events.Key) and event.character == _WIDE_BLANK:
            event.key, event.character = "space", " "
        await super().on_event(event)

    def on_resize(self) -> None:
        """Say so where the terminal is too small, and go on where it no longer is."""
        self.call_later(self._fit_terminal)

    def _fit_terminal(self) -> None:
        if not self._screen_stack:
            return
        is_small = self.size.width < self.SMALLEST.width or self.size.height < self.SMALLEST.height
        if is_small and not isinstance(self.screen, TooSmallScreen):
            self.push_screen(TooSmallScreen(self.SMALLEST))
        elif not is_small and isinstance(self.screen, TooSmallScreen):
            self.pop_screen()

    def set_window_title(self, title: str) -> None:
        """Show a title on the terminal's window; the one before comes back at the end."""
        driver = self._driver
        if title == self._window_title or driver is None or self.is_headless:
            return
        if os.environ.get("TERM", "") in _WITHOUT_TITLE:
            return
        before = "" if self._window_title else _KEEP_TITLE
        self._window_title = title
        driver.write(f"{before}\x1b]0;{harmless(title)}\x07")
        driver.flush()

    def on_unmount(self) -> None:
        """Give the window its own title back."""
        if self._window_title and self._driver is not None:
            self._driver.write(_GIVE_TITLE_BACK)
            self._driver.flush()

    def on_load(self) -> None:
        """Give the terminal back also when the program is told from outside to end."""
        if self.is_headless or sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for number in (getattr(signal, name) for name in _ENDING):
            loop.add_signal_handler(number, self._end_for, number)

    def _end_for(self, number: int) -> None:
        self.exit(return_code=_SIGNALLED + number)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Stop the cursor of whatever is typed into from blinking where that is too dear."""
        if not self._blink and isinstance(event.widget, Input | TextArea):
            event.widget.cursor_blink = False

    def _handle_exception(self, error: Exception) -> None:
        # A screen that is left while it is put together looks for parts it was not given any more.
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def panic(self, *renderables: RenderableType) -> None:
        """Stop with the one line; what an error would draw of itself is not shown."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        if not self._exit_renderables and self._exception is not None:
            path = write_crash_log(self._exception, self._crash_folder, SystemClock().now())
            is_updated = is_of_an_update(self._exception)
            self._exit_renderables.append(
                Text(update_sentence() if is_updated else crash_sentence(path))
            )
        self._close_messages_no_wait()
