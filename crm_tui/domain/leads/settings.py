"""How an office deals with leads: who may claim, how many one holds, scores and routes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leads.routing import LeadRoute
from crm_tui.domain.leads.scoring import DEFAULT_RULES, ScoreRule
from crm_tui.domain.leads.values import ScoreCondition, ScoreField
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class LeadSettings:
    """What an administrator sets; without anything set leads are open to all who may claim."""

    reps_claim: bool = True
    """Whether reps see the leads that nobody holds, and may take them."""
    open_limit: int | None = None
    """How many open leads a person is given at most; None for any number."""
    score_rules: tuple[ScoreRule, ...] = DEFAULT_RULES
    routes: tuple[LeadRoute, ...] = ()


LARGEST_LIMIT = 100_000
OF_CLAIMING = ("reps_claim", "open_limit")
"""What is set by itself; scores and routes are lists of their own."""


def settings_from_json(stored: Mapping[str, Any]) -> LeadSettings:
    """Return the settings that an office keeps; what it does not name is as at the beginning."""
    default = LeadSettings()
    rules = stored.get("score_rules")
    return LeadSettings(
        reps_claim=stored.get("reps_claim", default.reps_claim),
        open_limit=stored.get("open_limit"),
        score_rules=default.score_rules if rules is None else tuple(map(_read_rule, rules)),
        routes=tuple(map(_read_route, stored.get("routes", ()))),
    )


def settings_to_json(settings: LeadSettings) -> dict[str, object]:
    """Return settings as an office keeps them, and as its history does."""
    return {
        "reps_claim": settings.reps_claim,
        "open_limit": settings.open_limit,
        "score_rules": [
            {
                "field": each.field.value,
                "condition": each.condition.value,
                "points": each.points,
                "value": each.value,
            }
            for each in settings.score_rules
        ],
        "routes": [
            {
                "id": each.id,
                "user_ids": list(each.user_ids),
                "provinces": list(each.provinces),
                "industry_ids": list(each.industry_ids),
                "source_ids": list(each.source_ids),
            }
            for each in settings.routes
        ],
    }


def _read_rule(stored: Mapping[str, Any]) -> ScoreRule:
    return ScoreRule(
        ScoreField(stored["field"]),
        ScoreCondition(stored["condition"]),
        stored["points"],
        stored["value"],
    )


def _read_route(stored: Mapping[str, Any]) -> LeadRoute:
    return LeadRoute(
        stored["id"],
        tuple(UserId(each) for each in stored["user_ids"]),
        tuple(stored["provinces"]),
        tuple(stored["industry_ids"]),
        tuple(stored["source_ids"]),
    )
