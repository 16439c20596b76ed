"""回款: planned, received and split exactly, given back, invoiced; what is still to be paid."""

from crm_tui.services.payments.bank_receipts import BankReceipts
from crm_tui.services.payments.invoices import Invoices, InvoiceWritten
from crm_tui.services.payments.plans import PaymentPlans
from crm_tui.services.payments.receivables import Receivables
from crm_tui.services.payments.service import Payments
from crm_tui.services.payments.writing import PaymentWritten

__all__ = [
    "BankReceipts",
    "InvoiceWritten",
    "Invoices",
    "PaymentPlans",
    "PaymentWritten",
    "Payments",
    "Receivables",
]
