"""Two imports at once on one file: what either brings is there, and nothing twice."""

from __future__ import annotations

from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports.outcomes import Outcome
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.users import Actor
from crm_tui.formats.workbooks import write_csv
from tests import invariants, make
from tests.races.racing import race

HEADER = ["客户名称", "联系人", "电话"]
ROWS = 150
FILL = MatchPolicy(MatchAction.FILL, MatchAction.FILL)


def bring(crm: Crm, actor: Actor, file: Path) -> dict[str, int]:
    """Import a file; tell how many rows had which outcome."""
    found = crm.imports.run(actor, ImportPlan(file))
    return {outcome.value: number for outcome, number in found.counts.items()}


def fill(crm: Crm, actor: Actor, file: Path) -> int:
    """Fill customers from a file; tell how many rows were about one that is here."""
    found = crm.imports.run(actor, ImportPlan(file, policy=FILL))
    return found.count(Outcome.UPDATED) + found.count(Outcome.UNCHANGED)


def test_of_two_imports_with_the_same_phones_each_phone_is_taken_once(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    files = []
    for number, first in enumerate((0, ROWS // 2)):
        file = tmp_path / f"{number}.csv"
        rows = [
            [f"第{number}批第{each}号公司", "张敏", f"139{each:08d}"]
            for each in range(first, first + ROWS)
        ]
        write_csv(file, HEADER, rows)
        files.append(file)
    one, other = race(crm, bring, [[(admin, file)] for file in files], clock)
    outcomes = [one[0], other[0]]
    whole, half = {"created": ROWS}, {"created": ROWS // 2, "refused": ROWS // 2}
    assert outcomes in ([whole, half], [half, whole])
    phones = "SELECT count(*), count(DISTINCT digits) FROM contact_phone"
    assert make.query(crm, phones) == [(ROWS + ROWS // 2, ROWS + ROWS // 2)]
    assert invariants.broken(crm) == []


def test_the_same_company_from_two_files_is_one_customer_with_both_contacts(
    crm: Crm, admin: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    make.meddle(crm, "UPDATE office SET duplicates = '{}'")
    files = []
    for number in range(2):
        file = tmp_path / f"{number}.csv"
        rows = [[f"第{each}号公司", f"联系人{number}", ""] for each in range(40)]
        write_csv(file, HEADER, rows)
        files.append(file)
    answers = race(crm, fill, [[(admin, file)] for file in files], clock)
    assert sorted(each for (each,) in answers) == [0, 40]
    assert make.query(crm, "SELECT count(*) FROM customer") == [(40,)]
    people = "SELECT DISTINCT count(*) FROM contact GROUP BY customer_id"
    assert make.query(crm, people) == [(2,)]
