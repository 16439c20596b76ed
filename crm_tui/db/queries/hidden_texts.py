"""Papers, money and deals of customers whose contact details a pool hides: texts without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from crm_tui.db.queries.reveals import hidden_ids, masking_pools
from crm_tui.db.unit_of_work import View
from crm_tui.domain.masking import masked_texts

RowT = TypeVar("RowT")


def shown(view: View, rows: Iterable[RowT]) -> list[RowT]:
    """Return rows of visible customers, masked where this person may not read contact details."""
    found = list(rows)
    hidden = hidden_customers(view, found)
    if not hidden:
        return found
    return [masked_texts(row) if _customer_of(row) in hidden else row for row in found]


def hidden_customers(view: View, rows: Collection[Any]) -> Collection[int]:
    """Return of whose rows this person may not read contact details."""
    if not rows or not masking_pools(view):
        return ()
    return hidden_ids(view, sorted({each for each in map(_customer_of, rows) if each}))


def shown_one(view: View, row: RowT) -> RowT:
    """Return one row as `shown` does."""
    return shown(view, [row])[0]


def _customer_of(row: Any) -> int | None:
    """Return whose a row is: it tells itself, or what it was made of does."""
    for about in (row, getattr(row, "row", None), getattr(row, "fields", None)):
        found: int | None = getattr(about, "customer_id", None)
        if found is not None:
            return found
    return None
