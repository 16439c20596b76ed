"""The evening: what was done today, on one panel whose text can be copied."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.day_summaries import DaySummary
from crm_tui.i18n import _
from crm_tui.presentation.day_summaries import summary_lines
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton


class SummaryDialog(Dialog[bool]):
    """The text of the evening."""

    scope = Scope.DAY_SUMMARY
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.DAY_SUMMARY)]

    def __init__(self, text: str) -> None:
        buttons = (
            DialogButton("copy", _("Copy"), "summary.copy"),
            DialogButton("close", _("Close"), "dialog.cancel"),
        )
        super().__init__(_("Done today"), buttons)
        self._text = text

    def compose_body(self) -> ComposeResult:
        """Show the text; a long one scrolls."""
        with VerticalScroll(classes="dialog--body"):
            yield Static(Content(self._text), markup=False)

    def pressed(self, answer: str) -> None:
        """Copy the text, or close."""
        if answer == "copy":
            self.action_copy_summary()
        else:
            self.dismiss(None)

    def action_copy_summary(self) -> None:
        """Copy the text, for a message to the manager."""
        self.app.copy_to_clipboard(self._text)
        operations_of(self).tell(_("Copied the summary"))


def show_summary(screen: ScreenCommands[None]) -> None:
    """Read what was done today and show it."""
    days, session = screen.session.crm.days, screen.session

    def show(found: DaySummary) -> None:
        text = "\n".join(summary_lines(found, session.zone))
        screen.app.push_screen(SummaryDialog(text))

    screen.operations.ask(lambda: days.summary(session.actor), show, key="day summary", opens=True)
