"""Let many programs work on one office at once, each a process of its own."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from crm_tui.bootstrap import Crm, assemble
from crm_tui.clock import FakeClock
from crm_tui.db.engine import locate
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor
from crm_tui.formats.workbooks import write_csv
from tests import make
from tests.processes import fresh_processes
from tests.workdays.ledgers import Books, Ledger
from tests.workdays.people import (
    IMPORTER,
    KEEPER,
    MANAGER,
    REP,
    SWEEPER,
    Desk,
    Job,
    RunningClock,
    Team,
    work,
)

DAY_SECONDS = make.DAY.total_seconds()
START_SECONDS = 60.0
"""So long the programs may take to start; the work begins when all are there."""


Plan = Sequence[tuple[Actor, Job]]
"""Who does what, each at a program of their own."""


@dataclass(frozen=True, slots=True)
class Hours:
    """How long they work, and how long each thinks before the next thing."""

    seconds: float
    think_seconds: float
    days: float = 4
    """So many days pass meanwhile: what falls due is swept on each of them."""


def team(crm: Crm, folder: Path, *, reps: int, customers: int) -> Team:
    """Hire reps under a manager; each holds so many customers, and as many lie in the pool."""
    admin = make.admin(crm)
    make.set_condition(crm, days=1)
    people = tuple(make.rep(crm, f"rep{number}", department="销售部") for number in range(reps))
    manager = make.manager(crm, department="销售部", staff=people)
    owners = [*(f"rep{number}" for number in range(reps)), ""]
    rows = [
        [f"{owner or '公海'}第{number}号公司", "李强", f"15{at:02d}{number:07d}", owner]
        for at, owner in enumerate(owners)
        for number in range(customers)
    ]
    source = folder / "office.csv"
    write_csv(source, ["客户名称", "联系人", "电话", "负责人"], rows)
    found = crm.imports.run(admin, ImportPlan(source))
    assert sum(found.counts.values()) == len(rows)
    return Team(admin, manager, people, make.return_reason(crm))


def jobs(team: Team, processes: int) -> Plan:
    """Give everybody something to do: one imports, one sweeps, one makes backups, the rest sell.

    There are more programs than reps: who sits at two may be first at one of them.
    """
    found = [(team.admin, each) for each in (SWEEPER, IMPORTER, KEEPER)]
    found.append((team.manager, MANAGER))
    if processes > len(team.reps):
        found.append((team.admin, SWEEPER))
    sellers = processes - len(found)
    return [*found, *((team.reps[each % len(team.reps)], REP) for each in range(sellers))]


def work_together(
    crm: Crm, people: Team, folder: Path, *, plan: Plan, hours: Hours
) -> tuple[Books, Crm]:
    """Let them work; return what they were told, and the office as it is opened afterwards."""
    context, processes = fresh_processes(), len(plan)
    barrier = context.Barrier(processes + 1)
    clock = RunningClock(crm.database.clock.now(), hours.days * DAY_SECONDS / hours.seconds)
    dawn = context.Value("d")
    files = [folder / f"ledger-{number}.jsonl" for number in range(processes)]
    started = [
        context.Process(  # type: ignore[attr-defined]  # every context has its own
            target=_sit_down,
            args=(crm.location.url, clock, people, barrier, dawn, hours),
            kwargs={"who": who, "number": number, "file": file},
        )
        for number, (who, file) in enumerate(zip(plan, files, strict=True))
    ]
    for each in started:
        each.start()
    barrier.wait(START_SECONDS)
    dawn.value = time.monotonic()
    clock.start(dawn.value)
    barrier.wait(START_SECONDS)
    for each in started:
        each.join(hours.seconds + 2 * START_SECONDS)
    assert [each.exitcode for each in started] == [0] * processes
    evening = FakeClock(clock.now() + timedelta(hours=1))
    return Books.of(files), assemble(Database(crm.location, evening))


def _sit_down(
    url: str,
    clock: RunningClock,
    people: Team,
    barrier: Barrier,
    dawn: Any,
    hours: Hours,
    *,
    who: tuple[Actor, Job],
    number: int,
    file: Path,
) -> None:
    actor, job = who
    crm = assemble(Database(locate(url), clock))
    crm.offices.exists()
    # A server has none by itself.
    crm.database.backups_folder = file.parent / "backups"
    barrier.wait(START_SECONDS)
    barrier.wait(START_SECONDS)
    clock.start(dawn.value)
    ledger = Ledger(file)
    desk = Desk(crm, actor, people, number, ledger, file.parent, random.Random(number))
    work(desk, job, time.monotonic() + hours.seconds, hours.think_seconds)
    ledger.close()
    crm.close()
