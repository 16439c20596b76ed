"""Lists that are grouped by a column: choosing it, folding a group away, marking all of one."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic

from crm_tui.domain.list_figures import GroupValue, ListGroup
from crm_tui.domain.pinyin import initials
from crm_tui.i18n import _
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.screens.column_layouts import ColumnLayouts
from crm_tui.tui.screens.list_marks import ListMarks
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.record_list import Group, GroupedSource, GroupHeader, Marks, RecordSource
from crm_tui.tui.widgets.record_list.messages import FoldRequested, GroupMarkRequested
from crm_tui.tui.widgets.record_list.sources import RecordT

_FOLDED_FROM = 1_000
"""Longer lists begin with all groups folded away: their counts are what is seen."""


class GroupedList(ListMarks, ColumnLayouts, Generic[RecordT]):
    """A list that can be grouped; what its groups are is for subclasses to say."""

    _unfolded: Mapping[GroupValue, bool] = {}
    _grouped: GroupedSource[RecordT] | None = None

    # What subclasses say ------------------------------------------------------------------------

    @property
    @abstractmethod
    def groupings(self) -> Collection[str]:
        """The keys of the columns that the list can be grouped by, in their order."""

    @abstractmethod
    def ids_of_group(self, value: GroupValue) -> array[int]:
        """Return, in a worker, the ids of all records of a group."""

    @abstractmethod
    def group_words(self, group: ListGroup) -> str:
        """Return what stands over a group."""

    @abstractmethod
    def group_note(self, group: ListGroup) -> str:
        """Return what stands behind the count of a group, as far as that is known with it."""

    # Choosing -----------------------------------------------------------------------------------

    @property
    def grouped_by(self) -> str:
        """The key of the column that the list is grouped by now; empty for none."""
        key = self.list_layout.grouping
        return key if key in self.groupings else ""

    def can_group(self, key: str) -> bool:
        """Return whether the list can be grouped by a column."""
        return key in self.groupings

    def group_by_column(self, key: str) -> None:
        """Group the list by a column, or list it in one piece again."""
        self._unfolded = {}
        self.lay_out(replace(self.list_layout, grouping=key))

    def action_group(self) -> None:
        """Choose by what the list is grouped."""
        none = _("Not grouped")
        choices = [Choice("", f"0 {none}", initials(none), "0")]
        for number, key in enumerate(self.groupings, start=1):
            label = self.known_columns[key].label
            choices.append(
                Choice(key, f"{number} {label}", f"{initials(label)} {key}", f"{number}")
            )
        dialog = ChooseDialog(_("Group by"), choices, begin_at=self.grouped_by)
        self.app.push_screen(dialog, self._grouping_chosen)

    def _grouping_chosen(self, key: str | None) -> None:
        if key is not None:
            self.group_by_column(key)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a command does nothing here now; a group is opened by folding it out."""
        if command.id == "open" and self._records.cursor_group is not None:
            return None
        return super().why_not(command)

    # Showing ------------------------------------------------------------------------------------

    def grouped(
        self,
        found: Sequence[ListGroup],
        source_of: Callable[[GroupValue], RecordSource[RecordT]],
        value_of: Callable[[int], GroupValue | None],
    ) -> GroupedSource[RecordT]:
        """Put groups one below the other; their records are read as they come in view.

        `value_of` tells, in a worker, to which group a record belongs.
        """
        folds = sum(each.count for each in found) > _FOLDED_FROM
        groups = [
            Group(
                GroupHeader(
                    -at,
                    self.group_words(each),
                    each.count,
                    self.group_note(each),
                    is_open=self._unfolded.get(each.value, not folds),
                ),
                source_of(each.value),
                each.value,
            )
            for at, each in enumerate(found, start=1)
        ]
        places = {each.value: at for at, each in enumerate(found)}

        def group_of(record_id: int) -> int | None:
            value = value_of(record_id)
            return None if value is None else places.get(value)

        return GroupedSource(groups, group_of)

    def groups_shown(self, source: RecordSource[Any]) -> None:
        """Keep the groups of the list that is shown now."""
        self._grouped = source if isinstance(source, GroupedSource) else None

    # Keys ---------------------------------------------------------------------------------------

    def on_record_list_fold_requested(self, message: FoldRequested) -> None:
        """Fold a group away, or unfold it."""
        message.stop()
        group = self._group_under(message.header_id)
        if group is not None and group.value is not None and self._grouped is not None:
            self._unfolded = {**self._unfolded, group.value: not group.header.is_open}
            self._grouped = self._grouped.folded(message.header_id)
            self._records.replace_source(self._grouped)

    def on_record_list_group_mark_requested(self, message: GroupMarkRequested) -> None:
        """Mark every record of a group; once more takes these marks away."""
        message.stop()
        group = self._group_under(message.header_id)
        value = None if group is None else group.value
        if value is None:
            return
        marked = self._records.marked

        def read() -> Marks:
            ids = Marks(self.ids_of_group(value))
            return marked.without(ids) if marked.holds_all(ids) else marked.joined(ids)

        self.operations.ask(read, self._records.set_marked, key=self.marks_key)

    def _group_under(self, header_id: int) -> Group[RecordT] | None:
        """Return the group under a line of the list that is shown."""
        groups = () if self._grouped is None else self._grouped.groups
        return next((each for each in groups if each.header.id == header_id), None)
