"""The services against the same work in raw sqlite3, on one sample office."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.days import NEVER
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.search import compile_search
from crm_tui.domain.users import Actor, Road
from tests.bench.measuring import Figure, compare

_ROW = "SELECT * FROM customer WHERE "
_TYPED = {
    "2 Han characters": "科技",
    "4 Han characters": "恒信科技",
    "initials": "bjhx",
    "pinyin": "hengxin",
    "4 digits": "1380",
}


def figures(crm: Crm, file: Path) -> Iterator[Figure]:
    """Yield the figures of lists, search, sweep and saving."""
    raw = sqlite3.connect(file)
    people = {login: Actor(user_id, Road.SCREEN) for user_id, login, _ in crm.offices.people()}
    admin = next(a for a in people.values() if crm.offices.who(a)[0].is_admin)
    rep = max(people.values(), key=lambda a: _reps_book(crm, a))
    yield from _lists(crm, raw, admin, rep)
    yield from _searches(crm, raw, admin, rep)
    yield from _sweep(crm, raw, admin)
    yield from _saving(crm, raw, rep)
    raw.close()


def _reps_book(crm: Crm, actor: Actor) -> int:
    person = crm.offices.who(actor)[0]
    return 0 if person.is_admin else person.held


def _lists(crm: Crm, raw: sqlite3.Connection, admin: Actor, rep: Actor) -> Iterator[Figure]:
    everything = ListRequest(CustomerView.ALL, descending=True)
    mine = ListRequest(CustomerView.MINE, descending=True)
    alive = "deleted_at IS NULL"
    yield compare(
        "first page, all customers, by last follow-up (admin)",
        lambda: crm.customers.page(admin, everything),
        peer="same rows and count, raw",
        against=lambda: (
            raw.execute(
                f"{_ROW}{alive} ORDER BY last_follow_up_at DESC, id DESC LIMIT 50"
            ).fetchall(),
            raw.execute(f"SELECT count(*) FROM customer WHERE {alive}").fetchone(),
        ),
    )
    yield compare(
        "first page, my customers (rep)",
        lambda: crm.customers.page(rep, mine),
        peer="same rows, raw",
        against=lambda: raw.execute(
            f"{_ROW}owner_id = ? AND {alive} ORDER BY last_follow_up_at DESC, id DESC LIMIT 50",
            (rep.user_id,),
        ).fetchall(),
    )
    for sort, column in (("name", "pinyin"), ("completeness", "completeness")):
        request = ListRequest(CustomerView.ALL, sort=sort)
        order = f"{column}, id"
        yield compare(
            f"whole order of the list by {sort} (admin)",
            lambda request=request: crm.customers.ids(admin, request),  # type: ignore[misc]  # bound now
            peer="all ids, raw",
            against=lambda order=order: raw.execute(  # type: ignore[misc]  # bound now
                f"SELECT id FROM customer WHERE {alive} ORDER BY {order}"
            ).fetchall(),
            times=5,
        )
    ids = list(crm.customers.ids(admin, everything))
    middle = ids[len(ids) // 2 : len(ids) // 2 + 64]
    marks = ",".join("?" * len(middle))
    yield compare(
        "64 rows from the middle",
        lambda: crm.customers.rows(admin, middle),
        peer="same ids, raw",
        against=lambda: raw.execute(f"{_ROW}id IN ({marks})", middle).fetchall(),
    )
    yield compare("今日 of a rep", lambda: crm.days.today(rep), bound="100 ms")


def _searches(crm: Crm, raw: sqlite3.Connection, admin: Actor, rep: Actor) -> Iterator[Figure]:
    for kind, typed in _TYPED.items():
        plan = compile_search(typed)
        matching = plan.match if plan and plan.match else ""
        request = ListRequest(CustomerView.ALL, search=typed)
        yield compare(
            f"search, {kind}, first 50 ranked (admin)",
            lambda request=request: crm.customers.page(admin, request),  # type: ignore[misc]  # bound now
            peer="50 postings, raw",
            against=lambda matching=matching: raw.execute(  # type: ignore[misc]  # bound now
                "SELECT rowid FROM customer_search WHERE customer_search MATCH ? "
                "ORDER BY rowid DESC LIMIT 50",
                (matching,),
            ).fetchall(),
        )
    yield compare(
        "search in my customers, 2 Han characters (rep)",
        lambda: crm.customers.page(rep, ListRequest(CustomerView.MINE, search="科技")),
        peer="LIKE over all, raw",
        against=lambda: raw.execute(f"{_ROW}name LIKE '%科技%ZZ'").fetchall(),
        times=5,
    )


def _sweep(crm: Crm, raw: sqlite3.Connection, admin: Actor) -> Iterator[Figure]:
    while crm.sweeps.sweep(admin, confirmed=True).total:
        continue
    today = crm.offices.who(admin)[2]
    yield compare(
        "sweep with nothing due",
        crm.sweeps.is_due,
        peer="index seek, raw",
        against=lambda: raw.execute(
            "SELECT id FROM customer WHERE owner_id IS NOT NULL AND last_day < ? "
            f"AND last_day < {NEVER} LIMIT 1",
            (today,),
        ).fetchone(),
        times=50,
    )


def _saving(crm: Crm, raw: sqlite3.Connection, rep: Actor) -> Iterator[Figure]:
    ids = list(crm.customers.ids(rep, ListRequest(CustomerView.MINE)))
    turn = count()

    def follow_up() -> None:
        now = crm.database.clock.now()
        crm.follow_ups.add(
            rep,
            CustomerId(ids[next(turn) % len(ids)]),
            FollowUpDraft("预算已批，要分期方案", now, next_contact_at=now + timedelta(days=3)),
        )

    raw.execute("PRAGMA synchronous=FULL")
    raw.isolation_level = None

    def update() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE customer SET version = version + 1 WHERE id = ?", (ids[0],))
        raw.execute("COMMIT")

    yield compare(
        "save a follow-up with deadline and next contact",
        follow_up,
        peer="one UPDATE and commit, raw",
        against=update,
        times=40,
        bound="30 ms",
    )

    def edit() -> None:
        number = next(turn)
        customer_id = CustomerId(ids[number % len(ids)])
        crm.customers.edit(rep, customer_id, {"short_name": f"简称{number}"})

    yield compare("save a customer with its search words", edit, times=40, bound="p50 5 ms")
