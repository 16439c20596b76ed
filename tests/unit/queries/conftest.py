"""Queries are asked in Chinese."""

from __future__ import annotations

import pytest

from crm_tui.i18n import use_language


@pytest.fixture(autouse=True)
def chinese() -> None:
    """Speak Chinese, and what was spoken before afterwards."""
    use_language("zh")
