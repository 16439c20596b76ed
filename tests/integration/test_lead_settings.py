"""How an office deals with leads: what it begins with, and routes whose people come and go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.leads.routing import LeadRoute
from crm_tui.domain.leads.scoring import ScoreRule
from crm_tui.domain.leads.values import ScoreCondition, ScoreField
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, NotFoundError
from crm_tui.presentation.errors import sentence
from crm_tui.services.founding import OfficePlan
from tests import make


def test_a_route_can_be_changed_though_somebody_in_it_left(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    make.lead_route(crm, lina, admin)
    make.set_user(crm, lina.user_id, status="left")
    (route,) = crm.lead_rules.settings(admin).routes
    changed = replace(route, provinces=("浙江",))
    crm.lead_rules.set_routes(admin, [changed])
    assert crm.lead_rules.settings(admin).routes == (changed,)
    with pytest.raises(NotFoundError):
        crm.lead_rules.set_routes(admin, [replace(route, id=2)])


def test_what_two_change_of_the_rules_at_once_stands_or_is_told(crm: Crm, admin: Actor) -> None:
    seen = crm.lead_rules.settings(admin).score_rules
    filled = ScoreRule(ScoreField.EMAIL, ScoreCondition.FILLED, 7)
    dearer = replace(seen[0], points=seen[0].points + 1)
    crm.lead_rules.set_score(admin, (*seen, filled), seen=seen)
    crm.lead_rules.set_score(admin, (dearer, *seen[1:]), seen=seen)
    assert crm.lead_rules.settings(admin).score_rules == (dearer, *seen[1:], filled)
    with pytest.raises(ConflictError) as caught:
        crm.lead_rules.set_score(admin, seen[1:], seen=seen)
    assert sentence(caught.value)
    assert crm.lead_rules.settings(admin).score_rules == (dearer, *seen[1:], filled)


def test_routes_that_two_add_at_once_are_two(crm: Crm, admin: Actor) -> None:
    lina, zhao = make.rep(crm, "lina"), make.rep(crm, "zhao")
    for each in (lina, zhao):
        crm.lead_rules.set_routes(admin, [LeadRoute(1, (each.user_id,))], seen=())
    routes = crm.lead_rules.settings(admin).routes
    assert [(each.id, each.user_ids) for each in routes] == [
        (1, (lina.user_id,)),
        (2, (zhao.user_id,)),
    ]


@pytest.mark.long
def test_an_office_in_english_begins_with_rules_in_english(tmp_path: Path) -> None:
    crm = open_crm(make.settings(tmp_path / "english.db", "ann"), make.clock(), create=True)
    crm.offices.set_up(OfficePlan("ann", "Ann", "en"))
    rules = crm.lead_rules.settings(make.admin(crm)).score_rules
    crm.close()
    assert {each.value for each in rules} == {"", "director", "Referral"}
