"""The gates of approval on other roads than by hand: files, and what is brought back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalStatus, ApprovalWish
from crm_tui.domain.approvals.rules import ApprovalNeeded
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.identifiers import ApprovalId, CustomerId, PaymentId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.imports.outcomes import RowRefused
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.orders.records import OrderLineFields, OrderStatus
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.payments.records import Split, Target
from crm_tui.domain.payments.rules import DocumentCurrency
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import make
from tests.answers import refusal_of
from tests.integration.import_runs import counts, refusals, run, sheet
from tests.sold_offices import LINE as SALE

OVERWRITE = MatchPolicy(MatchAction.OVERWRITE, MatchAction.OVERWRITE, MatchAction.OVERWRITE)
TODAY = make.NOW.toordinal()
YUNQI = "云启科技有限公司"
ORDERS = "订单编号 客户名称 产品名称 数量 单价 折扣 状态 结束原因"
CONTRACTS = "合同编号 客户名称 合同名称 合同金额 签订日期 合同状态 终止日 终止原因"
QUOTES = "报价单编号 客户名称 产品名称 单价 整单折扣 状态 结束原因"
DAY = date.fromordinal(TODAY - 40).isoformat()
GONE = date.fromordinal(TODAY - 5).isoformat()


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina, YUNQI)


def want(crm: Crm, **settings: str) -> None:
    crm.approvals.change_settings(make.admin(crm), settings)


def ask(crm: Crm, actor: Actor, act: ApprovalAct, record_id: int, **more: int) -> ApprovalId:
    return crm.approvals.ask(actor, ApprovalWish(act, record_id, **more), "老客户").approval_id


def granted(crm: Crm, actor: Actor, act: ApprovalAct, record_id: int, **more: int) -> ApprovalId:
    approval = ask(crm, actor, act, record_id, **more)
    crm.approvals.grant(make.admin(crm), approval)
    return approval


def status(crm: Crm, approval: ApprovalId) -> ApprovalStatus:
    return crm.approvals.show(make.admin(crm), approval).row.status


def orders(crm: Crm, actor: Actor) -> dict[str, OrderStatus]:
    return {each.number: each.status for each in crm.orders.list(actor, OrderRequest())}


def contracts(crm: Crm, actor: Actor) -> dict[str, ContractStatus]:
    return {each.number: each.status for each in crm.contracts.list(actor, ContractRequest())}


def received(crm: Crm, actor: Actor, customer: CustomerId) -> PaymentId:
    blank = replace(crm.payments.blank(actor, customer), amount_minor=500_00)
    return crm.payments.add(actor, customer, blank).payment_id


def refunded(crm: Crm, actor: Actor, receipt: PaymentId, minor: int = 100_00) -> PaymentId:
    fields = replace(crm.payments.payment(actor, receipt).fields, amount_minor=minor)
    return crm.payments.refund(actor, receipt, fields).payment_id


# --- files ---------------------------------------------------------------------------------------


def test_a_file_of_orders_passes_the_gate_row_by_row(
    crm: Crm, lina: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    want(crm, discount="15")
    file = sheet(
        tmp_path,
        ORDERS,
        ["A-1", YUNQI, "甲", 1, 100, "15%", "已确认", ""],
        ["A-2", YUNQI, "甲", 1, 100, "16%", "已确认", ""],
        ["A-3", YUNQI, "甲", 1, 100, "16%", "已完成", ""],
        ["A-4", YUNQI, "甲", 1, 100, "16%", "草稿", ""],
        ["A-5", YUNQI, "甲", 1, 100, "16%", "已作废", "客户取消"],
    )
    found = run(crm, lina, file, kind=ImportKind.ORDERS)
    why = [each.why for each in refusals(found) if isinstance(each, RowRefused)]
    assert [type(each) for each in why] == [ApprovalNeeded] * 2
    # What is void counts for nothing, and comes back to life by nothing.
    assert orders(crm, lina) == {
        "A-1": OrderStatus.CONFIRMED,
        "A-4": OrderStatus.DRAFT,
        "A-5": OrderStatus.VOID,
    }


def test_a_draft_is_confirmed_by_a_file_once_it_is_granted_as_the_file_says(
    crm: Crm, lina: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    want(crm, discount="15")

    def bring(discount: str, stands: str) -> dict[str, int]:
        file = sheet(tmp_path, ORDERS, ["A-1", YUNQI, "甲", 1, 100, discount, stands, ""])
        return counts(run(crm, lina, file, kind=ImportKind.ORDERS, policy=OVERWRITE))

    assert bring("20%", "草稿") == {"created": 1}
    order = crm.orders.find(lina, "A-1")
    approval = granted(crm, lina, ApprovalAct.ORDER, order)
    assert bring("25%", "已确认") == {"refused": 1}
    assert (orders(crm, lina)["A-1"], status(crm, approval)) == (
        OrderStatus.DRAFT, ApprovalStatus.GRANTED,
    )  # fmt: skip
    assert bring("20%", "已确认") == {"updated": 1}
    assert status(crm, approval) is ApprovalStatus.USED
    crm.history.undo(lina)
    assert status(crm, approval) is ApprovalStatus.GRANTED


@pytest.mark.long
def test_a_file_of_contracts_passes_the_gate_row_by_row(
    crm: Crm, lina: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    want(crm, contract="500")
    file = sheet(
        tmp_path,
        CONTRACTS,
        ["H-1", YUNQI, "框架", "500", DAY, "", "", ""],
        ["H-2", YUNQI, "框架", "500.01", DAY, "", "", ""],
        ["H-3", YUNQI, "框架", "500.01", DAY, "已终止", GONE, "客户解约"],
        ["H-4", YUNQI, "框架", "500.01", DAY, "已作废", GONE, "误签"],
        ["H-5", YUNQI, "框架", "500.01", "", "", "", ""],
    )
    found = run(crm, lina, file, kind=ImportKind.CONTRACTS)
    why = [each.why for each in refusals(found) if isinstance(each, RowRefused)]
    assert [type(each) for each in why] == [ApprovalNeeded] * 2
    assert contracts(crm, lina) == {
        "H-1": ContractStatus.IN_FORCE,
        "H-4": ContractStatus.VOID,
        "H-5": ContractStatus.DRAFT,
    }
    draft = crm.contracts.find(lina, "H-5")
    crm.contracts.edit(lina, draft, {"title": "年度"})
    granted(crm, lina, ApprovalAct.CONTRACT, draft)
    other = sheet(tmp_path, CONTRACTS, ["H-5", YUNQI, "月度", "500.01", DAY, "", "", ""])
    same = ["H-5", YUNQI, "年度", "500.01", DAY, "", "", ""]
    again = {"kind": ImportKind.CONTRACTS, "policy": OVERWRITE}
    assert counts(run(crm, lina, other, **again)) == {"refused": 1}
    assert counts(run(crm, lina, sheet(tmp_path, CONTRACTS, same), **again)) == {"updated": 1}


def test_a_file_of_quotes_passes_the_gate_version_by_version(
    crm: Crm, lina: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    want(crm, discount="15")
    file = sheet(
        tmp_path,
        QUOTES,
        ["B-1", YUNQI, "甲", 100, "15%", "已发送", ""],
        ["B-2", YUNQI, "甲", 100, "16%", "已发送", ""],
        ["B-3", YUNQI, "甲", 100, "16%", "已同意", ""],
        ["B-4", YUNQI, "甲", 100, "16%", "草稿", ""],
        ["B-5", YUNQI, "甲", 100, "16%", "已作废", "报错价"],
        ["B-6", YUNQI, "甲", 100, "16%", "已作废", ""],
    )
    found = run(crm, lina, file, kind=ImportKind.QUOTES)
    why = [each.why for each in refusals(found) if isinstance(each, RowRefused)]
    assert [type(each) for each in why[:2]] == [ApprovalNeeded] * 2
    # The last one says no reason: it is not left as sent either.
    listed = crm.quotes.list(lina, QuoteRequest(all_versions=True))
    assert {each.number: each.status for each in listed} == {
        "B-1": QuoteStatus.SENT,
        "B-4": QuoteStatus.DRAFT,
        "B-5": QuoteStatus.VOID,
    }


def test_a_try_of_a_file_uses_no_grant_up(
    crm: Crm, lina: Actor, customer: CustomerId, tmp_path: Path
) -> None:
    want(crm, contract="500")
    row = ["H-5", YUNQI, "年度", "900", "", "", "", ""]
    run(crm, lina, sheet(tmp_path, CONTRACTS, row), kind=ImportKind.CONTRACTS)
    approval = granted(crm, lina, ApprovalAct.CONTRACT, crm.contracts.find(lina, "H-5"))
    row[4] = DAY
    file = sheet(tmp_path, CONTRACTS, row)
    tried = run(crm, lina, file, kind=ImportKind.CONTRACTS, policy=OVERWRITE, dry_run=True)
    assert (counts(tried), status(crm, approval)) == ({"updated": 1}, ApprovalStatus.GRANTED)


# --- refunds -------------------------------------------------------------------------------------


def test_a_refund_that_was_undone_is_not_brought_back_on_a_grant_used_since(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    want(crm, refund="always")
    receipt = received(crm, lina, customer)
    approval = granted(crm, lina, ApprovalAct.REFUND, receipt, amount_minor=100_00)
    first = refunded(crm, lina, receipt)
    crm.history.undo(lina)
    refunded(crm, lina, receipt)
    refusal = refusal_of(lambda: crm.payments.restore(lina, first))
    assert isinstance(refusal, ApprovalNeeded)
    granted(crm, lina, ApprovalAct.REFUND, receipt, amount_minor=100_00)
    crm.payments.restore(lina, first)
    assert crm.payments.payment(lina, receipt).row.refunded_minor == 200_00
    assert status(crm, approval) is ApprovalStatus.USED


def test_a_refund_that_was_deleted_is_brought_back_by_its_own_grant(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    want(crm, refund="always")
    receipt = received(crm, lina, customer)
    granted(crm, lina, ApprovalAct.REFUND, receipt, amount_minor=100_00)
    refund = refunded(crm, lina, receipt)
    crm.payments.delete(lina, refund, "录错")
    crm.payments.restore(lina, refund)
    assert crm.payments.payment(lina, receipt).row.refunded_minor == 100_00


def test_a_grant_is_for_an_amount_in_its_currency(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    want(crm, refund="always")
    receipt = received(crm, lina, customer)
    approval = granted(crm, lina, ApprovalAct.REFUND, receipt, amount_minor=100_00)
    crm.payments.edit(lina, receipt, {"currency": "USD"})
    assert not crm.approvals.show(make.admin(crm), approval).is_current
    refusal = refusal_of(lambda: refunded(crm, lina, receipt))
    assert isinstance(refusal, ApprovalNeeded)


def test_a_refund_comes_back_in_the_currency_of_its_receipt_only(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    receipt = received(crm, lina, customer)
    refund = refunded(crm, lina, receipt)
    number = crm.payments.payment(lina, receipt).row.number
    crm.payments.delete(lina, refund, "录错")
    crm.payments.edit(lina, receipt, {"currency": "USD"})
    refusal = refusal_of(lambda: crm.payments.restore(lina, refund))
    assert refusal == DocumentCurrency(number, "USD")


def test_a_refund_that_comes_back_takes_back_what_its_receipt_settles_now(
    crm: Crm, lina: Actor, customer: CustomerId
) -> None:
    targets, blank_order = [], crm.orders.blank(lina, customer)
    for _ in range(2):
        order = crm.orders.add(lina, customer, blank_order, [OrderLineFields(SALE)]).order_id
        crm.orders.confirm(lina, order)
        targets.append(Target(order_id=order))
    blank = replace(crm.payments.blank(lina, customer), amount_minor=100)
    receipt = crm.payments.add(lina, customer, blank, [Split(targets[0], 100)]).payment_id
    refund = refunded(crm, lina, receipt, 100)
    crm.payments.delete(lina, refund, "录错")
    crm.payments.edit(lina, receipt, {}, splits=[Split(targets[1], 100)])
    crm.payments.restore(lina, refund)
    settled = [each.split for each in crm.payments.payment(lina, refund).splits]
    assert settled == [Split(targets[1], -100)]
    crm.history.undo(lina)
    assert splits_of(crm, refund) == [(targets[0].order_id, -100)]


def splits_of(crm: Crm, payment: PaymentId) -> list[tuple[int, int]]:
    sql = "SELECT order_id, amount_minor FROM payment_split WHERE payment_id = ?"
    return [(int(a), int(b)) for a, b in make.query(crm, sql, payment)]
