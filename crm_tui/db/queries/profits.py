"""毛利: what was ordered and agreed, as 订单总额 counts it, and what the products of it cost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from crm_tui.db.queries import currencies
from crm_tui.db.queries.payments.documents import counts, covering_order, is_open_order
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.orders import ORDER_LINE, SALES_ORDER
from crm_tui.db.schema.payments import PAYMENT, PAYMENT_SPLIT
from crm_tui.db.schema.quotes import QUOTE, QUOTE_LINE
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.quotes.pricing import THOUSAND
from crm_tui.values import dataclass

_ORDER, _LINE, _CONTRACT, _QUOTED = SALES_ORDER.c, ORDER_LINE.c, CONTRACT.c, QUOTE_LINE.c
_PAYMENT, _SPLIT = PAYMENT.c, PAYMENT_SPLIT.c
_IN_USE = (CUSTOMER.c.deleted_at.is_(None),)
_UNCOVERED = (covering_order().is_(None), *_IN_USE)


@dataclass(frozen=True, slots=True)
class Meant:
    """Whose orders and contracts are asked for."""

    orders: ColumnElement[bool]
    contracts: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Income:
    """What came in and what it cost, in the office's currency, and what is not known of it."""

    minor: int = 0
    cost_minor: int = 0
    unknown_costs: int = 0
    unrated: int = 0


def of_customer(customer_id: int) -> Meant:
    """Return what is a customer's."""
    return Meant(_ORDER.customer_id == customer_id, _CONTRACT.customer_id == customer_id)


def of_opportunity(opportunity_id: int) -> Meant:
    """Return what was ordered and agreed by the quotes of an opportunity."""
    quotes = select(QUOTE.c.id).where(QUOTE.c.opportunity_id == opportunity_id)
    return Meant(_ORDER.quote_id.in_(quotes), _CONTRACT.quote_id.in_(quotes))


def of_campaign(campaign: str) -> Meant:
    """Return what customers bought that came from the leads of a campaign."""
    came = select(LEAD.c.customer_id).where(
        LEAD.c.campaign == campaign, LEAD.c.customer_id.is_not(None), LEAD.c.deleted_at.is_(None)
    )
    return Meant(_ORDER.customer_id.in_(came), _CONTRACT.customer_id.in_(came))


def income(view: View, meant: Meant) -> Income:
    """Return what came in of what is meant, as far as its customers may be seen, and its cost.

    As in the totals of a customer an order counts once it is confirmed, net of what came back; a
    contract once it is signed, unless an order counts in its place; of a terminated one what was
    received for it.
    """
    minor, unrated = 0, 0
    for statement in (_ordered(view, meant), _agreed(view, meant), _received(view, meant)):
        for currency, day, amount, count in view.connection.execute(statement):
            found = currencies.in_own_currency(view, int(amount), currency, day)
            minor += found or 0
            unrated += count if found is None else 0
    costs, unknown = 0, 0
    for statement in (_costs_of_orders(view, meant), _costs_of_contracts(view, meant)):
        cost, without = view.connection.execute(statement).one()
        costs, unknown = costs + int(cost), unknown + int(without)
    return Income(minor, costs, unknown, unrated)


def _ordered(view: View, meant: Meant) -> Select[Any]:
    day = func.max(func.coalesce(_ORDER.confirmed_day, _ORDER.order_day))
    net = func.sum(_ORDER.total_minor - _ORDER.returned_minor)
    return (
        select(_ORDER.currency, day, net, func.count())
        .select_from(SALES_ORDER.join(CUSTOMER, CUSTOMER.c.id == _ORDER.customer_id))
        .where(
            meant.orders, is_open_order(), CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)
        )
        .group_by(_ORDER.currency, _apart(view, _ORDER.currency, _ORDER.id))
    )


def _agreed(view: View, meant: Meant) -> Select[Any]:
    minor, day = func.sum(_CONTRACT.amount_minor), func.max(_CONTRACT.sign_day)
    return (
        select(_CONTRACT.currency, day, minor, func.count())
        .select_from(CONTRACT.join(CUSTOMER, CUSTOMER.c.id == _CONTRACT.customer_id))
        .where(
            meant.contracts,
            counts(),
            *_UNCOVERED,
            visible_to(view.person),
        )
        .group_by(_CONTRACT.currency, _apart(view, _CONTRACT.currency, _CONTRACT.id))
    )


def _received(view: View, meant: Meant) -> Select[Any]:
    source = (
        CONTRACT.join(CUSTOMER, CUSTOMER.c.id == _CONTRACT.customer_id)
        .join(PAYMENT_SPLIT, _SPLIT.contract_id == _CONTRACT.id)
        .join(PAYMENT, _PAYMENT.id == _SPLIT.payment_id)
    )
    minor, day = func.sum(_SPLIT.amount_minor), func.max(_PAYMENT.day)
    return (
        select(_CONTRACT.currency, day, minor, func.count())
        .select_from(source)
        .where(
            meant.contracts,
            _CONTRACT.status == ContractStatus.TERMINATED,
            _CONTRACT.deleted_at.is_(None),
            _PAYMENT.deleted_at.is_(None),
            *_UNCOVERED,
            visible_to(view.person),
        )
        .group_by(_CONTRACT.currency, _apart(view, _CONTRACT.currency, _SPLIT.id))
    )


def _costs_of_orders(view: View, meant: Meant) -> Select[Any]:
    source = SALES_ORDER.join(CUSTOMER, CUSTOMER.c.id == _ORDER.customer_id).join(
        ORDER_LINE, _LINE.order_id == _ORDER.id
    )
    costs = _costs(_LINE.quantity_milli - _LINE.returned_milli, _LINE.cost_minor)
    return costs.select_from(source).where(
        meant.orders, is_open_order(), CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)
    )


def _costs_of_contracts(view: View, meant: Meant) -> Select[Any]:
    """Select what contracts cost; one that follows no quote is one line of unknown cost."""
    source = CONTRACT.join(CUSTOMER, CUSTOMER.c.id == _CONTRACT.customer_id).outerjoin(
        QUOTE_LINE, _QUOTED.quote_id == _CONTRACT.quote_id
    )
    return (
        _costs(_QUOTED.quantity_milli, _QUOTED.cost_minor)
        .select_from(source)
        .where(
            meant.contracts,
            counts(),
            *_UNCOVERED,
            visible_to(view.person),
        )
    )


def _apart(view: View, currency: ColumnElement[Any], key: ColumnElement[Any]) -> Any:
    """Return by what sums are grouped: each of another currency is converted by itself."""
    return case((currency == view.office.currency, 0), else_=key)


def _costs(milli: ColumnElement[Any], unit_minor: ColumnElement[Any]) -> Select[Any]:
    """Select what lines cost, each rounded once, half up, and of how many it is not known."""
    # No operator of division is the same on all engines; of whole numbers `//` is.
    cost = (2 * milli * unit_minor + THOUSAND) // (2 * THOUSAND)
    return select(func.coalesce(func.sum(cost), 0), func.count() - func.count(unit_minor))
