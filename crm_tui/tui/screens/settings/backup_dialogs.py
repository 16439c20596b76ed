"""What is asked and told around a backup: how far it is, its password, and before going back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar, Static

from crm_tui.domain.backups import Backup, Restored, RestoreStage
from crm_tui.domain.text import clean
from crm_tui.errors import CrmError, SupersededError
from crm_tui.formats.encryption import KEY_NAME, needs_password
from crm_tui.i18n import _
from crm_tui.presentation.backups import (
    backup_word,
    counts_line,
    doors_lines,
    restore_sentence,
)
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.sizes import file_size
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.door import Door
from crm_tui.tui.operations import EVERYTHING
from crm_tui.tui.screens.settings.sections import Host
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton, MessageDialog
from crm_tui.tui.widgets.fields import FormField, PasswordField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.backups import Unlocking

_SECONDS_BETWEEN = 0.1
_NAME_LIMIT = 100


class _CopyDialog(Dialog[None]):
    """Tells how far a copy is; nothing is left of it when it is stopped."""

    class Advanced(Message):
        """Some more is copied."""

        def __init__(self, done: int, total: int, words: str) -> None:
            super().__init__()
            self.done, self.total, self.words = done, total, words

    def __init__(self, title: str, *buttons: DialogButton) -> None:
        super().__init__(title, (*buttons, DialogButton("stop", _("Stop"), "dialog.cancel")))
        self._stopped = threading.Event()
        self._begun = time.monotonic()
        self._told = 0.0

    def compose_body(self) -> ComposeResult:
        """Show the bar, and how much it is."""
        yield ProgressBar(show_eta=False)
        yield Static(_("Copying …"), markup=False, classes="dialog--body")

    def tell(self, done: int, total: int, words: str, *, is_news: bool = False) -> bool:
        """Show how far it is, called from the worker; return whether to go on."""
        now = time.monotonic()
        if is_news or now - self._told >= _SECONDS_BETWEEN:
            self._told = now
            self.post_message(self.Advanced(done, total, words))
        return not self._stopped.is_set()

    @on(Advanced)
    def _draw(self, message: Advanced) -> None:
        self.query_one(ProgressBar).update(total=message.total, progress=message.done)
        self.query_one(".dialog--body", Static).update(Content(message.words))

    def pressed(self, answer: str) -> None:
        """Stop."""
        self.action_cancel()

    def action_cancel(self) -> None:
        """Ask the worker to stop; nothing is kept then."""
        self._stopped.set()
        self.query_one(".dialog--body", Static).update(Content(_("Stopping …")))

    def close(self) -> None:
        """Go away, where it is not away already."""
        if self.is_current:
            self.dismiss(None)


class BackupDialog(_CopyDialog):
    """Tells how far a backup is, which goes on when this is put away."""

    def __init__(self) -> None:
        super().__init__(_("Backup"), DialogButton("aside", _("Go on working")))

    def report(self, done: int, total: int) -> bool:
        """Show how far it is, called from the worker; return whether to go on."""
        rate = done / max(time.monotonic() - self._begun, 0.1)
        words = _("{done} of {total} · {rate}/s").format(
            done=file_size(done), total=file_size(total), rate=file_size(int(rate))
        )
        return self.tell(done, total, words)

    def pressed(self, answer: str) -> None:
        """Put this away, or stop."""
        if answer == "aside":
            self.dismiss(None)
        else:
            super().pressed(answer)


class RestoreDialog(_CopyDialog):
    """Tells what a restore does; what somebody wrote meanwhile would be gone, so it stays."""

    def __init__(self) -> None:
        super().__init__(_("Restore"))
        self._stage: RestoreStage | None = None

    def report(self, stage: RestoreStage, done: int, total: int) -> bool:
        """Show how far it is, called from the worker; return whether to go on."""
        is_news, self._stage = stage is not self._stage, stage
        return self.tell(done, total, restore_sentence(stage, done, total), is_news=is_news)

    def action_cancel(self) -> None:
        """Ask the worker to stop, as long as nothing is replaced."""
        if self._stage is not RestoreStage.PLACING:
            super().action_cancel()


def ask_password(host: Host, backup: Backup, then: Callable[[Unlocking], None]) -> None:
    """Go on with what opens a backup; ask for the password where its key has one."""
    from crm_tui.services.backups import Unlocking  # noqa: PLC0415 - its import is slow

    if not _is_locked(backup):
        then(Unlocking(key=backup.path.parent / KEY_NAME))
        return

    def answered(values: Values | None) -> None:
        if values is not None:
            then(Unlocking(str(values["password"]), backup.path.parent / KEY_NAME))

    host.app.push_screen(
        FormDialog(_("Encrypted backup"), lambda: [_password_field()], _("Open")), answered
    )


def ask_restore(host: Host, backup: Backup) -> None:
    """Say what going back means, and go back when the office's name is typed."""
    from crm_tui.services.backups import Unlocking  # noqa: PLC0415 - as above

    session = host.session
    name = session.office.name

    def fields() -> Sequence[FormField[Any]]:
        confirm = TextField(
            _("The office's name"),
            required=True,
            limit=_NAME_LIMIT,
            placeholder=name_in_sentence(name),
            why_wrong=partial(_why_not_name, name),
            id="name",
        )
        return [_password_field(), confirm] if _is_locked(backup) else [confirm]

    def answered(values: Values | None) -> None:
        if values is not None:
            password = str(values.get("password", ""))
            _restore(host, backup, Unlocking(password, backup.path.parent / KEY_NAME))

    made = happened_moment(backup.made_at, session.now, session.zone)
    lines = [
        _("Everything goes back to {when} ({why}, {size}).").format(
            when=made, why=backup_word(backup), size=file_size(backup.size_bytes)
        ),
        _("What is there now is saved as a backup first; then this can be taken back by it."),
        _("Whoever has the office open sees the backup at once, and goes on in it."),
        _("Sessions, passwords and who is disabled stay as they are now."),
        _("Type “{name}” to go on:").format(name=name_in_sentence(name)),
    ]
    host.app.push_screen(FormDialog(_("Restore"), fields, _("Restore"), lines=lines), answered)


def _restore(host: Host, backup: Backup, unlocking: Unlocking) -> None:
    backups, actor, operations = host.session.crm.backups, host.session.actor, host.operations

    dialog = RestoreDialog()

    def done(restored: Restored) -> None:
        dialog.close()
        lines = [counts_line(restored.counts), *doors_lines(restored.doors)]
        if restored.saved is not None:
            lines.insert(1, _("What was there before: {path}").format(path=restored.saved))
        operations.tell_changed(EVERYTHING)
        app: Any = host.app
        app.push_screen(MessageDialog(_("The backup is in place"), Content("\n".join(lines))))
        if isinstance(app, Door):
            app.look_who_sits_here()

    def failed(error: CrmError) -> None:
        dialog.close()
        if isinstance(error, SupersededError):
            operations.tell(_("Stopped; everything is as it was."))
        else:
            operations.show_error(error)
        host.reload()

    host.app.push_screen(dialog)
    restore = partial(backups.restore, actor, backup.path, unlocking, watch=dialog.report)
    operations.perform(restore, done, failed)


def _is_locked(backup: Backup) -> bool:
    return backup.is_encrypted and needs_password(backup.path.parent / KEY_NAME)


def _password_field() -> PasswordField:
    return PasswordField(field_label("password"), required=True, id="password")


def _why_not_name(name: str, typed: str) -> str | None:
    return None if clean(typed) == clean(name) else _("That is not the office's name.")
