"""Which attached files are opened, and which would be run by whoever opens them."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_tui.domain.attachments import FileTrouble, safe_name
from crm_tui.services.openers import (
    COPIES_STAY,
    clear_copies,
    folder_for_copy,
    protect,
    why_not_open,
)

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


def test_a_copy_is_only_read_and_goes_a_day_after_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "crm-opened-link").symlink_to(tmp_path)
    (tmp_path / "crm-other").mkdir()
    copy = folder_for_copy() / "报价.pdf"
    copy.write_bytes(b"1")
    protect(copy)
    assert not os.access(copy, os.W_OK) or os.geteuid() == 0
    assert copy.stat().st_mode & 0o777 == 0o400
    opened_at = datetime.fromtimestamp(copy.parent.stat().st_mtime, UTC)
    assert clear_copies(opened_at + COPIES_STAY / 2) == 0
    assert clear_copies(opened_at + 2 * COPIES_STAY) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"crm-opened-link", "crm-other"}
