"""合同: the contracts one may see, one's own current ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.contracts.records import ContractRow
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import ContractId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.queries.fields import CONTRACTS
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.contract_lists import (
    COLUMNS,
    USUAL_COLUMNS,
    count_words,
)
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.contracts.commands import ContractCommands
from crm_tui.tui.screens.contracts.facts import ContractDetail, contract_sections
from crm_tui.tui.screens.paper_tabs import Listing, PaperTab
from crm_tui.tui.widgets.preview import Section


class ContractsScreen(PaperTab[ContractRow], ContractCommands):
    """The list of contracts, by view."""

    tab_id = "contracts"
    exports = Subject.CONTRACTS
    imports = ImportKind.CONTRACTS
    export_command = "contracts.export"
    list_tab = ListTab.CONTRACTS
    subject = CONTRACTS
    scope = Scope.CONTRACTS
    column_keys = USUAL_COLUMNS
    newest_first = frozenset({"id", "signed", "amount"})
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.CONTRACTS)]

    @property
    def record_columns(self) -> Mapping[str, RecordColumn[ContractRow]]:
        """Every column that the list may have."""
        return COLUMNS

    @property
    def listing(self) -> Listing[ContractRow]:
        """The service whose list it is."""
        return self.session.crm.contracts

    def count_words(self, count: int, shown: str) -> str:
        """Return how many contracts there are, in words."""
        return count_words(count, shown)

    @property
    def nothing_words(self) -> str:
        """What to press where a view holds nothing."""
        return _("No contracts here.\n{ on a customer drafts one, v chooses another view")

    def read_preview(self, record_id: int) -> Sequence[Section]:
        """Return, in a worker, what stands beside the list about a contract."""
        contract = self.session.crm.contracts.contract(self.session.actor, ContractId(record_id))
        return contract_sections(ContractDetail(contract), self.session.zone)

    def open_record(self, record_id: int) -> None:
        """Open a contract."""
        from crm_tui.tui.screens.contracts.whole import ContractScreen  # noqa: PLC0415

        self.app.push_screen(ContractScreen(self.session, record_id, self.step))

    def current_contract(self) -> ContractRow | None:
        """Return the order under the cursor."""
        return self.current_record()

    def contract_entered(self, contract_id: ContractId) -> None:
        """Go to a contract that was just entered."""
        self.go_to(contract_id)

    def action_set_aside(self) -> None:
        """Show the contracts that were deleted."""
        self.open_view("contracts.deleted")
