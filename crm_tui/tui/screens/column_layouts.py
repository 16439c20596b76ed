"""How a list is laid out by whoever looks at it: its columns, their order, widths and sort."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from functools import partial
from typing import Any, ClassVar, Protocol

from crm_tui.domain.customers import ListRequest
from crm_tui.domain.pinyin import initials
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.views import ListLayout
from crm_tui.i18n import N_, _
from crm_tui.tui.screens.column_dialog import ColumnChoice, ColumnDialog
from crm_tui.tui.screens.list_frames import ListFrame
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.record_list import RecordList, Sort
from crm_tui.tui.widgets.record_list.messages import (
    ColumnMenuRequested,
    ColumnResized,
    SortRequested,
)


class NamedColumn(Protocol):
    """A column that somebody may show, hide and sort by."""

    @property
    def key(self) -> str:
        """What it is known by, and the name of the order that sorts by it."""

    @property
    def label(self) -> str:
        """Its heading."""

    @property
    def sortable(self) -> bool:
        """Whether an order sorts by it."""


class ColumnAct(Enum):
    """What the menu of a column offers."""

    SORT_UP = auto()
    SORT_DOWN = auto()
    FILTER = auto()
    GROUP = auto()
    HIDE = auto()
    WIDER = auto()
    NARROWER = auto()
    LEFT = auto()
    RIGHT = auto()
    CHOOSE = auto()
    RESET = auto()


_ACTS: Mapping[ColumnAct, str] = {
    ColumnAct.SORT_UP: N_("Sort, smallest first"),
    ColumnAct.SORT_DOWN: N_("Sort, greatest first"),
    ColumnAct.FILTER: N_("Filter by this value"),
    ColumnAct.GROUP: N_("Group by this column"),
    ColumnAct.HIDE: N_("Hide this column"),
    ColumnAct.WIDER: N_("Column wider"),
    ColumnAct.NARROWER: N_("Column narrower"),
    ColumnAct.LEFT: N_("Column further left"),
    ColumnAct.RIGHT: N_("Column further right"),
    ColumnAct.CHOOSE: N_("Choose columns"),
    ColumnAct.RESET: N_("As it was at first"),
}


class ColumnLayouts(ListFrame):
    """A list that each person lays out for themselves; what it shows is for subclasses to say."""

    _records: RecordList[Any]
    request: ListRequest | RecordRequest
    list_layout: ListLayout
    newest_first: ClassVar[frozenset[str]] = frozenset({"created_at"})
    """The columns that begin with what is greatest when they are first sorted by."""

    @property
    @abstractmethod
    def known_columns(self) -> Mapping[str, NamedColumn]:
        """Every column that the list may have."""

    @property
    @abstractmethod
    def shown_columns(self) -> tuple[str, ...]:
        """The columns that are shown, in their order."""

    @property
    @abstractmethod
    def column_keys(self) -> tuple[str, ...]:
        """The columns that suit what is listed."""

    @property
    @abstractmethod
    def list_order(self) -> Sort:
        """The order that the list has unless another one is typed."""

    @property
    @abstractmethod
    def typed_order(self) -> Sort | None:
        """By what the list is sorted first now; None where a search ranks it."""

    @abstractmethod
    def drop_typed_order(self) -> None:
        """Take the order out of the query, below which a chosen one would stand."""

    @abstractmethod
    def lay_out(self, layout: ListLayout) -> None:
        """Lay the list out otherwise, as somebody chose."""

    @abstractmethod
    def take_layout(self, layout: ListLayout) -> None:
        """Lay the list out; nothing is read for it."""

    @abstractmethod
    def reload(self, *, keep_cursor: bool = True) -> None:
        """Read the list anew; the cursor stays on its record, or goes to the top."""

    @property
    def needs_extras(self) -> bool:
        """Whether something is shown that rows carry only when it is asked for."""
        return False

    def follow_layout(self, layout: ListLayout) -> None:
        """Lay the list out otherwise, its order and groups too; nothing is remembered."""
        before, had_extras = self.list_layout, self.needs_extras
        if before.is_but_ordered_otherwise(layout):
            self.list_layout = layout  # the rows that leave need not be painted once more
        else:
            self.take_layout(layout)
        request = self.request
        if layout.sort and (layout.sort, layout.descending) != (request.sort, request.descending):
            self.request = replace(request, sort=layout.sort, descending=layout.descending)
            self.reload(keep_cursor=False)
        elif layout.grouping != before.grouping:
            self.reload(keep_cursor=False)
        elif self.needs_extras and not had_extras:
            self.reload()

    def can_filter(self, key: str) -> bool:
        """Return whether the value of a column can be asked for."""
        return False

    def can_group(self, key: str) -> bool:
        """Return whether the list can be grouped by a column."""
        return False

    def action_filter_by_value(self) -> None:
        """List only those that have what stands in the current column of this row."""

    def group_by_column(self, key: str) -> None:
        """Group the list by a column."""

    # Keys ---------------------------------------------------------------------------------------

    def action_sort(self) -> None:
        """Choose the column that sorts the list; the same one again turns it round."""
        choices = [
            Choice(each.key, each.label, f"{initials(each.label)} {each.key}")
            for each in (self.known_columns[key] for key in self.shown_columns)
            if each.sortable
        ]
        column = self._records.current_column
        is_lit = self._records.has_column_cursor and column is not None and column.sortable
        begin_at = column.key if is_lit and column is not None else self.list_order.key
        dialog = ChooseDialog(_("Sort by"), choices, begin_at=begin_at)
        self.app.push_screen(dialog, self._sort_chosen)

    def on_record_list_sort_requested(self, message: SortRequested) -> None:
        """Sort by the header that was clicked."""
        message.stop()
        self._sort_chosen(message.key)

    def _sort_chosen(self, key: str | None) -> None:
        if key is not None:
            order = self.typed_order
            is_same = order is not None and key == order.key
            descending = not order.descending if order and is_same else key in self.newest_first
            self.drop_typed_order()
            self.sort_by(key, descending=descending)

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Sort the list by a column."""
        self.lay_out(replace(self.list_layout, sort=key, descending=descending))

    def action_columns(self) -> None:
        """Choose which columns are shown, in which order and how wide."""
        shown, known = self.shown_columns, self.known_columns
        keys = (*shown, *(key for key in known if key not in shown))
        widths = self.list_layout.widths
        choices = [
            ColumnChoice(key, known[key].label, key in shown, widths.get(key)) for key in keys
        ]
        usual = [ColumnChoice(key, known[key].label, True, None) for key in self.column_keys]
        self.app.push_screen(ColumnDialog(choices, usual), self._columns_chosen)

    def _columns_chosen(self, choices: Sequence[ColumnChoice] | None) -> None:
        if choices is None:
            return
        columns = tuple(each.key for each in choices if each.is_shown)
        widths = {each.key: each.width for each in choices if each.width is not None}
        kept = () if columns == self.column_keys else columns
        self.lay_out(replace(self.list_layout, columns=kept, widths=widths))

    def action_column_menu(self) -> None:
        """Show what can be done with the current column."""
        column = self._records.current_column
        if column is not None:
            self._show_column_menu(column.key)

    def on_record_list_column_menu_requested(self, message: ColumnMenuRequested) -> None:
        """Show what can be done with a column that was clicked."""
        message.stop()
        self._show_column_menu(message.key)

    def _show_column_menu(self, key: str) -> None:
        if key not in self.known_columns:
            self._tell_of_search()
            return
        choices = [
            Choice(act, _(_ACTS[act]), f"{initials(_(_ACTS[act]))} {act.name.lower()}")
            for act in self._acts_of(key)
        ]
        title = _("Column “{column}”").format(column=self.known_columns[key].label)
        self.app.push_screen(ChooseDialog(title, choices), partial(self._do_with_column, key))

    def _tell_of_search(self) -> None:
        """Say why a column that nobody chose cannot be moved or hidden."""
        words = _("This column says where a search found them; it goes with the search.")
        self.operations.tell(words, severity="warning")

    def _acts_of(self, key: str) -> Iterator[ColumnAct]:
        is_sortable = self.known_columns[key].sortable
        for act in ColumnAct:
            match act:
                case ColumnAct.SORT_UP | ColumnAct.SORT_DOWN if not is_sortable:
                    continue
                case ColumnAct.FILTER if not self.can_filter(key):
                    continue
                case ColumnAct.GROUP if not self.can_group(key):
                    continue
                case ColumnAct.HIDE if len(self.shown_columns) == 1:
                    continue
            yield act

    def _do_with_column(self, key: str, act: ColumnAct | None) -> None:
        match act:
            case None:
                return
            case ColumnAct.SORT_UP | ColumnAct.SORT_DOWN:
                self.sort_by(key, descending=act is ColumnAct.SORT_DOWN)
            case ColumnAct.FILTER:
                self.action_filter_by_value()
            case ColumnAct.GROUP:
                self.group_by_column(key)
            case _:
                self._lay_column_out(key, act)

    def _lay_column_out(self, key: str, act: ColumnAct) -> None:
        layout = self.list_layout
        match act:
            case ColumnAct.HIDE:
                kept = tuple(each for each in self.shown_columns if each != key)
                self.lay_out(replace(layout, columns=kept))
            case ColumnAct.WIDER | ColumnAct.NARROWER:
                self._records.action_widen(2 if act is ColumnAct.WIDER else -2)
            case ColumnAct.LEFT | ColumnAct.RIGHT:
                self.action_shift_column(1 if act is ColumnAct.RIGHT else -1)
            case ColumnAct.CHOOSE:
                self.action_columns()
            case _:
                self.lay_out(replace(layout, columns=(), widths={}, density=None))

    def action_shift_column(self, by: int) -> None:
        """Move the current column one place to the left or right."""
        column = self._records.current_column
        if column is None:
            return
        keys = list(self.shown_columns)
        if column.key not in keys:
            self._tell_of_search()
            return
        at = keys.index(column.key)
        to = max(0, min(at + by, len(keys) - 1))
        keys.insert(to, keys.pop(at))
        self.lay_out(replace(self.list_layout, columns=tuple(keys)))
        self._records.light_column(column.key)

    def on_record_list_column_resized(self, message: ColumnResized) -> None:
        """Remember the width."""
        message.stop()
        self.lay_out(replace(self.list_layout, widths=dict(self._records.widths)))
