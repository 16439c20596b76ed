"""Two answer what was asked, or use what was granted, at once: one does."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalRequest, ApprovalWish
from crm_tui.domain.identifiers import ApprovalId, PaymentId
from crm_tui.domain.users import Actor
from tests import make
from tests.races.racing import race


def answer_and_use(crm: Crm, actor: Actor, approval: ApprovalId, receipt: PaymentId) -> str:
    """Grant it if nobody has, then give back what was granted."""
    fields = replace(crm.payments.payment(actor, receipt).fields, amount_minor=100)
    try:
        crm.approvals.grant(actor, approval)
    finally:
        crm.payments.refund(actor, receipt, fields)
    return "both"


def test_one_grants_and_one_refund_comes_of_it(crm: Crm, admin: Actor, clock: FakeClock) -> None:
    crm.approvals.change_settings(admin, {"refund": "always"})
    lina, wishes = make.rep(crm, "lina", "李娜"), []
    for each in range(3):
        customer = make.customer(crm, lina, name=f"客户{each}")
        blank = replace(crm.payments.blank(lina, customer), amount_minor=1_000)
        receipt = crm.payments.add(lina, customer, blank).payment_id
        wish = ApprovalWish(ApprovalAct.REFUND, receipt, 100)
        asked = crm.approvals.ask(lina, wish, "退货").approval_id
        wishes.append((admin, asked, receipt))
    race(crm, answer_and_use, [wishes] * 2, clock)
    for _admin, _asked, receipt in wishes:
        assert crm.payments.payment(admin, receipt).row.refunded_minor == 100
    rows = crm.approvals.list(admin, ApprovalRequest())
    assert [row.status.value for row in rows] == ["used"] * 3
