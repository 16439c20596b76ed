"""Levels proposed and changed, as flat dicts for other programs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from crm_tui.domain.customers import Level
from crm_tui.domain.level_reviews import LevelChange, ProposalRow, ReviewReport
from crm_tui.presentation.dates import iso
from crm_tui.presentation.json_shapes import Shape

PROPOSAL_KEYS = (
    "id", "month", "customer_id", "customer", "owner", "level", "from", "to", "score",
    "contribution", "credit", "potential", "status", "decided_at", "decided_by", "has_bought",
)  # fmt: skip
CHANGE_KEYS = ("at", "person", "from", "to", "score")


def proposal(row: ProposalRow, zone: ZoneInfo) -> Shape:
    """Return a proposed level; `level` is what the customer has now.

    Of one that never bought there is no contribution, which its score leaves out.
    """
    return {
        "id": row.id,
        "month": row.month,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "owner": row.owner or None,
        "level": _code(row.current_level),
        "from": _code(row.from_level),
        "to": row.to_level.value,
        "score": row.score.total,
        "contribution": row.score.contribution if row.has_bought else None,
        "credit": row.score.credit,
        "potential": row.score.potential,
        "status": row.status.value,
        "decided_at": None if row.decided_at is None else iso(row.decided_at, zone),
        "decided_by": row.decided_by or None,
        "has_bought": row.has_bought,
    }


def change(row: LevelChange, zone: ZoneInfo) -> Shape:
    """Return a change of a level; `score` is that of the review which proposed it."""
    return {
        "at": iso(row.at, zone),
        "person": row.person,
        "from": _code(row.from_level),
        "to": _code(row.to_level),
        "score": row.score,
    }


def review(report: ReviewReport) -> Shape:
    """Return what a review proposed, or would propose."""
    return {
        "month": report.month,
        "dry_run": report.dry_run,
        "looked_at": report.looked_at,
        "proposed": report.proposed,
        "levels": [
            {
                "customer_id": customer_id,
                "customer": name,
                "from": _code(old),
                "to": new.value,
                "score": score.total,
            }
            for customer_id, name, old, new, score in report.shown
        ],
    }


def _code(level: Level | None) -> str | None:
    return None if level is None else level.value
