"""Processes that write history at once by the bare driver, with a hint or without."""

from __future__ import annotations

import multiprocessing
import random
import time
import uuid
from typing import Any

from crm_tui.db.engine import APPLICATION_ID
from crm_tui.db.servers import CHANNEL

_BATCH = (
    "INSERT INTO batch (operation_id, operation, road, at, facts)"
    " VALUES (%s, 'Bench', 'shell', 0, '{}') RETURNING id"
)
_EVENT = "INSERT INTO event (batch_id, at, kind, before, after) VALUES (%s, 0, 'Bench', '{}', '{}')"


def spent_writing(
    url: str, processes: int, times: int, *, hints: bool, pause_seconds: float
) -> list[float]:
    """Return how many milliseconds each transaction took, while all write with such pauses."""
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(processes), context.SimpleQueue()
    workers = [
        context.Process(target=_write, args=(url, times, hints, pause_seconds, start, answers))
        for _ in range(processes)
    ]
    for each in workers:
        each.start()
    spent = [value for _ in workers for value in answers.get()]
    for each in workers:
        each.join()
    return spent


def _write(
    url: str, times: int, hints: bool, pause_seconds: float, start: Any, answers: Any
) -> None:
    import psycopg  # noqa: PLC0415 - a run of its own kind

    spent = []
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        start.wait()
        for _ in range(times):
            time.sleep(random.uniform(0, 2 * pause_seconds))
            began = time.perf_counter()
            with connection.transaction():
                connection.execute(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
                found: Any = connection.execute(_BATCH, (str(uuid.uuid4()),)).fetchone()
                connection.execute(_EVENT, found)
                if hints:
                    connection.execute(f"NOTIFY {CHANNEL}")
            spent.append((time.perf_counter() - began) * 1000)
    answers.put(spent)
