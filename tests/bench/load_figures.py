"""Sixteen programs at once for a minute: how long each person waits, on a file and on a server."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from crm_tui.bootstrap import Crm
from tests import make, servers
from tests.bench.measuring import Bound, Figure
from tests.workdays.checks import wrong
from tests.workdays.ledgers import Books
from tests.workdays.running import Hours, jobs, team, work_together

PROGRAMS, REPS, EACH = 16, 8, 100
CUSTOMERS = (REPS + 1) * EACH
HOURS = Hours(60, 0.25)
"""Everybody thinks a quarter of a second before the next thing; people take ten seconds or more."""
BREATHLESS = Hours(10, 0)
_SLOWEST = Bound(300, "p95")
_KINDS = ("follow up", "edit", "claim", "return", "assign", "transfer", "look", "import", "backup")


def figures() -> Iterator[Figure]:
    """Yield how long each waited, and how much of what they were told did not stand."""
    yield from _worked("a file", HOURS)
    yield from _worked("a file, without a pause", BREATHLESS)
    servers.start(is_durable=True)
    try:
        yield from _worked("a server", HOURS)
    finally:
        servers.stop()


def _worked(where: str, hours: Hours) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="crm-load-") as name:
        folder = Path(name)
        crm = make.office(folder)
        people = team(crm, folder, reps=REPS, customers=EACH)
        plan = jobs(people, PROGRAMS)
        books, evening = work_together(crm, people, folder, plan=plan, hours=hours)
        yield from _waits(books, f"on {where}", hours)
        yield _faults(books, evening, where)
        evening.close()
        make.close(crm)


def _waits(books: Books, where: str, hours: Hours) -> Iterator[Figure]:
    for kind in _KINDS:
        spent = [seconds * 1000 for seconds in books.seconds(kind)]
        if spent:
            limit = _SLOWEST if kind == "follow up" and hours.think_seconds else None
            yield Figure.of(f"{kind} {where}, {len(spent)} times", spent, limit=limit)


def _faults(books: Books, evening: Crm, where: str) -> Figure:
    found = [*books.faults, *wrong(evening, books)]
    number, told = len(found), sum(len(each.things) for each in books.told)
    what = f"lost, made up, broken or locked out on {where}, of {told:,} answers"
    return Figure(what, number, number, unit="", limit=Bound(0))
