"""回款: planned lines, receipts and refunds with what they settle, invoices, credit.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.payments.bank_receipts import AsideKind, BankReceiptStatus
from crm_tui.domain.payments.records import (
    InvoiceKind,
    InvoiceStatus,
    PaymentKind,
    PaymentMethod,
    PlanKind,
)

PAYMENT_PLAN: Final = Table(
    "payment_plan",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("order_id", Integer),
    Column("contract_id", Integer),
    Column("kind", value_type(PlanKind), nullable=False),
    Column("due_day", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("note", String(500), nullable=False, default=""),
)
"""A planned line of an order or of a contract, in its currency."""

PAYMENT: Final = Table(
    "payment",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("number", String(60), nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("kind", value_type(PaymentKind), nullable=False),
    Column("day", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("method", value_type(PaymentMethod), nullable=False),
    Column("payer", String(200), nullable=False, default=""),
    Column("reference", String(100), nullable=False, default=""),
    Column("note", String(2000), nullable=False, default=""),
    Column("refund_of_id", Integer),
    Column("deal_id", Integer),
    Column("bank_receipt_id", Integer),
)
"""A receipt, above zero, or a refund of one, below zero."""

PAYMENT_SPLIT: Final = Table(
    "payment_split",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("payment_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("order_id", Integer),
    Column("contract_id", Integer),
    Column("plan_id", Integer),
    Column("amount_minor", BigInteger, nullable=False),
)
"""The part of a payment that settles an order or contract, or a planned line of it."""

INVOICE: Final = Table(
    "invoice",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("number", String(60), nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("order_id", Integer),
    Column("contract_id", Integer),
    Column("kind", value_type(InvoiceKind), nullable=False),
    Column("status", value_type(InvoiceStatus), nullable=False, default=InvoiceStatus.ISSUED),
    Column("title", String(200), nullable=False, default=""),
    Column("day", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("red_of_id", Integer),
    Column("note", String(2000), nullable=False, default=""),
    Column("reason", String(500), nullable=False, default=""),
)
"""An invoice with its tax; a red one, below zero, takes back something of another."""

CUSTOMER_CREDIT: Final = Table(
    "customer_credit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("customer_id", Integer, nullable=False),
    Column("limit_minor", BigInteger),
    Column("payment_days", Integer),
)
"""What a customer may owe in the office's currency, and how long; None is the office's."""

BANK_RECEIPT: Final = Table(
    "bank_receipt",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("day", Integer, nullable=False),
    Column("payer", String(200), nullable=False, default=""),
    Column("payer_key", String(200), nullable=False, default=""),
    Column("account", String(100), nullable=False, default=""),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("summary", String(500), nullable=False, default=""),
    Column("serial", String(100), nullable=False, default=""),
    Column("identity", String(40), nullable=False),
    Column("status", value_type(BankReceiptStatus), nullable=False, default=BankReceiptStatus.OPEN),
    Column("claimant_id", Integer),
    Column("claimed_at", Instant()),
    Column("decided_by_id", Integer),
    Column("aside_kind", value_type(AsideKind)),
    Column("reason", String(500), nullable=False, default=""),
)
"""Money that came into the bank as the bank's list tells it, and who claims it."""

BANK_RECEIPT_PART: Final = Table(
    "bank_receipt_part",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("receipt_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("customer_id", Integer, nullable=False),
    Column("order_id", Integer),
    Column("contract_id", Integer),
    Column("plan_id", Integer),
    Column("owner_id", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
)
"""A part of what came: for which customer it is claimed, and what of theirs it settles."""
