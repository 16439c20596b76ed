"""待认领回款: read from a bank's list, proposed, claimed once, confirmed, refused, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import BankReceiptId, CustomerId
from crm_tui.domain.imports import Cell, ImportKind
from crm_tui.domain.imports.outcomes import ImportResult
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.payments.bank_receipts import (
    AsideKind,
    BankReceipt,
    BankReceiptRequest,
    BankReceiptRow,
    BankReceiptStatus,
    ClaimOfAnother,
    ClaimPart,
    ConfirmedRefunded,
    NotClaimed,
    NotToBeClaimed,
    PartsDiffer,
    ProposalReason,
    why_not_free,
)
from crm_tui.domain.payments.records import Payment
from crm_tui.domain.payments.requests import PaymentRequest
from crm_tui.domain.payments.rules import PaymentOfBank
from crm_tui.domain.users import Actor
from crm_tui.errors import (
    AlreadyClaimedError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    UndoRefusedError,
)
from tests import make
from tests.integration.import_runs import NEW, counts, run, sheet
from tests.integration.paying import give_back, order, sums

HEADER = "交易日期 对方户名 对方账号 借方金额 贷方金额 摘要 流水号"
ALL = BankReceiptRequest(everything=True)
Rows = tuple[tuple[Cell, ...], ...]
USUAL: Rows = (
    ("2026-11-20", "甲公司", "6222020200112233445", "", "1,200.50", "货款", "A-1"),
    ("20261121", "王老板", "6217001", "", "800", "投资款", "A-2"),
    ("2026-11-21", "供电局", "", "99.00", "", "电费", "A-3"),
)


@pytest.fixture
def finance(crm: Crm) -> Actor:
    """Who imports and confirms, and sees everybody's customers."""
    return make.admin(crm)


def imported(
    crm: Crm, actor: Actor, folder: Path, rows: Rows = USUAL, **plan: object
) -> ImportResult:
    file = sheet(folder, HEADER, *rows)
    return run(crm, actor, file, kind=ImportKind.BANK_RECEIPTS, **plan)


def listed(crm: Crm, actor: Actor, request: BankReceiptRequest = ALL) -> dict[str, BankReceiptRow]:
    return {row.fields.payer: row for row in crm.bank_receipts.list(actor, request)}


def came(crm: Crm, payer: str = "甲公司") -> BankReceiptId:
    return listed(crm, make.admin(crm))[payer].id


def whole(crm: Crm, receipt: BankReceiptId) -> BankReceipt:
    return crm.bank_receipts.receipt(make.admin(crm), receipt)


def paid(crm: Crm, actor: Actor) -> list[Payment]:
    rows = crm.payments.list(actor, PaymentRequest())
    return [crm.payments.payment(actor, row.id) for row in rows]


def refusal(caught: pytest.ExceptionInfo[RefusedError]) -> object:
    return caught.value.refusal


# --- the bank's list -----------------------------------------------------------------------------


def test_what_came_is_imported_once_and_what_went_out_is_counted(
    crm: Crm, finance: Actor, tmp_path: Path
) -> None:
    tried = imported(crm, finance, tmp_path, dry_run=True)
    assert counts(tried) == {"created": 2, "paid_out": 1}
    assert not listed(crm, finance)
    done = imported(crm, finance, tmp_path)
    assert counts(done) == {"created": 2, "paid_out": 1}
    fields = listed(crm, finance)["甲公司"].fields
    assert (fields.day, fields.amount_minor, fields.currency) == (
        make.NOW.toordinal() - 2, 1_200_50, "CNY",
    )  # fmt: skip
    assert (fields.account, fields.summary, fields.serial) == ("6222020200112233445", "货款", "A-1")
    assert counts(imported(crm, finance, tmp_path)) == {"skipped": 2, "paid_out": 1}
    insisted = imported(crm, finance, tmp_path, policy=NEW)
    assert counts(insisted) == {"created": 2, "paid_out": 1}
    crm.history.undo(finance)
    crm.history.undo(finance, done.changed.batch_id if done.changed else None)
    assert not listed(crm, finance)


