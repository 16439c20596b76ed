"""Backups of a million customers while people type: how long, how large, how heavy for them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from crm_tui.bootstrap import Crm, extract, open_crm
from crm_tui.services.backups import PLAIN
from tests import make
from tests.bench.measuring import Bound, Figure
from tests.bench.million_office import Office, settings
from tests.workdays.checks import missing_in
from tests.workdays.ledgers import Books, Told
from tests.workdays.people import CALLER, KEEPER, Team
from tests.workdays.running import DAY_SECONDS, Hours, Plan, work_together

_CALLERS = 6
_SECONDS = 20
_HOURS = Hours(_SECONDS, 0.5, days=_SECONDS / DAY_SECONDS)
"""Six people who write something down each second; the clock runs as it does."""
_SLOWEST = Bound(300, "p95")


def figures(office: Office, folder: Path) -> Iterator[Figure]:
    """Yield the figures of a backup that is made while people write, and of what it is worth."""
    file = folder / "office.db"
    # What is written here stays out of the office that all else is measured on.
    shutil.copyfile(office.file, file)
    crm = open_crm(settings(file))
    team = Team(office.admin, office.manager, (office.rep,), make.return_reason(crm))
    callers = [(office.rep, CALLER)] * _CALLERS
    before = _worked(crm, team, folder / "alone", callers)
    yield from _waits(before.told, "before any backup")
    books = _worked(crm, team, folder / "beside", [*callers, (office.admin, KEEPER)])
    (made,) = books.of_kind("backup")
    yield Figure.of("a backup, verified, while six people write", [made.seconds], unit="s")
    yield from _waits([each for each in books.told if _overlaps(each, made)], "while it is made")
    yield from _restored(Path(made.things[0]), books, folder / "restored.db")
    crm.close()


def _worked(crm: Crm, team: Team, folder: Path, plan: Plan) -> Books:
    folder.mkdir()
    books, evening = work_together(crm, team, folder, plan=plan, hours=_HOURS)
    evening.close()
    return books


def _waits(told: Sequence[Told], when: str) -> Iterator[Figure]:
    for kind, limit in (("follow up", _SLOWEST), ("look", None)):
        spent = [each.seconds * 1000 for each in told if each.kind == kind and each.things]
        yield Figure.of(f"{kind} {when}, {len(spent)} times", spent, limit=limit)
    refused = sum(bool(each.fault) for each in told)
    yield Figure(f"locked out {when}", refused, refused, unit="", limit=Bound(0))


def _overlaps(each: Told, made: Told) -> bool:
    return each.began < made.ended and made.began < each.ended


def _restored(backup: Path, books: Books, file: Path) -> Iterator[Figure]:
    size = backup.stat().st_size / 1e9
    yield Figure.of("its size", [size], unit="GB")
    started = time.monotonic()
    extract(settings(file), backup, file, PLAIN)
    yield Figure.of("a new file made of it", [time.monotonic() - started], unit="s")
    crm = open_crm(settings(file))
    started = time.monotonic()
    checks = [*crm.doctor.examine(thoroughly=True).checks, *crm.doctor.examine_derived()]
    yield Figure.of("the doctor looks at that, thoroughly", [time.monotonic() - started], unit="s")
    faults = [*(fault for check in checks for fault in check.faults), *missing_in(crm, books)]
    yield Figure("what is wrong or missing in it", len(faults), len(faults), "", limit=Bound(0))
    crm.close()
