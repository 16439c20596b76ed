"""Keep the indexes true, in the transaction that changes what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.search import indexes
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.search import SearchColumns, said_tokens, tokens_of


def stored_columns(row: Any) -> SearchColumns:
    """Return the search texts of a stored customer, from which its old tokens follow."""
    return SearchColumns(
        row.search_text,
        row.search_pinyin,
        row.search_initials,
        row.search_digits,
        row.search_details,
        row.search_accounts,
    )


def index(unit: Unit, customer_id: int, columns: SearchColumns) -> None:
    """Put a customer into the index."""
    indexes.put(unit.connection, indexes.CUSTOMERS, [(customer_id, tokens_of(columns))])


def reindex(unit: Unit, customer_id: int, old: SearchColumns, new: SearchColumns) -> None:
    """Replace the index words of a customer; nothing is written when they are the same."""
    if old == new:
        return
    unindex(unit, {customer_id: old})
    index(unit, customer_id, new)


def unindex(unit: Unit, olds: Mapping[int, SearchColumns]) -> None:
    """Take customers' words out of the index."""
    words = [(each, tokens_of(columns)) for each, columns in olds.items()]
    indexes.take(unit.connection, indexes.CUSTOMERS, words)


def index_talk(unit: Unit, follow_up_id: int, content: str) -> None:
    """Put what a follow-up says into its index."""
    indexes.put(unit.connection, indexes.FOLLOW_UPS, [(follow_up_id, said_tokens(content))])


def unindex_talk(unit: Unit, follow_up_id: int, content: str) -> None:
    """Take what a follow-up said out of its index."""
    indexes.take(unit.connection, indexes.FOLLOW_UPS, [(follow_up_id, said_tokens(content))])
