"""Why something cannot be done on the road from a lead to the last payment, in sentences."""

from __future__ import annotations

from crm_tui.domain.approvals.rules import ApprovalRefusal
from crm_tui.domain.contracts.rules import ContractRefusal
from crm_tui.domain.expenses import ExpenseRefusal
from crm_tui.domain.leads.refusals import LeadRefusal
from crm_tui.domain.payments.bank_receipts import BankReceiptRefusal
from crm_tui.domain.payments.rules import PaymentRefusal
from crm_tui.domain.projects import ProjectRefusal
from crm_tui.i18n import _
from crm_tui.presentation.approvals import approval_refusal
from crm_tui.presentation.bank_receipts import bank_receipt_refusal
from crm_tui.presentation.contract_reasons import contract_refusal
from crm_tui.presentation.expenses import expense_refusal
from crm_tui.presentation.lead_reasons import lead_refusal
from crm_tui.presentation.payment_reasons import payment_refusal
from crm_tui.presentation.projects import project_refusal


def selling_refusal(refusal: object) -> str:
    """Return why it is refused, and what to do instead."""
    if isinstance(refusal, LeadRefusal):
        return lead_refusal(refusal)
    if isinstance(refusal, ContractRefusal):
        return contract_refusal(refusal)
    if isinstance(refusal, PaymentRefusal | BankReceiptRefusal):
        return _of_money(refusal)
    if isinstance(refusal, ExpenseRefusal):
        return expense_refusal(refusal)
    if isinstance(refusal, ProjectRefusal):
        return project_refusal(refusal)
    return _rare(refusal)


def _rare(refusal: object) -> str:
    if isinstance(refusal, ApprovalRefusal):
        return approval_refusal(refusal)
    return _("A rule of the office does not allow it.")


def _of_money(refusal: PaymentRefusal | BankReceiptRefusal) -> str:
    if isinstance(refusal, BankReceiptRefusal):
        return bank_receipt_refusal(refusal)
    return payment_refusal(refusal)
