"""How far long work is, and the key that stops it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar, Static

from crm_tui.i18n import _
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton


class ProgressDialog(Dialog[None]):
    """Counts while a worker works; closing it asks the worker to stop, and it stays until then."""

    @dataclass
    class Advanced(Message):
        """Some more are done."""

        done: int
        total: int

    def __init__(self, title: str, total: int) -> None:
        super().__init__(title, (DialogButton("stop", _("Stop"), "dialog.cancel"),))
        self._total = total
        self._stopped = threading.Event()

    def compose_body(self) -> ComposeResult:
        """Show the bar, and the count below it."""
        yield ProgressBar(self._total, show_eta=False)
        yield Static(self._count(0), markup=False, classes="dialog--body")

    def report(self, done: int, total: int) -> bool:
        """Show how far it is, called from the worker; return whether to go on."""
        self.post_message(self.Advanced(done, total))
        return not self._stopped.is_set()

    def on_progress_dialog_advanced(self, message: Advanced) -> None:
        """Draw how far it is."""
        self._total = message.total
        self.query_one(ProgressBar).update(total=message.total, progress=message.done)
        self._tell(self._count(message.done))

    def pressed(self, answer: str) -> None:
        """Stop."""
        self.action_cancel()

    def action_cancel(self) -> None:
        """Ask the worker to stop; what is done stays done."""
        self._stopped.set()
        self._tell(Content(_("Stops as soon as those under way are done …")))

    def _count(self, done: int) -> Content:
        if self._stopped.is_set():
            return Content(_("Stops as soon as those under way are done …"))
        return Content(_("{done} of {total} done").format(done=done, total=self._total))

    def _tell(self, words: Content) -> None:
        self.query_one(".dialog--body", Static).update(words)
