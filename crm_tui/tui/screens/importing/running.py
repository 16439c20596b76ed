"""Run an import behind a dialog that tells how far it is, and show what came of it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.presentation.import_plans import progress_sentence
from crm_tui.tui.screens.importing.results import ImportResultScreen
from crm_tui.tui.screens.settings.sections import Host
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton

if TYPE_CHECKING:
    from crm_tui.domain.imports.outcomes import ImportResult
    from crm_tui.domain.imports.plans import ImportPlan

_SECONDS_BETWEEN = 0.1


class ImportDialog(Dialog[None]):
    """Tells how far an import is; closing it stops the import, which leaves nothing then."""

    class Advanced(Message):
        """Some more rows are read or written."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, title: str) -> None:
        super().__init__(title, (DialogButton("stop", _("Stop"), "dialog.cancel"),))
        self.others_wait = False
        """Whether nobody else can read while it is written; set by the worker."""
        self._stopped = threading.Event()
        self._started = time.monotonic()
        self._told = 0.0

    def compose_body(self) -> ComposeResult:
        """Show how far it is."""
        yield Static(Content(_("Reading the file …")), markup=False, classes="dialog--body")

    def report(self, done: int, total: int | None) -> None:
        """Show how far it is; called from the worker."""
        now = time.monotonic()
        if done == 0:
            self._started = now
        elif now - self._told < _SECONDS_BETWEEN and done != total:
            return
        self._told = now
        waiting = self.others_wait and total is not None
        words = progress_sentence(done, total, now - self._started, others_wait=waiting)
        self.post_message(self.Advanced(words))

    def is_stopped(self) -> bool:
        """Return whether somebody wants it to stop; asked from the worker."""
        return self._stopped.is_set()

    def on_import_dialog_advanced(self, message: Advanced) -> None:
        """Draw how far it is."""
        if not self._stopped.is_set():
            self._tell(message.words)

    def pressed(self, answer: str) -> None:
        """Stop."""
        self.action_cancel()

    def action_cancel(self) -> None:
        """Ask the worker to stop; nothing is stored then."""
        self._stopped.set()
        self._tell(_("Stopping; nothing will be stored …"))

    def _tell(self, words: str) -> None:
        self.query_one(".dialog--body", Static).update(Content(words))


def run_import(host: Host, plan: ImportPlan) -> None:
    """Try an import, or do it; then show what became of the rows."""
    session, operations = host.session, host.operations
    title = _("Dry run") if plan.dry_run else _("Import")
    dialog = ImportDialog(title)

    def work() -> ImportResult:
        if not plan.dry_run:
            dialog.others_wait = session.crm.imports.makes_others_wait(session.actor)
        return session.crm.imports.run(
            session.actor, plan, progress=dialog.report, cancel=dialog.is_stopped
        )

    def done(found: ImportResult) -> None:
        dialog.dismiss(None)
        if found.is_cancelled:
            operations.tell(_("Stopped; nothing was imported."))
            return
        host.app.push_screen(ImportResultScreen(session, found, lambda: _store(host, found)))

    def failed(error: CrmError) -> None:
        dialog.dismiss(None)
        operations.show_error(error)

    host.app.push_screen(dialog)
    if plan.dry_run:
        operations.ask(work, done, key="import", failed=failed)
    else:
        operations.perform(work, done, failed)


def _store(host: Host, tried: ImportResult) -> None:
    run_import(host, replace(tried.plan, dry_run=False))
