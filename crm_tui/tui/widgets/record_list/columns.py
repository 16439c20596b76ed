"""Columns: what they show, and which of them fit into a width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align

RecordT = TypeVar("RecordT")

GUTTER_WIDTH = 3  # cursor marker, mark, blank


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column shows of one record: plain text and how it is meant."""

    text: str
    tone: Tone = Tone.NORMAL


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


def lay_out(
    columns: Sequence[Column[RecordT]], width: int, *, frozen: int, first: int, wide: bool
) -> Layout[RecordT]:
    """Choose and place columns for a line of `width` cells.

    With `wide` no column is dropped: those beyond the edge are reached by scrolling, where
    `first` columns after the frozen ones are skipped.
    """
    room = width - GUTTER_WIDTH
    kept = list(columns) if wide else _keep_important(columns, room, frozen)
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


def _needed(columns: Sequence[Column[RecordT]]) -> int:
    return sum(column.width + 1 for column in columns) - 1


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
    """Return the widths when flexible columns take the room that is left, in turn."""
    spare = room - _needed(columns)
    widths = []
    for column in columns:
        extra = min(max(spare, 0), max(0, column.widest - column.width)) if column.flexible else 0
        spare -= extra
        widths.append(column.width + extra)
    return widths
