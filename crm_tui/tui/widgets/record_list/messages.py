"""What a record list announces; handlers are named `on_record_list_…`."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget


@dataclass
class ListMessage(Message):
    """Something that a record list announces."""

    record_list: Widget

    @property
    def control(self) -> Widget:
        """The list that announces it."""
        return self.record_list


@dataclass
class Highlighted(ListMessage, namespace="record_list"):
    """The cursor rests on another record, or on none (None)."""

    record_id: int | None


@dataclass
class Opened(ListMessage, namespace="record_list"):
    """A record is to be opened."""

    record_id: int


@dataclass
class SortRequested(ListMessage, namespace="record_list"):
    """The list is to be sorted by a column."""

    key: str


@dataclass
class MarksChanged(ListMessage, namespace="record_list"):
    """Other records are marked now."""

    marked: frozenset[int]


@dataclass
class MarkAllRequested(ListMessage, namespace="record_list"):
    """Every record of the list is to be marked; answer with `set_marked`."""


@dataclass
class SearchTyped(ListMessage, namespace="record_list"):
    """Text that is no key was typed or pasted: a search for it is meant."""

    text: str


@dataclass
class LoadFailed(ListMessage, namespace="record_list"):
    """The source could not be read."""

    error: BaseException
