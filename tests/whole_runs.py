"""Runs of all tests, in several processes."""

from __future__ import annotations

import pytest


def runs_all(config: pytest.Config) -> bool:
    """Return whether all tests are to be run: what some of them need is begun at once then."""
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return bool(config.getoption("forks")) and is_whole and not config.option.collectonly
