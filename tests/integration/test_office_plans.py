"""How what is asked of a whole office is read: by which index, and nothing for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.domain.deals import DealFields
from crm_tui.domain.reports import ReportRequest, ReportSpan
from crm_tui.domain.targets import TargetEntry, TargetKind
from crm_tui.domain.users import Actor
from tests import make

TODAY = make.NOW.toordinal()


@contextmanager
def asked(crm: Crm) -> Iterator[list[tuple[str, list[str]]]]:
    """Gather what is asked meanwhile, each with the steps in which SQLite answers it."""
    make.is_about_a_file()
    found: list[tuple[str, list[str]]] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            other = cursor.connection.cursor()
            steps = other.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.append((statement, [step[3] for step in steps]))

    event.listen(crm.database.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(crm.database.engine, "before_cursor_execute", explain)


def steps(found: list[tuple[str, list[str]]]) -> list[str]:
    """Return all steps of what was asked."""
    return [step for _text, steps in found for step in steps]


def steps_of(found: list[tuple[str, list[str]]], table: str) -> list[str]:
    """Return the steps of what was asked of a table."""
    return [step for text, steps in found if f"FROM {table}" in text for step in steps]


@pytest.fixture
def admin(crm: Crm) -> Actor:
    return make.admin(crm)


def test_how_full_pools_are_is_counted_in_the_order_of_an_index(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm, "lina", "李娜")
    for number, owner in enumerate((lina, lina, admin, None, None)):
        make.customer(crm, owner, f"客户{number}", in_pool=owner is None)
    with asked(crm) as found:
        (pool,) = crm.pools.pools(admin)
    assert (pool.customers, pool.owned) == (2, 3)
    steps = steps_of(found, "customer")
    assert "SCAN customer USING COVERING INDEX ix_customer_facet" in steps
    # Only what each owner holds is put together by pool.
    assert steps.count("USE TEMP B-TREE FOR GROUP BY") == 1


def test_a_report_of_a_day_sums_up_a_month_of_what_is_to_be_brought_alone(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    day = ReportRequest(ReportSpan.DAY, TODAY)
    # What is read once of an office, its calendar say, is read now; what a write asks for anew
    # is asked for both times.
    assert crm.reports.show(boss, day).targets == {}
    make.follow_up(crm, lina, customer)
    with asked(crm) as without:
        crm.reports.show(boss, day)
    crm.targets.set(boss, TODAY, [TargetEntry(lina.user_id, TargetKind.FOLLOW_UPS, 10)])
    with asked(crm) as found:
        report = crm.reports.show(boss, day)
    month = crm.targets.month(boss, TODAY)
    assert report.targets == {TargetKind.FOLLOW_UPS: month.whole(TargetKind.FOLLOW_UPS)}
    assert report.targets[TargetKind.FOLLOW_UPS].done == 1
    assert len(found) == len(without) + 1


def test_the_newest_follow_ups_of_an_office_are_found_author_by_author(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    own, others = make.customer(crm, lina), make.customer(crm, zhao, "上海浦江")
    for number in range(2):
        make.follow_up(crm, lina, own, f"谈了{number}")
    for number in range(5):
        make.follow_up(crm, zhao, others, f"又谈了{number}")
    with asked(crm) as found:
        (newest,) = crm.follow_ups.list(make.admin(crm), limit=1)
    assert newest.content == "又谈了4"
    assert any(
        "ix_follow_up_author (author_id=? AND happened_at>?)" in each for each in steps(found)
    )
    assert "SCAN follow_up" not in steps(found)
    # Four times as many as are wanted are out of sight: it is found among more of them.
    assert [each.content for each in crm.follow_ups.list(lina, limit=1)] == ["谈了1"]
    assert [each.content for each in crm.follow_ups.list(lina)] == ["谈了1", "谈了0"]


def test_the_newest_deals_of_an_office_are_found_by_their_days(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    own, others = make.customer(crm, lina), make.customer(crm, zhao, "上海浦江")
    crm.deals.record(lina, own, DealFields(1_00, TODAY - 9))
    for number in range(5):
        crm.deals.record(zhao, others, DealFields(2_00 + number, TODAY - number))
    with asked(crm) as found:
        assert [each.amount_minor for each in crm.deals.list(make.admin(crm), limit=1)] == [2_00]
    assert "SEARCH deal USING INTEGER PRIMARY KEY (rowid=?)" in steps(found)
    assert [each.amount_minor for each in crm.deals.list(lina, limit=1)] == [1_00]
    assert len(crm.deals.list(zhao)) == 5


def test_a_page_of_the_history_looks_at_the_customers_of_its_events_alone(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    make.customer(crm, lina)
    make.customer(crm, None, "公海的", in_pool=True)
    make.customer(crm, zhao, "上海浦江")
    every = crm.audits.ids(lina)
    assert every
    with asked(crm) as found:
        first = crm.audits.ids(lina, limit=2)
        rows = crm.audits.rows(lina, list(every))
    assert (first, [each.id for each in rows]) == (every[:2], list(every))
    assert "SEARCH customer USING INTEGER PRIMARY KEY (rowid=?)" in steps(found)
    assert not any(each.startswith("SCAN customer") for each in steps(found))


def test_what_customers_are_to_pay_is_summed_from_what_was_sold(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    for actor in (lina, boss):
        with asked(crm) as found:
            assert list(crm.receivables.rows(actor)) == []
        assert "SCAN payment USING COVERING INDEX ix_payment_money" in steps(found)
