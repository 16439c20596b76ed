"""Whether an order would pass what its customer may owe."""

from __future__ import annotations

from crm_tui.db.queries.payments import credit_limits, totals
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.records import Order
from crm_tui.domain.payments.papers import CreditCheck
from crm_tui.domain.payments.rules import CreditPassed
from crm_tui.domain.payments.totals import MoneyTotals
from crm_tui.errors import RefusedError
from crm_tui.services.payments.checking import settings_of
from crm_tui.services.payments.receivables import owed


def checked_credit(unit: Unit, order: Order) -> CreditPassed | None:
    """Return by what an order passes the credit of its customer, or None.

    Raises RefusedError where the office blocks such orders. What is owed in a currency without a
    rate is not known, and passes nothing.
    """
    check = settings_of(unit).credit_check
    customer_id = CustomerId(order.row.customer_id)
    limit = credit_limits.credit(unit, customer_id)["limit_minor"]
    if check is CreditCheck.OFF or limit is None:
        return None
    found = totals.totals(unit, customer_id).get(customer_id, [])
    this = MoneyTotals(order.row.currency, order.row.total_minor, 0, 0)
    minor = owed(unit, [*found, this])
    if minor is None or minor <= limit:
        return None
    passed = CreditPassed(order.row.customer, minor, limit, unit.office.currency)
    if check is CreditCheck.BLOCK:
        raise RefusedError(passed)
    return passed
