"""Dialogs with a few fields: a day, a reason, an amount; what is wrong stands under its field."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Button, Input, Static

from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.tui.drafts import Draft, DraftFile, DraftKeeper, Typed, draft_file
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton
from crm_tui.tui.widgets.fields import Form, FormField

Values = Mapping[str, Any]
"""What stands in the fields of a dialog, by their ids."""


def _mark(said: Sequence[str]) -> str:
    """Return what tells dialogs apart: what they ask, and of whom."""
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()[:16]


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
        self._keeps_for: Session | None = None
        self._keeper: DraftKeeper | None = None
        self._before: dict[str, str] = {}

    def keep_for(self, session: Session) -> None:
        """Keep what is typed until it is answered or closed; a kill loses nothing of it."""
        self._keeps_for = session

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
        # A dialog with a beginning of its own begins with this one, too.
        if self._keeps_for is not None and self._keeper is None:
            self._before = self._texts()
            mark = _mark((self._heading, *self._lines))
            file = draft_file(self._keeps_for, f"dialog-{mark}")
            self._keeper = DraftKeeper(self, file, partial(self._typed, self._keeps_for))
            self.run_worker(self._restore(self._keeps_for, file))

    async def _restore(self, session: Session, file: DraftFile) -> None:
        """Put back what was typed into such a dialog and never answered."""
        draft = await asyncio.to_thread(file.read)
        if draft is None or self.is_dirty:
            return
        from crm_tui.tui.screens.forms import set_text  # noqa: PLC0415 - it shows dialogs itself

        named = {each.id or "": each for each in self._form.fields}
        typed = {name: each.text for name, each in draft.fields.items() if name in named}
        for name, text in typed.items():
            set_text(named[name], text)
        if typed:
            when = happened_moment(draft.saved_at, session.now, session.zone)
            told = _("Typed {when} and not saved; it is put back.").format(when=when)
            line = Static(Content(told), classes="dialog--lines", markup=False)
            await self.mount(line, before=self._form)

    def _texts(self) -> dict[str, str]:
        from crm_tui.tui.screens.forms import text_of  # noqa: PLC0415 - as above

        return {each.id or "": text_of(each) for each in self._form.fields}

    def _typed(self, session: Session) -> Draft:
        texts = {name: text for name, text in self._texts().items() if text != self._before[name]}
        return Draft(
            session.now, {name: Typed(text, self._before[name]) for name, text in texts.items()}
        )

    @on(FormField.Changed)
    def _keep_soon(self) -> None:
        if self._keeper is not None:
            self._keeper.changed()

    def dismiss(self, result: Values | None = None) -> AwaitComplete:
        """Close with an answer; nothing of what was typed is kept longer."""
        if self._keeper is not None:
            self._keeper.stop(for_good=True)
        return super().dismiss(result)

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
