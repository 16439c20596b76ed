"""Lines of a record list, exact to the cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align, cut, fit, plain
from crm_tui.tui.widgets.record_list.columns import GUTTER_WIDTH, Cell, Layout, Placed, Sort
from crm_tui.tui.widgets.record_list.groups import GroupHeader
from crm_tui.values import dataclass

RecordT = TypeVar("RecordT")

CURSOR_MARKER = "▌"
AWAY_MARKER = "▏"
"""The cursor of a list that has not the focus: told apart without colours too."""
MARK = "●"
WAITING = "…"
SKELETON = "░"
_ARROWS = {False: "▲", True: "▼"}
_FOLDS = {False: "▸", True: "▾"}
_SKELETON_SHARES = (70, 45, 60, 35)
"""How much of a column the line of a record that is awaited fills, in turn, in percent."""
_BELOW = "  "
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Palette:
    """The styles of a list, taken from its component classes."""

    base: Style
    header: Style
    current: Style
    cursor: Style
    cursor_away: Style
    cell: Style
    mark: Style
    match: Style
    group: Style
    tones: Mapping[Tone, Style]


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row is besides its record."""

    at_cursor: bool
    marked: bool
    focused: bool
    """Whether the list has the focus."""
    column: str = ""
    """The current column, if the row is the one at the cursor."""
    note: str = ""
    """What is said of the row instead of its columns: why it left the list."""

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

    def style(self, palette: Palette, tone: Tone) -> Style:
        """Return the style of a text on the row."""
        return self.base(palette) if self.at_cursor else palette.tones[tone]

    def gutter(self, palette: Palette) -> Iterator[Segment]:
        """Yield what stands before the first column."""
        base = self.base(palette)
        yield Segment(self.marker, base)
        yield Segment(MARK if self.marked else " ", base if self.at_cursor else palette.mark)
        yield Segment(" ", base)


def header_strip(
    layout: Layout[RecordT], sort: Sort | None, palette: Palette, width: int, current: str = ""
) -> Strip:
    """Return the header line, with the arrow on the column that sorts and the current one lit."""
    segments = [Segment(" " * GUTTER_WIDTH, palette.header)]
    for place in layout.placed:
        column = place.column
        if sort is not None and sort.key == column.key:
            arrow = _ARROWS[sort.descending]
            text = fit(fit(column.label, place.width - 1).rstrip() + arrow, place.width)
        else:
            text = fit(column.label, place.width, column.align)
        if column.key == current:
            segments += [Segment(text, palette.current), Segment(" ", palette.header)]
        else:
            segments.append(Segment(text + " ", palette.header))
    return Strip(segments).adjust_cell_length(width, palette.header)


def row_strip(
    record: RecordT, layout: Layout[RecordT], state: RowState, palette: Palette, width: int
) -> Strip:
    """Return the line of a record."""
    base = state.base(palette)
    segments = [*state.gutter(palette)]
    for place in layout.placed:
        segments += _cell_segments(place.column.render(record), place, state, palette)
        if state.note:
            words = plain(state.note)
            segments.append(Segment(words, state.style(palette, Tone.WARN)))
            return _ended(Strip(segments), width, base)
    return _filled(segments, layout, width, base)


def _filled(segments: list[Segment], layout: Layout[RecordT], width: int, style: Style) -> Strip:
    """Return the line of cells, whose widths are known: measuring them again takes long."""
    last = layout.placed[-1] if layout.placed else None
    used = GUTTER_WIDTH if last is None else last.x + last.width + 1
    if used < width:
        segments.append(Segment(" " * (width - used), style))
    elif used == width + 1 and segments:
        # Nothing but the blank behind the last column is too much.
        last_text, last_style, _ = segments.pop()
        if last_text[:-1]:
            segments.append(Segment(last_text[:-1], last_style))
        used = width
    strip = Strip(_runs(segments), max(used, width))
    return strip.crop(0, width) if used > width else strip


