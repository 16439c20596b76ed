"""Text in terminal cells: what is shown is plain, and exactly as wide as asked."""

from __future__ import annotations

import unicodedata
from enum import Enum, auto
from functools import lru_cache
from typing import assert_never

from rich.cells import cell_len, set_cell_size

from crm_tui.i18n import current_language

ELLIPSIS = "…"
_LABEL_WIDTHS = {"zh": 14, "en": 23}
"""The longest label of a form in each language, with the sign before it and a blank after."""
_WHITE = frozenset("\t\n\v\f\r\u2028\u2029")
_NOT_FIRST = frozenset("，。、；：！？）】》」』”’…·,.;:!?)]}%℃")
_NOT_LAST = frozenset("（【《「『“‘([{¥$￥")
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


class Align(Enum):
    """Where text stands in a field that is wider than it."""

    LEFT = auto()
    RIGHT = auto()
    CENTER = auto()


def _plain_character(character: str) -> str:
    if character in _WHITE:
        return " "
    if character in _VARIATION_SELECTORS:
        return ""
    match unicodedata.category(character):
        case "Cc" | "Cf":
            return ""
        case "Cs":
            return "\ufffd"
        case _:
            return character


class _PlainTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        shown = _plain_character(chr(code))
        self[code] = shown
        return shown


_PLAIN = _PlainTable()


def plain(text: str) -> str:
    """Return the text as one line that no terminal can mistake for a command.

    Controls, direction marks and joiners go (so that a joined emoji falls apart into
    single ones, whose width all terminals agree on); line ends and tabs become spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_PLAIN)


def cell_width(text: str) -> int:
    """Return how many terminal cells the plain form of this text takes."""
    return cell_len(plain(text))


def label_width() -> int:
    """Return how many cells stand before what is typed into a field of a form."""
    return _LABEL_WIDTHS[current_language()]


def cut(text: str, width: int) -> str:
    """Return the text in at most `width` cells, with an ellipsis where it was cut."""
    shown = plain(text)
    if cell_len(shown) <= width:
        return shown
    if width <= 0:
        return ""
    head = set_cell_size(shown, width - 1).rstrip()
    return head + ELLIPSIS


def pad(text: str, width: int, align: Align = Align.LEFT) -> str:
    """Return the text with blanks around it, at least `width` cells wide."""
    shown = plain(text)
    room = max(0, width - cell_len(shown))
    match align:
        case Align.LEFT:
            return shown + " " * room
        case Align.RIGHT:
            return " " * room + shown
        case Align.CENTER:
            return " " * (room // 2) + shown + " " * (room - room // 2)
        case _:
            assert_never(align)


@lru_cache(maxsize=2_048)
def fit(text: str, width: int, align: Align = Align.LEFT) -> str:
    """Return the text cut or padded to exactly `width` cells."""
    return pad(cut(text, width), width, align)


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST or after == " ":
        return False
    return before == " " or cell_len(before) == 2 or cell_len(after) == 2


def line_starts(text: str, width: int) -> list[int]:
    """Return where each line begins when plain text is wrapped as Chinese is.

    A line may end after any Han character, but no line begins with a closing sign or ends
    with an opening one; words of other scripts stay whole while they fit.
    """
    starts, used, possible = [0], 0, 0
    for at, character in enumerate(text):
        if at and _may_break(text[at - 1], character):
            possible = at
        used += cell_len(character)
        if used > width and character != " " and at > starts[-1]:
            start = possible if possible > starts[-1] else at
            starts.append(start)
            used = cell_len(text[start : at + 1])
    return starts


def wrap(text: str, width: int) -> list[str]:
    """Return the text as lines of at most `width` cells; its own line ends are kept."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        shown = plain(paragraph)
        starts = line_starts(shown, width)
        ends = [*starts[1:], len(shown)]
        lines += [shown[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]
    return lines
