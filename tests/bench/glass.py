"""What a terminal would show: enough of one to tell when a list stands as it stays."""

from __future__ import annotations

import re

from rich.cells import get_character_cell_size

_PART = re.compile(
    r"\x1b\[(?P<given>[0-9;:<=>?]*)(?P<does>[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()].|\x1b[=>78]"
    r"|(?P<sign>[\x00-\x1f\x7f])|(?P<text>[^\x00-\x1f\x7f]+)"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-9;:<=>?]*|\][^\x07]*|[()]?)?$")


class Glass:
    """The cells of a screen, each with its character and the style it was written in."""

    def __init__(self, columns: int, lines: int) -> None:
        self._columns, self._lines = columns, lines
        self._cells = [[(" ", "")] * columns for _ in range(lines)]
        self._line = self._column = 0
        self._style = ""
        self._rest = b""

    def write(self, data: bytes) -> None:
        """Take what a program wrote; what breaks off in the middle waits for the next bytes."""
        data, self._rest = self._rest + data, b""
        text = data.decode("utf-8", errors="ignore")
        whole = len(text.encode())
        if whole < len(data) and len(data) - whole < 4:
            self._rest = data[whole:]
        if unfinished := _UNFINISHED.search(text):
            self._rest = text[unfinished.start() :].encode() + self._rest
            text = text[: unfinished.start()]
        for part in _PART.finditer(text):
            if part["text"]:
                self._put(part["text"])
            elif part["does"]:
                self._obey(part["does"], part["given"])
            elif part["sign"]:
                self._move(part["sign"])

    def shown(self, first: int, last: int, columns: int) -> list[tuple[tuple[str, str], ...]]:
        """Return the cells of these lines, counted from one, as far as that column."""
        return [tuple(line[:columns]) for line in self._cells[first - 1 : last]]

    def _put(self, text: str) -> None:
        line = self._cells[min(self._line, self._lines - 1)]
        for character in text:
            width = get_character_cell_size(character)
            if self._column + width > self._columns:
                continue
            line[self._column] = (character, self._style)
            if width > 1:
                line[self._column + 1] = ("", self._style)
            self._column += width

    def _move(self, sign: str) -> None:
        match sign:
            case "\r":
                self._column = 0
            case "\n":
                self._line = min(self._line + 1, self._lines - 1)
            case _:
                return

    def _obey(self, does: str, given: str) -> None:
        numbers = [int(each) for each in given.split(";") if each.isdigit()]
        match does:
            case "H":
                line, column = (*numbers, 1, 1)[:2] if numbers else (1, 1)
                self._line, self._column = min(line, self._lines) - 1, column - 1
            case "m":
                self._style = "" if given in {"", "0"} else self._style + given + "m"
            case "J" if numbers == [2]:
                self._cells = [[(" ", "")] * self._columns for _ in range(self._lines)]
            case _:
                return
