"""A drive that goes away while somebody types, and comes back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.i18n import use_language
from crm_tui.tui.app import CrmApp
from tests import make
from tests.driver import driving
from tests.ui.program import form_of, rest, resting
from tests.ui.stage import fill, gone


async def test_what_was_typed_outlives_a_share_that_goes_and_comes_back(tmp_path: Path) -> None:
    use_language("zh")
    share, gone_share, own = tmp_path / "share", tmp_path / "gone", tmp_path / "own"
    own.mkdir()
    file = make.office_file(share)
    settings = replace(make.settings(file, "wangwei"), file=own / "settings.toml")
    app = CrmApp(settings, FakeClock(make.NOW))
    async with driving(app, 120, 40) as driver:
        await driver.see("今日待办")
        await resting(driver, "2", "N")
        form = await form_of(driver)
        fill(form, name="北京恒信", contact_name="张敏")
        share.rename(gone_share)
        await driver.press("f2")
        await driver.see("不见了")
        assert driver.app.screen is form
        await driver.see("北京恒信")
        gone_share.rename(share)
        await driver.press("f2")
        await gone(driver, form)
        await rest(driver)
        await driver.see("北京恒信")
    app.close_database()
    assert not list((own / "drafts").glob("*"))
    crm = make.opened(file)
    assert crm.customers.page(make.admin(crm), ListRequest(CustomerView.ALL)).total == 1
    crm.close()
    shutil.rmtree(share)
