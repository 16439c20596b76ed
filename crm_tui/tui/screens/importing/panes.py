"""What the screens of an import share: their keys."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.settings.panes import ListPane


class ImportPane(ListPane[None]):
    """One step of an import as a list; the keys do what the list says."""

    scope = Scope.IMPORTING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.IMPORTING)]

    def action_go_on(self) -> None:
        """Go on to the dry run, or from there to the import."""
        self.do("import.next")

    def action_choose_sheet(self) -> None:
        """Read another sheet of the file."""
        self.do("import.sheet")

    def action_choose_header(self) -> None:
        """Say on which line the header stands."""
        self.do("import.header")

    def action_choose_encoding(self) -> None:
        """Say in which encoding the file is."""
        self.do("import.encoding")

    def action_write_result(self) -> None:
        """Write what became of every row into a file."""
        self.do("import.result")
