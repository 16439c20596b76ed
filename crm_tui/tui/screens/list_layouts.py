"""How a list of customers is laid out: its columns, their order and widths, one line or two."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from functools import partial

from crm_tui.domain.customers import CustomerRow, CustomerType, Level, ListRequest
from crm_tui.domain.list_figures import Grouping
from crm_tui.domain.pinyin import initials
from crm_tui.domain.queries.choices import EMPTY_WORDS
from crm_tui.domain.queries.fields import BY_KEY as QUERY_FIELDS
from crm_tui.domain.queries.ordering import shown_order
from crm_tui.domain.queries.wording import quoted
from crm_tui.domain.views import Density, ListLayout
from crm_tui.i18n import N_, _, current_language
from crm_tui.presentation.columns import (
    BY_KEY,
    CustomerColumn,
    Moment,
    columns_of,
    own_columns,
)
from crm_tui.presentation.tones import Tone
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.column_dialog import ColumnChoice, ColumnDialog
from crm_tui.tui.screens.searched_lists import Searched, with_marks
from crm_tui.tui.screens.tabs import TabScreen, list_columns
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.record_list import Cell, Column, RecordList
from crm_tui.tui.widgets.record_list.messages import (
    ColumnMenuRequested,
    ColumnResized,
    SortRequested,
)

_NEWEST_FIRST = frozenset({"last_follow_up_at", "created_at", "holder_count", "completeness"})
_FILTERS: Mapping[str, Callable[[CustomerRow], str]] = {
    "level": lambda row: "" if row.level is None else row.level.value,
    "stage": lambda row: row.stage,
    "owner": lambda row: row.owner,
    "pool": lambda row: row.pool,
    "type": lambda row: row.type.value,
    "industry": lambda row: row.industry,
    "source": lambda row: row.source,
    "province": lambda row: row.province,
    "city": lambda row: row.city,
}
"""What stands in the columns whose value can be asked for, as the query language says it."""
_SAID_AS_THEY_ARE = frozenset(each.value for each in (*Level, *CustomerType))


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


def moment_of(session: Session) -> Moment:
    """Return now, as the columns of this office's customers are told."""
    rhythm = session.office.work.rhythm_days
    return Moment(session.now, session.zone, session.today, rhythm)


