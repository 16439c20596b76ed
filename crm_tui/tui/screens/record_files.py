"""A tab of records whose list goes into a file, and takes rows from one."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from crm_tui.domain.exports import Subject
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.screens.exporting import write_file
from crm_tui.tui.screens.record_tabs import RecordTab
from crm_tui.tui.widgets.form_dialogs import Values
from crm_tui.tui.widgets.record_list.sources import RecordT

_NEEDED = {
    "list.export": Permission.EXPORT,
    "contracts.export": Permission.EXPORT,
    "import": Permission.IMPORT,
}


class RecordFileTab(RecordTab[RecordT]):
    """A list that can be written into a file, and filled from one."""

    exports: ClassVar[Subject]
    imports: ClassVar[ImportKind]
    export_command: ClassVar[str] = "list.export"

    @abstractmethod
    def count_words(self, count: int, shown: str) -> str:
        """Return how many records there are, in words."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key for files does nothing here now, or None."""
        needed = _NEEDED.get(command.id)
        if needed is None:
            return super().why_not(command)
        lacking = self.why_not_permitted(needed)
        if lacking is None and needed is Permission.EXPORT and self.is_empty:
            return _("The list is empty.")
        return lacking

    def _may(self, command_id: str) -> bool:
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None

    def action_import_file(self) -> None:
        """Read rows of such records from a file."""
        from crm_tui.tui.screens.importing import begin_import  # noqa: PLC0415 - rarely needed

        if self._may("import"):
            begin_import(self, kind=self.imports)

    def action_export_list(self) -> None:
        """Ask for columns and path, then write what is marked, or the whole list."""
        from crm_tui.tui.screens.export_dialog import record_export_dialog  # noqa: PLC0415

        if not self._may(self.export_command):
            return
        count = len(self.records.marked) or self.total
        title = f"{_('Export')}  {self.count_words(count, f'{count:,}')}"
        dialog = record_export_dialog(self.session, self.exports, title)

        def answered(values: Values | None) -> None:
            if values is not None:
                self._export(values)

        self.app.push_screen(dialog, answered)

    def _export(self, values: Values) -> None:
        from crm_tui.tui.screens.export_dialog import record_order_of  # noqa: PLC0415

        marked = list(self.records.marked)
        order = record_order_of(values, self.exports, self.request, marked or None)
        write_file(self, order, len(marked) or self.total)
