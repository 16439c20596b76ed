"""A dry run says what would become of rows, an import what did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    ImportedLine,
    ImportLine,
    ImportResult,
    Outcome,
    RefusedLine,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.presentation.import_plans import result_lines
from crm_tui.presentation.import_results import told_of

DONE = ImportPlan(Path("a.csv"))
TRIED = replace(DONE, dry_run=True)
CREATED = ImportedLine(2, "甲", None, None)
PASSED_ON = ChangedLine(3, "乙", CustomerId(1), contacts=1, holder="赵军")


@pytest.mark.parametrize(
    ("line", "tried", "done"),
    [
        (CREATED, "would be imported", "imported"),
        (RefusedLine(2, ()), "would be refused", "refused"),
        (PASSED_ON, "contact would be passed on to 赵军", "contact passed on to 赵军"),
        (
            CREATED._replace(is_incomplete=True),
            "would be imported, to be completed: no contact",
            "imported, to be completed: no contact",
        ),
    ],
)
def test_a_dry_run_tells_what_would_become_of_a_row(
    line: ImportLine, tried: str, done: str
) -> None:
    assert (told_of(line, TRIED)[0], told_of(line, DONE)[0]) == (tried, done)


def test_it_is_said_where_rows_lie_that_name_no_owner() -> None:
    found = ImportResult(TRIED, counts={Outcome.CREATED: 3}, unowned=2)
    said = "2 of them name no owner and go into the pool."
    assert said in [*result_lines(found)]
    into_one = replace(found, plan=replace(TRIED, pool_id=PoolId(1)))
    assert said not in [*result_lines(into_one)]
