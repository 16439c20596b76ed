"""How an office deals with leads: the rules of the score, the routes, who may claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from crm_tui.db.queries import offices, users
from crm_tui.db.queries.leads import records, scores
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import Changed, OfficeChanged
from crm_tui.domain.field_changes import merged_list
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leads.routing import MOST_PEOPLE, MOST_ROUTES, LeadRoute, next_id
from crm_tui.domain.leads.scoring import MOST_RULES, ScoreRule, rule_fault
from crm_tui.domain.leads.settings import LARGEST_LIMIT, LeadSettings, settings_to_json
from crm_tui.domain.text import clean
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError, FieldError, NotFoundError
from crm_tui.values import dataclass

EntryT = TypeVar("EntryT")
_KINDS = {"score_rules": "rule", "routes": "route"}
"""What an entry of each list is called."""


@dataclass(frozen=True, slots=True)
class LeadRules:
    """The settings of leads as people read and change them."""

    database: Database

    def settings(self, actor: Actor) -> LeadSettings:
        """Return how the office deals with leads."""
        with self.database.reading(actor) as view:
            return records.settings_of(view)

    @operation(Permission.MANAGE_OFFICE)
    def change(self, actor: Actor, changes: Mapping[str, object]) -> Changed:
        """Change who may claim (`reps_claim`) and how many one holds (`open_limit`)."""
        with self.database.writing(actor) as unit:
            settings = records.settings_of(unit)
            limit = changes.get("open_limit", settings.open_limit)
            if limit is not None and not (isinstance(limit, int) and 1 <= limit <= LARGEST_LIMIT):
                raise FieldError("open_limit", "out_of_range", str(limit)[:20])
            claims = bool(changes.get("reps_claim", settings.reps_claim))
            _store(unit, settings, replace(settings, open_limit=limit, reps_claim=claims))
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def set_score(
        self,
        actor: Actor,
        rules: Sequence[ScoreRule],
        *,
        seen: Sequence[ScoreRule] | None = None,
    ) -> Changed:
        """Replace the rules of the score; every lead has its new score in the same transaction.

        `seen` are the rules that were shown: what others changed since stays where it can.
        """
        rules = tuple(replace(each, value=clean(each.value)) for each in rules)
        for each in rules:
            if fault := rule_fault(each):
                field, reason = fault
                wrong = each.points if field == "points" else each.value
                raise FieldError(field, reason, str(wrong)[:40])
        with self.database.writing(actor) as unit:
            settings = records.settings_of(unit)
            rules = _with_others("score_rules", seen, rules, settings.score_rules)
            if len(rules) > MOST_RULES:
                raise FieldError("score_rules", "too_many", limit=MOST_RULES)
            _store(unit, settings, replace(settings, score_rules=rules))
            scores.rescore(unit, rules)
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def set_routes(
        self,
        actor: Actor,
        routes: Sequence[LeadRoute],
        *,
        seen: Sequence[LeadRoute] | None = None,
    ) -> Changed:
        """Replace the routes; one that keeps its number keeps its turn.

        `seen` are the routes that were shown: what others changed since stays where it can.
        """
        with self.database.writing(actor) as unit:
            settings = records.settings_of(unit)
            routes = _numbered(_with_others("routes", seen, tuple(routes), settings.routes))
            if len(routes) > MOST_ROUTES:
                raise FieldError("routes", "too_many", limit=MOST_ROUTES)
            # Whoever stopped working here since stays in a route, passed over, until it changes.
            known = {each.id: frozenset(each.user_ids) for each in settings.routes}
            for each in routes:
                _refuse_route(unit, each, known.get(each.id, frozenset()))
            _store(unit, settings, replace(settings, routes=tuple(routes)))
        return unit.changed


def _with_others(
    name: str, seen: Sequence[EntryT] | None, wished: Sequence[EntryT], stored: Sequence[EntryT]
) -> tuple[EntryT, ...]:
    """Return what was wished with what others changed since; raise for what both changed."""
    found = wished if seen is None else merged_list(seen, wished, stored)
    if found is None:
        raise ConflictError(_KINDS[name], 0, {name: (len(stored), len(wished))})
    return tuple(found)


def _numbered(routes: Sequence[LeadRoute]) -> tuple[LeadRoute, ...]:
    """Return routes of which no two have the same number: two may be added at once."""
    found: list[LeadRoute] = []
    for each in routes:
        is_taken = any(each.id == other.id for other in found)
        found.append(replace(each, id=next_id(routes)) if is_taken else each)
    return tuple(found)


def _refuse_route(unit: Unit, route: LeadRoute, known: frozenset[UserId]) -> None:
    if not route.user_ids:
        raise FieldError("route_people", "required")
    if len(route.user_ids) > MOST_PEOPLE:
        raise FieldError("route_people", "too_many", limit=MOST_PEOPLE)
    for each in route.user_ids:
        if each not in known and not users.is_active(unit.connection, each):
            raise NotFoundError("user", str(each))


def _store(unit: Unit, before: LeadSettings, after: LeadSettings) -> None:
    if before == after:
        return
    old, new = settings_to_json(before), settings_to_json(after)
    offices.change_office(unit.connection, {"leads": new})
    unit.record(OfficeChanged(before={"leads": old}, after={"leads": new}))
