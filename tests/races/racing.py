"""Real processes that do one thing at the same moment."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from crm_tui.clock import FakeClock
from tests import make

PATIENCE_SECONDS = 60.0
Act = Callable[..., Any]


def race(file: Path, act: Act, arguments: Sequence[tuple[Any, ...]], clock: FakeClock) -> list[Any]:
    """Run `act(crm, *arguments)` once a process, all released together; return what each gave."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(arguments))
    results: Any = context.Queue()
    processes = [
        context.Process(
            target=_run,
            args=(file, clock.now(), barrier),
            kwargs={"act": act, "arguments": each, "number": number, "results": results},
        )
        for number, each in enumerate(arguments)
    ]
    for process in processes:
        process.start()
    answers = dict(results.get(timeout=PATIENCE_SECONDS) for _ in processes)
    for process in processes:
        process.join(PATIENCE_SECONDS)
    return [answers[number] for number in range(len(arguments))]


def _run(
    file: Path,
    now: datetime,
    barrier: Barrier,
    *,
    act: Act,
    arguments: tuple[Any, ...],
    number: int,
    results: Any,
) -> None:
    crm = make.opened(file, FakeClock(now))
    crm.offices.exists()
    barrier.wait(PATIENCE_SECONDS)
    try:
        answer: object = act(crm, *arguments)
    except Exception as error:  # the test asserts which, so that none is lost
        answer = repr(error)
    crm.close()
    results.put((number, answer))
