"""What every change of a contract has in common: its number, its way, what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import contracts, customers, papers
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contracts.papers import KIND
from crm_tui.domain.contracts.records import STANDING, Contract, ContractFields, ContractStatus
from crm_tui.domain.days import date_of
from crm_tui.domain.events import Changed, ContractAdded, ContractEdited, ContractStatusSet
from crm_tui.domain.identifiers import ContractId, CustomerId
from crm_tui.domain.quotes.numbering import number_span, numbered
from crm_tui.services.contracts import signing
from crm_tui.services.contracts.checking import refuse_end_before, settings_of
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ContractWritten:
    """A contract as written, and the last protected day of its customer that now holds."""

    contract_id: ContractId
    changed: Changed
    last_day: int


@dataclass(frozen=True, slots=True)
class Ending:
    """That a contract is terminated or void, since when, and why."""

    status: ContractStatus
    day: int
    reason: str


def next_number(unit: Unit) -> str:
    """Return the next number of the office that no contract has yet."""
    span = number_span(settings_of(unit).number_pattern, date_of(unit.today))
    while True:
        number = numbered(span, papers.next_number(unit, f"{KIND}:{span}"))
        if papers.holder_of_number(unit, KIND, number) is None:
            return number


def enter_contract(
    unit: Unit, customer_id: CustomerId, checked: ContractFields, number: str
) -> ContractId:
    """Store a draft under a number, and tell of it."""
    contract_id = contracts.add_contract(unit, customer_id, number, checked)
    told = told_of(contracts.contract(unit, contract_id))
    unit.record(ContractAdded(customer_id=customer_id, record_id=contract_id, after=told))
    return contract_id


def rewrite(unit: Unit, old: Contract, new: ContractFields) -> tuple[str, ...]:
    """Store what differs of checked contents, tell of it, and return the names of that."""
    was, now = contracts.field_values(old.fields), contracts.field_values(new)
    names = tuple(name for name in now if was[name] != now[name])
    if names:
        contracts.update_contract(unit, old.row.id, {name: now[name] for name in names})
        unit.record(
            ContractEdited(
                customer_id=old.row.customer_id,
                record_id=old.row.id,
                before={name: was[name] for name in names},
                after={**told_of(old), **{name: now[name] for name in names}},
            )
        )
    return names


def sign_contract(unit: Unit, customer: Any, contract: Contract, sign_day: int) -> None:
    """Let a draft be signed on a day: it protects its customer, its last day is remembered.

    Where the office says so it is a deal. Raises FieldError for one that ends before it begins.
    """
    start_day = contract.row.start_day or sign_day
    refuse_end_before(start_day, contract.row.end_day)
    values: dict[str, Any] = {"sign_day": sign_day, "start_day": start_day}
    values["key_date_id"] = signing.remember_end(unit, contract)
    values["deal_id"] = signing.add_deal(unit, customer, contract, sign_day)
    set_status(unit, contract, ContractStatus.SIGNED, values)
    signing.write_facts(unit, contract, customer.period_id)


def end_contract(unit: Unit, customer: Any, contract: Contract, ending: Ending) -> None:
    """Let a signed contract be terminated or void: its last day is remembered no more."""
    signing.forget_end(unit, contract)
    if ending.status is ContractStatus.VOID:
        signing.take_deal_back(unit, customer, contract, ending.reason)
    values = {"closed_day": ending.day, "reason": ending.reason}
    set_status(unit, contract, ending.status, values)
    signing.write_facts(unit, contract, customer.period_id)


def set_status(
    unit: Unit, contract: Contract, status: ContractStatus, values: Mapping[str, Any]
) -> None:
    """Let a contract stand elsewhere, with the columns that go with it, and tell of it."""
    row = contract.row
    before = {
        "status": ContractStatus.SIGNED if row.status in STANDING else row.status,
        "sign_day": row.sign_day,
        "start_day": row.start_day,
        "closed_day": contract.closed_day,
        "reason": contract.reason,
        "deal_id": contract.deal_id,
        "key_date_id": contract.key_date_id,
    }
    contracts.update_contract(unit, row.id, {"status": status, **values})
    unit.record(
        ContractStatusSet(
            customer_id=row.customer_id,
            record_id=row.id,
            before=before,
            after={**told_of(contract), "status": status, "reason": values.get("reason", "")},
        )
    )


def told_of(contract: Contract) -> dict[str, object]:
    """Return what every event of a contract says of it."""
    row = contract.row
    return {
        "number": row.number,
        "title": row.title,
        "amount_minor": row.amount_minor,
        "currency": row.currency,
    }


def as_written(unit: Unit, customer_id: CustomerId, contract_id: ContractId) -> ContractWritten:
    """Return what a change of a contract came to."""
    last_day = customers.stored(unit, customer_id).last_day
    return ContractWritten(contract_id, unit.changed, last_day)
