"""How lists are read: by which index, stopped when nobody waits, and what is said of leavers."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.cancels import Cancel
from crm_tui.db.queries.customers import windows
from crm_tui.db.queries.customers.plans import FACET, FACETS, ListPlan
from crm_tui.db.tables.customers import Customer
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.departures import DepartureKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import SupersededError
from crm_tui.presentation.departures import departure_words
from tests import make

WALKED = ("name", "last_follow_up_at", "next_contact_at", "last_day", "created_at", "city")


@pytest.fixture
def admin(crm: Crm) -> Actor:
    return make.admin(crm)


@pytest.fixture
def plans_of(crm: Crm) -> Iterator[list[str]]:
    """How SQLite carries out what is asked of customers from now on."""
    make.is_about_a_file()
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "customer" in statement and not statement.startswith(("EXPLAIN", "PRAGMA")):
            other = cursor.connection.cursor()
            steps = other.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(step[3] for step in steps)

    event.listen(crm.database.engine, "before_cursor_execute", explain)
    yield found
    event.remove(crm.database.engine, "before_cursor_execute", explain)


# --- by which index ------------------------------------------------------------------------------


def test_what_lists_take_for_covered_is_in_the_index() -> None:
    indexes = Customer.__table__.indexes  # type: ignore[attr-defined]  # SQLModel's own
    facet = next(each for each in indexes if each.name == FACET)
    assert tuple(column.name for column in facet.columns) == FACETS


@pytest.mark.parametrize("sort", WALKED)
@pytest.mark.parametrize("view", [CustomerView.ALL, CustomerView.POOL, CustomerView.CLAIMABLE])
def test_a_page_of_an_indexed_order_sorts_nothing_and_reads_no_more_than_it_shows(
    crm: Crm, admin: Actor, plans_of: list[str], view: CustomerView, sort: str
) -> None:
    with crm.database.reading(admin) as open_view:
        plan = ListPlan.of(open_view, ListRequest(view, sort=sort, descending=True))
        plans_of.clear()
        windows.walk(plan, 64)
    assert any("USING" in step and "INDEX ix_customer" in step for step in plans_of)
    for step in plans_of:
        assert not (step.startswith("SCAN customer") and "INDEX" not in step), step
    # The few that are kept for somebody are sorted; of the walked ones nothing is.
    assert sum("TEMP B-TREE FOR ORDER BY" in step for step in plans_of) <= 1


@pytest.mark.parametrize("descending", [True, False])
def test_an_order_by_what_few_have_reads_no_customer_that_has_none(
    crm: Crm, admin: Actor, plans_of: list[str], descending: bool
) -> None:
    with crm.database.reading(admin) as open_view:
        request = ListRequest(CustomerView.ALL, sort="opens_at", descending=descending)
        plans_of.clear()
        windows.find_all(ListPlan.of(open_view, request))
    assert "SEARCH customer USING INDEX ix_customer_opens (opens_at>?)" in plans_of
    assert "SCAN customer USING COVERING INDEX ix_customer_facet" in plans_of
    assert "SCAN customer" not in plans_of


def test_the_tasks_of_what_is_not_planned_are_looked_up_by_their_customer(
    crm: Crm, admin: Actor, plans_of: list[str]
) -> None:
    crm.customers.page(admin, ListRequest(CustomerView.ALL, query="计划:无"))
    assert any("task USING" in step and "ix_task_customer" in step for step in plans_of)
    assert not any(step.startswith("SCAN task") for step in plans_of)


@pytest.mark.parametrize("view", list(CustomerView))
def test_counting_a_view_reads_no_table(
    crm: Crm, admin: Actor, plans_of: list[str], view: CustomerView
) -> None:
    with crm.database.reading(admin) as open_view:
        plans_of.clear()
        windows.count(open_view, ListRequest(view))
    assert not [step for step in plans_of if step in {"SCAN customer", "SCAN other"}]


# --- stopped -------------------------------------------------------------------------------------


def test_a_statement_stops_at_once_when_the_question_is_taken_back(crm: Crm, admin: Actor) -> None:
    cancel = Cancel()
    timer = threading.Timer(0.05, cancel.cancel)
    timer.start()
    with pytest.raises(SupersededError), cancel.covering(), crm.database.reading(admin) as view:
        view.connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        )
    timer.join()
    assert make.customer(crm) in crm.customers.ids(admin, ListRequest(CustomerView.ALL))


def test_what_was_taken_back_before_it_began_is_not_read(crm: Crm, admin: Actor) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(SupersededError), cancel.covering():
        crm.customers.ids(admin, ListRequest(CustomerView.ALL))


def test_a_token_has_no_power_over_a_connection_that_others_use_by_then(
    crm: Crm, admin: Actor
) -> None:
    interrupted: list[int] = []
    cancel = Cancel()
    with cancel.interruptible(lambda: interrupted.append(1)):
        pass
    with cancel.covering():
        crm.customers.ids(admin, ListRequest(CustomerView.ALL))
    cancel.cancel()
    assert not interrupted
    assert list(crm.customers.ids(admin, ListRequest(CustomerView.ALL))) == []


def test_what_is_called_off_while_it_is_being_prepared_is_no_fault(crm: Crm, admin: Actor) -> None:
    make.is_about_a_file()
    make.customer(crm, admin, "北京恒信")
    other, cancel = make.again(crm), Cancel()

    def call_off(*_: Any) -> int:
        cancel.cancel()
        return sqlite3.SQLITE_OK

    def watch(_connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if "json_each" in statement:
            cursor.connection.set_authorizer(call_off)

    event.listen(other.database.engine, "before_cursor_execute", watch)
    with cancel.covering(), pytest.raises(SupersededError):
        other.customers.page(admin, ListRequest(CustomerView.ALL, query="恒信"))
    other.close()


# --- what is said of leavers ---------------------------------------------------------------------


def why(crm: Crm, actor: Actor, request: ListRequest, customer: CustomerId) -> str:
    found = crm.customers.why_left(actor, request, [customer])
    return departure_words(found[customer], "CNY") if customer in found else ""


def test_who_took_a_customer_from_the_pool_is_named(crm: Crm) -> None:
    pool = make.pool(crm, "华北公海")
    lina, zhao = make.rep(crm, "lina", "李娜"), make.rep(crm, "zhaojun", "赵军")
    customer = make.customer(crm, pool=pool)
    open_ones = ListRequest(CustomerView.CLAIMABLE)
    assert why(crm, zhao, open_ones, customer) == ""
    crm.pools.claim(lina, [customer])
    assert why(crm, zhao, open_ones, customer) == "李娜 has it now"


def test_a_customer_that_changed_names_the_term_it_meets_no_more(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, level=Level.A)
    asked = ListRequest(CustomerView.ALL, query="等级:A 城市:北京 -阶段:报价")
    crm.customers.edit(admin, customer, {"city": "北京市"})
    assert why(crm, admin, asked, customer) == ""
    crm.customers.edit(admin, customer, {"level": Level.B})
    assert why(crm, admin, asked, customer) == "does not meet level:A any more"


def test_who_held_a_customer_is_told_to_whom_it_was_passed_on(crm: Crm) -> None:
    lina, zhao = make.rep(crm, "lina", "李娜"), make.rep(crm, "zhaojun", "赵军")
    customer = make.customer(crm, lina)
    crm.movements.transfer(make.admin(crm), [customer], zhao.user_id, reason="调整")
    for view in (CustomerView.MINE, CustomerView.ALL):
        assert why(crm, lina, ListRequest(view), customer) == "passed on to 赵军"


def test_a_customer_out_of_sight_names_nobody(crm: Crm, admin: Actor) -> None:
    lina, zhao = make.rep(crm, "lina", "李娜"), make.rep(crm, "zhaojun", "赵军")
    customer = make.customer(crm, lina)
    for receiver in (zhao, make.rep(crm, "liuyang", "刘洋")):
        crm.movements.transfer(admin, [customer], receiver.user_id, reason="调整")
    # Whom it went to after that is not for whoever held it before the last owner.
    found = crm.customers.why_left(lina, ListRequest(CustomerView.MINE), [customer])
    assert found[customer].kind is DepartureKind.GONE
    assert found[customer].owner == ""
