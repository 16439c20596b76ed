"""Contracts as people use them: drafted, signed, terminated, called void."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import contract_lists, contracts, customers
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.contracts.papers import SETTINGS, ContractSettings
from crm_tui.domain.contracts.records import (
    Contract,
    ContractFields,
    ContractRow,
    ContractStatus,
)
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.contracts.rules import (
    why_not_change,
    why_not_delete,
    why_not_sign,
    why_not_terminate,
    why_not_void,
)
from crm_tui.domain.events import (
    Changed,
    ContractDeleted,
    ContractRestored,
    ContractSettingsChanged,
)
from crm_tui.domain.field_changes import conflicts, merged
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, QuoteId
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.orders.records import OrderRow
from crm_tui.domain.quotes.records import QuoteRow
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError, FieldError
from crm_tui.services import access
from crm_tui.services.approvals import gates
from crm_tui.services.approvals.asked import with_approval
from crm_tui.services.checks import checked_reason
from crm_tui.services.contracts.checking import (
    checked_contract,
    contracted_order,
    followed_quote,
    refuse,
    refuse_sources,
    settings_of,
    why_order_taken,
)
from crm_tui.services.contracts.writing import (
    ContractWritten,
    Ending,
    as_written,
    end_contract,
    enter_contract,
    next_number,
    rewrite,
    sign_contract,
    told_of,
)
from crm_tui.services.paper_settings import change_settings
from crm_tui.services.record_windows import RecordWindow, money_of
from crm_tui.services.references import one_of
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Contracts:
    """Contracts as people use them; each keeps its owner when the customer changes hands."""

    database: Database

    def list(
        self, actor: Actor, request: ContractRequest, *, limit: int = 200
    ) -> list[ContractRow]:
        """Return the contracts asked for, of visible customers."""
        with self.database.reading(actor) as view:
            if request.customer_id is not None:
                customers.record(view, request.customer_id)
            return shown(view, contracts.contracts(view, request, limit))

    def window(
        self,
        actor: Actor,
        request: RecordRequest,
        before: RecordWindow[ContractRow] | None = None,
    ) -> RecordWindow[ContractRow]:
        """Return a list of contracts as a window over it."""
        return RecordWindow(self.database, actor, contract_lists.LISTED, request, before)

    def sums(
        self, actor: Actor, request: RecordRequest, ids: Sequence[int] = ()
    ) -> Sequence[MoneyTotal]:
        """Return what a list comes to by currency, or what some of its contracts do."""
        return money_of(self.database, actor, contract_lists.LISTED, request, ids)

    def contract(self, actor: Actor, contract_id: ContractId) -> Contract:
        """Return a contract whole; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            found = contracts.contract(view, contract_id)
            return shown_one(view, with_approval(view, found))

    def find(self, actor: Actor, reference: str) -> ContractId:
        """Return the contract that a number means."""
        with self.database.reading(actor) as view:
            found = contracts.contracts_called(view, reference.strip())
            named = [(each.id, f"{each.number} {each.customer}") for each in found]
            return one_of("contract", reference, named)

    def blank(
        self,
        actor: Actor,
        customer_id: CustomerId,
        quote_id: QuoteId | None = None,
        order_id: OrderId | None = None,
    ) -> ContractFields:
        """Return what a new contract begins with; of a quote or an order what that says.

        Raises RefusedError for one that no contract is made from.
        """
        with self.database.reading(actor) as view:
            customer = customers.raw(view, customer_id)
            settings = settings_of(view)
            fields = ContractFields(
                title="",
                amount_minor=0,
                currency=view.office.currency,
                owner_id=customer.owner_id or view.person.user_id,
                our_party=settings.our_party,
                our_signatory=settings.our_signatory,
                their_party=customer.name[:200],
            )
            source: QuoteRow | OrderRow
            if order_id is not None:
                source = contracted_order(view, customer_id, order_id)
            elif quote_id is not None:
                source = followed_quote(view, customer_id, quote_id)
            else:
                return fields
            return replace(
                fields,
                quote_id=quote_id,
                order_id=order_id,
                title=shown_one(view, source).title,
                amount_minor=source.total_minor,
                currency=source.currency,
                owner_id=source.owner_id,
            )

    @operation(Permission.EDIT_CONTRACT)
    def add(self, actor: Actor, customer_id: CustomerId, fields: ContractFields) -> ContractWritten:
        """Draft a contract under the next number of the office.

        Raises FieldError for what cannot be stored, RefusedError where others change the customer.
        """
        with self.database.writing(actor) as unit:
            customer = access.editable(unit, customer_id)
            checked = checked_contract(unit, customer, fields)
            contract_id = enter_contract(unit, customer_id, checked, next_number(unit))
            return as_written(unit, customer_id, contract_id)

    @operation(Permission.EDIT_CONTRACT)
    def edit(
        self,
        actor: Actor,
        contract_id: ContractId,
        changes: Mapping[str, object],
        *,
        seen: Contract | None = None,
    ) -> Changed:
        """Change fields of a draft; of a signed one only its note and whose it is.

        `seen` is what the form showed: what both sides changed is a conflict.
        """
        with self.database.writing(actor) as unit:
            old = contracts.contract(unit, contract_id)
            customer = access.editable(unit, old.row.customer_id)
            basis = old.fields if seen is None else seen.fields
            both = conflicts(old.fields, basis, changes)
            if both:
                told = {name: (each.theirs, each.mine) for name, each in both.items()}
                raise ConflictError("contract", contract_id, told)
            wanted = merged(old.fields, basis, changes)
            was, now = contracts.field_values(old.fields), contracts.field_values(wanted)
            refuse(why_not_change(old.row, [name for name in now if now[name] != was[name]]))
            new = _checked_edit(unit, customer, old, wanted)
            rewrite(unit, old, new)
        return unit.changed

    @operation(Permission.SIGN_CONTRACT)
    def sign(
        self, actor: Actor, contract_id: ContractId, *, day: int | None = None
    ) -> ContractWritten:
        """Write down that both sides signed, today or on a day before.

        From then on it stays as it is and protects its customer to its last day, which is
        remembered as one to talk of renewal; where the office says so it is a deal.
        """
        with self.database.writing(actor) as unit:
            contract = contracts.contract(unit, contract_id)
            customer = access.editable(unit, contract.row.customer_id)
            refuse(why_not_sign(contract.row))
            refuse_sources(unit, contract.row.customer_id, contract.fields, contract_id)
            sign_day = unit.today if day is None else day
            if not 1 <= sign_day <= unit.today:
                raise FieldError("sign_day", "future_sign")
            gates.pass_contract(unit, contract)
            sign_contract(unit, customer, contract, sign_day)
            return as_written(unit, contract.row.customer_id, contract_id)

    @operation(Permission.SIGN_CONTRACT)
    def terminate(self, actor: Actor, contract_id: ContractId, reason: str) -> ContractWritten:
        """End a signed contract before its last day, with a reason: it protects through today."""
        reason = checked_reason(reason)
        return self._close(actor, contract_id, ContractStatus.TERMINATED, reason)

    @operation(Permission.SIGN_CONTRACT)
    def void(self, actor: Actor, contract_id: ContractId, reason: str) -> ContractWritten:
        """Call a signed contract void, with a reason: it counts for nothing from today on."""
        return self._close(actor, contract_id, ContractStatus.VOID, checked_reason(reason))

    def _close(
        self, actor: Actor, contract_id: ContractId, status: ContractStatus, reason: str
    ) -> ContractWritten:
        with self.database.writing(actor) as unit:
            contract = contracts.contract(unit, contract_id)
            customer = access.editable(unit, contract.row.customer_id)
            is_void = status is ContractStatus.VOID
            refuse((why_not_void if is_void else why_not_terminate)(contract.row))
            end_contract(unit, customer, contract, Ending(status, unit.today, reason))
            return as_written(unit, contract.row.customer_id, contract_id)

    @operation(Permission.EDIT_CONTRACT)
    def delete(self, actor: Actor, contract_id: ContractId) -> Changed:
        """Take a draft or a void contract out of all lists; its number is not given again."""
        with self.database.writing(actor) as unit:
            contract = contracts.contract(unit, contract_id)
            customer_id = contract.row.customer_id
            access.editable(unit, customer_id)
            refuse(why_not_delete(contract.row))
            contracts.update_contract(unit, contract_id, {"deleted_at": unit.now})
            told = told_of(contract)
            unit.record(
                ContractDeleted(customer_id=customer_id, record_id=contract_id, before=told)
            )
        return unit.changed

    @operation(Permission.EDIT_CONTRACT)
    def restore(self, actor: Actor, contract_id: ContractId) -> Changed:
        """Bring a deleted contract back as it was, unless its order has another one since."""
        with self.database.writing(actor) as unit:
            contract = contracts.contract(unit, contract_id, deleted=True)
            customer_id = contract.row.customer_id
            access.editable(unit, customer_id)
            if contract.row.status is ContractStatus.DRAFT:
                refuse(why_order_taken(unit, contract))
            contracts.update_contract(unit, contract_id, {"deleted_at": None})
            told = told_of(contract)
            unit.record(
                ContractRestored(customer_id=customer_id, record_id=contract_id, after=told)
            )
        return unit.changed

    def settings(self, actor: Actor) -> ContractSettings:
        """Return what is set once for all contracts."""
        with self.database.reading(actor) as view:
            return settings_of(view)

    @operation(Permission.MANAGE_OFFICE)
    def change_settings(self, actor: Actor, changes: Mapping[str, str]) -> Changed:
        """Change settings, each given as a person writes it.

        Raises FieldError for one that there is not, or a value that cannot be.
        """
        with self.database.writing(actor) as unit:
            change_settings(unit, SETTINGS, changes, ContractSettingsChanged)
        return unit.changed


def _checked_edit(
    unit: Unit, customer: Any, old: Contract, wanted: ContractFields
) -> ContractFields:
    """Return an edit cleaned; an owner who stays need not be this person's to name anew."""
    is_draft = old.row.status is ContractStatus.DRAFT
    stays = wanted.owner_id == old.fields.owner_id
    # What was signed follows from its quote or order whatever became of that since.
    bare = wanted if is_draft else replace(wanted, quote_id=None, order_id=None)
    bare = replace(bare, owner_id=None) if stays else bare
    checked = checked_contract(unit, customer, bare, old.row.id)
    owner_id = old.fields.owner_id if stays else checked.owner_id
    return replace(checked, owner_id=owner_id, quote_id=wanted.quote_id, order_id=wanted.order_id)
