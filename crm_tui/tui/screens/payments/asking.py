"""What screens of money share: whether a key may act, a dialog that is asked, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.widgets.fields import FormField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values


class MoneyScreen(ScreenCommands[None]):
    """A list on which something of money is done."""

    def allowed(self, command_id: str) -> bool:
        """Return whether a key may act; else say why not."""
        from crm_tui.tui.keys import command  # noqa: PLC0415 - with the keys in force now

        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None

    def ask(
        self,
        title: str,
        fields: Callable[[], Sequence[FormField[Any]]],
        then: Callable[[Values], None],
        lines: Sequence[str] = (),
        *,
        begin_in: str = "",
    ) -> None:
        """Ask in a dialog, then go on with what was answered; it begins in its first field."""

        def answered(values: Values | None) -> None:
            if values is not None:
                then(values)

        dialog = FormDialog(title, fields, _("Save"), lines=lines, begin_in=begin_in)
        self.app.push_screen(dialog, answered)

    def do_and_tell(
        self,
        act: Callable[[], Any],
        said: str,
        failed: Callable[[CrmError], None] | None = None,
    ) -> None:
        """Do something and say that it is done; `failed` takes a refusal."""

        def done(_answer: object) -> None:
            self.operations.tell(_("{done} · u takes it back").format(done=said))

        self.operations.perform(act, done, failed)
