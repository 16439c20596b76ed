"""Which attached files are opened, and which would be run by whoever opens them."""

from __future__ import annotations

import pytest

from crm_tui.domain.attachments import FileTrouble, safe_name
from crm_tui.services.openers import why_not_open

ON_A_SCREEN = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    "name",
    ["报价.exe", "报价.PIF", "报价.pdf.wsf", "报价.jse", "报价.vbe", "报价.pyw",
     "报价.reg", "报价.msc", "报价.chm", "报价.jnlp", "报价.webloc", "报价.terminal",
     "报价.desktop", "报价.scr. .", "报价\u202efdp.scr"],
)  # fmt: skip
def test_what_would_be_run_is_not_opened(name: str) -> None:
    assert why_not_open(safe_name(name), ON_A_SCREEN) is FileTrouble.RUNS


@pytest.mark.parametrize("name", ["报价.pdf", "合同.docx", "名片.jpg", "录音.m4a", "说明"])
def test_what_is_read_is_not_taken_for_a_program(name: str) -> None:
    assert why_not_open(safe_name(name), ON_A_SCREEN) is not FileTrouble.RUNS
