"""Saved views: whose they are, who sees and changes them, how they come back, what they show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert

from crm_tui.bootstrap import Crm
from crm_tui.db.schema.views import SAVED_VIEW
from crm_tui.domain.customers import CustomerView, Level
from crm_tui.domain.identifiers import ViewId
from crm_tui.domain.queries import QueryFault
from crm_tui.domain.users import Actor
from crm_tui.domain.views import (
    MOST_VIEWS,
    Audience,
    ListLayout,
    ListTab,
    NewView,
    NotYourView,
    PoolGone,
    SavedView,
    SharingNotAllowed,
    TooManyViews,
    key_of,
)
from crm_tui.errors import (
    ConflictError,
    FieldError,
    NotFoundError,
    QuerySyntaxError,
    RefusedError,
    UndoRefusedError,
)
from tests import make

LAYOUT = ListLayout(("name", "level"), {"name": 30}, "name", descending=True)


def saved(crm: Crm, actor: Actor, name: str = "重点", **values: Any) -> ViewId:
    """A view that somebody saves."""
    changed = crm.views.save(actor, NewView(name=name, **values))
    assert changed.record_id is not None
    return ViewId(changed.record_id)


def names(crm: Crm, actor: Actor, tab: ListTab = ListTab.CUSTOMERS) -> list[str]:
    """What somebody finds among their views beside those of the program."""
    return [view.name for view in crm.views.views(actor, tab) if not view.is_seeded]


def stored(crm: Crm, actor: Actor, view_id: ViewId) -> SavedView:
    return crm.views.view(actor, key_of(view_id))


def stored_number(views: list[SavedView], view_id: ViewId) -> int:
    return next(view.number for view in views if view.id == view_id)


def refused(call: Callable[[], object]) -> object:
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value.refusal


# --- saving and finding again --------------------------------------------------------------------


def test_a_view_comes_back_as_it_was_saved(crm: Crm, lina: Actor) -> None:
    pool = make.pool_id(crm)
    view_id = saved(crm, lina, base=CustomerView.MINE, pool_id=pool, query="level:A", layout=LAYOUT)
    view = stored(crm, lina, view_id)
    assert (view.name, view.base, view.query, view.layout) == (
        "重点", CustomerView.MINE, "level:A", LAYOUT,
    )  # fmt: skip
    assert (view.pool_id, view.is_own, view.audience) == (pool, True, Audience.MINE)
    request = view.request()
    assert (request.view, request.query, request.sort, request.descending) == (
        CustomerView.MINE, "level:A", "name", True,
    )  # fmt: skip


def test_views_of_the_program_come_first_until_somebody_orders_them(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    view_id = saved(crm, lina)
    views = crm.views.views(lina)
    assert [view.number for view in views] == list(range(1, len(views) + 1))
    assert views[0].key == "mine"
    assert stored_number(views, view_id) == len(views)
    crm.views.move(lina, key_of(view_id), 2)
    assert [view.name for view in crm.views.views(lina)][1] == "重点"
    assert crm.views.views(zhao)[0].key == "mine"


def test_what_is_saved_and_shared_moves_no_digit_of_anybody(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    pool = {"tab": ListTab.POOL, "base": CustomerView.CLAIMABLE}
    shared_later = saved(crm, admin, "甲", **pool)
    saved(crm, lina, "乙", **pool)
    before = {view.key: view.digit for view in crm.views.views(lina, ListTab.POOL)}
    assert None not in before.values()
    crm.views.share(admin, shared_later, Audience.EVERYBODY)
    after = {view.key: view.digit for view in crm.views.views(lina, ListTab.POOL)}
    assert before.items() <= after.items()
    assert after[key_of(shared_later)] == len(after)


def test_an_undo_names_the_view_it_is_about(crm: Crm, lina: Actor) -> None:
    def named() -> tuple[str, ...]:
        last = crm.history.last(lina)
        assert last is not None
        return last.customers

    view_id = saved(crm, lina, "重点")
    assert named() == ("重点",)
    crm.views.change(lina, view_id, {"query": "level:A"})
    assert named() == ("重点",)
    crm.views.delete(lina, view_id)
    assert named() == ("重点",)


def test_the_pool_has_views_of_its_own(crm: Crm, lina: Actor) -> None:
    saved(crm, lina, "好公海", tab=ListTab.POOL, base=CustomerView.CLAIMABLE)
    assert names(crm, lina, ListTab.POOL) == ["好公海"]
    assert names(crm, lina) == []
    with pytest.raises(FieldError):
        saved(crm, lina, "x", tab=ListTab.POOL, base=CustomerView.MINE)


@pytest.mark.parametrize("name", ["重点", " 重 点 ", "重点！"])
def test_nobody_has_two_views_of_one_name(crm: Crm, lina: Actor, zhao: Actor, name: str) -> None:
    saved(crm, lina)
    with pytest.raises(FieldError, match="taken"):
        saved(crm, lina, name)
    saved(crm, zhao)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\x1b]0;x\x07a[/]b", "a[/]b"),
        ("重\u202e点", "重点"),
        ("客户🀄️👨‍👩‍👧", "客户🀄️👨‍👩‍👧"),
        ("a\nb\tc", "a b c"),
    ],
)
def test_a_hostile_name_is_kept_as_one_harmless_line(
    crm: Crm, lina: Actor, typed: str, kept: str
) -> None:
    view_id = saved(crm, lina, typed)
    found = stored(crm, lina, view_id).name
    assert "\x1b" not in found
    assert "\u202e" not in found
    assert found.replace("\u200d", "") == kept.replace("\u200d", "")


@pytest.mark.parametrize("name", ["", "  ", "\u202e", "长" * 500])
def test_a_name_that_says_nothing_or_too_much_is_refused(crm: Crm, lina: Actor, name: str) -> None:
    with pytest.raises(FieldError):
        saved(crm, lina, name)


def test_so_many_views_and_no_more(crm: Crm, lina: Actor) -> None:
    row = {
        "owner_id": lina.user_id,
        "tab": ListTab.CUSTOMERS,
        "base": CustomerView.ALL,
        "created_at": make.NOW,
        "updated_at": make.NOW,
    }
    with crm.database.setting_up() as connection:
        rows = [{**row, "name": f"第{number}个"} for number in range(MOST_VIEWS - 1)]
        connection.execute(insert(SAVED_VIEW), rows)
    saved(crm, lina)
    assert refused(lambda: saved(crm, lina, "再一个")) == TooManyViews(MOST_VIEWS)


def test_ones_own_views_are_listed_however_many_others_share(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    row = {
        "owner_id": zhao.user_id,
        "tab": ListTab.CUSTOMERS,
        "base": CustomerView.ALL,
        "audience": Audience.EVERYBODY,
        "created_at": make.NOW,
        "updated_at": make.NOW,
    }
    with crm.database.setting_up() as connection:
        connection.execute(insert(SAVED_VIEW), [{**row, "name": f"{each}"} for each in range(510)])
    saved(crm, lina, "我的")
    assert names(crm, lina)[-1] == "我的"


# --- whom it is for ------------------------------------------------------------------------------


def test_a_rep_saves_for_themselves_only(crm: Crm, lina: Actor, zhao: Actor) -> None:
    view_id = saved(crm, lina)
    assert names(crm, zhao) == []
    with pytest.raises(NotFoundError):
        stored(crm, zhao, view_id)
    for audience in (Audience.TEAM, Audience.EVERYBODY):
        expected = SharingNotAllowed(audience)
        assert refused(partial(crm.views.share, lina, view_id, audience)) == expected
        assert refused(partial(saved, crm, lina, "x", audience=audience)) == expected


def test_a_manager_shares_with_their_department_and_staff(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    stranger = make.rep(crm, "wu", department="市场部")
    elsewhere = make.rep(crm, "qian", department="市场部")
    make.set_user(crm, elsewhere.user_id, manager_id=boss.user_id)
    saved(crm, boss, "组内", audience=Audience.TEAM)
    assert [names(crm, each) for each in (boss, lina, elsewhere)] == [["组内"]] * 3
    assert names(crm, stranger) == []
    assert refused(lambda: saved(crm, boss, "x", audience=Audience.EVERYBODY)) == (
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
        assert refused(call) == expected
    saved(crm, lina, "组内", query=stored(crm, lina, view_id).query)
    assert names(crm, lina) == ["组内", "组内"]


def test_what_somebody_left_behind_an_administrator_puts_away(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    view_id = saved(crm, boss, "组内", audience=Audience.TEAM)
    admin = make.admin(crm)
    make.set_user(crm, admin.user_id, department_id=crm.people.find_department(admin, "销售部"))
    assert refused(lambda: crm.views.delete(admin, view_id)) == NotYourView("组内", "boss")
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


# --- changing, undoing ---------------------------------------------------------------------------


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
    assert refused(lambda: crm.history.undo(boss, unshared.batch_id)) == (
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


# --- what each person keeps ----------------------------------------------------------------------


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


# --- what is wrong with a view -------------------------------------------------------------------


def test_a_view_of_a_pool_that_is_gone_says_so_and_can_be_mended(crm: Crm) -> None:
    admin = make.admin(crm)
    pool = make.pool(crm, "华北公海")
    view_id = saved(crm, admin, pool_id=pool)
    crm.pool_settings.delete(admin, pool, make.pool_id(crm))
    (view,) = (each for each in crm.views.views(admin) if not each.is_seeded)
    assert view.faults == (PoolGone("华北公海"),)
    crm.views.change(admin, view_id, {"query": "level:A", "pool_id": pool}, seen=view)
    view = stored(crm, admin, view_id)
    assert (view.query, view.pool_id) == ("level:A", pool)
    crm.views.change(admin, view_id, {"pool_id": None}, seen=view)
    assert stored(crm, admin, view_id).faults == ()


def test_every_view_of_the_program_can_be_asked(crm: Crm, lina: Actor) -> None:
    make.customer(crm, lina, level=Level.A)
    for tab in ListTab:
        for view in crm.views.views(lina, tab):
            crm.customers.page(lina, view.request())


def test_a_query_that_cannot_be_understood_is_not_saved(crm: Crm, lina: Actor) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        saved(crm, lina, query="科技 level:Z")
    assert (caught.value.start, caught.value.part) == (9, "Z")
    assert names(crm, lina) == []


def test_a_view_that_names_somebody_called_otherwise_by_now_says_where(
    crm: Crm, lina: Actor
) -> None:
    admin = make.admin(crm)
    view_id = saved(crm, admin, query="level:A owner:李娜")
    assert stored(crm, admin, view_id).faults == ()
    crm.people.edit_user(admin, lina.user_id, {"name": "王芳"})
    view = stored(crm, admin, view_id)
    (fault,) = view.faults
    assert isinstance(fault, QueryFault)
    assert (fault.start, fault.part) == (14, "李娜")
    assert names(crm, admin) == ["重点"]
    crm.views.change(admin, view_id, {"name": "她的", "query": view.query}, seen=view)
    assert stored(crm, admin, view_id).name == "她的"
    crm.views.change(admin, view_id, {"query": "level:A owner:王芳"}, seen=view)
    assert stored(crm, admin, view_id).faults == ()
