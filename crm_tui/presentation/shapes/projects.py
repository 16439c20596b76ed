"""Project files, registrations and shares as dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.projects import Project, RegistrationClash, RegistrationRow, ShareSum
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount

REGISTRATION_KEYS = (
    "opportunity_id", "opportunity", "customer_id", "customer", "end_customer", "agent", "for",
    "since", "until", "owner",
)  # fmt: skip
SHARE_SUM_KEYS = ("user", "name", "count", "amount", "currency")


def project(
    row: OpportunityRow,
    found: Project,
    clashes: Sequence[RegistrationClash],
    logins: Mapping[UserId, str],
) -> Shape:
    """Return the project file of an opportunity; what may not be seen has no name."""
    fields, currency = found.fields, row.fields.currency
    return {
        "opportunity_id": row.id,
        "opportunity": row.name,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "shares": [
            {"user": logins.get(each.user_id), "percent": decimal_text(each.percent, 2)}
            for each in fields.shares
        ],
        "end_customer": found.end_customer or None,
        "agent": found.agent or None,
        "registered_for": fields.registered_for or None,
        "registered_since": _day(found.registered_day),
        "registered_until": _day(fields.registered_until),
        "clashes": [
            {
                "opportunity": each.opportunity or None,
                "owner": each.owner or None,
                "since": iso_day(each.since_day),
                "until": iso_day(each.until_day),
            }
            for each in clashes
        ],
        "investment": _amount(fields.investment_minor, currency),
        "cost_budget": _amount(fields.cost_budget_minor, currency),
        "currency": currency,
        "bid": _day(fields.bid_day),
        "departments": fields.departments or None,
        "team": fields.team or None,
        "steps": [
            {"name": each.name, "day": iso_day(each.day), "done": each.is_done}
            for each in fields.steps
        ],
    }


def registration(row: RegistrationRow) -> Shape:
    """Return a registration in force."""
    return {
        "opportunity_id": row.id,
        "opportunity": row.opportunity,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "end_customer": row.end_customer or None,
        "agent": row.agent or None,
        "for": row.registered_for or None,
        "since": iso_day(row.registered_day),
        "until": iso_day(row.until_day),
        "owner": row.owner or None,
    }


def share_sum(found: ShareSum, logins: Mapping[UserId, str], currency: str) -> Shape:
    """Return what somebody's parts come to."""
    return {
        "user": logins.get(found.user_id),
        "name": found.name,
        "count": found.count,
        "amount": plain_amount(found.amount_minor, currency),
        "currency": currency,
    }


def _day(day: int | None) -> str | None:
    return None if day is None else iso_day(day)


def _amount(minor: int | None, currency: str) -> str | None:
    return None if minor is None else plain_amount(minor, currency)
