"""Marks of a record list, kept by record, and copying what was marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from itertools import groupby, islice
from typing import Generic

from textual.content import Content

from crm_tui.formats.formulas import harmless
from crm_tui.i18n import _
from crm_tui.presentation.dates import NO_DAY, days_in_full
from crm_tui.presentation.widths import plain
from crm_tui.tui.keys import command
from crm_tui.tui.widgets.record_list import messages
from crm_tui.tui.widgets.record_list.answers import Answer, CopyMade, Line, RangeRead
from crm_tui.tui.widgets.record_list.columns import Column
from crm_tui.tui.widgets.record_list.cursor import RecordCursor
from crm_tui.tui.widgets.record_list.groups import GroupHeader
from crm_tui.tui.widgets.record_list.marks import Marks
from crm_tui.tui.widgets.record_list.painting import RowState
from crm_tui.tui.widgets.record_list.sources import RecordSource, RecordT, ids_between

_MOST_COPIED = 5_000
"""More than a terminal takes over its own line at once."""


class RecordMarking(RecordCursor[RecordT], Generic[RecordT]):
    """A window with a cursor and marks."""

    def __init__(
        self,
        columns: Sequence[Column[RecordT]],
        *,
        empty: Content | None = None,
        frozen: int = 1,
        highlight_delay_seconds: float = 0.08,
        id: str | None = None,  # noqa: A002 - the library's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(
            columns,
            empty=empty,
            frozen=frozen,
            highlight_delay_seconds=highlight_delay_seconds,
            id=id,
            classes=classes,
        )
        self._marked = Marks()
        self._anchor_id: int | None = None
        self._is_range_begun = False

    @property
    def marked(self) -> Marks:
        """The ids of the marked records, on screen or not."""
        return self._marked

    @property
    def range_words(self) -> str:
        """How a range that was begun is ended, or nothing while there is none."""
        if not self._is_range_begun:
            return ""
        key = command("list.mark_range").shown_key
        return _("from here on: {key} at the other end").format(key=key)

    def row_state(self, index: int, record_id: int | None) -> RowState:
        """Return whether the cursor is on the row, and whether it is marked."""
        state = super().row_state(index, record_id)
        return replace(state, marked=True) if record_id in self._marked else state

    def take(self, answer: Answer[RecordT]) -> None:
        """Use an answer to the question that was asked last."""
        match answer:
            case RangeRead():
                if answer.anchor_id in self._marked:  # else they were all taken away since
                    self.set_marked(self._marked.joined(answer.ids))
            case CopyMade():
                self.app.copy_to_clipboard(answer.text)
                self.post_message(messages.Copied(self, answer.count, answer.of))
            case _:
                super().take(answer)

    # Marking --------------------------------------------------------------------------------

    def set_marked(self, ids: Iterable[int]) -> None:
        """Mark these records and no others."""
        marked = Marks.of(ids)
        if self._anchor_id not in marked:
            self._anchor_id, self._is_range_begun = None, False
        if marked != self._marked:
            self._marked = marked
            self.refresh()
            self.post_message(messages.MarksChanged(self, marked))

    def action_mark(self) -> None:
        """Mark the record, or take its mark away, and go to the next row; or a whole group."""
        group = self.cursor_group
        if group is not None:
            self.post_message(messages.GroupMarkRequested(self, group.id))
        elif self._is_range_begun:
            self.action_mark_range()
        elif self._mark_here():
            self._go(self._cursor + 1)

    def _mark_here(self) -> bool:
        record_id = self.cursor_id
        if record_id is None:
            return False
        self._anchor_id = record_id
        self.set_marked(self._marked.toggled(record_id))
        return True

    def action_mark_range(self) -> None:
        """Mark all records from the last mark to the cursor; with none begin a range here."""
        record_id = self.cursor_id
        if record_id is None:
            return
        if self._anchor_id is None:
            self._anchor_id, self._is_range_begun = record_id, True
            self._marked = self._marked.joined((record_id,))
            self.refresh()
        else:
            self._mark_up_to(record_id, self._anchor_id)
            # The next one begins anew: nobody sees where this one ended.
            self._anchor_id, self._is_range_begun = None, False
        self.post_message(messages.MarksChanged(self, self._marked))

    def _mark_up_to(self, record_id: int, anchor_id: int) -> None:
        source = self._source
        if source is None:
            return

        def read() -> Answer[RecordT]:
            between = ids_between(source, anchor_id, record_id)
            records = (each for each in between if each >= 0)  # below zero are groups
            return RangeRead(anchor_id, Marks((*records, record_id)))

        self._work(read, group="ranges")

    def action_mark_all(self) -> None:
        """Ask the owner, who knows every id, to mark all."""
        self.post_message(messages.MarkAllRequested(self))

    def action_invert_marks(self) -> None:
        """Ask the owner, who knows every id, to mark what is not marked and nothing else."""
        self.post_message(messages.InvertRequested(self))

    # Copying --------------------------------------------------------------------------------

    def action_copy_cell(self) -> None:
        """Put what the current column says on the clipboard: of the marked rows, or of this one."""
        column = self.current_column
        if column is not None:
            self._copy((column,))

    def action_copy_rows(self) -> None:
        """Put all columns of the marked rows, or of this one, on the clipboard, tabs between."""
        self._copy(self._columns)

    def _copy(self, columns: Sequence[Column[RecordT]]) -> None:
        source, marked = self._source, self._marked
        here = self.cursor_record
        if source is None or (here is None and not marked):
            return

        def read() -> Answer[RecordT]:
            if marked:
                records: Sequence[RecordT] = [*_records_of(source, marked)]
            else:
                records = [] if here is None else [here]
            return CopyMade(_copied(records, columns), len(records), len(marked) or 1)

        self._work(read, group="copies")


def _copied(records: Iterable[RecordT], columns: Sequence[Column[RecordT]]) -> str:
    """Return rows as a spreadsheet takes them; one cell is for anything, and stays as it is."""
    is_row = len(columns) > 1
    told = for_a_sheet if is_row else str
    with days_in_full() if is_row else nullcontext():
        return "\n".join(
            [
                "\t".join([told(plain(each.render(record).text)) for each in columns])
                for record in records
            ]
        )


def for_a_sheet(text: str) -> str:
    """Return what a cell says as a spreadsheet takes it: no formula, and nothing for no day."""
    return "" if text == NO_DAY else harmless(text)


def _records_of(source: RecordSource[Line[RecordT]], marked: Marks) -> Iterator[RecordT]:
    """Yield marked records in the order of the list, as many as are copied at once."""
    places = (source.index_of(each) for each in islice(marked, _MOST_COPIED))
    here = sorted(each for each in places if each is not None)
    # Those that stand one below the other are read together.
    for _place, run in groupby(enumerate(here), key=lambda pair: pair[1] - pair[0]):
        together = [place for _at, place in run]
        for line in source.fetch(together[0], len(together)):
            if not isinstance(line, GroupHeader):
                yield line
