"""What may be done with a list, drawn at random."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from crm_tui.db.queries import customers as customer_queries
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.list_figures import Grouping
from crm_tui.domain.queries import SortKey

ROWS = 150
WALKED = ("name", "last_follow_up_at", "last_day", "next_contact_at", "created_at", "city")
VIEWS = (*[CustomerView.ALL] * 8, *[CustomerView.POOL] * 4, *CustomerView)
QUERIES = (
    *[""] * 8,
    *("level:A", "-level:A complete:<50", "owner:me", "city:北京", "name:恒信", "-name:科技"),
    *("恒信", "浦江 科技", "云图 level:A", "科技 -owner:me"),
)


@dataclass(frozen=True)
class Fetch:
    """Look at a stretch of the list."""

    start: int
    rows: int


@dataclass(frozen=True)
class Seek:
    """Ask for the place of a customer."""

    customer: int


@dataclass(frozen=True)
class Complete:
    """Let the window learn everything."""


@dataclass(frozen=True)
class Jump:
    """Open the list anew with the cursor on a customer."""

    customer: int


@dataclass(frozen=True)
class Open:
    """Open the list anew, at its head."""


@dataclass(frozen=True)
class Change:
    """Another process changes a customer; then the list is read anew, and completed."""

    customer: int
    seed: int


@dataclass(frozen=True)
class Ask:
    """Ask for another order or filter, or for other words; what is marked stays so."""

    seed: int


@dataclass(frozen=True)
class Mark:
    """Mark a customer of the list, or take the mark away."""

    place: int


@dataclass(frozen=True)
class MarkRange:
    """Mark all from one customer of the list to another."""

    place: int
    other: int


@dataclass(frozen=True)
class MarkAll:
    """Mark the whole list."""


@dataclass(frozen=True)
class Invert:
    """Mark what is not marked, and nothing else of the list."""


@dataclass(frozen=True)
class InGroups:
    """Put the same customers into groups."""

    grouping: Grouping
    start: int
    customer: int


def request_of(chance: random.Random) -> ListRequest:
    """Return a list in an order, with a filter or words."""
    sorts = (*WALKED, *sorted(customer_queries.SORTS))
    further = [SortKey(chance.choice(sorts), chance.random() < 0.5)]
    return ListRequest(
        chance.choice(VIEWS),
        query=chance.choice(QUERIES),
        sort=chance.choice(sorts),
        descending=chance.random() < 0.5,
        further_sorts=tuple(further[: chance.random() < 0.2]),
    )


def step_of(chance: random.Random) -> Any:
    """Return what is done next."""
    customer, other = chance.randrange(ROWS), chance.randrange(ROWS)
    return chance.choice(
        (
            Fetch(chance.randrange(ROWS), chance.randint(1, 8)),
            Seek(customer),
            Jump(customer),
            Complete(),
            Open(),
            Change(customer, chance.randrange(10**6)),
            Ask(chance.randrange(10**6)),
            Mark(customer),
            MarkRange(customer, other),
            chance.choice((MarkAll(), Invert())),
            InGroups(chance.choice(list(Grouping)), chance.randrange(ROWS), customer),
        )
    )
