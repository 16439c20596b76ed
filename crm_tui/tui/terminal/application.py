"""The app base class that has every work-around switched on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Generic

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual.app import App, ReturnType
from textual.filter import LineFilter
from textual.widgets import Input, TextArea

from crm_tui.clock import SystemClock
from crm_tui.crashes import write_crash_log
from crm_tui.presentation.errors import crash_sentence
from crm_tui.tui.terminal.environment import may_blink
from crm_tui.tui.terminal.glyphs import keep_wide_glyphs_whole
from crm_tui.tui.terminal.plain_text import NarrowFilter, PlainTextFilter

_ENDING = ("SIGTERM", "SIGHUP")
_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a program."""


class TerminalApp(App[ReturnType], Generic[ReturnType]):
    """An app whose text stays whole and harmless, and whose crashes give no data away."""

    def __init__(
        self,
        *,
        crash_folder: Path,
        ambiguous_is_wide: bool = False,
        blink: bool | None = None,
    ) -> None:
        keep_wide_glyphs_whole()
        super().__init__()
        self._crash_folder = crash_folder
        self._blink = may_blink(os.environ) if blink is None else blink
        self._text_filters: tuple[LineFilter, ...] = (
            (PlainTextFilter(), NarrowFilter()) if ambiguous_is_wide else (PlainTextFilter(),)
        )

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that every drawn line passes through."""
        return (*super().get_line_filters(), *self._text_filters)

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

    def panic(self, *renderables: RenderableType) -> None:
        """Stop with the one line; what an error would draw of itself is not shown."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        if not self._exit_renderables and self._exception is not None:
            path = write_crash_log(self._exception, self._crash_folder, SystemClock().now())
            self._exit_renderables.append(Text(crash_sentence(path)))
        self._close_messages_no_wait()
