"""What follows from other records is found where it is wrong, and mended from them."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.health import CheckKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import NotPermittedError
from tests import invariants, make
from tests.long_runs import only_long


@pytest.fixture
def worked_in(crm: Crm, admin: Actor, clock: FakeClock) -> Crm:
    """An office in which customers have changed hands, been followed up and deleted."""
    make.department(crm, "华东")
    lina, wang = make.rep(crm, "lina"), make.rep(crm, "wang")
    for number in range(4):
        customer = make.customer(
            crm, lina, name=f"杭州恒信{number}", phone=f"1380013800{number}", in_pool=number == 3
        )
        if number < 3:
            make.follow_up(crm, lina, customer)
    crm.movements.transfer(admin, [CustomerId(customer - 1)], wang.user_id)
    crm.pools.claim(wang, [customer])
    clock.advance(make.DAY)
    make.customer(crm, lina, name="没有联系人的公司")
    gone = make.customer(crm, lina, name="删掉的")
    crm.standings.delete(lina, [gone])
    return crm


def wrong(crm: Crm) -> dict[CheckKind, tuple[str, ...]]:
    return {each.kind: each.faults for each in crm.doctor.examine_derived() if each.faults}


def test_an_office_that_was_worked_in_has_nothing_to_mend(worked_in: Crm, admin: Actor) -> None:
    assert wrong(worked_in) == {}
    before = make.dump(worked_in)
    assert worked_in.doctor.repair(admin) == ()
    assert make.dump(worked_in) == before
    assert invariants.broken(worked_in) == []


_SOME = ("app_user.held", "customer.completeness", "customer.last_day", "duplicate_key")
"""One of each kind: what is counted, follows from a row, from the rules, or is a row of its own."""
DAMAGE = {
    "app_user.held": "UPDATE app_user SET held = held + 3 WHERE login = 'lina'",
    "customer.period_id": "UPDATE customer SET period_id = 99 WHERE id = 1",
    "customer.holder_count": "UPDATE customer SET holder_count = 7 WHERE id = 2",
    "customer.last_follow_up_at": "UPDATE customer SET last_follow_up_at = 0 WHERE id = 1",
    "customer.is_incomplete": "UPDATE customer SET is_incomplete = NOT is_incomplete WHERE id = 1",
    "customer.completeness": "UPDATE customer SET completeness = 99 WHERE id = 2",
    "department.path": "UPDATE department SET path = '/9/' WHERE name = '华东'",
    "duplicate_key": "DELETE FROM duplicate_key WHERE kind = 'name' AND customer_id = 1",
    "customer.last_day": "UPDATE customer SET last_day = last_day + 400 WHERE id = 1",
}


@pytest.mark.parametrize("name", [*_SOME, *only_long(each for each in DAMAGE if each not in _SOME)])
def test_a_column_that_is_wrong_is_named_and_mended(
    worked_in: Crm, admin: Actor, name: str
) -> None:
    whole = make.dump(worked_in)
    make.meddle(worked_in, DAMAGE[name])
    assert make.dump(worked_in) != whole, "the damage is none"
    (faults,) = wrong(worked_in).values()
    assert [fault.partition(":")[0] for fault in faults] == [name]
    assert worked_in.doctor.repair(admin) == faults
    assert wrong(worked_in) == {}
    assert invariants.broken(worked_in) == []
    assert worked_in.history.batches(admin)[0].operation == "Doctor.repair"
    if name != "customer.last_day":  # whose end came nearer is given grace
        untold = ("event: ", "batch: ", "office: ", "sqlite_sequence: ")
        assert {line for line in make.dump(worked_in) if not line.startswith(untold)} == {
            line for line in whole if not line.startswith(untold)
        }


def test_an_index_that_is_missing_is_made_again(worked_in: Crm, admin: Actor) -> None:
    make.meddle(worked_in, "DROP INDEX ix_customer_city")
    assert wrong(worked_in) == {CheckKind.SCHEMA: ("index ix_customer_city",)}
    worked_in.doctor.repair(admin)
    assert wrong(worked_in) == {}


def test_what_nobody_can_compute_is_only_told(worked_in: Crm, admin: Actor) -> None:
    make.meddle(
        worked_in,
        "UPDATE ownership_period SET owner_id = 1 WHERE customer_id = 1 AND ended_at IS NULL",
    )
    found = wrong(worked_in)
    assert found[CheckKind.OWNERS] == ("customer.owner_id: 1",)
    worked_in.doctor.repair(admin)
    assert CheckKind.OWNERS in wrong(worked_in)


def test_a_repair_is_for_who_runs_the_office(worked_in: Crm) -> None:
    with pytest.raises(NotPermittedError):
        worked_in.doctor.repair(make.rep(worked_in, "zhao"))


def test_a_search_that_lost_its_words_is_mended_with_the_rest(worked_in: Crm, admin: Actor) -> None:
    make.meddle(worked_in, "UPDATE customer SET search_text = 'x' WHERE id = 1")
    assert worked_in.doctor.repair(admin) == ("customer 1: texts",)
    assert worked_in.doctor.examine(thoroughly=True).is_sound
