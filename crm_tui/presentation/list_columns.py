"""The columns that each list of leads, opportunities or papers may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.domain.views import ListTab
from crm_tui.presentation import contract_lists, order_lists, payment_lists, quote_lists
from crm_tui.presentation.lead_columns import LEAD_COLUMNS
from crm_tui.presentation.opportunities import opportunity_columns
from crm_tui.presentation.record_columns import RecordColumn

_COLUMNS: Mapping[ListTab, Mapping[str, RecordColumn[Any]]] = {
    ListTab.ORDERS: order_lists.COLUMNS,
    ListTab.CONTRACTS: contract_lists.COLUMNS,
    ListTab.QUOTES: quote_lists.COLUMNS,
    ListTab.PAYMENTS: payment_lists.COLUMNS,
}


def record_columns(tab: ListTab, currency: str) -> Mapping[str, RecordColumn[Any]]:
    """Return every column of a list by its key, in an office with a currency; none of customers."""
    match tab:
        case ListTab.LEADS:
            return {each.key: each for each in LEAD_COLUMNS}
        case ListTab.OPPORTUNITIES:
            return opportunity_columns(currency)
        case _:
            return _COLUMNS.get(tab, {})
