"""Lists of what is sold are walked in their order: a page of a view sorts no great number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from crm_tui.bootstrap import Crm
from crm_tui.domain.queries.fields import CUSTOMERS
from crm_tui.domain.record_lists import SUBJECTS, request_of
from crm_tui.domain.seeded_views import BROUGHT
from crm_tui.domain.views import ListTab, SavedView
from tests import make

SORTED = {
    # What is due of an order stands in its lines.
    *("orders.overdue", "orders.today", "orders.tomorrow", "orders.week"),
    # Those that ended and those that were terminated are found apart; few end within days.
    *("contracts.ended", "contracts.ending"),
    # Few wait for an answer; they are found by what was asked for.
    "quotes.waiting",
    # Open ones are of customers of mine, and those are few.
    "opportunities.mine",
}
WALKED = [
    view
    for tab in ListTab
    if SUBJECTS[tab] is not CUSTOMERS
    for view in BROUGHT[tab]
    if view.key not in SORTED
]


@pytest.fixture
def plans_of(crm: Crm) -> Iterator[list[str]]:
    """How SQLite finds the ids of a list from now on."""
    make.is_about_a_file()
    found: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "group_concat" in statement and not statement.startswith("EXPLAIN"):
            steps = cursor.connection.cursor().execute(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
            found.extend(step[3] for step in steps)

    event.listen(crm.database.engine, "before_cursor_execute", explain)
    yield found
    event.remove(crm.database.engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("view", WALKED, ids=lambda view: view.key)
def test_a_page_of_a_view_is_walked_by_who_sees_all(
    crm: Crm, plans_of: list[str], view: SavedView
) -> None:
    getattr(crm, view.tab.value).window(make.admin(crm), request_of(view)).open(64)
    assert plans_of
    assert not [step for step in plans_of if "TEMP B-TREE FOR ORDER BY" in step], plans_of
