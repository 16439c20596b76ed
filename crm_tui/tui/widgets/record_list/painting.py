"""Lines of a record list, exact to the cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import fit
from crm_tui.tui.widgets.record_list.columns import GUTTER_WIDTH, Layout, Sort

RecordT = TypeVar("RecordT")

CURSOR_MARKER = "▌"
AWAY_MARKER = "▏"
"""The cursor of a list that has not the focus: told apart without colours too."""
MARK = "●"
WAITING = "…"
_ARROWS = {False: "▲", True: "▼"}


@dataclass(frozen=True, slots=True)
class Palette:
    """The styles of a list, taken from its component classes."""

    base: Style
    header: Style
    cursor: Style
    cursor_away: Style
    mark: Style
    tones: Mapping[Tone, Style]


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row is besides its record."""

    at_cursor: bool
    marked: bool
    focused: bool
    """Whether the list has the focus."""

    @property
    def marker(self) -> str:
        """Return what stands before the row."""
        if not self.at_cursor:
            return " "
        return CURSOR_MARKER if self.focused else AWAY_MARKER

    def base(self, palette: Palette) -> Style:
        """Return the style of the whole row."""
        if not self.at_cursor:
            return palette.base
        return palette.cursor if self.focused else palette.cursor_away


def header_strip(layout: Layout[RecordT], sort: Sort | None, palette: Palette, width: int) -> Strip:
    """Return the header line, with the arrow on the column that sorts."""
    segments = [Segment(" " * GUTTER_WIDTH, palette.header)]
    for place in layout.placed:
        label = place.column.label
        if sort is not None and sort.key == place.column.key:
            arrow = _ARROWS[sort.descending]
            text = fit(fit(label, place.width - 1).rstrip() + arrow, place.width)
        else:
            text = fit(label, place.width, place.column.align)
        segments.append(Segment(text + " ", palette.header))
    return Strip(segments).adjust_cell_length(width, palette.header)


def row_strip(
    record: RecordT, layout: Layout[RecordT], state: RowState, palette: Palette, width: int
) -> Strip:
    """Return the line of a record."""
    base = state.base(palette)
    segments = [
        Segment(state.marker, base),
        Segment(MARK if state.marked else " ", base if state.at_cursor else palette.mark),
        Segment(" ", base),
    ]
    for place in layout.placed:
        cell = place.column.render(record)
        text = fit(cell.text, place.width, place.column.align) + " "
        segments.append(Segment(text, base if state.at_cursor else palette.tones[cell.tone]))
    return Strip(segments).adjust_cell_length(width, base)


def waiting_strip(state: RowState, palette: Palette, width: int) -> Strip:
    """Return the line of a record that has not been read yet."""
    style = state.base(palette) if state.at_cursor else palette.tones[Tone.DIM]
    return Strip([Segment(f"{state.marker}  {WAITING}", style)]).adjust_cell_length(width, style)


def words_strip(text: str, palette: Palette, width: int) -> Strip:
    """Return a line of words that stand where rows would."""
    shown = fit(" " * GUTTER_WIDTH + text, width)
    return Strip([Segment(shown, palette.tones[Tone.DIM])]).adjust_cell_length(width, palette.base)
