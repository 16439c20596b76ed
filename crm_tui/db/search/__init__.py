"""The search: our own tokens in contentless tables, kept in the transaction.

An index only proposes. The texts stored beside a customer, and what a follow-up says, decide, so
a stale posting is harmless.
"""

from crm_tui.db.search.conditions import condition
from crm_tui.db.search.customers import Found, ids_of_all, still_found, top
from crm_tui.db.search.writing import (
    index,
    index_talk,
    reindex,
    stored_columns,
    unindex,
    unindex_talk,
)

__all__ = [
    "Found",
    "condition",
    "ids_of_all",
    "index",
    "index_talk",
    "reindex",
    "still_found",
    "stored_columns",
    "top",
    "unindex",
    "unindex_talk",
]
