"""Whom a view is for, and who may change it."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.users import Actor
from crm_tui.domain.views import Audience, NotYourView, SharingNotAllowed, key_of
from crm_tui.errors import NotFoundError
from tests import make
from tests.answers import refusal_of
from tests.integration.views.saving import LAYOUT, names, saved, stored


def test_a_rep_saves_for_themselves_only(crm: Crm, lina: Actor, zhao: Actor) -> None:
    view_id = saved(crm, lina)
    assert names(crm, zhao) == []
    with pytest.raises(NotFoundError):
        stored(crm, zhao, view_id)
    for audience in (Audience.TEAM, Audience.EVERYBODY):
        expected = SharingNotAllowed(audience)
        assert refusal_of(partial(crm.views.share, lina, view_id, audience)) == expected
        assert refusal_of(partial(saved, crm, lina, "x", audience=audience)) == expected


def test_a_manager_shares_with_their_department_and_staff(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    stranger = make.rep(crm, "wu", department="市场部")
    elsewhere = make.rep(crm, "qian", department="市场部")
    make.set_user(crm, elsewhere.user_id, manager_id=boss.user_id)
    saved(crm, boss, "组内", audience=Audience.TEAM)
    assert [names(crm, each) for each in (boss, lina, elsewhere)] == [["组内"]] * 3
    assert names(crm, stranger) == []
    assert refusal_of(lambda: saved(crm, boss, "x", audience=Audience.EVERYBODY)) == (
        SharingNotAllowed(Audience.EVERYBODY)
    )


def test_an_administrator_shares_with_everybody(crm: Crm, lina: Actor) -> None:
    admin = make.admin(crm)
    view_id = saved(crm, admin)
    assert names(crm, lina) == []
    crm.views.share(admin, view_id, Audience.EVERYBODY)
    assert names(crm, lina) == ["重点"]
    crm.views.share(admin, view_id, Audience.MINE)
    assert names(crm, lina) == []


def test_what_others_share_is_used_and_copied_but_not_changed(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    view_id = saved(crm, boss, "组内", audience=Audience.TEAM, query="level:A")
    crm.views.remember_layout(lina, key_of(view_id), LAYOUT)
    expected = NotYourView("组内", "boss")
    for call in (
        lambda: crm.views.rename(lina, view_id, "x"),
        lambda: crm.views.change(lina, view_id, {"query": "x"}),
        lambda: crm.views.share(lina, view_id, Audience.MINE),
        lambda: crm.views.delete(lina, view_id),
    ):
        assert refusal_of(call) == expected
    saved(crm, lina, "组内", query=stored(crm, lina, view_id).query)
    assert names(crm, lina) == ["组内", "组内"]


def test_what_somebody_left_behind_an_administrator_puts_away(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    view_id = saved(crm, boss, "组内", audience=Audience.TEAM)
    admin = make.admin(crm)
    make.set_user(crm, admin.user_id, department_id=crm.people.find_department(admin, "销售部"))
    assert refusal_of(lambda: crm.views.delete(admin, view_id)) == NotYourView("组内", "boss")
    make.set_user(crm, boss.user_id, status="left")
    crm.views.delete(admin, view_id)
    assert names(crm, lina) == []


def test_a_view_shows_nobody_more_than_they_may_see(crm: Crm, lina: Actor, zhao: Actor) -> None:
    admin = make.admin(crm)
    hers = make.customer(crm, lina, "她的")
    his = make.customer(crm, zhao, "他的")
    for base in (CustomerView.ALL, CustomerView.MINE):
        view_id = saved(crm, admin, base.value, base=base, audience=Audience.EVERYBODY)
        for actor, seen in ((lina, [hers]), (zhao, [his])):
            request = stored(crm, actor, view_id).request()
            assert list(crm.customers.ids(actor, request)) == seen