def _runs(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Yield the segments with neighbours of one style as one: each costs time until it is seen."""
    texts: list[str] = []
    style: Style | None = None
    for text, its_style, _ in segments:
        if texts and its_style is not style and its_style != style:
            yield Segment("".join(texts), style)
            texts.clear()
        style = its_style
        texts.append(text)
    yield Segment("".join(texts), style)


def _cell_segments(
    cell: Cell, place: Placed[RecordT], state: RowState, palette: Palette
) -> Iterator[Segment]:
    text = fit(cell.text, place.width, place.column.align)
    style = state.style(palette, cell.tone)
    is_current = state.at_cursor and state.column == place.column.key
    if not cell.spans and not is_current:
        yield Segment(text + " ", style)
        return
    blank = Segment(" ", style)
    if is_current:
        style = style + palette.cell
    at = 0
    for start, end in _shown_spans(cell, place):
        yield Segment(text[at:start], style)
        yield Segment(text[start:end], style + palette.match)
        at = end
    yield Segment(text[at:], style)
    yield blank


def _shown_spans(cell: Cell, place: Placed[RecordT]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a cell as they stand in its column, cut where its text is cut."""
    shown, whole = cut(cell.text, place.width), plain(cell.text)
    before = place.width - cell_len(shown) if place.column.align is Align.RIGHT else 0
    end_of_text = len(shown) if shown == whole else max(0, len(shown) - 1)
    reached = 0
    for start, end in sorted(cell.spans):
        first = max(reached, len(plain(cell.text[:start])))
        last = min(len(plain(cell.text[:end])), end_of_text)
        if first < last:
            yield before + first, before + last
            reached = last


def detail_strip(cells: Sequence[Cell], state: RowState, palette: Palette, width: int) -> Strip:
    """Return the second line of a record, where each has two."""
    base = state.base(palette)
    lead = state.marker + " " * (GUTTER_WIDTH - 1) + _BELOW
    segments = [Segment(lead, base)]
    shown = [each for each in cells if each.text]
    for at, cell in enumerate(shown):
        if at:
            segments.append(Segment(_BETWEEN, state.style(palette, Tone.DIM)))
        tone = Tone.DIM if cell.tone is Tone.NORMAL else cell.tone
        segments.append(Segment(plain(cell.text), state.style(palette, tone)))
    return _ended(Strip(segments), width, base)


def group_strip(
    header: GroupHeader, state: RowState, palette: Palette, width: int, *, line: int = 0
) -> Strip:
    """Return the line over the rows of a group: its name, how many there are, what they sum to."""
    base = state.base(palette) if state.at_cursor else palette.group
    if line or not header.label:
        return Strip([Segment(" ", base)]).adjust_cell_length(width, base)
    words = f"{state.marker} {_FOLDS[header.is_open]} {plain(header.label)}  {header.count:,}"
    note = f"  {plain(header.note)}" if header.note else ""
    return _ended(Strip([Segment(words + note, base)]), width, base)


def waiting_strip(
    layout: Layout[RecordT], state: RowState, palette: Palette, width: int, *, index: int
) -> Strip:
    """Return the line of a record that has not been read yet: its columns, without words."""
    style = state.style(palette, Tone.DIM)
    segments = [*state.gutter(palette)]
    for at, place in enumerate(layout.placed):
        share = _SKELETON_SHARES[(index + at) % len(_SKELETON_SHARES)]
        bar = SKELETON * max(1, place.width * share // 100) if at else WAITING
        segments.append(Segment(fit(bar, place.width) + " ", style))
    return Strip(segments).adjust_cell_length(width, style)


def words_strip(text: str, palette: Palette, width: int) -> Strip:
    """Return a line of words that stand where rows would."""
    shown = fit(" " * GUTTER_WIDTH + text, width)
    return Strip([Segment(shown, palette.tones[Tone.DIM])]).adjust_cell_length(width, palette.base)


def _ended(strip: Strip, width: int, style: Style) -> Strip:
    """Return a line of exactly this width, with an ellipsis where it was cut."""
    if strip.cell_length <= width:
        return strip.adjust_cell_length(width, style)
    kept = strip.crop(0, max(0, width - 1)).adjust_cell_length(max(0, width - 1), style)
    return Strip([*kept, Segment(WAITING, style)], width)
