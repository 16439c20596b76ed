"""What a terminal would show: characters, and how each is drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual._context import visible_screen_stack
from textual.app import App
from textual.geometry import Region

from crm_tui.values import dataclass

_LONG_RUN = re.compile(r"(.)\1{39,}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen as it is sent to the terminal."""

    lines: tuple[tuple[Segment, ...], ...]

    @property
    def texts(self) -> list[str]:
        """The lines without their looks."""
        return ["".join(each.text for each in line) for line in self.lines]

    def text(self) -> str:
        """The whole as text; the same line again and again is written once, with its number."""
        rows = [_LONG_RUN.sub(_counted, line.rstrip()) for line in self.texts]
        return _folded(rows)

    def looks(self) -> str:
        """Where each look begins and ends: a letter for it with its cells, after what it is."""
        names: dict[str, str] = {}
        rows = []
        for line in self.lines:
            runs = groupby(line, key=lambda each: _look(each.style))
            rows.append(
                " ".join(
                    f"{names.setdefault(look, _letters(len(names)))}{sum(map(_cells, run))}"
                    for look, run in runs
                )
            )
        told = (f"{name} = {look}" for look, name in names.items())
        return "\n".join([*told, _folded(rows)])

    def palette(self) -> str:
        """Each look with the number of cells that have it."""
        cells: Counter[str] = Counter()
        for segment in self.segments():
            cells[_look(segment.style)] += _cells(segment)
        return "\n".join(f"{count:6} {look}" for look, count in sorted(cells.items()))

    def styles_in(self, region: Region) -> Iterator[Style]:
        """Every look inside a part of the screen."""
        for line in self.lines[max(0, region.y) : region.bottom]:
            x = 0
            for segment in line:
                width = _cells(segment)
                if x < region.right and x + width > region.x:
                    yield segment.style or Style()
                x += width

    def segments(self) -> Iterator[Segment]:
        """Everything that is drawn."""
        for line in self.lines:
            yield from line


def picture_of(app: App[Any]) -> Picture:
    """What the app shows now, what lies below a dialog too."""
    visible_screen_stack.set(app._background_screens)
    return Picture(tuple(map(tuple, app.screen._compositor.render_strips())))


def _cells(segment: Segment) -> int:
    return cell_len(segment.text)


def _letters(number: int) -> str:
    letter = chr(ord("a") + number % 26)
    return letter if number < 26 else chr(ord("A") + number // 26 - 1) + letter


def _counted(run: re.Match[str]) -> str:
    return f"{run[1]}⟨{len(run[0])}⟩"


def _folded(rows: list[str]) -> str:
    runs = [(row, len(list(run))) for row, run in groupby(rows)]
    return "\n".join(row if count == 1 else f"{row}  ×{count}" for row, count in runs)


def _look(style: Style | None) -> str:
    if style is None:
        return "plain"
    ink = "" if style.color is None else style.color.name
    paper = "" if style.bgcolor is None else f"on {style.bgcolor.name}"
    flags = [
        name
        for name in ("bold", "dim", "italic", "underline", "reverse", "strike")
        if getattr(style, name)
    ]
    return " ".join(filter(None, [ink, paper, *flags])) or "plain"