def test_without_a_number_of_the_bank_day_payer_amount_and_summary_tell_rows_apart(
    crm: Crm, finance: Actor, tmp_path: Path
) -> None:
    def row(day: str, amount: str, summary: str) -> tuple[Cell, ...]:
        return (day, "甲公司", "", "", amount, summary, "")

    rows = (
        row("2026-11-20", "100", "一期"),
        row("2026-11-20", "100", "二期"),
        row("2026-11-20", "200", "一期"),
        row("2026-11-20", "100", "一期"),
    )
    assert counts(imported(crm, finance, tmp_path, rows)) == {"created": 3, "skipped": 1}
    more = (row("2026-11-21", "100", "一期"), rows[1])
    assert counts(imported(crm, finance, tmp_path, more)) == {"created": 1, "skipped": 1}


def test_lists_of_several_banks_are_understood(crm: Crm, finance: Actor, tmp_path: Path) -> None:
    titled = tmp_path / "titled.csv"
    titled.write_text(
        "账户交易明细,,,,\n账号,6222000000000000000,户名,本公司,\n"
        "交易时间,借/贷,交易金额,对方单位名称,币种,用途\n"
        "2026-11-20 10:02:11,贷,5000.00,乙公司,人民币,合同款\n"
        "2026-11-20 11:02:11,借,300.00,丙公司,人民币,房租\n"
        "2026-11-20 12:00:00,贷,70,丁公司,美元,\n"
        "2026-11-20 12:00:00,贷,,戊公司,人民币,\n",
        encoding="utf-8",
    )
    found = run(crm, finance, titled, kind=ImportKind.BANK_RECEIPTS)
    assert counts(found) == {"created": 2, "paid_out": 1, "refused": 1}
    rows = listed(crm, finance)
    assert rows["乙公司"].fields.summary == "合同款"
    assert (rows["丁公司"].fields.amount_minor, rows["丁公司"].fields.currency) == (70_00, "USD")
    signed = sheet(
        tmp_path,
        "入账时间 付款方 金额",
        ("2026-11-19", "己公司", -5),
        ("2026-11-19", "庚公司", 0.1),
    )
    assert counts(run(crm, finance, signed, kind=ImportKind.BANK_RECEIPTS)) == {
        "paid_out": 1, "created": 1,
    }  # fmt: skip
    assert listed(crm, finance)["庚公司"].fields.amount_minor == 10


def test_only_who_confirms_imports_and_sees_whole_accounts(
    crm: Crm, finance: Actor, lina: Actor, tmp_path: Path
) -> None:
    with pytest.raises(NotPermittedError):
        imported(crm, lina, tmp_path)
    imported(crm, finance, tmp_path)
    rows = listed(crm, lina)
    assert rows["甲公司"].fields.account == "****3445"
    assert rows["甲公司"].fields.amount_minor == 1_200_50


# --- proposing -----------------------------------------------------------------------------------


