"""Notices on the desktop: the sequences by which a terminal shows one, where it can."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.presentation.widths import cut
from crm_tui.settings import DesktopNotices
from crm_tui.tui.terminal.plain_text import harmless

_LONGEST = 200
"""Cells of a notice: some terminals drop what is longer."""


class NoticeWay(Enum):
    """By which sequence a terminal shows a notice."""

    ONE_LINE = "9"
    TITLED = "777"


_PROGRAMS = {
    "iTerm.app": NoticeWay.ONE_LINE,
    "WezTerm": NoticeWay.ONE_LINE,
    "ghostty": NoticeWay.ONE_LINE,
}
_TERMS = (
    ("xterm-kitty", NoticeWay.ONE_LINE),
    ("xterm-ghostty", NoticeWay.ONE_LINE),
    ("foot", NoticeWay.TITLED),
    ("rxvt-unicode", NoticeWay.TITLED),
)
_MULTIPLEXERS = ("TMUX", "STY")
"""They keep such sequences to themselves."""


def notice_sequence(
    wish: DesktopNotices, environment: Mapping[str, str], title: str, words: str
) -> str:
    """Return what shows a notice on this terminal; nothing where it cannot or must not."""
    way = _way(wish, environment)
    said = cut(_one_line(words), _LONGEST)
    match way:
        case None:
            return ""
        case NoticeWay.ONE_LINE:
            # The title comes first, so that no number does: it would mean progress.
            return f"\x1b]9;{_one_line(title)}: {said}\x07"
        case NoticeWay.TITLED:
            return f"\x1b]777;notify;{_part(title)};{_part(said)}\x07"


def _way(wish: DesktopNotices, environment: Mapping[str, str]) -> NoticeWay | None:
    if wish is DesktopNotices.OFF:
        return None
    term = environment.get("TERM", "")
    known = _PROGRAMS.get(environment.get("TERM_PROGRAM", ""))
    known = known or next((way for name, way in _TERMS if term.startswith(name)), None)
    if wish is DesktopNotices.ON:
        return known or NoticeWay.ONE_LINE
    return None if any(environment.get(name) for name in _MULTIPLEXERS) else known


def _one_line(text: str) -> str:
    return " ".join(harmless(text).split())


def _part(text: str) -> str:
    # A semicolon would end the part.
    return _one_line(text).replace(";", "；")
