"""What the people of an office do all day, each at a desk of their own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports.outcomes import Outcome
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError, DatabaseUnavailableError
from crm_tui.formats.workbooks import write_csv
from crm_tui.services.outcomes import BatchOutcome
from tests import make
from tests.workdays.ledgers import Ledger, Page

NEAR = 40
"""So many rows of a list somebody looks at."""
WANTED = 5
"""So many of them several people work on at once."""
FIELDS = ("short_name", "needs", "remarks", "address")
FORM_SECONDS = 0.3
ROWS = 40
"""So many customers each file brings."""


class RunningClock:
    """A clock that runs so many times as fast as the machine's, once it was started."""

    def __init__(self, began: datetime, speed: float) -> None:
        self._began, self._speed = began, speed
        self._at: float | None = None
        self._passed = 0.0

    def start(self, at_seconds: float) -> None:
        """Run from this second of the machine on, which is the same in all programs."""
        self._at = at_seconds

    def now(self) -> datetime:
        """Return the instant."""
        if self._at is not None:
            self._passed = (time.monotonic() - self._at) * self._speed
        return self._began + timedelta(seconds=self._passed)

    def monotonic_seconds(self) -> float:
        """Return the seconds of the instant that was asked last, or a fast clock seems to drift."""
        return self._passed


@dataclass(frozen=True, slots=True)
class Team:
    """Who works, and why somebody gives a customer back."""

    admin: Actor
    manager: Actor
    reps: tuple[Actor, ...]
    return_reason: int


@dataclass(slots=True)
class Desk:
    """One person at one program."""

    crm: Crm
    actor: Actor
    team: Team
    number: int
    ledger: Ledger
    folder: Path
    chance: random.Random
    turns: count[int] = field(default_factory=count)

    def name(self) -> str:
        """A name that nothing else has."""
        return f"{self.number}-{next(self.turns)}"

    def some(self, view: CustomerView, among: int = NEAR) -> CustomerId | None:
        """Look at a list, and choose one of its first rows."""
        seen = self.crm.customers.window(self.actor, ListRequest(view)).open(NEAR)
        return CustomerId(self.chance.choice(seen.ids[:among])) if seen.ids else None


Act = Callable[[Desk], object]


def _follow_up(desk: Desk) -> None:
    """Open one of one's customers and write down a talk, often with the next day of contact."""
    customer = desk.some(CustomerView.MINE)
    if customer is None:
        return
    desk.crm.customers.detail(desk.actor, customer)
    name, now = desk.name(), desk.crm.database.clock.now()
    soon = now + desk.chance.randrange(1, 9) * make.DAY if desk.chance.random() < 0.7 else None
    draft = make.draft(desk.crm, f"load {name}", now, next_contact_at=soon)
    with desk.ledger.telling("follow up") as page, lawful(page):
        desk.crm.follow_ups.add(desk.actor, customer, draft)
        page.things.append(name)


def _edit(desk: Desk) -> None:
    """Change a field of a customer that others change too, in a form opened a moment before."""
    is_rep = desk.actor in desk.team.reps
    customer = desk.some(CustomerView.MINE if is_rep else CustomerView.SUBORDINATES, WANTED)
    if customer is None:
        return
    seen = desk.crm.customers.detail(desk.actor, customer).record.fields
    wait(desk, FORM_SECONDS)
    name, changed = desk.name(), desk.chance.choice(FIELDS)
    with desk.ledger.telling("edit") as page, lawful(page):
        desk.crm.customers.edit(desk.actor, customer, {changed: f"load {name}"}, seen=seen)
        page.things.append(f"{customer} {changed} load {name}")


def _claim(desk: Desk) -> None:
    _with_some(
        desk,
        CustomerView.CLAIMABLE,
        "claim",
        lambda one: desk.crm.pools.claim(desk.actor, [one]),
    )


def _return(desk: Desk) -> None:
    _with_some(
        desk,
        CustomerView.MINE,
        "return",
        lambda one: desk.crm.pools.return_to_pool(desk.actor, [one], desk.team.return_reason),
    )


