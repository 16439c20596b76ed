"""Opportunities, orders and the money of a customer, in an office of 200,000 of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.identifiers import CustomerId, OpportunityId
from crm_tui.domain.queries.fields import OPPORTUNITIES, ORDERS
from crm_tui.domain.record_lists import SUBJECTS, RecordRequest, request_of
from crm_tui.domain.seeded_views import BROUGHT
from crm_tui.domain.users import Actor
from crm_tui.domain.views import ListTab, SavedView
from tests.bench import million_office
from tests.bench.measuring import Bound, Figure, compare, each_time
from tests.bench.replays import raw_connection, replay
from tests.bench.sales_office import large_customer

RAW = "its SQL, raw"
PAGE = 64
BOARD, MOVE, TOTALS, VIEW = Bound(300), Bound(50), Bound(30), Bound(50)
_ORDERED = (
    "SELECT sum(total_minor - returned_minor) FROM sales_order"
    " WHERE customer_id = ? AND status IN ('confirmed', 'closed') AND deleted_at IS NULL"
)


def figures(file: Path) -> Iterator[Figure]:
    """Yield the figures of boards, moves, lists and totals."""
    office = million_office.opened(file)
    crm = open_crm(million_office.settings(file))
    raw = raw_connection(file)
    for who, actor in office.people.items():
        yield from _lists(crm, raw, actor, who)
        yield from _views(crm, actor, who)
    yield _move(crm, raw, office.rep)
    yield from _money(crm, raw, office.rep, CustomerId(large_customer(file)))
    raw.close()
    crm.close()


def _lists(crm: Crm, raw: sqlite3.Connection, actor: Actor, who: str) -> Iterator[Figure]:
    def beside(what: str, act: Callable[[], Any], limit: Bound | None = None) -> Figure:
        again = replay(crm, raw, act)
        return compare(f"{what} ({who})", act, peer=RAW, against=again, times=9, limit=limit)

    sales, orders = RecordRequest(OPPORTUNITIES), RecordRequest(ORDERS)
    service = crm.opportunities
    yield beside(
        "board: sums of every stage, first rows of each", lambda: _board(crm, actor), BOARD
    )
    yield beside("forecast by month and person", lambda: service.forecast(actor, sales))
    yield beside("opportunities, first page", lambda: service.window(actor, sales).open(PAGE))
    yield beside("opportunities, what all come to", lambda: service.sums(actor, sales))
    yield beside("orders, first page", lambda: crm.orders.window(actor, orders).open(PAGE))
    amounts = RecordRequest(ORDERS, sort="amount", descending=True)
    yield beside(
        "orders, first page by amount", lambda: crm.orders.window(actor, amounts).open(PAGE)
    )
    yield beside("orders, what all come to", lambda: crm.orders.sums(actor, orders))


def _views(crm: Crm, actor: Actor, who: str) -> Iterator[Figure]:
    """Yield the slowest of the views that the program brings, list by list."""
    windows: dict[ListTab, Callable[..., Any]] = {
        ListTab.LEADS: crm.leads.window,
        ListTab.OPPORTUNITIES: crm.opportunities.window,
        ListTab.ORDERS: crm.orders.window,
        ListTab.CONTRACTS: crm.contracts.window,
        ListTab.QUOTES: crm.quotes.window,
        ListTab.PAYMENTS: crm.payments.window,
    }
    for tab, window in windows.items():

        def first_page(view: SavedView, window: Callable[..., Any] = window) -> None:
            window(actor, request_of(view)).open(PAGE)

        spent = {view.key: each_time(partial(first_page, view), times=5) for view in BROUGHT[tab]}
        slowest = max(spent, key=lambda key: median(spent[key]))
        what = f"{len(spent)} seeded views of {SUBJECTS[tab].key}, first page of the slowest"
        yield Figure.of(f"{what}: {slowest} ({who})", spent[slowest], limit=VIEW)


def _board(crm: Crm, actor: Actor) -> None:
    """Read what stands on the board when it opens."""
    board = crm.opportunities.board(actor, RecordRequest(OPPORTUNITIES))
    for column in board.columns:
        crm.opportunities.window(actor, column.request).open(PAGE)


def _move(crm: Crm, raw: sqlite3.Connection, rep: Actor) -> Figure:
    """Move open opportunities of the rep to and fro between two stages."""
    rows = [
        each
        for each in crm.opportunities.list(rep, RecordRequest(OPPORTUNITIES), limit=200)
        if each.is_open
    ]
    first, second, *_ = crm.pipelines.list(rep)[0].stages
    turns = cycle([(each.id, stage.id) for stage in (first, second, first) for each in rows[:20]])

    def move() -> None:
        crm.opportunities.move(rep, *next(turns))

    return compare(
        "a move on the board, saved",
        move,
        times=39,
        peer="one UPDATE and commit, raw",
        against=_plain_update(raw, rows[0].id),
        limit=MOVE,
    )


def _plain_update(raw: sqlite3.Connection, opportunity_id: OpportunityId) -> Callable[[], None]:
    raw.execute("PRAGMA synchronous=FULL")
    steps = cycle([1, -1])

    def update() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "UPDATE opportunity SET version = version + ? WHERE id = ?",
            (next(steps), opportunity_id),
        )
        raw.execute("COMMIT")

    return update


def _money(
    crm: Crm, raw: sqlite3.Connection, rep: Actor, customer_id: CustomerId
) -> Iterator[Figure]:
    def plain() -> None:
        raw.execute(_ORDERED, (customer_id,)).fetchall()

    what = "a customer with 5,000 orders"

    def money() -> None:
        crm.receivables.money(rep, customer_id)

    yield compare(
        f"{what}: all totals and ages",
        money,
        times=15,
        peer=RAW,
        against=replay(crm, raw, money),
        limit=TOTALS,
    )
    yield compare(
        f"{what}: what was ordered",
        lambda: crm.orders.totals(rep, customer_id),
        times=15,
        peer="one sum, raw",
        against=plain,
        limit=TOTALS,
    )

    def items() -> None:
        crm.receivables.items(rep, customer_id)

    yield compare(f"{what}: what is due, line by line", items, times=9)
