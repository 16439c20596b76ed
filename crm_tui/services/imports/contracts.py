"""An import of contracts: drafted, signed and ended as by hand, each on its own day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import contracts, orders
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contracts.papers import KIND
from crm_tui.domain.contracts.records import Contract, ContractFields, ContractStatus
from crm_tui.domain.contracts.rules import why_not_change
from crm_tui.domain.events import ContractAdded
from crm_tui.domain.identifiers import ContractId, CustomerId
from crm_tui.domain.imports import (
    Column,
    ContractRowParser,
    HeaderMatch,
    ImportContext,
    ParsedContract,
)
from crm_tui.domain.imports.outcomes import ImportLine, NotStored
from crm_tui.domain.orders.records import OrderRow
from crm_tui.domain.users import Permission
from crm_tui.services import access
from crm_tui.services.approvals import gates
from crm_tui.services.checks import checked_reason
from crm_tui.services.contracts.checking import checked_contract, refuse, settings_of
from crm_tui.services.contracts.writing import (
    Ending,
    end_contract,
    enter_contract,
    rewrite,
    set_status,
    sign_contract,
)
from crm_tui.services.imports.naming import named_in
from crm_tui.services.imports.papers import PaperImport, PaperWriter
from crm_tui.services.imports.refusing import RowError

_SAID = frozenset(each.name for each in dataclass_fields(ContractFields))
_ENDED = (ContractStatus.TERMINATED, ContractStatus.VOID)


class ContractImport(PaperImport[ParsedContract]):
    """One import on its way."""

    event = ContractAdded
    needs = Permission.EDIT_CONTRACT

    def parser(self, header: HeaderMatch, context: ImportContext) -> ContractRowParser:
        """Return what reads the rows."""
        return ContractRowParser(header, context)

    def writer(self, unit: Unit, header: HeaderMatch) -> PaperWriter[ParsedContract]:
        """Return what writes the contracts of rows."""
        return _Contracts(self, unit, header)

    def known_by(self, row: ParsedContract) -> tuple[str, str]:
        """Return the number of a contract, and its customer."""
        return row.number, row.name_key


class _Contracts(PaperWriter[ParsedContract]):
    """Writes the contracts of rows."""

    kind = KIND
    number_column = Column.CONTRACT_NUMBER

    def lines(self, groups: Sequence[Sequence[ParsedContract]]) -> Iterator[ImportLine]:
        """Yield what became of each row."""
        rows = [row for group in groups for row in group]
        named = named_in(self.unit, self.header, rows)
        for row in rows:
            yield self.line(row, named)

    def number_pattern(self) -> str:
        """Return how the office numbers its contracts."""
        return settings_of(self.unit).number_pattern

    def enter(self, customer_id: CustomerId, paper: ParsedContract) -> int:
        """Draft a contract, and let it come as far as its row says."""
        self._refuse_signing(paper)
        customer = access.editable(self.unit, customer_id)
        settings = settings_of(self.unit)
        blank = ContractFields(
            title=paper.number,
            amount_minor=0,
            currency=self.unit.office.currency,
            our_party=settings.our_party,
            our_signatory=settings.our_signatory,
            their_party=customer.name[:200],
        )
        fields = checked_contract(self.unit, customer, self._said(paper, blank))
        contract_id = enter_contract(self.unit, customer_id, fields, paper.number)
        self._bring_on(paper, customer, contract_id)
        return contract_id

    def overwrite(
        self, record_id: int, customer_id: CustomerId, paper: ParsedContract
    ) -> tuple[str, ...]:
        """Put what a row says in the place of a draft, and let it come as far as that."""
        self._refuse_signing(paper)
        contract_id = ContractId(record_id)
        customer = access.editable(self.unit, customer_id)
        old = contracts.contract(self.unit, contract_id)
        refuse(why_not_change(old.row, ["title"]))
        wanted = self._said(paper, old.fields)
        checked = checked_contract(self.unit, customer, wanted, contract_id)
        changed = rewrite(self.unit, old, checked)
        self._bring_on(paper, customer, contract_id)
        return changed if paper.status is ContractStatus.DRAFT else (*changed, "status")

    def _refuse_signing(self, paper: ParsedContract) -> None:
        is_draft = paper.status is ContractStatus.DRAFT
        if not (is_draft or self.unit.person.may(Permission.SIGN_CONTRACT)):
            raise RowError(self.not_stored(paper, NotStored.MAY_NOT_SIGN, Column.CONTRACT_STATUS))

    def _said(self, paper: ParsedContract, basis: ContractFields) -> ContractFields:
        """Return what a row says, and of what it leaves open what stood there before."""
        order = self._order(paper)
        said: dict[str, Any] = {
            name: getattr(paper, name)
            for name in _SAID
            if getattr(paper, name, None) not in {None, ""}
        }
        if order is not None:
            said["order_id"] = order.id
            said.setdefault("amount_minor", order.total_minor)
            said.setdefault("currency", order.currency)
            said.setdefault("title", order.title or paper.number)
        if paper.owner is not None:
            said["owner_id"] = self.people.get(paper.owner)
        return replace(basis, **said)

    def _order(self, paper: ParsedContract) -> OrderRow | None:
        if not paper.order:
            return None
        found = [
            each
            for each in orders.orders_called(self.unit, paper.order)
            if each.number == paper.order
        ]
        if not found:
            no_order = self.not_stored(paper, NotStored.NO_ORDER, Column.OF_ORDER, paper.order)
            raise RowError(no_order)
        return found[0]

    def _bring_on(self, paper: ParsedContract, customer: Any, contract_id: ContractId) -> None:
        """Let a draft be signed, and ended, as its row says; each on its day."""
        if paper.status is ContractStatus.DRAFT or paper.sign_day is None:
            return
        draft = self._stored(contract_id)
        if paper.status is ContractStatus.VOID:
            # It counts for nothing and never will: what signing brings about is left out.
            set_status(self.unit, draft, ContractStatus.SIGNED, {"sign_day": paper.sign_day})
        else:
            gates.pass_contract(self.unit, draft)
            sign_contract(self.unit, customer, draft, paper.sign_day)
        if paper.status in _ENDED:
            day = self.unit.today if paper.closed_day is None else paper.closed_day
            ending = Ending(paper.status, day, checked_reason(paper.reason))
            end_contract(self.unit, customer, self._stored(contract_id), ending)

    def _stored(self, contract_id: ContractId) -> Contract:
        return contracts.contract(self.unit, contract_id)
