"""Columns: what they show, and which of them fit into a width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align, cell_width
from crm_tui.values import dataclass

RecordT = TypeVar("RecordT")

GUTTER_WIDTH = 3  # cursor marker, mark, blank
LEAST_WIDTH = 3
MOST_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column shows of one record: plain text and how it is meant."""

    text: str
    tone: Tone = Tone.NORMAL
    spans: tuple[tuple[int, int], ...] = ()
    """What a search found of the text: first character, and the one after the last."""


# No slots: `Column[Customer](…)` sets an attribute on the new object in Python 3.11.
@dataclass(frozen=True)
class Column(Generic[RecordT]):
    """A column; `width` is its least width in cells, priority 0 is never dropped."""

    key: str
    label: str
    width: int
    render: Callable[[RecordT], Cell]
    priority: int = 0
    align: Align = Align.LEFT
    flexible: bool = False
    """Whether it takes the room that is left, up to `widest`."""
    widest: int = 48
    sortable: bool = True
    is_resized: bool = False
    """Whether a person made it as wide as it is."""

    @property
    def least(self) -> int:
        """The cells it takes at least: its label is whole unless a person wished otherwise."""
        return self.width if self.is_resized else max(self.width, cell_width(self.label))


def resized(column: Column[RecordT], width: int) -> Column[RecordT]:
    """Return the column with a width of its own, which it keeps however much room there is."""
    wished = max(LEAST_WIDTH, min(width, MOST_WIDTH))
    return replace(column, width=wished, widest=wished, flexible=False, is_resized=True)


@dataclass(frozen=True, slots=True)
class Sort:
    """The column that sorts the list, and which way."""

    key: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Placed(Generic[RecordT]):
    """A column with its place on the line; `width` may be less than it wished at the edge."""

    column: Column[RecordT]
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Layout(Generic[RecordT]):
    """The columns that are on the line, and what there is beyond it."""

    placed: tuple[Placed[RecordT], ...]
    dropped: int
    """How many columns were left out because of their priority."""
    first: int
    """How many columns are scrolled away to the left."""
    more: bool
    """Whether some column stands beyond the right edge, or is cut there."""

    def column_at(self, x: int) -> Column[RecordT] | None:
        """Return the column that stands at this cell of the line."""
        for place in self.placed:
            if place.x <= x < place.x + place.width:
                return place.column
        return None

    def edge_at(self, x: int) -> Column[RecordT] | None:
        """Return the column whose right edge, the blank after it, is this cell of the line."""
        for place in self.placed:
            if x == place.x + place.width:
                return place.column
        return None

    def place_of(self, key: str) -> Placed[RecordT] | None:
        """Return the place of a column, or None when it is not on the line."""
        return next((each for each in self.placed if each.column.key == key), None)


def lay_out(
    columns: Sequence[Column[RecordT]],
    width: int,
    *,
    frozen: int,
    first: int,
    wide: bool,
    sort: Sort | None = None,
) -> Layout[RecordT]:
    """Choose and place columns for a line of `width` cells.

    With `wide` no column is dropped: those beyond the edge are reached by scrolling, where
    `first` columns after the frozen ones are skipped.
    """
    room = width - GUTTER_WIDTH
    columns = _with_arrow(columns, sort)
    kept = columns if wide else _keep_important(columns, room, frozen)
    widths = _share(kept, room)
    scrolled = min(first, max(0, len(kept) - frozen - 1))
    placed: list[Placed[RecordT]] = []
    x, more = GUTTER_WIDTH, False
    for at, column in enumerate(kept):
        if frozen <= at < frozen + scrolled:
            continue
        space = min(widths[at], width - x)
        more = more or space < widths[at]
        if space > 0:
            placed.append(Placed(column, x, space))
        x += widths[at] + 1
    return Layout(tuple(placed), len(columns) - len(kept), scrolled, more)


def first_to_show(
    columns: Sequence[Column[RecordT]],
    width: int,
    at: int,
    *,
    frozen: int,
    first: int,
    sort: Sort | None = None,
) -> int:
    """Return how far to scroll so that the column at this place stands whole on a `wide` line.

    It is as near to `first` as can be, so that columns move only when they must.
    """
    if at < frozen:
        return first
    room = width - GUTTER_WIDTH
    widths = _share(_with_arrow(columns, sort), room)
    room -= sum(each + 1 for each in widths[:frozen])
    nearest = min(first, at - frozen)
    while (
        nearest < at - frozen
        and sum(each + 1 for each in widths[frozen + nearest : at + 1]) - 1 > room
    ):
        nearest += 1
    return nearest


def _needed(columns: Sequence[Column[RecordT]]) -> int:
    return sum(column.least + 1 for column in columns) - 1


def _keep_important(
    columns: Sequence[Column[RecordT]], room: int, frozen: int
) -> list[Column[RecordT]]:
    kept = list(columns)
    while _needed(kept) > room:
        droppable = [at for at in range(frozen, len(kept)) if kept[at].priority > 0]
        if not droppable:
            break
        del kept[max(droppable, key=lambda at: (kept[at].priority, at))]
    return kept


def _share(columns: Sequence[Column[RecordT]], room: int) -> list[int]:
    """Return the widths when flexible columns take the room that is left.

    Those that may become widest come first; those alike in that share it evenly.
    """
    spare = max(0, room - _needed(columns))
    widths = [column.least for column in columns]
    flexible = [at for at, column in enumerate(columns) if column.flexible]
    for widest in sorted({columns[at].widest for at in flexible}, reverse=True):
        alike = [at for at in flexible if columns[at].widest == widest]
        # Whoever can take least comes first: the others share what it leaves.
        alike.sort(key=lambda at: -columns[at].least)
        for taken, at in enumerate(alike):
            wished = max(0, widest - columns[at].least)
            extra = min(wished, spare // (len(alike) - taken))
            widths[at] += extra
            spare -= extra
    return widths


def _with_arrow(columns: Sequence[Column[RecordT]], sort: Sort | None) -> list[Column[RecordT]]:
    # The column that sorts has room for the arrow beside its label.
    return [
        replace(each, width=max(each.width, cell_width(each.label) + 1))
        if sort is not None and each.key == sort.key and not each.is_resized
        else each
        for each in columns
    ]
