"""A list opened from another that goes into a file as it is shown, and takes rows from one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Permission
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.screens.exporting import write_file
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.widgets.form_dialogs import Values


class PartFiles(PartScreen):
    """A screen with a list of what belongs to a customer, or to all that one may see."""

    imports: ClassVar[ImportKind] = ImportKind.CUSTOMERS
    """What the rows of a file are that is read from here."""

    @property
    @abstractmethod
    def exports(self) -> Sequence[Subject]:
        """What of the list goes into files as it is shown."""

    @property
    @abstractmethod
    def customer_id(self) -> CustomerId | None:
        """The customer whose list it is, or None for all."""

    @property
    def asked_of_file(self) -> RecordRequest | None:
        """What a query asks of the rows that go into a file."""
        return None

    def why_no_file(self) -> str | None:
        """Return why nothing of what is shown goes into a file, or None."""
        return None

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key for files does nothing here, or None."""
        match command.id:
            case "part.export":
                return self.why_no_file() or self.why_not_permitted(Permission.EXPORT)
            case "import":
                return self.why_not_permitted(Permission.IMPORT)
            case _:
                return super().why_not(command)

    def action_export_list(self) -> None:
        """Ask where to, then write what the list holds."""
        if self.may("part.export"):
            self.ask_for_file()

    def action_import_file(self) -> None:
        """Read rows of such records from a file."""
        from crm_tui.tui.screens.importing import begin_import  # noqa: PLC0415 - rarely needed

        if self.may("import"):
            begin_import(self, kind=self.imports)

    def may(self, command_id: str) -> bool:
        """Return whether a key does something here; say why where it does not."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None

    def ask_for_file(self) -> None:
        """Ask for the file, then write what the list holds into it."""
        from crm_tui.tui.screens.export_dialog import (  # noqa: PLC0415 - rarely needed
            belongings_dialog,
            belongings_order_of,
        )

        asked, whose = self.asked_of_file, self.customer_id

        def answered(values: Values | None) -> None:
            if values is not None:
                order = belongings_order_of(values, whose, asked)
                write_file(self, order, len(self.records.marked) or 1)

        self.app.push_screen(belongings_dialog(self.session, self.exports), answered)
