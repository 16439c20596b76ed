"""The groups of a list of customers, and the sums of money under it."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from textual.timer import Timer

from crm_tui.domain.customers import CustomerRow, CustomerType, Level, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.list_figures import Grouping, GroupValue, ListGroup, MoneySums
from crm_tui.i18n import N_, _
from crm_tui.presentation.money import short_amount
from crm_tui.presentation.record_columns import by_name
from crm_tui.presentation.words import word
from crm_tui.tui.screens.grouped_lists import GroupedList
from crm_tui.tui.screens.list_layouts import LaidOutScreen
from crm_tui.tui.screens.list_sources import with_extras
from crm_tui.tui.screens.sources import CustomerSource
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.record_list import GroupedSource, GroupHeader, Marks, RecordSource
from crm_tui.tui.widgets.record_list.messages import MarksChanged

_PAUSE_SECONDS = 0.15
_NOBODY = N_("in the pool")


class GroupedScreen(GroupedList[CustomerRow], LaidOutScreen):
    """A list of customers that can be grouped, with the sums of what is marked."""

    def __init__(self, session: Session, request: ListRequest) -> None:
        super().__init__(session, request)
        self._source: CustomerSource | None = None
        self._sums: MoneySums | None = None
        self._sums_timer: Timer | None = None
        self._marked_ids: list[CustomerId] = []
        self._marks_listed = Marks()

    @abstractmethod
    def show_titles(self) -> None:
        """Show anew how many there are, and what is marked."""

    # Groups -------------------------------------------------------------------------------------

    @property
    def groupings(self) -> Collection[str]:
        """The keys of the columns that the list can be grouped by."""
        return tuple(each.value for each in Grouping)

    def group_words(self, group: ListGroup) -> str:
        """Return what stands over a group."""
        return group_label(group)

    def group_note(self, group: ListGroup) -> str:
        """Return nothing: what was sold to a group is asked for once it is seen."""
        return ""

    def ids_of_group(self, value: GroupValue) -> array[int]:
        """Return, in a worker, the ids of all customers of a group."""
        request = replace(self.request, group=value)
        return self.session.crm.customers.ids(self.session.actor, request)

    def read_groups(
        self, session: Session, request: ListRequest, grouping: Grouping
    ) -> GroupedSource[CustomerRow]:
        """Read in a worker the groups of a list; their customers are read as they come in view."""

        def source_of(value: GroupValue) -> RecordSource[CustomerRow]:
            listed = CustomerSource(session, replace(request, group=value))
            return with_extras(session, listed, wanted=self.needs_extras)

        def value_of(record_id: int) -> GroupValue | None:
            return session.crm.figures.group_of(session.actor, grouping, CustomerId(record_id))

        found = session.crm.figures.groups(session.actor, request, grouping)
        return self.grouped(found, source_of, value_of)

    def groups_shown(self, source: RecordSource[CustomerRow | GroupHeader]) -> None:
        """Keep the groups of the list that is shown now, and ask what was sold to each."""
        super().groups_shown(source)
        self.ask_group_sums()

    def ask_group_sums(self) -> None:
        """Put what was sold to each group on its line, once that is known."""
        grouped = self._grouped
        if grouped is None or not self.grouped_by:
            return
        session, request, grouping = self.session, self.request, Grouping(self.grouped_by)
        values = [each.value for each in grouped.groups]

        def read() -> list[str]:
            sums = session.crm.figures.group_sums(session.actor, request, grouping)
            return [money_words(sums.get(each.value)) if each else "" for each in values]

        self.operations.ask(
            read, partial(self._note_groups, grouped), key=f"{self.tab_id} group sums"
        )

    def _note_groups(self, asked_for: GroupedSource[CustomerRow], notes: Sequence[str]) -> None:
        grouped = self._grouped
        if grouped is not None and len(grouped.groups) == len(asked_for.groups) and any(notes):
            self._grouped = grouped.noted(notes)
            self._records.replace_source(self._grouped)

    # Marks --------------------------------------------------------------------------------------

    def ids_to_mark(self) -> Callable[[], array[int]] | None:
        """Return what reads every id of the list in a worker, or None while nothing is listed."""
        return None if self._source is None else self._source.ids

    def marked_ids(self) -> Sequence[CustomerId]:
        """Return the marked customers."""
        marked = self._records.marked
        if marked is not self._marks_listed:
            self._marks_listed = marked
            # Without a call for each of them: a million would keep the keys waiting.
            self._marked_ids = cast("list[CustomerId]", list(marked))
        return self._marked_ids

    @property
    def marked_count(self) -> int:
        """How many customers are marked, without putting their ids together."""
        return len(self._records.marked)

    def on_record_list_marks_changed(self, message: MarksChanged) -> None:
        """Say how many are marked, and soon what they sum to."""
        message.stop()
        self._sums = None
        self.show_titles()
        self.refresh_keys()
        if self._sums_timer is not None:
            self._sums_timer.stop()
        self.operations.forget(f"{self.tab_id} sums")
        if message.marked:
            self._sums_timer = self.set_timer(_PAUSE_SECONDS, self._ask_sums)

    def _ask_sums(self) -> None:
        session, marked = self.session, self._records.marked
        self.operations.ask(
            lambda: session.crm.figures.sums(session.actor, marked),
            self._show_sums,
            key=f"{self.tab_id} sums",
        )

    def _show_sums(self, sums: MoneySums) -> None:
        self._sums = sums
        self.show_titles()

    def sums_words(self) -> Iterator[str]:
        """Yield what the marked customers sum to, as far as it is known."""
        sums = self._sums
        if sums is None or not self._records.marked:
            return
        sold = money_words(sums)
        if sold:
            yield sold
        if sums.budget_minor:
            money = short_amount(sums.budget_minor, self.session.office.currency)
            yield _("budget {money}").format(money=money)


def money_words(sums: MoneySums | None) -> str:
    """Return what was sold, by currency: 成交 ¥32万."""
    if sums is None or not sums.deals:
        return ""
    money = " ".join(short_amount(minor, currency) for currency, minor in sums.deals)
    return _("sold {money}").format(money=money)


def group_label(group: ListGroup) -> str:
    """Return what stands over a group: the level, stage, owner or place."""
    match Grouping(group.value.column):
        case Grouping.OWNER if not group.name:
            return _(_NOBODY)
        case Grouping.LEVEL if group.name:
            return _("level {level}").format(level=word(Level(group.name)))
        case Grouping.TYPE if group.name:
            return word(CustomerType(group.name))
        case _:
            return by_name(group.name)
