"""A contract whole: its facts, its parties, its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.contracts.records import ContractRow
from crm_tui.domain.identifiers import ContractId
from crm_tui.i18n import _
from crm_tui.presentation.contracts import standing_word
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.contracts.commands import ContractCommands
from crm_tui.tui.screens.contracts.facts import ContractDetail, contract_sections
from crm_tui.tui.screens.record_pages import RecordPage
from crm_tui.tui.widgets.preview import Section


class ContractScreen(RecordPage[ContractDetail], ContractCommands):
    """One contract."""

    scope = Scope.CONTRACT_PAGE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.CONTRACT_PAGE)]

    def read_detail(self, record_id: int) -> ContractDetail:
        """Read a contract and its files, in a worker."""
        crm, actor, contract_id = self.session.crm, self.session.actor, ContractId(record_id)
        contract = crm.contracts.contract(actor, contract_id)
        customer_id = contract.row.customer_id
        files = crm.attachments.list(actor, customer_id, contract_id=contract_id)
        return ContractDetail(contract, files)

    def titles(self, found: ContractDetail) -> tuple[str, str, str]:
        """Return its number and status, and its customer."""
        row = found.contract.row
        named = " ".join((_("Contract"), row.number))
        title = f"{named} · {standing_word(row)}"
        return title, row.customer, row.number

    def sections(self, found: ContractDetail) -> Sequence[Section]:
        """Return what is told of the contract."""
        return contract_sections(found, self.session.zone)

    def current_contract(self) -> ContractRow | None:
        """Return the contract that is shown."""
        return None if self.detail is None else self.detail.contract.row

    def contract_entered(self, contract_id: ContractId) -> None:
        """Show the contract that was just entered."""
        self.show_record(contract_id)
