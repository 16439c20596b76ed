"""商机 on the screens: entered on a customer, moved, edited, won; the board and the forecast."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.identifiers import CustomerId, OpportunityId
from crm_tui.domain.opportunities import (
    DecisionPerson,
    OpportunityFields,
    OpportunityRow,
    OpportunityState,
)
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.opportunities.board import BoardScreen
from crm_tui.tui.screens.opportunities.lists import OpportunitiesScreen
from tests import make
from tests.driver import Driver
from tests.ui.app.opening import Opener
from tests.ui.program import rest, resting, saved

TODAY = make.NOW.toordinal()


def entered(crm: Crm, actor: Actor, customer: CustomerId, name: str, **values: object) -> int:
    fields = OpportunityFields(name=name, amount_minor=1_000_00, **values)  # type: ignore[arg-type]  # its fields
    return crm.opportunities.add(actor, customer, fields).opportunity_id


def row(crm: Crm, actor: Actor, opportunity_id: int) -> OpportunityRow:
    return crm.opportunities.detail(actor, OpportunityId(opportunity_id)).row


def listed(driver: Driver) -> OpportunitiesScreen:
    screen = driver.app.screen
    assert isinstance(screen, OpportunitiesScreen)
    return screen


@pytest.mark.long
async def test_one_is_entered_on_a_customer_and_listed_behind_the_fifth_tab(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    make.customer(crm, admin)
    async with opened() as driver:
        await resting(driver, "2", "left_parenthesis")
        await saved(driver, name="二期扩容", amount="32万", expected_day="12-20")
        await rest(driver)
        await resting(driver, "5")
        await driver.see("¥320,000")
        await driver.see("合计 ¥32万，加权 ¥3.2万")


@pytest.mark.long
async def test_a_stage_is_chosen_by_its_digit_and_taken_back(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    found = entered(crm, admin, make.customer(crm, admin), "二期")
    stages = crm.pipelines.list(admin)[0].stages
    async with opened() as driver:
        await resting(driver, "5", "m", "3")
        await driver.wait_until(lambda: row(crm, admin, found).stage_id == stages[2].id)
        await resting(driver, "u")
        await driver.wait_until(lambda: row(crm, admin, found).stage_id == stages[0].id)


@pytest.mark.long
async def test_a_lost_one_leaves_the_list_of_open_ones_with_its_reason(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    found = entered(crm, admin, make.customer(crm, admin), "二期")
    async with opened() as driver:
        await resting(driver, "5", "d")
        await driver.type_text("价格")
        await resting(driver, "ctrl+s")
        await driver.wait_until(lambda: row(crm, admin, found).state is OpportunityState.LOST)
        assert row(crm, admin, found).close_reason == "价格"
        await driver.wait_until(lambda: listed(driver).records.count == 0)


@pytest.mark.long
async def test_what_is_typed_searches_and_columns_are_remembered(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin)
    entered(crm, admin, customer, "二期扩容")
    entered(crm, admin, customer, "备件", expected_day=TODAY + 3)
    async with opened() as driver:
        await resting(driver, "5")
        await driver.wait_until(lambda: listed(driver).records.count == 2)
        await driver.type_text("备件")
        await driver.wait_until(lambda: listed(driver).records.count == 1)
        await resting(driver, "escape")
        await driver.wait_until(lambda: listed(driver).records.count == 2)
        before = listed(driver).shown_columns
        await resting(driver, "right", "greater_than_sign")
        await driver.wait_until(lambda: listed(driver).shown_columns != before)
        moved = listed(driver).shown_columns
        await resting(driver, "2", "5")
        assert listed(driver).shown_columns == moved


async def test_the_board_moves_one_to_the_next_stage_and_the_cursor_goes_along(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    found = entered(crm, admin, make.customer(crm, admin), "二期")
    stages = crm.pipelines.list(admin)[0].stages
    async with opened() as driver:
        await resting(driver, "5", "B")
        await driver.see(f"{stages[0].name} (1)")
        await resting(driver, "greater_than_sign")
        await driver.wait_until(lambda: row(crm, admin, found).stage_id == stages[1].id)
        await driver.see(f"{stages[0].name} (0)")
        await driver.see(f"{stages[1].name} (1)")
        board = driver.app.screen
        assert isinstance(board, BoardScreen)
        await driver.wait_until(
            lambda: (at := board.current_opportunity()) is not None and at.id == found
        )
        await resting(driver, "escape", "B")
        opened_again = driver.app.screen
        assert isinstance(opened_again, BoardScreen)
        assert opened_again is not board
        await driver.wait_until(
            lambda: (at := opened_again.current_opportunity()) is not None and at.id == found,
            "the stage that holds something",
        )


@pytest.mark.long
async def test_a_line_of_the_forecast_lists_what_it_sums(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin)
    entered(crm, admin, customer, "本月的", expected_day=TODAY + 3)
    entered(crm, admin, customer, "以后的", expected_day=TODAY + 90)
    async with opened() as driver:
        await resting(driver, "5", "Y")
        await driver.see("2026-11")
        await driver.see("2027-02")
        await resting(driver, "enter")
        await driver.wait_until(lambda: listed(driver).records.count == 1)
        await driver.see("本月的")


@pytest.mark.long
async def test_what_others_change_appears_by_itself(opened: Opener, crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    entered(crm, admin, customer, "二期")
    async with opened() as driver:
        await resting(driver, "5")
        await driver.wait_until(lambda: listed(driver).records.count == 1)
        entered(make.again(crm), admin, customer, "三期")
        await driver.see("三期")


@pytest.mark.long
async def test_an_opportunity_is_opened_from_the_day_and_from_the_box_that_finds(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    day = crm.database.clock.now().toordinal()
    fields = OpportunityFields(name="二期扩容", next_step="发方案", next_day=day)
    crm.opportunities.add(admin, make.customer(crm, admin, "云启科技"), fields)
    make.lead(crm, admin, company="恒信线索")
    async with opened(160) as driver:
        await driver.see("二期扩容：发方案")
        await resting(driver, "enter")
        await driver.see("商机 1")
        await resting(driver, "escape", "ctrl+f")
        await driver.type_text("恒信")
        await driver.see("恒信线索")
        await resting(driver, "enter")
        await driver.see("线索 1")


@pytest.mark.long
async def test_who_decides_is_typed_on_one_line(opened: Opener, crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    first = crm.customers.detail(admin, customer).contacts[0]
    found = entered(crm, admin, customer, "二期")
    async with opened() as driver:
        await resting(driver, "5", "e")
        await saved(driver, people=f"{first.fields.name}：决策者：支持")
        await rest(driver)
        await driver.wait_until(lambda: bool(row(crm, admin, found).fields.people))
        (person,) = row(crm, admin, found).fields.people
        assert person == DecisionPerson(first.id, DecisionRole.DECIDER, Attitude.SUPPORTS)
        await resting(driver, "e")
        await saved(driver, name="三期")
        await driver.wait_until(lambda: row(crm, admin, found).name == "三期")
        assert row(crm, admin, found).fields.people == (person,)


@pytest.mark.long
async def test_marked_ones_are_moved_given_up_and_passed_on_after_a_look(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    lina = make.rep(crm, "lina", "李娜")
    customer = make.customer(crm, admin)
    ids = [entered(crm, admin, customer, name) for name in ("一期", "二期")]
    stages = crm.pipelines.list(admin)[0].stages
    async with opened() as driver:
        await resting(driver, "5", "asterisk", "m")
        await driver.type_text(stages[2].name)
        await resting(driver, "enter")
        await driver.see("2 个商机，¥2,000")
        await resting(driver, "y")
        await driver.wait_until(
            lambda: {row(crm, admin, each).stage_id for each in ids} == {stages[2].id}
        )
        await driver.wait_until(lambda: isinstance(driver.app.screen, OpportunitiesScreen))
        await resting(driver, "u")
        await driver.wait_until(
            lambda: {row(crm, admin, each).stage_id for each in ids} == {stages[0].id}
        )
        await resting(driver, "a")
        await driver.type_text("李娜")
        await resting(driver, "enter")
        await driver.see("客户随之移交")
        await resting(driver, "y")
        await driver.wait_until(lambda: row(crm, admin, ids[0]).owner_id == lina.user_id)
        await driver.wait_until(lambda: isinstance(driver.app.screen, OpportunitiesScreen))
        await resting(driver, "v", "2", "asterisk", "d")
        await driver.type_text("价格")
        await resting(driver, "ctrl+s")
        await driver.wait_until(
            lambda: {row(crm, admin, each).state for each in ids} == {OpportunityState.LOST}
        )
