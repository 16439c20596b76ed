"""毛利: what was ordered, or agreed, and what the products of it cost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from crm_tui.db.queries import currencies
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.orders import ORDER_LINE, SALES_ORDER
from crm_tui.db.schema.quotes import QUOTE_LINE
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.currencies import converted
from crm_tui.domain.expenses import IncomeSource
from crm_tui.domain.orders.records import COUNTED
from crm_tui.domain.quotes.pricing import THOUSAND
from crm_tui.values import dataclass

_ORDER, _LINE, _CONTRACT, _QUOTED = SALES_ORDER.c, ORDER_LINE.c, CONTRACT.c, QUOTE_LINE.c
_AGREED = (ContractStatus.SIGNED, ContractStatus.TERMINATED)


@dataclass(frozen=True, slots=True)
class Meant:
    """Whose orders and contracts are asked for; the customer is joined to both."""

    orders: ColumnElement[bool]
    contracts: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Income:
    """What came in and what it cost, in the office's currency, and what is not known of it."""

    source: IncomeSource
    minor: int = 0
    cost_minor: int = 0
    unknown_costs: int = 0
    unrated: int = 0


def of_customer(customer_id: int) -> Meant:
    """Return what is a customer's."""
    return Meant(_ORDER.customer_id == customer_id, _CONTRACT.customer_id == customer_id)


def of_campaign(campaign: str) -> Meant:
    """Return what customers bought that came from the leads of a campaign."""
    came = select(LEAD.c.customer_id).where(
        LEAD.c.campaign == campaign, LEAD.c.customer_id.is_not(None), LEAD.c.deleted_at.is_(None)
    )
    return Meant(_ORDER.customer_id.in_(came), _CONTRACT.customer_id.in_(came))


def income(view: View, meant: Meant) -> Income:
    """Return what came in of what is meant, as far as its customers may be seen, and its cost.

    Orders count when they are confirmed, without what was returned; an office that has none
    counts its contracts.
    """
    return _of_orders(view, meant) if has_orders(view) else _of_contracts(view, meant)


def has_orders(view: View) -> bool:
    """Return whether the office takes orders at all."""
    found = select(_ORDER.id).where(_ORDER.deleted_at.is_(None)).limit(1)
    return view.connection.execute(found).first() is not None


def _of_orders(view: View, meant: Meant) -> Income:
    day = func.coalesce(_ORDER.confirmed_day, _ORDER.order_day)
    net = func.sum(_ORDER.total_minor - _ORDER.returned_minor)
    orders = SALES_ORDER.join(CUSTOMER, CUSTOMER.c.id == _ORDER.customer_id)
    stands = (
        *(meant.orders, _ORDER.status.in_(COUNTED), _ORDER.deleted_at.is_(None)),
        *(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)),
    )
    sums = (
        select(_ORDER.currency, func.max(day), net, func.count())
        .select_from(orders)
        .where(*stands)
        .group_by(_ORDER.currency, _apart(view, _ORDER.currency, _ORDER.id))
    )
    lines = (
        _costs(_LINE.quantity_milli - _LINE.returned_milli, _LINE.cost_minor)
        .select_from(orders.join(ORDER_LINE, _LINE.order_id == _ORDER.id))
        .where(*stands)
    )
    return _income(view, IncomeSource.ORDERS, sums, lines)


def _of_contracts(view: View, meant: Meant) -> Income:
    contracts = CONTRACT.join(CUSTOMER, CUSTOMER.c.id == _CONTRACT.customer_id)
    stands = (
        *(meant.contracts, _CONTRACT.status.in_(_AGREED), _CONTRACT.deleted_at.is_(None)),
        *(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)),
    )
    sums = (
        select(
            _CONTRACT.currency,
            func.max(_CONTRACT.sign_day),
            func.sum(_CONTRACT.amount_minor),
            func.count(),
        )
        .select_from(contracts)
        .where(*stands)
        .group_by(_CONTRACT.currency, _apart(view, _CONTRACT.currency, _CONTRACT.id))
    )
    # A contract that follows no quote is one line of unknown cost.
    lines = (
        _costs(_QUOTED.quantity_milli, _QUOTED.cost_minor)
        .select_from(contracts.outerjoin(QUOTE_LINE, _QUOTED.quote_id == _CONTRACT.quote_id))
        .where(*stands)
    )
    return _income(view, IncomeSource.CONTRACTS, sums, lines)


def _apart(view: View, currency: ColumnElement[Any], key: ColumnElement[Any]) -> Any:
    """Return by what sums are grouped: each of another currency is converted by itself."""
    return case((currency == view.office.currency, 0), else_=key)


def _costs(milli: ColumnElement[Any], unit_minor: ColumnElement[Any]) -> Select[Any]:
    """Select what lines cost, each rounded once, half up, and of how many it is not known."""
    # No operator of division is the same on all engines; of whole numbers `//` is.
    cost = (2 * milli * unit_minor + THOUSAND) // (2 * THOUSAND)
    return select(func.coalesce(func.sum(cost), 0), func.count() - func.count(unit_minor))


def _income(view: View, source: IncomeSource, sums: Select[Any], lines: Select[Any]) -> Income:
    minor, unrated = 0, 0
    for currency, day, amount, count in view.connection.execute(sums):
        found = _reported(view, int(amount), currency, day)
        minor += found or 0
        unrated += count if found is None else 0
    cost, unknown = view.connection.execute(lines).one()
    return Income(source, minor, int(cost), int(unknown), unrated)


def _reported(view: View, minor: int, currency: str, day: int) -> int | None:
    own = view.office.currency
    if currency == own:
        return minor
    rate = currencies.rate_on(view, currency, day)
    return None if rate is None else converted(minor, currency, rate, own)
