"""Every version of a pool's rules: which is in force, which is to come, what each says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from crm_tui.domain.pools.rule_books import RuleBook, RuleVersion
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment, relative_day
from crm_tui.presentation.rule_words import rule_sentence
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.screens.settings.rule_texts import rule_words_of
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    words,
)
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column


class VersionList(SettingsList[RuleVersion]):
    """The versions, the newest first."""

    id = "versions"
    commands = frozenset({"settings.delete"})

    def __init__(self, host: Host, *, book: RuleBook) -> None:
        super().__init__(host)
        self._book = book

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Versions of the rules of “{pool}”").format(pool=name_in_sentence(self._book.pool))

    def columns(self) -> Sequence[Column[RuleVersion]]:
        """Return the version, from when it is in force, and who made it."""
        return (
            text_column(
                "version", _("Version"), 7, lambda row: str(row.version), align=Align.RIGHT
            ),
            text_column("standing", _("Status"), 10, self._standing, tone=self._tone),
            text_column("day", _("In force from"), 14, self._from),
            text_column("rules", _("Rules"), 6, lambda row: str(len(row.rules)), align=Align.RIGHT),
            text_column(
                "author", _("Made by"), 8, lambda row: row.created_by, priority=1, widest=16
            ),
            text_column("note", _("Note"), 12, lambda row: row.note, priority=2, widest=60),
        )

    def read(self) -> Sequence[RuleVersion]:
        """Read the versions."""
        rules, actor = self.session.crm.rules, self.session.actor
        self._book = rules.rule_book(actor, self._book.pool_id)
        return self._book.history

    def facts(self, row: RuleVersion) -> Iterable[Section]:
        """Return what the version says."""
        made = happened_moment(row.created_at, self.session.now, self.session.zone)
        lines = [fact(_("Status"), self._standing(row)), fact(_("In force from"), self._from(row))]
        lines += [fact(_("Made"), f"{made} {row.created_by}".strip())]
        if row.note:
            lines.append(fact(_("Note"), row.note))
        yield Section(_("Version {version}").format(version=row.version), tuple(lines))
        named = rule_words_of(self.session)
        said = [
            words(f"{at}. {rule_sentence(rule, named)}") for at, rule in enumerate(row.rules, 1)
        ]
        yield Section(_("Rules"), tuple(said) or (words(_("No rule: nothing takes back.")),))

    def why_not(self, command_id: str, row: RuleVersion | None) -> str | None:
        """Return why a version cannot be withdrawn, or None."""
        if row is None:
            return needs_row(row)
        if not self._book.may_edit:
            return _("Only those in charge of the pool “{pool}” change its rules.").format(
                pool=name_in_sentence(self._book.pool)
            )
        if row not in self._book.pending:
            return _("Only a version that has not begun can be withdrawn.")
        return None

    def act(self, command_id: str, row: RuleVersion | None) -> None:
        """Ask before a version is withdrawn."""
        if row is None:
            return
        rules, actor = self.session.crm.rules, self.session.actor

        def withdraw(confirmed: bool | None) -> None:
            if confirmed:
                said = _("Version {version} is withdrawn").format(version=row.version)
                self.host.operations.perform(
                    lambda: rules.withdraw(actor, row.id),
                    lambda _changed: self.host.operations.tell(said),
                )

        question = ConfirmDialog(
            _("Withdraw version {version}?").format(version=row.version),
            Content(
                _("It would begin {day}; the rules of now stay in force.").format(
                    day=self._from(row)
                )
            ),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, withdraw)

    def _from(self, row: RuleVersion) -> str:
        if row.effective_day <= 1:
            return _("from the start")
        return relative_day(row.effective_day, self.session.today)

    def _standing(self, row: RuleVersion) -> str:
        if row.superseded:
            return _("withdrawn")
        if self._book.current is not None and row.id == self._book.current.id:
            return _("in force")
        return _("to come") if row in self._book.pending else _("ended")

    def _tone(self, row: RuleVersion) -> Tone:
        if self._book.current is not None and row.id == self._book.current.id:
            return Tone.GOOD
        return Tone.ACCENT if row in self._book.pending else Tone.DIM
