"""Both engines show a list in one order: where nothing stands, it is said where that goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, event
from sqlalchemy.sql import elements, operators, visitors

from crm_tui.bootstrap import Crm
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.users import Actor
from tests import make
from tests.guesses import Guesser
from tests.integration.test_strangers import SECRETS, attempts
from tests.worked_offices import worked

NEVER_EMPTY = {
    "bank_receipt.claimed_at": "of claims that wait",
    "contact_affiliation.until_day": "of those that ended",
    "customer.owner_id": "of customers that somebody holds",
    "pipeline_stage.rot_days": "of stages that rot",
    "project.registered_until": "of registrations in force",
    "rule_outcome.missing": "of what is missing",
    "task.done_at": "of tasks that are done",
    "keyed.user_id": "of people who are seen",
    "keyed.day": "sums that are added up, in any order",
    "keyed.one": "the same",
}
"""What may be empty in its table, and is not where it orders something."""
_SAID = (operators.nulls_first_op, operators.nulls_last_op)


def ordered_by_empty(statement: Any) -> Iterator[str]:
    """Yield the columns that may be empty and order a statement, as its tables call them."""
    for part in visitors.iterate(statement) if hasattr(statement, "get_children") else ():
        for clause in getattr(part, "_order_by_clauses", ()) or ():
            found = clause
            while isinstance(found, elements.UnaryExpression) and found.modifier not in _SAID:
                found = found.element
            if isinstance(found, Column) and found.nullable and found.table is not None:
                yield f"{found.table.name}.{found.name}"


@pytest.mark.long
def test_no_list_is_ordered_by_what_may_be_empty(crm: Crm, tmp_path: Path) -> None:
    folders = tmp_path / "files", tmp_path / "backups"
    crm.database.files_folder, crm.database.backups_folder = folders
    people = worked(crm, tmp_path)
    found: set[str] = set()

    def look(_connection: object, statement: Any, *_rest: object) -> None:
        found.update(ordered_by_empty(statement))

    event.listen(crm.database.engine, "before_execute", look)
    for actor in (people.admin, people.lina):
        for _ in attempts(crm, actor, Guesser((1, 2, 3, 4, 5), SECRETS, tmp_path, 4)):
            pass
    event.remove(crm.database.engine, "before_execute", look)
    assert sorted(found - NEVER_EMPTY.keys()) == []


def test_days_of_every_month_stand_before_days_of_the_year(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    customer = make.customer(crm, lina)
    for day in (KeyDay(month=5, day=1), KeyDay(day=23), KeyDay(month=3, day=8)):
        crm.key_dates.add(lina, customer, KeyDateFields(KeyDateKind.OTHER, day))
    assert [row.fields.on.month for row in crm.key_dates.list(lina, customer)] == [None, 3, 5]


def test_people_of_no_department_stand_first_in_a_month(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    people = crm.targets.month(admin).people
    assert [each.login for each in people] == ["wangwei", "lina"]
