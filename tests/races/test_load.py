"""Many programs at once for a while, all kinds of work: nothing is lost, nobody is locked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from tests import make
from tests.workdays.checks import wrong
from tests.workdays.ledgers import Books, Told
from tests.workdays.running import Hours, jobs, team, work_together

FULL = [pytest.mark.long, pytest.mark.timeout(600)]
SIZES = [
    pytest.param(7, Hours(5, 0.1, days=2), id="small"),
    pytest.param(16, Hours(60, 0.5), id="full", marks=FULL),
    pytest.param(16, Hours(60, 0), id="without a pause", marks=FULL),
]


@pytest.mark.parametrize(("processes", "hours"), SIZES)
def test_what_many_programs_were_told_at_once_stands(
    crm: Crm, tmp_path: Path, processes: int, hours: Hours
) -> None:
    people = team(crm, tmp_path, reps=processes // 2, customers=4 * processes)
    plan = jobs(people, processes)
    books, evening = work_together(crm, people, tmp_path, plan=plan, hours=hours)
    assert books.faults == []
    assert wrong(evening, books) == []
    done = {each.kind for each in books.told if each.things}
    assert done >= {"follow up", "edit", "claim", "assign", "look", "import", "backup"}
    evening.close()


def test_what_is_lost_made_up_or_written_over_is_found(crm: Crm, admin: Actor) -> None:
    customer = make.customer(crm, admin)
    make.follow_up(crm, admin, customer, "load 1-1")
    for value in ("load 1-2", "load 1-3"):
        crm.customers.edit(admin, customer, {"needs": value})
    edits = tuple(f"{customer} needs load 1-{number}" for number in (2, 3))
    told = [Told("follow up", 0, 1, ("1-1",)), Told("edit", 0, 1, edits)]
    assert wrong(crm, Books(told)) == []
    assert wrong(crm, Books(told[1:])) == ["follow up: there and not told: ['1-1']"]
    lost = Told("follow up", 0, 1, ("1-4",))
    assert wrong(crm, Books([*told, lost])) == ["follow up: told and not there: ['1-4']"]
    make.meddle(crm, "UPDATE customer SET needs = 'load 1-2'")
    assert any("'load 1-2', not 'load 1-3'" in line for line in wrong(crm, Books(told)))
