"""Customers: lists as windows over a query, one record whole, duplicates by exact key."""

from crm_tui.db.queries.customers.changes import (
    field_values,
    insert_customer,
    update_customer,
)
from crm_tui.db.queries.customers.counts import (
    total,
)
from crm_tui.db.queries.customers.duplicates import (
    customers_held_before,
    free_keys,
    keep_keys,
    keys_of,
    replace_duplicate_keys,
)
from crm_tui.db.queries.customers.lists import in_view
from crm_tui.db.queries.customers.matches import (
    duplicate_match,
    duplicates,
    has_current_key,
    match_columns,
)
from crm_tui.db.queries.customers.orders import SORTS, order_of
from crm_tui.db.queries.customers.records import (
    as_if,
    fields_of,
    find_by_reference,
    holding,
    holding_of,
    holdings,
    raw,
    record,
    rows,
    stored,
    stored_rows,
)
from crm_tui.db.queries.customers.standings import (
    bring_back,
    missing,
    set_aside,
    set_aside_row,
    set_aside_rows,
)
from crm_tui.db.queries.customers.told import told_since
from crm_tui.db.queries.customers.windows import count, list_ids

__all__ = [
    "SORTS",
    "as_if",
    "bring_back",
    "count",
    "customers_held_before",
    "duplicate_match",
    "duplicates",
    "field_values",
    "fields_of",
    "find_by_reference",
    "free_keys",
    "has_current_key",
    "holding",
    "holding_of",
    "holdings",
    "in_view",
    "insert_customer",
    "keep_keys",
    "keys_of",
    "list_ids",
    "match_columns",
    "missing",
    "order_of",
    "raw",
    "record",
    "replace_duplicate_keys",
    "rows",
    "set_aside",
    "set_aside_row",
    "set_aside_rows",
    "stored",
    "stored_rows",
    "told_since",
    "total",
    "update_customer",
]
