"""Opportunities, pipelines, forecasts and rates as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from crm_tui.domain.currencies import RateRow, rate_text
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.opportunities import ForecastCell, OpportunityDetail, OpportunityRow
from crm_tui.domain.pipelines import Pipeline, Stage
from crm_tui.presentation.dates import iso, iso_day
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount
from crm_tui.presentation.shapes import contracts, orders, quotes

KEYS = (
    "id", "name", "customer_id", "customer", "state", "type", "pipeline", "stage", "probability",
    "amount", "currency", "reported_amount", "weighted_amount", "expected_day", "next_step",
    "next_day", "owner", "source", "competitors", "note", "closed_day", "close_reason", "review",
    "deal_id", "stage_since", "created_at",
)  # fmt: skip
STAGE_KEYS = (
    "pipeline_id", "pipeline", "is_default", "stage_id", "position", "stage", "probability",
    "exit_criteria", "rot_days", "in_use", "open",
)  # fmt: skip
FORECAST_KEYS = ("month", "owner", "count", "amount", "weighted_amount", "currency")
RATE_KEYS = ("currency", "day", "rate", "person")


def opportunity(
    row: OpportunityRow, logins: Mapping[UserId, str], zone: ZoneInfo, currency: str
) -> Shape:
    """Return an opportunity; amounts reported and weighted are in the office's currency."""
    fields = row.fields
    return {
        "id": row.id,
        "name": row.name,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "state": row.state.value,
        "type": fields.kind.value,
        "pipeline": row.pipeline,
        "stage": row.stage,
        "probability": row.probability,
        "amount": plain_amount(fields.amount_minor, fields.currency),
        "currency": fields.currency,
        "reported_amount": plain_amount(row.reported_minor, currency),
        "weighted_amount": plain_amount(row.weighted_minor, currency),
        "expected_day": None if fields.expected_day is None else iso_day(fields.expected_day),
        "next_step": fields.next_step or None,
        "next_day": None if fields.next_day is None else iso_day(fields.next_day),
        "owner": None if row.owner_id is None else logins.get(row.owner_id),
        "source": row.source or None,
        "competitors": list(fields.competitors),
        "note": fields.note or None,
        "closed_day": None if row.closed_day is None else iso_day(row.closed_day),
        "close_reason": row.close_reason or None,
        "review": row.review or None,
        "deal_id": row.deal_id,
        "stage_since": iso(row.stage_since, zone),
        "created_at": iso(row.created_at, zone),
    }


def detail(
    found: OpportunityDetail, logins: Mapping[UserId, str], zone: ZoneInfo, currency: str
) -> Shape:
    """Return an opportunity with who decides, its stages so far, and its papers."""
    return {
        **opportunity(found.row, logins, zone, currency),
        "exit_criteria": found.exit_criteria or None,
        "people": [
            {
                "contact_id": each.contact_id,
                "contact": name or None,
                "role": None if each.role is None else each.role.value,
                "attitude": None if each.attitude is None else each.attitude.value,
            }
            for each, name in found.people
        ],
        "stages": [
            {
                "stage": each.stage,
                "since": iso(each.since, zone),
                "until": None if each.until is None else iso(each.until, zone),
                "person": each.person or None,
            }
            for each in found.stays
        ],
        "quotes": [quotes.row(each, logins) for each in found.quotes],
        "orders": [orders.row(each, logins) for each in found.orders],
        "contracts": [contracts.row(each, logins) for each in found.contracts],
    }


def stage(pipeline: Pipeline, each: Stage, standing: int) -> Shape:
    """Return a stage with the pipeline it belongs to, and how many open ones stand in it."""
    return {
        "pipeline_id": pipeline.id,
        "pipeline": pipeline.name,
        "is_default": pipeline.is_default,
        "stage_id": each.id,
        "position": each.position,
        "stage": each.name,
        "probability": each.fields.probability,
        "exit_criteria": each.fields.exit_criteria or None,
        "rot_days": each.fields.rot_days,
        "in_use": pipeline.is_used and each.is_used,
        "open": standing,
    }


def forecast(cell: ForecastCell, logins: Mapping[UserId, str], currency: str) -> Shape:
    """Return what somebody's opportunities of a month come to."""
    return {
        "month": cell.month or None,
        "owner": None if cell.owner_id is None else logins.get(cell.owner_id),
        "count": cell.sums.count,
        "amount": plain_amount(cell.sums.amount_minor, currency),
        "weighted_amount": plain_amount(cell.sums.weighted_minor, currency),
        "currency": currency,
    }


def rate(row: RateRow) -> Shape:
    """Return a rate; one unit of the currency is worth so much of the office's."""
    return {
        "currency": row.currency,
        "day": iso_day(row.day),
        "rate": rate_text(row.rate),
        "person": row.recorded_by or None,
    }
