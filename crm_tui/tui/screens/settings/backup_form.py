"""The form of what this machine does with backups: when, how many, where, encrypted or not."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult

from crm_tui.i18n import _
from crm_tui.settings import MOST_KEPT, BackupSettings
from crm_tui.tui.machine import machine_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import yes_or_no
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import PasswordField, TextField
from crm_tui.tui.widgets.path_field import typed_path

_LONGEST_PATH = 4_000


class BackupForm(FormScreen):
    """What this machine does with backups."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"password"})

    def __init__(self, session: Session, kept: BackupSettings, *, is_encrypted: bool) -> None:
        super().__init__(session, _("Backups of this machine"), draft_name="backups")
        self._kept, self._is_encrypted = kept, is_encrypted

    def compose_fields(self) -> ComposeResult:
        """Yield when, how many, where, and a password where there is none yet."""
        kept = self._kept
        yield ChoiceField(
            _("One a day by itself"), yes_or_no(), kept.automatic, required=True, id="automatic"
        )
        for name, label in (
            ("daily", _("Kept: newest of days")),
            ("weekly", _("Kept: newest of weeks")),
            ("monthly", _("Kept: newest of months")),
        ):
            yield NumberField(label, getattr(kept, name), greatest=MOST_KEPT, id=name)
        yield TextField(
            _("Folder"),
            "" if kept.folder is None else str(kept.folder),
            limit=_LONGEST_PATH,
            placeholder=_("empty: in “backups” beside the database"),
            id="folder",
        )
        if not self._is_encrypted:
            yield PasswordField(_("Encrypt with"), id="password")

    def save(self) -> None:
        """Keep the settings on this machine, and make the key where a password was typed."""
        session, settings = self.session, machine_of(self).change_backups(self._wished())

        def write() -> Path | None:
            from crm_tui.bootstrap import use_backup_settings  # noqa: PLC0415 - loaded by now

            use_backup_settings(settings, session.crm.database)
            return session.crm.backups.encrypt_with(session.actor, password) if password else None

        def saved(key: Path | None) -> None:
            if key is None:
                operations_of(self).tell(_("Saved"))
            else:
                told = _("Later backups are encrypted. The key is {path}.").format(path=key)
                lost = _("Without this file and the password nobody can open them, nor can we.")
                operations_of(self).tell(f"{told}\n{lost}", severity="warning")
            self.leave(None)

        fields = self.query("#password").results(PasswordField)
        password = next((each.value for each in fields), "")
        self.store(write, saved)

    def _wished(self) -> BackupSettings:
        folder = self.query_one("#folder", TextField).value
        return BackupSettings(
            folder=typed_path(folder).absolute() if folder else None,
            daily=self._number("daily"),
            weekly=self._number("weekly"),
            monthly=self._number("monthly"),
            automatic=self.query_one("#automatic", ChoiceField).value is True,
        )

    def _number(self, name: str) -> int:
        return self.query_one(f"#{name}", NumberField).number or 0
