"""A window over a list shows what one plain SELECT returns, whatever it is asked in which order."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import or_, select, text

from crm_tui.db.queries import customers as customer_queries
from crm_tui.db.visibility import visible_in
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.queries import SortKey
from crm_tui.domain.users import Actor, Scope
from crm_tui.services.customers.windows import ListWindow, Strides
from crm_tui.services.queries import understood
from tests.properties.drawn_offices import (
    DEPARTMENTS,
    PEOPLE,
    POOLS,
    Built,
    Membership,
    Plan,
    Row,
    Seat,
    User,
    built,
)

SMALL = Strides(few=3, step=2, ahead=4, near=(70, 90))
"""Strides so short that a drawn office is a long list to them."""
ROWS = 150
WALKED = ("name", "last_follow_up_at", "last_day", "next_contact_at", "created_at", "city")
VIEWS = (*[CustomerView.ALL] * 8, *[CustomerView.POOL] * 4, *CustomerView)
QUERIES = (*[""] * 8, "level:A", "-level:A complete:<50", "owner:me", "city:北京")


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
    """Somebody else changes a customer; then the list is read anew, and completed."""

    customer: int
    seed: int


COLUMNS: dict[str, Sequence[Any]] = {
    "owner_id": (None, None, 2, 3, 4, 5, 6),
    "pool_id": (2, 3, 4),
    "level": (None, "A", "B", "C"),
    "type": ("potential", "deal", "lost", "at_risk"),
    "stage_id": (None, 33, 34),
    "pinyin": ("an", "bei", "zhe", "zhong"),
    "city": ("", "北京市", "上海市"),
    "last_day": (1, 2, 3652059, 3652059),
    "last_follow_up_at": (0, 1, 2, 3),
    "next_contact_at": (5, 6, 253402214400000, 253402214400000),
    "created_at": (0, 1, 2, 3),
    "opens_at": (None, None, 1, 9_000_000_000_000),
    "completeness": (0, 50, 100),
    "deleted_at": (None,) * 9 + (5,),
}


def _request(chance: random.Random) -> ListRequest:
    sorts = (*WALKED, *sorted(customer_queries.SORTS))
    further = [SortKey(chance.choice(sorts), chance.random() < 0.5)]
    return ListRequest(
        chance.choice(VIEWS),
        query=chance.choice(QUERIES),
        sort=chance.choice(sorts),
        descending=chance.random() < 0.5,
        further_sorts=tuple(further[: chance.random() < 0.2]),
    )


def _step(chance: random.Random) -> Any:
    customer = chance.randrange(ROWS)
    return chance.choice(
        (
            Fetch(chance.randrange(ROWS), chance.randint(1, 8)),
            Seek(customer),
            Jump(customer),
            Complete(),
            Open(),
            Change(customer, chance.randrange(10**6)),
        )
    )


@pytest.fixture(scope="module")
def office() -> Iterator[Built]:
    """An office whose customers are scattered anew for every example."""
    with built(_plan()) as made:
        yield made


def _plan() -> Plan:
    """Return an office of somebody who sees all, two managers and two who see their own."""
    scopes = (Scope.ALL, Scope.DEPARTMENT_AND_BELOW, Scope.SUBORDINATES, Scope.SELF, Scope.SELF)
    users = [
        User(scope, department=0, manager=0 if at > 2 else None, also=None, cover=None,
             away_from=-3, manages=at < 3)
        for at, scope in enumerate(scopes)
    ]  # fmt: skip
    rows = [
        Row(owner=None, pool=0, reserved_for=at if at < PEOPLE else None, level=None, followed=None,
            deleted=False, team=(Seat(at % PEOPLE, None),) if at % 5 == 0 else (),
            set_aside_by=0, last_owner=None, opens_in=None)
        for at in range(ROWS)
    ]  # fmt: skip
    members = [Membership(at, MemberKind.EVERYBODY, 0, False, False) for at in range(POOLS - 1)]
    return Plan([None] * DEPARTMENTS, [None] * DEPARTMENTS, users, members, rows)


@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_asked_of_a_window_is_what_one_select_returns(office: Built, seed: int) -> None:
    _look_around(office, seed)


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(20))
def test_so_it_is_whatever_the_list(office: Built, hundred: int) -> None:
    for seed in range(1000 + 100 * hundred, 1100 + 100 * hundred):
        _look_around(office, seed)


def _look_around(office: Built, seed: int) -> None:
    chance = random.Random(seed)
    _scatter(office, office.customers, seed)
    look = _Look(office, Actor(chance.choice(office.people)), _request(chance))
    look.take(Open())
    for _ in range(8):
        look.take(_step(chance))
    look.compare(0, ROWS)


class _Look:
    """A window, beside what it is to show."""

    def __init__(self, office: Built, actor: Actor, request: ListRequest) -> None:
        self.office = office
        self.actor = actor
        self.request = request
        self.window = self._window(None)

    def _window(self, before: ListWindow | None) -> ListWindow:
        return ListWindow(self.office.crm.database, self.actor, self.request, before, SMALL)

    def take(self, step: Any) -> None:
        customers = self.office.customers
        match step:
            case Fetch():
                self.compare(step.start, step.rows)
            case Complete():
                expected = self._expected()
                assert self.window.complete() == self.window.count() == len(expected)
                assert list(self.window.ids()) == expected
            case Seek():
                self._seek(customers[step.customer % len(customers)])
            case Jump():
                self.window = self._window(None)
                self._jump(customers[step.customer % len(customers)])
            case Open():
                self.window = self._window(None)
                self._open()
            case Change():
                changed = customers[step.customer % len(customers)]
                _scatter(self.office, [changed], step.seed)
                self.window = self._window(self.window)
                self._glance(changed)
                self.window.complete()
                self._jump(changed)

    def compare(self, start: int, rows: int) -> None:
        ids, shown = self.window.fetch(start, rows)
        assert list(ids) == [row.id for row in shown] == self._expected()[start : start + rows]

    def _open(self) -> None:
        expected, found = self._expected(), self.window.open(2)
        assert list(found.ids) == expected[: len(found.ids)]
        assert len(found.ids) >= min(len(expected), 2)

    def _seek(self, customer: int) -> None:
        expected = self._expected()
        place = expected.index(customer) if customer in expected else None
        assert self.window.index_of(customer) == place

    def _jump(self, customer: int) -> None:
        expected = self._expected()
        found = self.window.open(2, record_id=customer, near=1)
        place = expected.index(customer) if customer in expected else None
        assert found.index == place
        assert list(found.ids) == expected[found.start : found.start + len(found.ids)]
        assert found.count <= len(expected) if not found.is_exact else True
        if found.is_exact:
            assert found.count == len(expected)
            assert len(found.ids) >= min(len(expected) - found.start, 2)

    def _glance(self, customer: int) -> None:
        """What is shown before all is known may stand elsewhere, but is each of the list once."""
        found = self.window.open(2, record_id=customer, near=1)
        assert len(set(found.ids)) == len(found.ids)

    def _expected(self) -> list[int]:
        with self.office.crm.database.reading(self.actor) as view:
            request = understood(view, self.request)
            order = customer_queries.order_of(request)
            statement = (
                select(*order.columns)
                .where(
                    or_(*visible_in(view.person, request.view)),
                    customer_queries.in_view(view, request),
                )
                .order_by(*order.by())
            )
            return [row.id for row in view.connection.execute(statement)]


def _scatter(office: Built, customers: Sequence[int], seed: int) -> None:
    """Change customers from elsewhere, each of their columns anyhow."""
    chance = random.Random(seed)
    names = ", ".join(f"{name} = :{name}" for name in COLUMNS)
    rows = [
        {"id": each, **{name: chance.choice(values) for name, values in COLUMNS.items()}}
        for each in customers
    ]
    with office.crm.database.setting_up() as connection:
        connection.execute(text(f"UPDATE customer SET {names} WHERE id = :id"), rows)
