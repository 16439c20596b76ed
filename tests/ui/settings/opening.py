"""How the settings are opened in tests."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tests.driver import Driver

Opener = Callable[..., AbstractAsyncContextManager[Driver]]
"""Opens the settings of the test's office, at a section, as somebody."""
