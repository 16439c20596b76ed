"""Writing a file of records while it is told how far that is."""

from __future__ import annotations

from crm_tui.domain.exports import Exported, ExportOrder
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.widgets.progress_dialog import ProgressDialog


def write_file(screen: ScreenCommands[None], order: ExportOrder, total: int) -> None:
    """Write what an order says, and tell how many rows there are; it may be stopped."""
    from crm_tui.presentation.export_words import export_words  # noqa: PLC0415 - rarely needed

    session, operations = screen.session, screen.operations
    dialog = ProgressDialog(_("Exporting"), total)

    def work() -> Exported:
        words = export_words(order.subject)
        return session.crm.exports.run(session.actor, order, words, progress=dialog.report)

    def done(found: Exported) -> None:
        dialog.dismiss(None)
        if found.is_cancelled:
            operations.tell(_("Stopped; no file was left."))
            return
        said = ngettext("{count} row in {file}.", "{count} rows in {file}.", found.rows)
        operations.tell(said.format(count=found.rows, file=found.path))

    def failed(error: CrmError) -> None:
        dialog.dismiss(None)
        operations.show_error(error)

    screen.app.push_screen(dialog)
    operations.perform(work, done, failed)