class LaidOutScreen(TabScreen):
    """A list of customers that each person lays out for themselves, view by view."""

    def __init__(self, session: Session, request: ListRequest) -> None:
        super().__init__(session)
        self.request = request
        self.list_layout = ListLayout(sort=request.sort, descending=request.descending)
        self._moment = moment_of(session)
        self._searched = Searched()
        self._records: RecordList[CustomerRow] = RecordList(self._columns())

    # What subclasses say ------------------------------------------------------------------------

    @property
    @abstractmethod
    def column_keys(self) -> tuple[str, ...]:
        """The columns that suit what is listed."""

    @abstractmethod
    def drop_typed_order(self) -> None:
        """Take the order out of the query, below which a chosen one would stand."""

    @abstractmethod
    def group_by(self, grouping: Grouping | None) -> None:
        """Group the list, or list it in one piece again."""

    @abstractmethod
    def reload(self, *, keep_cursor: bool = True) -> None:
        """Read the list anew; the cursor stays on its record, or goes to the top."""

    @abstractmethod
    def ask_for(self, term: str) -> None:
        """List only what also meets a term of the query language."""

    # The layout ---------------------------------------------------------------------------------

    @property
    def records(self) -> RecordList[CustomerRow]:
        """The list."""
        return self._records

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """The columns that are shown, in their order."""
        known = self.known_columns
        return tuple(key for key in self.list_layout.columns if key in known) or self.column_keys

    @property
    def known_columns(self) -> Mapping[str, CustomerColumn]:
        """Every column that the list may have, those of the office's own fields too."""
        own = self.session.own.customers
        return {**BY_KEY, **own_columns(own)} if own else BY_KEY

    def own_fields_changed(self) -> None:
        """Lay the list out anew, for a column may have come, gone or be called otherwise."""
        self.lay_out(self.list_layout)
        if self.needs_extras:
            self.reload()

    @property
    def has_two_lines(self) -> bool:
        """Whether each customer is shown on two lines."""
        if self.list_layout.density is None:
            return machine_of(self).settings.display.two_lines
        return self.list_layout.density is Density.TWO_LINES

    @property
    def needs_extras(self) -> bool:
        """Whether something is shown that rows carry only when it is asked for."""
        return self.has_two_lines or any(
            self.known_columns[key].is_extra for key in self.shown_columns
        )

    def lay_out(self, layout: ListLayout) -> None:
        """Lay the list out otherwise, as somebody chose; its order and groups are followed too."""
        before, had_extras = self.list_layout, self.needs_extras
        self.take_layout(layout)
        request = self.request
        if layout.sort and (layout.sort, layout.descending) != (request.sort, request.descending):
            self.request = replace(request, sort=layout.sort, descending=layout.descending)
            self.reload(keep_cursor=False)
        elif layout.grouping != before.grouping:
            self.reload(keep_cursor=False)
        elif self.needs_extras and not had_extras:
            self.reload()

    def take_layout(self, layout: ListLayout) -> None:
        """Lay the list out; nothing is read for it."""
        self.list_layout = layout
        self._records.set_columns(self._columns(), layout.widths)
        self._records.set_detail(self._second_line if self.has_two_lines else None)

    def _columns(self) -> tuple[Column[CustomerRow], ...]:
        shown = columns_of(self.shown_columns, self.known_columns)
        columns = list_columns(shown, lambda: self._moment)
        return with_marks(columns, self._searched, self.session)

    def take_searched(self, searched: Searched) -> None:
        """Mark in the rows what the list was searched for, or nothing."""
        if searched != self._searched:
            self._searched = searched
            self._records.set_columns(self._columns(), self.list_layout.widths)

    def _second_line(self, row: CustomerRow) -> Sequence[Cell]:
        extras = row.extras
        people = " ".join(filter(None, (row.contact_names, row.phone)))
        words = "" if extras is None else " ".join(extras.last_words.split())
        return (Cell(people), Cell(row.next_contact_note, Tone.ACCENT), Cell(words))

    # Keys ---------------------------------------------------------------------------------------

    def action_sort(self) -> None:
        """Choose the column that sorts the list; the same one again turns it round."""
        choices = [
            Choice(each.key, each.label, f"{initials(each.label)} {each.key}")
            for each in columns_of(self.shown_columns, self.known_columns)
            if each.sortable
        ]
        column = self._records.current_column
        is_lit = self._records.has_column_cursor and column is not None and column.sortable
        begin_at = column.key if is_lit and column is not None else self.request.sort
        dialog = ChooseDialog(_("Sort by"), choices, begin_at=begin_at)
        self.app.push_screen(dialog, self._sort_chosen)

    def on_record_list_sort_requested(self, message: SortRequested) -> None:
        """Sort by the header that was clicked."""
        message.stop()
        self._sort_chosen(message.key)

    def _sort_chosen(self, key: str | None) -> None:
        if key is not None:
            order = shown_order(self.request)
            is_same = order is not None and key == order.field
            descending = not order.descending if order and is_same else key in _NEWEST_FIRST
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
                case ColumnAct.FILTER if key not in _FILTERS:
                    continue
                case ColumnAct.GROUP if key not in _GROUPINGS:
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
                self.group_by(_GROUPINGS[key])
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

    def action_density(self) -> None:
        """Show each customer on two lines, or on one again."""
        density = Density.ONE_LINE if self.has_two_lines else Density.TWO_LINES
        self.lay_out(replace(self.list_layout, density=density))

    def action_filter_by_value(self) -> None:
        """List only those that have what stands in the current column of this row."""
        column, row = self._records.current_column, self._records.cursor_record
        if column is None or row is None:
            return
        if column.key not in _FILTERS:
            words = _("“{column}” cannot be filtered by one value; / takes any filter.")
            self.operations.tell(words.format(column=column.label), severity="warning")
            return
        self.ask_for(_term(column.key, _FILTERS[column.key](row)))


_GROUPINGS = {each.value: each for each in Grouping}


def _term(key: str, value: str) -> str:
    """Return the term of the query language that asks for a value of a field."""
    language = current_language()
    name = QUERY_FIELDS[key].name(language)
    if not value:
        return f"{name}:{EMPTY_WORDS.name(language)}"
    return f"{name}:{value if value in _SAID_AS_THEY_ARE else quoted(value)}"
