"""The columns that each list of leads, opportunities or papers may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.domain.views import ListTab
from crm_tui.presentation import contract_lists, order_lists, quote_lists
from crm_tui.presentation.lead_columns import LEAD_COLUMNS
from crm_tui.presentation.opportunities import opportunity_columns
from crm_tui.presentation.record_columns import RecordColumn


def record_columns(tab: ListTab, currency: str) -> Mapping[str, RecordColumn[Any]]:
    """Return every column of a list by its key, in an office with a currency; none of customers."""
    match tab:
        case ListTab.CUSTOMERS | ListTab.POOL:
            return {}
        case ListTab.LEADS:
            return {each.key: each for each in LEAD_COLUMNS}
        case ListTab.OPPORTUNITIES:
            return opportunity_columns(currency)
        case ListTab.ORDERS:
            return order_lists.COLUMNS
        case ListTab.CONTRACTS:
            return contract_lists.COLUMNS
        case ListTab.QUOTES:
            return quote_lists.COLUMNS
