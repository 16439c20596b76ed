"""What is known of the terminal and the locale, for who looks why something is drawn wrongly."""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import suppress

from crm_tui.values import dataclass

_HAN = "中"
_PATIENCE_SECONDS = 0.5
_ANSWER = re.compile(rb"\x1b\[\d+;(\d+)R")


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a terminal says of itself, as far as it was asked."""

    term: str
    colors: int
    encoding: str
    locale: str
    columns: int
    lines: int
    han_width: int | None
    """Cells that a Han character takes, which is two; None where it cannot be asked."""


def terminal() -> Terminal:
    """Return what the environment and the terminal tell."""
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    size = shutil.get_terminal_size()
    return Terminal(
        term=os.environ.get("TERM", ""),
        colors=_colors(),
        encoding=(sys.stdout.encoding or "").lower(),
        locale=next((os.environ[name] for name in names if os.environ.get(name)), ""),
        columns=size.columns,
        lines=size.lines,
        han_width=_han_width(),
    )


def _colors() -> int:
    if os.environ.get("COLORTERM") in {"truecolor", "24bit"}:
        return 1 << 24
    name = os.environ.get("TERM", "")
    if name in {"", "dumb"}:
        return 0
    return 256 if "256" in name else 16


def _han_width() -> int | None:
    """Return how far the cursor moved when the terminal drew a Han character."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    try:
        import termios  # noqa: PLC0415 - where there is one
        import tty  # noqa: PLC0415
    except ImportError:
        return None
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    try:
        tty.setcbreak(number)
        sys.stdout.write(f"\r{_HAN}\x1b[6n")
        sys.stdout.flush()
        found = _ANSWER.search(_answer(number))
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
    return int(found[1]) - 1 if found else None


def _answer(number: int) -> bytes:
    import select  # noqa: PLC0415 - only here

    read = b""
    with suppress(OSError):
        while select.select([number], [], [], _PATIENCE_SECONDS)[0]:
            read += os.read(number, 64)
            if read.endswith(b"R"):
                break
    return read
