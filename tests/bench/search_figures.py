"""The search itself, by class of what is typed, as three people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.db import search
from crm_tui.db.queries.customers import in_view
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.search import compile_search
from crm_tui.domain.users import Actor
from crm_tui.services.queries import understood
from tests.bench.measuring import Bound, Figure, each_time, timed
from tests.bench.million_office import Office, settings
from tests.bench.replays import raw_connection
from tests.bench.typed_words import Typed, typed_words

WORDS = 260
_P95_MS, _WORST_MS = 10, 50
_TOP = 50


def figures(office: Office) -> Iterator[Figure]:
    """Yield the figures of each class for each of three people, and of all classes together."""
    crm = open_crm(settings(office.file))
    raw = raw_connection(office.file)
    words = typed_words(raw, WORDS)
    for who, actor in office.people.items():
        # As the line to search in does when it opens.
        crm.customers.prepare_search(actor)
        spent = {typed: itself(crm, actor, typed) for typed in words}
        yield from _of_classes(raw, who, spent)
        everything = list(spent.values())
        what = f"search itself, all {WORDS} ({who})"
        yield Figure.of(what, everything, limit=Bound(_P95_MS, "p95"))
        yield Figure.of(f"{what}, worst", everything, limit=Bound(_WORST_MS, "worst"))
        pages = [first_page(crm, actor, typed) for typed in words]
        yield Figure.of(f"search and its first {_TOP} rows, all {WORDS} ({who})", pages)
    raw.close()
    crm.close()


def itself(crm: Crm, actor: Actor, typed: Typed) -> float:
    """Return what it takes to find and rank the best, in a view that is open."""
    with crm.database.reading(actor) as view:
        request = understood(view, ListRequest(CustomerView.ALL, query=typed.text))
        wanted = in_view(view, request)
        return each_time(
            lambda: search.top(view, request.query, wanted, request.view, _TOP), times=1
        )[0]


def first_page(crm: Crm, actor: Actor, typed: Typed) -> float:
    """Return what it takes to have the first rows of a search, with all that stands in them."""
    request = ListRequest(CustomerView.ALL, query=typed.text)
    return each_time(lambda: crm.customers.window(actor, request).open(_TOP), times=1)[0]


def _of_classes(raw: sqlite3.Connection, who: str, spent: dict[Typed, float]) -> Iterator[Figure]:
    for kind in dict.fromkeys(typed.kind for typed in spent):
        words = [typed for typed in spent if typed.kind == kind]
        yield Figure.of(
            f"search itself, {kind}, top {_TOP} ranked ({who})",
            [spent[typed] for typed in words],
            peer="50 postings, raw",
            peer_median=_postings_ms(raw, words),
            limit=Bound(_P95_MS, "p95"),
        )


def _postings_ms(raw: sqlite3.Connection, words: Sequence[Typed]) -> float:
    matching = [plan.match for each in words if (plan := compile_search(each.text)) and plan.match]

    def read() -> None:
        for match in matching:
            raw.execute(
                "SELECT rowid FROM customer_search WHERE customer_search MATCH ?"
                " ORDER BY rowid DESC LIMIT 50",
                (match,),
            ).fetchall()

    return timed(read, times=3)[0] / max(len(matching), 1)
