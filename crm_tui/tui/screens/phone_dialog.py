"""A number large enough to dial, and as a code that a telephone scans."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.calls import link_of
from crm_tui.domain.contacts import Phone
from crm_tui.i18n import _
from crm_tui.presentation.qr_codes import code_lines
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton


class PhoneDialog(Dialog[bool]):
    """Shows one number of a contact."""

    scope = Scope.PHONE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.PHONE)]

    def __init__(self, name: str, phone: Phone) -> None:
        buttons = (
            DialogButton("copy", _("Copy"), "phone.copy"),
            DialogButton("close", _("Close"), "dialog.cancel"),
        )
        super().__init__(" · ".join(filter(None, (name, phone.number))), buttons)
        self._phone = phone

    def compose_body(self) -> ComposeResult:
        """Show the code."""
        code = "\n".join(code_lines(link_of(self._phone.number)))
        yield Static(Content(code), markup=False, classes="dialog--code")

    def action_copy_phone(self) -> None:
        """Put the number on the clipboard."""
        self.app.copy_to_clipboard(self._phone.number)
        operations_of(self).tell(_("Copied"))

    def pressed(self, answer: str) -> None:
        """Copy, or close."""
        if answer == "copy":
            self.action_copy_phone()
        else:
            self.dismiss(None)
