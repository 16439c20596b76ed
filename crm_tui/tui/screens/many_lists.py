"""What is done with all that a list shows, or with all that is marked: a file, one change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.content import Content

from crm_tui.domain.bulk_edits import BulkChange
from crm_tui.domain.customers import Standing
from crm_tui.domain.exports import Exported
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.purges import purge_lines
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.outcomes import EDITED, PURGED
from crm_tui.tui.record_commands.chosen import batch_title
from crm_tui.tui.screens.viewed_lists import ViewedListScreen
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import MultiLineField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.progress_dialog import ProgressDialog
from crm_tui.tui.widgets.record_list.messages import RowsPasted

if TYPE_CHECKING:  # their imports are slow: the first paint does not wait for them
    from crm_tui.services.bulk_edits import BulkPreview
    from crm_tui.services.purges import PurgePreview

_PASTE_LIMIT = 200_000
AnswerT = TypeVar("AnswerT")
_NEEDED = {
    "list.export": Permission.EXPORT,
    "bulk.edit": Permission.EDIT_CUSTOMER,
    "purge": Permission.MANAGE_OFFICE,
    "rows.paste": Permission.IMPORT,
    "import": Permission.IMPORT,
}
_OF_ROWS = frozenset({"list.export", "bulk.edit", "purge"})
"""What needs something to be listed."""


class ManyListScreen(ViewedListScreen):
    """A list of customers that can be written, changed and emptied as a whole."""

    def action_import_file(self) -> None:
        """Read customers, contacts or follow-ups from a file."""
        from crm_tui.tui.screens.importing import begin_import  # noqa: PLC0415 - rarely needed

        begin_import(self)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a command does nothing here now, or None."""
        needed = _NEEDED.get(command.id)
        if needed is None:
            return super().why_not(command)
        lacking = self.why_not_permitted(needed)
        if lacking is not None or command.id not in _OF_ROWS:
            return lacking
        return self._why_not_rows(command)

    def _why_not_rows(self, command: KeyCommand) -> str | None:
        if self._total == 0 and not self.marked_count:
            return _("The list is empty.")
        row = self.current_row()
        if command.id == "purge" and row is not None and row.standing is not Standing.DELETED:
            return _("Only what was deleted is removed for good; D lists it.")
        return None

    def _may(self, command_id: str) -> bool:
        from crm_tui.tui.keys import command  # noqa: PLC0415 - beside the one of the same name

        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None

    def _listed_ids(self) -> Sequence[CustomerId]:
        """Return the marked customers, or all of the list; call it in a worker."""
        marked = self.marked_ids()
        if marked:
            return self.in_list_order(list(marked))
        found = self.session.crm.customers.ids(self.session.actor, self.request)
        return [CustomerId(each) for each in found]

    def _title(self, words: str) -> str:
        count = self.marked_count or self._total
        said = ngettext("{count} customer", "{count} customers", count)
        return f"{words}  {said.format(count=f'{count:,}')}"

    # A file -------------------------------------------------------------------------------------

    def action_export_list(self) -> None:
        """Ask for columns and path, then write what is marked, or the whole list."""
        if self._may("list.export"):
            from crm_tui.tui.screens.export_dialog import export_dialog  # noqa: PLC0415

            dialog = export_dialog(self.session, self._title(_("Export")))
            self.ask_values(dialog, self._export)

    def _export(self, values: Values) -> None:
        from crm_tui.presentation.export_words import export_words  # noqa: PLC0415
        from crm_tui.tui.screens.export_dialog import order_of  # noqa: PLC0415

        session, request, shown = self.session, self.request, self.shown_columns
        marked, words = list(self.marked_ids()), export_words(values["subject"])
        dialog = ProgressDialog(_("Exporting"), len(marked) or self._total)

        def work() -> Exported:
            chosen = self.in_list_order(marked) if marked else None
            order = order_of(values, request, chosen, shown)
            return session.crm.exports.run(session.actor, order, words, progress=dialog.report)

        self._work_long(dialog, work, self._exported)

    def _exported(self, found: Exported) -> None:
        if found.is_cancelled:
            self.operations.tell(_("Stopped; no file was left."))
            return
        said = ngettext("{count} row in {file}.", "{count} rows in {file}.", found.rows)
        lines = [said.format(count=found.rows, file=found.path)]
        if found.masked:
            lines.append(
                ngettext(
                    "Contact details are hidden in {count} of them, as on the screen.",
                    "Contact details are hidden in {count} of them, as on the screen.",
                    found.masked,
                ).format(count=found.masked)
            )
        self.operations.tell("\n".join(lines))

    def _work_long(
        self,
        dialog: ProgressDialog,
        work: Callable[[], AnswerT],
        then: Callable[[AnswerT], None],
    ) -> None:
        """Do something in a worker behind a dialog that tells how far it is."""

        def done(answer: AnswerT) -> None:
            dialog.dismiss(None)
            then(answer)

        def failed(error: CrmError) -> None:
            dialog.dismiss(None)
            self.operations.show_error(error)

        self.app.push_screen(dialog)
        self.operations.perform(work, done, failed)

    # Rows from elsewhere ------------------------------------------------------------------------

    def on_record_list_rows_pasted(self, message: RowsPasted) -> None:
        """Take rows of a spreadsheet that are pasted onto the list; they are looked at first."""
        message.stop()
        if self._may("rows.paste"):
            self._look_at(message.text)

    def action_paste_rows(self) -> None:
        """Ask for rows, for a terminal that pastes line by line; then look at them."""
        if self._may("rows.paste"):
            dialog = FormDialog(
                _("Paste rows"),
                lambda: [
                    MultiLineField(_("Rows"), required=True, limit=_PASTE_LIMIT, id="rows"),
                ],
                _("Next"),
                lines=[_("The first row says what the columns are; nothing is stored yet.")],
            )
            self.ask_values(dialog, lambda values: self._look_at(str(values["rows"])))

    def _look_at(self, text: str) -> None:
        from crm_tui.formats.pastes import pasted_rows  # noqa: PLC0415
        from crm_tui.tui.screens.importing import begin_import  # noqa: PLC0415

        begin_import(self, pasted_rows(text, _("pasted rows")))

    # One change for many ------------------------------------------------------------------------

    def action_bulk_edit(self) -> None:
        """Ask which field becomes what, say what would change, then change it."""
        if self._may("bulk.edit"):
            from crm_tui.tui.screens.bulk_dialogs import field_dialog  # noqa: PLC0415

            dialog = field_dialog(self.session, self._title(_("Change all of them")))
            self.app.push_screen(dialog, self._ask_value)

    def _ask_value(self, name: str | None) -> None:
        if name is not None:
            from crm_tui.tui.screens.bulk_dialogs import ValueDialog, label_of  # noqa: PLC0415

            title = self._title(label_of(self.session, name))
            self.ask_values(ValueDialog(self.session, title, name), self._foretell)

    def _foretell(self, values: Values) -> None:
        change: BulkChange = values["change"]
        if change.is_empty:
            return
        session = self.session
        dialog = ProgressDialog(_("Looking at what would change"), self._total)

        def work() -> BulkPreview:
            edits, ids = session.crm.bulk_edits, self._listed_ids()
            return edits.preview(session.actor, ids, change, progress=dialog.report)

        self._work_long(dialog, work, partial(self._ask_to_change, change))

    def _ask_to_change(self, change: BulkChange, found: BulkPreview) -> None:
        from crm_tui.tui.screens.bulk_dialogs import preview_dialog  # noqa: PLC0415

        if not found.changing:
            words = _("Nothing would change.")
            refused = next((each.error for each in found.refused if each.error), None)
            self.operations.tell(words)
            if refused is not None:
                self.operations.show_error(refused)
            return
        dialog = preview_dialog(self.session, self._title(_("Change all of them")), found)
        self.app.push_screen(dialog, partial(self._change_all, change, list(found.changing)))

    def _change_all(
        self, change: BulkChange, ids: list[CustomerId], confirmed: bool | None
    ) -> None:
        if confirmed:
            edits, actor = self.session.crm.bulk_edits, self.session.actor
            self.do_with_many(ids, lambda part: edits.edit(actor, part, change), EDITED)

    # For good -----------------------------------------------------------------------------------

    def action_purge(self) -> None:
        """Say what goes with a deleted customer, or all marked ones; then remove it for good."""
        row = self.current_row()
        if row is None or not self._may("purge"):
            return
        chosen, session = self.chosen(row), self.session
        self.operations.ask(
            lambda: session.crm.purges.preview(session.actor, chosen),
            partial(self._ask_to_purge, row.name, chosen),
            key="purge preview",
            opens=True,
        )

    def _ask_to_purge(self, name: str, chosen: list[CustomerId], found: PurgePreview) -> None:
        refused = next((each.error for each in found.refused if each.error), None)
        if not found.contents.customers:
            if refused is not None:
                self.operations.show_error(refused)
            return
        lines = [*purge_lines(found.contents), "", _("Nothing takes this back.")]
        dialog = ConfirmDialog(
            batch_title(_("Remove for good?"), name, chosen),
            Content("\n".join(lines)),
            yes=_("Remove for good"),
            no=_("Keep"),
            is_dangerous=True,
        )
        self.app.push_screen(dialog, partial(self._purge, chosen))

    def _purge(self, chosen: list[CustomerId], confirmed: bool | None) -> None:
        if confirmed:
            purges, actor = self.session.crm.purges, self.session.actor
            self.do_with_many(chosen, lambda ids: purges.purge(actor, ids), PURGED)
