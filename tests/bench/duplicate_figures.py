"""Customers that may be one: searched in all that somebody sees, with the memory it takes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator

import psutil

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.duplicates.suspects import SuspectRequest
from crm_tui.domain.users import Actor
from tests.bench.measuring import Bound, Figure
from tests.bench.million_office import Office, settings
from tests.bench.replays import raw_connection

_TIMES = 3
_MOST_MB = 100
_SHARED = """
SELECT count(*) FROM (
    SELECT 1 FROM duplicate_key WHERE kept_until_day IS NULL GROUP BY kind, key HAVING count(*) > 1
)
"""


def figures(office: Office) -> Iterator[Figure]:
    """Yield how long each search takes three people, and how much memory the longest needs."""
    crm = open_crm(settings(office.file))
    raw = raw_connection(office.file)
    peer = _seconds(lambda: _counted(raw))
    for who, actor in office.people.items():
        for number in (200, 10_000):
            request = SuspectRequest(limit=number)
            found = len(crm.suspects.find(actor, request))
            yield Figure.of(
                f"what customers share, {found:,} found ({who})",
                [_search(crm, actor, request) for _each in range(_TIMES)],
                unit="s",
                peer="the shared keys counted, raw",
                peer_median=peer,
            )
    seconds, grown_mb = _near(crm, office.admin)
    yield Figure.of("names that are alike (admin)", [seconds], unit="s")
    yield Figure.of(
        "the same, by how much the process grows",
        [grown_mb],
        unit="MB",
        limit=Bound(_MOST_MB, "worst"),
    )
    raw.close()
    crm.close()


def _counted(raw: sqlite3.Connection) -> object:
    return raw.execute(_SHARED).fetchone()


def _search(crm: Crm, actor: Actor, request: SuspectRequest) -> float:
    return _seconds(lambda: crm.suspects.find(actor, request))


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _near(crm: Crm, actor: Actor) -> tuple[float, float]:
    """Return the seconds that a search takes, and by how many MB the process grows at most."""
    process = psutil.Process()
    before = process.memory_info().rss
    most = before

    def look(_done: int, _total: int | None) -> None:
        nonlocal most
        most = max(most, process.memory_info().rss)

    request = SuspectRequest(near=True)
    seconds = _seconds(lambda: crm.suspects.find(actor, request, look))
    return seconds, (most - before) / 1e6
