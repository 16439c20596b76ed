"""The groups of a list of customers, and the sums of money under it."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from textual.timer import Timer

from crm_tui.domain.customers import CustomerRow, CustomerType, Level, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.list_figures import CustomerGroup, Grouping, GroupValue, MoneySums
from crm_tui.domain.pinyin import initials
from crm_tui.i18n import N_, _
from crm_tui.presentation.columns import BY_KEY
from crm_tui.presentation.money import short_amount
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.screens.list_layouts import LaidOutScreen
from crm_tui.tui.screens.list_marks import ListMarks
from crm_tui.tui.screens.list_sources import GroupSource, with_extras
from crm_tui.tui.screens.sources import CustomerSource
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.record_list import Group, GroupedSource, GroupHeader, Marks, RecordSource
from crm_tui.tui.widgets.record_list.messages import (
    FoldRequested,
    GroupMarkRequested,
    MarksChanged,
)

_FOLDED_FROM = 1_000
"""Lists of more customers begin with all groups folded away: their counts are what is seen."""
_PAUSE_SECONDS = 0.15
_NOBODY = N_("in the pool")
_NOTHING = N_("(none)")


class GroupedScreen(ListMarks, LaidOutScreen):
    """A list of customers that can be grouped, with the sums of what is marked."""

    def __init__(self, session: Session, request: ListRequest) -> None:
        super().__init__(session, request)
        self._source: CustomerSource | None = None
        self._unfolded: dict[GroupValue, bool] = {}
        self._grouped: GroupedSource[CustomerRow] | None = None
        self._sums: MoneySums | None = None
        self._sums_timer: Timer | None = None
        self._marked_ids: list[CustomerId] = []
        self._marks_listed = Marks()

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a command does nothing here now; a group is opened by folding it out."""
        if command.id == "open" and self.records.cursor_group is not None:
            return None
        return super().why_not(command)

    @abstractmethod
    def show_titles(self) -> None:
        """Show anew how many there are, and what is marked."""

    # Groups -------------------------------------------------------------------------------------

    @property
    def grouping(self) -> Grouping | None:
        """By what the list is grouped now."""
        key = self.list_layout.grouping
        return next((each for each in Grouping if each.value == key), None)

    def action_group(self) -> None:
        """Choose by what the list is grouped."""
        none = _("Not grouped")
        choices: list[Choice[str]] = [Choice("", f"0 {none}", initials(none), "0")]
        for digit, each in enumerate(Grouping, start=1):
            label = BY_KEY[each.value].label
            choices.append(
                Choice(
                    each.value, f"{digit} {label}", f"{initials(label)} {each.value}", f"{digit}"
                )
            )
        now = "" if self.grouping is None else self.grouping.value
        dialog = ChooseDialog(_("Group by"), choices, begin_at=now)
        self.app.push_screen(dialog, self._grouping_chosen)

    def _grouping_chosen(self, key: str | None) -> None:
        if key is not None:
            self.group_by(next((each for each in Grouping if each.value == key), None))

    def group_by(self, grouping: Grouping | None) -> None:
        """Group the list, or list it in one piece again."""
        self._unfolded.clear()
        key = "" if grouping is None else grouping.value
        self.lay_out(replace(self.list_layout, grouping=key))

    def read_groups(
        self, session: Session, request: ListRequest, grouping: Grouping
    ) -> GroupedSource[CustomerRow]:
        """Read in a worker the groups of a list; their customers are read as they come in view."""
        found = session.crm.figures.groups(session.actor, request, grouping)
        folds = sum(each.count for each in found) > _FOLDED_FROM
        groups = [
            Group(
                self._header(-at, each, is_open=self._unfolded.get(each.value, not folds)),
                GroupSource(
                    each.value,
                    with_extras(
                        session,
                        CustomerSource(session, replace(request, group=each.value)),
                        wanted=self.needs_extras,
                    ),
                ),
            )
            for at, each in enumerate(found, start=1)
        ]
        places = {each.value: at for at, each in enumerate(found)}

        def group_of(record_id: int) -> int | None:
            customer_id = CustomerId(record_id)
            value = session.crm.figures.group_of(session.actor, grouping, customer_id)
            return None if value is None else places.get(value)

        return GroupedSource(groups, group_of)

    def _header(self, header_id: int, group: CustomerGroup, *, is_open: bool) -> GroupHeader:
        return GroupHeader(header_id, group_label(group), group.count, is_open=is_open)

    def groups_shown(self, source: RecordSource[CustomerRow | GroupHeader]) -> None:
        """Keep the groups of the list that is shown now, and ask what was sold to each."""
        self._grouped = source if isinstance(source, GroupedSource) else None
        self.ask_group_sums()

    def on_record_list_fold_requested(self, message: FoldRequested) -> None:
        """Fold a group away, or unfold it."""
        message.stop()
        grouped, value = self._grouped, self._value_of(message.header_id)
        if grouped is None or value is None:
            return
        at = -message.header_id - 1
        self._unfolded[value] = not grouped.groups[at].header.is_open
        self._grouped = grouped.folded(message.header_id)
        self._records.replace_source(self._grouped)

    def on_record_list_group_mark_requested(self, message: GroupMarkRequested) -> None:
        """Mark every customer of a group; once more takes these marks away."""
        message.stop()
        value = self._value_of(message.header_id)
        if value is None:
            return
        session, marked = self.session, self._records.marked
        request = replace(self.request, group=value)

        def read() -> Marks:
            ids = Marks(session.crm.customers.ids(session.actor, request))
            return marked.without(ids) if marked.holds_all(ids) else marked.joined(ids)

        self.operations.ask(read, self._records.set_marked, key=self.marks_key)

    def _value_of(self, header_id: int) -> GroupValue | None:
        """Return what the group under a line of the list that is shown has in common."""
        values = [] if self._grouped is None else _values_of(self._grouped)
        at = -header_id - 1
        return values[at] if at < len(values) else None

    def ask_group_sums(self) -> None:
        """Put what was sold to each group on its line, once that is known."""
        grouped, grouping = self._grouped, self.grouping
        if grouped is None or grouping is None:
            return
        session, request, values = self.session, self.request, _values_of(grouped)

        def read() -> list[str]:
            sums = session.crm.figures.group_sums(session.actor, request, grouping)
            return [money_words(sums.get(each.value)) for each in values]

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
            self._marked_ids = [CustomerId(each) for each in marked]
        return self._marked_ids

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


def _values_of(grouped: GroupedSource[CustomerRow]) -> list[GroupValue]:
    """Return what the customers of each group have in common, in the order of the groups."""
    sources = (each.source for each in grouped.groups)
    return [each.value for each in sources if isinstance(each, GroupSource)]


def money_words(sums: MoneySums | None) -> str:
    """Return what was sold, by currency: 成交 ¥32万."""
    if sums is None or not sums.deals:
        return ""
    money = " ".join(short_amount(minor, currency) for currency, minor in sums.deals)
    return _("sold {money}").format(money=money)


def group_label(group: CustomerGroup) -> str:
    """Return what stands over a group: the level, stage, owner or place."""
    match group.value.grouping:
        case Grouping.OWNER if not group.name:
            return _(_NOBODY)
        case _ if not group.name:
            return _(_NOTHING)
        case Grouping.LEVEL:
            return _("level {level}").format(level=word(Level(group.name)))
        case Grouping.TYPE:
            return word(CustomerType(group.name))
        case _:
            return name_in_sentence(group.name)
