"""Rules and sweeps at a million customers, beside the same work in raw SQL."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.days import NEVER
from crm_tui.domain.users import Actor
from tests.bench import rule_office
from tests.bench.measuring import Figure, compare

_OWNED = "owner_id IS NOT NULL AND deleted_at IS NULL"
_CHUNK = 20_000


def figures(folder: Path, customers: int) -> Iterator[Figure]:
    """Yield the figures of dry runs, applied rules and sweeps on an office of this size."""
    started = time.perf_counter()
    file = folder / "rules.db"
    shutil.copyfile(rule_office.million(customers), file)
    built = time.perf_counter() - started
    yield Figure(f"office of {customers:,} customers in 5 pools, raw", built, built, unit="s")
    crm = open_crm(rule_office.settings(file))
    raw = sqlite3.connect(file, isolation_level=None)
    admin = rule_office.administrator(crm)
    yield from _dry_run(crm, raw, admin)
    yield from _applied(crm, raw, admin, customers)
    yield from _sweeps(crm, raw, admin, customers)
    raw.close()
    crm.close()


def _dry_run(crm: Crm, raw: sqlite3.Connection, admin: Actor) -> Iterator[Figure]:
    pool_ids = [row.id for row in crm.pools.pools(admin)]
    day = crm.offices.who(admin)[2] + 1
    drafts = rule_office.rules(12)

    def tried() -> None:
        crm.rules.preview(admin, pool_ids[0], drafts, effective_day=day)

    def all_tried() -> None:
        for pool_id in pool_ids:
            crm.rules.preview(admin, pool_id, drafts, effective_day=day)

    def rough(condition: str) -> Callable[[], Any]:
        return lambda: raw.execute(
            "SELECT owner_id, count(*), sum(new < last_day), sum(new > last_day) FROM ("
            "SELECT owner_id, last_day, max(clock_day, coalesce(last_effective_day, 0))"
            " + CASE WHEN level = 'A' THEN 12 WHEN level IN ('B', 'C') THEN 24 ELSE 36 END AS new"
            f" FROM customer WHERE {_OWNED} {condition}) GROUP BY owner_id"
        ).fetchall()

    peer = "sums of plain days by owner, raw"
    yield compare(
        "dry run of the rules of one pool of five",
        tried,
        peer=peer,
        against=rough(f"AND pool_id = {pool_ids[0]}"),
        times=3,
        bound="3 s",
    )
    yield compare(
        "dry runs of the rules of all five pools",
        all_tried,
        peer=peer,
        against=rough(""),
        times=2,
    )


def _applied(crm: Crm, raw: sqlite3.Connection, admin: Actor, customers: int) -> Iterator[Figure]:
    peer = _timed(lambda: _raw_update(raw, customers))
    pool_ids = [row.id for row in crm.pools.pools(admin)]
    today = crm.offices.who(admin)[2]
    steps: list[tuple[int, int]] = []
    with _locks(crm.database) as locks:
        started = time.perf_counter()
        for pool_id in pool_ids:
            crm.rules.save(
                admin,
                pool_id,
                rule_office.rules(11),
                effective_day=today,
                progress=lambda done, last: steps.append((done, last)),
            )
        seconds = time.perf_counter() - started
    rate = customers / seconds
    yield Figure(
        f"new rules of five pools applied: {rate:,.0f} customers/s, told {len(steps)} times",
        seconds,
        seconds,
        unit="s",
        peer="the same rows by plain days, raw (s)",
        peer_median=peer,
        bound="100,000/s",
    )
    longest = max(locks) * 1000
    median = sorted(locks)[len(locks) // 2] * 1000
    yield Figure("write lock while rules are applied", median, longest, bound="250 ms")


def _raw_update(raw: sqlite3.Connection, customers: int) -> None:
    for first in range(0, customers, _CHUNK):
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "UPDATE customer SET last_day = max(clock_day, coalesce(last_effective_day, 0)) + 90,"
            f" rule_id = 1 WHERE id > ? AND id <= ? AND {_OWNED}",
            (first, first + _CHUNK),
        )
        raw.execute("COMMIT")


def _sweeps(crm: Crm, raw: sqlite3.Connection, admin: Actor, customers: int) -> Iterator[Figure]:
    while crm.sweeps.sweep(admin, confirmed=True).total:
        continue
    today = crm.offices.who(admin)[2]
    seek = "SELECT id FROM customer INDEXED BY ix_customer_reclaim"
    seek += f" WHERE owner_id IS NOT NULL AND last_day < {NEVER}"
    yield compare(
        "sweep with nothing due",
        crm.sweeps.is_due,
        peer="index seek, raw",
        against=lambda: raw.execute(f"{seek} AND last_day < ? LIMIT 1", (today,)).fetchone(),
        times=50,
        bound="1 ms",
    )
    number = count(1)

    def make_due() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "UPDATE customer SET last_day = ? WHERE id IN (SELECT id FROM customer"
            f" WHERE {_OWNED} AND last_day < {NEVER} AND id > ? ORDER BY id LIMIT 10000)",
            (today - 1, next(number) * customers // 4),
        )
        raw.execute("COMMIT")

    make_due()
    peer = _timed(
        lambda: raw.execute(
            f"UPDATE customer SET owner_id = NULL, last_day = {NEVER}, period_id = NULL"
            f" WHERE {_OWNED} AND last_day < ? AND last_day < {NEVER}",
            (today,),
        )
    )
    make_due()
    with _locks(crm.database) as locks:
        seconds = _timed(lambda: crm.sweeps.sweep(admin, confirmed=True))
    yield Figure(
        "sweep with 10,000 due",
        seconds,
        seconds,
        unit="s",
        peer="one UPDATE, no history, raw (s)",
        peer_median=peer,
        bound="3 s",
    )
    yield Figure(
        "write lock while 10,000 are taken",
        sorted(locks)[len(locks) // 2] * 1000,
        max(locks) * 1000,
        bound="250 ms",
    )


def _timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


@contextmanager
def _locks(database: Database) -> Iterator[list[float]]:
    """Give the seconds for which each writing transaction held the lock, commit included."""
    from sqlalchemy import event  # noqa: PLC0415 - only where locks are watched

    found: list[float] = []
    begun: dict[int, float] = {}

    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("crm_write", False):
            begun[id(connection)] = time.perf_counter()

    @contextmanager
    def writing(*arguments: Any) -> Iterator[Any]:
        with original(*arguments) as unit:
            yield unit
        for started in begun.values():
            found.append(time.perf_counter() - started)
        begun.clear()

    original = database.writing
    event.listen(database.engine, "begin", begin)
    database.writing = writing  # type: ignore[method-assign, assignment]  # watched from outside
    try:
        yield found
    finally:
        database.writing = original  # type: ignore[method-assign]  # put back
        event.remove(database.engine, "begin", begin)
