"""集团: the tree of customers to which one belongs, with what each branch comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.groups import Group, GroupMember
from crm_tui.domain.identifiers import CustomerId
from crm_tui.i18n import _
from crm_tui.presentation.columns import BY_KEY, Moment
from crm_tui.presentation.groups import indented_name, sold_words, totals_sentence
from crm_tui.presentation.money import short_amount
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence, optional_word
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.screens.settings.sections import Host, SettingsList, fact, text_column
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column


class GroupScreen(PartScreen):
    """The group of one customer."""

    opens_rows = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.SETTINGS_PART)]

    def __init__(self, session: Session, customer_id: CustomerId) -> None:
        super().__init__(session, partial(GroupList, customer_id))

    def open_row(self) -> None:
        """Open the customer under the cursor."""
        self.action_open()

    def action_open(self) -> None:
        """Open the customer under the cursor."""
        row: GroupMember | None = self.row
        if row is not None:
            trail = Trail(self._step, self._place, (self.shown.title,))
            self.app.push_screen(DetailScreen(self.session, row.id, trail))

    def _step(self, by: int) -> int | None:
        members, target = self._members, self._rows.cursor_index + by
        if not 0 <= target < len(members):
            return None
        self._rows.move_to(target)
        return members[target].id

    def _place(self) -> tuple[int, int]:
        return (self._rows.cursor_index + 1, len(self._members))

    @property
    def _members(self) -> Sequence[GroupMember]:
        return self.shown.members if isinstance(self.shown, GroupList) else ()


class GroupList(SettingsList[GroupMember]):
    """The customers of a group, each before those that belong to it."""

    id = "group"

    def __init__(self, customer_id: CustomerId, host: Host) -> None:
        super().__init__(host)
        self.begins_at = customer_id
        self._customer_id = customer_id
        self._group: Group | None = None

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Group of companies")

    def columns(self) -> Sequence[Column[GroupMember]]:
        """Return who it is, whose, and what the branch comes to."""
        right = Align.RIGHT
        return (
            text_column("name", _("Customer"), 24, indented_name, widest=60),
            text_column("owner", _("Owner"), 8, lambda each: each.row.owner, widest=14),
            text_column(
                "level", _("Level"), 4, lambda each: optional_word(each.row.level), priority=3
            ),
            text_column("last", BY_KEY["last_follow_up_at"].label, 10, self._last, priority=2),
            text_column(
                "tasks",
                _("Tasks"),
                4,
                lambda each: str(each.own.open_tasks or ""),
                priority=2,
                align=right,
            ),
            text_column(
                "sold",
                _("Sold"),
                10,
                lambda each: sold_words(each.own, short_amount),
                priority=1,
                align=right,
            ),
            text_column(
                "whole",
                _("With all below"),
                10,
                lambda each: sold_words(each.whole, short_amount),
                align=right,
            ),
        )

    @property
    def members(self) -> Sequence[GroupMember]:
        """What is listed."""
        return () if self._group is None else self._group.members

    def read(self) -> Sequence[GroupMember]:
        """Read the group."""
        self._group = self.session.crm.groups.tree(self.session.actor, self._customer_id)
        return self._group.members

    def foot(self, rows: Sequence[GroupMember]) -> str:
        """Return what all of the group comes to."""
        return "" if self._group is None else totals_sentence(self._group)

    def facts(self, row: GroupMember) -> Iterable[Section]:
        """Return what the customer comes to alone, and with all that belongs to it."""
        shown = row.row
        lines = [
            fact(_("Owner"), name_in_sentence(shown.owner)),
            fact(_("Pool"), name_in_sentence(shown.pool)),
            fact(_("Level"), optional_word(shown.level)),
            fact(BY_KEY["last_follow_up_at"].label, self._last(row)),
            fact(_("Open tasks"), str(row.own.open_tasks)),
            fact(_("Sold"), sold_words(row.own)),
        ]
        yield Section(shown.name, tuple(line for line in lines if line.text.plain))
        if row.whole.customers > 1:
            yield Section(
                _("With all below"),
                (
                    fact(_("Customers"), str(row.whole.customers)),
                    fact(_("Open tasks"), str(row.whole.open_tasks)),
                    fact(_("Sold"), sold_words(row.whole) or "0"),
                ),
            )

    def _last(self, each: GroupMember) -> str:
        session = self.session
        at = Moment(session.now, session.zone, session.today)
        return BY_KEY["last_follow_up_at"].text(each.row, at)

    def act(self, command_id: str, row: GroupMember | None) -> None:
        """Do nothing: a row is opened, and all else is done there."""
