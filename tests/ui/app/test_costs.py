"""费用, project files and usage on the screens."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.expenses import ExpenseRequest
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.projects import ProjectFields, Share
from crm_tui.domain.usages import UsageRequest
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.forms import set_text
from crm_tui.tui.widgets.fields import Form
from crm_tui.tui.widgets.form_dialogs import FormDialog
from tests import make
from tests.driver import Driver
from tests.ui.app.opening import Opener
from tests.ui.program import rest, resting


async def answered(driver: Driver, **texts: str) -> None:
    """Fill the dialog that opens and save it."""
    await driver.wait_until(lambda: isinstance(driver.app.screen, FormDialog), "a dialog")
    named = {each.id: each for each in driver.app.screen.query_one(Form).fields}
    for name, text in texts.items():
        set_text(named[name], text)
    await driver.press("f2")
    await rest(driver)


async def test_an_expense_is_entered_at_its_customer_and_taken_back(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin)
    asked = ExpenseRequest(customer_id=customer)
    async with opened() as driver:
        await resting(driver, "2", "underscore", "a")
        await answered(driver, amount="1200", kind_id="差旅费", note="高铁")
        await driver.wait_until(lambda: crm.expenses.whole(admin, asked).amount_minor == 1_200_00)
        await driver.see("¥1,200")
        await driver.see("利润")
        await resting(driver, "X")
        await driver.see("费用-")
        await resting(driver, "escape", "ctrl+r")
        await driver.see("费用")
        await driver.see("确认之前不会写入任何数据")
        await resting(driver, "escape", "u")
        await driver.wait_until(lambda: crm.expenses.whole(admin, asked).count == 0)


@pytest.mark.long
async def test_an_opportunity_is_shared_registered_and_planned_by_its_keys(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, "甲公司")
    other = make.customer(crm, admin, "终端公司")
    found = crm.opportunities.add(
        admin, customer, OpportunityFields(name="二期", amount_minor=100_00)
    ).opportunity_id

    def fields() -> ProjectFields:
        return crm.projects.detail(admin, found).project.fields

    async with opened() as driver:
        await resting(driver, "5", "percent_sign")
        await answered(driver, shares="王伟 100")
        await driver.wait_until(lambda: fields().shares == (Share(admin.user_id, 10_000),))
        await resting(driver, "K")
        await answered(driver, end_customer_id="终端公司", registered_until="+30d")
        await driver.wait_until(lambda: fields().end_customer_id == other)
        await resting(driver, "P")
        await answered(driver, investment="500万", steps="12-20 交方案")
        await driver.wait_until(lambda: fields().steps[0].name == "交方案")
        await resting(driver, "enter")
        await driver.see("终端公司")
        await driver.see("交方案")
        await resting(driver, "u")
        await driver.wait_until(lambda: fields().steps == ())


@pytest.mark.long
async def test_what_a_customer_uses_is_entered_and_taken_back(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin, "甲公司")
    asked = UsageRequest(customer_id=customer)
    async with opened() as driver:
        await resting(driver, "2", "backslash", "a")
        await answered(driver, name="试剂", use="500盒/月", ours="30%", competitor="对手")
        await driver.wait_until(lambda: len(crm.usages.list(admin, asked)) == 1)
        await driver.see("350盒/月")
        await resting(driver, "u")
        await driver.wait_until(lambda: not crm.usages.list(admin, asked))
