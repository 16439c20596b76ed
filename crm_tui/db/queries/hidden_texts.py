"""Texts of customers whose contact details a pool hides: read, found and ordered without them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, case, false, func, literal, not_, or_

from crm_tui.db.functions import has_inside, has_number, small_letters
from crm_tui.db.queries.reveals import hidden, hidden_ids, is_hidden, masking_pools
from crm_tui.db.unit_of_work import View
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import ACCOUNT_SIGNS, masked_texts

RowT = TypeVar("RowT")
_MASKED = "***"


def shown(view: View, rows: Iterable[RowT]) -> list[RowT]:
    """Return rows of visible customers, masked where this person may not read contact details."""
    found = list(rows)
    if not found or not masking_pools(view):
        return found
    hidden_from_them = hidden_ids(view, sorted({each for each in map(_customer_of, found) if each}))
    return [masked_texts(row) if _customer_of(row) in hidden_from_them else row for row in found]


def shown_one(view: View, row: RowT) -> RowT:
    """Return one row as `shown` does."""
    return shown(view, [row])[0]


def shown_of(view: View, customer_id: CustomerId, rows: Iterable[RowT]) -> list[RowT]:
    """Return rows that do not say whose they are as `shown` does: all are of one customer."""
    return [*map(masked_texts, rows)] if is_hidden(view, customer_id) else [*rows]


def says(view: View, text: ColumnElement[str], words: str) -> ColumnElement[bool]:
    """Return whether small words stand in a text of a customer, as far as it may be read."""
    return openly(view, has_inside(small_letters(text), words), text)


def openly(view: View, found: ColumnElement[bool], text: ColumnElement[str]) -> ColumnElement[bool]:
    """Return what is `found` out by a text of a customer, where it is not hidden from who asks.

    Who may read a number masked would find it digit by digit. For whom no pool hides anything the
    condition stays as it is.
    """
    if not masking_pools(view):
        return found
    return and_(found, _is_open(view, text))


def open_text(view: View, text: ColumnElement[str]) -> ColumnElement[str]:
    """Return a text of a customer to sort or to group by: nothing of what is hidden decides."""
    if not masking_pools(view):
        return text
    return case((_is_open(view, text), text), else_=literal(_MASKED))


def _is_open(view: View, text: ColumnElement[str]) -> ColumnElement[bool]:
    """Return whether nothing of a text is masked for who asks."""
    may_hide = or_(
        has_number(text), *(has_inside(small_letters(text), each) for each in ACCOUNT_SIGNS)
    )
    # Where there is no customer there is nothing to hide.
    return or_(not_(func.coalesce(may_hide, false())), not_(func.coalesce(hidden(view), false())))


def _customer_of(row: Any) -> int | None:
    """Return whose a row is: it tells itself, or what it was made of does."""
    for about in (row, getattr(row, "row", None), getattr(row, "fields", None)):
        found: int | None = getattr(about, "customer_id", None)
        if found is not None:
            return found
    return None
