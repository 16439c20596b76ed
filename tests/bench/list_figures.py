"""Lists of a million customers as the services read them, beside their own SQL by the driver."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor
from crm_tui.services.customers.windows import ListWindow
from tests.bench.measuring import Bound, Figure, compare, each_time
from tests.bench.million_office import Office, settings
from tests.bench.replays import raw_connection, replay, through_core

RAW = "its SQL, raw"
VIEWS = {
    "rep": (
        CustomerView.MINE,
        CustomerView.ALL,
        CustomerView.INCOMPLETE,
        CustomerView.PARTICIPATED,
        CustomerView.POOL,
        CustomerView.CLAIMABLE,
        CustomerView.SUITABLE,
        CustomerView.OPENING,
    ),
    "manager of twenty": (
        CustomerView.SUBORDINATES,
        CustomerView.ALL,
        CustomerView.CLAIMABLE,
        CustomerView.SET_ASIDE,
    ),
    "admin": (CustomerView.ALL, CustomerView.POOL, CustomerView.CLAIMABLE, CustomerView.SET_ASIDE),
}
SORTS = ("name", "last_follow_up_at", "next_contact_at", "last_day", "created_at", "level", "city")
_FIRST_PAGE = Bound(50)
_UNSERVED = {"common": "需求:扫码", "rare": "信用代码:7777"}
_RARE = 40
PAGE = 64


def figures(office: Office) -> Iterator[Figure]:
    """Yield the figures of first pages, orders, filters and counts, for each of three people."""
    crm = open_crm(settings(office.file))
    raw = raw_connection(office.file)
    for who, actor in office.people.items():
        for view in VIEWS[who]:
            yield _first_page(crm, raw, actor, ListRequest(view), f"first page, {view.value}", who)
        for sort in SORTS:
            request = ListRequest(CustomerView.ALL, sort=sort)
            yield _first_page(crm, raw, actor, request, f"first page, all, by {sort}", who)
        yield from _filters(crm, raw, actor, who)
        yield from _deep(crm, raw, actor, who)
    yield from _day(crm, office)
    raw.close()
    crm.close()


def _first_page(
    crm: Crm, raw: sqlite3.Connection, actor: Actor, request: ListRequest, what: str, who: str
) -> Figure:
    def act() -> None:
        crm.customers.window(actor, request).open(PAGE)

    again = replay(crm, raw, act)
    return compare(f"{what} ({who})", act, peer=RAW, against=again, times=7, limit=_FIRST_PAGE)


def _deep(crm: Crm, raw: sqlite3.Connection, actor: Actor, who: str) -> Iterator[Figure]:
    """Yield what it takes to know a whole list, and to read it anywhere when it is known."""
    for sort in ("last_follow_up_at", "name", "completeness"):
        request = ListRequest(CustomerView.ALL, sort=sort)
        spent = each_time(partial(_complete, crm, actor, request), times=2)
        yield Figure.of(f"all by {sort}, known to the last, in the worker ({who})", spent)
        window = crm.customers.window(actor, request)
        last = window.complete() - PAGE
        for place, start in (("middle", last // 2), ("end", last)):

            def fetch(window: ListWindow = window, start: int = start) -> None:
                window.fetch(start, PAGE)

            again = replay(crm, raw, fetch)
            what = f"{PAGE} rows, {place} of all by {sort}"
            asked = through_core(crm, actor, fetch)
            how = f"{what}, what is asked ({who})"
            yield compare(how, asked, peer=RAW, against=again, times=15, most_ratio=2)
            whole = f"{what}, with all that is made of it ({who})"
            yield compare(whole, fetch, peer=RAW, against=again, times=15)


def _complete(crm: Crm, actor: Actor, request: ListRequest) -> None:
    crm.customers.window(actor, request).complete()


def _filters(crm: Crm, raw: sqlite3.Connection, actor: Actor, who: str) -> Iterator[Figure]:
    for how, query in _UNSERVED.items():
        request = ListRequest(CustomerView.ALL, query=query, sort="name")

        def first(request: ListRequest = request) -> None:
            crm.customers.window(actor, request).open(PAGE)

        yield compare(
            f"filter that no index serves, {how}, first page ({who})",
            first,
            peer=RAW,
            against=replay(crm, raw, first),
            times=3,
            limit=Bound(300),
        )
        spent = each_time(partial(_complete, crm, actor, request), times=2)
        yield Figure.of(f"the same, complete, in the worker ({who})", spent)
    yield Figure.of(
        f"rare filter, sorted, with its exact count, {_RARE} of them ({who})",
        _rare_filters(crm, raw, actor),
        limit=Bound(40, "p95"),
    )


def _rare_filters(crm: Crm, raw: sqlite3.Connection, actor: Actor) -> list[float]:
    dice = random.Random(11)
    request = ListRequest(CustomerView.ALL, sort="last_follow_up_at", descending=True)

    def read(asked: ListRequest) -> None:
        window = crm.customers.window(actor, asked)
        window.open(PAGE)
        window.count()

    asked = [replace(request, query=_rare(raw, dice)) for _ in range(_RARE)]
    return [each_time(partial(read, each), times=1)[0] for each in asked]


def _rare(raw: sqlite3.Connection, dice: random.Random) -> str:
    """Return a filter that some customer meets, and few do."""
    (last,) = raw.execute("SELECT max(id) FROM customer").fetchone()
    level, province, stage, industry = raw.execute(
        "SELECT level, province, stage.name, industry.name FROM customer"
        " JOIN dictionary_item stage ON stage.id = stage_id"
        " JOIN dictionary_item industry ON industry.id = industry_id"
        " WHERE customer.id >= ? AND level IS NOT NULL AND customer.deleted_at IS NULL LIMIT 1",
        (dice.randrange(last * 9 // 10),),
    ).fetchone()
    return f'level:{level} province:{province} stage:"{stage}" industry:"{industry}"'


def _day(crm: Crm, office: Office) -> Iterator[Figure]:
    for who, actor in office.people.items():
        yield compare(
            f"今日 ({who})",
            partial(crm.days.today, actor),
            times=7,
            limit=Bound(100),
        )
