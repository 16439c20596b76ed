"""Says after a run what tests cost: seconds of the processor, whatever else the machine does."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Generator

import pytest

DEAR_SECONDS = 1.5
"""What costs more is named: there are thousands of tests, and four minutes for all of them."""
_MOST = 15

_NAME = "used_seconds"
_seen = [0.0]


def _used() -> float:
    """Return what this process has used, and the processes it has waited for."""
    return time.process_time() + sum(os.times()[2:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note with each part of a test what was used since the part before."""
    report = yield
    before, _seen[0] = _seen[0], _used()
    vars(report)[_NAME] = _seen[0] - before
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol() -> None:
    """Begin to count with the test: what lies before it is nobody's."""
    _seen[0] = _used()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the dearest tests, and what each folder costs."""
    tests: dict[str, float] = defaultdict(float)
    folders: dict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for each in reports:
            if isinstance(each, pytest.TestReport):
                used = getattr(each, _NAME, 0.0)
                tests[each.nodeid] += used
                folders["/".join(each.nodeid.split("/")[:2])] += used
    dear = [each for each in _dearest(tests)[:_MOST] if each[1] > DEAR_SECONDS]
    if dear:
        terminalreporter.section("seconds of the processor")
        for name, seconds in dear:
            terminalreporter.write_line(f"{seconds:7.2f}  {name}")
        for name, seconds in _dearest(folders):
            terminalreporter.write_line(f"{seconds:7.1f}  {name}")


def _dearest(used: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(used.items(), key=lambda each: -each[1])