def _assign(desk: Desk) -> None:
    receiver = desk.chance.choice(desk.team.reps).user_id
    _with_some(
        desk,
        CustomerView.POOL,
        "assign",
        lambda one: desk.crm.pools.assign(desk.actor, [one], receiver),
    )


def _transfer(desk: Desk) -> None:
    receiver = desk.chance.choice(desk.team.reps).user_id
    _with_some(
        desk,
        CustomerView.SUBORDINATES,
        "transfer",
        lambda one: desk.crm.movements.transfer(desk.actor, [one], receiver),
    )


def _with_some(
    desk: Desk, view: CustomerView, kind: str, act: Callable[[CustomerId], BatchOutcome]
) -> None:
    customer = desk.some(view)
    if customer is None:
        return
    with desk.ledger.telling(kind) as page, lawful(page):
        (result,) = act(customer).results
        if result.error is not None:
            raise result.error
        page.things.append(str(customer))


def _sweep(desk: Desk) -> None:
    """Sweep as each program does by itself; what is held is confirmed by who runs the office."""
    with desk.ledger.telling("sweep") as page, lawful(page):
        report = desk.crm.sweeps.sweep(desk.actor)
        if report.held_because is not None:
            report = desk.crm.sweeps.sweep(desk.actor, confirmed=True)
        page.things += [f"{desk.name()} {each}" for each in range(report.total)]


def _import(desk: Desk) -> None:
    """Bring in a file of customers, for the pool."""
    numbers = [next(desk.turns) for _ in range(ROWS)]
    names = [f"load {desk.number}-{each}" for each in numbers]
    source = desk.folder / f"{names[0]}.csv"
    rows = [
        [name, "张敏", f"13{desk.number:02d}{each:07d}"]
        for name, each in zip(names, numbers, strict=True)
    ]
    write_csv(source, ["客户名称", "联系人", "电话"], rows)
    with desk.ledger.telling("import") as page, lawful(page):
        found = desk.crm.imports.run(desk.actor, ImportPlan(source))
        page.things += names if found.count(Outcome.CREATED) == ROWS else ["some are missing"]


def _back_up(desk: Desk) -> None:
    with desk.ledger.telling("backup") as page, lawful(page):
        page.things.append(str(desk.crm.backups.make(desk.actor).path))


def _look(desk: Desk) -> None:
    """Look at the day's work, and at a customer."""
    with desk.ledger.telling("look") as page, lawful(page):
        desk.crm.days.today(desk.actor)
        customer = desk.some(CustomerView.ALL)
        if customer is not None:
            desk.crm.customers.detail(desk.actor, customer)
        page.things.append(desk.name())


@contextmanager
def lawful(page: Page) -> Iterator[None]:
    """Write down a refusal by a rule, or by whoever was first; all else is a fault."""
    try:
        yield
    except DatabaseUnavailableError:
        raise
    except CrmError as error:
        page.refusal = type(error).__name__


@dataclass(frozen=True, slots=True)
class Job:
    """What somebody does, how often, and how long they think in between."""

    acts: Mapping[Act, int]
    pauses: float = 1.0
    """How many times as long as the others they think."""


REP = Job({_follow_up: 6, _edit: 3, _claim: 3, _return: 1, _look: 2})
MANAGER = Job({_edit: 4, _assign: 3, _transfer: 2, _look: 2})
SWEEPER = Job({_sweep: 1}, pauses=2)
IMPORTER = Job({_import: 1}, pauses=8)
KEEPER = Job({_back_up: 1}, pauses=6)
CALLER = Job({_follow_up: 3, _look: 1})


def work(desk: Desk, job: Job, until: float, think_seconds: float) -> None:
    """Do what the job asks until it is late, each once at least, and think before each."""
    often: Sequence[Act] = [act for act, number in job.acts.items() for _ in range(number)]
    first = iter(job.acts)
    while (act := next(first, None)) is not None or time.monotonic() < until:
        wait(desk, think_seconds * job.pauses)
        with desk.ledger.telling("turn") as page, lawful(page):
            (act or desk.chance.choice(often))(desk)


def wait(desk: Desk, seconds: float) -> None:
    """Think for about so long."""
    time.sleep(seconds * desk.chance.uniform(0.5, 1.5))
