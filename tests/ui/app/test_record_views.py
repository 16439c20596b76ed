"""Views and filters of leads, opportunities, orders and contracts, on the screen."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.users import Actor
from crm_tui.domain.views import ListTab, NewView
from crm_tui.tui.screens.query_builder import FilterDialog
from tests import make
from tests.ui.app.opening import Opener
from tests.ui.program import form_of, resting, saved


@pytest.mark.long
async def test_a_filter_of_opportunities_is_saved_as_a_view_and_found_again(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin)
    for name, minor in (("小单", 100_00), ("大单", 20_000_00)):
        crm.opportunities.add(admin, customer, OpportunityFields(name=name, amount_minor=minor))
    async with opened() as driver:
        # The view itself asks for open ones: the condition is put beside that.
        await resting(driver, "5", "F", "plus")
        await driver.see("按哪个字段")
        await driver.type_text("je")
        await resting(driver, "enter")
        await driver.type_text("不少于")
        await resting(driver, "enter")
        await driver.type_text("1万")
        await resting(driver, "f2")
        await driver.see("符合：1 个商机")
        dialog = driver.app.screen
        assert isinstance(dialog, FilterDialog)
        assert dialog.text == "状态:进行中 金额:>=1万"
        await resting(driver, "f2", "S")
        await form_of(driver)
        await saved(driver, name="大单子")
        await driver.see("大单子 (1)")
        await resting(driver, "v", "2")
        await driver.see("全部进行中商机 (2)")
        await resting(driver, "v")
        await driver.type_text("ddz")
        await resting(driver, "enter")
        await driver.see("大单子 (1)")
        # Grouped, folded away and marked as a whole; the view says that it differs.
        await resting(driver, "z", "4", "home")
        await driver.see("大单子 * (1)")
        await driver.see("▾ 进行中  1  ¥2万")
        await resting(driver, "enter", "space")
        await driver.see("▸ 进行中  1  ¥2万")
        await driver.see("已选 1")
    (view,) = (each for each in crm.views.views(admin, ListTab.OPPORTUNITIES) if not each.is_seeded)
    assert view.query == "状态:进行中 金额:>=1万"
    assert crm.views.opened(admin, ListTab.OPPORTUNITIES).view.key == view.key


@pytest.mark.long
async def test_a_view_of_orders_that_cannot_be_asked_shows_what_to_mend(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    clerk = make.rep(crm, "zhou", "周婷")
    crm.views.save(admin, NewView(name="周婷的", tab=ListTab.ORDERS, query="owner:周婷"))
    crm.people.edit_user(admin, clerk.user_id, {"name": "周亭"})
    async with opened() as driver:
        await resting(driver, "6", "v")
        await driver.type_text("周婷")
        await resting(driver, "enter")
        await driver.see("周婷的 (0)")
        await driver.see("“周婷”")
