"""What workers read for a record list; an answer to an old question is known by its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeAlias

from crm_tui.tui.widgets.record_list.groups import GroupHeader
from crm_tui.tui.widgets.record_list.marks import Marks
from crm_tui.tui.widgets.record_list.sources import Opening, RecordT
from crm_tui.values import dataclass

Line: TypeAlias = RecordT | GroupHeader
"""What stands on a line of a list: a record, or the name of a group."""


@dataclass(frozen=True, slots=True)
class OpeningRead(Generic[RecordT]):
    """A source was opened."""

    generation: int
    opening: Opening[Line[RecordT]]
    keep_cursor: bool


@dataclass(frozen=True, slots=True)
class PageRead(Generic[RecordT]):
    """A page of rows was read."""

    generation: int
    page: int
    records: Sequence[Line[RecordT]]


@dataclass(frozen=True, slots=True)
class RangeRead:
    """The ids of a range of rows were read, from the record on where it was begun."""

    anchor_id: int
    ids: Marks


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """The place of a record was looked up."""

    generation: int
    index: int | None


@dataclass(frozen=True, slots=True)
class CopyMade:
    """The text of some rows was put together for the clipboard."""

    text: str
    count: int
    of: int


Answer = OpeningRead[RecordT] | PageRead[RecordT] | RangeRead | PlaceFound | CopyMade
