"""Dialogs with a few fields: a day, a reason, an amount; what is wrong stands under its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Button, Input, Static

from crm_tui.i18n import _
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton
from crm_tui.tui.widgets.fields import Form, FormField

Values = Mapping[str, Any]
"""What stands in the fields of a dialog, by their ids."""


class FormDialog(Dialog[Values]):
    """Asks for some values at once; answers with them by the ids of the fields."""

    scope = Scope.FORM_DIALOG
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.FORM_DIALOG)]

    def __init__(
        self,
        title: str,
        fields: Callable[[], Sequence[FormField[Any]]],
        yes: str,
        *,
        lines: Sequence[str] = (),
        begin_in: str = "",
    ) -> None:
        buttons = (
            DialogButton("yes", yes, "dialog.save"),
            DialogButton("no", _("Cancel"), "dialog.cancel"),
        )
        super().__init__(title, buttons)
        self._make = fields
        self._lines = tuple(lines)
        self._begin_in = begin_in

    def compose_body(self) -> ComposeResult:
        """Show what is to be known, then the fields."""
        if self._lines:
            body = Content("\n".join(self._lines))
            yield Static(body, classes="dialog--lines", markup=False)
        with Form():
            yield from self._make()

    def on_mount(self) -> None:
        """Begin in the first field, or in the one that was asked for."""
        fields = self.query_one(f"#{self._begin_in}") if self._begin_in else self
        fields.query(".field--editor").first().focus()

    @property
    def _form(self) -> Form:
        return self.query_one(Form)

    @property
    def is_dirty(self) -> bool:
        """Whether anything was typed."""
        return self._form.is_dirty

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        """Go to the next field; from the last one, answer."""
        event.stop()
        self._next_or_save()

    def _next_or_save(self) -> None:
        last = self.query(".field--editor").last()
        if self.focused is last or isinstance(self.focused, Button):
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Answer with the values, if they are well."""
        if self._form.check():
            self.dismiss({each.id or "": each.value for each in self._form.fields})

    def pressed(self, answer: str) -> None:
        """Answer, or close."""
        if answer == "yes":
            self.action_save()
        else:
            self.action_cancel()
