"""Marking all that a list shows, or all but what is marked."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Callable
from typing import Any

from crm_tui.tui.screens.list_frames import ListFrame
from crm_tui.tui.widgets.record_list import Marks, RecordList
from crm_tui.tui.widgets.record_list.messages import InvertRequested, MarkAllRequested


class ListMarks(ListFrame):
    """A list whose records can be marked all at once."""

    _records: RecordList[Any]

    @abstractmethod
    def ids_to_mark(self) -> Callable[[], array[int]] | None:
        """Return what reads every id of the list in a worker, or None while nothing is listed."""

    @property
    def marks_key(self) -> str:
        """What asks which customers are to be marked."""
        return f"{self.tab_id} marks"

    def on_record_list_mark_all_requested(self, message: MarkAllRequested) -> None:
        """Mark every customer of the list; once more takes the marks away."""
        message.stop()
        marked = self._records.marked
        read_ids = self.ids_to_mark()
        if read_ids is None:
            return

        def read() -> Marks:
            ids = Marks(read_ids())
            return marked.without(ids) if marked.holds_all(ids) else marked.joined(ids)

        self.operations.ask(read, self._records.set_marked, key=self.marks_key)

    def on_record_list_invert_requested(self, message: InvertRequested) -> None:
        """Mark what is not marked, and nothing else of the list."""
        message.stop()
        read_ids, marked = self.ids_to_mark(), self._records.marked
        if read_ids is not None:
            self.operations.ask(
                lambda: marked.inverted(read_ids()),
                self._records.set_marked,
                key=self.marks_key,
            )
