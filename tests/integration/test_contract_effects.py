"""What a contract means elsewhere: for the pool, key dates, deals, merging, the timeline."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.days import DayUnit
from crm_tui.domain.key_dates import KeyDateKind
from crm_tui.domain.pools import ContractEndCondition
from crm_tui.domain.timelines import EntryFilter
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError
from crm_tui.i18n import use_language
from crm_tui.presentation.timeline import shown_entry
from tests import make
from tests.integration.contract_papers import (
    IDLE,
    TODAY,
    draft,
    drafted_order,
    is_won,
    last_day,
    signed,
    status,
    statuses,
)


def test_a_contract_in_force_protects_to_its_last_day(crm: Crm, clock: FakeClock) -> None:
    lina = make.rep(crm)
    make.set_conditions(crm, IDLE)
    customer = make.customer(crm, lina)
    assert last_day(crm, lina, customer) == TODAY + 7
    contract = draft(crm, lina, customer, end_day=TODAY + 90)
    assert last_day(crm, lina, customer) == TODAY + 7
    assert crm.contracts.sign(lina, contract).last_day == TODAY + 90
    assert crm.pools.why(lina, customer).contract_until_day == TODAY + 90
    clock.advance(timedelta(days=20))
    # What comes forward keeps its grace: 7 days, the rule's largest lead.
    ended = crm.contracts.terminate(lina, contract, "客户解约")
    assert ended.last_day == TODAY + 27
    crm.history.undo(lina)
    assert last_day(crm, lina, customer) == TODAY + 90
    # An owner's own acts earn grace once in a period.
    assert crm.contracts.void(lina, contract, "签错").last_day == TODAY + 7


def test_a_contract_without_end_protects_for_good(crm: Crm) -> None:
    lina = make.rep(crm)
    make.set_conditions(crm, IDLE)
    customer = make.customer(crm, lina)
    signed(crm, lina, customer)
    assert last_day(crm, lina, customer) > TODAY + 10_000


def test_days_run_from_the_end_of_the_last_contract(crm: Crm, clock: FakeClock) -> None:
    lina = make.rep(crm)
    make.set_conditions(crm, ContractEndCondition(30, DayUnit.ALL))
    customer = make.customer(crm, lina)
    contract = signed(crm, lina, customer, end_day=TODAY + 90)
    assert last_day(crm, lina, customer) == TODAY + 120
    renewed = signed(crm, lina, customer, end_day=TODAY + 180)
    assert last_day(crm, lina, customer) == TODAY + 210
    crm.contracts.void(lina, renewed, "x")
    assert last_day(crm, lina, customer) == TODAY + 120
    # One that ends before its time counts from the day on which it did.
    clock.advance(timedelta(days=10))
    assert crm.contracts.terminate(lina, contract, "x").last_day == TODAY + 40


def test_the_protection_goes_along_to_a_colleague(crm: Crm, admin: Actor) -> None:
    lina, zhao = make.rep(crm), make.rep(crm, "zhao", "赵强")
    make.set_conditions(crm, IDLE)
    customer = make.customer(crm, lina)
    contract = signed(crm, lina, customer, end_day=TODAY + 90)
    crm.movements.transfer(admin, [customer], zhao.user_id)
    assert last_day(crm, zhao, customer) == TODAY + 90
    # Who signed it keeps it for performance.
    assert crm.contracts.contract(zhao, contract).row.owner_id == lina.user_id
    crm.contracts.void(zhao, contract, "x")
    assert last_day(crm, zhao, customer) == TODAY + 7


def test_a_contract_signed_while_its_customer_lies_in_the_pool_protects_who_claims_it(
    crm: Crm, admin: Actor
) -> None:
    lina = make.rep(crm)
    make.set_conditions(crm, IDLE)
    customer = make.customer(crm, in_pool=True)
    contract = signed(crm, admin, customer, end_day=TODAY + 90)
    crm.pools.claim(lina, [customer])
    assert last_day(crm, lina, customer) == TODAY + 90
    voided = crm.contracts.void(admin, contract, "签错").changed.batch_id
    assert last_day(crm, lina, customer) == TODAY + 7
    crm.history.undo(admin, voided)
    assert last_day(crm, lina, customer) == TODAY + 90


def test_the_last_day_becomes_a_key_date(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    contract = signed(crm, lina, customer, end_day=TODAY + 30)
    (date,) = crm.key_dates.list(lina, customer)
    assert (date.fields.kind, date.fields.on.once_day) == (KeyDateKind.RENEWAL, TODAY + 30)
    assert date.fields.title == "HT-202611-0001 年度框架"
    crm.key_dates.delete(lina, date.id)
    crm.contracts.terminate(lina, contract, "x")
    assert crm.key_dates.list(lina, customer) == []


def test_signing_is_a_deal_where_the_office_says_so(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    signed(crm, lina, customer)
    assert crm.deals.list(lina) == []
    crm.contracts.change_settings(admin, {"signed_is_deal": "yes"})
    contract = signed(crm, lina, customer, amount_minor=500_00)
    (deal,) = crm.deals.list(lina)
    assert (deal.amount_minor, deal.owner_id, deal.is_void) == (500_00, lina.user_id, False)
    assert is_won(crm, customer)
    crm.history.undo(lina)
    assert (crm.deals.list(lina), is_won(crm, customer)) == ([], False)
    crm.contracts.sign(lina, contract)
    crm.contracts.terminate(lina, contract, "x")
    assert is_won(crm, customer)
    crm.contracts.void(lina, contract, "x")
    assert [each.is_void for each in crm.deals.list(lina)] == [True]
    assert not is_won(crm, customer)
    crm.history.undo(lina)
    assert is_won(crm, customer)
    assert status(crm, lina, contract) is ContractStatus.TERMINATED


def test_a_contract_in_another_currency_is_a_deal_of_its_amount(crm: Crm, admin: Actor) -> None:
    crm.contracts.change_settings(admin, {"signed_is_deal": "yes"})
    lina = make.rep(crm)
    signed(crm, lina, make.customer(crm, lina), currency="USD", amount_minor=900_00)
    (deal,) = crm.deals.list(lina)
    assert (deal.amount_minor, deal.currency) == (900_00, "USD")


def test_an_order_that_was_a_deal_is_not_one_again_as_a_contract(crm: Crm, admin: Actor) -> None:
    crm.contracts.change_settings(admin, {"signed_is_deal": "yes"})
    crm.orders.set_settings(admin, {"confirmed_is_deal": "yes"})
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    order = drafted_order(crm, lina, customer)
    crm.orders.confirm(lina, order)
    signed(crm, lina, customer, order_id=order, amount_minor=99_99)
    assert len(crm.deals.list(lina)) == 1


def test_the_contracts_of_a_customer_go_with_it(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    kept, gone = make.customer(crm, admin, name="甲公司"), make.customer(crm, admin, name="乙公司")
    contract = signed(crm, admin, gone, end_day=TODAY + 30)
    page = tmp_path / "合同.pdf"
    page.write_bytes(b"%PDF")
    crm.database.files_folder = tmp_path / "files"
    crm.attachments.attach(admin, gone, [page], contract_id=contract)
    with pytest.raises(NotFoundError):
        crm.attachments.attach(admin, kept, [page], contract_id=contract)
    assert [each.name for each in crm.attachments.list(admin, gone, contract_id=contract)] == [
        "合同.pdf"
    ]
    crm.merging.merge(admin, kept, gone)
    assert crm.contracts.contract(admin, contract).row.customer_id == kept
    crm.history.undo(admin)
    assert crm.contracts.contract(admin, contract).row.customer_id == gone
    crm.contracts.void(admin, contract, "签错了")
    crm.standings.delete(admin, [gone])
    assert statuses(crm, admin) == []
    crm.purges.purge(admin, [gone])
    assert make.query(crm, "SELECT count(*) FROM contract") == [(0,)]


def test_the_timeline_tells_of_contracts(crm: Crm) -> None:
    use_language("zh")
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    contract = signed(crm, lina, customer)
    crm.contracts.terminate(lina, contract, "客户解约")
    page = crm.timelines.page(lina, customer, only=EntryFilter.CONTRACTS)
    shown = [
        shown_entry(each, now=make.NOW, zone=make.SHANGHAI, currency="CNY") for each in page.entries
    ]
    assert [(each.title, each.lines) for each in shown] == [
        ("终止合同", ("HT-202611-0001 · 年度框架 · ¥1,000", "原因：客户解约")),
        ("签订合同", ("HT-202611-0001 · 年度框架 · ¥1,000",)),
        ("起草合同", ("HT-202611-0001 · 年度框架 · ¥1,000",)),
    ]
