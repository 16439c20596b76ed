"""How what is asked of a whole office is read: by which index, and nothing for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from crm_tui.bootstrap import Crm
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
    make.follow_up(crm, lina, make.customer(crm, lina))
    day = ReportRequest(ReportSpan.DAY, TODAY)
    with asked(crm) as without:
        assert crm.reports.show(boss, day).targets == {}
    crm.targets.set(boss, TODAY, [TargetEntry(lina.user_id, TargetKind.FOLLOW_UPS, 10)])
    with asked(crm) as found:
        report = crm.reports.show(boss, day)
    month = crm.targets.month(boss, TODAY)
    assert report.targets == {TargetKind.FOLLOW_UPS: month.whole(TargetKind.FOLLOW_UPS)}
    assert report.targets[TargetKind.FOLLOW_UPS].done == 1
    assert len(found) == len(without) + 1
