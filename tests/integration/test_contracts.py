"""Contracts: drafted, signed, ended, taken back; and what they mean for customer and pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.contracts.rules import (
    ContractEnded,
    ContractNotDraft,
    ContractNotSigned,
    ContractOrderNotConfirmed,
    ContractOrderOfOthers,
    ContractOwnerNotYours,
    ContractQuoteNotOut,
    ContractQuoteOfOthers,
    ContractStands,
    OrderContracted,
)
from crm_tui.domain.days import DayUnit
from crm_tui.domain.identifiers import ContractId, CustomerId, OrderId, QuoteId
from crm_tui.domain.key_dates import KeyDateKind
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.pools import ContractEndCondition, IdleCondition
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.timelines import EntryFilter
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError, UndoRefusedError
from crm_tui.i18n import use_language
from crm_tui.presentation.timeline import shown_entry
from tests import make

TODAY = make.NOW.toordinal()
LINE = QuoteLineFields(name="安装", quantity_milli=3_000, unit_price_minor=33_33)
IDLE = IdleCondition(7, DayUnit.ALL)


def draft(crm: Crm, actor: Actor, customer: CustomerId, **fields: object) -> ContractId:
    """Draft a contract of 1000 unless other fields are named."""
    values = {"title": "年度框架", "amount_minor": 1_000_00, **fields}
    blank = replace(crm.contracts.blank(actor, customer), **values)  # type: ignore[arg-type]  # its fields
    return crm.contracts.add(actor, customer, blank).contract_id


def signed(crm: Crm, actor: Actor, customer: CustomerId, **fields: object) -> ContractId:
    """Draft a contract and sign it."""
    contract = draft(crm, actor, customer, **fields)
    crm.contracts.sign(actor, contract)
    return contract


def sent_quote(crm: Crm, actor: Actor, customer: CustomerId) -> QuoteId:
    blank = crm.quotes.blank(actor, customer)
    quote = crm.quotes.add(actor, customer, blank, (LINE,)).quote_id
    crm.quotes.send(actor, quote)
    return quote


def drafted_order(crm: Crm, actor: Actor, customer: CustomerId) -> OrderId:
    blank = replace(crm.orders.blank(actor, customer), title="二期")
    return crm.orders.add(actor, customer, blank, (OrderLineFields(LINE),)).order_id


def statuses(crm: Crm, actor: Actor, **request: object) -> list[ContractStatus]:
    found = crm.contracts.list(actor, ContractRequest(**request))  # type: ignore[arg-type]  # its fields
    return [each.status for each in found]


def status(crm: Crm, actor: Actor, contract: ContractId) -> ContractStatus:
    return crm.contracts.contract(actor, contract).row.status


def last_day(crm: Crm, actor: Actor, customer: CustomerId) -> int:
    return int(crm.customers.record(actor, customer).row.last_day)


def is_won(crm: Crm, customer: CustomerId) -> bool:
    ((found,),) = make.query(crm, "SELECT is_deal FROM customer WHERE id = ?", customer)
    return bool(found)


# --- what is drafted -----------------------------------------------------------------------------


def test_a_contract_is_numbered_and_kept(crm: Crm, admin: Actor) -> None:
    lina = make.rep(crm, name="李娜")
    customer = make.customer(crm, lina, name="甲公司")
    found = crm.contracts.contract(lina, draft(crm, lina, customer))
    assert found.row.number == "HT-202611-0001"
    assert (found.row.owner, found.row.status) == ("李娜", ContractStatus.DRAFT)
    assert found.fields.their_party == "甲公司"
    crm.contracts.change_settings(admin, {"number_pattern": "C{yy}-{seq:3}", "our_party": "乙方"})
    second = crm.contracts.contract(lina, draft(crm, lina, customer))
    assert (second.row.number, second.fields.our_party) == ("C26-001", "乙方")
    crm.history.undo(admin)
    assert crm.contracts.settings(admin).our_party == ""


def test_a_contract_carries_exactly_what_was_quoted(crm: Crm) -> None:
    lina = make.rep(crm)
    customer, other = make.customer(crm, lina), make.customer(crm, lina, name="乙公司")
    quote = sent_quote(crm, lina, customer)
    blank = crm.contracts.blank(lina, customer, quote)
    assert (blank.amount_minor, blank.currency) == (99_99, "CNY")
    contract = draft(crm, lina, customer, quote_id=quote, amount_minor=99_99)
    assert crm.contracts.contract(lina, contract).row.quote == "BJ-202611-0001"
    with pytest.raises(FieldError, match="other_than_quote"):
        crm.contracts.edit(lina, contract, {"amount_minor": 100_00})
    with pytest.raises(RefusedError) as caught:
        crm.contracts.blank(lina, other, quote)
    assert caught.value.refusal == ContractQuoteOfOthers("BJ-202611-0001")
    crm.quotes.void(lina, quote, "发错")
    with pytest.raises(RefusedError) as caught:
        crm.contracts.sign(lina, contract)
    assert caught.value.refusal == ContractQuoteNotOut("BJ-202611-0001")
    crm.contracts.edit(lina, contract, {"quote_id": None, "amount_minor": 100_00})
    crm.contracts.sign(lina, contract)


def test_a_contract_carries_exactly_what_was_ordered_and_knows_it(crm: Crm) -> None:
    lina = make.rep(crm)
    customer, other = make.customer(crm, lina), make.customer(crm, lina, name="乙公司")
    order = drafted_order(crm, lina, customer)
    with pytest.raises(RefusedError) as caught:
        crm.contracts.blank(lina, customer, order_id=order)
    assert caught.value.refusal == ContractOrderNotConfirmed("DD-202611-0001")
    crm.orders.confirm(lina, order)
    with pytest.raises(RefusedError) as caught:
        crm.contracts.blank(lina, other, order_id=order)
    assert caught.value.refusal == ContractOrderOfOthers("DD-202611-0001")
    blank = crm.contracts.blank(lina, customer, order_id=order)
    assert (blank.amount_minor, blank.currency, blank.title) == (99_99, "CNY", "二期")
    contract = crm.contracts.add(lina, customer, blank).contract_id
    found = crm.contracts.contract(lina, contract)
    assert (found.row.order, found.fields.order_id) == ("DD-202611-0001", order)
    with pytest.raises(FieldError, match="other_than_order"):
        crm.contracts.edit(lina, contract, {"amount_minor": 100_00})
    crm.contracts.edit(lina, contract, {"title": "三期"})
    crm.contracts.sign(lina, contract)


def test_an_order_is_contracted_once_until_its_contract_is_over(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    order = drafted_order(crm, lina, customer)
    crm.orders.confirm(lina, order)
    values = {"order_id": order, "amount_minor": 99_99}
    first = draft(crm, lina, customer, **values)
    with pytest.raises(RefusedError) as caught:
        draft(crm, lina, customer, **values)
    assert caught.value.refusal == OrderContracted("DD-202611-0001", "HT-202611-0001")
    crm.contracts.delete(lina, first)
    second = draft(crm, lina, customer, **values)
    with pytest.raises(RefusedError):
        crm.contracts.restore(lina, first)
    crm.contracts.sign(lina, second)
    terminated = crm.contracts.terminate(lina, second, "重签").changed.batch_id
    third = signed(crm, lina, customer, **values)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(lina, terminated)
    assert status(crm, lina, third) is ContractStatus.IN_FORCE


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": " "}, "contract_title"),
        ({"amount_minor": -1}, "amount"),
        ({"currency": "?"}, "currency"),
        ({"start_day": TODAY, "end_day": TODAY - 1}, "contract_end_day"),
        ({"start_day": 0}, "contract_start_day"),
        ({"note": "x" * 2_001}, "note"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(
    crm: Crm, admin: Actor, fields: dict[str, object], wrong: str
) -> None:
    customer = make.customer(crm, admin)
    with pytest.raises(FieldError) as caught:
        draft(crm, admin, customer, **fields)
    assert caught.value.field == wrong
    assert statuses(crm, admin) == []


def test_a_contract_is_seen_with_its_customer_and_changed_by_who_changes_that(crm: Crm) -> None:
    make.department(crm, "销售部")
    lina, zhao = make.rep(crm, department="销售部"), make.rep(crm, "zhao", "赵强")
    boss = make.manager(crm, department="销售部", staff=[lina])
    customer = make.customer(crm, lina)
    contract = draft(crm, lina, customer)
    with pytest.raises(NotFoundError):
        crm.contracts.contract(zhao, contract)
    crm.teams.add(lina, [customer], zhao.user_id, make.seat())
    assert statuses(crm, zhao) == [ContractStatus.DRAFT]
    with pytest.raises(RefusedError):
        crm.contracts.sign(zhao, contract)
    with pytest.raises(RefusedError) as caught:
        crm.contracts.edit(lina, contract, {"owner_id": zhao.user_id})
    assert caught.value.refusal == ContractOwnerNotYours("赵强")
    crm.contracts.edit(boss, contract, {"owner_id": boss.user_id})
    # Who may edit need not own what they edit.
    crm.contracts.edit(lina, contract, {"note": "待寄出"})
    assert crm.contracts.contract(lina, contract).row.owner_id == boss.user_id


def test_what_two_people_change_alike_is_a_conflict(crm: Crm, admin: Actor) -> None:
    contract = draft(crm, admin, make.customer(crm, admin))
    seen = crm.contracts.contract(admin, contract)
    crm.contracts.edit(admin, contract, {"title": "甲"})
    crm.contracts.edit(admin, contract, {"note": "乙"}, seen=seen)
    with pytest.raises(ConflictError):
        crm.contracts.edit(admin, contract, {"title": "丙"}, seen=seen)
    found = crm.contracts.contract(admin, contract).fields
    assert (found.title, found.note) == ("甲", "乙")


# --- what is signed ------------------------------------------------------------------------------


def test_what_was_signed_stays(crm: Crm) -> None:
    lina = make.rep(crm)
    contract = signed(crm, lina, make.customer(crm, lina))
    for act in (
        lambda: crm.contracts.edit(lina, contract, {"amount_minor": 1}),
        lambda: crm.contracts.sign(lina, contract),
    ):
        with pytest.raises(RefusedError) as caught:
            act()
        assert caught.value.refusal == ContractNotDraft("HT-202611-0001")
    with pytest.raises(RefusedError) as caught:
        crm.contracts.delete(lina, contract)
    assert caught.value.refusal == ContractStands("HT-202611-0001")
    crm.contracts.edit(lina, contract, {"note": "原件在档案室"})
    found = crm.contracts.contract(lina, contract)
    assert (found.row.sign_day, found.row.start_day) == (TODAY, TODAY)


def test_its_status_follows_from_the_day(crm: Crm, clock: FakeClock) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    contract = signed(crm, lina, customer, start_day=TODAY + 1, end_day=TODAY + 2)
    for days, expected in enumerate(
        (
            ContractStatus.SIGNED,
            ContractStatus.IN_FORCE,
            ContractStatus.IN_FORCE,
            ContractStatus.ENDED,
        )
    ):
        assert status(crm, lina, contract) is expected, days
        assert statuses(crm, lina, status=expected) == [expected]
        assert statuses(crm, lina, ends_within=30) == [expected] * (days < 3)
        clock.advance(timedelta(days=1))
    with pytest.raises(RefusedError) as caught:
        crm.contracts.terminate(lina, contract, "提前解除")
    assert caught.value.refusal == ContractEnded("HT-202611-0001", TODAY + 2)


def test_a_contract_is_not_signed_in_the_future(crm: Crm, admin: Actor) -> None:
    contract = draft(crm, admin, make.customer(crm, admin), end_day=TODAY - 1)
    with pytest.raises(FieldError, match="future_sign"):
        crm.contracts.sign(admin, contract, day=TODAY + 1)
    with pytest.raises(FieldError, match="before_start"):
        crm.contracts.sign(admin, contract)
    crm.contracts.sign(admin, contract, day=TODAY - 400)
    assert status(crm, admin, contract) is ContractStatus.ENDED


def test_only_what_was_signed_is_ended(crm: Crm, admin: Actor) -> None:
    contract = draft(crm, admin, make.customer(crm, admin))
    for act in (crm.contracts.terminate, crm.contracts.void):
        with pytest.raises(RefusedError) as caught:
            act(admin, contract, "x")
        assert caught.value.refusal == ContractNotSigned("HT-202611-0001")
        with pytest.raises(FieldError, match="required"):
            act(admin, contract, " ")


def test_each_thing_done_is_taken_back(crm: Crm) -> None:
    lina = make.rep(crm)
    customer = make.customer(crm, lina)
    contract = draft(crm, lina, customer, end_day=TODAY + 30)
    crm.contracts.edit(lina, contract, {"title": "二期", "end_day": None})
    crm.history.undo(lina)
    found = crm.contracts.contract(lina, contract).fields
    assert (found.title, found.end_day) == ("年度框架", TODAY + 30)
    before = make.dump(crm), last_day(crm, lina, customer)
    crm.contracts.sign(lina, contract)
    crm.history.undo(lina)
    assert status(crm, lina, contract) is ContractStatus.DRAFT
    assert (last_day(crm, lina, customer), crm.key_dates.list(lina, customer)) == (before[1], [])
    crm.contracts.sign(lina, contract)
    for act in (crm.contracts.terminate, crm.contracts.void):
        act(lina, contract, "x")
        assert crm.key_dates.list(lina, customer) == []
        crm.history.undo(lina)
        assert status(crm, lina, contract) is ContractStatus.IN_FORCE
        assert len(crm.key_dates.list(lina, customer)) == 1
    crm.contracts.void(lina, contract, "x")
    crm.contracts.delete(lina, contract)
    assert (statuses(crm, lina), statuses(crm, lina, deleted=True)) == ([], [ContractStatus.VOID])
    crm.history.undo(lina)
    crm.contracts.delete(lina, contract)
    crm.contracts.restore(lina, contract)
    assert statuses(crm, lina) == [ContractStatus.VOID]


# --- what it means elsewhere ---------------------------------------------------------------------


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
