"""What a record list announces; handlers are named `on_record_list_…`."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from crm_tui.tui.widgets.record_list.marks import Marks


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

    marked: Marks


@dataclass
class MarkAllRequested(ListMessage, namespace="record_list"):
    """Every record of the list is to be marked; answer with `set_marked`."""


@dataclass
class InvertRequested(ListMessage, namespace="record_list"):
    """The mark of every record of the list is to be turned round; answer with `set_marked`."""


@dataclass
class GroupMarkRequested(ListMessage, namespace="record_list"):
    """Every record of a group is to be marked, or none of it when all are."""

    header_id: int


@dataclass
class FoldRequested(ListMessage, namespace="record_list"):
    """A group is to be folded away, or unfolded again."""

    header_id: int


@dataclass
class ColumnMenuRequested(ListMessage, namespace="record_list"):
    """What can be done with a column is to be shown."""

    key: str


@dataclass
class ColumnResized(ListMessage, namespace="record_list"):
    """A column was given a width of its own."""

    key: str
    width: int


@dataclass
class Copied(ListMessage, namespace="record_list"):
    """Rows were put on the clipboard: so many of how many."""

    count: int
    of: int


@dataclass
class SearchTyped(ListMessage, namespace="record_list"):
    """Text that is no key was typed or pasted: a search for it is meant."""

    text: str


@dataclass
class RowsPasted(ListMessage, namespace="record_list"):
    """Rows of a spreadsheet were pasted: they are meant to become records."""

    text: str


@dataclass
class LoadFailed(ListMessage, namespace="record_list"):
    """The source could not be read."""

    error: BaseException
