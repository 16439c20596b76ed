"""Rules and sweeps at a million customers, beside the same work in raw SQL."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.users import Actor
from tests.bench import rule_office
from tests.bench.measuring import Figure, compare

_OWNED = "owner_id IS NOT NULL AND deleted_at IS NULL"
_CHUNK = 20_000
_SMALL = 10_000
"""Customers of the office that shows that a sweep does not depend on how many there are."""


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
    yield _nothing_due_in_small_office(folder)


def _nothing_due_in_small_office(folder: Path) -> Figure:
    file = folder / "small.db"
    shutil.copyfile(rule_office.million(_SMALL), file)
    crm = open_crm(rule_office.settings(file))
    raw = sqlite3.connect(file, isolation_level=None)
    found = _nothing_due(crm, raw, rule_office.administrator(crm), _SMALL)
    raw.close()
    crm.close()
    return found


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

    def save(pool_id: PoolId, drafts: list[RuleDraft]) -> None:
        crm.rules.save(
            admin,
            pool_id,
            drafts,
            effective_day=today,
            progress=lambda done, whole: steps.append((done, whole)),
        )

    with _locks(crm.database) as locks:
        all_new = [_timed(partial(save, pool_id, rule_office.rules(11))) for pool_id in pool_ids]
        one_new = [_timed(partial(save, pool_id, _one_changed())) for pool_id in pool_ids]
    (owned,) = raw.execute(f"SELECT count(*) FROM customer WHERE {_OWNED}").fetchone()
    for what, seconds, bound in (
        ("one rule of three changed", one_new, "100,000/s"),
        ("all three rules new, every day another", all_new, ""),
    ):
        rate, deadlines = customers / sum(seconds), owned / sum(seconds)
        yield Figure(
            f"rules of one pool of five, {what}: {rate:,.0f} customers/s, those in the pool"
            f" included; {deadlines:,.0f} deadlines/s; told {len(steps) // 2 // len(pool_ids)}"
            " times",
            median(seconds),
            max(seconds),
            unit="s",
            peer="every row by plain days, raw (s)",
            peer_median=peer / len(pool_ids),
            bound=bound,
        )
    yield Figure(
        "write lock while rules are applied",
        median(locks) * 1000,
        max(locks) * 1000,
        bound="250 ms",
    )


def _one_changed() -> list[RuleDraft]:
    """Return the rules that were applied, but for the first."""
    return [rule_office.rules(9)[0], *rule_office.rules(11)[1:]]


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
    today = crm.offices.who(admin)[2]
    yield _nothing_due(crm, raw, admin, customers)
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
        median(locks) * 1000,
        max(locks) * 1000,
        bound="250 ms",
    )


def _nothing_due(crm: Crm, raw: sqlite3.Connection, admin: Actor, customers: int) -> Figure:
    while crm.sweeps.sweep(admin, confirmed=True).total:
        continue
    # The day first: SQLite takes the first bound of a column for the range it walks.
    seek = (
        "SELECT id FROM customer INDEXED BY ix_customer_last_day"
        f" WHERE last_day < ? AND last_day < {NEVER} AND owner_id IS NOT NULL LIMIT 1"
    )
    today = crm.offices.who(admin)[2]
    return compare(
        f"sweep with nothing due among {customers:,} customers",
        crm.sweeps.is_due,
        peer="index seek, raw",
        against=lambda: raw.execute(seek, (today,)).fetchone(),
        times=200,
        bound="1 ms",
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
