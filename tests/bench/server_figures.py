"""The same office on a PostgreSQL server: search, lists and a save, beside its file."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import count

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from tests.bench import million_office
from tests.bench.list_figures import PAGE, SORTS, VIEWS
from tests.bench.measuring import Bound, Figure, compare, each_time
from tests.bench.million_office import Office
from tests.bench.million_server import served, settings
from tests.bench.replays import raw_connection
from tests.bench.search_figures import first_page, itself
from tests.bench.typed_words import Typed, typed_words

WORDS = 260
BESIDE = "SQLite"
_P95_MS = 150


def figures(office: Office) -> Iterator[Figure]:
    """Yield what three people wait for on a server, and what they wait for on the file."""
    raw = raw_connection(office.file)
    words = typed_words(raw, WORDS)
    raw.close()
    with served(office.file) as url:
        crm, beside = open_crm(settings(url)), open_crm(million_office.settings(office.file))
        for who, actor in office.people.items():
            yield from _searches(crm, beside, actor, words, who)
            yield from _lists(crm, beside, actor, who)
        yield from _saves(crm, office.rep)
        crm.close()
        beside.close()


def _searches(
    crm: Crm, beside: Crm, actor: Actor, words: list[Typed], who: str
) -> Iterator[Figure]:
    here = {typed: itself(crm, actor, typed) for typed in words}
    there = {typed: itself(beside, actor, typed) for typed in words}
    for kind in dict.fromkeys(typed.kind for typed in words):
        alike = [typed for typed in words if typed.kind == kind]
        yield Figure.of(
            f"search itself, {kind} ({who})",
            [here[typed] for typed in alike],
            peer=BESIDE,
            peer_median=statistics.median([there[typed] for typed in alike]),
            limit=Bound(_P95_MS, "p95"),
        )
    yield Figure.of(
        f"search itself, all {len(words)} ({who})",
        list(here.values()),
        peer=BESIDE,
        peer_median=statistics.median(there.values()),
        limit=Bound(_P95_MS, "p95"),
    )
    yield Figure.of(
        f"search and its first rows, all {len(words)} ({who})",
        [first_page(crm, actor, typed) for typed in words],
    )


def _lists(crm: Crm, beside: Crm, actor: Actor, who: str) -> Iterator[Figure]:
    def first(of: Crm, request: ListRequest) -> None:
        of.customers.window(actor, request).open(PAGE)

    asked = {f"first page, {view.value} ({who})": ListRequest(view) for view in VIEWS[who]}
    asked |= {
        f"first page, all, by {sort} ({who})": ListRequest(CustomerView.ALL, sort=sort)
        for sort in SORTS
    }
    for what, request in asked.items():
        yield compare(
            what,
            lambda request=request: first(crm, request),  # type: ignore[misc]  # bound now
            peer=BESIDE,
            against=lambda request=request: first(beside, request),  # type: ignore[misc]
            times=7,
        )


def _saves(crm: Crm, rep: Actor) -> Iterator[Figure]:
    """Yield what it takes to change a customer's name for search, and to index it anew."""
    mine = crm.customers.window(rep, ListRequest(CustomerView.MINE)).open(PAGE).ids
    numbers = count()

    def save() -> None:
        number = next(numbers)
        # Every second round takes the name back, so that the office stays as it was.
        short = "" if number // len(mine) % 2 else f"简称{number % 97}"
        crm.customers.edit(rep, CustomerId(mine[number % len(mine)]), {"short_name": short})

    spent = each_time(save, times=2 * len(mine))
    yield Figure.of("save a customer with its search words (rep)", spent)
