"""Targets of people by month: who sets them, what counts, and that sums are those of the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.credits import Credit, CreditRequest, CreditRow
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import ContractId, CustomerId
from crm_tui.domain.months import days_of_month, month_of
from crm_tui.domain.targets import (
    Attainment,
    PersonMonth,
    SignedBy,
    TargetEntry,
    TargetKind,
    TargetMonth,
    TargetNotYours,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    ConflictError,
    FieldError,
    NotPermittedError,
    RefusedError,
    UndoRefusedError,
)
from crm_tui.i18n import use_language
from crm_tui.presentation.target_files import target_file_words
from tests import make

TODAY = make.NOW.toordinal()
MONTH = month_of(TODAY)


def signed(
    crm: Crm, actor: Actor, customer: CustomerId, minor: int, currency: str = "CNY"
) -> ContractId:
    blank = crm.contracts.blank(actor, customer)
    fields = replace(blank, title="框架", amount_minor=minor, currency=currency)
    contract = crm.contracts.add(actor, customer, fields).contract_id
    crm.contracts.sign(actor, contract)
    return contract


def entry(actor: Actor, value: int | None, kind: TargetKind = TargetKind.SIGNED) -> TargetEntry:
    return TargetEntry(actor.user_id, kind, value)


def person(crm: Crm, by: Actor, whom: Actor, month: int | None = None) -> PersonMonth:
    found = crm.targets.month(by, month).people
    return next(each for each in found if each.user_id == whom.user_id)


def names(found: TargetMonth) -> set[str]:
    return {each.name for each in found.people}


def rows(crm: Crm, by: Actor, credit: Credit) -> list[CreditRow]:
    return list(crm.targets.rows(by, CreditRequest(credit, days_of_month(MONTH))))


# --- who sets and sees them ----------------------------------------------------------------------


def test_who_stands_above_sets_targets_and_undo_takes_them_back(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    crm.targets.set(boss, TODAY, [entry(lina, 500_000_00)])
    crm.targets.set(boss, MONTH, [entry(lina, 600_000_00), entry(lina, 9, TargetKind.CUSTOMERS)])
    assert person(crm, lina, lina).of(TargetKind.SIGNED).target == 600_000_00
    crm.history.undo(boss)
    assert person(crm, lina, lina).of(TargetKind.SIGNED).target == 500_000_00
    assert person(crm, lina, lina).of(TargetKind.CUSTOMERS).target is None
    crm.history.undo(boss)
    assert person(crm, lina, lina).of(TargetKind.SIGNED).target is None


def test_nobody_sets_their_own_or_those_of_people_whom_others_manage(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    stranger = make.rep(crm, "sun", "孙")
    with pytest.raises(NotPermittedError):
        crm.targets.set(lina, TODAY, [entry(lina, 1)])
    for other in (boss, stranger):
        with pytest.raises(RefusedError) as caught:
            crm.targets.set(boss, TODAY, [entry(lina, 1), entry(other, 1)])
        assert isinstance(caught.value.refusal, TargetNotYours)
    assert person(crm, boss, lina).of(TargetKind.SIGNED).target is None
    admin = make.admin(crm)
    crm.targets.set(admin, TODAY, [entry(admin, 1), entry(boss, 1)])


def test_a_month_shows_only_whom_one_sees(crm: Crm, lina: Actor, zhao: Actor, boss: Actor) -> None:
    make.rep(crm, "sun", "孙")
    assert names(crm.targets.month(lina)) == {"李娜"}
    assert names(crm.targets.month(boss)) == {"李娜", "赵强", "boss"}
    assert "孙" in names(crm.targets.month(make.admin(crm)))
    (department,) = crm.targets.month(lina).departments
    assert department.people == (lina.user_id,)


def test_what_another_set_since_is_not_overwritten(crm: Crm, lina: Actor, boss: Actor) -> None:
    admin, seen = make.admin(crm), {(lina.user_id, TargetKind.SIGNED): None}
    crm.targets.set(admin, TODAY, [entry(lina, 700)])
    with pytest.raises(ConflictError) as caught:
        crm.targets.set(boss, TODAY, [entry(lina, 800)], seen=seen)
    assert caught.value.fields == {"target_signed": (700, 800)}
    crm.targets.set(boss, TODAY, [entry(lina, 700)], seen=seen)


def test_an_undo_leaves_what_another_set_since(crm: Crm, lina: Actor, boss: Actor) -> None:
    crm.targets.set(boss, TODAY, [entry(lina, 700)])
    crm.targets.set(make.admin(crm), TODAY, [entry(lina, 800)])
    with pytest.raises(UndoRefusedError):
        crm.history.undo(boss)
    assert person(crm, boss, lina).of(TargetKind.SIGNED).target == 800


def test_a_target_is_neither_less_than_nothing_nor_beyond_all_measure(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    for value in (-1, 10**18):
        with pytest.raises(FieldError):
            crm.targets.set(boss, TODAY, [entry(lina, value)])
    with pytest.raises(FieldError):
        crm.targets.set(boss, 0, [entry(lina, 1)])


# --- what counts ---------------------------------------------------------------------------------


def test_contracts_of_the_month_count_and_void_ones_never_did(
    crm: Crm, lina: Actor, boss: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    signed(crm, lina, customer, 100_00)
    void = signed(crm, lina, customer, 30_00)
    over = signed(crm, lina, customer, 5_00)
    crm.contracts.void(lina, void, "签错")
    crm.contracts.terminate(lina, over, "客户解约")
    crm.targets.set(boss, TODAY, [entry(lina, 300_00)])
    found = person(crm, lina, lina).of(TargetKind.SIGNED)
    assert found == Attainment(105_00, 300_00, towards=105_00)
    assert (found.percent, found.missing) == (35, 195_00)
    clock.advance(timedelta(days=10))
    assert person(crm, lina, lina).of(TargetKind.SIGNED).done == 0
    assert person(crm, lina, lina, MONTH).of(TargetKind.SIGNED).done == 105_00


def test_credit_stays_when_the_customer_goes_and_its_name_is_told_to_who_sees_it(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina, "甲公司")
    signed(crm, lina, customer, 100_00)
    make.follow_up(crm, lina, customer)
    stranger = make.rep(crm, "sun", "孙")
    crm.movements.transfer(make.admin(crm), [customer], stranger.user_id)
    for by in (lina, boss):
        assert person(crm, by, lina).of(TargetKind.SIGNED).done == 100_00
        (row,) = rows(crm, by, Credit.CONTRACTS)
        assert (row.customer, row.what, row.reported_minor) == ("", "", 100_00)
    assert rows(crm, stranger, Credit.CONTRACTS) == []
    (row,) = rows(crm, make.admin(crm), Credit.CONTRACTS)
    assert (row.customer, row.person) == ("甲公司", "李娜")


def test_what_is_called_signed_is_one_of_three_and_can_be_taken_back(crm: Crm, lina: Actor) -> None:
    customer, admin = make.customer(crm, lina), make.admin(crm)
    signed(crm, lina, customer, 100_00)
    crm.deals.record(lina, customer, DealFields(7_00, TODAY))
    done = {}
    for counted in SignedBy:
        crm.targets.count_signed_by(admin, counted)
        done[counted] = person(crm, lina, lina).of(TargetKind.SIGNED).done
    assert done == {SignedBy.CONTRACT: 100_00, SignedBy.ORDER: 0, SignedBy.DEAL: 7_00}
    crm.history.undo(admin)
    assert crm.targets.signed_by(lina) is SignedBy.ORDER
    with pytest.raises(NotPermittedError):
        crm.targets.count_signed_by(lina, SignedBy.DEAL)


def test_other_currencies_count_at_the_rate_of_their_day_each_by_itself(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer, admin = make.customer(crm, lina), make.admin(crm)
    signed(crm, lina, customer, 1_00, "USD")
    assert person(crm, lina, lina).of(TargetKind.SIGNED) == Attainment(0, None, left_out=1)
    crm.currencies.set_rate(admin, "USD", "7.125")
    clock.advance(timedelta(days=1))
    crm.currencies.set_rate(admin, "USD", "8")
    for minor in (2, 2, 100_00):
        signed(crm, lina, customer, minor, "USD")
    signed(crm, lina, customer, 50, "CNY")
    found = person(crm, lina, lina).of(TargetKind.SIGNED)
    assert found.done == 7_13 + 16 + 16 + 800_00 + 50
    assert found.done == sum(each.reported_minor or 0 for each in rows(crm, lina, Credit.CONTRACTS))


def test_received_is_what_came_less_what_was_given_back_each_on_its_day(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    payments = crm.payments
    fields = replace(payments.blank(lina, customer), amount_minor=90_00, payer="甲公司财务")
    receipt = payments.add(lina, customer, fields).payment_id
    other = payments.add(lina, customer, fields).payment_id
    payments.delete(lina, other, "记重了")
    assert person(crm, lina, lina).of(TargetKind.RECEIVED).done == 90_00
    clock.advance(timedelta(days=10))
    back = replace(fields, amount_minor=20_00, day=TODAY + 10)
    payments.refund(lina, receipt, back)
    assert person(crm, lina, lina).of(TargetKind.RECEIVED).done == -20_00
    assert person(crm, lina, lina, MONTH).of(TargetKind.RECEIVED).done == 90_00
    (row,) = rows(crm, lina, Credit.RECEIVED)
    assert (row.minor, "甲公司财务" in row.what) == (90_00, True)


def test_customers_count_for_whom_they_were_entered_and_follow_ups_for_who_wrote_them(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, clock: FakeClock
) -> None:
    first = make.customer(crm, lina, "甲公司")
    make.customer(crm, zhao, "乙公司")
    make.customer(crm, zhao, "池中", in_pool=True)
    gone = make.customer(crm, lina, "删去")
    crm.standings.delete(lina, [gone])
    crm.movements.transfer(boss, [first], zhao.user_id)
    make.follow_up(crm, zhao, first)
    make.follow_up(crm, zhao, first, "又聊了聊交期")
    written = make.follow_up(crm, zhao, first, "写错了的一条")
    crm.follow_ups.delete(zhao, written.follow_up_id)
    found = {each.name: each for each in crm.targets.month(boss).people}
    counted = {
        name: (each.of(TargetKind.CUSTOMERS).done, each.of(TargetKind.FOLLOW_UPS).done)
        for name, each in found.items()
    }
    assert counted == {"李娜": (1, 0), "赵强": (1, 2), "boss": (0, 0)}
    whole = crm.targets.month(boss).whole(TargetKind.FOLLOW_UPS)
    assert whole.done == len(rows(crm, boss, Credit.FOLLOW_UPS)) == 2


def test_a_department_is_the_sum_of_its_people_and_those_below(crm: Crm) -> None:
    above = make.department(crm, "华东")
    make.department(crm, "华东一部", above)
    one = make.rep(crm, "one", "甲", department="华东")
    two = make.rep(crm, "two", "乙", department="华东一部")
    admin = make.admin(crm)
    crm.targets.set(admin, TODAY, [entry(one, 100_00), entry(two, 50_00)])
    signed(crm, two, make.customer(crm, two), 60_00)
    found = {each.name: each.of(TargetKind.SIGNED) for each in crm.targets.month(admin).departments}
    assert found == {
        "华东": Attainment(60_00, 150_00, towards=60_00),
        "华东一部": Attainment(60_00, 50_00, towards=60_00),
    }
    assert [each.percent for each in found.values()] == [40, 120]
    crm.targets.set(admin, TODAY, [entry(two, None)])
    (whole,) = (each for each in crm.targets.month(admin).departments if each.name == "华东")
    assert whole.of(TargetKind.SIGNED) == Attainment(60_00, 100_00)


# --- files ---------------------------------------------------------------------------------------


def test_rows_set_targets_and_name_those_they_cannot(crm: Crm, lina: Actor, boss: Actor) -> None:
    make.rep(crm, "sun", "孙")
    pasted = (
        "姓名\t月份\t签约目标(元)\t新客户\t部门\n"
        "李娜\t2026-12\t50万\t20\t销售部\n"
        "lina\t\t30万\t\t\n"
        "孙\t\t1\t\t\n"
        "没有这人\t\t1\t\t\n"
        "赵强\t13月\t1\t\t\n"
        "赵强\t\t很多\t\t\n"
    )
    foreseen = crm.target_files.trial(boss, pasted, TODAY)
    assert (foreseen.set, foreseen.ignored) == (3, ("部门",))
    assert person(crm, boss, lina).of(TargetKind.SIGNED).target is None
    read = crm.target_files.load(boss, pasted, TODAY)
    assert [(each.line, each.reason) for each in read.refused] == [
        (4, "not_your_staff"),
        (5, "unknown"),
        (6, "no_month"),
        (7, "no_amount"),
    ]
    assert read.set == foreseen.set
    assert person(crm, boss, lina).of(TargetKind.SIGNED).target == 300_000_00
    december = person(crm, boss, lina, MONTH + 31)
    assert december.of(TargetKind.SIGNED).target == 500_000_00
    assert december.of(TargetKind.CUSTOMERS).target == 20
    assert crm.target_files.load(boss, pasted, TODAY).same == 3
    with pytest.raises(FieldError):
        crm.target_files.load(boss, "甲\t乙\n1\t2\n", TODAY)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_month_in_a_file_is_read_again_as_it_was(
    crm: Crm, lina: Actor, zhao: Actor, boss: Actor, tmp_path: Path, language: str
) -> None:
    use_language(language)
    crm.targets.set(boss, TODAY, [entry(lina, 123_456_78), entry(zhao, 5, TargetKind.FOLLOW_UPS)])
    file = tmp_path / "目标.xlsx"
    assert crm.target_files.export(boss, file, TODAY, target_file_words()) == 3
    crm.history.undo(boss)
    read = crm.target_files.load(boss, file, TODAY)
    assert (read.set, read.refused) == (2, ())
    assert person(crm, boss, lina).of(TargetKind.SIGNED).target == 123_456_78
    assert person(crm, boss, zhao).of(TargetKind.FOLLOW_UPS).target == 5
