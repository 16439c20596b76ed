"""How a list of customers is laid out: its columns, their order and widths, one line or two."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from crm_tui.domain.customers import CustomerRow, CustomerType, Level, ListRequest
from crm_tui.domain.queries.choices import EMPTY_WORDS
from crm_tui.domain.queries.fields import BY_KEY as QUERY_FIELDS
from crm_tui.domain.queries.ordering import shown_order
from crm_tui.domain.queries.wording import quoted
from crm_tui.domain.views import Density, ListLayout
from crm_tui.i18n import _, current_language
from crm_tui.presentation.columns import (
    BY_KEY,
    CustomerColumn,
    Moment,
    columns_of,
    own_columns,
)
from crm_tui.presentation.tones import Tone
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.column_layouts import ColumnLayouts
from crm_tui.tui.screens.searched_lists import Searched, with_marks
from crm_tui.tui.screens.tabs import TabScreen, list_columns
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.record_list import Cell, Column, RecordList, Sort

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


def moment_of(session: Session) -> Moment:
    """Return now, as the columns of this office's customers are told."""
    rhythm = session.office.work.rhythm_days
    return Moment(session.now, session.zone, session.today, rhythm)


class LaidOutScreen(ColumnLayouts, TabScreen):
    """A list of customers that each person lays out for themselves, view by view."""

    newest_first = frozenset({"last_follow_up_at", "created_at", "holder_count", "completeness"})
    request: ListRequest
    _records: RecordList[CustomerRow]

    def __init__(self, session: Session, request: ListRequest) -> None:
        super().__init__(session)
        self.request = request
        self.list_layout = ListLayout(sort=request.sort, descending=request.descending)
        self._moment = moment_of(session)
        self._searched = Searched()
        self._records = RecordList(self._columns())

    # What subclasses say ------------------------------------------------------------------------

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

    @property
    def list_order(self) -> Sort:
        """The order that the list has unless another one is typed."""
        return Sort(self.request.sort, self.request.descending)

    @property
    def typed_order(self) -> Sort | None:
        """By what the list is sorted first now; None where a search ranks it."""
        order = shown_order(self.request)
        return None if order is None else Sort(order.field, order.descending)

    def can_filter(self, key: str) -> bool:
        """Return whether the value of a column can be asked for."""
        return key in _FILTERS

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


def _term(key: str, value: str) -> str:
    """Return the term of the query language that asks for a value of a field."""
    language = current_language()
    name = QUERY_FIELDS[key].name(language)
    if not value:
        return f"{name}:{EMPTY_WORDS.name(language)}"
    return f"{name}:{value if value in _SAID_AS_THEY_ARE else quoted(value)}"
