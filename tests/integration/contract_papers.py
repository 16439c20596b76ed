"""Contracts as tests draft and sign them, and the papers they are made from."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, QuoteId
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.pools import IdleCondition
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from tests import make

TODAY = make.NOW.toordinal()
LINE = QuoteLineFields(name="安装", quantity_milli=3_000, unit_price_minor=33_33)
IDLE = IdleCondition(7, DayUnit.ALL)


def draft(crm: Crm, actor: Actor, customer: CustomerId, **fields: object) -> ContractId:
    """Draft a contract of 1000 unless other fields are named."""
    values = {"title": "年度框架", "amount_minor": 1_000_00, **fields}
    blank = replace(crm.contracts.blank(actor, customer), **values)  # type: ignore[arg-type]  # its fields
    return crm.contracts.add(actor, customer, blank).contract_id


def signed(crm: Crm, actor: Actor, customer: CustomerId, **fields: object) -> ContractId:
    """Draft a contract and sign it."""
    contract = draft(crm, actor, customer, **fields)
    crm.contracts.sign(actor, contract)
    return contract


def sent_quote(crm: Crm, actor: Actor, customer: CustomerId) -> QuoteId:
    blank = crm.quotes.blank(actor, customer)
    quote = crm.quotes.add(actor, customer, blank, (LINE,)).quote_id
    crm.quotes.send(actor, quote)
    return quote


def drafted_order(crm: Crm, actor: Actor, customer: CustomerId) -> OrderId:
    blank = replace(crm.orders.blank(actor, customer), title="二期")
    return crm.orders.add(actor, customer, blank, (OrderLineFields(LINE),)).order_id


def statuses(crm: Crm, actor: Actor, **request: object) -> list[ContractStatus]:
    found = crm.contracts.list(actor, ContractRequest(**request))  # type: ignore[arg-type]  # its fields
    return [each.status for each in found]


def status(crm: Crm, actor: Actor, contract: ContractId) -> ContractStatus:
    return crm.contracts.contract(actor, contract).row.status


def last_day(crm: Crm, actor: Actor, customer: CustomerId) -> int:
    return int(crm.customers.record(actor, customer).row.last_day)


def is_won(crm: Crm, customer: CustomerId) -> bool:
    ((found,),) = make.query(crm, "SELECT is_deal FROM customer WHERE id = ?", customer)
    return bool(found)