def test_a_payer_is_proposed_by_its_name_its_core_and_for_whom_it_paid_before(
    crm: Crm, finance: Actor, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    exact = make.customer(crm, lina, name="北京恒信科技有限公司")
    former = make.customer(crm, lina, name="新名字公司", former_names="老名字公司")
    make.customer(crm, lina, name="上海恒信科技有限公司")
    rows: Rows = (
        ("2026-11-20", "北京恒信科技有限公司", "", "", "1", "", ""),
        ("2026-11-20", "恒信科技股份有限公司", "", "", "2", "", ""),
        ("2026-11-20", "老名字公司", "", "", "3", "", ""),
        ("2026-11-20", "王老板", "", "", "4", "", ""),
        ("2026-11-21", "王老板", "", "", "5", "", "second"),
    )
    imported(crm, finance, tmp_path, rows)
    found = listed(crm, lina)
    proposed = [found[str(row[1])].proposal for row in rows[:3]]
    assert [each and (each.customer_id, each.why) for each in proposed] == [
        (exact, ProposalReason.NAME),
        (exact, ProposalReason.CORE_NAME),
        (former, ProposalReason.FORMER_NAME),
    ]
    bosses = [row for row in crm.bank_receipts.list(lina, ALL) if row.fields.payer == "王老板"]
    assert [row.proposal for row in bosses] == [None, None]
    crm.bank_receipts.claim(lina, bosses[1].id, [ClaimPart(exact, bosses[1].fields.amount_minor)])
    crm.bank_receipts.confirm(finance, bosses[1].id)
    (proposal,) = crm.bank_receipts.receipt(lina, bosses[0].id).proposals
    assert (proposal.customer_id, proposal.why) == (exact, ProposalReason.PAID_BEFORE)
    assert listed(crm, zhao)["北京恒信科技有限公司"].proposal is None


# --- claiming ------------------------------------------------------------------------------------


def test_the_first_who_claims_has_it_and_the_other_is_told(
    crm: Crm, finance: Actor, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    imported(crm, finance, tmp_path)
    mine, theirs = make.customer(crm, lina), make.customer(crm, zhao, name="乙公司")
    receipt = came(crm)
    crm.bank_receipts.claim(lina, receipt, [ClaimPart(mine, 1_200_50)])
    with pytest.raises(AlreadyClaimedError) as caught:
        crm.bank_receipts.claim(zhao, receipt, [ClaimPart(theirs, 1_200_50)])
    assert (caught.value.customer, caught.value.winner) == ("甲公司", "李娜")
    assert "甲公司" not in listed(crm, zhao)
    row = listed(crm, lina)["甲公司"]
    assert row.status is BankReceiptStatus.CLAIMED
    assert why_not_free(row, by=lina.user_id) is None
    assert why_not_free(row, by=zhao.user_id) == NotToBeClaimed("甲公司", row.status)
    with pytest.raises(NotFoundError):
        crm.bank_receipts.withdraw(zhao, receipt)
    crm.bank_receipts.withdraw(lina, receipt)
    crm.bank_receipts.claim(zhao, receipt, [ClaimPart(theirs, 1_200_50)])
    with pytest.raises(NotPermittedError):
        crm.bank_receipts.confirm(zhao, receipt)


def test_parts_come_to_what_came_exactly_and_are_of_ones_own_customers(
    crm: Crm, finance: Actor, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    imported(crm, finance, tmp_path)
    mine, theirs = make.customer(crm, lina), make.customer(crm, zhao, name="乙公司")
    receipt = came(crm)
    for parts in (
        [],
        [ClaimPart(mine, 1_200_49)],
        [ClaimPart(mine, 1_200_51), ClaimPart(mine, -1)],
    ):
        with pytest.raises(RefusedError) as caught:
            crm.bank_receipts.claim(lina, receipt, parts)
        assert isinstance(refusal(caught), PartsDiffer)
    with pytest.raises(NotFoundError):
        crm.bank_receipts.claim(lina, receipt, [ClaimPart(theirs, 1_200_50)])
    assert listed(crm, lina)["甲公司"].status is BankReceiptStatus.OPEN


# --- confirming ----------------------------------------------------------------------------------


def test_a_confirmed_claim_is_a_receipt_of_each_customer_with_the_payer_kept(
    crm: Crm, finance: Actor, lina: Actor, tmp_path: Path
) -> None:
    imported(crm, finance, tmp_path)
    first, second = (make.customer(crm, lina, name=name) for name in ("甲公司", "乙公司"))
    sold = order(crm, lina, first)
    receipt = came(crm, "王老板")
    parts = [ClaimPart(first, 500_00, sold), ClaimPart(first, 100_00), ClaimPart(second, 200_00)]
    crm.bank_receipts.claim(lina, receipt, parts)
    (waiting,) = crm.days.waiting(finance).claims
    assert (waiting.id, waiting.claimant) == (receipt, "李娜")
    assert not crm.days.waiting(lina).claims
    crm.bank_receipts.confirm(finance, receipt)
    assert not crm.days.waiting(finance).claims
    found = {each.row.customer: each for each in paid(crm, lina)}
    one, other = found["甲公司"], found["乙公司"]
    assert (one.row.amount_minor, one.free_minor, other.row.amount_minor) == (
        600_00,
        100_00,
        200_00,
    )
    assert {each.row.payer for each in found.values()} == {"王老板"}
    assert (one.row.reference, one.fields.note, one.row.owner) == ("A-2", "投资款", "李娜")
    assert sums(crm, lina, first) == (1_000_00, 600_00, 400_00)
    assert [number for _id, number in whole(crm, receipt).payments] == [
        one.row.number, other.row.number,
    ]  # fmt: skip
    (notice,) = crm.notices.unseen(lina)
    assert (notice.kind, notice.words) == (NoticeKind.RECEIPT_CONFIRMED, "王老板")
    with pytest.raises(RefusedError) as caught:
        crm.bank_receipts.claim(lina, receipt, parts)
    assert refusal(caught) == NotToBeClaimed("王老板", BankReceiptStatus.CONFIRMED)


def test_what_the_bank_said_of_a_receipt_stays_and_only_finance_takes_it_back(
    crm: Crm, finance: Actor, lina: Actor, tmp_path: Path
) -> None:
    imported(crm, finance, tmp_path)
    customer, receipt = make.customer(crm, lina), came(crm)
    crm.bank_receipts.claim(lina, receipt, [ClaimPart(customer, 1_200_50)])
    crm.bank_receipts.confirm(finance, receipt)
    (payment,) = paid(crm, lina)
    of_bank = PaymentOfBank(payment.row.number, receipt)
    for changes in ({"amount_minor": 1}, {"payer": "x"}):
        with pytest.raises(RefusedError) as caught:
            crm.payments.edit(lina, payment.row.id, changes)
        assert refusal(caught) == of_bank
    with pytest.raises(RefusedError) as caught:
        crm.payments.delete(lina, payment.row.id, "x")
    assert refusal(caught) == of_bank
    crm.payments.edit(lina, payment.row.id, {"note": "尾款"}, splits=[])
    refund = give_back(crm, lina, payment.row.id, 1)
    with pytest.raises(RefusedError) as caught:
        crm.bank_receipts.reopen(finance, receipt, "认错")
    assert refusal(caught) == ConfirmedRefunded("甲公司", payment.row.number)
    crm.payments.delete(lina, refund, "x")
    crm.bank_receipts.reopen(finance, receipt, "认错")
    assert not paid(crm, lina)
    row = listed(crm, lina)["甲公司"]
    assert (row.status, row.reason) == (BankReceiptStatus.OPEN, "认错")
    with pytest.raises(RefusedError) as caught:
        crm.payments.restore(lina, payment.row.id)
    assert refusal(caught) == of_bank
    crm.history.undo(finance)
    assert whole(crm, receipt).row.status is BankReceiptStatus.CONFIRMED
    assert [each.row.amount_minor for each in paid(crm, lina)] == [1_200_50]


def test_a_claim_is_refused_with_a_reason_and_open_to_others_then(
    crm: Crm, finance: Actor, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    imported(crm, finance, tmp_path)
    customer, receipt = make.customer(crm, lina), came(crm)
    with pytest.raises(RefusedError) as caught:
        crm.bank_receipts.refuse(finance, receipt, "x")
    assert refusal(caught) == NotClaimed("甲公司", BankReceiptStatus.OPEN)
    crm.bank_receipts.claim(lina, receipt, [ClaimPart(customer, 1_200_50)])
    with pytest.raises(RefusedError) as caught:
        crm.bank_receipts.set_aside(finance, receipt, AsideKind.RETURNED, "x")
    assert refusal(caught) == ClaimOfAnother("甲公司", "李娜")
    crm.bank_receipts.refuse(finance, receipt, "是乙公司的")
    (notice,) = crm.notices.unseen(lina)
    assert (notice.kind, notice.words) == (NoticeKind.RECEIPT_REFUSED, "甲公司 · 是乙公司的")
    assert listed(crm, zhao)["甲公司"].reason == "是乙公司的"
    crm.history.undo(finance)
    assert listed(crm, lina)["甲公司"].status is BankReceiptStatus.CLAIMED
    assert not crm.notices.unseen(lina)
    (part,) = whole(crm, receipt).parts
    assert (part.part.customer_id, part.part.amount_minor) == (customer, 1_200_50)


def test_what_is_no_payment_is_set_aside_and_opened_again(
    crm: Crm, finance: Actor, lina: Actor, tmp_path: Path
) -> None:
    imported(crm, finance, tmp_path)
    receipt = came(crm)
    crm.bank_receipts.set_aside(finance, receipt, AsideKind.OTHER_INCOME, "利息")
    row = whole(crm, receipt).row
    assert (row.status, row.aside_kind, row.reason) == (
        BankReceiptStatus.ASIDE, AsideKind.OTHER_INCOME, "利息",
    )  # fmt: skip
    assert "甲公司" not in listed(crm, finance, BankReceiptRequest())
    assert "甲公司" not in listed(crm, lina)
    crm.bank_receipts.reopen(finance, receipt)
    assert "甲公司" in listed(crm, lina)


def test_what_is_decided_is_between_who_claimed_it_and_finance(
    crm: Crm, finance: Actor, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    imported(crm, finance, tmp_path)
    hers, his = make.customer(crm, lina), make.customer(crm, zhao, name="乙公司")
    confirmed, aside = came(crm), came(crm, "王老板")
    crm.bank_receipts.claim(lina, confirmed, [ClaimPart(hers, 1_200_50)])
    crm.bank_receipts.confirm(finance, confirmed)
    crm.bank_receipts.set_aside(finance, aside, AsideKind.RETURNED, "退款")
    for receipt, payer in ((confirmed, "甲公司"), (aside, "王老板")):
        for ask, arguments in (
            (crm.bank_receipts.receipt, ()),
            (crm.bank_receipts.parts_meant, (["乙公司"],)),
            (crm.bank_receipts.claim, ([ClaimPart(his, 1)],)),
        ):
            with pytest.raises(NotFoundError) as caught:
                ask(zhao, receipt, *arguments)
            assert payer not in str(caught.value)
        with pytest.raises(NotFoundError):
            crm.bank_receipts.find(zhao, payer)
    assert crm.bank_receipts.find(lina, "甲公司") == confirmed


# --- taking back ---------------------------------------------------------------------------------


def test_undo_goes_back_step_by_step_and_never_half(
    crm: Crm, finance: Actor, lina: Actor, tmp_path: Path
) -> None:
    batch = imported(crm, finance, tmp_path).changed
    customer, receipt = make.customer(crm, lina), came(crm)
    crm.bank_receipts.claim(lina, receipt, [ClaimPart(customer, 1_200_50)])
    assert batch is not None
    with pytest.raises(UndoRefusedError) as caught:
        crm.history.undo(finance, batch.batch_id)
    assert list(caught.value.changed) == [(receipt, "甲公司")]
    done = crm.bank_receipts.confirm(finance, receipt)
    (payment,) = paid(crm, lina)
    refund = give_back(crm, lina, payment.row.id, 1)
    for rest in (False, True):
        with pytest.raises(UndoRefusedError):
            crm.history.undo(finance, done.batch_id, rest=rest)
    crm.payments.delete(lina, refund, "x")
    crm.history.undo(lina)
    crm.history.undo(lina)
    crm.history.undo(finance, done.batch_id)
    assert whole(crm, receipt).row.status is BankReceiptStatus.CLAIMED
    assert not paid(crm, lina)
    assert not crm.notices.unseen(lina)
    crm.history.undo(lina)
    assert whole(crm, receipt).row.status is BankReceiptStatus.OPEN
    crm.history.undo(finance, batch.batch_id)
    assert not listed(crm, finance)


def test_a_claim_follows_its_customer_into_another_and_falls_with_it(
    crm: Crm, finance: Actor, lina: Actor, tmp_path: Path
) -> None:
    imported(crm, finance, tmp_path)
    kept, gone = make.customer(crm, lina), make.customer(crm, lina, name="乙公司")
    first, second = came(crm), came(crm, "王老板")
    crm.bank_receipts.claim(lina, first, [ClaimPart(gone, 1_200_50)])
    crm.bank_receipts.claim(lina, second, [ClaimPart(gone, 800_00)])
    crm.merging.merge(finance, kept, gone)
    assert {each.part.customer_id for each in whole(crm, first).parts} == {kept}
    crm.bank_receipts.confirm(finance, first)
    _remove(crm, finance, kept)
    assert whole(crm, second).row.status is BankReceiptStatus.CLAIMED  # its receipt keeps it here
    crm.standings.restore(finance, [kept])
    crm.bank_receipts.reopen(finance, first, "退款了")
    _remove(crm, finance, kept)
    assert {whole(crm, each).row.status for each in (first, second)} == {BankReceiptStatus.OPEN}
    assert counts(imported(crm, finance, tmp_path)) == {"skipped": 2, "paid_out": 1}


def _remove(crm: Crm, actor: Actor, customer: CustomerId) -> None:
    crm.standings.delete(actor, [customer])
    crm.purges.purge(actor, [customer])
