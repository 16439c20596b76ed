"""Views are changed, taken back, and laid out by each person alone."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from crm_tui.domain.views import Audience, ListLayout, ListTab, SharingNotAllowed, key_of
from crm_tui.errors import ConflictError, FieldError, NotFoundError, UndoRefusedError
from tests import make
from tests.answers import refusal_of
from tests.integration.views.saving import LAYOUT, names, saved, stored


def test_a_change_is_history_and_an_undo_takes_it_back(crm: Crm, lina: Actor) -> None:
    view_id = saved(crm, lina, layout=LAYOUT)
    crm.views.change(lina, view_id, {"query": "level:B", "layout": ListLayout(("city",))})
    view = stored(crm, lina, view_id)
    assert (view.query, view.layout, view.version) == ("level:B", ListLayout(("city",)), 2)
    crm.history.undo(lina)
    view = stored(crm, lina, view_id)
    assert (view.query, view.layout) == ("", LAYOUT)
    crm.history.undo(lina)
    assert names(crm, lina) == []


def test_nothing_changed_is_no_history(crm: Crm, lina: Actor) -> None:
    view_id = saved(crm, lina)
    changed = crm.views.change(lina, view_id, {"query": "", "name": "重点"})
    assert changed.batch_id is None
    assert stored(crm, lina, view_id).version == 1


def test_a_deleted_view_comes_back_with_its_place_and_layout(crm: Crm, lina: Actor) -> None:
    view_id = saved(crm, lina)
    key = key_of(view_id)
    crm.views.move(lina, key, 1)
    crm.views.remember_layout(lina, key, LAYOUT)
    crm.views.remember_last(lina, ListTab.CUSTOMERS, key)
    crm.views.delete(lina, view_id)
    assert names(crm, lina) == []
    assert crm.views.opened(lina, ListTab.CUSTOMERS).view.key == "mine"
    crm.history.undo(lina)
    assert crm.views.views(lina)[0].key == key
    opened = crm.views.opened(lina, ListTab.CUSTOMERS)
    assert (opened.view.key, opened.layout) == (key, LAYOUT)


def test_a_name_that_was_given_again_meanwhile_keeps_the_old_view_away(
    crm: Crm, lina: Actor
) -> None:
    view_id = saved(crm, lina)
    deleted = crm.views.delete(lina, view_id)
    saved(crm, lina)
    with pytest.raises(FieldError, match="taken"):
        crm.history.undo(lina, deleted.batch_id)


def test_an_older_change_is_not_undone_over_a_newer_one(crm: Crm, lina: Actor) -> None:
    view_id = saved(crm, lina)
    first = crm.views.rename(lina, view_id, "一")
    crm.views.rename(lina, view_id, "二")
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, first.batch_id)
    assert stored(crm, lina, view_id).name == "二"


def test_who_may_share_no_more_cannot_share_again_by_an_undo(crm: Crm, boss: Actor) -> None:
    view_id = saved(crm, boss, audience=Audience.TEAM)
    unshared = crm.views.share(boss, view_id, Audience.MINE)
    crm.people.edit_user(make.admin(crm), boss.user_id, {"role_id": make_rep_role(crm)})
    assert refusal_of(lambda: crm.history.undo(boss, unshared.batch_id)) == (
        SharingNotAllowed(Audience.TEAM)
    )


def make_rep_role(crm: Crm) -> int:
    """The role of a sales rep."""
    return next(role.id for role in crm.people.roles(make.admin(crm)) if role.code == "rep")


def test_two_terminals_that_change_one_field_are_told(crm: Crm, lina: Actor) -> None:
    view_id = saved(crm, lina, query="level:A")
    other = make.again(crm)
    seen_here, seen_there = stored(crm, lina, view_id), stored(other, lina, view_id)
    other.views.change(lina, view_id, {"query": "level:B"}, seen=seen_there)
    with pytest.raises(ConflictError) as caught:
        crm.views.change(lina, view_id, {"query": "level:C"}, seen=seen_here)
    assert caught.value.fields == {"query": ("level:B", "level:C")}
    assert stored(crm, lina, view_id).query == "level:B"
    other.close()


def test_two_terminals_that_change_different_fields_both_do(crm: Crm, lina: Actor) -> None:
    view_id = saved(crm, lina)
    other = make.again(crm)
    seen = stored(crm, lina, view_id)
    other.views.change(lina, view_id, {"query": "level:B"}, seen=seen)
    crm.views.change(lina, view_id, {"name": "别名"}, seen=seen)
    view = stored(crm, lina, view_id)
    assert (view.name, view.query) == ("别名", "level:B")
    other.close()


def test_a_layout_is_remembered_for_one_person_and_the_view_stays(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    view_id = saved(crm, boss, "组内", audience=Audience.TEAM, layout=LAYOUT)
    key, wide = key_of(view_id), ListLayout(("name",), {"name": 60})
    crm.views.remember_layout(lina, key, wide)
    assert crm.views.layout_of(lina, key) == wide
    assert crm.views.layout_of(boss, key) == LAYOUT
    assert stored(crm, lina, view_id).layout == LAYOUT
    crm.views.forget_layout(lina, key)
    assert crm.views.layout_of(lina, key) == LAYOUT


def test_a_layout_is_no_history(crm: Crm, lina: Actor) -> None:
    crm.views.remember_layout(lina, "mine", LAYOUT)
    crm.views.remember_last(lina, ListTab.CUSTOMERS, "all")
    crm.views.move(lina, "all", 1)
    assert crm.history.batches(lina) == []
    assert crm.views.layout_of(lina, "mine") == LAYOUT


def test_the_view_seen_last_is_remembered_for_each_list(crm: Crm, lina: Actor) -> None:
    assert crm.views.opened(lina, ListTab.CUSTOMERS).view.key == "mine"
    crm.views.remember_last(lina, ListTab.CUSTOMERS, "all")
    crm.views.remember_last(lina, ListTab.POOL, "pool")
    assert crm.views.opened(lina, ListTab.CUSTOMERS).view.key == "all"
    assert crm.views.opened(lina, ListTab.POOL).view.key == "pool"


def test_nothing_is_remembered_of_a_view_there_is_not(crm: Crm, lina: Actor) -> None:
    for key in ("x", "view-99", "view-" + "9" * 30):
        with pytest.raises(NotFoundError):
            crm.views.remember_layout(lina, key, LAYOUT)


def test_a_colleague_entered_by_mistake_goes_with_what_they_kept_of_lists(crm: Crm) -> None:
    admin = make.admin(crm)
    wu = make.rep(crm, "wu")
    crm.views.remember_layout(wu, "mine", LAYOUT)
    crm.views.remember_last(wu, ListTab.CUSTOMERS, "all")
    crm.history.undo(admin)
    assert all(row.login != "wu" for row in crm.people.users(admin))
