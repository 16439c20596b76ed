"""Expenses as dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.expenses import ExpenseRow, ExpenseSum, Profit
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount

KEYS = (
    "id", "day", "kind", "amount", "currency", "reported", "person", "customer_id", "customer",
    "opportunity_id", "opportunity", "campaign", "note",
)  # fmt: skip
SUM_KEYS = ("id", "name", "count", "amount", "currency")


def row(expense: ExpenseRow, logins: Mapping[UserId, str], currency: str) -> Shape:
    """Return an expense; `reported` is its amount in the office's currency."""
    fields = expense.fields
    return {
        "id": expense.id,
        "day": iso_day(fields.day),
        "kind": expense.kind,
        "amount": plain_amount(fields.amount_minor, fields.currency),
        "currency": fields.currency,
        "reported": plain_amount(expense.reported_minor, currency),
        "person": None if fields.person_id is None else logins.get(fields.person_id),
        "customer_id": fields.customer_id,
        "customer": expense.customer or None,
        "opportunity_id": fields.opportunity_id,
        "opportunity": expense.opportunity or None,
        "campaign": fields.campaign or None,
        "note": fields.note or None,
    }


def summed(found: ExpenseSum, currency: str) -> Shape:
    """Return what expenses come to by one of their facts."""
    return {
        "id": found.record_id,
        "name": found.name or None,
        "count": found.count,
        "amount": plain_amount(found.amount_minor, currency),
        "currency": currency,
    }


def profit(found: Profit, currency: str) -> Shape:
    """Return what is left of an income, in the office's currency."""
    return {
        "income": plain_amount(found.income_minor, currency),
        "cost": plain_amount(found.cost_minor, currency),
        "gross": plain_amount(found.gross_minor, currency),
        "expenses": plain_amount(found.expenses_minor, currency),
        "profit": plain_amount(found.profit_minor, currency),
        "currency": currency,
        "unknown_costs": found.unknown_costs,
        "unrated": found.unrated,
    }
