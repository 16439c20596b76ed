"""毛利: what was ordered and agreed, as 订单总额 counts it, and what the products of it cost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from crm_tui.db.queries.payments.dated import Meant, ordered
from crm_tui.db.queries.payments.documents import counts, covering_order, is_open_order
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.schema.orders import ORDER_LINE, SALES_ORDER
from crm_tui.db.schema.quotes import QUOTE, QUOTE_LINE
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.quotes.pricing import THOUSAND
from crm_tui.values import dataclass

_ORDER, _LINE, _CONTRACT, _QUOTED = SALES_ORDER.c, ORDER_LINE.c, CONTRACT.c, QUOTE_LINE.c


@dataclass(frozen=True, slots=True)
class Income:
    """What came in and what it cost, in the office's currency, and what is not known of it."""

    minor: int = 0
    cost_minor: int = 0
    unknown_costs: int = 0
    unrated: int = 0


def of_opportunity(view: View, opportunity_id: int) -> Meant:
    """Return what was ordered and agreed by the quotes of an opportunity."""
    quotes = select(QUOTE.c.id).where(QUOTE.c.opportunity_id == opportunity_id)
    return Meant(
        and_(_ORDER.quote_id.in_(quotes), _is_seen(view, _ORDER.customer_id)),
        and_(_CONTRACT.quote_id.in_(quotes), _is_seen(view, _CONTRACT.customer_id)),
    )


def of_campaign(view: View, campaign: str) -> Meant:
    """Return what customers bought that came from the leads of a campaign."""
    came = select(LEAD.c.customer_id).where(
        LEAD.c.campaign == campaign, LEAD.c.customer_id.is_not(None), LEAD.c.deleted_at.is_(None)
    )
    return Meant(
        and_(_ORDER.customer_id.in_(came), _is_seen(view, _ORDER.customer_id)),
        and_(_CONTRACT.customer_id.in_(came), _is_seen(view, _CONTRACT.customer_id)),
    )


def _is_seen(view: View, customer_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return (
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.id == customer_id,
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .exists()
    )


def income(view: View, meant: Meant) -> Income:
    """Return what came in of what is meant, as the totals of customers count it, and its cost."""
    found = ordered(view, meant)
    costs, unknown = 0, 0
    for statement in (_costs_of_orders(meant), _costs_of_contracts(meant)):
        cost, without = view.connection.execute(statement).one()
        costs, unknown = costs + int(cost), unknown + int(without)
    return Income(found.minor, costs, unknown, found.unrated)


def _costs_of_orders(meant: Meant) -> Select[Any]:
    costs = _costs(_LINE.quantity_milli - _LINE.returned_milli, _LINE.cost_minor)
    source = SALES_ORDER.join(ORDER_LINE, _LINE.order_id == _ORDER.id)
    return costs.select_from(source).where(meant.orders, is_open_order())


def _costs_of_contracts(meant: Meant) -> Select[Any]:
    """Select what contracts cost; one that follows no quote is one line of unknown cost."""
    costs = _costs(_QUOTED.quantity_milli, _QUOTED.cost_minor)
    source = CONTRACT.outerjoin(QUOTE_LINE, _QUOTED.quote_id == _CONTRACT.quote_id)
    return costs.select_from(source).where(meant.contracts, counts(), covering_order().is_(None))


def _costs(milli: ColumnElement[Any], unit_minor: ColumnElement[Any]) -> Select[Any]:
    """Select what lines cost, each rounded once, half up, and of how many it is not known."""
    # No operator of division is the same on all engines; of whole numbers `//` is.
    cost = (2 * milli * unit_minor + THOUSAND) // (2 * THOUSAND)
    return select(func.coalesce(func.sum(cost), 0), func.count() - func.count(unit_minor))
