"""Since when a customer lies in its pool: set on every road into one, gone on every road out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.types import to_ms
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.days import start_of_day
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor
from tests import make
from tests.invariants import broken

HOUR = timedelta(hours=1)


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


def since(crm: Crm, customer: CustomerId) -> object:
    ((found,),) = make.query(crm, f"SELECT pool_since FROM customer WHERE id = {customer}")
    return found


def at(instant: datetime) -> int:
    return to_ms(instant)


def test_entering_and_giving(crm: Crm, lina: Actor) -> None:
    lying, own = make.customer(crm, in_pool=True), make.customer(crm, lina, name="乙公司")
    assert (since(crm, lying), since(crm, own)) == (at(make.NOW), None)
    crm.pools.claim(lina, [lying])
    assert since(crm, lying) is None


def test_what_is_beyond_a_limit_lies_in_the_pool_from_the_start(crm: Crm, lina: Actor) -> None:
    make.set_user(crm, lina.user_id, holding_limit=0)
    assert since(crm, make.customer(crm, lina)) == at(make.NOW)


def test_giving_back_and_undoing_it(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer, entered = make.customer(crm, in_pool=True), clock.now()
    clock.advance(HOUR)
    crm.pools.claim(lina, [customer])
    crm.history.undo(lina)
    assert since(crm, customer) == at(entered)
    make.set_pool(crm, cool_off_return_days=0)
    crm.pools.claim(lina, [customer])
    clock.advance(HOUR)
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    assert since(crm, customer) == at(clock.now())
    crm.history.undo(lina)
    assert since(crm, customer) is None


def test_a_late_sweep_dates_it_from_the_deadline(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    customer = make.customer(crm, lina)
    last_day = crm.pools.why(lina, customer).last_day
    clock.advance(make.DAY * 40)
    crm.sweeps.sweep(lina)
    assert since(crm, customer) == at(start_of_day(last_day + 1, make.SHANGHAI))


def test_setting_aside_and_restoring(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    admin, customer = make.admin(crm), make.customer(crm, in_pool=True)
    clock.advance(HOUR)
    crm.standings.delete(admin, [customer])
    assert since(crm, customer) is None
    crm.history.undo(admin)
    assert since(crm, customer) == at(make.NOW), "as if it had never been deleted"
    crm.standings.delete(admin, [customer])
    clock.advance(HOUR)
    crm.standings.restore(admin, [customer])
    assert since(crm, customer) == at(clock.now())


def test_moving_starts_anew_and_its_undo_does_not(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    admin, there = make.admin(crm), make.pool(crm, "华南公海")
    lying, own = make.customer(crm, in_pool=True), make.customer(crm, lina, name="乙公司")
    clock.advance(HOUR)
    crm.movements.move(admin, [lying, own], there)
    assert (since(crm, lying), since(crm, own)) == (at(clock.now()), None)
    crm.history.undo(admin)
    assert (since(crm, lying), since(crm, own)) == (at(make.NOW), None)


def test_importing_into_a_pool(crm: Crm, tmp_path: Path) -> None:
    admin, file = make.admin(crm), tmp_path / "some.csv"
    file.write_text("客户名称\n甲公司\n乙公司\n", encoding="utf-8")
    crm.imports.run(admin, ImportPlan(file, pool_id=make.pool_id(crm)))
    assert make.query(crm, "SELECT DISTINCT pool_since FROM customer") == [(at(make.NOW),)]
    assert broken(crm) == []


def test_a_list_can_be_sorted_by_it(crm: Crm, lina: Actor, clock: FakeClock) -> None:
    first = make.customer(crm, in_pool=True)
    clock.advance(HOUR)
    second = make.customer(crm, in_pool=True, name="乙公司")
    for descending, order in ((False, [first, second]), (True, [second, first])):
        request = ListRequest(CustomerView.POOL, sort="pool_since", descending=descending)
        assert list(crm.customers.ids(lina, request)) == order
