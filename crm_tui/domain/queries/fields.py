"""Every field of the query language: one table for the parser, completion, help and builder."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.queries.customer_fields import CUSTOMERS, FIELDS
from crm_tui.domain.queries.field_kinds import ORDERED, SORT, FieldKind, QueryField, Subject
from crm_tui.domain.queries.lead_fields import LEADS
from crm_tui.domain.queries.money_fields import PAYMENTS
from crm_tui.domain.queries.opportunity_fields import OPPORTUNITIES
from crm_tui.domain.queries.paper_fields import CONTRACTS, ORDERS, QUOTES
from crm_tui.domain.queries.product_fields import PRODUCTS

__all__ = [
    "BY_KEY",
    "CONTRACTS",
    "CUSTOMERS",
    "FIELDS",
    "LEADS",
    "OPPORTUNITIES",
    "ORDERED",
    "ORDERS",
    "PAYMENTS",
    "PRODUCTS",
    "QUOTES",
    "SORT",
    "SUBJECTS",
    "FieldKind",
    "QueryField",
    "Subject",
]

SUBJECTS: tuple[Subject, ...] = (
    *(CUSTOMERS, OPPORTUNITIES, LEADS, QUOTES, ORDERS, CONTRACTS, PAYMENTS, PRODUCTS),
)

BY_KEY: Mapping[str, QueryField] = {
    each.key: each for subject in SUBJECTS for each in (*subject.fields, SORT)
}
