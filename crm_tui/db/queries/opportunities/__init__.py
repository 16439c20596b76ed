"""Opportunities: single ones, lists of them, what they come to, what the pool counts of them."""

from crm_tui.db.queries.opportunities.columns import fields_of
from crm_tui.db.queries.opportunities.counting import carry_open, write_facts
from crm_tui.db.queries.opportunities.lists import (
    LISTED,
    forecast,
    stage_sums,
    sums_of,
    sums_of_ids,
)
from crm_tui.db.queries.opportunities.records import (
    add_opportunity,
    add_stay,
    column_values,
    contact_names,
    end_stay,
    find_opportunities,
    latest_stay,
    of_customer,
    open_in_currency,
    opportunity,
    remove_stay,
    reopen_stay,
    stays,
    stored_opportunity,
    totals,
    totals_of,
    update_opportunity,
)

__all__ = [
    "LISTED",
    "add_opportunity",
    "add_stay",
    "carry_open",
    "column_values",
    "contact_names",
    "end_stay",
    "fields_of",
    "find_opportunities",
    "forecast",
    "latest_stay",
    "of_customer",
    "open_in_currency",
    "opportunity",
    "remove_stay",
    "reopen_stay",
    "stage_sums",
    "stays",
    "stored_opportunity",
    "sums_of",
    "sums_of_ids",
    "totals",
    "totals_of",
    "update_opportunity",
    "write_facts",
]
