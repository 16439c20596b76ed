"""Views are saved and come back as they were, and say what is wrong with them."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from crm_tui.bootstrap import Crm
from crm_tui.db.schema.views import SAVED_VIEW
from crm_tui.domain.customers import CustomerView, Level
from crm_tui.domain.queries import QueryFault
from crm_tui.domain.users import Actor
from crm_tui.domain.views import MOST_VIEWS, Audience, ListTab, PoolGone, TooManyViews, key_of
from crm_tui.errors import FieldError, QuerySyntaxError
from tests import make
from tests.answers import refusal_of
from tests.integration.views.saving import LAYOUT, names, saved, stored, stored_number


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
    assert refusal_of(lambda: saved(crm, lina, "再一个")) == TooManyViews(MOST_VIEWS)


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
    for tab in (ListTab.CUSTOMERS, ListTab.POOL):
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
