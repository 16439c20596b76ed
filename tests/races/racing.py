"""Real processes that do one thing at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db import engine
from tests import make
from tests.processes import fresh_processes

PATIENCE_SECONDS = 150.0
Act = Callable[..., Any]
Rounds = Sequence[tuple[Any, ...]]


def race(crm: Crm, act: Act, contestants: Sequence[Rounds], clock: FakeClock) -> list[list[Any]]:
    """Run `act(crm, *arguments)` in a process for each, all released together in every round.

    Returns what each contestant was given, round by round; an error as its text.
    """
    context = fresh_processes()
    barrier = context.Barrier(len(contestants))
    results: Any = context.Queue()
    processes = [
        context.Process(  # type: ignore[attr-defined]  # every context has its own
            target=_run,
            args=(crm.location.path or crm.location.url, clock.now(), barrier),
            kwargs={"act": act, "rounds": rounds, "number": number, "results": results},
        )
        for number, rounds in enumerate(contestants)
    ]
    for process in processes:
        process.start()
    answers = dict(results.get(timeout=PATIENCE_SECONDS) for _ in processes)
    for process in processes:
        process.join(PATIENCE_SECONDS)
    return [answers[number] for number in range(len(contestants))]


def _run(
    office: Path | str,
    now: datetime,
    barrier: Barrier,
    *,
    act: Act,
    rounds: Rounds,
    number: int,
    results: Any,
) -> None:
    # What is asked here is who wins, not how long eight programs wait on a busy machine.
    vars(engine)["WRITE_WAIT_SECONDS"] = PATIENCE_SECONDS
    crm = make.opened(office, FakeClock(now))
    crm.offices.exists()
    answers: list[object] = []
    for arguments in rounds:
        barrier.wait(PATIENCE_SECONDS)
        try:
            answers.append(act(crm, *arguments))
        except Exception as error:  # the test asserts which, so that none is lost
            answers.append(repr(error))
    crm.close()
    results.put((number, answers))
