"""The empty frame on the terminal before the library that draws the screens is loaded.

Loading takes a noticeable time. Meanwhile the frame stands where the screens will be, what is typed
stays with the terminal until somebody reads it, and whatever goes wrong gives the terminal back.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

from crm_tui.presentation.pieces import Piece
from crm_tui.settings import Display
from crm_tui.tui.frames import opening_frame
from crm_tui.tui.terminal.looks import frame_styles, theme_for
from crm_tui.tui.terminal.signs import narrow

ALTERNATE_SCREEN = "\x1b[?1049h"
_BEGIN = f"{ALTERNATE_SCREEN}\x1b[?25l\x1b[?7l\x1b[H"
_END = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_ENDING = ("SIGTERM", "SIGHUP")
_SIGNALLED = 128
_UNFIT_TERMINALS = frozenset({"", "dumb", "unknown"})

_standing: FirstFrame | None = None


def painted(lines: Sequence[Sequence[Piece]], styles: Mapping[str, str]) -> str:
    """Return lines as they are written to a terminal from its first line on."""
    return "\r\n".join(
        "".join(f"\x1b[0;{styles.get(each.kind, '')}m{each.text}" for each in line)
        for line in lines
    )


def take_over() -> list[Any] | None:
    """Let somebody else draw from now on; return the state of the terminal before the frame.

    None when there is no frame.
    """
    global _standing
    if _standing is None:
        return None
    attributes, _standing = _standing.attributes, None
    return attributes


def is_standing() -> bool:
    """Return whether the frame is what the terminal shows."""
    return _standing is not None


class FirstFrame:
    """The frame, painted where that is possible."""

    def __init__(self, display: Display, environment: Mapping[str, str]) -> None:
        self._display = display
        self._environment = environment
        self._handlers: dict[int, Any] = {}
        self.attributes: list[Any] = []
        """The state of the terminal before the frame."""

    def put_up(self) -> None:
        """Paint the frame; whatever happens from here on, take it down in the end."""
        global _standing  # noqa: PLW0603 - there is one terminal
        if self._is_possible():
            self._hold_back_what_is_typed()
            _standing = self
            _write(_BEGIN + self._text())

    def take_down(self) -> None:
        """Give the terminal back as it was before the frame, whoever drew on it since."""
        if not self.attributes:
            return
        import termios  # noqa: PLC0415 - not on Windows, where there is no frame

        # A terminal that is gone cannot be given back.
        with suppress(OSError, termios.error):
            if take_over() is not None:
                _write(_END)
            termios.tcsetattr(_input(), termios.TCSANOW, self.attributes)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _is_possible(self) -> bool:
        if sys.platform == "win32" or self._environment.get("TERM", "") in _UNFIT_TERMINALS:
            return False
        streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
        return all(each is not None and each.isatty() for each in streams)

    def _text(self) -> str:
        look = theme_for(self._display.theme, self._environment)
        width, height = os.get_terminal_size(_output())
        lines = opening_frame(width, height, has_preview=self._display.preview)
        text = painted(lines, frame_styles(look, self._environment))
        return narrow(text) if self._display.wide_signs else text

    def _hold_back_what_is_typed(self) -> None:
        import termios  # noqa: PLC0415 - not on Windows, where there is no frame

        self.attributes = termios.tcgetattr(_input())
        quiet = termios.tcgetattr(_input())
        quiet[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        quiet[6][termios.VMIN] = 1
        # Ctrl+C still ends a start that hangs; a shell could do nothing with half a screen.
        quiet[6][termios.VSUSP] = os.fpathconf(_input(), "PC_VDISABLE").to_bytes(1, "little")
        termios.tcsetattr(_input(), termios.TCSANOW, quiet)
        for name in _ENDING:
            number = getattr(signal, name)
            self._handlers[number] = signal.signal(number, self._end)

    def _end(self, number: int, _frame: FrameType | None) -> NoReturn:
        # Not by an error: what loads takes it for one of its own when it comes amid a class.
        self.take_down()
        os._exit(_SIGNALLED + number)


def _input() -> int:
    return sys.__stdin__.fileno() if sys.__stdin__ is not None else 0


def _output() -> int:
    # Where the library draws, too.
    return sys.__stderr__.fileno() if sys.__stderr__ is not None else 2


def _write(text: str) -> None:
    data = text.encode("utf-8", "replace")
    while data:
        data = data[os.write(_output(), data) :]
