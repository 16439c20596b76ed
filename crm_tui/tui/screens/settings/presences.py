"""谁在线: who has the office open at this moment, on which machine, since when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.domain.presence import Connected
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.screens.settings.sections import SettingsList, fact, text_column, words
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Row:
    """A program that has the office open."""

    id: int
    connected: Connected


class PresenceList(SettingsList[_Row]):
    """The open programs."""

    id = "online"
    commands = frozenset({"settings.check"})

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Who is here")

    def columns(self) -> Sequence[Column[_Row]]:
        """Return who, where and since when."""
        return (
            text_column("who", _("Account"), 16, lambda row: row.connected.who, widest=30),
            text_column("machine", _("Machine"), 16, lambda row: row.connected.machine, widest=40),
            text_column(
                "since", _("Connected since"), 12, self._since, widest=18, align=Align.RIGHT
            ),
        )

    def read(self) -> Sequence[_Row]:
        """Read who is here."""
        found = self.session.crm.presence.connected(self.session.actor)
        return [_Row(at, each) for at, each in enumerate(found)]

    def empty_words(self) -> str:
        """Return that nobody was seen yet."""
        return _("Nobody has the screens open.")

    def foot(self, rows: Sequence[_Row]) -> str:
        """Return how to look anew."""
        return _("C looks anew")

    def facts(self, row: _Row) -> Iterable[Section]:
        """Return the program in full."""
        lines = (
            fact(_("Machine"), row.connected.machine),
            fact(_("Connected since"), self._since(row)),
            words(""),
            words(_("Who is to leave at once is signed out in Colleagues: A, then E.")),
        )
        yield Section(name_in_sentence(row.connected.who), lines)

    def _since(self, row: _Row) -> str:
        return happened_moment(row.connected.since, self.session.now, self.session.zone)

    def act(self, command_id: str, row: _Row | None) -> None:
        """Look anew."""
        self.host.reload()
