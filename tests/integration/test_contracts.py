"""Contracts: drafted, signed, ended, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.contracts.records import ContractStatus
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
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError, UndoRefusedError
from tests import make
from tests.integration.contract_papers import (
    TODAY,
    draft,
    drafted_order,
    last_day,
    sent_quote,
    signed,
    status,
    statuses,
)

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
    assert crm.orders.order(lina, order).contract == "HT-202611-0001"
    with pytest.raises(RefusedError) as caught:
        draft(crm, lina, customer, **values)
    assert caught.value.refusal == OrderContracted("DD-202611-0001", "HT-202611-0001")
    crm.contracts.delete(lina, first)
    assert crm.orders.order(lina, order).contract == ""
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
