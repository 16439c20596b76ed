"""How an office deals with leads: what it begins with, and routes whose people come and go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError
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


def test_an_office_in_english_begins_with_rules_in_english(tmp_path: Path) -> None:
    crm = open_crm(make.settings(tmp_path / "english.db", "ann"), make.clock(), create=True)
    crm.offices.set_up(OfficePlan("ann", "Ann", "en"))
    rules = crm.lead_rules.settings(make.admin(crm)).score_rules
    crm.close()
    assert {each.value for each in rules} == {"", "director", "Referral"}
