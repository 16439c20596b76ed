"""Whose a lead is: taken, given by hand, given in turn by the routes of the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import pools, users
from crm_tui.db.queries.leads import records, turns
from crm_tui.db.queries.tasks import of_leads
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import LeadGiven
from crm_tui.domain.handovers import HandoverPlan, lead_receiver
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.leads.refusals import (
    NobodyForLead,
    NoLeadRoute,
    why_no_room,
    why_not_claim_lead,
    why_not_give_lead,
    why_not_open,
)
from crm_tui.domain.leads.routing import LeadRoute, RouteFacts, next_receiver, route_of
from crm_tui.domain.tasks import ClosedReason
from crm_tui.errors import RefusedError
from crm_tui.services.leads.changing import change, refuse_closed, refuse_others
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class InTurn:
    """Whose turn it is for a lead, and on which route."""

    user_id: UserId
    route_id: int


def claim_lead(unit: Unit, lead: LeadRow) -> None:
    """Let the actor take a lead that nobody holds; raise what refuses it."""
    me = unit.person
    users.lock_user(unit.connection, me.user_id)
    settings = records.settings_of(unit)
    refusal = why_not_claim_lead(
        lead,
        by=me,
        reps_claim=settings.reps_claim,
        held=_held(unit, me.user_id),
        limit=settings.open_limit,
    )
    if refusal is not None:
        raise RefusedError(refusal)
    _hand(unit, lead, {"owner_id": me.user_id}, how="claimed", owner=me.name)


def give_lead(unit: Unit, lead: LeadRow, to: UserId) -> None:
    """Give a lead to a colleague within their limit; raise what refuses it."""
    refuse_closed(unit, lead)
    users.lock_user(unit.connection, to)
    name = pools.active_name(unit, to)
    refusal = why_not_give_lead(
        lead,
        to_id=to,
        to=name,
        by=unit.person,
        manages_receiver=users.manages(unit.connection, unit.person.user_id, to),
    ) or why_no_room(name, _held(unit, to), records.settings_of(unit).open_limit)
    if refusal is not None:
        raise RefusedError(refusal)
    if lead.owner_id != to:
        _hand(unit, lead, {"owner_id": to}, how="assigned", owner=name)


def release_lead(unit: Unit, lead: LeadRow) -> None:
    """Let nobody hold a lead; it may be claimed or given again."""
    refuse_closed(unit, lead)
    if lead.owner_id is not None:
        values = {"owner_id": None, "next_contact_at": None, "next_contact_note": ""}
        _hand(unit, lead, values, how="released", owner="")


def give_in_turn(unit: Unit, lead: LeadRow) -> None:
    """Give a lead that nobody holds to whose turn it is; the turn moves with it."""
    if refusal := why_not_open(lead):
        raise RefusedError(refusal)
    refuse_others(unit, lead)
    facts = RouteFacts(lead.fields.province, lead.fields.industry_id, lead.fields.source_id)
    route = route_of(records.settings_of(unit).routes, facts)
    if route is None:
        raise RefusedError(NoLeadRoute(lead.called))
    found = _next_on(unit, route)
    if found is None:
        raise RefusedError(NobodyForLead(lead.called, len(route.user_ids)))
    turns.pass_turn(unit, found.route_id, found.user_id)
    name = users.name_of(unit.connection, found.user_id)
    _hand(unit, lead, {"owner_id": found.user_id}, how="in_turn", owner=name)


def owner_in_turn(unit: Unit, lead: RouteFacts) -> UserId | None:
    """Return whose turn it is for a new lead, the turn moved; None where no route gives it."""
    route = route_of(records.settings_of(unit).routes, lead)
    found = None if route is None else _next_on(unit, route)
    if found is None:
        return None
    turns.pass_turn(unit, found.route_id, found.user_id)
    return found.user_id


def _next_on(unit: Unit, route: LeadRoute) -> InTurn | None:
    """Return whose turn it is of a route: present, and with room."""
    for user_id in sorted(route.user_ids):
        users.lock_user(unit.connection, user_id)
    found = next_receiver(
        pools.present(unit, route.user_ids),
        turns.last_in_turn(unit, route.id),
        open_leads=records.open_leads_of(unit, route.user_ids),
        limit=records.settings_of(unit).open_limit,
    )
    return None if found is None else InTurn(found.user_id, route.id)


def _held(unit: Unit, user_id: UserId) -> int:
    return records.open_leads_of(unit, [user_id]).get(user_id, 0)


def pass_leads_on(unit: Unit, from_user_id: UserId, plan: HandoverPlan, limit: int) -> int:
    """Give the first of somebody's open leads as a hand-over says; return how many, 0 for none.

    Those of a region go to whom it names, the others in turn to its receivers, else to nobody.
    What was planned goes along, tasks as well, but with nobody.
    """
    found = records.held_leads(unit, from_user_id, limit)
    for lead in found:
        to = lead_receiver(plan, lead.id, lead.fields.province)
        name = "" if to is None else users.name_of(unit.connection, to)
        values: dict[str, object] = {"owner_id": to}
        if to is None:
            values |= {"next_contact_at": None, "next_contact_note": ""}
        how = "released" if to is None else "assigned"
        _hand(unit, lead, values, how=how, owner=name)
    return len(found)


def _hand(unit: Unit, lead: LeadRow, values: Mapping[str, Any], *, how: str, owner: str) -> None:
    """Let somebody hold a lead, or nobody; what its former owner was to do for it goes along.

    What is to be done for a lead that nobody holds is planned anew by who takes it.
    """
    told: dict[str, object] = {"how": how, "owner": owner}
    to = values["owner_id"]
    if to is None:
        told["closed_tasks"] = of_leads.close_with_lead(unit, lead.id, ClosedReason.RETURNED)
    elif lead.owner_id is not None:
        told["passed_tasks"] = of_leads.pass_with_lead(unit, lead.id, lead.owner_id, to)
    change(unit, lead, LeadGiven, values, **told)
