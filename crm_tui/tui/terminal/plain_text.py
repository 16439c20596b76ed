"""The last gate before the terminal: no control character of anybody's data passes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from crm_tui.tui.terminal.signs import narrow

_JOINERS = "\u200c\u200d"  # a joined emoji is measured as one; without them it would grow


def _harmless_character(character: str) -> str:
    if character in _JOINERS:
        return character
    match unicodedata.category(character):
        case "Cc" | "Cf" | "Zl" | "Zp":
            return " " * cell_len(character)
        case "Cs":
            return "\ufffd"
        case _:
            return character


class _HarmlessTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        shown = _harmless_character(chr(code))
        self[code] = shown
        return shown


_HARMLESS = _HarmlessTable()


@lru_cache(maxsize=2_048)
def harmless(text: str) -> str:
    """Return the text, as wide as before, without controls, direction marks and surrogates."""
    return text if text.isascii() and text.isprintable() else text.translate(_HARMLESS)


class PlainTextFilter(LineFilter):
    """Takes escape sequences, other controls and direction marks out of all that is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with harmless text."""
        if all(control or text.isprintable() for text, _, control in segments):
            return segments
        return [
            Segment(text if control else harmless(text), style, control)
            for text, style, control in segments
        ]


class NarrowFilter(LineFilter):
    """Replaces what this user's terminal draws two cells wide and the program counts as one."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with narrow twins."""
        return [
            Segment(text if control else narrow(text), style, control)
            for text, style, control in segments
        ]
