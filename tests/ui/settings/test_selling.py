"""What is sold through on the screen: pipelines and stages, the score of leads, their routes."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.leads.scoring import ScoreRule
from crm_tui.domain.leads.values import ScoreCondition, ScoreField
from crm_tui.domain.products import ProductFields
from crm_tui.domain.users import Actor
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.lead_form import LeadForm
from crm_tui.tui.screens.settings.lead_routes import LeadRouteForm
from crm_tui.tui.screens.settings.lead_scores import ScoreRuleForm
from crm_tui.tui.screens.settings.papers import KINDS, PaperForm
from crm_tui.tui.screens.settings.pipeline_forms import PipelineForm, StageForm
from crm_tui.tui.screens.settings.screen import SettingsScreen
from tests import make
from tests.driver import Driver
from tests.integration.opportunities.entering import add, row, stages
from tests.ui.settings.opening import Opener
from tests.ui.stage import fill, gone


async def _form(driver: Driver, kind: type[FormScreen], key: str) -> FormScreen:
    await driver.press(key)
    await driver.wait_until(lambda: isinstance(driver.app.screen, kind), "the form")
    form = driver.app.screen
    assert isinstance(form, kind)
    await driver.wait_until(lambda: form.is_whole, "all fields")
    return form


@pytest.mark.long
async def test_stages_are_added_moved_and_taken_out_of_use(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    found = add(crm, admin, make.customer(crm, admin))
    first, second, *_rest = stages(crm, admin)
    async with opened("销售流程") as driver:
        await driver.see("└ 初步接洽")
        await driver.press("down")
        form = await _form(driver, StageForm, "a")
        fill(form, name="样品[/]", probability="20", rot_days="7", exit_criteria="客户签收")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("└ 样品[/]")
        now = crm.pipelines.list(admin)[0].stages
        assert [each.name for each in now][:3] == ["初步接洽", "样品[/]", "需求确认"]
        await driver.press("o")
        await driver.see("1 个进行中的商机移到哪里")
        await driver.type_text("需求")
        await driver.press("enter")
        await driver.see("初步接洽（已停用）")
        assert row(crm, admin, found).stage_id == second
        await driver.press("e")
        await driver.see("按 o 启用")
        await driver.press("o")
        await driver.wait_until(lambda: stages(crm, admin)[-1] == first, "in use again")
        await driver.press("ctrl+up")
        await driver.wait_until(lambda: stages(crm, admin)[-2] == first, "one place earlier")


@pytest.mark.long
async def test_products_are_searched_on_a_screen_of_their_own_and_written_into_a_file(
    opened: Opener, crm: Crm, admin: Actor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for code, name in (("SV-100", "服务器"), ("AZ", "安装")):
        crm.products.add(admin, ProductFields(code=code, name=name))
    async with opened("产品") as driver:
        await driver.see("服务器")
        await driver.press("/")
        await driver.type_text("az")
        await driver.press("enter")
        await driver.see("产品 (1)")
        await driver.see_no("服务器")
        await driver.press("X")
        await driver.see("导出到")
        await driver.press("f2")
        await driver.see("已导出 1 行")
    assert len(list(tmp_path.glob("产品-*.xlsx"))) == 1


@pytest.mark.long
async def test_a_pipeline_is_added_and_made_the_usual_one(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    async with opened("销售流程") as driver:
        form = await _form(driver, PipelineForm, "n")
        fill(form, name="渠道", stage="接洽")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("已保存销售流程“渠道”")
        await driver.press("G", "M")
        await driver.see("渠道（默认）")
        assert crm.pipelines.list(admin)[0].name == "渠道"
        await driver.press("home", "o")
        await driver.see("请先改用别的流程")


@pytest.mark.long
async def test_rules_of_the_score_are_written_and_taken_out(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    lead = make.lead(crm, admin, city="杭州")
    async with opened("线索评分") as driver:
        form = await _form(driver, ScoreRuleForm, "a")
        fill(form, field="城市", condition="包含", points="-30")
        await driver.press("f2")
        await driver.see("请填写值")
        fill(form, value="杭")
        await driver.press("f2")
        await gone(driver, form)
        rules = crm.lead_rules.settings(admin).score_rules
        assert rules[-1] == ScoreRule(ScoreField.CITY, ScoreCondition.CONTAINS, -30, "杭")
        before = crm.leads.detail(admin, lead).row.score
        await driver.press("G", "d")
        await driver.see("删除这条评分规则？")
        await driver.press("y")
        await driver.wait_until(
            lambda: crm.leads.detail(admin, lead).row.score == before + 30, "the score without it"
        )


@pytest.mark.long
async def test_a_route_names_who_is_given_which_leads_in_turn(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    lina = make.rep(crm, "lina", "李娜")
    async with opened("线索分配") as driver:
        await driver.see("没有分配规则")
        for source in ("官网", ""):
            form = await _form(driver, LeadRouteForm, "a")
            fill(form, user_ids="李娜", provinces="浙江", source_ids=source)
            await driver.press("f2")
            await gone(driver, form)
        await driver.see("浙江 · 官网")
        await driver.press("G", "ctrl+up")
        await driver.wait_until(
            lambda: [each.id for each in crm.lead_rules.settings(admin).routes] == [2, 1],
            "the other order",
        )
    route = crm.lead_rules.settings(admin).routes[0]
    assert (route.user_ids, route.provinces) == ((lina.user_id,), ("浙江",))


@pytest.mark.long
async def test_who_claims_leads_is_set_with_the_office(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    async with opened("公司与规则") as driver:
        await driver.see("每人在跟线索上限")
        screen = driver.app.screen
        assert isinstance(screen, SettingsScreen)
        while screen.row.name != "open_limit":
            await driver.press("down")
        form = await _form(driver, LeadForm, "e")
        fill(form, reps_claim="否", open_limit="30")
        await driver.press("f2")
        await gone(driver, form)
    settings = crm.lead_rules.settings(admin)
    assert (settings.reps_claim, settings.open_limit) == (False, 30)


async def test_what_is_set_of_papers_is_changed_where_it_stands(
    opened: Opener, crm: Crm, admin: Actor
) -> None:
    async with opened("单据与回款") as driver:
        await driver.see("报价单编号规则")
        form = await _form(driver, PaperForm, "e")
        fill(form, issuer_name="上海浦江[/]", tax_share="6%", number_pattern="XX")
        await driver.press("f2")
        await driver.see("{seq}")
        fill(form, number_pattern="Q{yyyy}-{seq}")
        await driver.press("f2")
        await gone(driver, form)
        await driver.see("上海浦江[/]")
    found = crm.papers.settings(admin)
    assert (found.issuer_name, found.tax_share, found.valid_days) == ("上海浦江[/]", 600, 30)
    written = {kind.id: kind.read(crm, admin) for kind in KINDS}
    assert written["approval"] == {"discount": "off", "contract": "off", "refund": "off"}
    assert written["payment"]["payment_days"] == "30"
