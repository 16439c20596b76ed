"""How the program is opened in tests, and what its list shows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from crm_tui.tui.widgets.record_list import GroupHeader
from tests.driver import Driver
from tests.ui.program import records

Opener = Callable[..., AbstractAsyncContextManager[Driver]]
"""Opens the program on the test's office, as its administrator or somebody else."""


def names(driver: Driver) -> list[str]:
    shown = records(driver)
    rows = [shown._pages.row(at) for at in range(shown.count)]
    return [row.name for row in rows if row is not None and not isinstance(row, GroupHeader)]
