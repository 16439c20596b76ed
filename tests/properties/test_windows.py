"""A window over a list shows what one plain SELECT returns, whatever it is asked in which order.

Orders, filters, words, groups and marks are drawn, and another process commits in between.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import String, and_, or_, select, type_coerce

from crm_tui.db import search
from crm_tui.db.functions import has_inside
from crm_tui.db.queries import customers as customer_queries
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_in
from crm_tui.domain.customers import CustomerRow, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.list_figures import Grouping, ListGroup
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.users import Actor, Scope
from crm_tui.services.customers.windows import ListWindow, Strides
from crm_tui.services.queries import understood
from crm_tui.tui.widgets.record_list import Group, GroupedSource, GroupHeader, Marks
from crm_tui.tui.widgets.record_list.sources import ids_between
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
from tests.properties.elsewhere import Elsewhere, elsewhere
from tests.properties.window_steps import (
    ROWS,
    Ask,
    Change,
    Complete,
    Fetch,
    InGroups,
    Invert,
    Jump,
    Mark,
    MarkAll,
    MarkRange,
    Open,
    Seek,
    request_of,
    step_of,
)

SMALL = Strides(few=3, step=2, ahead=4, near=(70, 90))
"""Strides so short that a drawn office is a long list to them."""
GROUPED_BY: dict[Grouping, Any] = {
    Grouping.LEVEL: type_coerce(CUSTOMER.c.level, String),
    Grouping.STAGE: CUSTOMER.c.stage_id,
    Grouping.OWNER: CUSTOMER.c.owner_id,
    Grouping.REGION: CUSTOMER.c.province,
    Grouping.POOL: CUSTOMER.c.pool_id,
    Grouping.TYPE: type_coerce(CUSTOMER.c.type, String),
    Grouping.INDUSTRY: CUSTOMER.c.industry_id,
    Grouping.SOURCE: CUSTOMER.c.source_id,
}


@pytest.fixture(scope="module")
def office() -> Iterator[Built]:
    """An office whose customers are scattered anew for every example."""
    with built(_plan()) as made:
        yield made


@pytest.fixture(scope="module")
def others(office: Built) -> Iterator[Elsewhere]:
    """Another process that has the same office open."""
    with elsewhere(office.crm) as working:
        yield working


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


def test_whatever_is_asked_of_a_window_is_what_one_select_returns(
    office: Built, others: Elsewhere
) -> None:
    for seed in range(10):
        _look_around(office, others, seed)


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(20))
def test_so_it_is_whatever_the_list(office: Built, others: Elsewhere, hundred: int) -> None:
    for seed in range(1000 + 100 * hundred, 1100 + 100 * hundred):
        _look_around(office, others, seed)


def _look_around(office: Built, others: Elsewhere, seed: int) -> None:
    chance = random.Random(seed)
    others.scatter(office.customers, seed)
    actor = Actor(chance.choice(office.people))
    if chance.random() < 0.3:
        office.crm.customers.prepare_search(actor)
    look = _Look(office, others, actor, request_of(chance))
    steps = [Open(), *(step_of(chance) for _ in range(10))]
    try:
        for step in steps:
            look.take(step)
        look.compare(0, ROWS)
        look.compare_marks()
    except AssertionError as error:
        error.add_note(f"seed {seed}: {look.request}, of {steps}")
        raise


class _Look:
    """A window and marks, beside what they are to show."""

    def __init__(
        self, office: Built, others: Elsewhere, actor: Actor, request: ListRequest
    ) -> None:
        self.office = office
        self.others = others
        self.actor = actor
        self.request = request
        self.window = self._window(None)
        self.marks = Marks()
        self.marked: set[int] = set()

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
                self._seek(customers[step.customer])
            case Change():
                self._change(customers[step.customer], step.seed)
            case InGroups():
                self._group(step.grouping, step.start, customers[step.customer])
            case Open() | Jump() | Ask():
                self._begin_anew(step)
            case _:
                self._mark(step)

    def _begin_anew(self, step: Open | Jump | Ask) -> None:
        match step:
            case Open():
                self.window = self._window(None)
                self._open()
            case Jump():
                self.window = self._window(None)
                self._jump(self.office.customers[step.customer])
            case Ask():
                self.request = request_of(random.Random(step.seed))
                self.window = self._window(self.window)
                self._open()

    # Rows ---------------------------------------------------------------------------------------

    def compare(self, start: int, rows: int) -> None:
        ids, shown = self.window.fetch(start, rows)
        assert list(ids) == [row.id for row in shown]
        self._compare_stretch(list(ids), start, rows)
        assert [each in self.marks for each in ids] == [each in self.marked for each in ids]

    def _compare_stretch(self, ids: Sequence[int], start: int, rows: int) -> None:
        """What is found first of a long search may be only some of it, until all is known."""
        expected = self._expected()
        if self.window.known.ids is not None or not self._is_found_bit_by_bit:
            assert ids == expected[start : start + rows]
        else:
            assert len({*ids}) == len(ids)
            assert {*ids} <= {*expected}

    @property
    def _is_found_bit_by_bit(self) -> bool:
        return self.window.is_partial or bool(self._understood.query)

    @property
    def _understood(self) -> ListRequest:
        with self.office.crm.database.reading(self.actor) as view:
            return understood(view, self.request)

    def _open(self) -> None:
        expected, found = self._expected(), self.window.open(2)
        self._compare_stretch(list(found.ids), 0, len(found.ids))
        if not self.window.is_partial:
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

    def _change(self, customer: int, seed: int) -> None:
        self.others.scatter([customer], seed)
        self.window = self._window(self.window)
        self._glance(customer)
        self.window.complete()
        self._jump(customer)

    def _glance(self, customer: int) -> None:
        """What is shown before all is known may stand elsewhere, but is each of the list once."""
        found = self.window.open(2, record_id=customer, near=1)
        assert len(set(found.ids)) == len(found.ids)
        assert set(found.ids) <= set(self._expected())

    def _expected(self) -> list[int]:
        with self.office.crm.database.reading(self.actor) as view:
            return [row.id for row in _selected(view, understood(view, self.request))]

    # Marks --------------------------------------------------------------------------------------

    def _mark(self, step: Any) -> None:
        listed = self._expected()
        match step:
            case Mark() if listed:
                each = listed[step.place % len(listed)]
                self.marks = self.marks.toggled(each)
                self.marked ^= {each}
            case MarkRange() if listed:
                first, last = step.place % len(listed), step.other % len(listed)
                between = ids_between(_Listed(self.window), listed[first], listed[last])
                self.marks = self.marks.joined(between)
                self.marked |= {*listed[min(first, last) : max(first, last) + 1]}
            case MarkAll():
                self.marks = self.marks.joined(self.window.ids())
                self.marked |= {*listed}
            case Invert():
                self.marks = self.marks.inverted(self.window.ids())
                self.marked ^= {*listed}
        self.compare_marks()

    def compare_marks(self) -> None:
        assert self.marks == self.marked

    # Groups -------------------------------------------------------------------------------------

    def _group(self, grouping: Grouping, start: int, customer: CustomerId) -> None:
        figures = self.office.crm.figures
        found = figures.groups(self.actor, self.request, grouping)
        places = {each.value: at for at, each in enumerate(found)}

        def group_of(record_id: int) -> int | None:
            value = figures.group_of(self.actor, grouping, CustomerId(record_id))
            return None if value is None else places.get(value)

        source = GroupedSource([self._one_group(at, each) for at, each in enumerate(found, 1)],
                               group_of)  # fmt: skip
        lines = self._lines(grouping, found)
        assert source.count() == len(lines)
        assert [each.id for each in source.fetch(start, 8)] == lines[start : start + 8]
        place = lines.index(customer) if customer in lines else None
        assert source.index_of(customer) == place

    def _one_group(self, at: int, group: ListGroup) -> Group[CustomerRow]:
        request = replace(self.request, group=group.value)
        window = ListWindow(self.office.crm.database, self.actor, request, None, SMALL)
        return Group(GroupHeader(-at, group.name, group.count), _Listed(window))

    def _lines(self, grouping: Grouping, groups: Sequence[ListGroup]) -> list[int]:
        """Return what stands on each line: the groups, each over its customers in their order."""
        lines: list[int] = []
        with self.office.crm.database.reading(self.actor) as view:
            request = understood(view, self.request)
            rows = _selected(view, request, GROUPED_BY[grouping].label("value"))
            assert {each.value.value for each in groups} == {row.value for row in rows}
            for at, each in enumerate(groups, start=1):
                inside = [row.id for row in rows if row.value == each.value.value]
                assert each.count == len(inside)
                lines += [-at, *inside]
        return lines


class _Listed:
    """A window as the source of a list."""

    def __init__(self, window: ListWindow) -> None:
        self._window = window

    def count(self) -> int:
        return self._window.count()

    def fetch(self, start: int, n: int) -> Sequence[CustomerRow]:
        return self._window.fetch(start, n)[1]

    def index_of(self, record_id: int) -> int | None:
        return self._window.index_of(record_id)


def _selected(view: View, request: ListRequest, *more: Any) -> Sequence[Any]:
    """Return what one plain SELECT finds, in its order; of words that of a search of its own."""
    order = customer_queries.order_of(request)
    wanted = customer_queries.in_view(view, request)
    words = [has_inside(CUSTOMER.c.name, word) for word in request.query.split()]
    statement = (
        select(*order.columns, *more)
        .where(or_(*visible_in(view.person, request.view)), and_(wanted, *words))
        .order_by(*order.by())
    )
    rows = view.connection.execute(statement).all()
    if not words:
        return rows
    ranked, _is_all = search.ids_of_all(view, request.query, wanted, request.view)
    assert sorted(ranked) == sorted(row.id for row in rows)
    by_id = {row.id: row for row in rows}
    return [by_id[each] for each in ranked]
