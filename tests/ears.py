"""What tests know of those who listen to a server."""

from __future__ import annotations

import time
from collections.abc import Callable

from crm_tui.bootstrap import Crm
from tests import make

_PATIENCE_SECONDS = 20


class Ear:
    """Counts the hints that it was given."""

    def __init__(self) -> None:
        self.hints = 0

    def __call__(self) -> None:
        self.hints += 1


def sessions(crm: Crm) -> list[int]:
    """Who listens to an office at this moment, by the server's own numbers."""
    listening = "application_name LIKE 'crm-listen %' AND datname = current_database()"
    rows = make.query(crm, f"SELECT pid FROM pg_stat_activity WHERE {listening}")
    return [int(pid) for (pid,) in rows]


def hang_up(crm: Crm) -> None:
    """Let the server end the connections of those who listen."""
    for pid in sessions(crm):
        make.query(crm, f"SELECT pg_terminate_backend({pid})")


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.005)
