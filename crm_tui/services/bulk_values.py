"""Typed fields as column values for bulk writing, without the copies that `asdict` makes."""

from __future__ import annotations

from operator import attrgetter

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import EDITABLE, CustomerFields
from crm_tui.domain.search import SearchColumns, tokens_of

CONTACT_COLUMNS = tuple(name for name in ContactFields.__dataclass_fields__ if name != "phones")
customer_parts = attrgetter(*EDITABLE)
contact_parts = attrgetter(*CONTACT_COLUMNS)


def customer_values(fields: CustomerFields) -> dict[str, object]:
    """Return the columns of what a person types of a customer."""
    return dict(zip(EDITABLE, customer_parts(fields), strict=True))


def contact_values(fields: ContactFields) -> dict[str, object]:
    """Return the columns of what a person types of a contact; its phones are rows of their own."""
    return dict(zip(CONTACT_COLUMNS, contact_parts(fields), strict=True))


def index_words(derived: dict[str, object]) -> str:
    """Return the search index's words that follow from a customer's derived columns."""
    return tokens_of(
        SearchColumns(
            str(derived["search_text"]),
            str(derived["search_pinyin"]),
            str(derived["search_initials"]),
            str(derived["search_digits"]),
            str(derived["search_details"]),
            str(derived["search_accounts"]),
        )
    )
