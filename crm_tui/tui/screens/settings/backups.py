"""备份: copies of everything; make one, read one through, go back to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from crm_tui.domain.backups import Backup, BackupCounts, BackupKind, MadeBackup
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError, SupersededError
from crm_tui.i18n import _
from crm_tui.presentation.backups import (
    backup_word,
    checked_word,
    counts_line,
    keeping_words,
)
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.sizes import file_size
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label
from crm_tui.settings import BackupSettings
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.settings.backup_dialogs import (
    BackupDialog,
    ask_password,
    ask_restore,
)
from crm_tui.tui.screens.settings.backup_form import BackupForm
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.widgets.dialogs import MessageDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.backups import Unlocking


@dataclass(frozen=True, slots=True)
class _Row:
    """A backup in the list."""

    id: int
    backup: Backup


class BackupList(SettingsList[_Row]):
    """The backups of the database, the newest first."""

    id = "backups"
    commands = frozenset({"settings.add", "settings.check", "settings.restore", "settings.options"})

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._numbers: dict[str, int] = {}
        self._is_encrypted = False

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Backups")

    def columns(self) -> Sequence[Column[_Row]]:
        """Return when, why, how large, and whether it is whole."""
        return (
            text_column("when", _("When"), 12, self._when, widest=18),
            text_column(
                "why", field_label("reason"), 12, lambda row: backup_word(row.backup), widest=20
            ),
            text_column(
                "size",
                _("Size"),
                8,
                lambda row: file_size(row.backup.size_bytes),
                align=Align.RIGHT,
            ),
            text_column("checked", _("Checked"), 16, self._checked, widest=26, tone=_tone),
        )

    def read(self) -> Sequence[_Row]:
        """Read the backups; nothing for who may not."""
        if self._why_not_mine() is not None:
            return []
        backups, actor = self.session.crm.backups, self.session.actor
        self._is_encrypted = backups.is_encrypted(actor)
        found = backups.list(actor)
        for each in found:
            self._numbers.setdefault(str(each.path), len(self._numbers))
        return [_Row(self._numbers[str(each.path)], each) for each in found]

    def empty_words(self) -> str:
        """Return why nothing is listed."""
        return self._why_not_mine() or _("There is no backup yet.\na makes one")

    def foot(self, rows: Sequence[_Row]) -> str:
        """Return what this machine does by itself."""
        return "" if self._why_not_mine() else keeping_words(self._kept)

    def facts(self, row: _Row) -> Iterable[Section]:
        """Return the backup in full, and what is set."""
        backup = row.backup
        encrypted = _("Yes") if backup.is_encrypted else _("No")
        lines = (
            fact(_("When"), self._when(row)),
            fact(_("Size"), file_size(backup.size_bytes)),
            fact(_("Checked"), self._checked(row)),
            fact(_("Encrypted"), encrypted),
            words(str(backup.path)),
        )
        yield Section(backup_word(backup), lines)
        later = _("Later backups are encrypted.") if self._is_encrypted else _("Not encrypted.")
        yield Section(_("On this machine"), (words(keeping_words(self._kept)), words(later)))

    @property
    def _kept(self) -> BackupSettings:
        return machine_of(self.host.app).settings.backups

    def _when(self, row: _Row) -> str:
        return happened_moment(row.backup.made_at, self.session.now, self.session.zone)

    def _checked(self, row: _Row) -> str:
        return checked_word(row.backup, self.session.now, self.session.zone)

    # Keys ---------------------------------------------------------------------------------------

    def _why_not_mine(self) -> str | None:
        return why_not_may(self.session, Permission.MANAGE_OFFICE)

    def why_not(self, command_id: str, row: _Row | None) -> str | None:
        """Return why nothing can be done with the backup, or None."""
        refusal = self._why_not_mine()
        if refusal is not None or command_id in {"settings.add", "settings.options"}:
            return refusal
        if row is not None and row.backup.kind is BackupKind.DAMAGED:
            return _("That is what was damaged; there is nothing to go back to.")
        return needs_row(row)

    def act(self, command_id: str, row: _Row | None) -> None:
        """Make a backup, read one through, go back to one, or open the form."""
        match command_id:
            case "settings.add":
                self._make()
            case "settings.options":
                self.host.app.push_screen(
                    BackupForm(self.session, self._kept, is_encrypted=self._is_encrypted),
                    lambda _changed: self.host.reload(),
                )
            case "settings.check" if row is not None:
                ask_password(self.host, row.backup, partial(self._check, row.backup.path))
            case "settings.restore" if row is not None:
                ask_restore(self.host, row.backup)

    def _make(self) -> None:
        backups, actor, operations = (
            self.session.crm.backups,
            self.session.actor,
            self.host.operations,
        )
        dialog = BackupDialog()

        def done(made: MadeBackup) -> None:
            dialog.close()
            size = file_size(made.size_bytes)
            operations.tell(_("Backed up and verified · {size}").format(size=size))
            if made.files_folder is not None:
                self._tell_files(made.files_folder)
            self.host.reload()

        def failed(error: CrmError) -> None:
            dialog.close()
            if isinstance(error, SupersededError):
                operations.tell(_("Stopped; nothing was kept."))
            else:
                operations.show_error(error)

        self.host.app.push_screen(dialog)
        make = partial(backups.make, actor, watch=dialog.report)
        operations.ask(make, done, key="backup by hand", failed=failed)

    def _tell_files(self, folder: Path) -> None:
        words = _("The attached files are not in it; copy {path} too.").format(path=folder)
        self.host.app.push_screen(MessageDialog(_("Backups"), Content(words)))

    def _check(self, path: Path, unlocking: Unlocking) -> None:
        backups, actor, operations = (
            self.session.crm.backups,
            self.session.actor,
            self.host.operations,
        )

        def done(counts: BackupCounts) -> None:
            operations.tell("\n".join((_("The backup is whole"), counts_line(counts))))
            self.host.reload()

        def failed(error: CrmError) -> None:
            operations.show_error(error)
            self.host.reload()

        operations.tell(_("Reading the backup through …"))
        check = partial(backups.check, actor, path, unlocking)
        operations.ask(check, done, key="backup check", failed=failed)


def _tone(row: _Row) -> Tone:
    checked = row.backup.checked
    return Tone.NORMAL if checked is None or checked.is_whole else Tone.BAD
