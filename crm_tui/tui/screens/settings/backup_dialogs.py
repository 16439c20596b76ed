"""What is asked and told around a backup: how far it is, its password, and before going back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar, Static

from crm_tui.domain.backups import Backup, Restored
from crm_tui.domain.text import clean
from crm_tui.errors import CrmError
from crm_tui.formats.encryption import KEY_NAME, needs_password
from crm_tui.i18n import _
from crm_tui.presentation.backups import backup_word, counts_line, doors_lines
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


class BackupDialog(Dialog[None]):
    """Tells how far a copy is; it goes on when this is put away, and leaves nothing if stopped."""

    class Advanced(Message):
        """Some more is copied."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done, self.total = done, total

    def __init__(self) -> None:
        buttons = (
            DialogButton("aside", _("Go on working")),
            DialogButton("stop", _("Stop"), "dialog.cancel"),
        )
        super().__init__(_("Backup"), buttons)
        self._stopped = threading.Event()
        self._begun = time.monotonic()
        self._told = 0.0

    def compose_body(self) -> ComposeResult:
        """Show the bar, and how much it is."""
        yield ProgressBar(show_eta=False)
        yield Static(_("Copying …"), markup=False, classes="dialog--body")

    def report(self, done: int, total: int) -> bool:
        """Show how far it is, called from the worker; return whether to go on."""
        now = time.monotonic()
        if now - self._told >= _SECONDS_BETWEEN:
            self._told = now
            self.post_message(self.Advanced(done, total))
        return not self._stopped.is_set()

    def on_backup_dialog_advanced(self, message: Advanced) -> None:
        """Draw how far it is."""
        self.query_one(ProgressBar).update(total=message.total, progress=message.done)
        rate = message.done / max(time.monotonic() - self._begun, 0.1)
        words = _("{done} of {total} · {rate}/s").format(
            done=file_size(message.done),
            total=file_size(message.total),
            rate=file_size(int(rate)),
        )
        self.query_one(".dialog--body", Static).update(Content(words))

    def pressed(self, answer: str) -> None:
        """Put this away, or stop."""
        if answer == "aside":
            self.dismiss(None)
        else:
            self.action_cancel()

    def action_cancel(self) -> None:
        """Ask the worker to stop; nothing is kept then."""
        self._stopped.set()
        self.query_one(".dialog--body", Static).update(Content(_("Stopping …")))

    def close(self) -> None:
        """Go away, where it is not away already."""
        if self.is_current:
            self.dismiss(None)


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

    def done(restored: Restored) -> None:
        lines = [counts_line(restored.counts), *doors_lines(restored.doors)]
        if restored.saved is not None:
            lines.insert(1, _("What was there before: {path}").format(path=restored.saved))
        operations.tell_changed(EVERYTHING)
        app: Any = host.app
        app.push_screen(MessageDialog(_("The backup is in place"), Content("\n".join(lines))))
        if isinstance(app, Door):
            app.look_who_sits_here()

    def failed(error: CrmError) -> None:
        operations.show_error(error)
        host.reload()

    operations.tell(_("Saving what is there, then going back …"))
    operations.perform(partial(backups.restore, actor, backup.path, unlocking), done, failed)


def _is_locked(backup: Backup) -> bool:
    return backup.is_encrypted and needs_password(backup.path.parent / KEY_NAME)


def _password_field() -> PasswordField:
    return PasswordField(field_label("password"), required=True, id="password")


def _why_not_name(name: str, typed: str) -> str | None:
    return None if clean(typed) == clean(name) else _("That is not the office's name.")
