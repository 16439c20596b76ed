"""Kill a program in the middle of one operation, at a point that is drawn."""

from __future__ import annotations

import os
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.db.types import from_ms
from tests import invariants, make
from tests.faults.test_import_kill import what_matters
from tests.occasions import OCCASIONS
from tests.processes import fresh_processes
from tests.successes import successes
from tests.worked_offices import Worked, worked

PATIENCE_SECONDS = 60.0
AT_MOST_SECONDS = 0.003
"""So long after the point that was drawn it may live on: a statement, a part of a commit."""
_SECRET = re.compile(r"'[\w$=,+/.-]{32,}'|b'.{16,}?'")
"""What is drawn anew each time: hashes of passwords and tokens."""


@dataclass(frozen=True, slots=True)
class Office:
    """The office before anything is done, and where one at a time is worked on."""

    kept: Path
    desk: Path
    people: Worked

    @classmethod
    def of(cls, folder: Path) -> Office:
        """Return an office that was worked in."""
        kept, desk = folder / "kept", folder / "desk"
        desk.mkdir()
        file = make.office_file(kept)
        crm = make.opened(file)
        people = worked(crm, kept)
        crm.close()
        return cls(kept, desk, replace(people, folder=desk))

    def anew(self) -> Path:
        """Return the file of the office as it was, in a folder that holds nothing else."""
        for each in self.desk.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        shutil.copytree(self.kept, self.desk, dirs_exist_ok=True)
        return self.desk / "crm.db"


@dataclass(slots=True)
class Course:
    """How an operation goes when nobody disturbs it."""

    points: int = 0
    """Statements and commits."""
    states: list[list[str]] = field(default_factory=list)
    """What the file holds before it and after each of its commits."""


def course_of(office: Office, name: str) -> Course:
    """Do it once."""
    file, course = office.anew(), Course()
    crm, act = _prepared(file, office.people, name)
    course.states.append(_state(file))

    def committed() -> None:
        course.states.append(_state(file))

    with _watched(crm, _counting(course), committed):
        act()
    crm.close()
    return course


def kill_in(office: Office, name: str, course: Course, chance: random.Random) -> list[str]:
    """Kill it at a point; return what is wrong with what is left."""
    file, at = office.anew(), chance.randint(1, course.points)
    context = fresh_processes()
    hears, tells = context.Pipe(duplex=False)
    process = context.Process(  # type: ignore[attr-defined]  # every context has its own
        target=_act, args=(file, office.people, name, at, tells)
    )
    process.start()
    assert hears.poll(PATIENCE_SECONDS), f"{name} does not begin"
    hears.recv()
    time.sleep(chance.uniform(0, AT_MOST_SECONDS))
    process.kill()
    process.join()
    crm = _opened_then(file)
    admin = make.admin(crm)
    wrong = [] if _state(file) in course.states else ["neither there nor not there"]
    # Rules are saved, and then applied some customers at a time: the next start goes on with it.
    crm.rules.apply_due(admin)
    wrong += [
        *(f"damaged: {each}" for (each,) in _integrity(crm) if each != "ok"),
        *(f"refers to nothing: {row}" for row in make.query(crm, "PRAGMA foreign_key_check")),
        *invariants.broken(crm),
    ]
    crm.close()
    return [f"{name}, killed at {at} of {course.points}: {each}" for each in wrong]


def _opened_then(file: Path) -> Crm:
    """Open what a kill left at the time at which it was killed."""
    crm = make.opened(file)
    make.admin(crm)  # opened for writing, so that a hot journal is rolled back
    ((latest,),) = make.query(crm, "SELECT max(at) FROM batch")
    crm.close()
    return make.opened(file, make.clock(from_ms(latest)))


def _integrity(crm: Crm) -> list[tuple[str]]:
    return make.query(crm, "PRAGMA integrity_check")


def _prepared(file: Path, people: Worked, name: str) -> tuple[Crm, Callable[[], object]]:
    os.chdir(file.parent)
    crm = make.opened(file)
    if name in OCCASIONS:
        OCCASIONS[name](crm, people)
    return crm, successes(crm, people)[name]


def _act(file: Path, people: Worked, name: str, at: int, tells: Connection) -> None:
    crm, act = _prepared(file, people, name)
    course = Course()
    count = _counting(course)

    def reached() -> None:
        count()
        if course.points == at:
            tells.send(at)

    with _watched(crm, reached, lambda: None):
        act()
    tells.send("done")
    time.sleep(PATIENCE_SECONDS)


def _counting(course: Course) -> Callable[[], None]:
    def count() -> None:
        course.points += 1

    return count


@contextmanager
def _watched(crm: Crm, before: Callable[[], None], committed: Callable[[], None]) -> Iterator[None]:
    """Tell before each statement and commit, and after each commit."""
    engine = crm.database.engine
    commit = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        before()
        commit(connection)
        committed()

    def statement(*_context: Any) -> None:
        before()

    event.listen(engine, "before_cursor_execute", statement)
    engine.dialect.do_commit = do_commit  # type: ignore[method-assign,assignment]  # there is no event inside
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        engine.dialect.do_commit = commit  # type: ignore[method-assign]  # as it was


def _state(file: Path) -> list[str]:
    return [_SECRET.sub("…", line) for line in what_matters(make.dump(file))]
